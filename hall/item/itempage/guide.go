package itempage

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"tongban/civic/access"
	"tongban/hall/item"
	"tongban/platform/db"
	"tongban/platform/form"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// guideView is one version of a guide as it is read (办事指南).
type guideView struct {
	*item.Version
	Apply    bool
	Preview  bool // not published yet: its editors look at it
	Numbered bool // read at the address of one version
	Current  int  // number of the version in force; 0 where there is none
}

func (c *Counter) guide(w http.ResponseWriter, r *http.Request) error {
	var v *item.Version
	code := item.Code(r.PathValue("code"))
	err := c.Desk.DB.Glance(r.Context(), func(tx *db.Tx) (err error) { v, err = item.Published(tx, code); return err })
	if err != nil {
		return err
	}
	return web.Show(w, r, http.StatusOK, guidePage(guideView{Version: v, Apply: c.Apply, Current: v.No}))
}

func (c *Counter) version(w http.ResponseWriter, r *http.Request) error {
	code, n := item.Code(r.PathValue("code")), atoi(r.PathValue("n"))
	v, err := c.Desk.Open(r.Context(), access.From(r.Context()), code, n)
	if err != nil {
		return err
	}
	g := guideView{Version: v, Preview: !v.Was(), Numbered: true}
	err = c.Desk.DB.Glance(r.Context(), func(tx *db.Tx) error {
		now, err := item.Published(tx, code)
		if err == nil {
			g.Current = now.No
		}
		return nil // an item without a current version still has its old ones
	})
	if err != nil {
		return err
	}
	return web.Show(w, r, http.StatusOK, guidePage(g))
}

func (g guideView) title(ctx context.Context) string { return in(ctx, g.Name) }

// shellTitle tells the address of a version from the guide itself.
func (g guideView) shellTitle(ctx context.Context) string {
	if g.Numbered {
		return say(ctx, "guide.version", g.title(ctx), g.No)
	}
	return g.title(ctx)
}

func (g guideView) crumbs(ctx context.Context) []ui.Crumb {
	key, word := "body", "items.body"
	if p, _ := g.Serves(); p {
		key, word = "person", "items.person"
	}
	return []ui.Crumb{{Say: say(ctx, "home.title"), Href: "/"}, {Say: say(ctx, word), Href: "/items?for=" + key},
		{Say: g.Unit.Name, Href: "/items?unit=" + g.Unit.ID}, {Say: g.title(ctx)}}
}

func (g guideView) facts(ctx context.Context) []ui.Fact {
	asked, held := len(g.Asked()), len(g.Fetched())
	f := ui.Fact{Say: say(ctx, "facts.materials"), Value: say(ctx, "facts.count", asked)}
	if held > 0 {
		f.Note = say(ctx, "facts.held", held)
	}
	visits := say(ctx, "facts.times", g.Visits)
	return []ui.Fact{
		{Say: say(ctx, "facts.promise"), Value: promise(ctx, g.Kind, g.Promise), Note: say(ctx, "facts.legal", g.Legal.Text())},
		{Say: say(ctx, "facts.visits"), Value: visits},
		{Say: say(ctx, "facts.fee"), Value: fee(ctx, g.Charge == item.Free)}, f,
	}
}

func (g guideView) foot(ctx context.Context) string {
	return say(ctx, "guide.foot", string(g.Code), g.No, day(g.PublishedAt))
}

// content lists the first of the six publics.
func (g guideView) content(ctx context.Context) []ui.Pair {
	var who []string
	for _, a := range g.Audience {
		who = append(who, in(ctx, a.Name()))
	}
	pairs := []ui.Pair{
		ui.P(say(ctx, "guide.audience"), strings.Join(who, say(ctx, "home.comma"))),
		ui.P(say(ctx, "guide.conditions"), in(ctx, g.Conditions)), ui.P(say(ctx, "guide.quantity"), in(ctx, g.Quantity)),
		ui.P(say(ctx, "guide.result"), in(ctx, g.Result.Name)), ui.P(say(ctx, "guide.validity"), validity(ctx, g.Result)),
		ui.P(say(ctx, "guide.unit"), g.Unit.Name), ui.P(say(ctx, "guide.office"), g.Office.Name),
		ui.P(say(ctx, "guide.type"), in(ctx, g.Type.Name())), ui.P(say(ctx, "guide.level"), in(ctx, g.Level.Name())),
		ui.P(say(ctx, "guide.kind"), in(ctx, g.Kind.Name())),
		ui.P(say(ctx, "guide.code"), string(g.Code)),
	}
	for _, p := range []struct{ key, code string }{{"guide.task", g.Codes.Task}, {"guide.catalogue", g.Codes.Catalogue}, {"guide.handling", g.Codes.Handling}} {
		if p.code != "" && p.code != string(g.Code) {
			pairs = append(pairs, ui.P(say(ctx, p.key), p.code))
		}
	}
	return filled(pairs)
}

