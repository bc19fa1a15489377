package calpage

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"tongban/civic/cal"
	"tongban/platform/fault"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// A deskView is the list of notices and the form that enters one.
type deskView struct {
	shell   ui.Shell
	entries ui.TableView
	fields  []ui.FieldView // year, title, number, source, region; then the text
	text    ui.FieldView
}

func (p Pages) desk(w http.ResponseWriter, r *http.Request) error {
	return p.showDesk(w, r, nil, nil)
}

func (p Pages) showDesk(w http.ResponseWriter, r *http.Request, typed url.Values, f *fault.Error) error {
	ctx := r.Context()
	entries, err := p.Desk.Entries(ctx)
	if err != nil {
		return err
	}
	v := deskView{shell: ui.Shell{Title: say(ctx, "desk.title"), Lead: say(ctx, "desk.lead"), Face: web.Desk, Nav: "desk.calendar"}}
	status := http.StatusOK
	if f != nil {
		v.shell.Faults, status = f.Fields, http.StatusUnprocessableEntity
	}
	v.entries = ui.TableView{Caption: say(ctx, "desk.entries"), Stack: true, Heads: ui.Heads(say(ctx, "desk.notice"), say(ctx, "desk.year"), say(ctx, "desk.state"), say(ctx, "desk.by"), say(ctx, "desk.checked"))}
	for _, e := range entries {
		v.entries.Rows = append(v.entries.Rows, ui.R(ui.CLink(e.Title, "/desk/calendar/"+e.ID), ui.C(strconv.Itoa(e.Year)), ui.C(say(ctx, "desk.state."+e.State)), ui.C(e.EnteredName), ui.C(e.CheckedName)))
	}
	field := func(name, key string) ui.FieldView {
		return ui.FieldView{Name: name, Label: say(ctx, key), Value: typed.Get(name), Faults: v.shell.Faults}
	}
	year, title, number, source, region := field("year", "desk.year"), field("title", "desk.name"), field("number", "desk.number"), field("source", "desk.source"), field("region", "desk.region")
	year.Hint, year.Width, year.Keyboard = say(ctx, "desk.year.hint"), ui.W4, "numeric"
	number.Optional, region.Optional = true, true
	region.Hint, region.Width = say(ctx, "desk.region.hint"), ui.W10
	v.fields = []ui.FieldView{year, title, number, source, region}
	v.text = field("text", "desk.text")
	v.text.Hint, v.text.Rows = say(ctx, "desk.text.hint"), 12
	return web.Show(w, r, status, deskPage(v))
}

func (p Pages) enter(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.Form(r)
	if err != nil {
		return err
	}
	year, _ := strconv.Atoi(typed.Get("year"))
	id, err := p.Desk.Enter(r.Context(), cal.Draft{Year: year, Region: typed.Get("region"), Title: typed.Get("title"), Number: typed.Get("number"), Source: typed.Get("source"), Text: typed.Get("text")})
	if f, ok := fault.As(err); ok && f.Kind == fault.Invalid {
		return p.showDesk(w, r, typed, f)
	}
	if err != nil {
		return err
	}
	return web.See(w, r, "/desk/calendar/"+id)
}

// A trialView is what publishing a notice would do.
type trialView struct {
	shell   ui.Shell
	facts   []ui.Pair
	notes   []string
	shifts  ui.TableView
	effect  []ui.Tile
	read    string
	refusal string
	base    string // address of the notice
	source  string
	sum     string
	sure    ui.FieldView
	open    bool // may still be published or dropped
}

func (p Pages) trial(w http.ResponseWriter, r *http.Request) error {
	return p.showTrial(w, r, nil)
}

func (p Pages) showTrial(w http.ResponseWriter, r *http.Request, faults []fault.Field) error {
	ctx := r.Context()
	t, err := p.Desk.DryRun(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	status := http.StatusOK
	if len(faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return web.Show(w, r, status, trialPage(viewTrial(ctx, t, faults)))
}

func viewTrial(ctx context.Context, t cal.Trial, faults []fault.Field) trialView {
	e := t.Entry
	v := trialView{shell: ui.Shell{Title: say(ctx, "trial.title", e.Title), Face: web.Desk, Nav: "desk.calendar", Faults: faults,
		Crumbs: []ui.Crumb{{Say: say(ctx, "desk.title"), Href: "/desk/calendar"}, {Say: e.Title}}},
		read: e.Notice.Text(), base: "/desk/calendar/" + e.ID, source: e.Source, sum: e.Sum(), open: e.State == cal.Entered,
		sure: ui.FieldView{Name: "sure", Label: say(ctx, "trial.sure"), Faults: faults}}
	for _, f := range []ui.Pair{ui.P(say(ctx, "desk.year"), strconv.Itoa(e.Year)), ui.P(say(ctx, "desk.state"), say(ctx, "desk.state."+e.State)),
		ui.P(say(ctx, "desk.number"), e.Number), {Say: say(ctx, "desk.source"), Text: e.Source, Href: e.Source}, ui.P(say(ctx, "desk.region"), e.Region),
		ui.P(say(ctx, "desk.by"), e.EnteredName), ui.P(say(ctx, "desk.checked"), e.CheckedName)} {
		if f.Text != "" {
			v.facts = append(v.facts, f)
		}
	}
	for _, n := range t.Notes {
		v.notes = append(v.notes, in(ctx, n))
	}
	v.shifts = ui.TableView{Caption: say(ctx, "trial.shifts"), Stack: true, None: say(ctx, "trial.none"), Heads: ui.Heads(say(ctx, "calendar.date"), say(ctx, "trial.was"), say(ctx, "trial.is"))}
	for _, s := range t.Shifts {
		v.shifts.Rows = append(v.shifts.Rows, ui.R(ui.C(in(ctx, s.On.Say())), ui.C(in(ctx, s.Was)), ui.C(in(ctx, s.Is))))
	}
	for _, x := range []struct {
		key string
		n   int
	}{{"looked", t.Effect.Looked}, {"later", t.Effect.Later}, {"earlier", t.Effect.Earlier}, {"kept", t.Effect.Kept}, {"settled", t.Effect.Settled}, {"paused", t.Effect.Paused}} {
		v.effect = append(v.effect, ui.Tile{Say: say(ctx, "trial."+x.key), Value: strconv.Itoa(x.n)})
	}
	if f, ok := fault.As(t.WhyNot); ok {
		v.refusal = in(ctx, f.Say) + in(ctx, f.Do)
	}
	return v
}

func (p Pages) publish(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	typed, err := web.Form(r)
	if err != nil {
		return err
	}
	if typed.Get("sure") != "1" {
		return p.showTrial(w, r, []fault.Field{{Name: "sure", Why: book.Text("trial.sure.bad")}})
	}
	effect, err := p.Desk.Publish(ctx, r.PathValue("id"), typed.Get("sum"))
	if err != nil {
		return err
	}
	return web.Show(w, r, http.StatusOK, donePage(ui.Shell{Title: say(ctx, "trial.done"), Face: web.Desk, Nav: "desk.calendar"},
		say(ctx, "trial.done.say", effect.Looked, effect.Later, effect.Earlier, effect.Kept, effect.Settled)))
}

func (p Pages) drop(w http.ResponseWriter, r *http.Request) error {
	if err := p.Desk.Drop(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	return web.See(w, r, "/desk/calendar")
}
