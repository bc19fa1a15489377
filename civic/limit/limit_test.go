package limit_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/law"
	"tongban/civic/limit"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/fault"
)

var schemas = []db.Schema{act.Schema, limit.Schema}

func day(s string) cal.Date { return cal.MustParse(s) }

func noon(s string) time.Time { return day(s).Start().Add(12 * time.Hour) }

func caseNo(n int) act.Subject { return act.Subject{Kind: "case", ID: fmt.Sprintf("C%06d", n)} }

// decide is the twenty-day clock of a case with a promise of ten.
func decide(n int, start string) limit.Clock {
	return limit.Clock{SubjectKind: "case", Subject: caseNo(n).ID, Stage: "decide", Unit: "U1", Start: day(start), Region: "150302",
		Legal: cal.WD(20), Promise: cal.WD(10), Cite: law.Licensing.Art(42).P(1), Opened: noon(start)}.Dated(cal.Builtin())
}

func write(t *testing.T, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, d *db.DB, clocks ...limit.Clock) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error {
		for _, c := range clocks {
			if _, err := limit.Open(tx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

func running(t *testing.T, d *db.DB, n int) limit.Clock {
	t.Helper()
	var c limit.Clock
	if err := d.Read(context.Background(), func(tx *db.Tx) (err error) {
		c, err = limit.Running(tx, caseNo(n), "decide")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return c
}

// rule: LIC-15 BIZ-03
func TestAClockKeepsItsDatesAndClosesOnce(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		open(t, d, decide(1, "2026-03-02"))
		c := running(t, d, 1)
		if c.DueOn != day("2026-03-30") || c.PromiseOn != day("2026-03-16") || c.Cite != law.Licensing.Art(42).P(1) || c.By() != c.PromiseOn {
			t.Errorf("got due %s, promised %s under %s", c.DueOn, c.PromiseOn, c.Cite)
		}
		err := d.Write(context.Background(), func(tx *db.Tx) error { _, err := limit.Open(tx, decide(1, "2026-03-03")); return err })
		if !fault.Is(err, "limit.open-already") {
			t.Errorf("second clock of the stage: got %v, want a refusal", err)
		}
		long := decide(2, "2026-03-02")
		long.Promise = cal.WD(21)
		err = d.Write(context.Background(), func(tx *db.Tx) error { _, err := limit.Open(tx, long.Dated(cal.Builtin())); return err })
		if f, ok := fault.As(err); !ok || f.Key != "limit.promise-too-long" || f.Rule.Zh != "《优化营商环境条例》第三十六条第二款" {
			t.Errorf("promise of 21 days: got %v, want a refusal under 优化营商环境条例 36(2)", err)
		}
		write(t, d, func(tx *db.Tx) error {
			c, err := limit.Close(tx, caseNo(1), "decide", noon("2026-03-20"))
			if c.Open() || c.Light(cal.Builtin(), day("2026-04-20")) != limit.Done {
				t.Errorf("got %+v, want it closed", c)
			}
			return err
		})
		err = d.Write(context.Background(), func(tx *db.Tx) error { _, err := limit.Close(tx, caseNo(1), "decide", noon("2026-03-21")); return err })
		if !limit.IsNone(err) {
			t.Errorf("closing twice: got %v, want none open", err)
		}
		open(t, d, decide(1, "2026-04-01")) // the stage may run again after it closed
		write(t, d, func(tx *db.Tx) error {
			all, err := limit.Of(tx, caseNo(1))
			if len(all) != 2 || all[0].Open() || !all[1].Open() {
				t.Errorf("got %+v, want a closed and an open clock", all)
			}
			return err
		})
	})
}

// rule: SUP-02
func TestLightsFollowTheDaysLeft(t *testing.T) {
	k := cal.Builtin()
	c := decide(1, "2026-03-02") // promised 03-16, lawful 03-30
	for on, want := range map[string]limit.Light{
		"2026-03-02": limit.OK, "2026-03-11": limit.OK, "2026-03-12": limit.Soon, "2026-03-13": limit.Soon, "2026-03-16": limit.Today,
		"2026-03-17": limit.Late, "2026-03-30": limit.Late, "2026-03-31": limit.Over,
	} {
		if got := c.Light(k, day(on)); got != want {
			t.Errorf("%s: got %s, want %s", on, got, want)
		}
	}
	c.Promise = cal.Span{}
	c = c.Dated(k)
	if got := c.Light(k, day("2026-03-30")); got != limit.Today {
		t.Errorf("no promise, last lawful day: got %s, want today", got)
	}
	if got := c.Left(k, day("2026-03-26")); got != 2 {
		t.Errorf("got %d days left on 26 March, want 2", got)
	}
}

// rule: LIC-17 TIM-13 BIZ-02
func TestAStopNeedsAGroundANoticeAndADay(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		open(t, d, decide(1, "2026-03-02"))
		good := limit.Ground{Cause: limit.ExpertReview, From: day("2026-03-10"), Needs: cal.WD(10), Notice: "N-1"}
		stop := func(g limit.Ground, at string) error {
			return d.Write(context.Background(), func(tx *db.Tx) error {
				_, err := limit.Stop(tx, limit.Stopping{On: caseNo(1), Stage: "decide", Ground: g, At: noon(at)})
				return err
			})
		}
		for key, g := range map[string]limit.Ground{
			"limit.no-such-cause":  {Cause: "site-survey", From: good.From, Needs: good.Needs, Notice: "N-1"},
			"limit.not-told":       {Cause: good.Cause, From: good.From, Needs: good.Needs},
			"limit.stop-backdated": {Cause: good.Cause, From: day("2026-03-09"), Needs: good.Needs, Notice: "N-1"},
			"limit.stop-too-late":  {Cause: good.Cause, From: day("2026-03-31"), Needs: good.Needs, Notice: "N-1"},
		} {
			if err := stop(g, "2026-03-10"); !fault.Is(err, key) {
				t.Errorf("got %v, want %s", err, key)
			}
		}
		if err := stop(good, "2026-03-10"); err != nil {
			t.Fatal(err)
		}
		if err := stop(limit.Ground{Cause: limit.Hearing, From: day("2026-03-11"), Needs: cal.WD(5), Notice: "N-2"}, "2026-03-11"); !fault.Is(err, "limit.stopped-already") {
			t.Errorf("a stop in a stop: got %v, want a refusal", err)
		}
		c := running(t, d, 1)
		if !c.DueOn.IsZero() || c.Light(cal.Builtin(), day("2026-06-01")) != limit.Pause {
			t.Errorf("got due %s while stopped, want none and the pause light", c.DueOn)
		}
		write(t, d, func(tx *db.Tx) error {
			_, err := limit.Resume(tx, cal.Builtin(), limit.Resumption{On: caseNo(1), Stage: "decide", To: day("2026-03-23"), At: noon("2026-03-24")})
			return err
		})
		c = running(t, d, 1)
		if c.DueOn != day("2026-04-14") || c.PromiseOn != day("2026-03-30") {
			t.Errorf("got due %s and promised %s, want 2026-04-14 and 2026-03-30", c.DueOn, c.PromiseOn)
		}
		write(t, d, func(tx *db.Tx) error {
			changes, err := limit.Changes(tx, c.ID)
			if len(changes) != 2 || changes[0].Ground != "stop" || changes[1].Ground != "resume" || changes[1].After != c.DueOn {
				t.Errorf("got %+v, want the stop and the resumption on record", changes)
			}
			stops, err2 := limit.Stops(tx, c.ID)
			if why := c.Why(cal.Builtin(), stops...); why.Legal.On != c.DueOn {
				t.Errorf("recounted to %s, want %s", why.Legal.On, c.DueOn)
			}
			if err == nil {
				err = err2
			}
			return err
		})
	})
}

// rule: LIC-15
func TestALimitIsExtendedOnceAndInTime(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		open(t, d, decide(1, "2026-03-02"), decide(2, "2026-03-02"))
		extend := func(n int, at string) error {
			return d.Write(context.Background(), func(tx *db.Tx) error {
				_, err := limit.Extend(tx, cal.Builtin(), limit.Extension{On: caseNo(n), Stage: "decide", By: cal.WD(10), Cite: law.Licensing.Art(42).P(1), At: noon(at)})
				return err
			})
		}
		if err := extend(1, "2026-03-30"); err != nil {
			t.Errorf("on the last day: got %v, want the extension", err)
		}
		if c := running(t, d, 1); c.DueOn != day("2026-04-14") || c.Extended != cal.WD(10) {
			t.Errorf("got %s extended by %s, want 2026-04-14 by 10wd", c.DueOn, c.Extended)
		}
		if err := extend(1, "2026-04-01"); !fault.Is(err, "limit.extended-already") {
			t.Errorf("second extension: got %v, want a refusal", err)
		}
		if err := extend(2, "2026-03-31"); !fault.Is(err, "limit.extend-too-late") {
			t.Errorf("after the last day: got %v, want a refusal", err)
		}
	})
}

