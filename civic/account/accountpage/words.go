package accountpage

import (
	"context"

	"tongban/platform/ui"
)

// endWords names what ending is: declining, laying down, or revoking.
func (v authorityView) endWords(ctx context.Context) string {
	switch {
	case v.accept:
		return say(ctx, "authority.decline")
	case v.use:
		return say(ctx, "authority.lay-down")
	}
	return say(ctx, "authority.revoke")
}

// principals asks for whom one acts; the empty answer is oneself.
func (v meView) principals(ctx context.Context) ui.FieldView {
	f := ui.FieldView{Name: "authority", Label: say(ctx, "field.authority"), Value: v.acting}
	for _, o := range v.others {
		c := ui.Choice{Value: o.Authority, Say: o.Name, Hint: say(ctx, "scope.all")}
		switch {
		case o.Authority == "":
			c.Hint = say(ctx, "me.oneself")
		case o.Scope != "":
			c.Hint = say(ctx, "me.only", o.Scope)
		}
		f.Choices = append(f.Choices, c)
	}
	return f
}

// errandKind makes only the dangerous button stand out among many.
func (s *sheet) errandKind() ui.ButtonKind {
	if s.danger {
		return ui.Danger
	}
	return ui.Plain
}
