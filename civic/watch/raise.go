package watch

import (
	"context"
	"log/slog"
	"time"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/law"
	"tongban/civic/limit"
	"tongban/platform/db"
)

// A cause is an act that is an alarm by itself, and the stage it is a failing of.
type cause struct {
	kind  Kind
	stage string
}

// causes are known by their names in the record, not from the counter that does them.
var causes = map[act.Verb]cause{
	"case.deem":          {Deemed, "intake"},
	"case.second-notice": {SecondNotice, "intake"},
}

// Follower reads the acts as they are recorded and raises what they show.
func (d *Desk) Follower() act.Follower {
	return act.Follower{Name: "watch", Take: func(tx *db.Tx, a act.Act) error {
		c, ok := causes[a.Verb]
		if !ok {
			return nil
		}
		k, err := clockOf(tx, a.Subject, c.stage)
		if err != nil {
			return err
		}
		card := Alarm{Kind: c.kind, On: a.Subject, Act: a.ID, once: string(c.kind) + ":" + a.ID}.on(k)
		if c.kind == Deemed && k.ID != "" {
			card.once = onceOver(k.ID) // the sweep may have met the same failing first
		}
		_, err = d.raise(tx, card)
		return err
	}}
}

func onceOver(clock string) string { return string(OverLegal) + ":" + clock }

// clockOf gives the newest clock of a stage of a matter; of any stage, preferring the
// one that runs, where the matter has none of that. The zero Clock where it has none.
func clockOf(tx *db.Tx, on act.Subject, stage string) (best limit.Clock, err error) {
	ks, err := limit.Of(tx, on)
	weight := func(k limit.Clock) int {
		switch {
		case k.Stage == stage:
			return 3
		case k.Open():
			return 2
		}
		return 1
	}
	most := 0
	for _, k := range ks {
		if w := weight(k); w >= most {
			best, most = k, w
		}
	}
	return best, err
}

// raise writes an alarm once and records it; for a cause known already it changes
// nothing and says so.
func (d *Desk) raise(tx *db.Tx, a Alarm) (raised bool, err error) {
	a = d.card(a)
	if raised, err = insert(tx, a); err != nil || !raised {
		return raised, err
	}
	_, err = act.Record(tx, act.New(a.At, act.Clock, Alarmed, a.On, map[string]any{"alarm": a.ID, "kind": a.Kind, "level": a.Level}, law.CiteOf(a.Rule).ID()))
	return true, err
}

// card fills in what follows from the kind of an alarm and the time.
func (d *Desk) card(a Alarm) Alarm {
	r := rulings[a.Kind]
	a.ID, a.Level, a.Rule, a.At = newID(), r.level, r.rule, d.Clock.Now()
	if a.RaisedBy == "" {
		a.RaisedBy = act.Clock.Account
	}
	return a
}

// late tells what alarm a clock deserves on a day. An applicant who is late harms
// nobody but themselves, and a date that only reminds, under a rule of our own,
// breaks no law and no promise: there is no card for either.
func late(c limit.Clock, k *cal.Calendar, today cal.Date) (a Alarm, ok bool) {
	kind, ok := map[limit.Light]Kind{limit.Over: OverLegal, limit.Late: OverPromise}[c.Light(k, today)]
	if !ok || c.Duty == string(access.Applicant) || c.Cite.IsOwn() {
		return a, false
	}
	return Alarm{Kind: kind, On: c.On(), once: string(kind) + ":" + c.ID}.on(c), true
}

// Sweep raises the alarms of clocks that ran out (超期巡查) and gives how many are new.
func (d *Desk) Sweep(ctx context.Context) (int, error) {
	today := cal.DateOf(d.Clock.Now())
	calendar, err := d.Calendar.Current(ctx)
	if err != nil {
		return 0, err
	}
	raised := 0
	for page := (limit.Page{Size: 200}); ; {
		var fresh []limit.Clock
		var read int
		err := d.DB.Glance(ctx, func(tx *db.Tx) error {
			due, err := limit.Due(tx, today, page)
			if read = len(due); err != nil || read == 0 {
				return err
			}
			page.After = limit.KeyOf(due[read-1])
			fresh, err = unknown(tx, due, calendar, today)
			return err
		})
		if err != nil || read == 0 {
			return raised, err
		}
		n, err := d.charge(ctx, fresh)
		if raised += n; err != nil {
			return raised, err
		}
	}
}

// unknown leaves of the clocks those that deserve an alarm they do not have yet, so
// that a sweep that finds nothing new writes nothing.
func unknown(tx *db.Tx, due []limit.Clock, k *cal.Calendar, today cal.Date) ([]limit.Clock, error) {
	of := map[string]limit.Clock{}
	var keys []string
	for _, c := range due {
		if a, ok := late(c, k, today); ok {
			of[a.once] = c
			keys = append(keys, a.once)
		}
	}
	known, err := among(tx, keys)
	var out []limit.Clock
	for _, key := range keys {
		if !known[key] {
			out = append(out, of[key])
		}
	}
	return out, err
}

// charge raises the alarms of clocks, each looked at again in the transaction: what
// was done in the meantime is no longer late.
func (d *Desk) charge(ctx context.Context, fresh []limit.Clock) (n int, err error) {
	if len(fresh) == 0 {
		return 0, nil
	}
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		n = 0
		k, err := d.Calendar.Current(tx.Context())
		if err != nil {
			return err
		}
		for _, c := range fresh {
			now, err := limit.Get(tx, c.ID)
			if err != nil {
				return err
			}
			a, ok := late(now, k, cal.DateOf(d.Clock.Now()))
			if !ok {
				continue
			}
			raised, err := d.raise(tx, a)
			if err != nil {
				return err
			}
			if raised {
				n++
			}
		}
		return nil
	})
	return n, err
}

// Run sweeps until ctx ends; the follower is run beside it with act.Follow.
func (d *Desk) Run(ctx context.Context, log *slog.Logger) {
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for {
		if _, err := d.Sweep(ctx); err != nil && ctx.Err() == nil {
			log.Error("watch", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}