func TestQueuesAreOrderedByDayAndPagedByKey(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		var clocks []limit.Clock
		for n := range 23 {
			c := decide(n, day("2026-03-02").AddDays(n*7%11).String())
			if n%5 == 0 {
				c.Unit = "U2"
			}
			if n%4 == 0 {
				c.Stage = "deliver"
			}
			clocks = append(clocks, c)
		}
		open(t, d, clocks...)
		for _, q := range []struct {
			unit, stage string
			want        int
		}{{"U1", "", 18}, {"U2", "", 5}, {"U1", "deliver", 4}, {"U3", "", 0}} {
			var got []limit.Clock
			for after := limit.Key(""); ; {
				var page []limit.Clock
				if err := d.Glance(context.Background(), func(tx *db.Tx) (err error) {
					page, err = limit.Queue(tx, q.unit, q.stage, limit.Page{After: after, Size: 4})
					return err
				}); err != nil {
					t.Fatal(err)
				}
				got = append(got, page...)
				if len(page) < 4 {
					break
				}
				after = limit.KeyOf(page[3])
			}
			if len(got) != q.want {
				t.Errorf("%s %s: got %d clocks, want %d", q.unit, q.stage, len(got), q.want)
			}
			for i := 1; i < len(got); i++ {
				if got[i].By().Before(got[i-1].By()) {
					t.Errorf("%s %s: %s comes after %s", q.unit, q.stage, got[i].By(), got[i-1].By())
				}
			}
		}
		watched(t, d)
	})
}

// watched checks what the watch reads of the same clocks.
func watched(t *testing.T, d *db.DB) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error {
		due, err := limit.Due(tx, day("2026-03-18"), limit.Page{})
		for _, c := range due {
			if !c.By().Before(day("2026-03-18")) {
				t.Errorf("got %s, want only days before 18 March", c.By())
			}
		}
		if len(due) == 0 || len(due) == 23 {
			t.Errorf("got %d due, want some", len(due))
		}
		loads, err2 := limit.Loads(tx, day("2026-04-03"))
		if len(loads) != 2 || loads[0].Open != 18 || loads[0].Over+loads[0].Late != 18 || loads[0].Over == 0 || loads[0].Late == 0 {
			t.Errorf("got %+v, want all of U1 late or over on 3 April", loads)
		}
		if err == nil {
			err = err2
		}
		return err
	})
}
