package limit_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"tongban/civic/cal"
	"tongban/civic/law"
	"tongban/civic/limit"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
)

// next is a made-up arrangement for 2027: 4 and 5 January become days off, Saturday
// 9 January, the day after it and Sunday 27 December are worked.
func next() *cal.Calendar {
	return cal.Build([]*cal.Notice{{Year: 2027, Title: "试验用通知", Days: []cal.Day{
		{On: day("2027-01-01"), Off: cal.Off, Name: "元旦"}, {On: day("2027-01-02"), Off: cal.Off, Name: "元旦"}, {On: day("2027-01-03"), Off: cal.Off, Name: "元旦"},
		{On: day("2027-01-04"), Off: cal.Off, Name: "元旦"}, {On: day("2027-01-05"), Off: cal.Off, Name: "元旦"},
		{On: day("2026-12-27"), Off: cal.Work, Name: "元旦"}, {On: day("2027-01-09"), Off: cal.Work, Name: "元旦"}, {On: day("2027-01-10"), Off: cal.Work, Name: "元旦"},
	}}})
}

// rule: TIM-11
func TestANewNoticeMovesClocksAndShortensNobody(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		later, told, free, firm := decide(1, "2026-12-18"), decide(2, "2026-12-14"), decide(3, "2026-12-14"), decide(4, "2026-11-02")
		later.Legal, later.Promise = cal.WD(12), cal.Span{}
		told.Legal, told.Promise = cal.WD(10), cal.Span{}
		free.Legal, free.Promise = cal.WD(10), cal.Span{}
		later, told, free = later.Dated(cal.Builtin()), told.Dated(cal.Builtin()), free.Dated(cal.Builtin())
		told.ToldOn = told.DueOn // 2026-12-28
		open(t, d, later, told, free, firm)
		before := map[int]limit.Clock{}
		for n := 1; n <= 4; n++ {
			before[n] = running(t, d, n)
		}
		ctx := context.Background()
		seen, err := limit.Preview(ctx, d, next())
		if err != nil {
			t.Fatal(err)
		}
		got, err := limit.Recompute(ctx, d, next(), noon("2026-11-25"))
		if err != nil {
			t.Fatal(err)
		}
		if got.Looked != 4 || got.Later != 1 || got.Kept != 1 || got.Earlier != 1 || got.Settled != 3 || fmt.Sprint(seen) == "" || seen.Kept != got.Kept || seen.Later != got.Later {
			t.Errorf("got %+v after a preview of %+v; want 4 looked at, 1 later, 1 earlier, 1 kept, 3 settled", got, seen)
		}
		for n, want := range map[int]string{1: "2027-01-07", 2: "2026-12-28", 3: "2026-12-27", 4: "2026-11-30"} {
			c := running(t, d, n)
			if c.DueOn != day(want) || c.Provisional || c.CalVersion != next().Version() {
				t.Errorf("clock %d: got %s (provisional %v, %s), want %s firm; it was %s", n, c.DueOn, c.Provisional, c.CalVersion, want, before[n].DueOn)
			}
		}
		write(t, d, func(tx *db.Tx) error {
			changes, err := limit.Changes(tx, before[2].ID)
			if len(changes) != 1 || changes[0].Ground != "kept" || changes[0].Computed != day("2026-12-27") || changes[0].After != day("2026-12-28") || changes[0].Cite != law.Own("TIM-11") {
				t.Errorf("got %+v, want the kept day on record with the day computed", changes)
			}
			acts, err2 := db.One(tx, db.Int, `SELECT COUNT(*) FROM act WHERE verb = 'limit.recompute'`)
			if acts != 1 {
				t.Errorf("got %d acts, want 1", acts)
			}
			if err == nil {
				err = err2
			}
			return err
		})
		again, err := limit.Recompute(ctx, d, next(), noon("2026-11-26"))
		if err != nil || again.Looked != 0 {
			t.Errorf("run again: got %+v, %v; want nothing left to do", again, err)
		}
	})
}

// fill opens n clocks over the last months of 2026, a third of them told their day.
func fill(t *testing.T, d *db.DB, n int) {
	t.Helper()
	for from := 0; from < n; from += 1000 {
		write(t, d, func(tx *db.Tx) error {
			for i := from; i < min(from+1000, n); i++ {
				c := decide(i, day("2026-11-02").AddDays(i%50).String())
				if i%3 == 0 {
					c.ToldOn = c.By()
				}
				if _, err := limit.Open(tx, c); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// checkAll compares every clock with a count of its own after a recomputation.
func checkAll(t *testing.T, d *db.DB, n int) {
	t.Helper()
	k, old := next(), cal.Builtin()
	for i := range n {
		if n > 5000 && i%97 != 0 {
			continue
		}
		c := running(t, d, i)
		was := decide(i, day("2026-11-02").AddDays(i%50).String())
		due, promised := k.Add(c.Start, cal.WD(20)).On, k.Add(c.Start, cal.WD(10)).On
		if i%3 == 0 {
			if told := old.Add(c.Start, cal.WD(10)).On; promised.Before(told) {
				promised = told
			}
		}
		if c.DueOn != due || c.PromiseOn != promised {
			t.Fatalf("clock %d from %s: got %s, %s; want %s, %s; it was %s, %s", i, c.Start, c.DueOn, c.PromiseOn, due, promised, was.DueOn, was.PromiseOn)
		}
	}
}

// rule: TIM-11
func TestThousandsOfClocksAreRecomputedOnBothEngines(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		fill(t, d, 4500)
		r, err := limit.Recompute(context.Background(), d, next(), noon("2026-11-25"))
		if err != nil || r.Looked != 4500 || r.Later == 0 || r.Kept == 0 {
			t.Fatalf("got %+v, %v; want 4500 looked at, some later, some kept", r, err)
		}
		checkAll(t, d, 4500)
		write(t, d, func(tx *db.Tx) error {
			n, err := db.One(tx, db.Int, `SELECT COUNT(*) FROM limit_change`)
			if int(n) != r.Later+r.Earlier+r.Kept {
				t.Errorf("got %d changes on record, want %d", n, r.Later+r.Earlier+r.Kept)
			}
			return err
		})
	})
}

// rule: TIM-11
func TestAHundredThousandClocksAreRecomputed(t *testing.T) {
	if testing.Short() {
		t.Skip("fills a database with 100,000 clocks")
	}
	d := dbtest.Open(t, db.SQLite, schemas...)
	fill(t, d, 100_000)
	began := time.Now()
	r, err := limit.Recompute(context.Background(), d, next(), noon("2026-11-25"))
	if err != nil || r.Looked != 100_000 {
		t.Fatalf("got %+v, %v; want 100000 looked at", r, err)
	}
	t.Logf("100,000 open clocks recomputed in %s: %+v", time.Since(began).Round(time.Millisecond), r)
	checkAll(t, d, 100_000)
}
