package casepage

import (
	"context"
	"net/http"
	"slices"

	"tongban/civic/limit"
	"tongban/hall/casework"
	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// A benchView is the workbench of a post.
type benchView struct {
	shell    ui.Shell
	tabs     []ui.Tab
	table    ui.TableView
	pager    ui.PagerView
	register bool // the reader receives applications at a window
}

// deskCases shows what waits at the reader's post, soonest date first. Stage and
// page are in the address.
func (p *Pages) deskCases(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	who, err := staff(r)
	if err != nil {
		return err
	}
	stages := casework.StagesOf(who)
	if len(stages) == 0 {
		return fault.New(fault.Forbidden, "case.queue", i18n.T("您现在的岗位不处理办件。", "Your posts of today handle no cases."))
	}
	stage := casework.Stage(r.URL.Query().Get("stage"))
	if stage == "" {
		stage = stages[0]
	}
	list, err := p.Cases.Bench(ctx, who, stage, limit.Key(r.URL.Query().Get("after")))
	if err != nil {
		return err
	}
	v := benchView{shell: ui.Shell{Title: say(ctx, "bench.title", stageWord(ctx, stage)), Face: web.Desk, Nav: "desk-cases", Wide: true,
		Head: plainHead(say(ctx, "bench.head"))}, register: slices.Contains(stages, casework.StageIntake)}
	for _, s := range stages {
		v.tabs = append(v.tabs, ui.Tab{Say: stageWord(ctx, s), Href: query("/desk/cases", "stage", string(s)), Count: list.Counts[s], Counted: true, Here: s == stage})
	}
	v.table = benchTable(ctx, list, stage)
	if r.URL.Query().Has("after") {
		v.pager.Prev = query("/desk/cases", "stage", string(stage))
	}
	if n := len(list.Rows); list.More {
		v.pager.Next = query("/desk/cases", "stage", string(stage), "after", string(list.Rows[n-1].Key))
	}
	v.pager.Shown = say(ctx, "bench.shown", len(list.Rows), list.Counts[stage])
	return web.Show(w, r, http.StatusOK, benchPage(v))
}

func benchTable(ctx context.Context, list casework.Worklist, stage casework.Stage) ui.TableView {
	d := dated{list.Calendar, list.Today}
	t := ui.TableView{Caption: say(ctx, "bench.caption", stageWord(ctx, stage)), Quiet: true, Keys: true, None: say(ctx, "bench.none"),
		Heads: []ui.Head{{Say: say(ctx, "col.no")}, {Say: say(ctx, "col.item")}, {Say: say(ctx, "col.applicant")}, {Say: say(ctx, "col.kind")},
			{Say: say(ctx, "col.state")}, {Say: say(ctx, "col.received")}, {Say: say(ctx, "col.left"), Sort: "ascending"}, {Say: say(ctx, "col.by")}, {Say: say(ctx, "col.do")}}}
	for _, c := range list.Rows {
		by := ui.C(say(ctx, "none"))
		if on := c.Clock.By(); !on.IsZero() {
			by = ui.C(on.String())
		}
		name := list.Names[c.Applicant]
		t.Rows = append(t.Rows, ui.Row{Key: string(c.No), Cells: []ui.Cell{
			ui.CLink(string(c.No), deskHref(c.No)), {Text: c.ItemName, Tight: true}, {Text: name, Tight: true}, ui.C(className(ctx, c.Case)),
			ui.C(stateWord(ctx, c.State)), ui.C(c.ReceivedOn.String()), ui.CBody(ui.Light(d.light(ctx, c.Clock))), by,
			ui.CBody(inline(say(ctx, "bench.open"), string(c.No), deskHref(c.No)))}})
	}
	return t
}
