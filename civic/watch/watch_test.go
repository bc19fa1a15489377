package watch_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/law"
	"tongban/civic/limit"
	"tongban/civic/watch"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/fault"
)

func each(t *testing.T, fn func(w *town)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) { fn(newTown(t, d)) })
}

func kinds(list []watch.Alarm) string {
	var out []string
	for _, a := range list {
		out = append(out, fmt.Sprintf("%d %s", a.Level, a.Kind))
	}
	return strings.Join(out, ", ")
}

// rule: SUP-01 SUP-02 SUP-03
func TestAClockThatRunsOutRaisesYellowAndThenRed(t *testing.T) {
	each(t, func(w *town) {
		k := w.running("C1", "hall", "150302") // promised by 2026-03-16, lawful by 2026-03-30
		for _, c := range []struct {
			day, want string
			fresh     int
		}{
			{"2026-03-16", "", 0}, // the last promised day is not over yet
			{"2026-03-17", "2 over-promise", 1}, {"2026-03-18", "2 over-promise", 0},
			{"2026-03-30", "2 over-promise", 0}, {"2026-03-31", "2 over-promise, 1 over-legal", 1}, {"2026-04-20", "2 over-promise, 1 over-legal", 0},
		} {
			w.at(c.day)
			if got := w.sweep(); got != c.fresh {
				w.Errorf("%s: got %d new alarms, want %d", c.day, got, c.fresh)
			}
			if got := kinds(w.alarms("C1")); got != c.want {
				w.Errorf("%s: got %q, want %q", c.day, got, c.want)
			}
		}
		a := w.alarms("C1")[1]
		if a.Unit != "dept-1" || a.Scope != "hall" || a.Region != "150302" || a.Clock != k.ID || a.Rule != "SUP-02" || !a.ByClock() || !a.Open() || !a.At.Equal(cal.MustParse("2026-03-31").Start().Add(9*3600e9)) {
			w.Errorf("got %+v", a)
		}
		if n := len(w.acts("C1", watch.Alarmed)); n != 2 {
			w.Errorf("got %d acts of alarm, want one for each card", n)
		}
	})
}

// A clock that is paused, closed, only a reminder, or the applicant's own raises nothing.
func TestNoAlarmWhereNoOfficeFailed(t *testing.T) {
	each(t, func(w *town) {
		w.running("paused", "hall", "150302")
		w.running("closed", "hall", "150302")
		w.open(limit.Clock{SubjectKind: "case", Subject: "applicant", Stage: "correct", Unit: "hall", Scope: "hall", Region: "150302", Duty: string(access.Applicant),
			Start: cal.DateOf(begun), Legal: cal.WD(5), Cite: w.cite(), Opened: begun})
		w.open(limit.Clock{SubjectKind: "case", Subject: "reminder", Stage: "close", Unit: "hall", Scope: "hall", Region: "150302", Duty: string(access.WindowDeliver),
			Start: cal.DateOf(begun), Legal: cal.WD(5), Cite: law.Own("CASE-REMIND"), Opened: begun})
		w.write(func(tx *db.Tx) error {
			_, err := limit.Stop(tx, limit.Stopping{On: matter("paused"), Stage: "decide", At: cal.MustParse("2026-03-10").Start(),
				Ground: limit.Ground{Cause: limit.ExpertReview, From: cal.MustParse("2026-03-10"), Needs: cal.WD(10), Notice: "告知书-7"}})
			return err
		})
		w.write(func(tx *db.Tx) error { _, err := limit.Close(tx, matter("closed"), "decide", begun); return err })
		w.at("2026-06-01")
		if n := w.sweep(); n != 0 {
			w.Errorf("got %d alarms, want none: %v %v %v %v", n, w.alarms("paused"), w.alarms("closed"), w.alarms("applicant"), w.alarms("reminder"))
		}
	})
}

// rule: LIC-06 LIC-07 LIC-38 SUP-02
func TestActsThatAreFailingsRaiseOneRedCardEach(t *testing.T) {
	each(t, func(w *town) {
		w.intake("C1", "hall", "150302")
		w.did(act.Actor{Account: "a-clerk", Post: "post-clerk", Duty: string(access.WindowAccept)}, "case.second-notice", "C1")
		w.did(act.Clock, "case.deem", "C1")
		w.did(act.Actor{Account: "a-clerk"}, "case.accept", "C1") // nothing wrong with it
		if got, want := kinds(w.alarms("C1")), "1 second-notice, 1 deemed"; got != want {
			w.Errorf("got %q, want %q", got, want)
		}
		for _, a := range w.alarms("C1") {
			if a.Unit != "hall" || a.Act == "" || a.Rule != map[watch.Kind]string{watch.SecondNotice: "LIC-07", watch.Deemed: "LIC-06"}[a.Kind] {
				w.Errorf("got %+v", a)
			}
		}
		w.follow() // again: nothing new
		if n := len(w.alarms("C1")); n != 2 {
			w.Errorf("got %d alarms after following again, want 2", n)
		}
	})
}

