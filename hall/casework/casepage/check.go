package casepage

import (
	"context"
	"net/http"

	"tongban/civic/law"
	"tongban/hall/casework"
	"tongban/platform/fault"
	"tongban/platform/form"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// A checkView is the page before an application is submitted.
type checkView struct {
	shell     ui.Shell
	action    string
	discard   string
	step, of  int
	form      form.View
	materials ui.SummaryGroup
	gaps      []gap
	declare   ui.FieldView // without a name where the form itself asks for it
	applicant string
	stale     string
	law       string
}

// A gap is something still missing, with the page that mends it (缺项).
type gap struct{ say, href string }

// gapsAt is the id of the list of gaps, which the error summary links to.
const gapsAt = "gaps"

// check shows every answer and file before submission, and what is missing.
func (p *Pages) check(w http.ResponseWriter, r *http.Request) error {
	s, _, err := p.sheet(r)
	if err != nil {
		return err
	}
	return p.showCheck(w, r, s, nil)
}

func (p *Pages) showCheck(w http.ResponseWriter, r *http.Request, s casework.Sheet, faults []fault.Field) error {
	ctx := r.Context()
	v := checkView{shell: sheetShell(ctx, s, say(ctx, "check.title")), action: draftHref(s.ID) + "/check", discard: draftHref(s.ID) + "/discard",
		form: p.formView(s, nil), stale: staleHref(s), gaps: p.gaps(ctx, s), materials: materialGroup(ctx, s), law: in(ctx, law.Licensing.Art(31).P(1).Text())}
	v.step, v.of = stepsOf(s.Version, s.Def, s.Answers, atCheck)
	v.shell.Faults = faults
	if f, ok := s.Known["applicant.name"]; ok {
		v.applicant, _ = textOf(f.Value)
	}
	if !asksTruth(s.Def) {
		v.declare = ui.FieldView{Name: "declare", Label: say(ctx, "check.declare"), Faults: faults}
	}
	status := http.StatusOK
	if len(faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return web.Show(w, r, status, checkPage(v))
}

// asksTruth reports whether the form holds the declaration of 行政许可法 31 itself:
// nobody is asked twice.
func asksTruth(def form.Def) bool {
	for _, s := range def.Sections {
		for _, f := range s.Fields {
			if f.Type == form.Tick && f.Required && f.When.IsZero() && s.When.IsZero() {
				return true
			}
		}
	}
	return false
}

func textOf(v form.Value) (string, bool) {
	s, ok := v.(form.Str)
	return string(s), ok
}

// gaps lists what the filing would be refused for.
func (p *Pages) gaps(ctx context.Context, s casework.Sheet) []gap {
	var out []gap
	for _, sec := range s.Def.Shown(s.Answers) {
		for _, f := range s.Def.CheckSection(s.Answers, sec.ID, p.Cases.Checks) {
			out = append(out, gap{in(ctx, sec.Title) + say(ctx, "colon") + in(ctx, f.Why), sectionHref(s.ID, sec.ID) + "#" + ui.FieldID(f.Name)})
		}
	}
	for _, m := range s.Missing() {
		out = append(out, gap{say(ctx, "check.attach", in(ctx, m.Name)), draftHref(s.ID) + "/materials#" + ui.FieldID(slotName(m.ID))})
	}
	return out
}

// materialGroup lists the files of each material.
func materialGroup(ctx context.Context, s casework.Sheet) ui.SummaryGroup {
	g := ui.SummaryGroup{Title: say(ctx, "materials.title"), Change: draftHref(s.ID) + "/materials"}
	for _, m := range casework.Asked(s.Version) {
		var files []fileLink
		for _, x := range s.Materials {
			if x.Slot == m.ID {
				files = append(files, fileLink{name: x.Name, href: draftHref(s.ID) + "/files/" + x.Hash, note: size(x.Size)})
			}
		}
		p := ui.P(in(ctx, m.Name), say(ctx, "material.none"))
		if len(files) > 0 {
			p.Body = fileLinks(files)
		}
		g.Pairs = append(g.Pairs, p)
	}
	return g
}

// A fileLink is one file in a list.
type fileLink struct{ name, href, note string }

// submit files the application. The draft's id is the client's id, so a second
// press, a reload or a repeated request leads to the same case.
func (p *Pages) submit(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	s, who, err := p.sheet(r)
	if fault.Is(err, "case.no-draft") {
		c, err := p.Cases.Filed(ctx, who, r.PathValue("id"))
		if err != nil {
			return err
		}
		return web.See(w, r, caseHref(c.No))
	}
	if err != nil {
		return err
	}
	v, err := web.Form(r)
	if err != nil {
		return err
	}
	if v.Get("declare") != "1" && !asksTruth(s.Def) {
		return p.showCheck(w, r, s, []fault.Field{{Name: "declare", Why: book.Text("check.declare.need")}})
	}
	c, err := p.Cases.Submit(ctx, who, casework.Application{Client: s.ID, Item: s.Item, Version: s.ItemVersion,
		Answers: s.Def.Trim(s.Answers), Materials: s.Materials, Draft: s.ID})
	if _, ok := invalid(err); ok {
		if n := len(p.gaps(ctx, s)); n > 0 {
			return p.showCheck(w, r, s, []fault.Field{{Name: gapsAt, Why: i18n.Tf("还有 %d 处没有填好或没有上传", "%d things are still missing or wrong", n)}})
		}
	}
	if fault.Is(err, "case.item-changed") {
		return web.See(w, r, draftHref(s.ID)+"/check")
	}
	if err != nil {
		return err
	}
	return web.See(w, r, caseHref(c.No))
}
