package ui

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"tongban/platform/web"
)

// A Cell is one cell of a Table: Body when set, otherwise Text, linked when Href
// is set (单元格).
type Cell struct {
	Text  string
	Href  string
	Body  templ.Component
	Tight bool // never breaks and ends in … when too long
}

// C makes a plain cell.
func C(text string) Cell { return Cell{Text: text} }

// CLink makes a cell that leads somewhere.
func CLink(text, href string) Cell { return Cell{Text: text, Href: href} }

// CBody makes a cell of a component, such as a Light.
func CBody(body templ.Component) Cell { return Cell{Body: body} }

// A Head is one column of a Table (列).
type Head struct {
	Say  string
	Num  bool   // figures: right-aligned, same width
	Href string // sorts by this column
	Sort string // "ascending" or "descending" when sorted by it
}

// Heads makes plain columns.
func Heads(says ...string) []Head {
	out := make([]Head, len(says))
	for i, s := range says {
		out[i] = Head{Say: s}
	}
	return out
}

// A Row is one line of a Table. Key is the value its checkbox sends (行).
type Row struct {
	Cells []Cell
	Key   string
	Here  bool // the row worked on now
}

// R makes a row of cells.
func R(cells ...Cell) Row { return Row{Cells: cells} }

// A TableView is a table with its name (表). The first cell of a row names the row.
type TableView struct {
	Caption string // always there; Quiet hides it from the eye
	Quiet   bool
	Heads   []Head
	Rows    []Row
	Stack   bool   // cards on a phone instead of scrolling sideways
	Pick    string // name of the checkboxes; empty: none
	Keys    bool   // J and K move between rows while the focus is in the table
	None    string // what to say when there are no rows; empty: a general sentence
}

func (t TableView) head(i int) string {
	if i < len(t.Heads) {
		return t.Heads[i].Say
	}
	return ""
}

func (t TableView) cellClass(i int, c Cell) string {
	switch {
	case i < len(t.Heads) && t.Heads[i].Num:
		return "n"
	case c.Tight:
		return "one"
	}
	return ""
}

func (t TableView) scrollAttrs() templ.Attributes {
	if t.Keys {
		return templ.Attributes{"data-rows": true}
	}
	return nil
}

func sortAttrs(h Head) templ.Attributes {
	if h.Sort == "" {
		return nil
	}
	return templ.Attributes{"aria-sort": h.Sort}
}

