package calpage

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"tongban/civic/cal"
	"tongban/civic/law"
	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// A whyView is a date worked out, with the form that asks for it.
type whyView struct {
	shell  ui.Shell
	from   ui.FieldView
	n      ui.FieldView
	unit   ui.FieldView
	result string
	notes  []string
	rules  []ui.Pair
	days   ui.TableView
}

// back is the unit of the form that counts backwards from a deadline.
const back = "back"

func (p Pages) why(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	k, err := p.Desk.Store.Current(ctx)
	if err != nil {
		return err
	}
	ask := r.URL.Query()
	v := whyView{shell: ui.Shell{Title: say(ctx, "why.title"), Lead: say(ctx, "why.ask"), Crumbs: crumbs(ctx, say(ctx, "why.title")), Nav: "calendar"}}
	due, faults := count(k.In(ask.Get("region")), ask.Get("from"), ask.Get("n"), ask.Get("unit"))
	status := http.StatusOK
	if ask.Has("from") {
		if v.shell.Faults = faults; len(faults) > 0 {
			status = http.StatusUnprocessableEntity
		} else {
			v.account(ctx, due, ask.Get("unit"))
		}
	} else {
		faults = nil
	}
	v.from = ui.FieldView{Name: "from", Label: say(ctx, "why.from"), Value: ask.Get("from"), Faults: faults}
	v.n = ui.FieldView{Name: "n", Label: say(ctx, "why.n"), Value: ask.Get("n"), Width: ui.W4, Keyboard: "numeric", Faults: faults}
	v.unit = ui.FieldView{Name: "unit", Label: say(ctx, "why.unit"), Value: ask.Get("unit"), Faults: faults}
	for _, u := range []string{string(cal.WorkingDays), string(cal.CalendarDays), string(cal.Months), back} {
		v.unit.Choices = append(v.unit.Choices, ui.Choice{Value: u, Say: say(ctx, "why.unit."+u)})
	}
	return web.Show(w, r, status, whyPage(v))
}

// most is the longest period the page lists day by day.
const most = 3660

func count(k *cal.Calendar, from, n, unit string) (cal.Due, []fault.Field) {
	var faults []fault.Field
	bad := func(name string, args ...any) {
		faults = append(faults, fault.Field{Name: name, Why: book.Text("why.bad."+name, args...)})
	}
	start, err := cal.Parse(strings.TrimSpace(from))
	if err != nil || start.IsZero() || start.Year() < 1980 || start.Year() > 2090 {
		bad("from")
	}
	many, err := strconv.Atoi(strings.TrimSpace(n))
	limit := most
	switch unit {
	case string(cal.Months):
		limit = most / 31
	case string(cal.WorkingDays):
		limit = most * 2 / 3
	}
	if err != nil || many < 0 || many > limit {
		bad("n", limit)
	}
	switch cal.Unit(unit) {
	case cal.WorkingDays, cal.CalendarDays, cal.Months, back:
	default:
		bad("unit")
	}
	switch {
	case len(faults) > 0:
		return cal.Due{}, faults
	case unit == back:
		return k.Back(start, cal.CD(many)), nil
	}
	return k.Add(start, cal.Span{N: many, Unit: cal.Unit(unit)}), nil
}

func (v *whyView) account(ctx context.Context, due cal.Due, unit string) {
	v.result = say(ctx, "why.result", in(ctx, due.On.Say()))
	rules := []string{"TIM-03", "TIM-05"}
	switch unit {
	case back:
		v.result = say(ctx, "why.result.back", in(ctx, due.On.Say()))
		rules = []string{"TIM-07"}
	case string(cal.WorkingDays):
		rules = append(rules, "TIM-01", "TIM-08")
	default:
		rules = append(rules, "TIM-04")
	}
	v.notes = append(v.notes, say(ctx, "why.ends"))
	if due.Provisional {
		v.notes = append(v.notes, say(ctx, "why.provisional"))
		rules = append(rules, "TIM-11")
	}
	for _, id := range rules {
		rule, _ := law.RuleByID(id)
		v.rules = append(v.rules, ui.P(in(ctx, rule.Cite.Text()), in(ctx, rule.Say)))
	}
	v.days = dayTable(ctx, say(ctx, "why.list"), due)
}

// dayTable lists the days of a count with what each did.
func dayTable(ctx context.Context, caption string, due cal.Due) ui.TableView {
	t := ui.TableView{Caption: caption,
		Heads: []ui.Head{{Say: say(ctx, "why.day")}, {Say: say(ctx, "why.count"), Num: true}, {Say: say(ctx, "why.mark")}, {Say: say(ctx, "why.reason")}}}
	for _, w := range due.Why() {
		n := ""
		if w.N > 0 {
			n = strconv.Itoa(w.N)
		}
		reason := w.Say
		if w.Stop != nil {
			reason = i18n.T(w.Stop.Ground.Zh+"（"+w.Stop.Cite.Text().Zh+"，"+w.Stop.Notice+"）", w.Stop.Ground.En+" ("+w.Stop.Cite.Text().En+", "+w.Stop.Notice+")")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.C(w.On.String() + " " + in(ctx, w.On.WeekdayText())), ui.C(n), ui.C(say(ctx, "why.mark."+string(w.Mark))), ui.C(in(ctx, reason))}, Here: w.Mark == cal.MarkDue})
	}
	return t
}
