package casepage

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/hall/casework"
	"tongban/platform/fault"
	"tongban/platform/form"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// A deskView is one case on one screen: what came in on the left, what may be done
// with it on the right.
type deskView struct {
	shell     ui.Shell
	refusal   *fault.Error
	cards     []i18n.Text // what the watch has open on it
	pairs     []ui.Pair
	due       ui.DeadlineView
	running   bool
	materials ui.TableView
	form      form.View
	papers    []fileLink
	notice    []casework.Correction
	events    []ui.Event
	acts      []actView
	closed    []closedView
	next      string
	list      string
}

// A closedView is a step that the table allows and this person may not take.
type closedView struct{ say, why, law string }

// An actView is the form of one act.
type actView struct {
	name   string // last part of its address
	action string
	title  string
	law    string
	button string
	kind   ui.ButtonKind
	key    string
	href   string // a page of its own instead of a form
	open   bool   // shown at once, not folded
	fields []field
	note   string
}

// A field is one input of an act with its kind.
type field struct {
	kind string // "text", "area", "radios", "checks", "check", "select", "head"
	ui.FieldView
}

// deskCase shows a case to staff who may see it; the look is recorded.
func (p *Pages) deskCase(w http.ResponseWriter, r *http.Request) error {
	who, err := staff(r)
	if err != nil {
		return err
	}
	n, err := no(r)
	if err != nil {
		return err
	}
	return p.showDesk(w, r, who, n, typed{})
}

// typed is what an officer typed into the form of an act that was refused.
type typed struct {
	act    string
	values url.Values
	fault  *fault.Error
}

func (p *Pages) showDesk(w http.ResponseWriter, r *http.Request, who access.Who, n casework.No, t typed) error {
	ctx := r.Context()
	x, err := p.Cases.Open(ctx, who, n, purpose("handle"))
	if err != nil {
		return err
	}
	offers, err := p.Cases.Offers(ctx, who, x.Case)
	if err != nil {
		return err
	}
	name := in(ctx, x.Version.Name)
	v := deskView{shell: ui.Shell{Title: say(ctx, "desk.title", name, n), Face: web.Desk, Nav: "desk-cases", Wide: true, Head: deskHead(x.Case, name)},
		pairs: p.deskPairs(ctx, x), materials: materialTable(ctx, x, caseHref(n)+"/files/"), form: p.dossierForm(x),
		papers: paperLinks(ctx, x.Papers), events: timeline(ctx, x.Acts, caseHref(n))}
	if p.Cards != nil {
		if v.cards, err = p.Cards(ctx, n); err != nil {
			return err
		}
	}
	if notice, ok := x.Notice(); ok {
		v.notice = notice.Body.Lines
	}
	d := dated{x.Calendar, x.Today}
	stages := casework.StagesOf(who)
	if len(stages) > 0 {
		v.list = "/desk/cases"
	}
	if k, ok := x.Running(); ok {
		v.due, v.running = d.due(ctx, k, say(ctx, "stage.by."+k.Stage)), true
		if slices.Contains(stages, casework.Stage(k.Stage)) {
			v.list = query("/desk/cases", "stage", k.Stage)
		}
		next, err := p.Cases.After(ctx, who, k)
		if err != nil {
			return err
		}
		if next != "" {
			v.next = deskHref(next)
		}
	}
	status := http.StatusOK
	if t.fault != nil {
		status = web.Status(t.fault.Kind)
		v.refusal = withLawful(t.fault, offers)
		v.shell.Faults = slices.Clone(t.fault.Fields)
		for i, f := range v.shell.Faults {
			v.shell.Faults[i].Name = t.act + "." + f.Name
		}
	}
	v.acts, v.closed = p.actViews(ctx, x, offers, t, v.shell.Faults)
	return web.Show(w, r, status, deskPage(v))
}

// withLawful adds to a refusal that names no lawful step those open to the reader.
func withLawful(f *fault.Error, offers []casework.Offer) *fault.Error {
	if len(f.May) > 0 || f.Kind == fault.Invalid {
		return f
	}
	out := *f
	for _, o := range offers {
		if o.No == nil && o.Row.Verb != casework.Notice {
			c := o.Row.Cite.Text()
			out.May = append(out.May, i18n.T(o.Row.Say.Zh+"（"+c.Zh+"）", o.Row.Say.En+" ("+c.En+")"))
		}
	}
	return &out
}