func rowAttrs(r Row) templ.Attributes {
	if r.Here {
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}

// A Pair is one line of a list of facts (名称与内容).
type Pair struct {
	Say  string
	Text string
	Body templ.Component
	Href string // of Text
}

// P makes a plain pair.
func P(say, text string) Pair { return Pair{Say: say, Text: text} }

// A Tone is the colour and mark of a Note or Tag (语气).
type Tone string

// The tones. The zero value is plain information.
const (
	Info Tone = ""
	Warn Tone = "warn"
	Bad  Tone = "bad"
	Good Tone = "good"
	// Brand marks a kind, such as 承诺件, in the colour of the city; for tags only.
	Brand Tone = "brand"
)

func (t Tone) icon() string {
	switch t {
	case Warn, Bad:
		return "warning"
	case Good:
		return "check"
	}
	return "info"
}

// A Tab is one saved view of a list with its count (页签).
type Tab struct {
	Say   string
	Href  string
	Count int  // shown when Counted
	Here  bool // the view being read
	// Counted tells that Count is known; a view may well have none.
	Counted bool
}

// A PagerView leads through a list that is paged by key (翻页).
type PagerView struct {
	Prev  string // address; empty on the first page
	Next  string // address; empty on the last page
	Shown string // such as 第 1–20 件，共 4,251 件
}

// A Fact is one figure of the strip at the top of a guide (要点).
type Fact struct {
	Say   string
	Value string
	Note  string
}

// A Step is one step of a procedure (步骤).
type Step struct {
	Say   string
	Who   string
	Note  string
	Time  string
	State string // "done", "here" or empty
}

// A Task is one entry of a task list with one of four states (任务).
type Task struct {
	Say   string
	Href  string // empty when it cannot be started yet
	State TaskState
	Note  string
}

// A TaskState tells how far a task is (任务状态).
type TaskState string

// The four states.
const (
	NotStarted TaskState = "todo"
	InProgress TaskState = "doing"
	Finished   TaskState = "done"
	NotYet     TaskState = "later"
)

func (s TaskState) tone() Tone {
	switch s {
	case Finished:
		return Good
	case InProgress:
		return Warn
	}
	return Info
}

// An Event is one act in the history of a matter (一个动作). At is what is read,
// Machine the same instant as RFC 3339.
type Event struct {
	At      string
	Machine string
	What    string
	Who     string
	Say     string // reason or content
	Law     string // citation
	Href    string // to document or receipt
	HrefSay string
	Light   LightView // drawn when its State is set
}

// A Tile is one big figure (指标).
type Tile struct {
	Say   string
	Value string
	Note  string
	Href  string
}

// A ButtonView is a button of a form (按钮). It says what it does: 提交申请.
type ButtonView struct {
	Say   string
	Kind  ButtonKind
	Name  string
	Value string
	Key   string // such as F9 or Ctrl+Enter; shown, and reacts to that key
	Icon  string
	Form  string // id of the form when the button stands outside it
	To    string // formaction: another address for the same answers
}

// A ButtonKind is how much a button matters (按钮轻重).
type ButtonKind string

// The kinds. One Main at most on a page.
const (
	Plain  ButtonKind = ""
	Main   ButtonKind = "main"
	Danger ButtonKind = "danger"
	Quiet  ButtonKind = "link"
)

func (k ButtonKind) class() string {
	if k == Plain {
		return "btn"
	}
	return "btn btn-" + string(k)
}

func (b ButtonView) attrs(ctx context.Context) templ.Attributes {
	a := keyAttrs(ctx, b.Key)
	for k, v := range map[string]string{"name": b.Name, "form": b.Form, "formaction": b.To} {
		if v != "" {
			a[k] = v
		}
	}
	if b.Name != "" {
		a["value"] = b.Value
	}
	return a
}

// keyAttrs binds a key on desks; citizens keep the keys of their browser.
func keyAttrs(ctx context.Context, key string) templ.Attributes {
	a := templ.Attributes{}
	if key != "" && faceOf(ctx) == web.Desk {
		a["data-key"] = key
		a["aria-keyshortcuts"] = ariaKey(key)
	}
	return a
}

// ariaKey spells a key as the ARIA attribute wants it.
func ariaKey(key string) string {
	if len(key) > 5 && key[:5] == "Ctrl+" {
		return "Control+" + key[5:]
	}
	return key
}

// A LinkView is a link that looks like a button (按钮式链接).
type LinkView struct {
	Say  string
	Href string
	Kind ButtonKind
	Key  string
	Icon string
}

// A FormView is the frame of a form (表单框). Method is post unless it only asks.
type FormView struct {
	Action string
	Method string // "get" for searches and filters; zero posts
	ID     string
	Files  bool   // carries files
	Swap   string // id of the part of the page that the answer replaces (staff lists)
	Class  string
}

func (f FormView) attrs() templ.Attributes {
	a := templ.Attributes{"action": f.Action, "method": "post", "novalidate": true}
	if f.Method != "" {
		a["method"] = f.Method
	}
	for k, v := range map[string]string{"id": f.ID, "data-swap": f.Swap, "class": f.Class} {
		if v != "" {
			a[k] = v
		}
	}
	if f.Files {
		a["enctype"] = "multipart/form-data"
	}
	if f.Method == "" {
		a["data-once"] = true
	}
	return a
}

// A ConfirmView is the page before what cannot be undone (二次确认). The children
// of Confirm are the hidden answers that go with it.
type ConfirmView struct {
	Say     string   // the question: 确定不予受理吗？
	Effects []string // what will happen
	Law     string
	Action  string
	Button  string // what it does: 作出不予受理决定
	Danger  bool
	Back    string // address to leave unchanged
}

func (c ConfirmView) kind() ButtonKind {
	if c.Danger {
		return Danger
	}
	return Main
}

// A ReceiptView is the confirmation that a person keeps (回执).
type ReceiptView struct {
	Done   string // 申请已提交
	Number string // of the matter
	Code   string // query code
	Pairs  []Pair
	Next   string // the next step and its latest date
	Link   string // full address for the QR code; empty: none
}

// A SummaryGroup is one section of a check page with the way to change it (核对).
type SummaryGroup struct {
	Title  string
	Change string // address
	Pairs  []Pair
}

// sixKeys are the six publics in their fixed order (六公开).
var sixKeys = [6]string{"six.1", "six.2", "six.3", "six.4", "six.5", "six.6"}

// SixWords gives the six publics in the reader's language and fixed order.
func SixWords(ctx context.Context) [6]string {
	var out [6]string
	for i, k := range sixKeys {
		out[i] = say(ctx, k)
	}
	return out
}

// SixID gives the id of the n-th public section (1 to 6), which Six links to.
func SixID(n int) string { return "six-" + strconv.Itoa(n) }
