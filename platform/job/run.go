package job

import (
	"context"
	"fmt"
	"log/slog"
	"sort"
	"strings"
	"sync"
	"time"

	"tongban/platform/clock"
	"tongban/platform/db"
)

// A Handler does one job. It is called again after a crash or an error, so doing
// the same job twice must be harmless. It ends when ctx does.
type Handler func(ctx context.Context, j Job) error

// A Runner claims due jobs and runs them (作业执行). Several runners, also on
// several machines, share one table.
type Runner struct {
	DB       *db.DB
	Clock    clock.Clock
	Handlers map[string]Handler // by kind; other kinds are left for other runners
	Log      *slog.Logger       // nil means slog.Default
	Lease    time.Duration      // how long one attempt may take; 0 means 5 minutes
	Tries    int                // attempts before a job is dead; 0 means 10
	Poll     time.Duration      // how often to look without being rung; 0 means 2 s
}

const (
	claimAtOnce = 32
	workers     = 4
)

// Run works until ctx ends and then waits for the attempts under way.
func (r *Runner) Run(ctx context.Context) error {
	poll := r.Poll
	if poll == 0 {
		poll = 2 * time.Second
	}
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for {
		n, err := r.Step(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			r.log().Error("jobs", "err", err)
		} else if n == claimAtOnce {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-bell:
		case <-tick.C:
		}
	}
}

// Step claims what is due now, runs it, and gives how many jobs it ran. Tests
// and commands call it instead of Run.
func (r *Runner) Step(ctx context.Context) (int, error) {
	jobs, err := r.claim(ctx)
	if err != nil || len(jobs) == 0 {
		return 0, err
	}
	var wg sync.WaitGroup
	gate := make(chan struct{}, workers)
	for _, j := range jobs {
		wg.Add(1)
		gate <- struct{}{}
		go func() {
			defer func() { <-gate; wg.Done() }()
			r.settle(ctx, j, r.attempt(ctx, j))
		}()
	}
	wg.Wait()
	return len(jobs), nil
}

func (r *Runner) lease() time.Duration {
	if r.Lease > 0 {
		return r.Lease
	}
	return 5 * time.Minute
}

// kinds gives the handled kinds in order, so that the SQL text stays the same.
func (r *Runner) kinds() []any {
	var out []string
	for k := range r.Handlers {
		out = append(out, k)
	}
	sort.Strings(out)
	args := make([]any, len(out))
	for i, k := range out {
		args[i] = k
	}
	return args
}

func (r *Runner) claim(ctx context.Context) ([]Job, error) {
	kinds := r.kinds()
	if len(kinds) == 0 {
		return nil, nil
	}
	now := clock.Micros(r.Clock.Now())
	due := `state = 'waiting' AND run_at <= $1 AND claimed_until <= $2 AND kind IN (` + db.Params(3, len(kinds)) + `)`
	args := append([]any{now, now}, kinds...)
	var some bool
	err := r.DB.Glance(ctx, func(tx *db.Tx) error {
		n, err := db.List(tx, db.Int, `SELECT 1 FROM job WHERE `+due+` LIMIT 1`, args...)
		some = len(n) > 0
		return err
	})
	if err != nil || !some {
		return nil, err
	}
	var jobs []Job
	err = r.DB.Write(ctx, func(tx *db.Tx) (err error) {
		n := len(args)
		jobs, err = db.List(tx, scan, `UPDATE job SET attempts = attempts + 1, claimed_until = $`+fmt.Sprint(n+2)+`
WHERE id IN (SELECT id FROM job WHERE `+due+` ORDER BY run_at, id LIMIT $`+fmt.Sprint(n+1)+`)
RETURNING id, kind, job_key, run_at, attempts, state, body, error`, append(append([]any{}, args...), claimAtOnce, now+r.lease().Microseconds())...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("claim jobs: %w", err)
	}
	sort.Slice(jobs, func(i, k int) bool { return jobs[i].ID < jobs[k].ID })
	return jobs, nil
}

// attempt runs the handler within the lease and turns a panic into an error.
func (r *Runner) attempt(ctx context.Context, j Job) (err error) {
	ctx, stop := context.WithTimeout(ctx, r.lease()*9/10)
	defer stop()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return r.Handlers[j.Kind](ctx, j)
}

// settle writes down how an attempt ended, unless the lease has passed to another.
func (r *Runner) settle(ctx context.Context, j Job, err error) {
	now := r.Clock.Now()
	state, runAt, why := Done, j.RunAt, ""
	if err != nil {
		state, runAt, why = Waiting, now.Add(Backoff(j.Attempts)), short(err)
		tries := r.Tries
		if tries == 0 {
			tries = 10
		}
		if final(err) || j.Attempts >= tries {
			state = Dead
		}
		r.log().Warn("job", "kind", j.Kind, "id", j.ID, "attempt", j.Attempts, "state", string(state), "err", why)
	}
	ended := int64(0)
	if state != Waiting {
		ended = clock.Micros(now)
	}
	err = r.DB.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE job SET state = $1, run_at = $2, error = $3, ended_at = $4, claimed_until = 0 WHERE id = $5 AND attempts = $6 AND state = 'waiting'`,
			string(state), clock.Micros(runAt), why, ended, j.ID, j.Attempts)
		return err
	})
	if err != nil {
		r.log().Error("job", "kind", j.Kind, "id", j.ID, "err", err)
	}
}

func short(err error) string {
	s := strings.ToValidUTF8(err.Error(), "")
	s = strings.ReplaceAll(s, "\x00", "")
	if len(s) > 500 {
		s = strings.ToValidUTF8(s[:500], "") + "…"
	}
	return s
}

// Backoff is the wait after the n-th failed attempt: 15 s, doubling, at most 6 h.
func Backoff(n int) time.Duration {
	d := 15 * time.Second
	for range min(n, 20) - 1 {
		d *= 2
	}
	return min(d, 6*time.Hour)
}

// Prune forgets jobs done before the instant and gives their number. Until then
// their keys keep them from being done again.
func Prune(ctx context.Context, d *db.DB, before time.Time) (n int64, err error) {
	err = d.Write(ctx, func(tx *db.Tx) error {
		n, err = tx.Exec(`DELETE FROM job WHERE state = 'done' AND ended_at < $1`, clock.Micros(before))
		return err
	})
	return n, err
}

func (r *Runner) log() *slog.Logger {
	if r.Log != nil {
		return r.Log
	}
	return slog.Default()
}
