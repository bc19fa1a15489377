package calpage

import (
	"net/http"

	"tongban/civic/cal"
	"tongban/civic/limit"
	"tongban/civic/limit/limitview"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// A clockView is one clock with all that led to its dates.
type clockView struct {
	shell    ui.Shell
	deadline ui.DeadlineView
	notes    []string
	facts    []ui.Pair
	tables   []ui.TableView
}

// clock shows why a limit ends on its day. It names no person and no matter: the
// address is known to those whose page carries it.
func (p Pages) clock(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var a limit.Account
	err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		a, err = limit.Explain(tx, r.PathValue("id"))
		return err
	})
	if err != nil {
		return err
	}
	k, err := p.Desk.Store.Version(ctx, a.Clock.CalVersion)
	if err != nil {
		return err
	}
	return web.Show(w, r, http.StatusOK, clockPage(p.viewClock(r, a, k)))
}

func (p Pages) viewClock(r *http.Request, a limit.Account, k *cal.Calendar) clockView {
	ctx, c := r.Context(), a.Clock
	why := c.Why(k, a.Stops...)
	v := clockView{shell: ui.Shell{Title: say(ctx, "clock.title"), Crumbs: crumbs(ctx, say(ctx, "why.title"))},
		deadline: limitview.Deadline(ctx, c, k, cal.DateOf(p.Desk.Clock.Now()))}
	if !c.PausedOn.IsZero() {
		v.notes = append(v.notes, say(ctx, "why.paused"))
	}
	if why.Kept {
		v.notes = append(v.notes, say(ctx, "clock.kept"))
	}
	if c.Provisional {
		v.notes = append(v.notes, say(ctx, "why.provisional"))
	}
	fact := func(key, text string) {
		if text != "" {
			v.facts = append(v.facts, ui.P(say(ctx, key), text))
		}
	}
	fact("clock.cite", in(ctx, c.Cite.Text()))
	fact("clock.start", in(ctx, c.Start.Say()))
	fact("clock.legal", in(ctx, c.Legal.Say()))
	fact("clock.extended", in(ctx, c.Extended.Say()))
	fact("clock.due", in(ctx, c.DueOn.Say()))
	fact("clock.promise", in(ctx, c.Promise.Say()))
	fact("clock.promised", in(ctx, c.PromiseOn.Say()))
	fact("clock.told", in(ctx, c.ToldOn.Say()))
	fact("clock.version", c.CalVersion)
	if !c.Promise.IsZero() {
		v.tables = append(v.tables, dayTable(ctx, say(ctx, "clock.promise.list"), why.Promise))
	}
	if !c.Legal.IsZero() {
		v.tables = append(v.tables, dayTable(ctx, say(ctx, "clock.legal.list"), why.Legal))
	}
	if len(a.Stops) > 0 {
		v.tables = append(v.tables, stopTable(r, a.Stops))
	}
	if len(a.Changes) > 0 {
		v.tables = append(v.tables, changeTable(r, a.Changes))
	}
	return v
}

func stopTable(r *http.Request, stops []cal.Stop) ui.TableView {
	ctx := r.Context()
	t := ui.TableView{Caption: say(ctx, "clock.stops"), Stack: true,
		Heads: ui.Heads(say(ctx, "clock.stop.from"), say(ctx, "clock.stop.to"), say(ctx, "clock.stop.ground"), say(ctx, "clock.stop.notice"))}
	for _, s := range stops {
		to := s.To.String()
		if s.Runs() {
			to = say(ctx, "clock.stop.now")
		}
		t.Rows = append(t.Rows, ui.R(ui.C(s.From.String()), ui.C(to), ui.C(in(ctx, s.Ground)+" · "+in(ctx, s.Cite.Text())), ui.C(s.Notice)))
	}
	return t
}

func changeTable(r *http.Request, changes []limit.Change) ui.TableView {
	ctx := r.Context()
	t := ui.TableView{Caption: say(ctx, "clock.changes"), Stack: true, Heads: ui.Heads(say(ctx, "clock.change.at"), say(ctx, "clock.change.why"),
		say(ctx, "clock.change.before"), say(ctx, "clock.change.after"), say(ctx, "clock.change.computed"))}
	for _, c := range changes {
		before, after := c.Before, c.After
		if !c.PromiseAfter.IsZero() || !c.PromiseBefore.IsZero() {
			before, after = c.PromiseBefore, c.PromiseAfter
		}
		t.Rows = append(t.Rows, ui.R(ui.C(c.At.In(clock.Beijing).Format("2006-01-02 15:04")), ui.C(in(ctx, c.Say())+" · "+in(ctx, c.Cite.Text())),
			ui.C(before.String()), ui.C(after.String()), ui.C(c.Computed.String())))
	}
	return t
}
