package item

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	"tongban/civic/cal"
	"tongban/platform/i18n"
)

// A DayUnit says which days count (天数单位).
type DayUnit string

// The units.
const (
	WorkingDays  DayUnit = "working"  // 工作日
	CalendarDays DayUnit = "calendar" // 自然日, rolled over a rest day at the end
)

// Name gives the unit as read after a number.
func (u DayUnit) Name() i18n.Text {
	if u == CalendarDays {
		return i18n.T("个自然日", "calendar days")
	}
	return i18n.T("个工作日", "working days")
}

// A Limit is a time limit with its unit and a note (时限). The zero Limit is not set.
type Limit struct {
	N    int       `json:"n,omitempty"`
	Unit DayUnit   `json:"unit,omitempty"`
	Note i18n.Text `json:"note,omitzero"`
}

// Days makes a limit of working days.
func Days(n int) Limit { return Limit{N: n, Unit: WorkingDays} }

// Set reports whether a limit was entered.
func (l Limit) Set() bool { return l.N > 0 && l.Unit != "" }

// Text reads "20 个工作日".
func (l Limit) Text() i18n.Text {
	if !l.Set() {
		return i18n.T("未填写", "not set")
	}
	return i18n.Tf("%d %s", "%d %s", l.N, l.Unit.Name())
}

// Span gives the limit as the calendar counts it; the zero Span when not set.
func (l Limit) Span() cal.Span {
	switch {
	case !l.Set():
		return cal.Span{}
	case l.Unit == CalendarDays:
		return cal.CD(l.N)
	}
	return cal.WD(l.N)
}

// announced is the calendar of every year that the State Council has announced,
// on which limits of different units are compared.
var announced = sync.OnceValue(func() *cal.Calendar { return cal.Build(nil) })

var firstCompared, lastCompared = cal.New(2007, 1, 1), cal.New(2026, 6, 30)

// compared keeps the outcome of comparing limits of different units.
var compared sync.Map // of [2]cal.Span to Order

// Within compares a promise with the legal limit (BIZ-03). Limits of the same unit
// compare as numbers. Where the units differ, every day of the announced calendar
// is tried as the day of acceptance: the promise is shorter when it is never
// later, longer when it is always later, and else not comparable.
func (l Limit) Within(legal Limit) Order {
	switch {
	case l.Unit == legal.Unit && l.N <= legal.N:
		return Shorter
	case l.Unit == legal.Unit:
		return Longer
	}
	key := [2]cal.Span{l.Span(), legal.Span()}
	if o, ok := compared.Load(key); ok {
		return o.(Order)
	}
	o := onEveryDay(key[0], key[1])
	compared.Store(key, o)
	return o
}

func onEveryDay(promise, legal cal.Span) Order {
	c := announced()
	late, intime := 0, 0
	for d := firstCompared; !d.After(lastCompared); d = d.AddDays(1) {
		if c.Add(d, promise).On.After(c.Add(d, legal).On) {
			late++
		} else {
			intime++
		}
		if late > 0 && intime > 0 {
			return Unclear
		}
	}
	if late > 0 {
		return Longer
	}
	return Shorter
}

// An Order is the outcome of comparing two limits (时限比较).
type Order int

// The outcomes.
const (
	Unclear Order = iota // depends on the start day
	Shorter              // never later
	Longer               // always later
)

// String names the outcome for tests and logs.
func (o Order) String() string { return [...]string{"unclear", "shorter", "longer"}[o] }

// A Fen is an amount of money in hundredths of a yuan (分).
type Fen int64

// String reads "12.50".
func (f Fen) String() string { return fmt.Sprintf("%d.%02d", f/100, f%100) }

// ParseFen reads an amount in yuan with at most two places; empty is 0.
func ParseFen(s string) (Fen, error) {
	s = strings.ReplaceAll(strings.TrimSpace(s), ",", "")
	if s == "" {
		return 0, nil
	}
	yuan, fen, _ := strings.Cut(s, ".")
	if len(yuan) == 0 || len(yuan) > 12 || len(fen) > 2 {
		return 0, fmt.Errorf("amount %q: want yuan with at most two places", s)
	}
	n, err := strconv.ParseUint(yuan+(fen + "00")[:2], 10, 63)
	if err != nil {
		return 0, fmt.Errorf("amount %q: want yuan with at most two places", s)
	}
	return Fen(n), nil
}
