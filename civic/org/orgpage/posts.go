package orgpage

import (
	"context"
	"net/http"
	"net/url"

	"tongban/civic/access"
	"tongban/civic/cal"
	"tongban/civic/org"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// posts is the desk of the security administrator: the posts of a unit, who holds
// them, appointing and ending.
func (p *pages) posts(w http.ResponseWriter, r *http.Request) error {
	v := postsView{unitID: r.URL.Query().Get("unit"), done: r.URL.Query().Get("done")}
	return p.showPosts(w, r, v)
}

type postsView struct {
	unitID   string
	unit     org.Unit
	units    []org.Unit
	posts    []org.PostDef
	holdings []org.Holding
	names    map[string]string
	today    cal.Date
	form     url.Values   // as typed, when it was refused
	refusal  *fault.Error // why
	ending   string       // the holding whose end was refused
	done     string
}

func (p *pages) showPosts(w http.ResponseWriter, r *http.Request, v postsView) error {
	ctx := r.Context()
	who := access.From(ctx)
	region := ""
	if post, ok := who.PostWith(access.SecAdmin); ok {
		region = post.Region
	}
	if _, err := p.Desk.Guard.May(who, access.OrgAppoint, access.Thing{Kind: "unit", Region: region}); err != nil {
		return err
	}
	v.today = p.today()
	err := p.read(ctx, func(tx *db.Tx) error { return p.loadPosts(tx, &v) })
	if err != nil {
		return err
	}
	status := http.StatusOK
	if v.refusal != nil {
		status = http.StatusUnprocessableEntity
	}
	return web.Show(w, r, status, postsPage(v))
}

func (p *pages) loadPosts(tx *db.Tx, v *postsView) (err error) {
	if v.units, err = p.allUnits(tx); err != nil || v.unitID == "" {
		return err
	}
	if v.unit, err = org.UnitByID(tx, v.unitID); err != nil {
		return err
	}
	on := v.today.String()
	if v.posts, err = org.PostsAt(tx, v.unitID, on); err != nil {
		return err
	}
	if v.holdings, err = org.HoldingsAt(tx, v.unitID, on); err != nil {
		return err
	}
	people := make([]string, len(v.holdings))
	for i, h := range v.holdings {
		people[i] = h.Person
	}
	if p.Names != nil {
		v.names, err = p.Names(tx, people)
	}
	return err
}

// appoint reads the form and appoints; a refusal comes back on the same page with
// its rule and what was typed.
func (p *pages) appoint(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	v := postsView{unitID: form.Get("unit"), form: form}
	a := org.Appointment{Post: form.Get("post"), Document: form.Get("document")}
	a.From, a.To, err = days(form)
	if err == nil {
		a.Person, err = p.Find(r.Context(), access.From(r.Context()), form.Get("person"))
	}
	if err == nil {
		_, err = p.Desk.Appoint(r.Context(), access.From(r.Context()), a)
	}
	return p.after(w, r, v, err)
}

// days reads the two dates of the form; To is typed as the last day, and kept as
// the first day no longer held.
func days(form url.Values) (from, to cal.Date, err error) {
	if from, err = cal.Parse(form.Get("from")); err != nil {
		return from, to, badDate("from").Because(err)
	}
	if to, err = cal.Parse(form.Get("to")); err != nil {
		return from, to, badDate("to").Because(err)
	}
	if !to.IsZero() {
		to = to.AddDays(1)
	}
	return from, to, nil
}

func badDate(name string) *fault.Error {
	t := i18n.T("日期请写成 2026-11-22 的样子。", "Write the date like 2026-11-22.")
	return fault.New(fault.Invalid, "org.date", t).At(name, t)
}

// end takes somebody out of a post, at once.
func (p *pages) end(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	v := postsView{unitID: form.Get("unit"), ending: form.Get("holding")}
	err = p.Desk.EndHolding(r.Context(), access.From(r.Context()), org.Ending{Holding: v.ending, Why: form.Get("why")})
	return p.after(w, r, v, err)
}

// after leads back to the list, or shows the refusal on it.
func (p *pages) after(w http.ResponseWriter, r *http.Request, v postsView, err error) error {
	if err == nil {
		return web.See(w, r, "/desk/org/posts?done=1&unit="+url.QueryEscape(v.unitID))
	}
	f, ok := fault.As(err)
	if !ok || f.Kind == fault.Internal || f.Key == "web.sign-in" {
		return err
	}
	v.refusal = f
	return p.showPosts(w, r, v)
}

func (v postsView) faults() []fault.Field {
	if v.refusal == nil || v.ending != "" {
		return nil
	}
	return v.refusal.Fields
}

func (v postsView) postChoices(ctx context.Context) []ui.Choice {
	var out []ui.Choice
	for _, x := range v.posts {
		out = append(out, ui.Choice{Value: x.ID, Say: x.Name + "（" + dutyNames(ctx, x.Duties) + "）"})
	}
	return out
}

func (v postsView) holder(h org.Holding) string {
	if n := v.names[h.Person]; n != "" {
		return n
	}
	return h.Person
}

func (v postsView) postName(id string) string {
	for _, x := range v.posts {
		if x.ID == id {
			return x.Name
		}
	}
	return id
}

// term is from when until which last day.
func (v postsView) term(ctx context.Context, h org.Holding) string {
	if h.To.IsZero() {
		return say(ctx, "holding.from", h.From)
	}
	return say(ctx, "holding.term", h.From, h.To.AddDays(-1))
}

func (v postsView) holdingTable(ctx context.Context) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "posts.holders"), Quiet: true, Stack: true, None: say(ctx, "posts.none"),
		Heads: ui.Heads(say(ctx, "holding.person"), say(ctx, "post.name"), say(ctx, "holding.term.head"), say(ctx, "holding.document"), say(ctx, "holding.end"))}
	for _, h := range v.holdings {
		t.Rows = append(t.Rows, ui.R(ui.C(v.holder(h)), ui.C(v.postName(h.Post)), ui.C(v.term(ctx, h)), ui.C(h.Document), ui.CBody(endForm(v, h))))
	}
	return t
}

func postsShell(ctx context.Context, v postsView) ui.Shell {
	return ui.Shell{Title: say(ctx, "posts"), Face: web.Desk, Nav: "posts", Faults: v.faults(), Wide: true,
		Crumbs: []ui.Crumb{{Say: say(ctx, "posts")}}}
}
