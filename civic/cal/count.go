package cal

import (
	"slices"
	"time"

	"tongban/platform/i18n"
)

// A Due is the outcome of counting a period (到期日): the day and all that led to it.
type Due struct {
	Start       Date
	Span        Span
	Stops       []Stop // merged, in order
	On          Date   // the last day of the period; zero while a stop still runs
	Raw         Date   // the last day before it was rolled off a rest day
	Provisional bool   // some day on the way may still be rearranged (TIM-11)
	Version     string // of the calendar
	back        bool
	cal         *Calendar
}

// Paused reports whether a stop still runs, so that the end cannot be said.
func (d Due) Paused() bool { return len(d.Stops) > 0 && d.Stops[len(d.Stops)-1].Runs() }

// Ends gives the instant the period ends: 24:00 of its last day (TIM-05).
func (d Due) Ends() time.Time { return d.On.End() }

// EndsAtCounter gives the instant the period ends for who comes to a counter: when
// it closes on the last day (TIM-05). closes counts from midnight; a counter
// without business hours, zero, ends as on line.
func (d Due) EndsAtCounter(closes time.Duration) time.Time {
	if closes <= 0 || closes >= 24*time.Hour {
		return d.Ends()
	}
	return d.On.Start().Add(closes)
}

// Add counts a period forward from the day of the event, which is day zero
// (TIM-03), leaving out the stops. Periods of calendar days and months that end on
// a rest day roll to the next working day (TIM-04).
func (c *Calendar) Add(start Date, s Span, stops ...Stop) Due {
	due := Due{Start: start, Span: s, Stops: merge(start, stops), Version: c.version, cal: c}
	if s.N > MostDays || s.N < 0 || s.IsZero() || start.IsZero() {
		return due
	}
	last := start
	switch s.Unit {
	case WorkingDays:
		last = due.run(s.N, pace{c.nthWorking, c.WorkingBetween})
	case Months:
		end := start.AddMonths(s.N)
		last = due.run(end.Sub(start), everyDay)
	default:
		last = due.run(s.N, everyDay)
	}
	due.Raw = last
	if (s.Unit == CalendarDays || s.Unit == Months) && s.N > 0 {
		last = c.Roll(last)
	}
	due.Provisional = c.provisional(due, last)
	if !due.Paused() || last.Before(due.Stops[len(due.Stops)-1].From) {
		due.On = last
	}
	return due
}

// A pace says which days count: nth steps n counted days from a day, between counts
// the counted days after one day up to another.
type pace struct {
	nth     func(Date, int) Date
	between func(Date, Date) int
}

var everyDay = pace{Date.AddDays, func(a, b Date) int { return b.Sub(a) }}

// run steps n counted days from the start, jumping over the stops.
func (d Due) run(n int, p pace) Date {
	at := d.Start
	for _, s := range d.Stops {
		room := 0
		if s.From.After(at) {
			room = p.between(at, s.From.AddDays(-1))
		}
		if room >= n || s.Runs() {
			break
		}
		n -= room
		if s.To.After(at) {
			at = s.To
		}
	}
	return p.nth(at, n)
}

