package act_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"tongban/civic/act"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
)

var withMail = []db.Schema{act.Schema, {Name: "mail", FS: fstest.MapFS{"schema/0001_mail.sql": {Data: []byte(`-- +goose Up
CREATE TABLE mail (
  n BIGINT PRIMARY KEY,
  who TEXT NOT NULL
);
-- +goose Down
DROP TABLE mail;
`)}}}}

// mails is a follower whose effect is a row per act; a second row for an act fails.
func mails(name string) act.Follower {
	return act.Follower{Name: name, Batch: 7, Take: func(tx *db.Tx, a act.Act) error {
		_, err := tx.Exec(`INSERT INTO mail (n, who) VALUES ($1, $2)`, a.Seq, name)
		return err
	}}
}

func many(n int) []act.Act {
	out := make([]act.Act, n)
	for i := range out {
		out[i] = act.New(noon, zhang, "case.note", case1, i)
	}
	return out
}

func TestFollowersTakeEachActOnceInOrder(t *testing.T) {
	dbtest.Each(t, withMail, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		record(t, d, many(20)...)
		place(t, d)
		record(t, d, many(1)...) // not placed: nobody may see it
		if err := act.CatchUp(ctx, d, mails("mail")); err != nil {
			t.Fatal(err)
		}
		var seen []int64
		watch := act.Follower{Name: "watch", Batch: 3, Send: func(_ context.Context, a act.Act) error {
			seen = append(seen, a.Seq)
			return nil
		}}
		late := act.Follower{Name: "late", Start: act.FromNow, Send: func(_ context.Context, a act.Act) error {
			if a.Seq < 20 {
				t.Errorf("a follower from now on got act %d", a.Seq)
			}
			return nil
		}}
		for range 2 { // the second time finds nothing new
			for _, f := range []act.Follower{watch, late} {
				if err := act.CatchUp(ctx, d, f); err != nil {
					t.Fatal(err)
				}
			}
		}
		place(t, d)
		for _, f := range []act.Follower{watch, late, mails("mail")} {
			if err := act.CatchUp(ctx, d, f); err != nil {
				t.Fatal(err)
			}
		}
		var want []int64
		for i := range 21 {
			want = append(want, int64(i))
		}
		if fmt.Sprint(seen) != fmt.Sprint(want) {
			t.Errorf("got %v, want %v", seen, want)
		}
		read(t, d, func(tx *db.Tx) error {
			if n, err := db.One(tx, db.Int, `SELECT COUNT(*) FROM mail`); n != 21 || err != nil {
				t.Errorf("got %d mails, %v, want 21", n, err)
			}
			return nil
		})
	})
}

func TestAFailingActHoldsBackThoseAfterItAndLosesNothing(t *testing.T) {
	dbtest.Each(t, withMail, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		record(t, d, many(20)...)
		place(t, d)
		no := errors.New("the mail server is away")
		broken := true
		take, sent := mails("mail"), map[int64]int{}
		good := take.Take
		take.Take = func(tx *db.Tx, a act.Act) error {
			if broken && a.Seq == 11 {
				return no
			}
			return good(tx, a)
		}
		send := act.Follower{Name: "out", Batch: 5, Send: func(_ context.Context, a act.Act) error {
			if broken && a.Seq == 11 {
				return no
			}
			sent[a.Seq]++
			return nil
		}}
		for _, f := range []act.Follower{take, send} {
			if err := act.CatchUp(ctx, d, f); !errors.Is(err, no) {
				t.Errorf("%s: got %v, want %v", f.Name, err, no)
			}
		}
		read(t, d, func(tx *db.Tx) error {
			n, err := db.One(tx, db.Int, `SELECT COUNT(*) FROM mail`)
			if n != 11 || len(sent) != 11 {
				t.Errorf("before the failing act: got %d and %d, want 11", n, len(sent))
			}
			return err
		})
		broken = false
		for _, f := range []act.Follower{take, send} {
			if err := act.CatchUp(ctx, d, f); err != nil {
				t.Errorf("%s: %v", f.Name, err)
			}
		}
		for i := range int64(20) {
			if sent[i] != 1 {
				t.Errorf("act %d was sent %d times", i, sent[i])
			}
		}
	})
}

func TestTwoNodesFollowAsOne(t *testing.T) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			url := dbtest.URL(t, e)
			var nodes []*db.DB
			for range 2 {
				d, err := db.Open(context.Background(), url, db.Options{})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { d.Close() })
				if err := db.Migrate(context.Background(), d, withMail...); err != nil {
					t.Fatal(err)
				}
				nodes = append(nodes, d)
			}
			record(t, nodes[0], many(200)...)
			place(t, nodes[0])
			var wg sync.WaitGroup
			for _, d := range nodes {
				wg.Add(1)
				go func() {
					defer wg.Done()
					if err := act.CatchUp(context.Background(), d, mails("mail")); err != nil {
						t.Error(err) // a doubled act breaks the primary key
					}
				}()
			}
			wg.Wait()
			read(t, nodes[1], func(tx *db.Tx) error {
				if n, err := db.One(tx, db.Int, `SELECT COUNT(*) FROM mail`); n != 200 || err != nil {
					t.Errorf("got %d mails, %v, want 200", n, err)
				}
				return nil
			})
		})
	}
}

func TestFollowHearsOfNewPlaces(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, schemas...)
	ctx, stop := context.WithCancel(context.Background())
	var took atomic.Int64
	done := make(chan error, 1)
	got := make(chan struct{}, 100)
	go func() {
		done <- act.Follow(ctx, d, act.Follower{Name: "f", Send: func(context.Context, act.Act) error {
			took.Add(1)
			got <- struct{}{}
			return nil
		}})
	}()
	for range 3 {
		record(t, d, many(1)...)
		place(t, d)
		select {
		case <-got:
		case <-time.After(5 * time.Second):
			t.Fatal("the follower did not hear of it")
		}
	}
	stop()
	if err := <-done; err != nil || took.Load() != 3 {
		t.Errorf("got %d acts, %v, want 3", took.Load(), err)
	}
}
