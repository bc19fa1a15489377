package act

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"tongban/platform/db"
)

// A Follower takes acts in ledger order, each once, from where it stopped
// (跟随者): messages, the watch, publication. Set Take or Send, not both.
type Follower struct {
	Name string // names the cursor; never renamed once used
	// Take writes to the database in the transaction that moves the cursor: its
	// effect happens exactly once, whatever crashes. It may run more than once.
	Take func(tx *db.Tx, a Act) error
	// Send does something outside the database; after a crash it may be asked
	// again for acts it has sent, and must know them by their id.
	Send  func(ctx context.Context, a Act) error
	Start Start
	Batch int // acts per transaction; 0 means 64
}

// A Start tells where a follower without a cursor begins (起点).
type Start string

// The starts.
const (
	FromFirst Start = ""    // from the first act ever recorded
	FromNow   Start = "now" // with the next act; for what must not be repeated for the past
)

const (
	followPoll  = time.Second
	longestWait = 30 * time.Second
)

var errMoved = errors.New("another node moved the cursor")

// Follow runs a follower until ctx ends. A failing act is tried again, ever more
// slowly and alone, and holds back those after it: order is part of the promise.
func Follow(ctx context.Context, d *db.DB, f Follower) error {
	wait := followPoll
	for {
		rung := Placed()
		err := CatchUp(ctx, d, f)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			slog.ErrorContext(ctx, "follower stopped at an act", "follower", f.Name, "err", err, "again in", wait)
			rung = nil
			wait = min(2*wait, longestWait)
		default:
			wait = followPoll
		}
		select {
		case <-ctx.Done():
			return nil
		case <-rung:
		case <-time.After(wait):
		}
	}
}

// CatchUp lets a follower take every act there is now and returns. Stories and
// tests call it; Follow does so for ever.
func CatchUp(ctx context.Context, d *db.DB, f Follower) error {
	batch := f.Batch
	if batch <= 0 {
		batch = 64
	}
	for size := batch; ctx.Err() == nil; {
		n, err := f.step(ctx, d, size)
		switch {
		case errors.Is(err, errMoved):
		case err != nil && size > 1:
			size = 1 // take those before the failing act, then meet it alone
		case err != nil:
			return err
		case n == 0:
			return nil
		default:
			size = min(2*size, batch)
		}
	}
	return ctx.Err()
}

// step takes up to limit acts and gives how many.
func (f Follower) step(ctx context.Context, d *db.DB, limit int) (int, error) {
	next, err := f.cursor(ctx, d)
	if err != nil {
		return 0, err
	}
	var acts []Act
	err = d.Glance(ctx, func(tx *db.Tx) (err error) {
		acts, err = Feed(tx, next, limit)
		return err
	})
	if err != nil || len(acts) == 0 {
		return 0, err
	}
	var halt error
	if f.Send != nil {
		acts, halt = f.send(ctx, acts)
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		// The cursor first: on PostgreSQL this makes a second node wait here.
		n, err := tx.Exec(`UPDATE act_cursor SET seq = $1 WHERE name = $2 AND seq = $3`, next+int64(len(acts)), f.Name, next)
		if err != nil {
			return fmt.Errorf("follower %s: %w", f.Name, err)
		}
		if n == 0 {
			return errMoved
		}
		if f.Take == nil {
			return nil
		}
		for _, a := range acts {
			if err := f.Take(tx, a); err != nil {
				return fmt.Errorf("follower %s at %s %s (%d): %w", f.Name, a.Verb, a.ID, a.Seq, err)
			}
		}
		return nil
	})
	return len(acts), errors.Join(halt, err)
}

// send gives the acts that went out and the error that stopped it.
func (f Follower) send(ctx context.Context, acts []Act) ([]Act, error) {
	for i, a := range acts {
		if err := f.Send(ctx, a); err != nil {
			return acts[:i], fmt.Errorf("follower %s at %s %s (%d): %w", f.Name, a.Verb, a.ID, a.Seq, err)
		}
	}
	return acts, nil
}

// cursor gives the place of the next act to take, making the row at first.
func (f Follower) cursor(ctx context.Context, d *db.DB) (next int64, err error) {
	read := func(tx *db.Tx) error {
		next, err = db.One(tx, db.Int, `SELECT seq FROM act_cursor WHERE name = $1`, f.Name)
		return err
	}
	err = d.Glance(ctx, read)
	if !errors.Is(err, db.ErrNone) {
		return next, err
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		var first int64
		if f.Start == FromNow {
			var err error
			if first, err = db.One(tx, db.Int, `SELECT COALESCE(MAX(seq) + 1, 0) FROM act WHERE seq IS NOT NULL`); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(`INSERT INTO act_cursor (name, seq) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, f.Name, first); err != nil {
			return err
		}
		return read(tx)
	})
	if err != nil {
		return 0, fmt.Errorf("follower %s: %w", f.Name, err)
	}
	return next, nil
}
