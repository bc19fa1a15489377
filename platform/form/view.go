package form

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/ui"
)

// A View is a form as one reader sees it now (表单视图).
type View struct {
	Def     Def
	Answers Answers
	Faults  []fault.Field
	Checks  Checks
	Known   Known
	// Upload gives the address where the resumable uploads of a slot begin, such
	// as "/uploads?purpose=…"; nil for plain uploads only.
	Upload func(slot string) string
	// FileHref gives the address of a stored file; nil shows names only.
	FileHref func(slot string, f File) string
	// FileSay tells the limits of a slot before anything is chosen; nil says nothing.
	FileSay func(f FieldDef) i18n.Text
	// Hide masks numbers of identification and telephones in the summary: for
	// readers who have no business with the whole number.
	Hide Masking
	// Change gives the address where a section is changed, for Summary; nil for none.
	Change func(section string) string
}

// Masking tells whether personal numbers are shown whole (脱敏).
type Masking bool

// Masked hides the middle of personal numbers.
const Masked Masking = true

// sections gives what is asked: one section, or all for "".
func (v View) sections(id string) []Section {
	all := v.Def.Shown(v.Answers)
	if id == "" {
		return all
	}
	for _, s := range all {
		if s.ID == id {
			return []Section{s}
		}
	}
	return nil
}

// Next gives the section asked after id, "" after the last; "" gives the first.
func (d Def) Next(a Answers, id string) string {
	found := id == ""
	for _, s := range d.Shown(a) {
		if found {
			return s.ID
		}
		found = s.ID == id
	}
	return ""
}

// Place gives the number of a section among those asked, and how many there are,
// for "第 2 步，共 5 步"; 0 when it is not asked.
func (d Def) Place(a Answers, id string) (n, of int) {
	shown := d.Shown(a)
	for i, s := range shown {
		if s.ID == id {
			n = i + 1
		}
	}
	return n, len(shown)
}

func say(ctx context.Context, t i18n.Text) string { return t.In(i18n.From(ctx)) }

// pressable reports whether a page of these sections has buttons besides its own.
func pressable(ss []Section) bool {
	for _, s := range ss {
		for _, f := range s.Fields {
			if f.Type == Table || f.Type == Upload {
				return true
			}
		}
	}
	return false
}

// packs groups neighbouring short questions.
func packs(fields []FieldDef) [][]FieldDef {
	var out [][]FieldDef
	open := false
	for _, f := range fields {
		short := !slices.Contains([]Type{Area, Address, Table, Upload, Tick}, f.Type)
		if short && open {
			out[len(out)-1] = append(out[len(out)-1], f)
		} else {
			out = append(out, []FieldDef{f})
		}
		open = short
	}
	return out
}

// fixed gives the fact that stands in place of an input.
func (v View) fixed(f FieldDef) (Fact, bool) {
	fact, ok := v.Known.of(f)
	return fact, ok && !f.Editable
}

// field gives the ui view of one input.
func (v View) field(ctx context.Context, f FieldDef, name string, x Value) ui.FieldView {
	w := ui.FieldView{Name: name, Label: say(ctx, f.Label), Hint: say(ctx, f.Hint), Faults: v.Faults,
		Value: v.typed(f, x), Optional: !f.Required}
	if fact, ok := v.Known.of(f); ok {
		w.Source, w.SourceHref = say(ctx, fact.Source), fact.Mend
	}
	switch f.Type {
	case Text, Area:
		w.Width, w.Max = wide(f.most()), 0
	case Number:
		w.Width, w.Keyboard = ui.W10, string(Decimal)
		if unit := say(ctx, f.Unit); unit != "" {
			w.Label += say(ctx, i18n.Tf("（%s）", " (%s)", unit))
		}
	case Money:
		w.Width, w.Keyboard = ui.W10, string(Decimal)
		w.Label += say(ctx, i18n.T("（元）", " (yuan)"))
	case Choice, Choices:
		v.choices(ctx, f, x, &w)
	case Upload:
		v.files(ctx, f, x, &w)
	case Tick:
		if _, ok := x.(Yes); ok {
			w.Value = "1"
		}
	case Date:
	default:
		if k, ok := v.Checks.kind(f.Type); ok {
			w.Keyboard, w.Width = string(k.Mode), wide(k.Chars)
			if k.Mode == Dial {
				w.Type = "tel"
			}
		}
	}
	return w
}

