package orgpage

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/org"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// whoMay answers who may do what and why: for a verb its policies with their
// grounds, for a unit the posts that could, for staff why they themselves cannot.
// Every yes and no is the guard's own answer, not a description of it.
func (p *pages) whoMay(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	v := whoView{guard: p.Desk.Guard, verb: act.Verb(strings.TrimSpace(q.Get("verb"))), who: access.From(r.Context())}
	err := p.read(r.Context(), func(tx *db.Tx) error { return p.loadWho(tx, strings.TrimSpace(q.Get("unit")), &v) })
	if err != nil {
		return err
	}
	return web.Show(w, r, http.StatusOK, whoPage(v))
}

type whoView struct {
	guard *access.Guard
	who   access.Who
	verb  act.Verb
	unit  org.Unit
	units []org.Unit
	posts []org.PostDef
	at    access.Thing // a matter as it would stand at the unit
}

func (p *pages) loadWho(tx *db.Tx, unit string, v *whoView) (err error) {
	if v.units, err = p.allUnits(tx); err != nil || unit == "" {
		return err
	}
	if v.unit, err = org.UnitByID(tx, unit); err != nil {
		return err
	}
	on := p.today().String()
	if v.posts, err = org.PostsFor(tx, unit, on); err != nil {
		return err
	}
	v.at, err = matterAt(tx, v.unit, on)
	return err
}

// matterAt is a matter of somebody as it stands at a unit: in its hall, with its
// department, and with the authorisation that is on record.
func matterAt(tx *db.Tx, u org.Unit, on string) (access.Thing, error) {
	t := access.Thing{Unit: u.ID, Region: u.Division, Applicant: "somebody", Author: "somebody", State: "accepted"}
	switch {
	case u.Kind.Hall():
		t.Unit, t.Scope, t.Mandate = "", u.ID, "any"
		return t, nil
	case u.Kind == org.Window:
		t.Unit, t.Scope, t.Mandate = "", u.Parent, "any"
		return t, nil
	case u.Kind == org.Office:
		t.Unit, t.Scope = u.Department, u.Seat
	case u.Kind == org.Department:
		office, err := org.OfficeOf(tx, u.ID)
		if fault.Of(err) == fault.Absent {
			return t, nil
		}
		if err != nil {
			return t, err
		}
		t.Scope = office.Seat
	}
	doc, err := org.MandateOf(tx, t.Unit, t.Scope, on)
	t.Mandate = doc
	return t, err
}

func (v whoView) info() (access.VerbInfo, bool) {
	all := access.Verbs()
	i := slices.IndexFunc(all, func(x access.VerbInfo) bool { return x.Verb == v.verb })
	if i < 0 {
		return access.VerbInfo{}, false
	}
	return all[i], true
}

func (v whoView) chosen() bool { _, ok := v.info(); return ok }

// policies lists those of the chosen verb that permit, or that forbid.
func (v whoView) permits() []access.Policy { return v.policies(false) }
func (v whoView) forbids() []access.Policy { return v.policies(true) }

func (v whoView) policies(forbid bool) (out []access.Policy) {
	for _, p := range v.guard.Policies() {
		if p.Forbid == forbid && slices.Contains(p.Verbs, v.verb) {
			out = append(out, p)
		}
	}
	return out
}

// ask puts the question to the guard for one holder of a post.
func (v whoView) ask(p org.PostDef, verb access.VerbInfo) error {
	thing := v.at
	thing.Kind = verb.On
	_, err := v.guard.May(access.Who{Account: "holder", Person: "holder", Strong: true, Posts: []access.Post{
		{ID: p.ID, Unit: p.Unit, Scope: p.Scope, Region: v.region(p.Unit), Duties: p.Duties}}}, verb.Verb, thing)
	return err
}

func (v whoView) region(unit string) string {
	for _, u := range v.units {
		if u.ID == unit {
			return u.Division
		}
	}
	return ""
}

func (v whoView) name(unit string) string {
	for _, u := range v.units {
		if u.ID == unit {
			return u.Name
		}
	}
	return unit
}

func (v whoView) postTable(ctx context.Context) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "who.posts", v.unit.Name), Quiet: true, Stack: true, None: say(ctx, "who.posts.none"),
		Heads: ui.Heads(say(ctx, "post.name"), say(ctx, "post.unit"), say(ctx, "post.duties"), say(ctx, "who.answer"))}
	for _, p := range v.posts {
		t.Rows = append(t.Rows, ui.R(ui.C(p.Name), ui.CLink(v.name(p.Unit), unitLink(p.Unit)), ui.C(dutyNames(ctx, p.Duties)), ui.CBody(v.answer(ctx, p))))
	}
	return t
}

