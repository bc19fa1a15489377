package limit

import (
	"time"

	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/law"
	"tongban/platform/i18n"
)

// A Clock is one running limit of a matter (时限): who must have done what by when.
type Clock struct {
	ID          string   // UUIDv7, given by Open
	SubjectKind string   // "case", …
	Subject     string   // id of the matter
	Stage       string   // what is waited for, such as "intake", "decide"
	Unit        string   // the unit that must act
	Scope       string   // the hall at whose windows the matter is; "" for none
	Duty        string   // the duty in that unit that must act
	Region      string   // division code, for the regional calendar
	Start       cal.Date // the day of the event, day zero
	Legal       cal.Span // what law allows; zero where it sets none
	Promise     cal.Span // what the office promised, never longer (BIZ-03)
	Extended    cal.Span // added to Legal by a lawful extension
	DueOn       cal.Date // last lawful day, told limits kept; zero while paused
	PromiseOn   cal.Date // last promised day; zero without a promise or while paused
	ToldOn      cal.Date // the day told to the party in writing: the promised one where there is a promise
	PausedOn    cal.Date // first day of the stop that runs now
	Stopped     bool     // has had a stop
	Provisional bool     // DueOn or PromiseOn may still move (TIM-11)
	CalVersion  string   // calendar version the dates were computed with
	Cite        law.Cite // the article that sets the limit
	Opened      time.Time
	Closed      time.Time // zero while open
}

// On gives the matter as the subject of acts.
func (c Clock) On() act.Subject { return act.Subject{Kind: c.SubjectKind, ID: c.Subject} }

// Open reports whether the clock still runs or is paused.
func (c Clock) Open() bool { return c.Closed.IsZero() }

// By gives the day the unit works towards: the promised day, else the lawful one;
// zero while paused.
func (c Clock) By() cal.Date {
	if !c.PromiseOn.IsZero() && (c.DueOn.IsZero() || c.PromiseOn.Before(c.DueOn)) {
		return c.PromiseOn
	}
	return c.DueOn
}

// Dated computes the dates under a calendar and the stops so far. A day already
// told is never brought forward: where the count now ends earlier, the date that
// was told stays (TIM-11).
func (c Clock) Dated(k *cal.Calendar, stops ...cal.Stop) Clock {
	legal, promise := c.counts(k, stops)
	c.DueOn, c.PromiseOn = notBefore(legal.On, c.ToldOn), promise.On
	if !c.Promise.IsZero() {
		c.PromiseOn = notBefore(promise.On, c.ToldOn)
	}
	c.Provisional = legal.Provisional || promise.Provisional
	c.CalVersion = k.Version()
	return c
}

func notBefore(on, told cal.Date) cal.Date {
	if !on.IsZero() && on.Before(told) {
		return told
	}
	return on
}

// counts counts the lawful and the promised period.
func (c Clock) counts(k *cal.Calendar, stops []cal.Stop) (legal, promise cal.Due) {
	k = k.In(c.Region)
	span := c.Legal
	if c.Extended.Unit == span.Unit {
		span.N += c.Extended.N
	}
	if !span.IsZero() {
		legal = k.Add(c.Start, span, stops...)
	}
	if !c.Promise.IsZero() {
		promise = k.Add(c.Start, c.Promise, stops...)
	}
	return legal, promise
}

// A Reason is the day-by-day account of a clock's dates (时限说明).
type Reason struct {
	Legal, Promise cal.Due
	Kept           bool // the told day stands though the count ends earlier
}

// Why recounts the clock for the page "why this date".
func (c Clock) Why(k *cal.Calendar, stops ...cal.Stop) Reason {
	legal, promise := c.counts(k, stops)
	return Reason{Legal: legal, Promise: promise, Kept: c.kept(legal, promise)}
}

// kept reports whether the told day overrules the count.
func (c Clock) kept(legal, promise cal.Due) bool {
	on := legal.On
	if !c.Promise.IsZero() {
		on = promise.On
	}
	return !on.IsZero() && on.Before(c.ToldOn)
}

// A Light is how a clock stands today (亮灯), after SUP-02.
type Light string

// The lights, gravest first.
const (
	Over  Light = "over"  // 红: past the lawful day
	Late  Light = "late"  // 黄: past the promised day
	Today Light = "today" // 今天到期
	Soon  Light = "soon"  // 预警: at most a fifth of the time or one working day left
	OK    Light = "ok"    // 正常
	Pause Light = "pause" // 停表
	Done  Light = "done"  // 已办结
)

var lightSay = map[Light]i18n.Text{
	Over: i18n.T("超法定时限", "past the lawful limit"), Late: i18n.T("超承诺时限", "past the promised limit"),
	Today: i18n.T("今天到期", "due today"), Soon: i18n.T("即将到期", "due soon"), OK: i18n.T("在期限内", "in time"),
	Pause: i18n.T("期限暂停", "clock stopped"), Done: i18n.T("已办结", "done"),
}

// Say gives the words of the light; colour never stands alone.
func (l Light) Say() i18n.Text { return lightSay[l] }

// Light tells how the clock stands on a day. The shares of SUP-02 are the city's
// defaults: a fifth of the working days, or one working day.
func (c Clock) Light(k *cal.Calendar, today cal.Date) Light {
	switch by := c.By(); {
	case !c.Open():
		return Done
	case !c.PausedOn.IsZero():
		return Pause
	case !c.DueOn.IsZero() && c.DueOn.Before(today):
		return Over
	case by.Before(today):
		return Late
	case by == today:
		return Today
	default:
		k = k.In(c.Region)
		left, whole := k.WorkingBetween(today, by), k.WorkingBetween(c.Start, by)
		if left <= 1 || left*5 <= whole {
			return Soon
		}
		return OK
	}
}

// Left gives the working days from today to the day worked towards; negative when
// it has passed, and zero while paused.
func (c Clock) Left(k *cal.Calendar, today cal.Date) int {
	if by := c.By(); !by.IsZero() {
		return k.In(c.Region).WorkingBetween(today, by)
	}
	return 0
}
