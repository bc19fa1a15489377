package itempage

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"tongban/hall/item"
	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/ui"
)

// A kind says which control an input is.
type kind int

const (
	textInput kind = iota
	areaInput
	selectInput
	checksInput
	checkInput
)

// An input is one answer of an editor's section: how it is read from the content
// and written back.
type input struct {
	name    string
	label   string // key of the words
	kind    kind
	wide    ui.Width
	choices func(context.Context) []ui.Choice
	get     func(*item.Content) []string
	set     func(*item.Content, []string) *i18n.Text // a reason where it is refused
}

// A part is a group of inputs under a heading: one row of a list, or the section.
type part struct {
	title  string
	inputs []input
}

func one(s string) []string { return []string{s} }

func first(v []string) string {
	if len(v) == 0 {
		return ""
	}
	return v[0]
}

// text makes a one-line input on a string of the content.
func text(name string, at func(*item.Content) *string) input {
	return input{name: name, label: "f." + last(name), wide: ui.W30, get: func(c *item.Content) []string { return one(*at(c)) },
		set: func(c *item.Content, v []string) *i18n.Text { *at(c) = first(v); return nil }}
}

// both makes the Chinese and the English input of a text.
func both(name string, k kind, at func(*item.Content) *i18n.Text) []input {
	zh := text(name, func(c *item.Content) *string { return &at(c).Zh })
	en := text(name+"_en", func(c *item.Content) *string { return &at(c).En })
	zh.kind, en.kind = k, k
	en.label = "f." + last(name) + "_en"
	return []input{zh, en}
}

// last gives the field's own name in a row's name such as "materials.2.name".
func last(name string) string { return name[strings.LastIndex(name, ".")+1:] }

func area(in input) input { in.kind = areaInput; in.wide = ui.Full; return in }

// pick makes a choice of a string-like field.
func pick(in input, choices func(context.Context) []ui.Choice) input {
	in.kind, in.choices = selectInput, choices
	return in
}

// tick makes a box of a bool.
func tick(name string, at func(*item.Content) *bool) input {
	return input{name: name, label: "f." + last(name), kind: checkInput,
		get: func(c *item.Content) []string {
			if *at(c) {
				return one("1")
			}
			return nil
		},
		set: func(c *item.Content, v []string) *i18n.Text { *at(c) = first(v) == "1"; return nil }}
}

// whole makes a number of 0 to 9999.
func whole(name string, at func(*item.Content) *int) input {
	return input{name: name, label: "f." + last(name), wide: ui.W4,
		get: func(c *item.Content) []string {
			if n := *at(c); n != 0 {
				return one(itoa(n))
			}
			return nil
		},
		set: func(c *item.Content, v []string) *i18n.Text {
			s := strings.TrimSpace(first(v))
			if s == "" {
				*at(c) = 0
				return nil
			}
			var n int
			if _, err := fmt.Sscanf(s, "%d", &n); err != nil || n < 0 || n > 9999 || itoa(n) != s {
				t := Words.Text("bad.number")
				return &t
			}
			*at(c) = n
			return nil
		}}
}

// basis makes the legal references, one to a line.
func basis(name string, at func(*item.Content) *[]item.LegalRef) input {
	return area(input{name: name, label: "f.basis", get: func(c *item.Content) []string {
		var out []string
		for _, r := range *at(c) {
			out = append(out, r.String())
		}
		return one(strings.Join(out, "\n"))
	}, set: func(c *item.Content, v []string) *i18n.Text { *at(c) = item.ParseRefs(first(v)); return nil }})
}

// limit makes the number and the unit of a time limit.
func limit(name string, at func(*item.Content) *item.Limit) []input {
	n := whole(name+"_n", func(c *item.Content) *int { return &at(c).N })
	u := pick(text(name+"_unit", func(c *item.Content) *string { return (*string)(&at(c).Unit) }), func(ctx context.Context) []ui.Choice {
		return []ui.Choice{{Say: say(ctx, "pick")}, {Value: string(item.WorkingDays), Say: in(ctx, item.WorkingDays.Name())}, {Value: string(item.CalendarDays), Say: in(ctx, item.CalendarDays.Name())}}
	})
	n.label, u.label = "f.days", "f.unitOfDays"
	return []input{n, u}
}

// codes makes a choice of codes with their names.
func codes[K ~string](list []K, name func(K) i18n.Text) func(context.Context) []ui.Choice {
	return func(ctx context.Context) []ui.Choice {
		out := []ui.Choice{{Say: say(ctx, "pick")}}
		for _, k := range list {
			out = append(out, ui.Choice{Value: string(k), Say: in(ctx, name(k))})
		}
		return out
	}
}

// worded makes a choice of plain codes whose words are keys.
func worded(prefix string, list ...string) func(context.Context) []ui.Choice {
	return func(ctx context.Context) []ui.Choice {
		out := []ui.Choice{{Say: say(ctx, "pick")}}
		for _, k := range list {
			out = append(out, ui.Choice{Value: k, Say: say(ctx, prefix+k)})
		}
		return out
	}
}

// view draws the input as it stands in the content, or as it was typed.
func (x input) view(ctx context.Context, c *item.Content, typed url.Values, faults []fault.Field) ui.FieldView {
	values := x.get(c)
	if typed != nil {
		values = typed[x.name]
	}
	f := ui.FieldView{Name: x.name, Label: say(ctx, x.label), Value: first(values), Values: values, Faults: faults, Width: x.wide, Optional: !gated[last(x.name)], Max: 4000}
	if x.choices != nil {
		f.Choices = x.choices(ctx)
	}
	if x.kind == areaInput {
		f.Width, f.Rows = ui.Full, 4
		f.Max = 0
	}
	return f
}

// gated are the inputs that the publication gate asks for; the others are marked
// as optional.
var gated = map[string]bool{"name": true, "about": true, "type": true, "kind": true, "unit": true, "audience": true, "conditions": true, "quantity": true,
	"basis": true, "need": true, "form": true, "supplier": true, "stage": true, "duty": true, "legal_n": true, "legal_unit": true, "promise_n": true, "promise_unit": true,
	"charge": true, "resultType": true, "resultName": true, "slip": true, "consult": true, "complain": true, "review": true, "court": true, "sample": true,
	"place": true, "address": true, "hours": true, "q": true, "a": true}

// take writes what was typed into the content; the refusals name their inputs.
func take(parts []part, c *item.Content, typed url.Values) []fault.Field {
	var bad []fault.Field
	for _, p := range parts {
		for _, x := range p.inputs {
			if why := x.set(c, typed[x.name]); why != nil {
				bad = append(bad, fault.Field{Name: x.name, Why: *why})
			}
		}
	}
	return bad
}
