package ledger

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"tongban/civic/act"
	"tongban/platform/db"
)

// CheckTail compares head, signature, right edge and the newest acts, in a few
// statements; ErrDamaged says that they disagree. Open calls it.
func (l *Log) CheckTail(ctx context.Context) error {
	return l.db.Read(ctx, func(tx *db.Tx) error {
		h, err := l.head(tx)
		if err != nil {
			return err
		}
		c, err := OpenCheckpoint([]byte(h.Checkpoint), l.Verifier())
		if err != nil {
			return errors.Join(err, ErrDamaged)
		}
		if c.Origin != h.Origin || c.N != h.Size || c.Hash != h.Root {
			return fmt.Errorf("the head says %d acts, its checkpoint %d: %w", h.Size, c.N, ErrDamaged)
		}
		e, err := readEdge(tx, h.Size)
		if err != nil {
			return err
		}
		if root, err := e.root(); err != nil || root != h.Root {
			return errors.Join(fmt.Errorf("the tiles of size %d give another root: %w", h.Size, ErrDamaged), err)
		}
		placed, err := db.One(tx, db.Int, `SELECT COALESCE(MAX(seq) + 1, 0) FROM act WHERE seq IS NOT NULL`)
		if err != nil {
			return err
		}
		if placed != h.Size {
			return fmt.Errorf("the head says %d acts, %d have a place: %w", h.Size, placed, ErrDamaged)
		}
		return checkNewest(tx, e)
	})
}

// checkNewest compares the acts of the unfinished tile of level 0 with it.
func checkNewest(tx *db.Tx, e *edge) error {
	from := e.size / tileWidth * tileWidth
	data := e.tiles[spot{0, from / tileWidth}]
	leaves, err := act.Leaves(tx, from, e.size)
	if err != nil {
		return err
	}
	if int64(len(leaves)) != e.size-from {
		return fmt.Errorf("acts from %d to %d: %d are there: %w", from, e.size, len(leaves), ErrDamaged)
	}
	for i, leaf := range leaves {
		if h := tlog.RecordHash(leaf); string(h[:]) != string(data[i*tlog.HashSize:(i+1)*tlog.HashSize]) {
			return fmt.Errorf("act %d is not what the tree holds: %w", from+int64(i), ErrDamaged)
		}
	}
	return nil
}
