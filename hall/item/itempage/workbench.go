package itempage

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"tongban/civic/access"
	"tongban/hall/item"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// benchView is the worklists of editors and reviewers (事项工作台).
type benchView struct {
	State  item.State
	Unit   string
	After  string
	Works  []item.Work
	Counts map[item.State]int
	More   bool
	Who    access.Who
	Faults []fault.Field
	Typed  url.Values
}

// scopeOf gives the one department an editor is bound to; empty for those who see
// the whole region. It is the same rule as the policy item-editor.
func scopeOf(who access.Who) string {
	scope := ""
	for _, p := range who.Posts {
		for _, d := range p.Duties {
			if d == access.ItemEdit || d == access.ItemReview {
				if p.Scope == "" {
					return ""
				}
				scope = p.Scope
			}
		}
	}
	return scope
}

func (c *Counter) workbench(w http.ResponseWriter, r *http.Request) error {
	who, err := staff(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	v := benchView{State: item.State(q.Get("state")), Unit: q.Get("unit"), After: q.Get("after"), Who: who}
	if v.State == "" {
		v.State = item.Draft
		if !who.Has(access.ItemEdit) {
			v.State = item.InReview
		}
	}
	if err := c.fill(r.Context(), &v); err != nil {
		return err
	}
	return web.Show(w, r, http.StatusOK, benchPage(v))
}

func (c *Counter) fill(ctx context.Context, v *benchView) error {
	const size = 50
	if s := scopeOf(v.Who); s != "" {
		v.Unit = s
	}
	err := c.Desk.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if v.Works, err = item.Works(tx, item.Bench{State: v.State, Unit: v.Unit, After: v.After, Limit: size + 1}); err != nil {
			return err
		}
		v.Counts, err = item.CountByState(tx, v.Unit)
		return err
	})
	if v.More = len(v.Works) > size; v.More {
		v.Works = v.Works[:size]
	}
	return err
}

func (v benchView) tabs(ctx context.Context) []ui.Tab {
	var out []ui.Tab
	for _, s := range item.States {
		out = append(out, ui.Tab{Say: in(ctx, s.Name()), Href: address("/desk/items", url.Values{"state": {string(s)}, "unit": {v.Unit}}), Count: v.Counts[s], Counted: true, Here: s == v.State})
	}
	return out
}

func (v benchView) table(ctx context.Context) ui.TableView {
	t := ui.TableView{Caption: in(ctx, v.State.Name()), Quiet: true, Keys: true, None: say(ctx, "bench.none"),
		Heads: []ui.Head{{Say: say(ctx, "col.item")}, {Say: say(ctx, "col.unit")}, {Say: say(ctx, "col.version")}, {Say: say(ctx, "col.gaps"), Num: true}, {Say: say(ctx, "col.updated")}, {Say: say(ctx, "col.code")}}}
	for _, w := range v.Works {
		name := w.Name
		if name == "" {
			name = say(ctx, "bench.unnamed")
		}
		t.Rows = append(t.Rows, ui.R(ui.CLink(name, editAddress(w.Code, w.No, "")), ui.C(w.UnitName), ui.C(say(ctx, "version.no", w.No)), ui.C(itoa(w.Gaps)), ui.C(when(clock.FromMicros(w.Updated))), ui.Cell{Text: string(w.Code), Tight: true}))
	}
	return t
}

func (v benchView) pager(ctx context.Context) ui.PagerView {
	p := ui.PagerView{Shown: say(ctx, "bench.shown", len(v.Works), v.Counts[v.State])}
	base := url.Values{"state": {string(v.State)}, "unit": {v.Unit}}
	if v.After != "" {
		p.Prev = address("/desk/items", base)
	}
	if v.More {
		base.Set("after", v.Works[len(v.Works)-1].ID)
		p.Next = address("/desk/items", base)
	}
	return p
}

func editAddress(code item.Code, no int, section string) string {
	return address("/desk/items/"+string(code)+"/edit", url.Values{"v": {itoa(no)}, "section": {section}})
}

// begin makes a new item, or the next version of one that exists.
func (c *Counter) begin(w http.ResponseWriter, r *http.Request) error {
	who, err := staff(r)
	if err != nil {
		return err
	}
	f, err := web.Form(r)
	if err != nil {
		return err
	}
	code := item.Code(strings.TrimSpace(f.Get("code")))
	var v *item.Version
	if f.Get("revise") != "" {
		v, err = c.Desk.Revise(r.Context(), who, code)
	} else {
		v, err = c.Desk.Draft(r.Context(), who, code, c.fresh(who, f))
	}
	if bad, ok := fault.As(err); ok && bad.Key == "item.code" {
		b := benchView{State: item.Draft, Who: who, Faults: bad.Fields, Typed: f}
		if err := c.fill(r.Context(), &b); err != nil {
			return err
		}
		return web.Show(w, r, http.StatusUnprocessableEntity, benchPage(b))
	}
	if err != nil {
		return err
	}
	return web.See(w, r, editAddress(v.Code, v.No, ""))
}

// fresh is the content a new item begins with: its name and the editor's department.
func (c *Counter) fresh(who access.Who, f url.Values) item.Content {
	content := item.Content{Name: i18n.Text{Zh: f.Get("name")}, Region: c.City}
	if p, ok := who.PostWith(access.ItemEdit); ok {
		if p.Region != "" {
			content.Region = p.Region
		}
		if p.Scope != "" {
			content.Unit = item.Unit{ID: p.Scope, Name: p.Scope}
		}
	}
	return content
}
