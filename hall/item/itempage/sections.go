package itempage

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"tongban/civic/access"
	"tongban/hall/item"
	"tongban/platform/form"
	"tongban/platform/i18n"
	"tongban/platform/ui"
)

// partsOf gives the inputs of a section for a content: each row of a list and one
// empty row more, so that a row is added by filling it in and removed by emptying
// its name.
func partsOf(section string, c *item.Content, offices []item.Seat) []part {
	switch section {
	case "conditions":
		return conditionsParts()
	case "basis":
		return []part{{inputs: []input{basis("basis", func(c *item.Content) *[]item.LegalRef { return &c.Basis }), text("listed", func(c *item.Content) *string { return &c.Listed })}}}
	case "materials":
		return rowParts(c, "materials", len(c.Materials), materialInputs)
	case "steps":
		return append(rowParts(c, "steps", len(c.Steps), stepInputs), rowParts(c, "specials", len(c.Specials), specialInputs)...)
	case "limits":
		return limitsParts()
	case "fees":
		return append([]part{{inputs: []input{pick(text("charge", func(c *item.Content) *string { return (*string)(&c.Charge) }), worded("charge.", string(item.Free), string(item.Charged)))}}}, rowParts(c, "fees", len(c.Fees), feeInputs)...)
	case "result":
		return resultParts()
	case "places":
		return append(rowParts(c, "places", len(c.Places), placeInputs), contactPart())
	case "form":
		return []part{{inputs: []input{formInput(), sampleInput()}}}
	case "questions":
		return rowParts(c, "questions", len(c.Questions), questionInputs)
	}
	return basicsParts(offices)
}

func rowParts(c *item.Content, list string, n int, inputs func(i int) []input) []part {
	var out []part
	for i := range n + 1 {
		title := fmt.Sprintf("%s.%d", list, i)
		if i == n {
			title = list + ".new"
		}
		out = append(out, part{title: title, inputs: inputs(i)})
	}
	return out
}

// grow gives the i-th row of a list, making the list long enough.
func grow[T any](list *[]T, i int) *T {
	for len(*list) <= i {
		var zero T
		*list = append(*list, zero)
	}
	return &(*list)[i]
}

// peek gives the i-th row to read; a zero row beyond the end.
func row[T any](list func(*item.Content) *[]T, i int) func(*item.Content) *T {
	return func(c *item.Content) *T { return grow(list(c), i) }
}

func basicsParts(offices []item.Seat) []part {
	in1 := both("name", textInput, func(c *item.Content) *i18n.Text { return &c.Name })
	in1 = append(in1, text("short", func(c *item.Content) *string { return &c.Short }), list("words", func(c *item.Content) *[]string { return &c.Words }))
	in1 = append(in1, both("about", areaInput, func(c *item.Content) *i18n.Text { return &c.About })...)
	in1 = append(in1,
		pick(text("type", func(c *item.Content) *string { return (*string)(&c.Type) }), codes(applied(), item.Type.Name)),
		pick(text("level", func(c *item.Content) *string { return (*string)(&c.Level) }), codes(item.Levels, item.Level.Name)),
		pick(text("kind", func(c *item.Content) *string { return (*string)(&c.Kind) }), codes(item.Kinds, item.Kind.Name)),
		pick(text("class", func(c *item.Content) *string { return (*string)(&c.Class) }), codes(item.Classes, item.Class.Name)),
		unitInput(offices),
		text("task", func(c *item.Content) *string { return &c.Codes.Task }), text("catalogue", func(c *item.Content) *string { return &c.Codes.Catalogue }),
		text("handling", func(c *item.Content) *string { return &c.Codes.Handling }), text("local", func(c *item.Content) *string { return &c.Codes.Local }),
		tick("online", func(c *item.Content) *bool { return &c.Online }), tick("courier", func(c *item.Content) *bool { return &c.Courier }),
		tick("bookable", func(c *item.Content) *bool { return &c.Bookable }), tick("anyWindow", func(c *item.Content) *bool { return &c.AnyWindow }),
		pick(text("scope", func(c *item.Content) *string { return &c.Scope }), worded("scope.", "1", "2", "3", "4")))
	return []part{{inputs: in1}, {title: "flags", inputs: []input{
		tick("thirdParty", func(c *item.Content) *bool { return &c.Flags.ThirdParty }), tick("hearing", func(c *item.Content) *bool { return &c.Flags.Hearing }),
		tick("safety", func(c *item.Content) *bool { return &c.Flags.Safety }), tick("siteVisit", func(c *item.Content) *bool { return &c.Flags.SiteVisit }),
		tick("pledge", func(c *item.Content) *bool { return &c.Flags.Pledge }), tick("delegated", func(c *item.Content) *bool { return &c.Flags.Delegated })}}}
}

func applied() []item.Type {
	var out []item.Type
	for _, t := range item.Types {
		if t.Applied() {
			out = append(out, t)
		}
	}
	return out
}

// unitInput chooses the department, and with it the approval office and region.
func unitInput(offices []item.Seat) input {
	return input{name: "unit", label: "f.unit", kind: selectInput,
		choices: func(ctx context.Context) []ui.Choice {
			out := []ui.Choice{{Say: say(ctx, "pick")}}
			for _, s := range offices {
				out = append(out, ui.Choice{Value: s.Unit.ID, Say: s.Unit.Name})
			}
			return out
		},
		get: func(c *item.Content) []string { return one(c.Unit.ID) },
		set: func(c *item.Content, v []string) *i18n.Text {
			for _, s := range offices {
				if s.Unit.ID == first(v) {
					c.Unit, c.Office, c.Region = s.Unit, s.Office, s.Region
					return nil
				}
			}
			t := Words.Text("bad.unit")
			return &t
		}}
}