func filled(pairs []ui.Pair) []ui.Pair {
	out := pairs[:0]
	for _, p := range pairs {
		if p.Text != "" || p.Body != nil {
			out = append(out, p)
		}
	}
	return out
}

func validity(ctx context.Context, r item.Result) string {
	switch {
	case r.Lasting:
		return say(ctx, "validity.lasting")
	case r.Years > 0:
		return say(ctx, "validity.years", r.Years)
	}
	return in(ctx, r.Validity)
}

func (g guideView) steps(ctx context.Context) []ui.Step {
	var out []ui.Step
	for _, s := range g.Steps {
		st := ui.Step{Say: in(ctx, s.Name), Who: in(ctx, access.Duty(s.Duty).Name()), Note: in(ctx, s.Output)}
		if s.Limit.Set() {
			st.Time = in(ctx, s.Limit.Text())
			if !s.Limit.Note.Empty() {
				st.Time += say(ctx, "bracket", s.Limit.Note)
			}
		}
		out = append(out, st)
	}
	return out
}

func (g guideView) specials(ctx context.Context) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "guide.specials"), Stack: true, Heads: ui.Heads(say(ctx, "col.special"), say(ctx, "col.takes"), say(ctx, "col.counted"), say(ctx, "col.by"), say(ctx, "col.basis"))}
	for _, s := range g.Specials {
		counted := say(ctx, "special.counted")
		if s.Stops() {
			counted = say(ctx, "special.stops", s.Cause.Name())
		}
		t.Rows = append(t.Rows, ui.R(ui.C(in(ctx, s.Name)), ui.C(in(ctx, s.Limit.Text())), ui.C(counted), ui.C(s.By), ui.C(refsText(s.Basis))))
	}
	return t
}

func refsText(refs []item.LegalRef) string {
	var out []string
	for _, r := range refs {
		out = append(out, r.String())
	}
	return strings.Join(out, "；")
}

func (g guideView) materials(ctx context.Context) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "guide.materials"), Quiet: true, Stack: true,
		Heads: ui.Heads(say(ctx, "col.material"), say(ctx, "col.need"), say(ctx, "col.supplier"), say(ctx, "col.standard"), say(ctx, "col.basis"))}
	for _, m := range g.Materials {
		t.Rows = append(t.Rows, ui.R(ui.CBody(materialName(g.Version, m)), ui.CBody(materialNeed(m)), ui.C(supplier(ctx, m)), ui.C(in(ctx, m.Standard)), ui.C(refsText(m.Basis))))
	}
	return t
}

// need says in words whether a material is asked for.
func need(ctx context.Context, m item.Material) string {
	switch {
	case m.Held:
		return say(ctx, "need.held")
	case m.Filled():
		return say(ctx, "need.filled")
	case !m.When.Empty():
		return say(ctx, "need.when", m.When)
	case m.Need == "2":
		return say(ctx, "need.optional")
	case m.Need == "3":
		return say(ctx, "need.later")
	}
	return say(ctx, "need.required")
}

func copies(ctx context.Context, m item.Material) string {
	if m.Held || m.Filled() {
		return ""
	}
	form := say(ctx, "form."+m.Form)
	if m.Form == "" {
		form = ""
	}
	switch {
	case m.Originals > 0 && m.Copies > 0:
		return say(ctx, "copies.both", m.Originals, m.Copies, form)
	case m.Copies > 0:
		return say(ctx, "copies.copy", m.Copies, form)
	}
	return say(ctx, "copies.original", max(m.Originals, 1), form)
}

func supplier(ctx context.Context, m item.Material) string {
	switch {
	case m.Held:
		return say(ctx, "supplier.held", m.HeldAs)
	case m.Issuer != "":
		return m.Issuer
	case m.Supplier == "20":
		return say(ctx, "supplier.20")
	}
	return say(ctx, "supplier.10")
}

func (g guideView) fees(ctx context.Context) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "guide.fees"), Quiet: true, Stack: true, Heads: ui.Heads(say(ctx, "col.feeName"), say(ctx, "col.standard"), say(ctx, "col.basis"), say(ctx, "col.reduction"))}
	for _, f := range g.Fees {
		std := in(ctx, f.Standard)
		if f.Amount > 0 {
			std = strings.TrimSpace(say(ctx, "fee.yuan", f.Amount.String()) + " " + std)
		}
		t.Rows = append(t.Rows, ui.R(ui.C(in(ctx, f.Name)), ui.C(std), ui.C(refsText(f.Basis)), ui.C(in(ctx, f.Reduction))))
	}
	return t
}

