package item

import (
	"fmt"
	"strconv"
	"strings"

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

// longest gives the most calendar days the limit can last, and shortest the
// fewest, from any start. Five working days fill a week; the longest run of rest
// days in the State Council's notices of 2007–2026 is nine (春节 2026), and no
// twenty working days hold more than two of the long holidays.
func (l Limit) longest() int {
	if l.Unit == CalendarDays {
		return l.N + 9 // rolled over the longest rest
	}
	weeks := (l.N + 4) / 5
	return l.N + 2*weeks + 7*(1+l.N/20)
}

func (l Limit) shortest() int {
	if l.Unit == CalendarDays {
		return l.N
	}
	return l.N + 2*((l.N-1)/7) // seven working days in a row occur before a swapped rest
}

// Within compares a promise with the legal limit (BIZ-03): yes, no, or not
// comparable, when the units differ and some start days would make the promise
// later than the law allows.
func (l Limit) Within(legal Limit) Order {
	switch {
	case l.Unit == legal.Unit && l.N <= legal.N:
		return Shorter
	case l.Unit == legal.Unit:
		return Longer
	case l.longest() <= legal.shortest():
		return Shorter
	case l.shortest() > legal.longest():
		return Longer
	}
	return Unclear
}

// An Order is the outcome of comparing two limits (时限比较).
type Order int

// The outcomes.
const (
	Unclear Order = iota // depends on the start day
	Shorter              // never later
	Longer               // always later
)

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
