package watchpage

import (
	"context"
	"net/http"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/law"
	"tongban/civic/limit/limitview"
	"tongban/civic/watch"
	"tongban/platform/fault"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// A recordView is the record of one matter.
type recordView struct {
	shell  ui.Shell
	pairs  []ui.Pair
	alarms ui.TableView
	clocks ui.TableView
	events []ui.Event
	ask    askView
}

// An askView is the form of an act of supervision, or the reason why there is none.
type askView struct {
	title, lead, action string
	field               ui.FieldView
	button              ui.ButtonView
	no                  *fault.Error
}

func (p *Pages) record(w http.ResponseWriter, r *http.Request) error {
	return p.showRecord(w, r, "", nil)
}

func (p *Pages) showRecord(w http.ResponseWriter, r *http.Request, typed string, f *fault.Error) error {
	ctx := r.Context()
	s, err := p.Desk.Follow(ctx, access.From(ctx), matter(r))
	if err != nil {
		return err
	}
	v, err := p.viewRecord(ctx, s)
	if err != nil {
		return err
	}
	v.shell = shell(ctx, say(ctx, "record.title", s.On.ID), ui.Crumb{Say: s.On.ID})
	v.ask = askView{title: say(ctx, "raise"), lead: say(ctx, "raise.lead"), action: recordHref(s.On), no: why(s.NoRaise),
		field:  ui.FieldView{Name: "words", Label: say(ctx, "raise.words"), Hint: say(ctx, "raise.hint"), Value: typed, Rows: 3, Max: 500},
		button: ui.ButtonView{Say: say(ctx, "raise.button"), Kind: ui.Main, Key: "Ctrl+Enter"}}
	status := http.StatusOK
	if f != nil {
		status, v.shell.Faults, v.ask.field.Faults = web.Status(f.Kind), f.Fields, f.Fields
	}
	return web.Show(w, r, status, recordPage(v))
}

func matter(r *http.Request) act.Subject { return act.Subject{Kind: "case", ID: r.PathValue("no")} }

// why gives the fault in a refusal that a page shows; nil where there is none.
func why(err error) *fault.Error {
	f, _ := fault.As(err)
	return f
}

func (p *Pages) raise(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	a, err := p.Desk.Raise(ctx, access.From(ctx), matter(r), typed.Get("words"))
	if f, ok := fault.As(err); ok && f.Kind == fault.Invalid {
		return p.showRecord(w, r, typed.Get("words"), f)
	}
	if err != nil {
		return err
	}
	return web.See(w, r, alarmHref(a.ID))
}

// viewRecord puts a story into tables and a time line.
func (p *Pages) viewRecord(ctx context.Context, s watch.Story) (recordView, error) {
	units, people := []string{s.Unit}, []string(nil)
	for _, a := range s.Acts {
		units, people = append(units, a.Actor.Unit), append(people, staff(a)...)
	}
	for _, k := range s.Clocks {
		units = append(units, k.Unit)
	}
	for _, a := range s.Alarms {
		units, people = append(units, a.Unit), append(people, a.RaisedBy, a.SettledBy)
	}
	n, err := p.names(ctx, units, people)
	v := recordView{pairs: []ui.Pair{ui.P(say(ctx, "col.case"), s.On.ID), ui.P(say(ctx, "record.turn"), n.unit(s.Unit))},
		alarms: alarmTable(ctx, n, s.Alarms), clocks: clockTable(ctx, n, s), events: p.events(ctx, n, s.Acts)}
	return v, err
}

// staff gives the account of an act done from a post. Applicants are not named here:
// supervision is of those who hold office.
func staff(a act.Act) []string {
	if a.Actor.Post == "" {
		return nil
	}
	return []string{a.Actor.Account}
}

func alarmTable(ctx context.Context, n names, list []watch.Alarm) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "record.alarms"), Stack: true, None: say(ctx, "record.alarms.none"),
		Heads: ui.Heads(say(ctx, "col.level"), say(ctx, "col.what"), say(ctx, "col.at"), say(ctx, "col.unit"), say(ctx, "col.state"), say(ctx, "col.act"))}
	for _, a := range list {
		t.Rows = append(t.Rows, ui.R(ui.CBody(ui.Light(card(ctx, a))), ui.C(in(ctx, a.Kind.Say())), ui.C(when(a.At)), ui.C(n.unit(a.Unit)), ui.C(state(ctx, a)), ui.CLink(say(ctx, "act.see"), alarmHref(a.ID))))
	}
	return t
}

func state(ctx context.Context, a watch.Alarm) string {
	if a.Open() {
		return say(ctx, "state.open")
	}
	return say(ctx, "state.settled", when(a.SettledAt))
}

func clockTable(ctx context.Context, n names, s watch.Story) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "record.clocks"), Stack: true,
		Heads: ui.Heads(say(ctx, "col.stage"), say(ctx, "col.unit"), say(ctx, "col.start"), say(ctx, "col.due"), say(ctx, "col.closed"), say(ctx, "col.law"))}
	for _, k := range s.Clocks {
		closed := say(ctx, "clock.running")
		if !k.Open() {
			closed = when(k.Closed)
		}
		t.Rows = append(t.Rows, ui.R(ui.C(stage(ctx, k.Stage)), ui.C(n.unit(k.Unit)), ui.C(k.Start.String()),
			ui.CBody(ui.Deadline(limitview.Deadline(ctx, k, s.Calendar, s.Today))), ui.C(closed), ui.C(in(ctx, k.Cite.Text()))))
	}
	return t
}

func (p *Pages) events(ctx context.Context, n names, acts []act.Act) []ui.Event {
	var out []ui.Event
	for _, a := range acts {
		e := ui.Event{At: when(a.At), Machine: machine(a.At), What: p.verb(ctx, a), Who: actor(ctx, n, a), Law: cites(ctx, a.Rules),
			Href: "/verify/receipt/" + string(a.Number()), HrefSay: say(ctx, "receipt", a.Number())}
		if own, err := act.Decode[struct{ Words, Why string }](a); err == nil {
			e.Say = own.Words + own.Why
		}
		out = append(out, e)
	}
	return out
}

// actor says who acted: the clock, an applicant, or somebody in a post.
func actor(ctx context.Context, n names, a act.Act) string {
	switch {
	case a.Actor.Account == act.Clock.Account:
		return say(ctx, "by.clock")
	case a.Actor.Account == act.System.Account:
		return say(ctx, "by.system")
	case a.Actor.Post == "":
		return say(ctx, "by.applicant")
	}
	return say(ctx, "by.staff", n.unit(a.Actor.Unit), in(ctx, access.Duty(a.Actor.Duty).Name()), n.person(a.Actor.Account))
}

// cites gives the articles of an act in words; rules of our own are in its receipt.
func cites(ctx context.Context, rules []string) string {
	for _, id := range rules {
		if c, err := law.Parse(id); err == nil && !c.IsOwn() {
			return in(ctx, c.Text())
		}
	}
	return ""
}
