package db

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// A job is one Write waiting for its commit.
type job struct {
	ctx   context.Context
	fn    func(*Tx) error
	after []func()
	err   error
	done  chan struct{}
}

var errClosed = errors.New("db: closed")

// Write runs fn in one durable transaction and returns when it is on disk.
// Writes that arrive together share a commit: each fn runs whole, one after the
// other, and either all of what it did is kept or none. fn may run more than
// once, so it sends no mail and touches no file. An error from fn keeps nothing.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	j := &job{ctx: ctx, fn: fn, done: make(chan struct{})}
	select {
	case d.jobs <- j:
	case <-ctx.Done():
		return ctx.Err()
	case <-d.quit:
		return errClosed
	}
	<-j.done
	if j.err == nil {
		for _, f := range j.after {
			f()
		}
	}
	return j.err
}

// writeLoop owns one writing connection.
func (d *DB) writeLoop() {
	defer d.wg.Done()
	w := &writer{db: d}
	defer w.drop()
	for {
		select {
		case j := <-d.jobs:
			w.commit(d.gather(j))
		case <-d.quit:
			return
		}
	}
}

// gather takes what is waiting now, without waiting for more.
func (d *DB) gather(first *job) []*job {
	batch := []*job{first}
	for len(batch) < d.batch {
		select {
		case j := <-d.jobs:
			batch = append(batch, j)
		default:
			return batch
		}
	}
	return batch
}

// A writer runs batches on its own connection; one goroutine owns it.
type writer struct {
	db *DB
	c  *conn
}

func (w *writer) drop() {
	if w.c != nil {
		w.c.close()
		w.c = nil
	}
}

func (w *writer) begin() error {
	if w.c == nil {
		raw, err := w.db.pool.Conn(context.Background())
		if err != nil {
			return err
		}
		w.c = newConn(raw, w.db.engine)
	}
	q := "BEGIN IMMEDIATE"
	if w.db.engine == Postgres {
		q = "BEGIN ISOLATION LEVEL SERIALIZABLE"
	}
	err := w.c.plain(context.Background(), q)
	if err != nil {
		w.drop()
	}
	return err
}

// commit runs a batch in one transaction. A function that fails before it wrote
// anything leaves the others alone; one that fails later, or a clash with another
// node, makes everybody run again, at last one by one.
func (w *writer) commit(batch []*job) {
	defer func() {
		for _, j := range batch {
			close(j.done)
		}
	}()
	for try := 0; try < 3; try++ {
		switch w.attempt(batch) {
		case settled:
			return
		case spoilt:
			if len(batch) > 1 {
				try = 3
			} else {
				return
			}
		}
		pause(try)
	}
	for _, j := range batch {
		w.alone(j)
	}
}

func (w *writer) alone(j *job) {
	for try := range 12 {
		if w.attempt([]*job{j}) != clashed {
			return
		}
		pause(try)
	}
}

func pause(try int) {
	if try > 0 && try < 12 {
		time.Sleep(time.Duration(rand.Int64N(int64(time.Millisecond) << try)))
	}
}

type outcome int

const (
	settled outcome = iota // every job has its answer
	spoilt                 // one job failed after writing: run each alone
	clashed                // another node was faster: run again
)

func (w *writer) attempt(batch []*job) outcome {
	if err := w.begin(); err != nil {
		for _, j := range batch {
			j.err = away(err)
		}
		return settled
	}
	kept := 0
	for _, j := range batch {
		tx := &Tx{ctx: context.WithoutCancel(j.ctx), c: w.c, db: w.db}
		if j.err = j.ctx.Err(); j.err == nil {
			j.err = tx.run(j.fn)
		}
		if j.err == nil && tx.failed != nil && w.db.engine == Postgres {
			j.err = tx.failed // the function hid an error that lost the transaction
		}
		j.after = tx.after
		if j.err == nil {
			kept++
			continue
		}
		if clashes(j.err) || clashes(tx.failed) {
			w.rollback()
			return clashed
		}
		if tx.wrote {
			w.rollback()
			return spoilt
		}
	}
	if kept == 0 {
		w.rollback()
		return settled
	}
	if err := w.c.plain(context.Background(), "COMMIT"); err != nil {
		w.rollback()
		if clashes(err) {
			for _, j := range batch {
				j.err = err
			}
			return clashed
		}
		for _, j := range batch {
			j.err = away(err)
		}
		return settled
	}
	w.db.commits.Add(1)
	w.db.writes.Add(int64(kept))
	return settled
}

func (w *writer) rollback() {
	if err := w.c.plain(context.Background(), "ROLLBACK"); err != nil {
		w.drop()
	}
}
