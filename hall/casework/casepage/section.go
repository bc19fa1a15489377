package casepage

import (
	"context"
	"net/http"
	"strings"

	"tongban/civic/access"
	"tongban/hall/casework"
	"tongban/platform/blob"
	"tongban/platform/fault"
	"tongban/platform/form"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// A sectionView is one page of questions.
type sectionView struct {
	shell    ui.Shell
	action   string
	step, of int
	title    string
	section  string
	form     form.View
	stale    string // address that moves the draft to the guide in force now
	back     string // the page before; empty on the first
	files    bool
}

// section shows one section of the form with what is answered so far.
func (p *Pages) section(w http.ResponseWriter, r *http.Request) error {
	s, _, err := p.sheet(r)
	if err != nil {
		return err
	}
	id := strings.TrimPrefix(r.PathValue("section"), "s-")
	if n, _ := s.Def.Place(s.Answers, id); n == 0 {
		return web.See(w, r, draftHref(s.ID))
	}
	return p.showSection(w, r, s, id, nil)
}

func (p *Pages) showSection(w http.ResponseWriter, r *http.Request, s casework.Sheet, id string, faults []fault.Field) error {
	ctx := r.Context()
	sec, _ := s.Def.Section(id)
	title := in(ctx, sec.Title)
	v := sectionView{shell: sheetShell(ctx, s, title), action: sectionHref(s.ID, id), title: title, section: id, files: len(formSlots(s.Def, id)) > 0}
	v.shell.Faults = faults
	v.step, v.of = stepsOf(s.Version, s.Def, s.Answers, id)
	v.back = before(s, id)
	v.stale = staleHref(s)
	v.form = p.formView(s, faults)
	status := http.StatusOK
	if len(faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return web.Show(w, r, status, sectionPage(v))
}

// formView shows the form of a sheet.
func (p *Pages) formView(s casework.Sheet, faults []fault.Field) form.View {
	b := draftBasket(s.ID)
	return form.View{Def: s.Def, Answers: s.Answers, Faults: faults, Checks: p.Cases.Checks, Known: s.Known, Upload: p.uploader(b),
		FileHref: func(_ string, f form.File) string { return b.files + f.Blob }, FileSay: fieldLimit,
		Change: func(section string) string { return sectionHref(s.ID, section) }}
}

func staleHref(s casework.Sheet) string {
	if !s.Stale {
		return ""
	}
	return draftHref(s.ID) + "/renew"
}

// before gives the page before a section.
func before(s casework.Sheet, id string) string {
	last := ""
	for _, sec := range s.Def.Shown(s.Answers) {
		if sec.ID == id {
			break
		}
		last = sectionHref(s.ID, sec.ID)
	}
	return last
}

// saveSection keeps what was typed, right or wrong, and goes on when it is right.
func (p *Pages) saveSection(w http.ResponseWriter, r *http.Request) error {
	s, who, err := p.sheet(r)
	if err != nil {
		return err
	}
	id := strings.TrimPrefix(r.PathValue("section"), "s-")
	got, err := p.posted(r, draftBasket(s.ID), formSlots(s.Def, id)...)
	if err != nil {
		return err
	}
	pressed, err := p.keepSection(r.Context(), who, &s, id, got)
	if err != nil {
		return err
	}
	if got.Values.Has("later") {
		return web.See(w, r, "/cases?kept=1")
	}
	if len(got.Bad) == 0 && (pressed || s.Def.Reshaped(s.Answers, id, got.Values)) {
		return web.See(w, r, sectionHref(s.ID, id))
	}
	if bad := append(s.Def.CheckSection(s.Answers, id, p.Cases.Checks), got.Bad...); len(bad) > 0 {
		return p.showSection(w, r, s, id, bad)
	}
	return web.See(w, r, p.after(s, id))
}

// keepSection writes the answers of a section into the draft and the sheet.
func (p *Pages) keepSection(ctx context.Context, who access.Who, s *casework.Sheet, id string, got *blob.Posted) (pressed bool, err error) {
	reader := form.Reader{Checks: p.Cases.Checks, Today: p.today().String()}
	x, err := p.Cases.Change(ctx, who, s.ID, func(x *casework.Draft) error {
		a := attach(s.Def.Fill(x.Answers, id, got.Values, reader), s.Def, got.Files)
		a, pressed = s.Def.Press(a, got.Values)
		x.Answers = s.Def.Prefill(a, s.Known)
		return nil
	})
	if err != nil {
		return pressed, err
	}
	s.Draft = x
	return pressed, nil
}

// after gives the page behind a section.
func (p *Pages) after(s casework.Sheet, id string) string {
	if next := s.Def.Next(s.Answers, id); next != "" {
		return sectionHref(s.ID, next)
	}
	if len(casework.Asked(s.Version)) > 0 {
		return draftHref(s.ID) + "/materials"
	}
	return draftHref(s.ID) + "/check"
}