// list makes words parted by 、 on one line.
func list(name string, at func(*item.Content) *[]string) input {
	return input{name: name, label: "f." + name, wide: ui.W30, get: func(c *item.Content) []string { return one(strings.Join(*at(c), "、")) },
		set: func(c *item.Content, v []string) *i18n.Text {
			*at(c) = strings.FieldsFunc(first(v), func(r rune) bool { return strings.ContainsRune("、,，;；\n", r) })
			return nil
		}}
}

// boxes makes a choice of several codes.
func boxes[K ~string](name string, of []K, words func(K) i18n.Text, at func(*item.Content) *[]K) input {
	return input{name: name, label: "f." + name, kind: checksInput,
		choices: func(ctx context.Context) []ui.Choice { return codes(of, words)(ctx)[1:] },
		get: func(c *item.Content) []string {
			var out []string
			for _, k := range *at(c) {
				out = append(out, string(k))
			}
			return out
		},
		set: func(c *item.Content, v []string) *i18n.Text {
			*at(c) = nil
			for _, s := range v {
				for _, k := range of {
					if string(k) == s {
						*at(c) = append(*at(c), k)
					}
				}
			}
			return nil
		}}
}

func conditionsParts() []part {
	themes := make([]string, len(item.Themes))
	for i, t := range item.Themes {
		themes[i] = t.Code
	}
	in := []input{
		boxes("audience", item.Audiences, item.Audience.Name, func(c *item.Content) *[]item.Audience { return &c.Audience }),
		boxes("themes", themes, item.ThemeName, func(c *item.Content) *[]string { return &c.Themes }),
	}
	in = append(in, both("conditions", areaInput, func(c *item.Content) *i18n.Text { return &c.Conditions })...)
	in = append(in, both("quantity", textInput, func(c *item.Content) *i18n.Text { return &c.Quantity })...)
	return []part{{inputs: in}}
}

func limitsParts() []part {
	legal := limit("legal", func(c *item.Content) *item.Limit { return &c.Legal })
	legal = append(legal, both("legalNote", textInput, func(c *item.Content) *i18n.Text { return &c.Legal.Note })...)
	promise := limit("promise", func(c *item.Content) *item.Limit { return &c.Promise })
	return []part{{title: "legal", inputs: legal}, {title: "promise", inputs: promise}}
}

func resultParts() []part {
	in := []input{pick(text("resultType", func(c *item.Content) *string { return &c.Result.Type }), worded("result.", "10", "20", "30"))}
	in = append(in, both("resultName", textInput, func(c *item.Content) *i18n.Text { return &c.Result.Name })...)
	in = append(in, text("licence", func(c *item.Content) *string { return &c.Result.Licence }), whole("years", func(c *item.Content) *int { return &c.Result.Years }),
		tick("lasting", func(c *item.Content) *bool { return &c.Result.Lasting }))
	in = append(in, both("validity", textInput, func(c *item.Content) *i18n.Text { return &c.Result.Validity })...)
	return []part{{inputs: in}, {title: "seals", inputs: []input{
		pick(text("slip", func(c *item.Content) *string { return &c.Seals.Slip }), worded("seal.", "special", "agency")),
		pick(text("licenceSeal", func(c *item.Content) *string { return &c.Seals.Licence }), worded("seal.", "agency", "special")),
		text("warrant", func(c *item.Content) *string { return &c.Seals.Warrant })}}}
}

func contactPart() part {
	in := []input{text("consult", func(c *item.Content) *string { return &c.Consult }), text("complain", func(c *item.Content) *string { return &c.Complain }),
		whole("visits", func(c *item.Content) *int { return &c.Visits })}
	in = append(in, both("visitReason", textInput, func(c *item.Content) *i18n.Text { return &c.VisitReason })...)
	return part{title: "contact", inputs: append(in, text("review", func(c *item.Content) *string { return &c.Remedies.Review }), text("court", func(c *item.Content) *string { return &c.Remedies.Court }))}
}

func formInput() input {
	in := input{name: "form", label: "f.form", kind: areaInput,
		get: func(c *item.Content) []string { return one(indent(c.Form)) },
		set: func(c *item.Content, v []string) *i18n.Text {
			s := strings.TrimSpace(first(v))
			if s == "" {
				c.Form = nil
				return nil
			}
			if _, err := form.Parse([]byte(s)); err != nil {
				t := Words.Text("bad.form", err.Error())
				return &t
			}
			c.Form = item.FormDef(s)
			return nil
		}}
	return in
}

func sampleInput() input {
	return input{name: "sample", label: "f.sample", kind: areaInput,
		get: func(c *item.Content) []string {
			if len(c.Sample) == 0 {
				return nil
			}
			return one(indent([]byte(c.Sample.JSON())))
		},
		set: func(c *item.Content, v []string) *i18n.Text {
			a, err := form.ParseAnswers(strings.TrimSpace(first(v)))
			if err != nil {
				t := Words.Text("bad.sample", err.Error())
				return &t
			}
			c.Sample = a
			return nil
		}}
}

func indent(raw []byte) string {
	var v any
	if len(raw) == 0 || json.Unmarshal(raw, &v) != nil {
		return string(raw)
	}
	out, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return string(raw)
	}
	return string(out)
}

// duties offers the duties a step can be done by.
func duties(ctx context.Context) []ui.Choice {
	return codes([]access.Duty{access.WindowAccept, access.ApproveHandle, access.ApproveDecide, access.AgencyHead, access.WindowDeliver}, access.Duty.Name)(ctx)
}