func (p *Pages) deskPairs(ctx context.Context, x casework.Dossier) []ui.Pair {
	c := x.Case
	out := []ui.Pair{ui.P(say(ctx, "col.no"), string(c.No)), ui.P(say(ctx, "col.applicant"), c.ApplicantName), {Say: say(ctx, "col.item"), Text: in(ctx, x.Version.Name), Href: x.Version.Address()},
		ui.P(say(ctx, "col.kind"), className(ctx, c)), ui.P(say(ctx, "col.channel"), say(ctx, "channel."+string(c.Channel))),
		ui.P(say(ctx, "col.received"), c.ReceivedOn.String())}
	if !c.AcceptedOn.IsZero() {
		words := c.AcceptedOn.String()
		if c.Deemed {
			words = say(ctx, "desk.deemed", words)
		}
		out = append(out, ui.P(say(ctx, "col.accepted"), words))
	}
	if !c.DecidedOn.IsZero() {
		out = append(out, ui.P(say(ctx, "col.decided"), c.DecidedOn.String()))
	}
	if c.Licence != "" {
		out = append(out, ui.Pair{Say: say(ctx, "col.licence"), Text: c.Licence, Href: "/licences/" + c.Licence})
	}
	if o, ok := opinion(x); ok {
		out = append(out, ui.P(say(ctx, "col.opinion"), say(ctx, "propose."+o.Proposal)+"："+o.Words))
	}
	return out
}

// An opined is the payload of an examination.
type opined struct{ Proposal, Words string }

// opinion gives the newest opinion of the handling officer.
func opinion(x casework.Dossier) (opined, bool) {
	for _, a := range slices.Backward(x.Acts) {
		if a.Verb == casework.Examine {
			o, err := act.Decode[opined](a)
			return o, err == nil
		}
	}
	return opined{}, false
}

// actViews makes the forms of what may be done, and says what may not and why.
func (p *Pages) actViews(ctx context.Context, x casework.Dossier, offers []casework.Offer, t typed, faults []fault.Field) (acts []actView, closed []closedView) {
	for _, o := range offers {
		name, ok := actNames[o.Row.Verb]
		if !ok || o.Row.Verb == casework.Notice && x.Case.Noticed || o.Row.Verb == casework.Recall && !x.Case.Noticed {
			continue
		}
		if o.No != nil {
			closed = append(closed, closedView{say: say(ctx, "do."+name), why: in(ctx, o.No.Say), law: in(ctx, o.No.Rule)})
			continue
		}
		a := actView{name: name, action: deskHref(x.Case.No) + "/" + name, title: say(ctx, "do."+name), law: in(ctx, o.Row.Cite.Text()), button: say(ctx, "do."+name+".button")}
		b := builder{ctx: ctx, act: name, faults: faults}
		if t.act == name {
			b.values = t.values
		}
		p.fill(&a, &b, x)
		a.open = a.open || t.act == name
		acts = append(acts, a)
	}
	return acts, closed
}

// actNames gives the last part of the address of each act of staff.
var actNames = map[act.Verb]string{
	casework.Accept: "accept", casework.Correct: "correct", casework.Notice: "notice", casework.NotNeeded: "not-required",
	casework.RefuseIntake: "not-competent", casework.Recall: "remind", casework.Examine: "examine", casework.SendBack: "send-back",
	casework.Grant: "grant", casework.Refuse: "refuse", casework.Deliver: "deliver", casework.CloseCase: "close",
}

// A builder makes the inputs of one act: their names begin with the act's, because
// several forms stand on one page.
type builder struct {
	ctx    context.Context
	act    string
	values url.Values // what was typed before; nil the first time
	faults []fault.Field
}

func (b *builder) view(name, label string) ui.FieldView {
	full := b.act + "." + name
	return ui.FieldView{Name: full, Label: label, Value: b.values.Get(full), Faults: b.faults}
}

