package watch

import (
	"context"
	"slices"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/limit"
	"tongban/platform/db"
)

// A Count is how many open alarms of a level a unit has (挂牌数).
type Count struct {
	Unit  string
	Level Level
	N     int64
}

// A Board is the supervisor's page: what needs them, then what is about to (监察台).
type Board struct {
	Alarms   []Alarm       // open, gravest first
	Next     Key           // of the next page of alarms; "" at the end
	Soon     []limit.Clock // due today or soon, soonest first
	More     bool          // there are more that are due soon than Soon holds
	Counts   []Count       // of all open alarms, not of this page
	Calendar *cal.Calendar
	Today    cal.Date
}

// Open gives how many alarms of a level are open; of every level for 0.
func (b Board) Open(l Level) (n int64) {
	for _, c := range b.Counts {
		if l == 0 || c.Level == l {
			n += c.N
		}
	}
	return n
}

const (
	pageSize = 50
	mostSoon = 100
	// soonDays is how far ahead the list of what is due looks. A fifth of the longest
	// lawful limits lies within it.
	soonDays = 31
	// mostRead keeps the page quick in a city with very many running clocks.
	mostRead = 4000
)

// See gives the board of a supervisor's region or of a director's hall, alarms after
// a key. Whoever may watch nothing is refused with the rule.
func (d *Desk) See(ctx context.Context, who access.Who, after Key) (Board, error) {
	scope := d.Guard.Scope(who, access.WatchView)
	if scope.None() {
		_, err := d.Guard.May(who, access.WatchView, access.Thing{Kind: "alarm"})
		return Board{}, err
	}
	b := Board{Today: cal.DateOf(d.Clock.Now())}
	err := d.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if b.Calendar, err = d.Calendar.Current(tx.Context()); err != nil {
			return err
		}
		if b.Alarms, err = open(tx, scope, after, pageSize+1); err != nil {
			return err
		}
		if b.Next = ""; len(b.Alarms) > pageSize {
			b.Alarms = b.Alarms[:pageSize]
			b.Next = keyOf(b.Alarms[pageSize-1])
		}
		if b.Counts, err = counts(tx, scope); err != nil {
			return err
		}
		return b.soon(tx, scope)
	})
	return b, err
}

// soon gathers the clocks of a scope that are due today or soon.
func (b *Board) soon(tx *db.Tx, scope access.Scope) error {
	b.Soon, b.More = nil, false
	page := limit.Page{After: limit.Key(b.Today.String()), Size: 500}
	for read := 0; read < mostRead; {
		ks, err := limit.Due(tx, b.Today.AddDays(soonDays), page)
		if err != nil || len(ks) == 0 {
			return err
		}
		for _, k := range ks {
			if !nearing(k, b.Calendar, b.Today) || !scope.Admits(Alarm{}.on(k).thing()) {
				continue
			}
			if len(b.Soon) == mostSoon {
				b.More = true
				return nil
			}
			b.Soon = append(b.Soon, k)
		}
		read += len(ks)
		page.After = limit.KeyOf(ks[len(ks)-1])
	}
	b.More = true
	return nil
}

// nearing reports whether an office must act on a clock today or soon.
func nearing(k limit.Clock, c *cal.Calendar, today cal.Date) bool {
	l := k.Light(c, today)
	return (l == limit.Today || l == limit.Soon) && k.Duty != string(access.Applicant)
}

// A Story is one matter as the watch sees it: its acts, clocks and alarms (监察卷). It
// holds nothing of what an applicant answered.
type Story struct {
	On       act.Subject
	Acts     []act.Act // oldest first, without what was decided
	Clocks   []limit.Clock
	Alarms   []Alarm
	Unit     string // whose turn it is
	Calendar *cal.Calendar
	Today    cal.Date
	// NoRaise says why the reader may not raise an alarm here; nil when they may.
	NoRaise error
}

// mostActs are as many acts as the record of one matter shows.
const mostActs = 500

// Follow gives the record of one matter.
func (d *Desk) Follow(ctx context.Context, who access.Who, on act.Subject) (Story, error) {
	var s Story
	err := d.DB.Read(ctx, func(tx *db.Tx) (err error) {
		s, err = d.follow(tx, who, on)
		return err
	})
	return s, err
}

func (d *Desk) follow(tx *db.Tx, who access.Who, on act.Subject) (Story, error) {
	s := Story{On: on, Today: cal.DateOf(d.Clock.Now())}
	k, err := known(tx, on)
	if err != nil {
		return s, err
	}
	matter := Alarm{On: on}.on(k)
	if _, err := d.Guard.May(who, access.WatchView, matter.thing()); err != nil {
		return s, err
	}
	s.Unit = k.Unit
	_, s.NoRaise = d.may(tx, who, Raised, matter)
	if s.Calendar, err = d.Calendar.Current(tx.Context()); err != nil {
		return s, err
	}
	if s.Acts, err = act.Of(tx, on, "", mostActs); err != nil {
		return s, err
	}
	for i := range s.Acts {
		if !own(s.Acts[i].Verb) {
			s.Acts[i].Payload, s.Acts[i].Text = nil, ""
		}
	}
	if s.Clocks, err = limit.Of(tx, on); err != nil {
		return s, err
	}
	s.Alarms, err = OfSubject(tx, on)
	return s, err
}

// own reports whether an act is one of the watch itself, whose words it may show.
func own(v act.Verb) bool { return v == Alarmed || v == Raised || v == Settled }

// A File is one alarm with its evidence (牌卷).
type File struct {
	Alarm
	Story
	// NoSettle says why the reader may not settle it; nil when they may.
	NoSettle error
}

// Evidence gives an alarm with the record behind it.
func (d *Desk) Evidence(ctx context.Context, who access.Who, id string) (File, error) {
	var f File
	err := d.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if f.Alarm, err = byID(tx, id); err != nil {
			return err
		}
		if _, err := d.Guard.May(who, access.WatchView, f.Alarm.thing()); err != nil {
			return err
		}
		if f.Story, err = d.follow(tx, who, f.Alarm.On); err != nil {
			return err
		}
		_, f.NoSettle = d.may(tx, who, Settled, f.Alarm)
		return nil
	})
	return f, err
}

// Units gives the units that a board speaks of, each once.
func (b Board) Units() []string {
	var ids []string
	for _, a := range b.Alarms {
		ids = append(ids, a.Unit)
	}
	for _, k := range b.Soon {
		ids = append(ids, k.Unit)
	}
	for _, c := range b.Counts {
		ids = append(ids, c.Unit)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
