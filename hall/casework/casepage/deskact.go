package casepage

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/person"
	"tongban/hall/casework"
	"tongban/platform/fault"
	"tongban/platform/form"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// deskAct does one act on a case. What cannot be undone is asked about first, on a
// page that says what will happen; what is refused shows the case again with the
// rule, what would be lawful, and everything that was typed.
func (p *Pages) deskAct(w http.ResponseWriter, r *http.Request) error {
	who, err := staff(r)
	if err != nil {
		return err
	}
	n, err := no(r)
	if err != nil {
		return err
	}
	d := doing{p: p, ctx: r.Context(), who: who, no: n, name: r.PathValue("act")}
	if d.verb = verbOf(d.name); d.verb == "" {
		return noAct()
	}
	if d.v, err = web.Form(r); err != nil {
		return err
	}
	if d.verb == casework.Correct {
		return p.deskCorrected(w, r, d)
	}
	x, err := p.Cases.Before(d.ctx, who, n)
	if err != nil {
		return err
	}
	d.read(x)
	if ask, ok := d.asks(x); ok && d.v.Get("sure") != "1" {
		f, _ := fault.As(d.foresee(x))
		if f == nil {
			return web.Show(w, r, http.StatusOK, confirmPage(ask))
		}
		return p.showDesk(w, r, who, n, typed{d.name, d.v, f})
	}
	return p.answer(w, r, d, d.do())
}

func verbOf(name string) act.Verb {
	for v, n := range actNames {
		if n == name {
			return v
		}
	}
	return ""
}

// answer leads back to the case after an act, or shows why it was refused.
func (p *Pages) answer(w http.ResponseWriter, r *http.Request, d doing, err error) error {
	if err == nil {
		return web.See(w, r, deskHref(d.no))
	}
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Invalid && f.Kind != fault.Conflict && f.Kind != fault.Forbidden {
		return err
	}
	if f.Kind == fault.Conflict && p.alreadyDone(d.ctx, d.who, d.no, d.verb) {
		return web.See(w, r, deskHref(d.no))
	}
	return p.showDesk(w, r, d.who, d.no, typed{d.name, d.v, placed(f, d.lines)})
}

// doing is one act on its way: who, on what, and what the form said.
type doing struct {
	p    *Pages
	ctx  context.Context
	who  access.Who
	no   casework.No
	name string
	verb act.Verb
	v    url.Values

	papers []string
	lines  []noticeLine
	body   casework.PaperBody
}

// get gives an answer of the act's own form.
func (d *doing) get(name string) string { return strings.TrimSpace(d.v.Get(d.name + "." + name)) }

// read takes the answers that several steps need.
func (d *doing) read(x casework.Dossier) {
	d.body = casework.PaperBody{Facts: d.get("facts"), Basis: d.get("basis"), Reasons: d.get("reasons"), Where: d.get("where")}
	switch d.verb {
	case casework.Accept:
		for _, m := range casework.Asked(x.Version) {
			if d.get(slotName(m.ID)) == "1" {
				d.papers = append(d.papers, m.ID)
			}
		}
	case casework.Notice:
		d.lines = readNotice(x, d.v, func(key string, args ...any) string { return book.SayIn(i18n.Zh, key, args...) })
	}
}

// do carries the act out by the desk's own method.
func (d *doing) do() error {
	c, ctx := d.p.Cases, d.ctx
	var err error
	switch d.verb {
	case casework.Accept:
		_, err = c.Acceptance(ctx, d.who, d.no, d.papers)
	case casework.Notice:
		_, err = c.OneOffNotice(ctx, d.who, d.no, corrections(d.lines))
	case casework.NotNeeded:
		_, err = c.NotRequired(ctx, d.who, d.no, d.get("reasons"))
	case casework.RefuseIntake:
		_, err = c.NotCompetent(ctx, d.who, d.no, d.body)
	case casework.Recall:
		_, err = c.Reminder(ctx, d.who, d.no, numbers(d.v["remind.line"]))
	case casework.Examine:
		_, err = c.Examination(ctx, d.who, d.no, casework.Opinion{Grant: casework.Proposal(d.get("proposal")), Words: d.get("words")})
	case casework.SendBack:
		_, err = c.ReturnToHandler(ctx, d.who, d.no, d.get("why"))
	case casework.Grant:
		_, err = c.Granting(ctx, d.who, d.no, d.get("note"))
	case casework.Refuse:
		_, err = c.Refusal(ctx, d.who, d.no, d.body)
	case casework.Deliver:
		_, err = c.Delivering(ctx, d.who, d.no, casework.Delivery{How: d.get("how"), Proof: d.get("proof")})
	case casework.CloseCase:
		_, err = c.Closing(ctx, d.who, d.no)
	}
	return err
}

