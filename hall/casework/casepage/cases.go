package casepage

import (
	"context"
	"net/http"

	"tongban/hall/casework"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// A casesView is what somebody has under way.
type casesView struct {
	shell   ui.Shell
	kept    bool // a draft was just put aside
	drafts  ui.TableView
	waiting ui.TableView
	cases   ui.TableView
	pager   ui.PagerView
	nothing bool
}

// cases lists what the visitor has under way: corrections asked of them first.
func (p *Pages) cases(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	who, err := signed(r)
	if err != nil {
		return err
	}
	before := casework.No(r.URL.Query().Get("before"))
	list, err := p.Cases.Own(ctx, who, before)
	if err != nil {
		return err
	}
	var drafts []casework.Draft
	if before == "" {
		if drafts, err = p.Cases.Drafts(ctx, who); err != nil {
			return err
		}
	}
	v := casesView{shell: ui.Shell{Title: say(ctx, "cases.title"), Nav: "cases", Crumbs: crumbs(ctx, say(ctx, "cases.title"), "")}, kept: r.URL.Query().Has("kept")}
	d := dated{list.Calendar, list.Today}
	v.waiting = caseTable(ctx, d, say(ctx, "cases.waiting"), list.Waiting, "/correct")
	v.drafts = draftTable(ctx, drafts)
	v.cases = caseTable(ctx, d, say(ctx, "cases.all"), without(list.Rows, list.Waiting), "")
	if list.More {
		v.pager.Next = query("/cases", "before", string(list.Rows[len(list.Rows)-1].No))
	}
	v.nothing = len(list.Rows)+len(drafts)+len(list.Waiting) == 0
	return web.Show(w, r, http.StatusOK, casesPage(v))
}

// without leaves out rows that stand elsewhere on the page.
func without(rows, apart []casework.Row) []casework.Row {
	out := rows[:0:0]
	for _, r := range rows {
		twice := false
		for _, a := range apart {
			twice = twice || a.No == r.No
		}
		if !twice {
			out = append(out, r)
		}
	}
	return out
}

// caseTable lists cases with whose turn it is and by when; then is added to the
// address each row leads to.
func caseTable(ctx context.Context, d dated, caption string, rows []casework.Row, then string) ui.TableView {
	t := ui.TableView{Caption: caption, Stack: true,
		Heads: ui.Heads(say(ctx, "col.item"), say(ctx, "col.no"), say(ctx, "col.state"), say(ctx, "col.by"), say(ctx, "col.filed"))}
	for _, c := range rows {
		by := ui.C(say(ctx, "none"))
		if c.Running {
			by = ui.CBody(ui.Deadline(d.due(ctx, c.Clock, "")))
		}
		t.Rows = append(t.Rows, ui.Row{Key: string(c.No), Cells: []ui.Cell{ui.CLink(c.ItemName, caseHref(c.No)+then), ui.C(string(c.No)),
			ui.C(stateWord(ctx, c.State)), by, ui.C(when(c.Created))}})
	}
	return t
}

func draftTable(ctx context.Context, drafts []casework.Draft) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "cases.drafts"), Stack: true, Heads: ui.Heads(say(ctx, "col.item"), say(ctx, "col.kept"), say(ctx, "col.do"))}
	for _, x := range drafts {
		t.Rows = append(t.Rows, ui.Row{Key: x.ID, Cells: []ui.Cell{ui.CLink(say(ctx, "cases.go-on", x.ItemName), draftHref(x.ID)), ui.C(when(x.Changed)),
			ui.CBody(inline(say(ctx, "check.discard"), x.ItemName, draftHref(x.ID)+"/discard"))}})
	}
	return t
}
