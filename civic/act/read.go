package act

import (
	"errors"
	"fmt"
	"time"

	"tongban/platform/clock"
	"tongban/platform/db"
)

func parseInstant(s string) (time.Time, error) {
	t, err := time.Parse(instant, s)
	return t.In(clock.Beijing), err
}

const columns = `ord, id, at, account, verb, subject_kind, subject, body, salt, leaf, COALESCE(seq, -1)`

// MostRead is the largest page of acts; a larger or missing limit means this.
const MostRead = 500

func page(limit int) int {
	if limit <= 0 || limit > MostRead {
		return MostRead
	}
	return limit
}

// scan reads a row. A body that no longer parses does not hide the act: its
// columns are shown, and the integrity check names it.
func scan(s db.Scanner) (Act, error) {
	var row Act
	var at int64
	var leaf []byte
	err := s.Scan(&row.Ord, &row.ID, &at, &row.Actor.Account, &row.Verb, &row.Subject.Kind, &row.Subject.ID,
		&row.Text, &row.Salt, &leaf, &row.Seq)
	if err != nil {
		return Act{}, err
	}
	row.At = clock.FromMicros(at)
	copy(row.Leaf[:], leaf)
	if row.Text == "" {
		return row, nil
	}
	if b, err := Parse([]byte(row.Text)); err == nil {
		b.Actor.Account = row.Actor.Account // columns win: the integrity check compares them with the text
		row.Actor, row.Rules, row.Payload = b.Actor, b.Rules, b.Payload
	}
	return row, nil
}

// Forgotten reports whether body and salt were deleted; who, what for and when
// remain as the columns tell them.
func (a Act) Forgotten() bool { return a.Text == "" }

// Get gives the act with an id; db.ErrNone where there is none.
func Get(tx *db.Tx, id string) (Act, error) {
	a, err := db.One(tx, scan, `SELECT `+columns+` FROM act WHERE id = $1`, id)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return Act{}, fmt.Errorf("act %s: %w", id, err)
	}
	return a, err
}

// Of lists the acts on a subject in the order they were done, after the act
// afterID ("" = from the first), at most limit.
func Of(tx *db.Tx, on Subject, afterID string, limit int) ([]Act, error) {
	return db.List(tx, scan, `SELECT `+columns+` FROM act
WHERE subject = $1 AND subject_kind = $2 AND ord > COALESCE((SELECT ord FROM act WHERE id = $3), 0)
ORDER BY ord LIMIT $4`, on.ID, on.Kind, afterID, page(limit))
}

// By lists what an account did in the order it was done, after the act afterID
// ("" = from the first), at most limit.
func By(tx *db.Tx, account string, afterID string, limit int) ([]Act, error) {
	return db.List(tx, scan, `SELECT `+columns+` FROM act
WHERE account = $1 AND ord > COALESCE((SELECT ord FROM act WHERE id = $2), 0)
ORDER BY ord LIMIT $3`, account, afterID, page(limit))
}

// Feed lists acts in ledger order from place seq on, at most limit.
func Feed(tx *db.Tx, seq int64, limit int) ([]Act, error) {
	return db.List(tx, scan, `SELECT `+columns+` FROM act WHERE seq >= $1 ORDER BY seq LIMIT $2`, seq, page(limit))
}

// Leaves lists the commitments at the places [from, to) of the ledger.
func Leaves(tx *db.Tx, from, to int64) ([][]byte, error) {
	return db.List(tx, db.Bytes, `SELECT leaf FROM act WHERE seq >= $1 AND seq < $2 ORDER BY seq`, from, to)
}