func numbers(values []string) []int {
	var out []int
	for _, v := range values {
		if n, err := strconv.Atoi(v); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// foresee refuses before the question what the act would refuse after it.
func (d *doing) foresee(x casework.Dossier) error {
	offers, err := d.p.Cases.Offers(d.ctx, d.who, x.Case)
	if err != nil {
		return err
	}
	if !open(offers, d.verb) {
		return d.do() // the act itself gives the refusal, and changes nothing
	}
	err = x.Foresee(d.verb, d.papers, corrections(d.lines), d.body)
	if f, ok := fault.As(err); ok {
		return placed(f, d.lines)
	}
	return err
}

// asks gives the page before an act that cannot be undone; ok is false for the
// others. A second one-off notice is not asked about: it is refused, and the
// attempt recorded.
func (d *doing) asks(x casework.Dossier) (confirmView, bool) {
	undoable := []act.Verb{casework.Accept, casework.Notice, casework.NotNeeded, casework.RefuseIntake, casework.Grant, casework.Refuse}
	if !slices.Contains(undoable, d.verb) || d.verb == casework.Notice && x.Case.Noticed {
		return confirmView{}, false
	}
	ctx, name := d.ctx, in(d.ctx, x.Version.Name)
	row, _ := casework.Flow.Step(x.Case.State, d.verb, d.duty(x))
	v := confirmView{shell: ui.Shell{Title: say(ctx, "confirm.title", say(ctx, "do."+d.name), d.no), Face: web.Desk, Nav: "desk-cases", Head: sheetHead(say(ctx, "do."+d.name), string(d.no))},
		ask: ui.ConfirmView{Say: say(ctx, "do."+d.name+".ask", x.Case.ApplicantName, name), Action: deskHref(d.no) + "/" + d.name, Button: say(ctx, "do."+d.name+".button"),
			Danger: d.verb != casework.Accept && d.verb != casework.Grant, Back: deskHref(d.no)}}
	if !row.Cite.IsZero() {
		v.ask.Law = in(ctx, row.Cite.Text())
	}
	v.ask.Effects = d.effects(x)
	v.hidden = append(carried(d.v), pair{"sure", "1"})
	return v, true
}

// duty gives the duty in which the act would be done.
func (d *doing) duty(x casework.Dossier) access.Duty {
	for _, r := range casework.Flow.All() {
		if r.Verb == d.verb && slices.Contains(r.From, x.Case.State) {
			for _, duty := range r.Duty {
				if d.who.Has(duty) {
					return duty
				}
			}
		}
	}
	return ""
}

// effects says what the act will do, as the officer should read it once more.
func (d *doing) effects(x casework.Dossier) []string {
	ctx := d.ctx
	out := []string{say(ctx, "do."+d.name+".effect")}
	switch d.verb {
	case casework.Accept:
		if len(d.papers) > 0 {
			out = append(out, say(ctx, "do.accept.papers", len(d.papers)))
		}
	case casework.Notice:
		for i, l := range d.lines {
			out = append(out, say(ctx, "correct.line", i+1, l.What)+"："+l.Why)
		}
		out = append(out, say(ctx, "do.notice.once"))
	case casework.Grant:
		out = append(out, say(ctx, "do.grant.gives", in(ctx, x.Version.Result.Name)))
	case casework.Refuse:
		out = append(out, say(ctx, "do.refuse.reasons-are", d.body.Reasons), remediesText(ctx, x.Remedies()))
	case casework.RefuseIntake:
		out = append(out, say(ctx, "do.not-competent.to", d.body.Where))
	}
	return out
}

// A spotView is the whole form on one page, to be corrected with the applicant
// standing there.
type spotView struct {
	shell  ui.Shell
	action string
	form   form.View
	note   ui.FieldView
	back   string
}

// deskCorrect shows the whole form for correction on the spot.
func (p *Pages) deskCorrect(w http.ResponseWriter, r *http.Request) error {
	who, err := staff(r)
	if err != nil {
		return err
	}
	n, err := no(r)
	if err != nil {
		return err
	}
	x, err := p.Cases.Open(r.Context(), who, n, purpose("handle"))
	if err != nil {
		return err
	}
	return p.showSpot(w, r, x, "", nil)
}

func (p *Pages) showSpot(w http.ResponseWriter, r *http.Request, x casework.Dossier, note string, f *fault.Error) error {
	ctx, n := r.Context(), x.Case.No
	v := spotView{shell: ui.Shell{Title: say(ctx, "spot.title", n), Face: web.Desk, Nav: "desk-cases", Head: sheetHead(say(ctx, "do.correct"), in(ctx, x.Version.Name))},
		action: deskHref(n) + "/correct", form: p.dossierForm(x), back: deskHref(n)}
	status := http.StatusOK
	if f != nil {
		status, v.shell.Faults, v.form.Faults = web.Status(f.Kind), f.Fields, f.Fields
	}
	v.note = ui.FieldView{Name: "note", Label: say(ctx, "spot.note"), Value: note, Rows: 2, Faults: v.shell.Faults}
	return web.Show(w, r, status, spotPage(v))
}

// deskCorrected takes the corrected form and accepts the case.
func (p *Pages) deskCorrected(w http.ResponseWriter, r *http.Request, d doing) error {
	x, err := p.Cases.Open(d.ctx, d.who, d.no, purpose("handle"))
	if err != nil {
		return err
	}
	def := p.dossierForm(x).Def
	answers := x.Answers
	for _, s := range def.Sections {
		answers = def.Fill(answers, s.ID, d.v, form.Reader{Checks: p.Cases.Checks, Today: p.today().String()})
	}
	known, err := p.Cases.KnownOf(d.ctx, d.who, person.ID(x.Case.Applicant))
	if err != nil {
		return err
	}
	for _, s := range def.Sections { // what is on record stays as the case has it
		for _, f := range s.Fields {
			if _, ok := known[f.Prefill]; f.Prefill != "" && !f.Editable && (ok || !d.v.Has(f.Name)) {
				answers = answers.With(f.Name, x.Answers[f.Name])
			}
		}
	}
	answers, pressed := def.Press(answers, d.v)
	x.Answers = answers
	if pressed || def.Reshaped(answers, "", d.v) {
		return p.showSpot(w, r, x, d.v.Get("note"), nil)
	}
	_, err = p.Cases.CorrectOnSpot(d.ctx, d.who, d.no, def.Trim(answers), d.v.Get("note"))
	if f, ok := invalid(err); ok {
		return p.showSpot(w, r, x, d.v.Get("note"), f)
	}
	return p.answer(w, r, d, err)
}
