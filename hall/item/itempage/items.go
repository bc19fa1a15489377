package itempage

import (
	"context"
	"net/http"
	"net/url"

	"tongban/hall/item"
	"tongban/platform/db"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// itemsView is one page of published items (事项目录).
type itemsView struct {
	Q     item.Shelf
	Cards []item.Card
	More  bool
	Units []item.Rung
	Theme []item.Rung
}

func (c *Counter) items(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	const size = 20
	v := itemsView{Q: item.Shelf{Unit: q.Get("unit"), Theme: q.Get("theme"), For: q.Get("for"), Type: item.Type(q.Get("type")), After: item.Code(q.Get("after")), Limit: size + 1}}
	err := c.Desk.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		if v.Cards, err = item.List(tx, v.Q); err != nil {
			return err
		}
		if v.Units, err = item.ByUnit(tx); err != nil {
			return err
		}
		v.Theme, err = item.ByTheme(tx, v.Q.For)
		return err
	})
	if err != nil {
		return err
	}
	if v.More = len(v.Cards) > size; v.More {
		v.Cards = v.Cards[:size]
	}
	return web.Show(w, r, http.StatusOK, itemsPage(v))
}

func (v itemsView) values() url.Values {
	return url.Values{"unit": {v.Q.Unit}, "theme": {v.Q.Theme}, "for": {v.Q.For}, "type": {string(v.Q.Type)}}
}

func (v itemsView) title(ctx context.Context) string {
	switch {
	case v.Q.Unit != "":
		for _, u := range v.Units {
			if u.Key == v.Q.Unit {
				return say(ctx, "items.unit", u.Name)
			}
		}
	case v.Q.Theme != "":
		return say(ctx, "items.theme", item.ThemeName(v.Q.Theme))
	}
	switch v.Q.For {
	case "person":
		return say(ctx, "items.person")
	case "body":
		return say(ctx, "items.body")
	}
	return say(ctx, "items.title")
}

func (v itemsView) nav() string {
	if v.Q.For != "" {
		return v.Q.For
	}
	return "items"
}

func (v itemsView) pager(ctx context.Context) ui.PagerView {
	var p ui.PagerView
	if v.More {
		q := v.values()
		q.Set("after", string(v.Cards[len(v.Cards)-1].Code))
		p.Next = address("/items", q)
	}
	if v.Q.After != "" {
		p.Prev = address("/items", v.values()) // a keyset goes forward; this is the first page
	}
	return p
}

func (v itemsView) tabs(ctx context.Context) []ui.Tab {
	var out []ui.Tab
	for _, t := range []struct{ key, word string }{{"", "items.all"}, {"person", "items.person"}, {"body", "items.body"}} {
		q := v.values()
		q.Set("for", t.key)
		out = append(out, ui.Tab{Say: say(ctx, t.word), Href: address("/items", q), Here: v.Q.For == t.key})
	}
	return out
}

// name gives the card's name in the reader's language.
func name(ctx context.Context, c item.Card) string {
	if c.NameEn != "" && isEnglish(ctx) {
		return c.NameEn
	}
	return c.Name
}

func (v itemsView) table(ctx context.Context) ui.TableView {
	t := ui.TableView{Caption: v.title(ctx), Quiet: true, Stack: true, Heads: ui.Heads(say(ctx, "col.item"), say(ctx, "col.unit"), say(ctx, "col.type"), say(ctx, "col.promise"), say(ctx, "col.fee")), None: say(ctx, "items.none")}
	for _, c := range v.Cards {
		t.Rows = append(t.Rows, ui.R(ui.CLink(name(ctx, c), "/items/"+string(c.Code)), ui.C(c.UnitName), ui.C(in(ctx, c.Type.Name())), ui.C(promise(ctx, c.Kind, c.Promise)), ui.C(fee(ctx, c.Free))))
	}
	return t
}

func promise(ctx context.Context, k item.Kind, l item.Limit) string {
	if k == item.Immediate {
		return say(ctx, "promise.now")
	}
	return in(ctx, l.Text())
}

func fee(ctx context.Context, free bool) string {
	if free {
		return say(ctx, "fee.free")
	}
	return say(ctx, "fee.charged")
}

func (v itemsView) choices(ctx context.Context, rungs []item.Rung, key string) []ui.Choice {
	out := []ui.Choice{{Say: say(ctx, "items.any")}}
	for _, g := range inOrder(rungs, key) {
		label := g.Name
		if key == "theme" {
			label = in(ctx, item.ThemeName(g.Key))
		}
		out = append(out, ui.Choice{Value: g.Key, Say: say(ctx, "rung", label, g.Count)})
	}
	return out
}