// answer is what the guard says of one post: yes or the reason, or all it may do.
func (v whoView) answer(ctx context.Context, p org.PostDef) templ.Component {
	info, ok := v.info()
	if !ok {
		return plain(v.can(ctx, p))
	}
	err := v.ask(p, info)
	if err == nil {
		return ui.Tag(ui.Good, say(ctx, "who.may"))
	}
	why := i18n.Text{}
	if f, is := fault.As(err); is {
		why = f.Say
	}
	if fault.Is(err, "access.no-duty") {
		return mayNot(say(ctx, "who.no-duty"))
	}
	return mayNot(in(ctx, why))
}

// can lists the verbs that a post may do on a matter at the unit.
func (v whoView) can(ctx context.Context, p org.PostDef) string {
	var names []string
	for _, x := range access.Verbs() {
		if v.ask(p, x) == nil {
			names = append(names, in(ctx, x.Name))
		}
	}
	if len(names) == 0 {
		return say(ctx, "who.nothing")
	}
	return strings.Join(names, say(ctx, "who.comma"))
}

// own answers for the reader: why can't I?
func (v whoView) own() (fault.Error, bool) {
	info, ok := v.info()
	if !ok {
		return fault.Error{}, true
	}
	thing := v.at
	thing.Kind = info.On
	_, err := v.guard.May(v.who, info.Verb, thing)
	if f, is := fault.As(err); is {
		return *f, false
	}
	return fault.Error{}, err == nil
}

func (v whoView) verbChoices(ctx context.Context) []ui.Choice {
	out := []ui.Choice{{Value: "", Say: say(ctx, "who.verb.any")}}
	for _, x := range access.Verbs() {
		out = append(out, ui.Choice{Value: string(x.Verb), Say: in(ctx, x.Name), Group: say(ctx, "kind."+x.On)})
	}
	return out
}

func (v whoView) unitChoices(ctx context.Context) []ui.Choice { return unitChoices(ctx, v.units) }

func unitChoices(ctx context.Context, units []org.Unit) []ui.Choice {
	out := []ui.Choice{{Value: "", Say: say(ctx, "who.unit.any")}}
	for _, k := range []org.Kind{org.CityCentre, org.DistrictCentre, org.Department, org.Office, org.Window, org.Station, org.Organ, org.Government,
		org.TradeCommittee, org.TradeOffice, org.TradeCentre} {
		for _, u := range units {
			if u.Kind == k {
				out = append(out, ui.Choice{Value: u.ID, Say: u.Name, Group: in(ctx, k.Name())})
			}
		}
	}
	return out
}

// matrix is duties against verbs: may, must not, and nothing said.
func (v whoView) matrix(ctx context.Context) ui.TableView {
	var ds []access.DutyInfo
	for _, d := range access.Duties() {
		if d.Group != access.TradeGroup {
			ds = append(ds, d)
		}
	}
	t := ui.TableView{Caption: say(ctx, "who.matrix"), Quiet: true, Heads: []ui.Head{{Say: say(ctx, "who.verb")}}}
	for _, d := range ds {
		t.Heads = append(t.Heads, ui.Head{Say: in(ctx, d.Name)})
	}
	policies := v.guard.Policies()
	for _, x := range access.Verbs() {
		row := []ui.Cell{ui.CLink(in(ctx, x.Name), "/org/who-may?verb="+string(x.Verb))}
		for _, d := range ds {
			row = append(row, ui.C(mark(ctx, policies, x.Verb, d.Duty)))
		}
		t.Rows = append(t.Rows, ui.R(row...))
	}
	return t
}

func mark(ctx context.Context, policies []access.Policy, v act.Verb, d access.Duty) string {
	m := ""
	for _, p := range policies {
		if !slices.Contains(p.Verbs, v) || !p.Fits(d) {
			continue
		}
		if p.Forbid && p.Plain {
			return say(ctx, "who.never")
		}
		if !p.Forbid {
			m = say(ctx, "who.may")
		}
	}
	return m
}

func wallTable(ctx context.Context) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "who.walls"), Quiet: true, Stack: true,
		Heads: ui.Heads(say(ctx, "wall.a"), say(ctx, "wall.b"), say(ctx, "wall.why"), say(ctx, "who.rule"))}
	for _, x := range access.Walls() {
		t.Rows = append(t.Rows, ui.R(ui.C(dutyNames(ctx, x.A)), ui.C(dutyNames(ctx, x.B)), ui.C(in(ctx, x.Why)), ui.C(in(ctx, x.Ground()))))
	}
	return t
}

func (v whoView) shell(ctx context.Context) ui.Shell {
	return ui.Shell{Title: say(ctx, "who"), Lead: say(ctx, "who.lead"), Nav: "org", Wide: true,
		Crumbs: []ui.Crumb{{Say: say(ctx, "home"), Href: "/"}, {Say: say(ctx, "org"), Href: "/org"}, {Say: say(ctx, "who")}}}
}
