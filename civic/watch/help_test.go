package watch_test

import (
	"context"
	"testing"
	"time"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/law"
	"tongban/civic/limit"
	"tongban/civic/watch"
	"tongban/platform/clock"
	"tongban/platform/db"
)

var schemas = []db.Schema{act.Schema, cal.Schema, limit.Schema, watch.Schema}

// begun is a Monday morning between two holidays.
var begun = time.Date(2026, 3, 2, 9, 0, 0, 0, clock.Beijing)

// A town is a watch with nothing but acts and clocks to see.
type town struct {
	*testing.T
	db    *db.DB
	clock *clock.Manual
	watch *watch.Desk
	k     *cal.Calendar
	next  int64
}

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	w := &town{T: t, db: d, clock: clock.At(begun)}
	store := cal.NewStore(d)
	k, err := store.Load(context.Background(), begun)
	w.must(err)
	w.k, w.watch = k, &watch.Desk{DB: d, Clock: w.clock, Guard: access.New(), Calendar: store}
	return w
}

func (w *town) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *town) write(fn func(tx *db.Tx) error) {
	w.Helper()
	w.must(w.db.Write(context.Background(), fn))
}

// at moves the clock to the morning of a day.
func (w *town) at(day string) { w.clock.Set(cal.MustParse(day).Start().Add(9 * time.Hour)) }

func matter(id string) act.Subject { return act.Subject{Kind: "case", ID: id} }

// running opens the clock of a matter: 20 working days by law, 10 by promise.
func (w *town) running(id, hall, region string) limit.Clock {
	w.Helper()
	k := limit.Clock{SubjectKind: "case", Subject: id, Stage: "decide", Unit: "dept-1", Scope: hall, Region: region, Duty: string(access.ApproveDecide),
		Start: cal.DateOf(w.clock.Now()), Legal: cal.WD(20), Promise: cal.WD(10), Cite: law.Licensing.Art(42).P(1), Opened: w.clock.Now()}
	return w.open(k)
}

// intake opens the clock by which the window must answer.
func (w *town) intake(id, hall, region string) limit.Clock {
	w.Helper()
	return w.open(limit.Clock{SubjectKind: "case", Subject: id, Stage: "intake", Unit: hall, Scope: hall, Region: region, Duty: string(access.WindowAccept),
		Start: cal.DateOf(w.clock.Now()), Legal: cal.WD(5), Cite: law.Licensing.Art(32).P(1).I(4), Opened: w.clock.Now()})
}

func (w *town) open(k limit.Clock) limit.Clock {
	w.Helper()
	w.write(func(tx *db.Tx) (err error) { k, err = limit.Open(tx, k.Dated(w.k)); return err })
	return k
}

// did records an act on a matter and lets the watch follow it.
func (w *town) did(actor act.Actor, v act.Verb, id string) {
	w.Helper()
	w.write(func(tx *db.Tx) error {
		_, err := act.Record(tx, act.New(w.clock.Now(), actor, v, matter(id), map[string]string{"answers": "申请人所填"}))
		return err
	})
	w.follow()
}

func (w *town) follow() {
	w.Helper()
	w.write(func(tx *db.Tx) error {
		waiting, err := act.ListWaiting(tx, 100)
		if err != nil {
			return err
		}
		next := w.next
		w.next += int64(len(waiting))
		return act.Place(tx, next, waiting)
	})
	w.must(act.CatchUp(context.Background(), w.db, w.watch.Follower()))
}

// sweep looks for clocks that ran out and gives how many alarms are new.
func (w *town) sweep() int {
	w.Helper()
	n, err := w.watch.Sweep(context.Background())
	w.must(err)
	return n
}

func (w *town) alarms(id string) (list []watch.Alarm) {
	w.Helper()
	w.must(w.db.Read(context.Background(), func(tx *db.Tx) (err error) { list, err = watch.OfSubject(tx, matter(id)); return err }))
	return list
}

func (w *town) acts(id string, v act.Verb) (out []act.Act) {
	w.Helper()
	w.must(w.db.Read(context.Background(), func(tx *db.Tx) error {
		all, err := act.Of(tx, matter(id), "", 0)
		for _, a := range all {
			if a.Verb == v {
				out = append(out, a)
			}
		}
		return err
	}))
	return out
}

// holder is somebody in a post with one duty.
func holder(name string, d access.Duty, p access.Post) access.Who {
	p.ID, p.Name, p.Duties = "post-"+name, name, []access.Duty{d}
	return access.Who{Account: "a-" + name, Person: "p-" + name, Name: name, Strong: true, For: access.Principal{ID: "p-" + name}, Posts: []access.Post{p}}
}

var (
	city     = holder("city", access.Supervise, access.Post{Unit: "watch", Region: "150300"})
	district = holder("district", access.Supervise, access.Post{Unit: "watch-2", Region: "150302"})
	director = holder("director", access.CentreDirect, access.Post{Unit: "hall", Scope: "hall", Region: "150300"})
	clerk    = holder("clerk", access.WindowAccept, access.Post{Unit: "hall-w1", Scope: "hall", Region: "150300"})
	decider  = holder("decider", access.ApproveDecide, access.Post{Unit: "office-1", Scope: "dept-1", Region: "150300"})
	head     = holder("head", access.AgencyHead, access.Post{Unit: "dept-1", Scope: "dept-1", Region: "150300"})
	auditor  = holder("auditor", access.AuditAdmin, access.Post{Unit: "running", Region: "150300"})
	system   = holder("system", access.SysAdmin, access.Post{Unit: "running", Region: "150300"})
	citizen  = access.Who{Account: "a-citizen", Person: "p-citizen", Name: "citizen", For: access.Principal{ID: "p-citizen"}}
)
