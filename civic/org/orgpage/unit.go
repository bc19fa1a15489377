package orgpage

import (
	"context"
	"net/http"

	"tongban/civic/access"
	"tongban/civic/org"
	"tongban/platform/db"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// unit shows one unit: where it is, what stands under it, its posts and duties,
// and the authorisations it gave or holds, which are public.
func (p *pages) unit(w http.ResponseWriter, r *http.Request) error {
	var v unitView
	err := p.read(r.Context(), func(tx *db.Tx) error { return p.loadUnit(tx, r.PathValue("id"), &v) })
	if err != nil {
		return err
	}
	return web.Show(w, r, http.StatusOK, unitPage(v))
}

type unitView struct {
	org.Unit
	above       []org.Unit
	below       []org.Unit
	seat        org.Unit
	divisions   []org.Division
	posts       []org.PostDef
	delegations []org.Delegation
	names       map[string]string
}

func (p *pages) loadUnit(tx *db.Tx, id string, v *unitView) (err error) {
	on := p.today().String()
	if v.Unit, err = org.UnitByID(tx, id); err != nil {
		return err
	}
	if v.above, err = org.Above(tx, v.Parent); err != nil {
		return err
	}
	if v.Seat != "" {
		if v.seat, err = org.UnitByID(tx, v.Seat); err != nil {
			return err
		}
	}
	for _, code := range access.Regions(v.Division) {
		d, err := org.DivisionByCode(tx, code)
		if err != nil {
			break // a foreign department's division need not be in the table
		}
		v.divisions = append(v.divisions, d)
	}
	if v.below, err = org.Units(tx, org.UnitQuery{On: on, Parent: id, Limit: 1000}); err != nil {
		return err
	}
	if v.posts, err = org.PostsAt(tx, id, on); err != nil {
		return err
	}
	if v.delegations, err = org.DelegationsOf(tx, id, on); err != nil {
		return err
	}
	v.names = map[string]string{}
	all, err := p.allUnits(tx)
	for _, u := range all {
		v.names[u.ID] = u.Name
	}
	return err
}

func (v unitView) region() string {
	s := ""
	for i := len(v.divisions) - 1; i >= 0; i-- {
		s += v.divisions[i].Name
	}
	if s == "" {
		return v.Division
	}
	return s
}

func (v unitView) facts(ctx context.Context) []ui.Pair {
	out := []ui.Pair{ui.P(say(ctx, "unit.kind"), in(ctx, v.Kind.Name()))}
	add := func(key, text, href string) {
		if text != "" {
			out = append(out, ui.Pair{Say: say(ctx, key), Text: text, Href: href})
		}
	}
	if len(v.above) > 0 {
		add("unit.parent", v.above[0].Name, unitLink(v.above[0].ID))
	}
	add("unit.seat", v.seat.Name, unitLink(v.seat.ID))
	add("unit.division", v.region(), "")
	add("unit.uscc", v.USCC, "")
	add("unit.address", v.Address, "")
	add("unit.phone", v.Phone, "")
	add("unit.hours", v.Hours, "")
	add("unit.note", v.Note, "")
	if !v.To.IsZero() {
		add("unit.ended", in(ctx, v.To.Say()), "")
	}
	return out
}

func (v unitView) postTable(ctx context.Context) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "unit.posts"), Quiet: true, Stack: true,
		Heads: ui.Heads(say(ctx, "post.name"), say(ctx, "post.duties"), say(ctx, "post.scope"))}
	for _, x := range v.posts {
		t.Rows = append(t.Rows, ui.R(ui.C(x.Name), ui.C(dutyNames(ctx, x.Duties)), ui.C(v.scope(ctx, x))))
	}
	return t
}

func (v unitView) scope(ctx context.Context, x org.PostDef) string {
	if x.Scope == "" {
		return say(ctx, "post.scope.all")
	}
	if n := v.names[x.Scope]; n != "" {
		return n
	}
	return x.Scope
}

func (v unitView) delegationTable(ctx context.Context) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "unit.delegations"), Quiet: true, Stack: true,
		Heads: ui.Heads(say(ctx, "delegation.title"), say(ctx, "delegation.document"), say(ctx, "delegation.principal"), say(ctx, "delegation.agent"), say(ctx, "delegation.from"))}
	for _, g := range v.delegations {
		t.Rows = append(t.Rows, ui.R(ui.C(g.Title), ui.C(g.Document), ui.CLink(v.names[g.Principal], unitLink(g.Principal)),
			ui.CLink(v.names[g.Agent], unitLink(g.Agent)), ui.C(g.From.String())))
	}
	return t
}

func (v unitView) shell(ctx context.Context) ui.Shell {
	return ui.Shell{Title: v.Name, Nav: "org",
		Crumbs: []ui.Crumb{{Say: say(ctx, "home"), Href: "/"}, {Say: say(ctx, "org"), Href: "/org"}, {Say: v.Name}}}
}
