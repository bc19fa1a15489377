package ledger

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"tongban/civic/act"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
)

const origin = "wuhai.example/tongban"

var (
	schemas = []db.Schema{act.Schema, Schema}
	zhang   = act.Actor{Account: "zhang", Duty: "window.accept"}
	case1   = act.Subject{Kind: "case", ID: "1506-2026-000001"}
)

func newKey(t testing.TB) Key {
	t.Helper()
	k, _, err := NewKey(origin)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func open(t testing.TB, d *db.DB, k Key) *Log {
	t.Helper()
	l, err := Open(context.Background(), d, k, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// record writes n acts in transactions of at most some acts and gives their ids.
func record(t testing.TB, d *db.DB, n, some int) []string {
	t.Helper()
	var ids []string
	for len(ids) < n {
		var batch []act.Act
		for range min(some, n-len(ids)) {
			batch = append(batch, act.New(time.Now(), zhang, "case.accept", case1, map[string]any{"说明": "受理", "n": len(ids)}))
			ids = append(ids, batch[len(batch)-1].ID)
		}
		if err := d.Write(context.Background(), func(tx *db.Tx) error {
			for _, a := range batch {
				if _, err := act.Record(tx, a); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	return ids
}

func sequence(t testing.TB, l *Log) {
	t.Helper()
	if _, err := l.Sequence(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// sound fails the test unless the published log verifies, the stored one passes
// inspection, and it holds n acts.
func sound(t testing.TB, l *Log, n int64, since ...string) {
	t.Helper()
	srv := httptest.NewServer(l.Handler())
	defer srv.Close()
	src, err := OpenSource(srv.URL + "/ledger/")
	if err != nil {
		t.Fatal(err)
	}
	if len(since) == 0 {
		since = []string{""}
	}
	for _, s := range since {
		rep, err := VerifyLedger(context.Background(), src, l.Verifier(), []byte(s))
		if err != nil || !rep.OK() || rep.Proof.Size != n {
			t.Errorf("verify: size %d, want %d; %v; %s", rep.Proof.Size, n, err, rep.Why().En)
		}
	}
	in, err := l.Inspect(context.Background())
	if err != nil || len(in.Findings) > 0 || in.Acts+in.Forgotten < n {
		t.Errorf("inspect: %+v, %v", in, err)
	}
	if err := l.CheckTail(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestALogGrowsThroughEveryKindOfEdge(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		l := open(t, d, newKey(t))
		sound(t, l, 0)
		h, _ := l.Head(context.Background())
		older := []string{h.Checkpoint}
		for _, size := range []int{1, 2, 255, 256, 257, 511, 512, 1000} {
			h, err := l.Head(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			record(t, d, size-int(h.Size), 100)
			sequence(t, l)
			sound(t, l, int64(size), older...)
			h, _ = l.Head(context.Background())
			older = append(older, h.Checkpoint)
		}
	})
}

func TestPlacesHaveNoGapsUnderConcurrentWriters(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		l := open(t, d, newKey(t))
		l.linger = time.Millisecond
		ctx, stop := context.WithCancel(context.Background())
		ran := make(chan error, 1)
		go func() { ran <- l.Run(ctx) }()
		const writers, each = 8, 60
		var wg sync.WaitGroup
		for w := range writers {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for i := range each {
					err := d.Write(ctx, func(tx *db.Tx) error {
						if _, err := act.Record(tx, act.New(time.Now(), zhang, "t", case1, i)); err != nil {
							return err
						}
						if (i+w)%7 == 0 {
							return errors.New("changed my mind") // leaves a hole in the order of writing
						}
						return nil
					})
					if (err != nil) != ((i+w)%7 == 0) {
						t.Error(err)
					}
				}
			}()
		}
		wg.Wait()
		stop()
		if err := <-ran; err != nil {
			t.Fatal(err)
		}
		sequence(t, l)
		var want int64
		for w := range writers {
			for i := range each {
				if (i+w)%7 != 0 {
					want++
				}
			}
		}
		sound(t, l, want)
	})
}

func TestAnActIsInASignedCheckpointWithinTwoSeconds(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		l := open(t, d, newKey(t))
		if wait := poll + patience + l.linger; wait >= 2*time.Second {
			t.Errorf("an act may wait %v before anybody looks at it, want less than two seconds", wait)
		}
		ctx, stop := context.WithCancel(context.Background())
		ran := make(chan error, 1)
		go func() { ran <- l.Run(ctx) }()
		for range 3 {
			id := record(t, d, 1, 1)[0]
			at := time.Now()
			for {
				r, err := l.Receipt(ctx, id)
				if err == nil {
					if raw, _ := r.File(); !VerifyReceipt(raw, l.Verifier()).OK() {
						t.Error("the receipt is not true")
					}
					break
				}
				if time.Since(at) > 20*time.Second { // a guard against hanging on a busy machine; the promise is in the constants
					t.Fatalf("no receipt: %v", err)
				}
				time.Sleep(10 * time.Millisecond)
			}
		}
		stop()
		if err := <-ran; err != nil {
			t.Error(err)
		}
	})
}

// nodes opens several processes' worth of databases on one address.
func nodes(t *testing.T, e db.Engine, n int) []*db.DB {
	t.Helper()
	url := dbtest.URL(t, e)
	var out []*db.DB
	for range n {
		d, err := db.Open(context.Background(), url, db.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		if err := db.Migrate(context.Background(), d, schemas...); err != nil {
			t.Fatal(err)
		}
		out = append(out, d)
	}
	return out
}

func TestTwoSequencersNeverFork(t *testing.T) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			k := newKey(t)
			ds := nodes(t, e, 3)
			ctx, stop := context.WithCancel(context.Background())
			var mu sync.Mutex
			seen := map[int64]string{} // guarded by mu: size → checkpoint
			var wg sync.WaitGroup
			for i, d := range ds {
				l := open(t, d, k)
				wg.Add(2)
				go func() { // a sequencer that does not care who leads
					defer wg.Done()
					for ctx.Err() == nil {
						if _, err := l.Sequence(context.Background()); err != nil {
							t.Errorf("sequencer %d: %v", i, err)
							return
						}
						h, err := l.Head(context.Background())
						if err != nil {
							t.Error(err)
							return
						}
						mu.Lock()
						if was, ok := seen[h.Size]; ok && was != h.Checkpoint {
							t.Errorf("two checkpoints of size %d:\n%s\n%s", h.Size, was, h.Checkpoint)
						}
						seen[h.Size] = h.Checkpoint
						mu.Unlock()
					}
				}()
				go func() {
					defer wg.Done()
					record(t, d, 150, 3)
				}()
			}
			time.Sleep(2 * time.Second)
			stop()
			wg.Wait()
			l := open(t, ds[0], k)
			sequence(t, l)
			var all []string
			for _, c := range seen {
				all = append(all, c)
			}
			if len(all) > 40 {
				all = all[:40]
			}
			sound(t, l, 450, all...)
		})
	}
}

func TestAnotherNodeTakesOverADeadLeader(t *testing.T) {
	ds := nodes(t, db.SQLite, 2)
	k := newKey(t)
	dead, alive := open(t, ds[0], k), open(t, ds[1], k)
	record(t, ds[0], 1, 1)
	sequence(t, dead) // it leads, and is never heard of again
	ctx, stop := context.WithCancel(context.Background())
	ran := make(chan error, 1)
	go func() { ran <- alive.Run(ctx) }()
	record(t, ds[1], 1, 1)
	at := time.Now()
	for {
		h, err := alive.Head(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if h.Size == 2 {
			break
		}
		if time.Since(at) > 20*time.Second {
			t.Fatal("nobody took over")
		}
		time.Sleep(10 * time.Millisecond)
	}
	if since := time.Since(at); since < patience/2 {
		t.Errorf("taken over after %v: a living leader would have been pushed aside", since)
	}
	stop()
	if err := <-ran; err != nil {
		t.Error(err)
	}
	sound(t, alive, 2)
}

func TestACrashAtAnyPointLosesNothingAndForksNothing(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		k := newKey(t)
		want := int64(0)
		boom := errors.New("power cut")
		for round := range 3 {
			for _, at := range []string{"gathered", "head", "tiles", "acts", "committed"} {
				l := open(t, d, k)
				l.crash = func(point string) error {
					if point == at {
						return boom
					}
					return nil
				}
				record(t, d, 100+round, 30)
				want += int64(100 + round)
				before, _ := l.Head(context.Background())
				if _, err := l.Sequence(context.Background()); !errors.Is(err, boom) {
					t.Fatalf("at %s: got %v, want %v", at, err, boom)
				}
				again := open(t, d, k) // checks the tail
				h, _ := again.Head(context.Background())
				if moved := h.Size > before.Size; moved != (at == "committed") {
					t.Errorf("crash at %s: the head moved: %v", at, moved)
				}
				sequence(t, again)
				sound(t, again, want, before.Checkpoint)
			}
		}
	})
}

func TestOnlyTheKeyOfTheLogOpensIt(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		open(t, d, newKey(t))
		if _, err := Open(context.Background(), d, newKey(t), clock.System{}); err == nil {
			t.Error("another key of the same name opened the log")
		}
		other, _, _ := NewKey("haibowan.example/tongban")
		if _, err := Open(context.Background(), d, other, clock.System{}); err == nil {
			t.Error("the key of another log opened the log")
		}
	})
}

func BenchmarkSequence(b *testing.B) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		for _, round := range []int{40, 2000} {
			b.Run(fmt.Sprintf("%s/acts=%d", e, round), func(b *testing.B) {
				d := dbtest.Open(b, e, schemas...)
				l := open(b, d, newKey(b))
				total := 0
				for b.Loop() {
					b.StopTimer()
					record(b, d, round, 200)
					b.StartTimer()
					sequence(b, l)
					total += round
				}
				b.ReportMetric(float64(total)/b.Elapsed().Seconds(), "acts/s")
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(total), "µs/act")
			})
		}
	}
}
