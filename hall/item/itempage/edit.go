package itempage

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"tongban/civic/access"
	"tongban/civic/org"
	"tongban/hall/item"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// editView is one section of a version on the editor's desk (事项编制).
type editView struct {
	*item.Version
	Section item.Section
	Parts   []part
	Gaps    []item.Gap
	Typed   url.Values
	Faults  []fault.Field
	Who     access.Who
	Saved   bool
}

// target reads which version and revision a form is about.
func target(r *http.Request, q url.Values) item.Target {
	return item.Target{Code: item.Code(r.PathValue("code")), No: atoi(q.Get("v")), Rev: int64(atoi(q.Get("rev")))}
}

func sectionOf(key string) item.Section {
	for _, s := range item.Sections {
		if s.Key == key {
			return s
		}
	}
	return item.Sections[0]
}

func (c *Counter) edit(w http.ResponseWriter, r *http.Request) error {
	who, err := staff(r)
	if err != nil {
		return err
	}
	v, err := c.wanted(r, who)
	if err != nil {
		return err
	}
	e := editView{Version: v, Section: sectionOf(r.URL.Query().Get("section")), Who: who, Saved: r.URL.Query().Get("saved") != ""}
	if err := c.dress(r.Context(), &e); err != nil {
		return err
	}
	return web.Show(w, r, http.StatusOK, editPage(e))
}

// wanted gives the version named in the address, the newest where none is.
func (c *Counter) wanted(r *http.Request, who access.Who) (*item.Version, error) {
	code := item.Code(r.PathValue("code"))
	if n := atoi(r.URL.Query().Get("v")); n > 0 {
		return c.Desk.Open(r.Context(), who, code, n)
	}
	return c.Desk.Newest(r.Context(), who, code)
}

// dress gives the view its inputs and gaps. The content is copied: versions read
// from the catalogue are shared, and drawing makes rows to fill in.
func (c *Counter) dress(ctx context.Context, e *editView) error {
	copied, err := copyOf(&e.Content)
	if err != nil {
		return err
	}
	v := *e.Version
	v.Content = copied
	e.Version = &v
	e.Gaps = item.Gaps(&copied)
	var seats []item.Seat
	if e.Section.Key == "basics" {
		if seats, err = c.seats(ctx, e.Who); err != nil {
			return err
		}
	}
	e.Parts = partsOf(e.Section.Key, &copied, seats)
	return nil
}

func copyOf(c *item.Content) (out item.Content, err error) {
	raw, err := json.Marshal(c)
	if err != nil {
		return out, err
	}
	err = json.Unmarshal(raw, &out)
	return out, err
}

// seats lists the departments the editor may write for, with their offices.
func (c *Counter) seats(ctx context.Context, who access.Who) ([]item.Seat, error) {
	var out []item.Seat
	err := c.Desk.DB.Read(ctx, func(tx *db.Tx) error {
		today := c.Desk.Clock.Now().In(clock.Beijing).Format("2006-01-02")
		units, err := org.Units(tx, org.UnitQuery{On: today, Kind: org.Department, Limit: 1000})
		if err != nil {
			return err
		}
		offices, err := org.Units(tx, org.UnitQuery{On: today, Kind: org.Office, Limit: 1000})
		if err != nil {
			return err
		}
		of := map[string]item.Unit{}
		for _, o := range offices {
			of[o.Department] = item.Unit{ID: o.ID, Name: o.Name}
		}
		scope := scopeOf(who)
		for _, u := range units {
			if scope == "" || u.ID == scope {
				out = append(out, item.Seat{Unit: item.Unit{ID: u.ID, Name: u.Name}, Office: of[u.ID], Region: u.Division})
			}
		}
		return nil
	})
	return out, err
}

func (c *Counter) save(w http.ResponseWriter, r *http.Request) error {
	who, err := staff(r)
	if err != nil {
		return err
	}
	f, err := web.Form(r)
	if err != nil {
		return err
	}
	t, section := target(r, f), sectionOf(f.Get("section"))
	var seats []item.Seat
	if section.Key == "basics" {
		if seats, err = c.seats(r.Context(), who); err != nil {
			return err
		}
	}
	var bad []fault.Field
	v, err := c.Desk.Edit(r.Context(), who, t, section.Key, func(content *item.Content) error {
		if bad = take(partsOf(section.Key, content, seats), content, f); len(bad) > 0 {
			return errTyped
		}
		tidy(content)
		return nil
	})
	if len(bad) > 0 {
		return c.again(w, r, again{t: t, section: section, typed: f, faults: bad, who: who})
	}
	if err != nil {
		return err
	}
	return web.See(w, r, editAddress(v.Code, v.No, section.Key)+"&saved=1")
}

// errTyped ends the transaction of an edit whose answers are refused.
var errTyped = fault.New(fault.Invalid, "item.typed", i18n.T("有内容需要更正。", "Some answers need correcting."))

// again is a refused edit to be shown with what was typed.
type again struct {
	t       item.Target
	section item.Section
	typed   url.Values
	faults  []fault.Field
	who     access.Who
}

func (c *Counter) again(w http.ResponseWriter, r *http.Request, a again) error {
	v, err := c.Desk.Open(r.Context(), a.who, a.t.Code, a.t.No)
	if err != nil {
		return err
	}
	e := editView{Version: v, Section: a.section, Who: a.who, Typed: a.typed, Faults: a.faults}
	if err := c.dress(r.Context(), &e); err != nil {
		return err
	}
	return web.Show(w, r, http.StatusUnprocessableEntity, editPage(e))
}

// Editable reports whether the reader may write on this version now.
func (e editView) Editable() bool { return e.State == item.Draft && e.Who.Has(access.ItemEdit) }

func (e editView) title(ctx context.Context) string {
	name := in(ctx, e.Name)
	if name == "" {
		name = say(ctx, "bench.unnamed")
	}
	return say(ctx, "edit.title", name, e.No)
}

// tabs are the sections with the number of gaps in each.
func (e editView) tabs(ctx context.Context) []ui.Tab {
	n := map[string]int{}
	for _, g := range e.Gaps {
		if g.Weight == item.Blocks {
			n[g.Section]++
		}
	}
	var out []ui.Tab
	for _, s := range item.Sections {
		out = append(out, ui.Tab{Say: in(ctx, s.Name), Href: editAddress(e.Code, e.No, s.Key), Count: n[s.Key], Counted: n[s.Key] > 0, Here: s.Key == e.Section.Key})
	}
	return out
}

func (e editView) blocking() int { return item.Blocking(e.Gaps) }

func (e editView) gapTable(ctx context.Context) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "edit.gaps"), Heads: ui.Heads(say(ctx, "col.what"), say(ctx, "col.do"), say(ctx, "col.rule"), say(ctx, "col.where")), None: say(ctx, "edit.complete")}
	for _, g := range e.Gaps {
		what := in(ctx, g.Say)
		if g.Weight == item.Warns {
			what = say(ctx, "edit.warning", what)
		}
		t.Rows = append(t.Rows, ui.R(ui.C(what), ui.C(in(ctx, g.Do)), ui.C(g.Rule+" "+in(ctx, g.Cite().Text())), ui.CLink(in(ctx, sectionOf(g.Section).Name), editAddress(e.Code, e.No, g.Section))))
	}
	return t
}
