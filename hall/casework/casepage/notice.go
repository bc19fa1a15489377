package casepage

import (
	"net/url"
	"strconv"
	"strings"

	"tongban/hall/casework"
	"tongban/platform/fault"
	"tongban/platform/ui"
)

// The one-off notice is ticked together: for each material a fixed reason, and a
// few free lines for the form and everything else (一次性告知). Fixed reasons spare
// the clerk the empty box and give the applicant the same words everywhere.

// reasons are the fixed reasons, whose words are "reason." + key.
var reasons = []string{"missing", "unclear", "expired", "unsealed", "differs", "wrong-form", "other"}

// freeLines is how many lines stand open for what is no material.
const freeLines = 3

func (b *builder) noticeLines(x casework.Dossier) []field {
	var out []field
	choices := []ui.Choice{{Say: say(b.ctx, "reason.none")}}
	for _, k := range reasons {
		choices = append(choices, ui.Choice{Value: k, Say: say(b.ctx, "reason."+k)})
	}
	for _, m := range casework.Asked(x.Version) {
		f := b.view("reason-"+m.ID, in(b.ctx, m.Name))
		f.Choices, f.Optional = choices, true
		why := b.view("why-"+m.ID, say(b.ctx, "do.notice.why"))
		why.Label, why.Optional = say(b.ctx, "do.notice.why-of", in(b.ctx, m.Name)), true
		out = append(out, field{"select", f}, field{"text", why})
	}
	about := []ui.Choice{{Say: say(b.ctx, "do.notice.about.none")}}
	if def, err := casework.FormOf(x.Version); err == nil {
		for _, s := range def.Sections {
			for _, f := range s.Fields {
				about = append(about, ui.Choice{Value: f.Name, Say: in(b.ctx, f.Label), Group: in(b.ctx, s.Title)})
			}
		}
	}
	for i := range freeLines {
		n := strconv.Itoa(i + 1)
		f := b.view("about-"+n, say(b.ctx, "do.notice.about", n))
		f.Choices, f.Optional = about, true
		what, why := b.view("what-"+n, say(b.ctx, "do.notice.what", n)), b.view("why-free-"+n, say(b.ctx, "do.notice.free-why", n))
		what.Optional, why.Optional = true, true
		out = append(out, field{"select", f}, field{"text", what}, field{"text", why})
	}
	return out
}

// A noticeLine is a line with the input that its fault belongs to.
type noticeLine struct {
	casework.Correction
	input string
}

// readNotice gives the lines that were filled in, in the order of the form. say
// gives the fixed words.
func readNotice(x casework.Dossier, v url.Values, words func(key string, args ...any) string) []noticeLine {
	get := func(name string) string { return strings.TrimSpace(v.Get("notice." + name)) }
	var out []noticeLine
	for _, m := range casework.Asked(x.Version) {
		reason, more := get("reason-"+m.ID), get("why-"+m.ID)
		if reason == "" && more == "" {
			continue
		}
		l := noticeLine{casework.Correction{Slot: m.ID, What: m.Name.Zh, Why: more}, "why-" + m.ID}
		if reason != "" && reason != "other" {
			l.Why = words("reason." + reason)
			if more != "" {
				l.Why += "；" + more
			}
		}
		out = append(out, l)
	}
	def, err := casework.FormOf(x.Version)
	if err != nil {
		return out
	}
	for i := range freeLines {
		n := strconv.Itoa(i + 1)
		l := noticeLine{casework.Correction{What: get("what-" + n), Why: get("why-free-" + n)}, "why-free-" + n}
		if f, ok := def.Field(get("about-" + n)); ok {
			l.Slot = formSlot + f.Name
			if l.What == "" {
				l.What = words("notice.form-field", f.Label.Zh)
			}
		}
		if l.What != "" || l.Why != "" {
			out = append(out, l)
		}
	}
	return out
}

func corrections(lines []noticeLine) []casework.Correction {
	var out []casework.Correction
	for _, l := range lines {
		out = append(out, l.Correction)
	}
	return out
}

// placed moves the faults of unclear lines to the inputs of those lines.
func placed(f *fault.Error, lines []noticeLine) *fault.Error {
	if f == nil || f.Key != "case.notice-line" {
		return f
	}
	moved, k := *f, 0
	moved.Fields = nil
	for _, l := range lines {
		if l.What != "" && l.Why != "" || k >= len(f.Fields) {
			continue
		}
		moved.Fields = append(moved.Fields, fault.Field{Name: l.input, Why: f.Fields[k].Why})
		k++
	}
	return &moved
}
