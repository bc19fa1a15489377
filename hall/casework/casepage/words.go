package casepage

import (
	"context"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/law"
	"tongban/civic/limit"
	"tongban/civic/limit/limitview"
	"tongban/hall/casework"
	"tongban/hall/item"
	"tongban/platform/i18n"
	"tongban/platform/ui"
)

// A dated is what counting a clock's days needs.
type dated struct {
	Calendar *cal.Calendar
	Today    cal.Date
}

func (d dated) light(ctx context.Context, k limit.Clock) ui.LightView {
	return limitview.Light(ctx, k, d.Calendar, d.Today)
}

// due gives the date of a clock with its light and the way to its reasons.
func (d dated) due(ctx context.Context, k limit.Clock, label string) ui.DeadlineView {
	v := limitview.Deadline(ctx, k, d.Calendar, d.Today)
	v.Label = label
	return v
}

func stateWord(ctx context.Context, s casework.State) string { return in(ctx, casework.Flow.Say(s)) }

// turn tells whose turn it is in a state, in words to the applicant.
func turn(ctx context.Context, c casework.Case, dept string) string {
	switch c.State {
	case casework.Received:
		return say(ctx, "turn.received")
	case casework.Correcting:
		return say(ctx, "turn.correcting")
	case casework.Accepted, casework.Examined:
		return say(ctx, "turn.deciding", dept)
	case casework.Granted:
		return say(ctx, "turn.granted")
	case casework.Refused:
		return say(ctx, "turn.refused")
	case casework.Delivered:
		return say(ctx, "turn.delivered")
	}
	return say(ctx, "turn.none")
}

// verbWord says what an act did, in words to the applicant.
func verbWord(ctx context.Context, v act.Verb) string {
	key := "act." + string(v)
	if w := say(ctx, key); w != key {
		return w
	}
	return in(ctx, access.VerbName(v))
}

// actor says who acted without naming a person: staff act from a post.
func actor(ctx context.Context, a act.Act) string {
	switch {
	case a.Actor.Account == act.Clock.Account:
		return say(ctx, "by.clock")
	case a.Actor.Account == act.System.Account:
		return say(ctx, "by.system")
	case a.Actor.Duty == "" || a.Actor.Duty == string(access.Applicant):
		return say(ctx, "by.applicant")
	}
	return in(ctx, access.Duty(a.Actor.Duty).Name())
}

// timeline gives the acts of a case, oldest first. base is the address under which
// the receipts are, "" where the reader gets none.
func timeline(ctx context.Context, acts []act.Act, base string) []ui.Event {
	out := make([]ui.Event, 0, len(acts))
	for _, a := range acts {
		e := ui.Event{At: when(a.At), Machine: machine(a.At), What: verbWord(ctx, a.Verb), Who: actor(ctx, a), Law: cites(ctx, a.Rules)}
		if base != "" {
			e.Href, e.HrefSay = base+"/receipts/"+a.ID, say(ctx, "receipt.of", a.Number())
		}
		out = append(out, e)
	}
	return out
}

// cites gives the first citation of an act in words; the receipt holds all.
func cites(ctx context.Context, rules []string) string {
	for _, id := range rules {
		if c, err := law.Parse(id); err == nil && !c.IsOwn() {
			return in(ctx, c.Text())
		}
	}
	return ""
}

func paperWord(k casework.PaperKind) i18n.Text { return book.Text("paper." + string(k)) }

func stageWord(ctx context.Context, s casework.Stage) string { return say(ctx, "stage."+string(s)) }

func className(ctx context.Context, c casework.Case) string {
	return in(ctx, item.Class(c.Kind).Name())
}

// purpose gives why a page opens a case, as the applicant reads it among the looks
// at their data. It is recorded, so it is in the language of the proceedings.
func purpose(key string) string { return book.SayIn(i18n.Zh, "purpose."+key) }
