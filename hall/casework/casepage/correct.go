package casepage

import (
	"context"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"tongban/civic/law"
	"tongban/hall/casework"
	"tongban/platform/blob"
	"tongban/platform/fault"
	"tongban/platform/form"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// A correctView is the one-off notice as numbered things to do.
type correctView struct {
	shell  ui.Shell
	action string
	lines  []lineView
	due    ui.DeadlineView
	timed  bool
	law    string
	paper  string // the notice itself, to read and print
	form   form.View
	parts  []string // sections of the form that lines name
}

// A lineView is one line of the notice with the input that answers it.
type lineView struct {
	n         int
	what, why string
	done      bool
	file      ui.FieldView // where a file is asked
	tick      ui.FieldView // where the applicant says that it is done
	asks      string       // "file", "tick" or "form"
}

// correct shows what is to be supplied, each with its reason.
func (p *Pages) correct(w http.ResponseWriter, r *http.Request) error {
	x, _, err := p.correcting(r)
	if err != nil {
		return err
	}
	return p.showCorrect(w, r, x, nil, nil)
}

// correcting opens a case whose notice is open for the reader to answer.
func (p *Pages) correcting(r *http.Request) (casework.Dossier, casework.Paper, error) {
	who, err := signed(r)
	if err != nil {
		return casework.Dossier{}, casework.Paper{}, err
	}
	n, err := no(r)
	if err != nil {
		return casework.Dossier{}, casework.Paper{}, err
	}
	x, err := p.Cases.Open(r.Context(), who, n, purpose("follow"))
	if err != nil {
		return x, casework.Paper{}, err
	}
	paper, ok := x.Notice()
	if !ok || x.Case.State != casework.Correcting {
		return x, paper, fault.New(fault.Conflict, "case.no-correction", i18n.T("这个办件现在没有要您补正的内容。", "There is nothing for you to correct in this case now.")).
			Then(i18n.T("请看办件进度。", "See where the case stands."))
	}
	return x, paper, nil
}

func (p *Pages) showCorrect(w http.ResponseWriter, r *http.Request, x casework.Dossier, faults []fault.Field, typed url.Values) error {
	ctx := r.Context()
	n, name := x.Case.No, in(ctx, x.Version.Name)
	notice, _ := x.Notice()
	v := correctView{action: caseHref(n) + "/correct", law: in(ctx, law.Licensing.Art(32).P(1).I(4).Text()), paper: "/papers/" + notice.ID,
		shell: ui.Shell{Title: say(ctx, "correct.title", n), Nav: "cases", Faults: faults, Head: sheetHead(say(ctx, "correct.head", len(notice.Body.Lines)), name),
			Crumbs: crumbs(ctx, say(ctx, "cases.title"), "/cases", string(n), caseHref(n), say(ctx, "case.correct"), "")}}
	if k, ok := x.Running(); ok {
		v.due, v.timed = dated{x.Calendar, x.Today}.due(ctx, k, say(ctx, "stage.by."+k.Stage)), true
	}
	v.form = p.dossierForm(x)
	v.form.Faults = faults
	for i := range notice.Body.Lines {
		v.lines = append(v.lines, p.lineView(ctx, x, i, faults, typed))
	}
	v.parts = namedSections(v.form.Def, notice.Body.Lines)
	status := http.StatusOK
	if len(faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return web.Show(w, r, status, correctPage(v))
}

func lineName(i int) string { return "line-" + strconv.Itoa(i) }

func (p *Pages) lineView(ctx context.Context, x casework.Dossier, i int, faults []fault.Field, typed url.Values) lineView {
	notice, _ := x.Notice()
	l := notice.Body.Lines[i]
	v := lineView{n: i + 1, what: l.What, why: l.Why, done: l.Done, asks: "tick"}
	if l.Done {
		return v
	}
	if m, ok := x.Version.MaterialByID(l.Slot); ok {
		v.asks = "file"
		b := caseBasket(x.Case.No)
		v.file = p.materialField(ctx, m, b)
		v.file.Optional, v.file.Faults = false, faults
		v.file.Kept = kept(ctx, x.Materials, m.ID, b)
		return v
	}
	if strings.HasPrefix(l.Slot, formSlot) {
		v.asks = "form" // and a tick, for who mends something else than the answer
	}
	v.tick = ui.FieldView{Name: lineName(i), Label: say(ctx, "correct.settled"), Value: typed.Get(lineName(i)), Faults: faults, Optional: true}
	return v
}

// formSlot begins the slot of a line that concerns an answer of the form.
const formSlot = "form:"

// namedSections gives the sections of the form that open lines name, in its order.
func namedSections(def form.Def, lines []casework.Correction) []string {
	var out []string
	for _, s := range def.Sections {
		for _, l := range lines {
			field, ok := strings.CutPrefix(l.Slot, formSlot)
			if !ok || l.Done || slices.Contains(out, s.ID) {
				continue
			}
			if slices.ContainsFunc(s.Fields, func(f form.FieldDef) bool { return f.Name == field }) {
				out = append(out, s.ID)
			}
		}
	}
	return out
}

// corrected takes what the applicant supplies. What comes in part is kept.
func (p *Pages) corrected(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	x, notice, err := p.correcting(r)
	who, n := accessOf(r), x.Case.No
	if fault.Is(err, "case.no-correction") && p.alreadyDone(ctx, who, n, casework.Supplement) {
		return web.See(w, r, caseHref(n))
	}
	if err != nil {
		return err
	}
	def := p.dossierForm(x).Def
	parts := namedSections(def, notice.Body.Lines)
	slots := materialSlots(casework.Asked(x.Version))
	for _, s := range parts {
		slots = append(slots, formSlots(def, s)...)
	}
	got, err := p.posted(r, caseBasket(n), slots...)
	if err != nil {
		return err
	}
	supply := p.supply(x, notice, parts, got)
	if supply.Answers != nil {
		x.Answers = supply.Answers
	}
	if len(got.Bad) > 0 {
		return p.showCorrect(w, r, x, got.Bad, got.Values)
	}
	if len(supply.Materials)+len(supply.Lines) == 0 && supply.Answers == nil {
		return p.showCorrect(w, r, x, []fault.Field{{Why: book.Text("correct.nothing")}}, got.Values)
	}
	_, err = p.Cases.Supplement(ctx, who, n, supply)
	if f, ok := invalid(err); ok && len(f.Fields) > 0 {
		return p.showCorrect(w, r, x, f.Fields, got.Values)
	}
	if err != nil {
		return err
	}
	return web.See(w, r, caseHref(n))
}

// supply reads what was handed in for the lines of a notice. A line about the form
// is settled when its answer changed, or when the applicant says so.
func (p *Pages) supply(x casework.Dossier, notice casework.Paper, parts []string, got *blob.Posted) casework.Supply {
	s := casework.Supply{Materials: asMaterials(got.Files, p.Cases.Clock.Now())}
	def, answers := p.dossierForm(x).Def, x.Answers
	reader := form.Reader{Checks: p.Cases.Checks, Today: p.today().String()}
	for _, id := range parts {
		answers = def.Fill(answers, id, got.Values, reader)
	}
	answers = attach(answers, def, got.Files)
	changed := answers.JSON() != x.Answers.JSON()
	for i, l := range notice.Body.Lines {
		name, ofForm := strings.CutPrefix(l.Slot, formSlot)
		said := got.Values.Get(lineName(i)) == "1"
		differs := ofForm && !reflect.DeepEqual(answers[name], x.Answers[name])
		if !l.Done && (l.Slot == "" || ofForm) && (said || differs) {
			s.Lines, changed = append(s.Lines, i), changed || ofForm
		}
	}
	if changed {
		s.Answers = answers
	}
	return s
}