func (b *builder) area(name string, rows int) field {
	f := b.view(name, say(b.ctx, "do."+b.act+"."+name))
	f.Rows = rows
	return field{"area", f}
}

func (b *builder) text(name string) field {
	return field{"text", b.view(name, say(b.ctx, "do."+b.act+"."+name))}
}

func (b *builder) radios(name string, values ...string) field {
	f := b.view(name, say(b.ctx, "do."+b.act+"."+name))
	f.Inline = true
	for _, v := range values {
		f.Choices = append(f.Choices, ui.Choice{Value: v, Say: say(b.ctx, "do."+b.act+"."+name+"."+v)})
	}
	return field{"radios", f}
}

// fill makes the inputs of an act from what the case holds.
func (p *Pages) fill(a *actView, b *builder, x casework.Dossier) {
	switch a.name {
	case "accept":
		a.open, a.kind, a.key, a.fields, a.note = true, ui.Main, "Ctrl+Enter", b.checklist(x), say(b.ctx, "do.accept.note")
	case "correct":
		a.href = a.action
	case "notice":
		a.fields, a.note = b.noticeLines(x), say(b.ctx, "do.notice.note")
	case "not-required":
		a.fields = []field{b.area("reasons", 3)}
	case "not-competent":
		a.fields = []field{b.area("reasons", 3), b.text("where")}
	case "remind":
		a.fields = []field{b.remind(x)}
	case "examine":
		a.open, a.kind, a.key = true, ui.Main, "Ctrl+Enter"
		a.fields = []field{b.radios("proposal", "grant", "refuse"), b.area("words", 4)}
	case "send-back":
		a.fields = []field{b.area("why", 3)}
	case "grant":
		a.open, a.kind, a.key, a.fields = true, ui.Main, "Ctrl+Enter", []field{b.area("note", 2)}
		a.fields[0].Optional = true
	case "refuse":
		a.fields, a.note = b.refusal(x), remediesText(b.ctx, x.Remedies())
	case "deliver":
		a.open, a.kind, a.key = true, ui.Main, "Ctrl+Enter"
		a.fields = []field{b.radios("how", "counter", "post"), b.text("proof")}
	case "close":
		a.open, a.kind, a.key, a.note = true, ui.Main, "Ctrl+Enter", say(b.ctx, "do.close.note")
	}
}

// checklist offers a tick for every material of which no file came: in hand on paper.
func (b *builder) checklist(x casework.Dossier) []field {
	var out []field
	for _, m := range casework.Asked(x.Version) {
		if slices.ContainsFunc(x.Materials, func(f casework.Material) bool { return f.Slot == m.ID }) {
			continue
		}
		f := b.view(slotName(m.ID), say(b.ctx, "do.accept.paper", materialName(b.ctx, m)))
		out = append(out, field{"check", f})
	}
	return out
}

func (b *builder) refusal(x casework.Dossier) []field {
	facts, basis, reasons := b.area("facts", 3), b.area("basis", 2), b.area("reasons", 3)
	if b.values == nil {
		for i, ref := range x.Version.Basis {
			if i > 0 {
				basis.Value += "；"
			}
			basis.Value += ref.String()
		}
	}
	return []field{facts, basis, reasons}
}

func (b *builder) remind(x casework.Dossier) field {
	f := b.view("line", say(b.ctx, "do.remind.line"))
	f.Values = b.values[b.act+".line"]
	if n, ok := x.Notice(); ok {
		for i, l := range n.Body.Lines {
			f.Choices = append(f.Choices, ui.Choice{Value: strconv.Itoa(i), Say: say(b.ctx, "correct.line", i+1, l.What), Hint: l.Why})
		}
	}
	return field{"checks", f}
}

func remediesText(ctx context.Context, r *casework.Remedies) string {
	if r == nil {
		return say(ctx, "do.refuse.no-remedies")
	}
	return say(ctx, "paper.remedies", r.ReconsiderDays, r.Reconsideration, r.CourtMonths, r.Court)
}

// noAct is the fault of an act whose name leads to none.
func noAct() *fault.Error {
	return fault.New(fault.Absent, "case.no-act", i18n.T("没有这种办理动作。", "There is no such act."))
}
