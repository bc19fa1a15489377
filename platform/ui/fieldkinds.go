package ui

import (
	"context"

	"github.com/a-h/templ"
)

func password(f FieldView) FieldView {
	f.Type = "password"
	if f.Auto == "" {
		f.Auto = "current-password"
	}
	return f
}

func date(ctx context.Context, f FieldView) FieldView {
	f.Keyboard = "numeric"
	if f.Width == Full {
		f.Width = W10
	}
	if f.Hint == "" {
		f.Hint = say(ctx, "field.date")
	}
	return f
}

func groupAttrs(f FieldView, kind string) templ.Attributes {
	class := "field"
	if f.Bad() {
		class += " field-bad"
	}
	a := templ.Attributes{"class": class}
	if d := f.describedBy(); d != "" {
		a["aria-describedby"] = d
	}
	if kind == "radio" {
		a["role"] = "radiogroup"
		if f.Bad() {
			a["aria-invalid"] = "true"
		}
		if !f.Optional {
			a["aria-required"] = "true"
		}
	}
	return a
}

func checkAttrs(f FieldView) templ.Attributes {
	a := f.Control()
	a["value"] = "1"
	if f.Value == "1" {
		a["checked"] = true
	}
	return a
}