func (g guideView) limits(ctx context.Context) []ui.Pair {
	legal := in(ctx, g.Legal.Text())
	if !g.Legal.Note.Empty() {
		legal += say(ctx, "bracket", g.Legal.Note)
	}
	return []ui.Pair{ui.P(say(ctx, "limits.promise"), promise(ctx, g.Kind, g.Promise)), ui.P(say(ctx, "limits.legal"), legal), ui.P(say(ctx, "limits.start"), say(ctx, "limits.start.say"))}
}

func (g guideView) tags(ctx context.Context) []string {
	out := []string{in(ctx, g.Kind.Name()), in(ctx, g.Type.Name())}
	if g.Online {
		out = append(out, say(ctx, "tag.online"))
	}
	if g.AnyWindow {
		out = append(out, say(ctx, "tag.anywhere"))
	}
	return out
}

// versions lists what was in force when (历史版本).
func (c *Counter) versions(w http.ResponseWriter, r *http.Request) error {
	vs, err := c.Desk.Seen(r.Context(), access.From(r.Context()), item.Code(r.PathValue("code")))
	if err != nil {
		return err
	}
	return web.Show(w, r, http.StatusOK, versionsPage(vs))
}

func versionRows(ctx context.Context, vs []*item.Version) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "versions.title"), Quiet: true, Stack: true, Heads: ui.Heads(say(ctx, "col.version"), say(ctx, "col.state"), say(ctx, "col.published"), say(ctx, "col.ended"), say(ctx, "col.proof"))}
	for _, v := range vs {
		proof := ui.C("")
		if v.ActID != "" {
			proof = ui.CLink(say(ctx, "versions.proof"), "/verify?act="+v.ActID)
		}
		t.Rows = append(t.Rows, ui.R(ui.CLink(say(ctx, "version.no", v.No), fmt.Sprintf("/items/%s/v/%d", v.Code, v.No)), ui.C(in(ctx, v.State.Name())), ui.C(day(v.PublishedAt)), ui.C(day(v.EndedAt)), proof))
	}
	return t
}

// formView is the blank form, or its filled-in example, to print (表样).
type formView struct {
	*item.Version
	Def     form.Def
	Example bool
}

func (c *Counter) form(w http.ResponseWriter, r *http.Request) error {
	who, code := access.From(r.Context()), item.Code(r.PathValue("code"))
	var v *item.Version
	var err error
	if n := atoi(r.URL.Query().Get("v")); n > 0 {
		v, err = c.Desk.Open(r.Context(), who, code, n)
	} else {
		err = c.Desk.DB.Glance(r.Context(), func(tx *db.Tx) (err error) { v, err = item.Published(tx, code); return err })
	}
	if err != nil {
		return err
	}
	def, err := v.FormDef()
	if err != nil || len(def.Sections) == 0 {
		return web.NotFound()
	}
	return web.Show(w, r, http.StatusOK, formPage(formView{v, def, r.URL.Query().Get("example") != ""}))
}

// pairs draws the questions of a section with nothing, or with the example.
func (f formView) pairs(ctx context.Context, s form.Section) []ui.Pair {
	var out []ui.Pair
	for _, x := range s.Fields {
		text := blank(ctx, x)
		if f.Example {
			if v, ok := f.Sample[x.Name]; ok {
				text = form.Checks{}.Say(ctx, x, v)
				if text == "" {
					text = rough(v)
				}
			} else if x.Type == form.Tick {
				text = say(ctx, "form.ticked")
			}
		}
		out = append(out, ui.P(in(ctx, x.Label), text))
	}
	return out
}

// blank is what stands in an empty box: the choices, or a line to write on.
func blank(ctx context.Context, x form.FieldDef) string {
	var opts []string
	for _, o := range x.Options {
		opts = append(opts, "□ "+in(ctx, o.Label))
	}
	if len(opts) > 0 {
		return strings.Join(opts, "  ")
	}
	if x.Type == form.Tick {
		return "□"
	}
	return "＿＿＿＿＿＿＿＿＿＿＿＿" + in(ctx, x.Unit)
}

func rough(v form.Value) string {
	if rows, ok := v.(form.Rows); ok {
		var out []string
		for _, r := range rows {
			var cells []string
			for k := range r {
				cells = append(cells, r.Text(k))
			}
			out = append(out, strings.Join(cells, " "))
		}
		return strings.Join(out, "；")
	}
	return fmt.Sprint(v)
}