func wide(chars int) ui.Width {
	switch {
	case chars <= 2:
		return ui.W2
	case chars <= 6:
		return ui.W6
	case chars <= 12:
		return ui.W10
	case chars <= 20:
		return ui.W18
	case chars <= 40:
		return ui.W30
	}
	return ui.Full
}

// typed gives a single answer as it goes back into its box.
func (v View) typed(f FieldDef, x Value) string {
	switch x := x.(type) {
	case Str:
		return string(x)
	case Num:
		if f.Type == Money && x%thousand == 0 {
			return yuan(x)
		}
		return x.String()
	}
	return ""
}

// radiosUpTo is how many choices stand open as radio buttons; more are a list.
const radiosUpTo = 7

func (v View) choices(ctx context.Context, f FieldDef, x Value, w *ui.FieldView) {
	opts := v.Checks.options(f)
	if f.Type == Choice && len(opts) > radiosUpTo {
		w.Choices = append(w.Choices, ui.Choice{Say: say(ctx, i18n.T("请选择", "Choose"))})
	}
	for _, o := range opts {
		w.Choices = append(w.Choices, ui.Choice{Value: o.Code, Say: say(ctx, o.Label), Hint: say(ctx, o.Hint), Group: say(ctx, o.Group)})
	}
	if m, ok := x.(Many); ok {
		w.Values = m
	}
}

func (v View) files(ctx context.Context, f FieldDef, x Value, w *ui.FieldView) {
	w.Accept, w.Many = accept(f), f.most() > 1
	if v.Upload != nil {
		w.Upload = v.Upload(f.Name)
	}
	if v.FileSay != nil {
		limit := say(ctx, v.FileSay(f))
		w.Hint = strings.TrimSpace(w.Hint + " " + limit)
	}
	files, _ := x.(Files)
	for _, file := range files {
		k := ui.Kept{Name: file.Name, Note: strconv.FormatInt((file.Size+1023)/1024, 10) + " KB · SM3 " + file.Blob[:min(8, len(file.Blob))], Remove: dropName + f.Name}
		if v.FileHref != nil {
			k.Href = v.FileHref(f.Name, file)
		}
		w.Kept = append(w.Kept, k)
	}
}

func accept(f FieldDef) string {
	var out []string
	for _, k := range f.Accept {
		out = append(out, "."+k)
		if k == "jpg" {
			out = append(out, ".jpeg", "image/jpeg") // the type lets a phone offer its camera
		}
	}
	return strings.Join(out, ",")
}

// address gives the two inputs of an address.
func (v View) address(ctx context.Context, f FieldDef, x Value) (code, line ui.FieldView) {
	p, _ := x.(Place)
	code = v.field(ctx, f, f.Name+".code", nil)
	code.Label, code.Value, code.Hint = say(ctx, i18n.T("所在地区", "District")), p.Code, ""
	code.Choices = nil
	v.choices(ctx, FieldDef{Type: Choice, Codes: f.Codes}, nil, &code)
	if len(code.Choices) <= radiosUpTo {
		code.Choices = append([]ui.Choice{{Say: say(ctx, i18n.T("请选择", "Choose"))}}, code.Choices...)
	}
	line = v.field(ctx, f, f.Name+".line", nil)
	line.Label, line.Value, line.Width = say(ctx, i18n.T("详细地址", "Street and number")), p.Line, ui.Full
	line.Source, line.SourceHref, code.Source, code.SourceHref = "", "", "", ""
	line.Hint, line.Keyboard = say(ctx, f.Hint), ""
	return code, line
}

// rows gives the rows of a table to show: those there are, and blank ones up to
// the fewest it asks for.
func (v View) rows(f FieldDef, x Value) []Answers {
	rows, _ := x.(Rows)
	out := append([]Answers{}, rows...)
	for len(out) < shownRows(f) {
		out = append(out, Answers{})
	}
	return out
}

