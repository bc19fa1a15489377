package watch_test

import (
	"context"
	"strings"
	"testing"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/law"
	"tongban/civic/watch"
	"tongban/platform/db"
	"tongban/platform/fault"
)

func (w *town) cite() law.Cite { return law.Licensing.Art(32).P(1).I(4) }

func isKind(err error, k fault.Kind) bool {
	f, ok := fault.As(err)
	return ok && f.Kind == k
}

// rule: SUP-01 A14
func TestWhoMayRaiseAnAlarmByHand(t *testing.T) {
	each(t, func(w *town) {
		w.running("C1", "hall", "150302")
		w.running("C2", "hall-3", "150303")
		ctx := context.Background()
		for _, c := range []struct {
			who  access.Who
			on   string
			want fault.Kind
			ok   bool
		}{
			{city, "C1", 0, true}, {district, "C1", 0, true}, {director, "C1", 0, true},
			{district, "C2", fault.Forbidden, false}, {director, "C2", fault.Forbidden, false},
			{clerk, "C1", fault.Forbidden, false}, {decider, "C1", fault.Forbidden, false}, {head, "C1", fault.Forbidden, false},
			{auditor, "C1", fault.Forbidden, false}, {system, "C1", fault.Forbidden, false}, {citizen, "C1", fault.Forbidden, false}, {access.Who{}, "C1", fault.Forbidden, false},
			{city, "none", fault.Absent, false},
		} {
			a, err := w.watch.Raise(ctx, c.who, matter(c.on), "请说明为何迟迟不决定，三日内答复。")
			if c.ok && (err != nil || a.Kind != watch.ByHand || a.Level != watch.Warning || a.RaisedBy != c.who.Account || a.Unit != "dept-1") {
				w.Errorf("%s on %s: got %+v, %v", c.who.Name, c.on, a, err)
			}
			if !c.ok && !isKind(err, c.want) {
				w.Errorf("%s on %s: got %v, want a refusal", c.who.Name, c.on, err)
			}
		}
		if n := len(w.alarms("C1")); n != 3 {
			w.Errorf("got %d alarms, want the three that were allowed", n)
		}
		if acts := w.acts("C1", watch.Raised); len(acts) != 3 || acts[0].Actor.Duty != string(access.Supervise) || len(acts[0].Rules) == 0 {
			w.Errorf("got acts %+v", acts)
		}
	})
}

// rule: SUP-04
func TestOnlySupervisionSettlesAndSaysWhy(t *testing.T) {
	each(t, func(w *town) {
		w.running("C1", "hall", "150302")
		w.at("2026-03-20")
		w.sweep()
		id := w.alarms("C1")[0].ID
		ctx := context.Background()
		const why = "已约谈承办人，当日办结。"
		for _, no := range []access.Who{director, clerk, decider, head, auditor, system, citizen, {}, holder("elsewhere", access.Supervise, access.Post{Region: "150303"})} {
			if err := w.watch.Settle(ctx, no, id, why); !isKind(err, fault.Forbidden) {
				w.Errorf("%s: got %v, want a refusal", no.Name, err)
			}
		}
		for _, words := range []string{"", "好的", strings.Repeat("长", 501)} {
			if err := w.watch.Settle(ctx, city, id, words); !isKind(err, fault.Invalid) {
				w.Errorf("reason %q: got %v, want it refused", words, err)
			}
		}
		if err := w.watch.Settle(ctx, city, "none", why); !isKind(err, fault.Absent) {
			w.Errorf("no such alarm: got %v", err)
		}
		if !w.alarms("C1")[0].Open() {
			w.Fatal("a refused attempt settled the alarm")
		}
		w.must(w.watch.Settle(ctx, city, id, why))
		if a := w.alarms("C1")[0]; a.Open() || a.SettledBy != city.Account || a.SettledWhy != why || !a.SettledAt.Equal(w.clock.Now()) {
			w.Errorf("got %+v", a)
		}
		if err := w.watch.Settle(ctx, city, id, why); !isKind(err, fault.Conflict) {
			w.Errorf("settling twice: got %v, want a conflict", err)
		}
		if acts := w.acts("C1", watch.Settled); len(acts) != 1 || acts[0].Actor.Account != city.Account || acts[0].Rules[0] != law.CiteOf("SUP-04").ID() {
			w.Errorf("got acts %+v", acts)
		}
		w.at("2026-03-24")
		if n := w.sweep(); n != 0 {
			w.Errorf("a settled alarm came back: %d new", n)
		}
	})
}

