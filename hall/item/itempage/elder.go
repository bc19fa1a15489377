package itempage

import (
	"context"
	"strings"

	"tongban/hall/item"
)

// The elder's guide says in short sentences what it costs, how long it takes and
// what to bring.

func elderFee(ctx context.Context, g guideView) string {
	if g.Charge == item.Free {
		return say(ctx, "elder.free")
	}
	return say(ctx, "elder.charged")
}

func elderTime(ctx context.Context, g guideView) string {
	if g.Kind == item.Immediate {
		return say(ctx, "elder.now")
	}
	return say(ctx, "elder.days", g.Promise.Text())
}

func elderMaterial(ctx context.Context, m item.Material) string {
	name := in(ctx, m.Name)
	switch {
	case m.Filled():
		return say(ctx, "elder.filled", name)
	case m.Need == "2":
		return say(ctx, "elder.optional", name)
	case !m.When.Empty():
		return say(ctx, "elder.when", name, m.When)
	}
	return name
}

func elderHeld(ctx context.Context, g guideView) string {
	var names []string
	for _, m := range g.Fetched() {
		names = append(names, in(ctx, m.Name))
	}
	return say(ctx, "elder.held", strings.Join(names, say(ctx, "home.comma")))
}

// dial keeps what a telephone can dial.
func dial(phone string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, phone)
}

func formTitle(ctx context.Context, f formView) string {
	if f.Example {
		return say(ctx, "form.title.example", f.Def.Title)
	}
	return say(ctx, "form.title.blank", f.Def.Title)
}
