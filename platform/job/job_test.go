package job_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/job"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("database/sql.(*DB).connectionOpener"))
}

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, clock.Beijing)

func add(t *testing.T, d *db.DB, jobs ...job.Job) {
	t.Helper()
	err := d.Write(context.Background(), func(tx *db.Tx) error {
		for _, j := range jobs {
			if err := job.Add(tx, j); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func step(t *testing.T, r *job.Runner) int {
	t.Helper()
	n, err := r.Step(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAJobIsThereExactlyWhenItsCauseIs(t *testing.T) {
	dbtest.Each(t, []db.Schema{job.Schema}, func(t *testing.T, d *db.DB) {
		no := errors.New("no")
		err := d.Write(context.Background(), func(tx *db.Tx) error {
			if err := job.Add(tx, job.Job{Kind: "k", Key: "a", RunAt: noon}); err != nil {
				return err
			}
			return no
		})
		if !errors.Is(err, no) {
			t.Fatal(err)
		}
		ran := 0
		r := &job.Runner{DB: d, Clock: clock.At(noon), Handlers: map[string]job.Handler{"k": func(context.Context, job.Job) error { ran++; return nil }}}
		if n := step(t, r); n != 0 || ran != 0 {
			t.Errorf("ran %d jobs of a transaction that was undone, want 0", ran)
		}
	})
}

func TestOneKeyIsDoneOnceHoweverOftenItIsAdded(t *testing.T) {
	dbtest.Each(t, []db.Schema{job.Schema}, func(t *testing.T, d *db.DB) {
		var mu sync.Mutex
		ran := map[string]int{}
		c := clock.At(noon)
		h := map[string]job.Handler{"k": func(_ context.Context, j job.Job) error {
			mu.Lock()
			defer mu.Unlock()
			ran[j.Key]++
			return nil
		}}
		for range 3 {
			for i := range 60 {
				add(t, d, job.Job{Kind: "k", Key: fmt.Sprint(i), RunAt: noon})
			}
			var wg sync.WaitGroup
			for range 3 { // three machines
				wg.Add(1)
				go func() {
					defer wg.Done()
					r := &job.Runner{DB: d, Clock: c, Handlers: h}
					for {
						n, err := r.Step(context.Background())
						if err != nil {
							t.Error(err)
						}
						if n == 0 {
							return
						}
					}
				}()
			}
			wg.Wait()
		}
		if len(ran) != 60 {
			t.Errorf("ran %d keys, want 60", len(ran))
		}
		for k, n := range ran {
			if n != 1 {
				t.Errorf("key %s ran %d times, want once", k, n)
			}
		}
	})
}

func TestAFailureIsTriedAgainLaterAndAtLastLeftToAPerson(t *testing.T) {
	dbtest.Each(t, []db.Schema{job.Schema}, func(t *testing.T, d *db.DB) {
		c := clock.At(noon)
		ran, broken := 0, true
		r := &job.Runner{DB: d, Clock: c, Tries: 3, Handlers: map[string]job.Handler{"k": func(context.Context, job.Job) error {
			ran++
			if broken {
				return fmt.Errorf("attempt %d", ran)
			}
			return nil
		}}}
		add(t, d, job.Job{Kind: "k", Key: "a", RunAt: noon.Add(time.Minute)}, job.Job{Kind: "other", Key: "a", RunAt: noon})
		if n := step(t, r); n != 0 {
			t.Fatalf("ran %d jobs before their time, want 0", n)
		}
		c.Advance(time.Minute)
		for i := range 3 {
			if n := step(t, r); n != 1 {
				t.Fatalf("attempt %d: ran %d, want 1", i+1, n)
			}
			if n := step(t, r); n != 0 {
				t.Fatalf("after attempt %d: ran %d at once, want 0", i+1, n)
			}
			c.Advance(job.Backoff(i + 1))
		}
		if n := step(t, r); n != 0 || ran != 3 {
			t.Fatalf("ran %d times, want 3", ran)
		}
		dead := deadOnes(t, d)
		if len(dead) != 1 || dead[0].Error != "attempt 3" || dead[0].State != job.Dead {
			t.Fatalf("dead: got %+v, want the job with its last error", dead)
		}
		broken = false
		if err := d.Write(context.Background(), func(tx *db.Tx) error { return job.Revive(tx, dead[0].ID, c.Now()) }); err != nil {
			t.Fatal(err)
		}
		if n := step(t, r); n != 1 || len(deadOnes(t, d)) != 0 {
			t.Errorf("revived: ran %d, want 1 and nobody dead", n)
		}
	})
}

func deadOnes(t *testing.T, d *db.DB) (dead []job.Job) {
	t.Helper()
	err := d.Glance(context.Background(), func(tx *db.Tx) (err error) {
		dead, err = job.DeadOnes(tx, "", 10)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return dead
}

func TestAnErrorMarkedNeverIsNotTriedAgainAndAPanicHurtsNobody(t *testing.T) {
	dbtest.Each(t, []db.Schema{job.Schema}, func(t *testing.T, d *db.DB) {
		c := clock.At(noon)
		good := 0
		r := &job.Runner{DB: d, Clock: c, Handlers: map[string]job.Handler{
			"never": func(context.Context, job.Job) error { return job.Never(errors.New("no such address")) },
			"panic": func(context.Context, job.Job) error { panic("bug") },
			"good":  func(context.Context, job.Job) error { good++; return nil },
		}}
		add(t, d, job.Job{Kind: "never", Key: "a", RunAt: noon}, job.Job{Kind: "panic", Key: "a", RunAt: noon}, job.Job{Kind: "good", Key: "a", RunAt: noon})
		if n := step(t, r); n != 3 || good != 1 {
			t.Errorf("ran %d with %d good, want 3 and 1", n, good)
		}
		if dead := deadOnes(t, d); len(dead) != 1 || dead[0].Kind != "never" {
			t.Errorf("dead: got %+v, want only the one marked never", dead)
		}
	})
}

func TestAJobLostInACrashRunsAgainAfterItsLease(t *testing.T) {
	dbtest.Each(t, []db.Schema{job.Schema}, func(t *testing.T, d *db.DB) {
		c := clock.At(noon)
		add(t, d, job.Job{Kind: "k", Key: "a", RunAt: noon})
		// A crash leaves a claim behind: written as the runner writes it.
		err := d.Write(context.Background(), func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE job SET attempts = 1, claimed_until = $1`, clock.Micros(noon.Add(5*time.Minute)))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		ran := 0
		r := &job.Runner{DB: d, Clock: c, Handlers: map[string]job.Handler{"k": func(context.Context, job.Job) error { ran++; return nil }}}
		step(t, r)
		c.Advance(5 * time.Minute)
		if before := ran; before != 0 {
			t.Errorf("ran under another's lease")
		}
		step(t, r)
		if ran != 1 {
			t.Errorf("ran %d times after the lease, want once", ran)
		}
		if n, err := job.Prune(context.Background(), d, c.Now().Add(time.Hour)); err != nil || n != 1 {
			t.Errorf("pruned %d, %v, want 1", n, err)
		}
	})
}

func TestRunWakesWhenAJobIsAddedAndStopsWithItsContext(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, job.Schema)
	ctx, stop := context.WithCancel(context.Background())
	ran := make(chan string, 1)
	r := &job.Runner{DB: d, Clock: clock.System{}, Poll: time.Hour, Handlers: map[string]job.Handler{"k": func(_ context.Context, j job.Job) error { ran <- j.Key; return nil }}}
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	time.Sleep(50 * time.Millisecond) // let it fall asleep
	add(t, d, job.Job{Kind: "k", Key: "a", RunAt: time.Now()})
	select {
	case <-ran:
	case <-time.After(5 * time.Second):
		t.Error("not woken within 5 s, and the poll is an hour away")
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("run ended with %v, want nil", err)
	}
}