// Whoever handled a case from another post does not raise or settle alarms on it;
// whoever only looked at it may.
func TestNobodyWatchesTheirOwnWork(t *testing.T) {
	each(t, func(w *town) {
		w.running("C1", "hall", "150302")
		w.at("2026-03-20")
		w.sweep()
		id := w.alarms("C1")[0].ID
		ctx := context.Background()
		w.did(act.Actor{Account: city.Account, Post: "post-city", Duty: string(access.Supervise)}, "case.view", "C1")
		s, err := w.watch.Follow(ctx, city, matter("C1"))
		w.must(err)
		if s.NoRaise != nil {
			w.Errorf("having looked: got %v, want leave to raise", s.NoRaise)
		}
		w.did(act.Actor{Account: city.Account, Post: "post-before", Duty: string(access.ApproveHandle)}, "case.examine", "C1")
		if _, err := w.watch.Raise(ctx, city, matter("C1"), "请三日内答复。"); !fault.Is(err, "access.never-watch-own-work") {
			w.Errorf("raising on own work: got %v", err)
		}
		f, err := w.watch.Evidence(ctx, city, id)
		w.must(err)
		if !fault.Is(f.NoSettle, "access.never-watch-own-work") || !fault.Is(f.NoRaise, "access.never-watch-own-work") {
			w.Errorf("got %v and %v, want both refused", f.NoSettle, f.NoRaise)
		}
		if err := w.watch.Settle(ctx, city, id, "已经改正。"); !fault.Is(err, "access.never-watch-own-work") {
			w.Errorf("settling own work: got %v", err)
		}
	})
}

// rule: SEC-10
func TestTheRecordOfAMatterHoldsNoAnswers(t *testing.T) {
	each(t, func(w *town) {
		k := w.running("C1", "hall", "150302")
		w.did(act.Actor{Account: "a-citizen"}, "case.submit", "C1")
		ctx := context.Background()
		_, err := w.watch.Raise(ctx, district, matter("C1"), "请三日内答复。")
		w.must(err)
		s, err := w.watch.Follow(ctx, district, matter("C1"))
		w.must(err)
		if len(s.Acts) != 2 || len(s.Clocks) != 1 || s.Clocks[0].ID != k.ID || len(s.Alarms) != 1 || s.Unit != "dept-1" {
			w.Fatalf("got %+v", s)
		}
		for _, a := range s.Acts {
			if all := string(a.Payload) + a.Text; strings.Contains(all, "申请人所填") {
				w.Errorf("%s shows an answer: %s", a.Verb, all)
			}
			if _, ok := act.ParseNumber(string(a.Number())); !ok {
				w.Errorf("%s has no receipt number", a.Verb)
			}
		}
		if !strings.Contains(string(s.Acts[1].Payload), "请三日内答复。") {
			w.Error("the watch's own words are missing")
		}
		for _, no := range []access.Who{clerk, decider, citizen, auditor, holder("elsewhere", access.Supervise, access.Post{Region: "150303"})} {
			if _, err := w.watch.Follow(ctx, no, matter("C1")); !isKind(err, fault.Forbidden) {
				w.Errorf("%s: got %v, want a refusal", no.Name, err)
			}
			if _, err := w.watch.Evidence(ctx, no, s.Alarms[0].ID); !isKind(err, fault.Forbidden) {
				w.Errorf("%s, alarm: got %v, want a refusal", no.Name, err)
			}
		}
	})
}

// The alarm and its act are one: what fails leaves neither.
func TestAlarmAndActAreOne(t *testing.T) {
	each(t, func(w *town) {
		w.running("C1", "hall", "150302")
		w.at("2026-03-20")
		w.write(func(tx *db.Tx) error { _, err := tx.Exec(`DROP TABLE act`); return err })
		if _, err := w.watch.Sweep(context.Background()); err == nil {
			w.Fatal("swept without a record")
		}
		if n := len(w.alarms("C1")); n != 0 {
			w.Errorf("got %d alarms without a record, want none", n)
		}
	})
}
