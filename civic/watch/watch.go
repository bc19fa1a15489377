// Package watch is the electronic supervision (电子监察). It sees acts and clocks
// only and imports no counter: what it knows of a case is what was recorded of it.
// It raises alarms by rule, at the moment the record shows the cause; a supervisor
// may raise one by hand and may settle one with a reason. It changes no case.
package watch

import (
	"embed"
	"time"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/limit"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/i18n"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the table of alarms.
var Schema = db.Schema{Name: "watch", FS: files}

// The verbs of the watch.
const (
	Alarmed act.Verb = "watch.alarm"      // 自动发牌
	Raised           = access.WatchRaise  // 督办
	Settled          = access.WatchSettle // 销牌
)

// A Level is how grave an alarm is (牌级), after SUP-01.
type Level int64

// The levels, gravest first, so that lists sort by them.
const (
	Red     Level = 1 // 红牌
	Yellow  Level = 2 // 黄牌
	Warning Level = 3 // 预警
)

// Levels lists the levels, gravest first.
var Levels = []Level{Red, Yellow, Warning}

var levelWords = map[Level]i18n.Text{
	Red: i18n.T("红牌", "Red card"), Yellow: i18n.T("黄牌", "Yellow card"), Warning: i18n.T("预警", "Warning"),
}

// Say gives the words of a level; colour never stands alone.
func (l Level) Say() i18n.Text { return levelWords[l] }

// A Kind is what an alarm is about (报警事由).
type Kind string

// The kinds.
const (
	OverLegal    Kind = "over-legal"    // 超法定时限
	OverPromise  Kind = "over-promise"  // 超承诺时限
	Deemed       Kind = "deemed"        // 逾期未告知，视为受理
	SecondNotice Kind = "second-notice" // 再次告知
	ByHand       Kind = "by-hand"       // 督办
)

// A ruling says how grave a kind is and under which rule it stands.
type ruling struct {
	level Level
	rule  string
	say   i18n.Text
}

// rulings are the city's levels (SUP-02). A limit that is only near has a light and
// a place in the list of what is due, but no card: nothing has gone wrong yet.
var rulings = map[Kind]ruling{
	OverLegal:    {Red, "SUP-02", i18n.T("超过法定时限仍未办", "Past the lawful limit and not done")},
	OverPromise:  {Yellow, "SUP-02", i18n.T("超过承诺时限仍未办", "Past the promised limit and not done")},
	Deemed:       {Red, "LIC-06", i18n.T("五个工作日内未答复，已视为受理", "No answer within five working days: deemed accepted")},
	SecondNotice: {Red, "LIC-07", i18n.T("试图第二次告知补正（已被阻止）", "A second notice of corrections was attempted (and refused)")},
	ByHand:       {Warning, "SUP-01", i18n.T("监察人员督办", "Raised by a supervisor")},
}

// Say gives the words of a kind.
func (k Kind) Say() i18n.Text { return rulings[k].say }

// An Alarm is one card (监察报警), with the fields of SUP-03.
type Alarm struct {
	ID       string
	Kind     Kind
	Level    Level
	Rule     string // rule id, such as "LIC-06"
	On       act.Subject
	Unit     string // the unit that had to act
	Scope    string // the hall at whose windows the matter is
	Region   string
	Clock    string // the clock behind it; "" for none
	Act      string // the act behind it; "" for none
	Words    string // a supervisor's words
	RaisedBy string // account, or "clock"
	At       time.Time

	SettledAt  time.Time // zero while open
	SettledBy  string
	SettledWhy string

	once string // the cause: of one cause there is one alarm
}

// Open reports whether the alarm still stands.
func (a Alarm) Open() bool { return a.SettledAt.IsZero() }

// ByClock reports whether a rule raised it, not a person.
func (a Alarm) ByClock() bool { return a.RaisedBy == act.Clock.Account }

// on fills in where a clock belongs: whose failing it is, at which hall, where.
func (a Alarm) on(k limit.Clock) Alarm {
	a.Unit, a.Scope, a.Region, a.Clock = k.Unit, k.Scope, k.Region, k.ID
	return a
}

func (a Alarm) thing() access.Thing {
	return access.Thing{Kind: "alarm", ID: a.ID, Unit: a.Unit, Scope: a.Scope, Region: a.Region}
}

// A Desk raises and settles alarms (监察台).
type Desk struct {
	DB       *db.DB
	Clock    clock.Clock
	Guard    *access.Guard
	Calendar *cal.Store
}