func rowName(f FieldDef, i int, c FieldDef) string {
	return f.Name + "." + strconv.Itoa(i) + "." + c.Name
}

// Say gives an answer as people read it, in summaries and on paper; files and
// tables are drawn, not said.
func (c Checks) Say(ctx context.Context, f FieldDef, x Value) string {
	label := func(code string) string {
		if o, ok := c.Option(f, code); ok {
			return say(ctx, o.Label)
		}
		return code
	}
	switch x := x.(type) {
	case Num:
		if f.Type == Money {
			return grouped(yuan(x)) + say(ctx, i18n.T(" 元", " yuan"))
		}
		return strings.TrimSpace(x.String() + " " + say(ctx, f.Unit))
	case Yes:
		return say(ctx, i18n.T("已阅读并同意", "Read and agreed"))
	case Many:
		parts := make([]string, len(x))
		for i, code := range x {
			parts[i] = label(code)
		}
		return strings.Join(parts, say(ctx, i18n.T("、", ", ")))
	case Place:
		return strings.TrimSpace(label(x.Code) + " " + x.Line)
	case Str:
		if f.Type == Choice {
			return label(string(x))
		}
		return string(x)
	}
	return ""
}

// grouped writes 1,234,567.80.
func grouped(s string) string {
	whole, frac, point := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return s
	}
	out := ui.Thousands(n)
	if n == 0 && strings.HasPrefix(whole, "-") {
		out = "-0"
	}
	if point {
		out += "." + frac
	}
	return out
}

func (v View) groups(ctx context.Context) []ui.SummaryGroup {
	var out []ui.SummaryGroup
	for _, s := range v.sections("") {
		g := ui.SummaryGroup{Title: say(ctx, s.Title), Pairs: v.pairs(ctx, s)}
		if v.Change != nil {
			g.Change = v.Change(s.ID)
		}
		out = append(out, g)
	}
	return out
}

func (v View) pairs(ctx context.Context, s Section) []ui.Pair {
	a := v.Def.Trim(v.Answers)
	var out []ui.Pair
	for _, f := range s.Fields {
		x := a[f.Name]
		p := ui.Pair{Say: say(ctx, f.Label), Text: v.said(ctx, f, x)}
		switch {
		case x == nil:
			p.Text = say(ctx, i18n.T("未填写", "Not answered"))
		case f.Type == Upload, f.Type == Table, f.Type == Area:
			p.Body = v.drawn(f, x)
		}
		out = append(out, p)
	}
	return out
}

// said is Checks.Say for the reader of this view.
func (v View) said(ctx context.Context, f FieldDef, x Value) string {
	text := v.Checks.Say(ctx, f, x)
	if k, ok := v.Checks.kind(f.Type); ok && bool(v.Hide) {
		if k.Mask != nil {
			return k.Mask(text)
		}
		return hidden(text)
	}
	return text
}

// hidden keeps the first and the last characters of a number, at most half.
func hidden(s string) string {
	r := []rune(s)
	keep := min(len(r)/4, 4)
	for i := keep; i < len(r)-keep; i++ {
		r[i] = '*'
	}
	return string(r)
}

func (v View) drawn(f FieldDef, x Value) templ.Component {
	switch x := x.(type) {
	case Files:
		return fileList(v, f, x)
	case Rows:
		return rowTable(v, f, x)
	}
	s, _ := x.(Str)
	return paragraphs(strings.Split(string(s), "\n"))
}

func (v View) table(ctx context.Context, f FieldDef, rows Rows) ui.TableView {
	t := ui.TableView{Caption: say(ctx, f.Label), Quiet: true, Stack: true}
	for _, c := range f.Cols {
		t.Heads = append(t.Heads, ui.Head{Say: say(ctx, c.Label), Num: c.Type == Number || c.Type == Money})
	}
	for _, r := range rows {
		var cells []ui.Cell
		for _, c := range f.Cols {
			cells = append(cells, ui.C(v.said(ctx, c, r[c.Name])))
		}
		t.Rows = append(t.Rows, ui.R(cells...))
	}
	return t
}
