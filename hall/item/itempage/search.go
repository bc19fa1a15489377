package itempage

import (
	"context"
	"net/http"

	"tongban/hall/item"
	"tongban/platform/db"
	"tongban/platform/search"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// searchView is what a search found (检索结果).
type searchView struct {
	Q     string
	Found []found
	Near  bool
	More  bool
}

type found struct {
	Card  item.Card
	Title []search.Piece
	How   search.Way
}

func (c *Counter) search(w http.ResponseWriter, r *http.Request) error {
	v := searchView{Q: r.URL.Query().Get("q")}
	if c.Elsewhere != nil && v.Q != "" {
		if to := c.Elsewhere(r.Context(), v.Q); to != "" {
			return web.See(w, r, to)
		}
	}
	if v.Q != "" {
		if err := c.Desk.DB.Read(r.Context(), func(tx *db.Tx) error { return v.find(tx, c.Index) }); err != nil {
			return err
		}
	}
	return web.Show(w, r, http.StatusOK, searchPage(v))
}

func (v *searchView) find(tx *db.Tx, x *search.Index) error {
	res, err := x.Find(tx, search.Query{Text: v.Q, Kinds: []string{item.SearchKind}, Limit: 30})
	if err != nil {
		return err
	}
	v.Near, v.More = res.Near, res.Total > len(res.Hits)
	codes := make([]string, len(res.Hits))
	for i, h := range res.Hits {
		codes[i] = h.ID
	}
	cards, err := item.CardsOf(tx, codes)
	if err != nil {
		return err
	}
	by := map[string]item.Card{}
	for _, c := range cards {
		by[string(c.Code)] = c
	}
	for _, h := range res.Hits {
		if c, ok := by[h.ID]; ok {
			v.Found = append(v.Found, found{c, h.Pieces(), h.How})
		}
	}
	return nil
}

func (v searchView) title(ctx context.Context) string {
	if v.Q == "" {
		return say(ctx, "search.title")
	}
	return say(ctx, "search.for", v.Q)
}

func (f found) about(ctx context.Context) string {
	return say(ctx, "search.about", f.Card.UnitName, f.Card.Type.Name(), promise(ctx, f.Card.Kind, f.Card.Promise), fee(ctx, f.Card.Free))
}

func crumbs(ctx context.Context, title string) []ui.Crumb {
	return []ui.Crumb{{Say: say(ctx, "home.title"), Href: "/"}, {Say: title}}
}
