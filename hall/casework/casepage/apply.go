package casepage

import (
	"context"
	"net/http"

	"tongban/civic/access"
	"tongban/hall/casework"
	"tongban/hall/item"
	"tongban/platform/form"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// An applyView is the page before an application begins.
type applyView struct {
	shell   ui.Shell
	item    *item.Version
	action  string
	signed  bool
	facts   []ui.Fact
	need    []string // what to have at hand
	spared  []string // what the office fetches itself
	actsFor string
	wrong   string // why whom one acts for cannot apply; empty where they can
	steps   int
}

// apply explains what applying asks, before anything is typed or signed in.
func (p *Pages) apply(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v, def, err := p.Cases.Guide(ctx, item.Code(r.PathValue("item")))
	if err != nil {
		return err
	}
	name := in(ctx, v.Name)
	x := applyView{item: v, action: "/apply/" + string(v.Code), shell: ui.Shell{Title: say(ctx, "apply.title", name), Nav: "items",
		Crumbs: crumbs(ctx, name, v.Address(), say(ctx, "apply.crumb"), "")}}
	who := access.From(ctx)
	x.signed = who.Signed()
	if x.signed {
		x.actsFor, x.wrong = actsFor(ctx, who, v)
	}
	x.facts = []ui.Fact{{Say: say(ctx, "apply.promise"), Value: in(ctx, v.Promise.Text())}, {Say: say(ctx, "apply.legal"), Value: in(ctx, v.Legal.Text())},
		{Say: say(ctx, "apply.visits"), Value: say(ctx, "apply.times", v.Visits)}, {Say: say(ctx, "apply.fee"), Value: charge(ctx, v)}}
	for _, m := range casework.Asked(v) {
		x.need = append(x.need, materialName(ctx, m))
	}
	for _, m := range v.Fetched() {
		x.spared = append(x.spared, in(ctx, m.Name))
	}
	_, x.steps = stepsOf(v, def, form.Answers{}, "")
	return web.Show(w, r, http.StatusOK, applyPage(x))
}

// actsFor tells for whom the visitor acts now, and why that kind of applicant
// cannot apply where the item is not for them.
func actsFor(ctx context.Context, who access.Who, v *item.Version) (name, wrong string) {
	name, company := who.Name, false
	if who.For.ID != "" && who.For.ID != who.Person {
		name, company = who.For.Name, who.For.Company
	}
	persons, bodies := v.Serves()
	switch {
	case company && !bodies:
		wrong = say(ctx, "apply.only-persons")
	case !company && !persons:
		wrong = say(ctx, "apply.only-bodies")
	}
	return name, wrong
}

func charge(ctx context.Context, v *item.Version) string {
	if v.Charge == item.Free {
		return say(ctx, "apply.free")
	}
	return say(ctx, "apply.charged")
}

// materialName names a material with the case in which it is asked for.
func materialName(ctx context.Context, m item.Material) string {
	name := in(ctx, m.Name)
	if cond := in(ctx, m.When); cond != "" {
		return say(ctx, "material.when", name, cond)
	}
	switch m.Need {
	case "2":
		return say(ctx, "material.optional", name)
	case "3":
		return say(ctx, "material.later", name)
	}
	return name
}

// begin makes the draft and leads to its first page.
func (p *Pages) begin(w http.ResponseWriter, r *http.Request) error {
	who, err := signed(r)
	if err != nil {
		return err
	}
	x, err := p.Cases.Begin(r.Context(), who, item.Code(r.PathValue("item")))
	if err != nil {
		return err
	}
	return web.See(w, r, draftHref(x.ID))
}

func draftHref(id string) string { return "/apply/draft/" + id }

// resume leads to the first page of a draft that still asks something.
func (p *Pages) resume(w http.ResponseWriter, r *http.Request) error {
	s, _, err := p.sheet(r)
	if err != nil {
		return err
	}
	for _, sec := range s.Def.Shown(s.Answers) {
		if len(s.Def.CheckSection(s.Answers, sec.ID, p.Cases.Checks)) > 0 {
			return web.See(w, r, sectionHref(s.ID, sec.ID))
		}
	}
	if len(s.Missing()) > 0 {
		return web.See(w, r, draftHref(s.ID)+"/materials")
	}
	return web.See(w, r, draftHref(s.ID)+"/check")
}

func (p *Pages) sheet(r *http.Request) (casework.Sheet, access.Who, error) {
	who, err := signed(r)
	if err != nil {
		return casework.Sheet{}, who, err
	}
	s, err := p.Cases.SheetOf(r.Context(), who, r.PathValue("id"))
	return s, who, err
}

// sectionHref gives the page of a section. The pages "materials" and "check" are
// the sheet's own, so a section of such a name is written with a dash, which no
// section name holds.
func sectionHref(id, section string) string {
	switch section {
	case "materials", "check", "discard", "renew":
		section = "s-" + section
	}
	return draftHref(id) + "/" + section
}

// The pages of a sheet behind its sections.
const (
	atMaterials = "materials"
	atCheck     = "check"
)

// stepsOf gives the place of a page among all pages of a sheet.
func stepsOf(v *item.Version, def form.Def, a form.Answers, at string) (n, of int) {
	n, of = def.Place(a, at)
	if len(casework.Asked(v)) > 0 {
		if of++; at == atMaterials {
			n = of
		}
	}
	if of++; at == atCheck {
		n = of
	}
	return n, of
}

// sheetShell frames one page of a sheet.
func sheetShell(ctx context.Context, s casework.Sheet, title string) ui.Shell {
	name := in(ctx, s.Version.Name)
	return ui.Shell{Title: say(ctx, "sheet.title", title, name), Nav: "items", Head: sheetHead(title, name),
		Crumbs: crumbs(ctx, name, "/items/"+string(s.Item), say(ctx, "apply.crumb"), "")}
}

// discard asks before a draft is deleted.
func (p *Pages) discard(w http.ResponseWriter, r *http.Request) error {
	s, _, err := p.sheet(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	return web.Show(w, r, http.StatusOK, confirmPage(confirmView{
		shell: sheetShell(ctx, s, say(ctx, "discard.title")),
		ask: ui.ConfirmView{Say: say(ctx, "discard.ask"), Effects: []string{say(ctx, "discard.effect")}, Action: draftHref(s.ID) + "/discard",
			Button: say(ctx, "discard.button"), Danger: true, Back: draftHref(s.ID)},
	}))
}

// discarded deletes the draft.
func (p *Pages) discarded(w http.ResponseWriter, r *http.Request) error {
	who, err := signed(r)
	if err != nil {
		return err
	}
	if err := p.Cases.Discard(r.Context(), who, r.PathValue("id")); err != nil {
		return err
	}
	return web.See(w, r, "/cases")
}

// renew moves the draft to the guide in force now.
func (p *Pages) renew(w http.ResponseWriter, r *http.Request) error {
	who, err := signed(r)
	if err != nil {
		return err
	}
	x, err := p.Cases.Renew(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	return web.See(w, r, draftHref(x.ID))
}

// draftFile gives a file of a draft back to who attached it.
func (p *Pages) draftFile(w http.ResponseWriter, r *http.Request) error {
	who, err := signed(r)
	if err != nil {
		return err
	}
	f, err := p.Cases.DraftFile(r.Context(), who, r.PathValue("id"), r.PathValue("hash"))
	if err != nil {
		return err
	}
	return p.serve(w, r, f)
}
