package ledger

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"tongban/civic/act"
	"tongban/platform/clock"
	"tongban/platform/db"
)

const (
	poll      = 500 * time.Millisecond // other nodes ring their own bells
	patience  = time.Second            // how long the head may stand still before another process takes over
	mostRound = 2048                   // acts placed in one transaction
)

// errOvertaken says that another process moved the head first.
var errOvertaken = errors.New("another process moved the head")

// Run places acts until ctx ends: one sequencer per process, one leader among
// them. An act is in a signed checkpoint within two seconds. Run returns an
// error only when the stored ledger is damaged; acts go on being recorded then,
// and the log signs nothing more.
func (l *Log) Run(ctx context.Context) error {
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-act.Bell():
			select { // let those who come with it share the round
			case <-time.After(l.linger):
			case <-ctx.Done():
			}
		case <-tick.C:
		}
		_, err := l.rounds(context.WithoutCancel(ctx), &l.pace)
		switch {
		case errors.Is(err, ErrDamaged):
			return fmt.Errorf("ledger of %s: %w", l.Origin(), err)
		case err != nil:
			slog.ErrorContext(ctx, "ledger round failed; trying again", "err", err)
		}
	}
}

// Sequence places every act that waits, whoever leads, and gives how many. Stories,
// imports and tests call it; it is as safe as Run beside any number of others.
func (l *Log) Sequence(ctx context.Context) (int, error) {
	return l.rounds(ctx, nil)
}

// A pace decides whether this process leads: it does if it moved the head last,
// or if acts have waited while nobody moved it for a second of its own clock. No
// clocks of different machines are compared.
type pace struct {
	size  int64
	since time.Time // when waiting acts were first seen at this size; zero when none wait
}

// mine reports whether the process me leads now; a nil pace always does.
func (p *pace) mine(me string, r round) bool {
	if p == nil || r.head.Holder == me || r.head.Holder == "" {
		return true
	}
	if p.since.IsZero() || p.size != r.head.Size {
		p.size, p.since = r.head.Size, time.Now()
		return false
	}
	if time.Since(p.since) < patience {
		return false
	}
	p.since = time.Time{}
	return true
}

// A round is what one transaction will place, and on what.
type round struct {
	head    Head
	edge    *edge
	waiting []act.Waiting
}

func (l *Log) rounds(ctx context.Context, p *pace) (total int, err error) {
	for ctx.Err() == nil {
		r, err := l.gather(ctx)
		if err != nil {
			return total, err
		}
		if len(r.waiting) == 0 {
			if p != nil {
				p.since = time.Time{}
			}
			return total, nil
		}
		if !p.mine(l.me, r) {
			return total, nil
		}
		switch err := l.place(ctx, r); {
		case errors.Is(err, errOvertaken):
			continue
		case err != nil:
			return total, err
		}
		if total += len(r.waiting); len(r.waiting) < mostRound {
			return total, nil
		}
	}
	return total, ctx.Err()
}

// gather reads, in one snapshot, the head, the edge of its tree and the acts
// that wait. It refuses an edge that does not give the signed root.
func (l *Log) gather(ctx context.Context) (r round, err error) {
	err = l.db.Read(ctx, func(tx *db.Tx) (err error) {
		if r.waiting, err = act.ListWaiting(tx, mostRound); err != nil || len(r.waiting) == 0 {
			return err
		}
		if r.head, err = l.head(tx); err != nil {
			return err
		}
		r.edge, err = readEdge(tx, r.head.Size)
		return err
	})
	if err != nil || len(r.waiting) == 0 {
		return r, err
	}
	root, err := r.edge.root()
	if err != nil {
		return r, err
	}
	if root != r.head.Root {
		return r, fmt.Errorf("the tiles of size %d give another root: %w", r.head.Size, ErrDamaged)
	}
	return r, l.crash("gathered")
}

// place grows the tree by the waiting acts and moves the head, in one
// transaction and only from the head that was read. The signed checkpoint
// leaves this function by that commit or not at all.
func (l *Log) place(ctx context.Context, r round) error {
	leaves := make([][32]byte, len(r.waiting))
	for i, w := range r.waiting {
		leaves[i] = w.Leaf
	}
	changed, err := r.edge.grow(leaves)
	if err != nil {
		return err
	}
	tree := tlog.Tree{N: r.edge.size}
	if tree.Hash, err = r.edge.root(); err != nil {
		return err
	}
	text, err := l.sign(tree)
	if err != nil {
		return err
	}
	err = l.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(`UPDATE ledger_head SET size = $1, root = $2, checkpoint = $3, holder = $4, at = $5
WHERE origin = $6 AND size = $7 AND root = $8`,
			tree.N, tree.Hash[:], text, l.me, clock.Micros(l.clock.Now()), l.Origin(), r.head.Size, r.head.Root[:])
		if err != nil {
			return err
		}
		if n == 0 {
			return errOvertaken
		}
		if err := l.crash("head"); err != nil {
			return err
		}
		if err := saveTiles(tx, changed); err != nil {
			return err
		}
		if err := l.crash("tiles"); err != nil {
			return err
		}
		if err := act.Place(tx, r.head.Size, r.waiting); err != nil {
			return err
		}
		return l.crash("acts")
	})
	if err != nil {
		return fmt.Errorf("place %d acts at %d: %w", len(r.waiting), r.head.Size, err)
	}
	return l.crash("committed")
}
