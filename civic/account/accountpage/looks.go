package accountpage

import (
	"net/http"

	"tongban/civic/person"
	"tongban/platform/db"
	"tongban/platform/ui"
	"tongban/platform/web"
)

const looksShown = 50

// looks shows who looked at one's data, or at that of the company one heads and
// acts for now: when, from which post and unit, what and why. The official's own
// name is not shown; the record holds it.
func (p *Pages) looks(w http.ResponseWriter, r *http.Request) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	var list []person.Look
	err = p.People.DB.Glance(ctx, func(tx *db.Tx) (err error) {
		list, err = person.Looks(tx, principal(who), r.URL.Query().Get("before"), looksShown)
		return err
	})
	if err != nil {
		return err
	}
	t := ui.TableView{Caption: say(ctx, "looks.title"), Quiet: true, Stack: true, None: say(ctx, "looks.none"),
		Heads: ui.Heads(say(ctx, "looks.at"), say(ctx, "looks.unit"), say(ctx, "looks.post"), say(ctx, "looks.what"), say(ctx, "looks.purpose"))}
	for _, l := range list {
		unit := l.Unit
		if p.UnitName != nil {
			unit = p.UnitName(ctx, l.Unit)
		}
		what := say(ctx, "what."+l.What)
		if l.Matter != "" {
			what += " " + l.Matter
		}
		t.Rows = append(t.Rows, ui.R(ui.C(l.At.Format(minute)), ui.C(unit), ui.C(l.PostName), ui.C(what), ui.C(l.Purpose)))
	}
	v := listView{shell: ui.Shell{Title: say(ctx, "looks.title"), Nav: "me", Crumbs: crumbs(ctx, say(ctx, "me.title"), "/me", say(ctx, "looks.title"), "")},
		lead: say(ctx, "looks.lead"), table: t}
	if len(list) == looksShown {
		v.pager.Next = "/me/looks?before=" + list[len(list)-1].ID
	}
	return web.Show(w, r, http.StatusOK, listPage(v))
}

// A listView is a page that is one table.
type listView struct {
	shell ui.Shell
	lead  string
	done  string
	acts  []ui.LinkView
	find  *sheet
	table ui.TableView
	pager ui.PagerView
}
