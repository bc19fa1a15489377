package itempage

import (
	"context"
	"net/http"
	"strings"

	"tongban/hall/item"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// compareView is what changed between two versions, input by input (版本比较).
type compareView struct {
	Name string
	Code item.Code
	A, B int
	rows []change
}

type change struct {
	section item.Section
	label   string
	a, b    string
}

func (c *Counter) compare(w http.ResponseWriter, r *http.Request) error {
	who, err := staff(r)
	if err != nil {
		return err
	}
	code, q := item.Code(r.PathValue("code")), r.URL.Query()
	a, err := c.Desk.Open(r.Context(), who, code, atoi(q.Get("a")))
	if err != nil {
		return err
	}
	b, err := c.Desk.Open(r.Context(), who, code, atoi(q.Get("b")))
	if err != nil {
		return err
	}
	seats, err := c.seats(r.Context(), who)
	if err != nil {
		return err
	}
	v := compareView{Name: b.Name.Zh, Code: code, A: a.No, B: b.No}
	if v.rows, err = changes(r.Context(), &a.Content, &b.Content, seats); err != nil {
		return err
	}
	return web.Show(w, r, http.StatusOK, comparePage(v))
}

// changes compares the inputs of every section; rows of lists are compared by
// their place.
func changes(ctx context.Context, a, b *item.Content, seats []item.Seat) ([]change, error) {
	ca, err := copyOf(a)
	if err != nil {
		return nil, err
	}
	cb, err := copyOf(b)
	if err != nil {
		return nil, err
	}
	var out []change
	for _, s := range item.Sections {
		longer := &ca
		if len(partsOf(s.Key, &cb, seats)) > len(partsOf(s.Key, &ca, seats)) {
			longer = &cb
		}
		for _, p := range partsOf(s.Key, longer, seats) {
			for _, x := range p.inputs {
				va, vb := shownAs(ctx, x, &ca), shownAs(ctx, x, &cb)
				if va != vb {
					label := say(ctx, x.label)
					if p.title != "" {
						label = partTitle(ctx, p.title) + " · " + label
					}
					out = append(out, change{s, label, va, vb})
				}
			}
		}
	}
	return out, nil
}

// shownAs gives an input's answer in words.
func shownAs(ctx context.Context, x input, c *item.Content) string {
	values := x.get(c)
	if x.kind == checkInput {
		if first(values) == "1" {
			return say(ctx, "yes")
		}
		return say(ctx, "no")
	}
	if x.choices == nil {
		return strings.Join(values, "、")
	}
	var out []string
	for _, v := range values {
		word := v
		for _, ch := range x.choices(ctx) {
			if ch.Value == v && v != "" {
				word = ch.Say
			}
		}
		if word != "" {
			out = append(out, word)
		}
	}
	return strings.Join(out, "、")
}

func (v compareView) table(ctx context.Context) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "compare.short"), Heads: ui.Heads(say(ctx, "col.field"), say(ctx, "version.no", v.A), say(ctx, "version.no", v.B)), None: say(ctx, "compare.same")}
	for _, x := range v.rows {
		t.Rows = append(t.Rows, ui.R(ui.C(in(ctx, x.section.Name)+" · "+x.label), ui.C(x.a), ui.C(x.b)))
	}
	return t
}

// readPairs shows a part to those who may not write on it; what is empty is left out.
func readPairs(ctx context.Context, e editView, p part) []ui.Pair {
	var out []ui.Pair
	for _, x := range p.inputs {
		if x.kind == checkInput && first(x.get(&e.Content)) != "1" {
			continue
		}
		out = append(out, ui.P(say(ctx, x.label), shownAs(ctx, x, &e.Content)))
	}
	return filled(out)
}

// partTitle names a part: a row of a list by its number, or a group.
func partTitle(ctx context.Context, title string) string {
	list, n, isRow := strings.Cut(title, ".")
	switch {
	case !isRow:
		return say(ctx, "part."+title)
	case n == "new":
		return say(ctx, "part."+list+".new")
	}
	return say(ctx, "part."+list+".n", atoi(n)+1)
}
