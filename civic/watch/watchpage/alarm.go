package watchpage

import (
	"context"
	"net/http"

	"tongban/civic/access"
	"tongban/civic/law"
	"tongban/civic/watch"
	"tongban/platform/fault"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// An alarmView is one alarm with its evidence and what may be done about it.
type alarmView struct {
	recordView
	light ui.LightView
	facts []ui.Pair
	open  bool
}

func (p *Pages) alarm(w http.ResponseWriter, r *http.Request) error {
	return p.showAlarm(w, r, "", nil)
}

func (p *Pages) showAlarm(w http.ResponseWriter, r *http.Request, typed string, f *fault.Error) error {
	ctx := r.Context()
	x, err := p.Desk.Evidence(ctx, access.From(ctx), r.PathValue("id"))
	if err != nil {
		return err
	}
	record, err := p.viewRecord(ctx, x.Story)
	if err != nil {
		return err
	}
	a := x.Alarm
	n, err := p.names(ctx, []string{a.Unit, a.Scope}, []string{a.RaisedBy, a.SettledBy})
	if err != nil {
		return err
	}
	v := alarmView{recordView: record, light: card(ctx, a), facts: alarmFacts(ctx, n, a), open: a.Open()}
	v.shell = shell(ctx, say(ctx, "alarm.title", in(ctx, a.Kind.Say())), ui.Crumb{Say: a.On.ID, Href: recordHref(a.On)}, ui.Crumb{Say: say(ctx, "alarm")})
	v.shell.Head = alarmHead(v.light, in(ctx, a.Kind.Say()))
	v.ask = askView{title: say(ctx, "settle"), lead: say(ctx, "settle.lead"), action: alarmHref(a.ID), no: why(x.NoSettle),
		field:  ui.FieldView{Name: "why", Label: say(ctx, "settle.why"), Hint: say(ctx, "settle.hint"), Value: typed, Rows: 3, Max: 500},
		button: ui.ButtonView{Say: say(ctx, "settle.button"), Kind: ui.Main, Key: "Ctrl+Enter"}}
	status := http.StatusOK
	if f != nil {
		status, v.shell.Faults, v.ask.field.Faults = web.Status(f.Kind), f.Fields, f.Fields
	}
	return web.Show(w, r, status, alarmPage(v))
}

// alarmFacts are the fields of a supervision record (SUP-03).
func alarmFacts(ctx context.Context, n names, a watch.Alarm) []ui.Pair {
	by := say(ctx, "by.clock")
	if !a.ByClock() {
		by = n.person(a.RaisedBy)
	}
	out := []ui.Pair{{Say: say(ctx, "col.case"), Text: a.On.ID, Href: recordHref(a.On)}, ui.P(say(ctx, "alarm.what"), in(ctx, a.Kind.Say())),
		ui.P(say(ctx, "col.unit"), n.unit(a.Unit)), ui.P(say(ctx, "col.at"), when(a.At)), ui.P(say(ctx, "alarm.by"), by), ui.P(say(ctx, "alarm.no"), a.ID)}
	if a.Scope != "" && a.Scope != a.Unit {
		out = append(out, ui.P(say(ctx, "alarm.hall"), n.unit(a.Scope)))
	}
	if r, ok := law.RuleByID(a.Rule); ok {
		out = append(out, ui.P(say(ctx, "col.rule"), say(ctx, "alarm.rule", in(ctx, r.Say), rule(ctx, a.Rule))))
	}
	if a.Clock != "" {
		out = append(out, ui.Pair{Say: say(ctx, "alarm.clock"), Text: say(ctx, "alarm.clock.why"), Href: "/why/" + a.Clock})
	}
	if a.Words != "" {
		out = append(out, ui.P(say(ctx, "alarm.words"), a.Words))
	}
	out = append(out, ui.P(say(ctx, "col.state"), state(ctx, a)))
	if !a.Open() {
		out = append(out, ui.P(say(ctx, "alarm.settled.by"), n.person(a.SettledBy)), ui.P(say(ctx, "alarm.settled.why"), a.SettledWhy))
	}
	return out
}

func (p *Pages) settle(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, id := r.Context(), r.PathValue("id")
	err = p.Desk.Settle(ctx, access.From(ctx), id, typed.Get("why"))
	if f, ok := fault.As(err); ok && f.Kind == fault.Invalid {
		return p.showAlarm(w, r, typed.Get("why"), f)
	}
	if err != nil {
		return err
	}
	return web.See(w, r, alarmHref(id))
}