// Deemed acceptance and the clock that ran out are one failing, whichever is met
// first.
func TestOneFailingIsOneCard(t *testing.T) {
	each(t, func(w *town) {
		w.intake("swept", "hall", "150302")
		w.intake("followed", "hall", "150302")
		w.at("2026-03-10")
		w.did(act.Clock, "case.deem", "followed")
		if n := w.sweep(); n != 1 {
			w.Errorf("got %d new alarms, want that of the other case only", n)
		}
		w.did(act.Clock, "case.deem", "swept")
		if a, b := kinds(w.alarms("swept")), kinds(w.alarms("followed")); a != "1 over-legal" || b != "1 deemed" {
			w.Errorf("got %q and %q, want one red card each", a, b)
		}
	})
}

// rule: SUP-02
func TestTheBoardShowsOnlyWhatIsWithinOnesRemit(t *testing.T) {
	each(t, func(w *town) {
		w.running("C1", "hall", "150300")
		w.running("C2", "hall-2", "150302")
		w.running("C3", "hall-3", "150303")
		w.at("2026-03-10")
		w.running("C4", "hall-2", "150302001") // promised by 2026-03-24
		w.running("C5", "hall", "150303")
		w.at("2026-03-23")
		w.sweep()
		for _, c := range []struct {
			who          access.Who
			alarms, soon string
			refused      bool
		}{
			{city, "C1 C2 C3", "C4 C5", false}, {district, "C2", "C4", false}, {director, "C1", "C5", false},
			{clerk, "", "", true}, {decider, "", "", true}, {head, "", "", true}, {citizen, "", "", true}, {auditor, "", "", true}, {system, "", "", true}, {access.Who{}, "", "", true},
		} {
			b, err := w.watch.See(context.Background(), c.who, "")
			if c.refused {
				if f, ok := fault.As(err); !ok || f.Kind != fault.Forbidden {
					w.Errorf("%s: got %v, want a refusal", c.who.Name, err)
				}
				continue
			}
			w.must(err)
			var alarms, soon []string
			for _, a := range b.Alarms {
				alarms = append(alarms, a.On.ID)
			}
			for _, k := range b.Soon {
				soon = append(soon, k.Subject)
			}
			if strings.Join(alarms, " ") != c.alarms || strings.Join(soon, " ") != c.soon || b.Open(watch.Yellow) != int64(len(alarms)) || b.Open(0) != int64(len(alarms)) || b.Open(watch.Red) != 0 {
				w.Errorf("%s: got alarms %v and soon %v, want %s and %s; counts %v", c.who.Name, alarms, soon, c.alarms, c.soon, b.Counts)
			}
		}
	})
}

func TestTheGravestComeFirstAndPagesFollow(t *testing.T) {
	each(t, func(w *town) {
		for i := range 60 {
			w.running(fmt.Sprintf("C%02d", i), "hall", "150300")
		}
		w.at("2026-03-20")
		w.sweep()
		w.intake("late", "hall", "150300")
		w.did(act.Clock, "case.deem", "late")
		b, err := w.watch.See(context.Background(), city, "")
		w.must(err)
		if len(b.Alarms) != 50 || b.Alarms[0].On.ID != "late" || b.Next == "" || b.Open(0) != 61 {
			w.Fatalf("got %d alarms of %d, first %s, next %q", len(b.Alarms), b.Open(0), b.Alarms[0].On.ID, b.Next)
		}
		rest, err := w.watch.See(context.Background(), city, b.Next)
		w.must(err)
		if len(rest.Alarms) != 11 || rest.Next != "" || rest.Alarms[0].ID <= b.Alarms[49].ID {
			w.Errorf("got %d on the second page, want the other 11", len(rest.Alarms))
		}
		if _, err := w.watch.See(context.Background(), city, "nonsense"); err != nil {
			w.Errorf("a key that is none: got %v, want the beginning", err)
		}
	})
}
