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

// homeView is the home page: search first, then the three ladders (门户首页).
type homeView struct {
	Popular            []string // in the reader's language
	All, Persons, Body int
	ForPersons         []item.Rung // themes
	ForBodies          []item.Rung
	Units              []item.Rung
}

func (c *Counter) home(w http.ResponseWriter, r *http.Request) error {
	var v homeView
	for _, p := range c.Popular {
		v.Popular = append(v.Popular, in(r.Context(), p))
	}
	err := c.Desk.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		if v.All, v.Persons, v.Body, err = item.Totals(tx); err != nil {
			return err
		}
		if v.ForPersons, err = item.ByTheme(tx, "person"); err != nil {
			return err
		}
		if v.ForBodies, err = item.ByTheme(tx, "body"); err != nil {
			return err
		}
		v.Units, err = item.ByUnit(tx)
		return err
	})
	if err != nil {
		return err
	}
	return web.Show(w, r, http.StatusOK, homePage(v))
}

// rungs draws the steps of a ladder; those with nothing are not here at all.
func rungs(ctx context.Context, list []item.Rung, key string, more url.Values) []ui.LinkView {
	out := make([]ui.LinkView, 0, len(list))
	for _, g := range inOrder(list, key) {
		q := url.Values{key: {g.Key}}
		for k, v := range more {
			q[k] = v
		}
		name := g.Name
		if key == "theme" {
			name = in(ctx, item.ThemeName(g.Key))
		}
		out = append(out, ui.LinkView{Say: say(ctx, "rung", name, g.Count), Href: address("/items", q)})
	}
	return out
}

// inOrder puts themes in the order of the table.
func inOrder(list []item.Rung, key string) []item.Rung {
	if key != "theme" {
		return list
	}
	by := map[string]item.Rung{}
	for _, g := range list {
		by[g.Key] = g
	}
	var out []item.Rung
	for _, t := range item.Themes {
		if g, ok := by[t.Code]; ok {
			out = append(out, g)
		}
	}
	return out
}

// brief is the elder page's short list: at most as many links as fit a screen.
func brief(links []ui.LinkView) []ui.LinkView { return links[:min(len(links), 6)] }
