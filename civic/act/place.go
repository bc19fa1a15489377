package act

import (
	"fmt"

	"tongban/platform/db"
)

// A Waiting act is durable and has no place in the ledger yet (待入账).
type Waiting struct {
	Ord  int64
	Leaf [32]byte
}

// ListWaiting gives the acts without a place, first written first, at most limit.
func ListWaiting(tx *db.Tx, limit int) ([]Waiting, error) {
	return db.List(tx, func(s db.Scanner) (w Waiting, err error) {
		var leaf []byte
		err = s.Scan(&w.Ord, &leaf)
		copy(w.Leaf[:], leaf)
		return w, err
	}, `SELECT ord, leaf FROM act WHERE seq IS NULL ORDER BY ord LIMIT $1`, limit)
}

// Place gives the acts the places first, first+1, … Only the ledger's sequencer
// calls it, holding the head of the tree, so that places have no gaps. Acts
// written one after the other go in one statement; numbers that were drawn by a
// transaction that failed split them.
func Place(tx *db.Tx, first int64, acts []Waiting) error {
	for i := 0; i < len(acts); {
		j := i + 1
		for j < len(acts) && acts[j].Ord == acts[j-1].Ord+1 {
			j++
		}
		n, err := tx.Exec(`UPDATE act SET seq = ord + CAST($1 AS BIGINT) WHERE ord >= $2 AND ord <= $3 AND seq IS NULL`,
			first+int64(i)-acts[i].Ord, acts[i].Ord, acts[j-1].Ord)
		if err != nil {
			return fmt.Errorf("place acts from %d: %w", first, err)
		}
		if n != int64(j-i) {
			return fmt.Errorf("place acts from %d: %d of %d were still waiting", first, n, j-i)
		}
		i = j
	}
	tx.After(placed.ring)
	return nil
}

// Backlog counts the acts without a place and gives the one written first.
func Backlog(tx *db.Tx) (int64, Act, error) {
	n, err := db.One(tx, db.Int, `SELECT COUNT(*) FROM act WHERE seq IS NULL`)
	if err != nil || n == 0 {
		return 0, Act{}, err
	}
	a, err := db.One(tx, scan, `SELECT `+columns+` FROM act WHERE seq IS NULL ORDER BY ord LIMIT 1`)
	return n, a, err
}
