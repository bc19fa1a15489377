package ui

import "context"

// A LightState is how a matter stands against its time limit (灯).
type LightState string

// The states, most urgent first. Pause must never look like OK.
const (
	Over  LightState = "over"  // 超期: red diamond
	Today LightState = "today" // 今日到期: orange triangle
	Soon  LightState = "soon"  // 将到期: yellow square
	OK    LightState = "ok"    // 正常: green dot
	Pause LightState = "pause" // 计时暂停: two bars
	Done  LightState = "done"  // 办结: ring
)

// A LightView is colour, shape and words together (灯).
type LightView struct {
	State LightState
	// Days are the days left, or over when State is Over; in the unit of Calendar.
	Days int
	// Calendar counts natural days instead of working days.
	Calendar bool
	// Say replaces the words made from State and Days, or, with Pause, is the reason.
	Say string
}

// Words are what the light says.
func (l LightView) Words(ctx context.Context) string {
	if l.State == Pause && l.Say != "" {
		return say(ctx, "light.pause.why", l.Say)
	}
	if l.Say != "" {
		return l.Say
	}
	unit := say(ctx, "workdays")
	if l.Calendar {
		unit = say(ctx, "days")
	}
	key := "light." + string(l.State)
	if (l.State == Over || l.State == OK || l.State == Soon) && l.Days == 0 {
		key += ".plain"
	}
	return say(ctx, key, l.Days, unit)
}

// shape is the path of the light in a 10 by 10 box; the shapes differ so that
// the light is read without colour.
func (l LightView) shape() string {
	switch l.State {
	case Over:
		return "M5 0l5 5-5 5-5-5z"
	case Today:
		return "M5 .5l5 9H0z"
	case Soon:
		return "M1 1h8v8H1z"
	case OK:
		return "M5 .5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9z"
	case Pause:
		return "M1.5 1h2.4v8H1.5zM6.1 1h2.4v8H6.1z"
	}
	return "M5 .5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM5 2.3a2.7 2.7 0 1 1 0 5.4 2.7 2.7 0 0 1 0-5.4z"
}

// A DeadlineView is one time limit as people meet it: the exact date, the light,
// and the way to learn why it is that date (到期).
type DeadlineView struct {
	ID    string // of the clock; “why this date?” leads to /why/{ID}
	On    string // 2026-11-23
	Until string // time of day such as 17:30; may be empty
	Light LightView
	// Provisional is set when the holidays of the span are not announced yet.
	Provisional bool
	Label       string // such as 承诺办结; may be empty
}
