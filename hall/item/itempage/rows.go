package itempage

import (
	"fmt"
	"slices"
	"strings"

	"tongban/hall/item"
	"tongban/platform/i18n"
)

func materialInputs(i int) []input {
	n := func(s string) string { return fmt.Sprintf("materials.%d.%s", i, s) }
	at := row(func(c *item.Content) *[]item.Material { return &c.Materials }, i)
	in := both(n("name"), textInput, func(c *item.Content) *i18n.Text { return &at(c).Name })
	in = append(in,
		pick(text(n("kind"), func(c *item.Content) *string { return &at(c).Kind }), worded("mkind.", "1", "2", "3")),
		pick(text(n("form"), func(c *item.Content) *string { return &at(c).Form }), worded("form.", "1", "2", "3")),
		pick(text(n("need"), func(c *item.Content) *string { return &at(c).Need }), worded("mneed.", "1", "2", "3")))
	in[2].label, in[3].label = "f.mkind", "f.mform"
	in = append(in, both(n("when"), textInput, func(c *item.Content) *i18n.Text { return &at(c).When })...)
	in = append(in, whole(n("originals"), func(c *item.Content) *int { return &at(c).Originals }), whole(n("copies"), func(c *item.Content) *int { return &at(c).Copies }),
		pick(text(n("supplier"), func(c *item.Content) *string { return &at(c).Supplier }), worded("supplier.", "10", "20", "99")),
		text(n("issuer"), func(c *item.Content) *string { return &at(c).Issuer }),
		tick(n("held"), func(c *item.Content) *bool { return &at(c).Held }), text(n("heldAs"), func(c *item.Content) *string { return &at(c).HeldAs }),
		basis(n("basis"), func(c *item.Content) *[]item.LegalRef { return &at(c).Basis }))
	in = append(in, both(n("standard"), areaInput, func(c *item.Content) *i18n.Text { return &at(c).Standard })...)
	return append(in, tick(n("blankFromForm"), func(c *item.Content) *bool { return &at(c).Blank.FromForm }), tick(n("exampleFromForm"), func(c *item.Content) *bool { return &at(c).Example.FromForm }))
}

func stepInputs(i int) []input {
	n := func(s string) string { return fmt.Sprintf("steps.%d.%s", i, s) }
	at := row(func(c *item.Content) *[]item.Step { return &c.Steps }, i)
	in := both(n("name"), textInput, func(c *item.Content) *i18n.Text { return &at(c).Name })
	in = append(in, pick(text(n("stage"), func(c *item.Content) *string { return (*string)(&at(c).Stage) }), codes(item.Stages, item.Stage.Name)),
		pick(text(n("duty"), func(c *item.Content) *string { return &at(c).Duty }), duties))
	in = append(in, limit(n("limit"), func(c *item.Content) *item.Limit { return &at(c).Limit })...)
	return append(in, both(n("output"), textInput, func(c *item.Content) *i18n.Text { return &at(c).Output })...)
}

func specialInputs(i int) []input {
	n := func(s string) string { return fmt.Sprintf("specials.%d.%s", i, s) }
	at := row(func(c *item.Content) *[]item.Special { return &c.Specials }, i)
	in := both(n("name"), textInput, func(c *item.Content) *i18n.Text { return &at(c).Name })
	in = append(in, pick(text(n("cause"), func(c *item.Content) *string { return (*string)(&at(c).Cause) }), codes(item.StopCauses, item.StopCause.Name)))
	in = append(in, limit(n("limit"), func(c *item.Content) *item.Limit { return &at(c).Limit })...)
	return append(in, text(n("by"), func(c *item.Content) *string { return &at(c).By }), basis(n("basis"), func(c *item.Content) *[]item.LegalRef { return &at(c).Basis }))
}

func feeInputs(i int) []input {
	n := func(s string) string { return fmt.Sprintf("fees.%d.%s", i, s) }
	at := row(func(c *item.Content) *[]item.Fee { return &c.Fees }, i)
	in := both(n("name"), textInput, func(c *item.Content) *i18n.Text { return &at(c).Name })
	in = append(in, money(n("amount"), func(c *item.Content) *item.Fen { return &at(c).Amount }))
	in = append(in, both(n("feeStandard"), areaInput, func(c *item.Content) *i18n.Text { return &at(c).Standard })...)
	in = append(in, basis(n("basis"), func(c *item.Content) *[]item.LegalRef { return &at(c).Basis }), text(n("list"), func(c *item.Content) *string { return &at(c).List }))
	return append(in, both(n("reduction"), textInput, func(c *item.Content) *i18n.Text { return &at(c).Reduction })...)
}

// money makes an amount in yuan with at most two places.
func money(name string, at func(*item.Content) *item.Fen) input {
	return input{name: name, label: "f.amount", wide: "w10",
		get: func(c *item.Content) []string {
			if *at(c) == 0 {
				return nil
			}
			return one(at(c).String())
		},
		set: func(c *item.Content, v []string) *i18n.Text {
			f, err := item.ParseFen(first(v))
			if err != nil {
				t := Words.Text("bad.money")
				return &t
			}
			*at(c) = f
			return nil
		}}
}

func placeInputs(i int) []input {
	n := func(s string) string { return fmt.Sprintf("places.%d.%s", i, s) }
	at := row(func(c *item.Content) *[]item.Place { return &c.Places }, i)
	in := []input{text(n("place"), func(c *item.Content) *string { return &at(c).Name }), text(n("address"), func(c *item.Content) *string { return &at(c).Address })}
	in = append(in, both(n("hours"), textInput, func(c *item.Content) *i18n.Text { return &at(c).Hours })...)
	return append(in, text(n("phone"), func(c *item.Content) *string { return &at(c).Phone }))
}

func questionInputs(i int) []input {
	n := func(s string) string { return fmt.Sprintf("questions.%d.%s", i, s) }
	at := row(func(c *item.Content) *[]item.FAQ { return &c.Questions }, i)
	return append(both(n("q"), textInput, func(c *item.Content) *i18n.Text { return &at(c).Q }), both(n("a"), areaInput, func(c *item.Content) *i18n.Text { return &at(c).A })...)
}

// tidy removes the rows whose name was emptied and gives new materials their ids.
func tidy(c *item.Content) {
	blank := func(s string) bool { return strings.TrimSpace(s) == "" }
	c.Materials = slices.DeleteFunc(c.Materials, func(m item.Material) bool { return blank(m.Name.Zh) })
	c.Steps = slices.DeleteFunc(c.Steps, func(s item.Step) bool { return blank(s.Name.Zh) })
	c.Specials = slices.DeleteFunc(c.Specials, func(s item.Special) bool { return blank(s.Name.Zh) })
	c.Fees = slices.DeleteFunc(c.Fees, func(f item.Fee) bool { return blank(f.Name.Zh) })
	c.Places = slices.DeleteFunc(c.Places, func(p item.Place) bool { return blank(p.Name) })
	c.Questions = slices.DeleteFunc(c.Questions, func(q item.FAQ) bool { return blank(q.Q.Zh) })
	most := 0
	for _, m := range c.Materials {
		var n int
		if _, err := fmt.Sscanf(m.ID, "m%d", &n); err == nil {
			most = max(most, n)
		}
	}
	for i := range c.Materials {
		if c.Materials[i].ID == "" { // an id is never used twice, so that cases keep their slots
			most++
			c.Materials[i].ID = fmt.Sprintf("m%d", most)
		}
	}
}
