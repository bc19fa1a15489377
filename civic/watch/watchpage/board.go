package watchpage

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/limit"
	"tongban/civic/limit/limitview"
	"tongban/civic/watch"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// A boardView is the supervisor's page, in the order in which it is needed.
type boardView struct {
	shell  ui.Shell
	open   int64
	alarms ui.TableView
	pager  ui.PagerView
	soon   ui.TableView
	more   bool
	tiles  []ui.Tile
	chart  ui.ChartView
	number ui.FieldView
}

func (p *Pages) board(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	b, err := p.Desk.See(ctx, access.From(ctx), watch.Key(r.URL.Query().Get("after")))
	if err != nil {
		return err
	}
	n, err := p.names(ctx, b.Units(), nil)
	if err != nil {
		return err
	}
	return web.Show(w, r, http.StatusOK, boardPage(board{b, n}.view(ctx)))
}

// find leads from a case number that was typed to the record of that case.
func (p *Pages) find(w http.ResponseWriter, r *http.Request) error {
	no := strings.TrimSpace(r.URL.Query().Get("no"))
	if no == "" || strings.ContainsAny(no, "/?#%") {
		return web.See(w, r, "/watch")
	}
	return web.See(w, r, recordHref(act.Subject{ID: no}))
}

// A board is what the desk gave, with the names for it.
type board struct {
	watch.Board
	names
}

func (b board) view(ctx context.Context) boardView {
	v := boardView{shell: shell(ctx, say(ctx, "board.title")), open: b.Open(0), more: b.More}
	v.alarms = ui.TableView{Caption: say(ctx, "alarms", b.Open(0)), Quiet: true, Keys: true, Stack: true, None: say(ctx, "alarms.none"),
		Heads: ui.Heads(say(ctx, "col.level"), say(ctx, "col.what"), say(ctx, "col.case"), say(ctx, "col.unit"), say(ctx, "col.at"), say(ctx, "col.rule"), say(ctx, "col.act"))}
	for _, a := range b.Alarms {
		v.alarms.Rows = append(v.alarms.Rows, ui.R(ui.CBody(ui.Light(card(ctx, a))), ui.C(in(ctx, a.Kind.Say())), ui.CLink(a.On.ID, recordHref(a.On)),
			ui.C(b.unit(a.Unit)), ui.C(when(a.At)), ui.C(rule(ctx, a.Rule)), ui.CLink(say(ctx, "act.see"), alarmHref(a.ID))))
	}
	if b.Next != "" {
		v.pager.Next = "/watch?after=" + string(b.Next)
	}
	v.soon = ui.TableView{Caption: say(ctx, "soon"), Quiet: true, Stack: true, None: say(ctx, "soon.none"),
		Heads: ui.Heads(say(ctx, "col.case"), say(ctx, "col.due"), say(ctx, "col.stage"), say(ctx, "col.unit"), say(ctx, "col.law"))}
	for _, k := range b.Soon {
		v.soon.Rows = append(v.soon.Rows, ui.R(ui.CLink(k.Subject, recordHref(k.On())), ui.CBody(ui.Deadline(limitview.Deadline(ctx, k, b.Calendar, b.Today))),
			ui.C(stage(ctx, k.Stage)), ui.C(b.unit(k.Unit)), ui.C(in(ctx, k.Cite.Text()))))
	}
	v.tiles, v.chart = b.tiles(ctx), b.chart(ctx)
	v.number = ui.FieldView{Name: "no", Label: say(ctx, "find.label"), Width: ui.W30, Max: 40}
	return v
}

// tiles are the counts with what each of them means.
func (b board) tiles(ctx context.Context) []ui.Tile {
	var out []ui.Tile
	for _, l := range watch.Levels {
		out = append(out, ui.Tile{Say: in(ctx, l.Say()), Value: ui.Thousands(b.Open(l)), Note: say(ctx, "tile.level."+strconv.Itoa(int(l)))})
	}
	today := 0
	for _, k := range b.Soon {
		if k.Light(b.Calendar, b.Today) == limit.Today {
			today++
		}
	}
	soon := strconv.Itoa(len(b.Soon) - today)
	if b.More {
		soon = say(ctx, "tile.more", soon)
	}
	return append(out, ui.Tile{Say: say(ctx, "tile.today"), Value: strconv.Itoa(today), Note: say(ctx, "tile.today.note")},
		ui.Tile{Say: say(ctx, "tile.soon"), Value: soon, Note: say(ctx, "tile.soon.note")})
}

// mostBars keeps the chart readable; the rest stand together.
const mostBars = 12

// chart draws the open alarms of each unit by level, the unit with most first.
func (b board) chart(ctx context.Context) ui.ChartView {
	of := map[string]map[watch.Level]int64{}
	total := map[string]int64{}
	for _, c := range b.Counts {
		if of[c.Unit] == nil {
			of[c.Unit] = map[watch.Level]int64{}
		}
		of[c.Unit][c.Level] += c.N
		total[c.Unit] += c.N
	}
	units := b.Units()
	units = slices.DeleteFunc(units, func(u string) bool { return total[u] == 0 })
	slices.SortFunc(units, func(x, y string) int {
		if total[x] != total[y] {
			return int(total[y] - total[x])
		}
		return strings.Compare(x, y)
	})
	v := ui.ChartView{Title: say(ctx, "chart"), Unit: say(ctx, "chart.unit"), Head: say(ctx, "col.unit")}
	for _, l := range watch.Levels {
		v.Series = append(v.Series, ui.Series{Name: in(ctx, l.Say())})
	}
	for i, u := range units {
		if i < mostBars {
			v.Labels = append(v.Labels, b.unit(u))
		} else if i == mostBars {
			v.Labels = append(v.Labels, say(ctx, "chart.rest"))
		}
		for j, l := range watch.Levels {
			if s := &v.Series[j]; i <= mostBars {
				s.Values = append(s.Values, of[u][l])
			} else {
				s.Values[mostBars] += of[u][l]
			}
		}
	}
	return v
}
