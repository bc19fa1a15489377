package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/fstest"

	"tongban/platform/db"
	"tongban/platform/db/dbtest"
)

var notes = []db.Schema{{Name: "notes", FS: fstest.MapFS{"schema/0001_note.sql": {Data: []byte(`-- +goose Up
CREATE TABLE note (
  id TEXT PRIMARY KEY,
  n BIGINT NOT NULL,
  done BOOLEAN NOT NULL DEFAULT FALSE,
  raw BYTEA
);
-- +goose Down
DROP TABLE note;
`)}}}}

func TestWritesThatArriveTogetherShareACommit(t *testing.T) {
	dbtest.Each(t, notes, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		const n = 400
		var wg sync.WaitGroup
		for g := range 40 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for i := range n / 40 {
					err := d.Write(ctx, func(tx *db.Tx) error {
						_, err := tx.Exec(`INSERT INTO note (id, n, raw) VALUES ($1, $2, $3)`, fmt.Sprintf("%d-%d", g, i), i, []byte{1})
						return err
					})
					if err != nil {
						t.Error(err)
					}
				}
			}()
		}
		wg.Wait()
		f := d.Figures()
		if f.Writes != n || f.Commits >= n {
			t.Errorf("got %d writes in %d commits, want %d writes in fewer commits", f.Writes, f.Commits, n)
		}
		if got := count(t, d); got != n {
			t.Errorf("got %d rows, want %d", got, n)
		}
	})
}

func TestAFailedWriteKeepsNothingAndSpoilsNobody(t *testing.T) {
	dbtest.Each(t, notes, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		no := errors.New("no")
		var wg sync.WaitGroup
		var mu sync.Mutex
		kept := 0
		for i := range 200 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				err := d.Write(ctx, func(tx *db.Tx) error {
					if i%5 == 1 {
						return no // before writing
					}
					if _, err := tx.Exec(`INSERT INTO note (id, n) VALUES ($1, $2)`, fmt.Sprint(i), i); err != nil {
						return err
					}
					switch i % 5 {
					case 2:
						return no // after writing
					case 3:
						_, err := tx.Exec(`INSERT INTO note (id, n) VALUES ($1, $2)`, fmt.Sprint(i), i)
						if !db.IsDuplicate(err) {
							t.Errorf("got %v, want a duplicate", err)
						}
						return err
					}
					if i == 4 {
						panic("a bug")
					}
					return nil
				})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					kept++
				}
			}()
		}
		wg.Wait()
		if want := 200*2/5 - 1; kept != want || count(t, d) != int64(want) {
			t.Errorf("got %d acknowledged and %d rows, want %d", kept, count(t, d), want)
		}
	})
}

func TestAHiddenStatementErrorIsNoSuccess(t *testing.T) {
	dbtest.Each(t, notes, func(t *testing.T, d *db.DB) {
		err := d.Write(context.Background(), func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO note (id, n) VALUES ('a', 1)`)
			if err != nil {
				return err
			}
			tx.Exec(`INSERT INTO note (id, n) VALUES ('a', 1)`) //nolint:errcheck // the point of the test
			return nil
		})
		if err == nil && count(t, d) != 1 {
			t.Error("got success and no row")
		}
	})
}

func TestSentStatementsArriveInOrderOrNotAtAll(t *testing.T) {
	dbtest.Each(t, notes, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		err := d.Write(ctx, func(tx *db.Tx) error {
			for i := range 5 {
				if err := tx.Send(`INSERT INTO note (id, n, raw, done) VALUES ($1, $2, $3, $4)`, fmt.Sprint(i), int64(i), []byte{2}, i%2 == 0); err != nil {
					return err
				}
			}
			if err := tx.Send(`UPDATE note SET n = n * 10 WHERE n = $1`, int64(3)); err != nil {
				return err
			}
			n, err := db.One(tx, db.Int, `SELECT SUM(n) FROM note`)
			if n != 37 {
				t.Errorf("got %d, want 37: what was sent comes before what is asked", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = d.Write(ctx, func(tx *db.Tx) error {
			if err := tx.Send(`INSERT INTO note (id, n) VALUES ('x', 1)`); err != nil {
				return err
			}
			return tx.Send(`INSERT INTO note (id, n) VALUES ('x', 1)`)
		})
		if !db.IsDuplicate(err) {
			t.Errorf("got %v, want the duplicate at the end", err)
		}
		if got := count(t, d); got != 5 {
			t.Errorf("got %d rows, want 5", got)
		}
	})
}

func TestReadersSeeOneStateAndCannotWrite(t *testing.T) {
	dbtest.Each(t, notes, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		add := func(id string) {
			t.Helper()
			if err := d.Write(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(`INSERT INTO note (id, n) VALUES ($1, 1)`, id)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		add("a")
		err := d.Read(ctx, func(tx *db.Tx) error {
			before, _ := db.One(tx, db.Int, `SELECT COUNT(*) FROM note`)
			add("b")
			after, _ := db.One(tx, db.Int, `SELECT COUNT(*) FROM note`)
			if before != 1 || after != 1 {
				t.Errorf("got %d then %d, want 1 and 1", before, after)
			}
			_, err := tx.Exec(`DELETE FROM note`)
			return err
		})
		if err == nil {
			t.Error("a reader wrote")
		}
		if got := count(t, d); got != 2 {
			t.Errorf("got %d rows, want 2", got)
		}
		err = d.Glance(ctx, func(tx *db.Tx) error {
			_, err := db.One(tx, db.Str, `SELECT id FROM note WHERE id = $1`, "zzz")
			return err
		})
		if !errors.Is(err, db.ErrNone) {
			t.Errorf("got %v, want ErrNone", err)
		}
	})
}

func count(t *testing.T, d *db.DB) int64 {
	t.Helper()
	var n int64
	if err := d.Read(context.Background(), func(tx *db.Tx) (err error) {
		n, err = db.One(tx, db.Int, `SELECT COUNT(*) FROM note`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func BenchmarkWrite(b *testing.B) {
	for _, batch := range []int{1, 64} {
		b.Run(fmt.Sprintf("batch=%d", batch), func(b *testing.B) {
			d, err := db.Open(context.Background(), dbtest.URL(b, db.SQLite), db.Options{Batch: batch})
			if err != nil {
				b.Fatal(err)
			}
			defer d.Close()
			if err := db.Migrate(context.Background(), d, notes...); err != nil {
				b.Fatal(err)
			}
			b.SetParallelism(16)
			var mu sync.Mutex
			n := 0
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					mu.Lock()
					n++
					id := fmt.Sprint(n)
					mu.Unlock()
					_ = d.Write(context.Background(), func(tx *db.Tx) error {
						_, err := tx.Exec(`INSERT INTO note (id, n) VALUES ($1, 1)`, id)
						return err
					})
				}
			})
		})
	}
}