// merge sorts the stops and joins those that touch; what lies before the start is
// cut off. A stop that still runs swallows those behind it.
func merge(start Date, stops []Stop) []Stop {
	if len(stops) == 0 {
		return nil
	}
	in := slices.Clone(stops)
	slices.SortFunc(in, func(a, b Stop) int { return a.From.Sub(b.From) })
	var out []Stop
	for _, s := range in {
		if !s.Runs() && (s.To.Before(s.From) || !s.To.After(start)) {
			continue
		}
		if k := len(out) - 1; k >= 0 && (out[k].Runs() || !s.From.After(out[k].To)) {
			if !out[k].Runs() && !s.Runs() && s.To.After(out[k].To) {
				out = append(out, cut(s, out[k].To.AddDays(1)))
			} else if !out[k].Runs() && s.Runs() {
				out = append(out, cut(s, out[k].To.AddDays(1)))
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

func cut(s Stop, from Date) Stop { s.From = from; return s }

// nthWorking gives the n-th working day after d; d itself for n = 0.
func (c *Calendar) nthWorking(d Date, n int) Date {
	if n == 0 {
		return d
	}
	for d.Before(firstDay) {
		if d = d.AddDays(1); c.at(d).working {
			if n--; n == 0 {
				return d
			}
		}
	}
	if !d.After(lastDay) {
		k := c.upTo(d) + n - 1
		if k < len(c.work) {
			return firstDay.AddDays(int(c.work[k]))
		}
		n = k - len(c.work) + 1
		d = lastDay
	}
	for n > 0 {
		if d = d.AddDays(1); c.at(d).working {
			n--
		}
	}
	return d
}

// Roll gives the day itself if it is a working day, else the next that is (TIM-04).
func (c *Calendar) Roll(d Date) Date {
	if c.at(d).working {
		return d
	}
	return c.nthWorking(d, 1)
}

// Back counts a period backwards from a deadline, whose own day does not count
// (TIM-07). The result is the last day on which the act is still in time; it is
// never rolled. Stops have no meaning here.
func (c *Calendar) Back(deadline Date, s Span) Due {
	due := Due{Start: deadline, Span: s, Version: c.version, back: true, cal: c}
	if s.IsZero() || s.N < 0 || s.N > MostDays {
		return due
	}
	switch s.Unit {
	case WorkingDays:
		d := deadline
		for n := s.N; n > 0; {
			if d = d.AddDays(-1); c.at(d).working {
				n--
			}
		}
		due.On = d
	case Months:
		due.On = deadline.AddMonths(-s.N)
	default:
		due.On = deadline.AddDays(-s.N)
	}
	due.Raw = due.On
	due.Provisional = s.Unit == WorkingDays && c.unsure(due.On, deadline)
	return due
}

// Hours counts a period of hours from its moment (TIM-06).
func Hours(from time.Time, n int) time.Time { return from.Add(time.Duration(n) * time.Hour) }

// provisional reports whether a count may still change: a working-day count by any
// day on its way, another only by the days its end may fall on.
func (c *Calendar) provisional(d Due, last Date) bool {
	switch d.Span.Unit {
	case WorkingDays:
		return c.unsure(d.Start.AddDays(1), last)
	case CalendarDays, Months:
		return c.unsure(d.Raw, last)
	}
	return false
}

// unsure reports whether a day from a to b may still be rearranged.
func (c *Calendar) unsure(a, b Date) bool {
	if a.Before(firstDay) || b.After(lastDay) {
		return true
	}
	return c.guesses[b.Sub(firstDay)+1] > c.guesses[a.Sub(firstDay)]
}

// A Mark says what one day did in a count (计入情况).
type Mark string

// The marks.
const (
	MarkStart   Mark = "start"   // the day of the event, not counted
	MarkCounts  Mark = "counts"  // counted
	MarkRest    Mark = "rest"    // a rest day that does not count
	MarkStopped Mark = "stopped" // in a stop
	MarkRolled  Mark = "rolled"  // the end fell here and moved on
	MarkDue     Mark = "due"     // the last day
)

// A DayWhy is one day of a count with its reason (逐日说明).
type DayWhy struct {
	On          Date
	Mark        Mark
	N           int // the running number of a counted day
	Say         i18n.Text
	Stop        *Stop // the stop the day lies in
	Notice      *Notice
	Provisional bool
}

// Why lists every day of the count in order and what it did (为什么是这一天). While a
// stop runs it lists the days up to the stop's first.
func (d Due) Why() []DayWhy {
	if d.cal == nil || d.Span.IsZero() {
		return nil
	}
	if d.back {
		return d.whyBack()
	}
	end := d.On
	if end.IsZero() {
		end = d.Stops[len(d.Stops)-1].From
	}
	list := []DayWhy{d.day(d.Start, MarkStart)}
	n := 0
	for day := d.Start.AddDays(1); !day.After(end); day = day.AddDays(1) {
		w := d.day(day, MarkCounts)
		switch stop := d.stopAt(day); {
		case stop != nil:
			w.Mark, w.Stop = MarkStopped, stop
		case d.Span.Unit == WorkingDays && !d.cal.at(day).working:
			w.Mark = MarkRest
		case !d.Raw.After(day) && day.Before(d.On):
			w.Mark = MarkRolled
		}
		if w.Mark == MarkCounts && !day.After(d.Raw) {
			n++
			w.N = n
		}
		if w.Mark == MarkRolled && day == d.Raw {
			n++
			w.N = n
		}
		if day == d.On {
			w.Mark = MarkDue
		}
		list = append(list, w)
	}
	return list
}

func (d Due) whyBack() []DayWhy {
	list := []DayWhy{d.day(d.Start, MarkStart)}
	n := 0
	for day := d.Start.AddDays(-1); !day.Before(d.On); day = day.AddDays(-1) {
		w := d.day(day, MarkCounts)
		if d.Span.Unit == WorkingDays && !d.cal.at(day).working {
			w.Mark = MarkRest
		} else {
			n++
			w.N = n
		}
		if day == d.On {
			w.Mark = MarkDue
		}
		list = append(list, w)
	}
	return list
}

func (d Due) day(on Date, m Mark) DayWhy {
	i := d.cal.at(on)
	w := d.cal.whys[i.why]
	return DayWhy{On: on, Mark: m, Say: w.say, Notice: w.notice, Provisional: i.provisional}
}

func (d Due) stopAt(on Date) *Stop {
	for k, s := range d.Stops {
		if !on.Before(s.From) && (s.Runs() || !on.After(s.To)) {
			return &d.Stops[k]
		}
	}
	return nil
}
