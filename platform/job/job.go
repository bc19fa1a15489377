// Package job runs what must happen after a transaction (待办作业): effects such as
// sending, publishing, recomputing. A job is written in the transaction that
// causes it and so exists exactly when the cause does. It is run at least once:
// handlers are idempotent. One (kind, key) is done once, however often it is added.
package job

import (
	"embed"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"tongban/platform/clock"
	"tongban/platform/db"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the table of jobs.
var Schema = db.Schema{Name: "job", FS: files}

// A State says how far a job is (作业状态).
type State string

// The states. A dead job has failed for good and waits for a person.
const (
	Waiting State = "waiting"
	Done    State = "done"
	Dead    State = "dead"
)

// A Job is one thing to do (作业).
type Job struct {
	ID    string
	Kind  string    // which handler, such as "item.index"
	Key   string    // what makes it this one; unique within the kind
	RunAt time.Time // not before
	Body  string    // what the handler needs; never secrets or ID numbers
	// Read back only:
	Attempts int
	State    State
	Error    string // of the last attempt
}

var bell = make(chan struct{}, 1)

func ring() {
	select {
	case bell <- struct{}{}:
	default:
	}
}

// Add writes the job in the transaction that causes it. A job of the same kind
// and key that is already there, even done, stays as it is.
func Add(tx *db.Tx, j Job) error {
	if j.Kind == "" || j.Key == "" {
		return fmt.Errorf("job %s %s: kind and key must be given", j.Kind, j.Key)
	}
	_, err := tx.Exec(`INSERT INTO job (id, kind, job_key, run_at, body) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (kind, job_key) DO NOTHING`,
		uuid.Must(uuid.NewV7()).String(), j.Kind, j.Key, clock.Micros(j.RunAt), j.Body)
	if err != nil {
		return fmt.Errorf("add job %s %s: %w", j.Kind, j.Key, err)
	}
	tx.After(ring)
	return nil
}

// Cancel takes a waiting job away; one that is running may still finish.
func Cancel(tx *db.Tx, kind, key string) error {
	_, err := tx.Exec(`DELETE FROM job WHERE kind = $1 AND job_key = $2 AND state = 'waiting'`, kind, key)
	return err
}

// DeadOnes lists jobs that failed for good, oldest first, after an id.
func DeadOnes(tx *db.Tx, after string, limit int) ([]Job, error) {
	return db.List(tx, scan, `SELECT id, kind, job_key, run_at, attempts, state, body, error FROM job
WHERE state = 'dead' AND id > $1 ORDER BY id LIMIT $2`, after, limit)
}

// Revive lets a dead job run again, now.
func Revive(tx *db.Tx, id string, now time.Time) error {
	n, err := tx.Exec(`UPDATE job SET state = 'waiting', attempts = 0, run_at = $1, claimed_until = 0 WHERE id = $2 AND state = 'dead'`, clock.Micros(now), id)
	if err == nil && n == 0 {
		err = db.ErrNone
	}
	tx.After(ring)
	return err
}

// Counts gives the number of jobs by state, for the figures of the platform;
// done ones are not counted, there may be many.
func Counts(tx *db.Tx) (map[State]int64, error) {
	out := map[State]int64{}
	for _, s := range []State{Waiting, Dead} {
		n, err := db.One(tx, db.Int, `SELECT COUNT(*) FROM job WHERE state = $1`, string(s))
		if err != nil {
			return nil, err
		}
		out[s] = n
	}
	return out, nil
}

func scan(s db.Scanner) (Job, error) {
	var j Job
	var at int64
	err := s.Scan(&j.ID, &j.Kind, &j.Key, &at, &j.Attempts, &j.State, &j.Body, &j.Error)
	j.RunAt = clock.FromMicros(at)
	return j, err
}

// never marks an error after which no attempt makes sense.
type never struct{ error }

func (n never) Unwrap() error { return n.error }

// Never marks an error as final: the job is dead at once.
func Never(err error) error { return never{err} }

func final(err error) bool {
	var n never
	return errors.As(err, &n)
}
