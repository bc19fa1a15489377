package orgpage

import (
	"context"
	"net/http"

	"tongban/civic/org"
	"tongban/platform/db"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// tree shows where to go: the halls, the stations of each district, the departments.
func (p *pages) tree(w http.ResponseWriter, r *http.Request) error {
	var v treeView
	err := p.read(r.Context(), func(tx *db.Tx) (err error) {
		v.units, err = p.allUnits(tx)
		return err
	})
	if err != nil {
		return err
	}
	return web.Show(w, r, http.StatusOK, treePage(v))
}

type treeView struct{ units []org.Unit }

func (v treeView) of(kinds ...org.Kind) (out []org.Unit) {
	for _, k := range kinds {
		for _, u := range v.units {
			if u.Kind == k {
				out = append(out, u)
			}
		}
	}
	return out
}

func (v treeView) under(parent string, kind org.Kind) (out []org.Unit) {
	for _, u := range v.units {
		if u.Parent == parent && u.Kind == kind {
			out = append(out, u)
		}
	}
	return out
}

func (v treeView) bodies() []org.Unit {
	return v.of(org.Government, org.Organ, org.TradeCommittee, org.TradeOffice, org.TradeCentre)
}

func unitTable(ctx context.Context, caption string, us []org.Unit) ui.TableView {
	t := ui.TableView{Caption: caption, Quiet: true, Stack: true, None: say(ctx, "org.none"),
		Heads: ui.Heads(say(ctx, "unit.name"), say(ctx, "unit.address"), say(ctx, "unit.phone"), say(ctx, "unit.hours"))}
	for _, u := range us {
		t.Rows = append(t.Rows, ui.R(ui.CLink(u.Name, unitLink(u.ID)), ui.C(u.Address), ui.C(u.Phone), ui.C(u.Hours)))
	}
	return t
}

func treeShell(ctx context.Context) ui.Shell {
	return ui.Shell{Title: say(ctx, "org"), Lead: say(ctx, "org.lead"), Nav: "org",
		Crumbs: []ui.Crumb{{Say: say(ctx, "home"), Href: "/"}, {Say: say(ctx, "org")}}}
}
