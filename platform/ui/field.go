package ui

import (
	"context"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// A Width is how many characters a field shows (框宽): a field as wide as its
// answer tells the person what is wanted.
type Width string

// The widths. The zero value fills the measure of the form.
const (
	Full Width = ""
	W2   Width = "w2"  // a day, an age
	W4   Width = "w4"  // a year, a query code
	W6   Width = "w6"  // an area, a count
	W10  Width = "w10" // a date, an amount
	W18  Width = "w18" // an ID number, a credit code
	W30  Width = "w30" // a name
)

// A Choice is one possible answer of a Select, Radios or Checks (选项).
type Choice struct {
	Value string
	Say   string
	Hint  string
	Group string // choices of a Select with the same Group stand together
}

// A Kept is a file already handed in, offered again under its upload field (已交文件).
type Kept struct {
	Name   string
	Note   string // size, time of receipt, digest
	Href   string // where to look at it; may be empty
	Remove string // name of the button that takes it away; may be empty
}

// A FieldView is one question of a form with its answer so far (表单项).
type FieldView struct {
	Name  string // the name in the form; the control's id is "f-"+Name
	Label string
	Hint  string
	Value string
	// Faults are all faults of the form; the field shows those at its Name.
	Faults   []fault.Field
	Optional bool // shown as （选填）; without it the answer is asked for
	Width    Width
	Type     string // input type: text (zero), tel, email, password, search …; never number or date
	Keyboard string // inputmode: numeric, decimal …
	Auto     string // autocomplete token, such as name, tel, one-time-code
	Max      int    // maxlength; 0 none
	Rows     int    // of an Area; 0 gives 4
	Choices  []Choice
	Values   []string // the answers of Checks
	Inline   bool     // choices beside each other
	// Source tells where a prefilled value came from; SourceHref is its “不对？” link.
	Source     string
	SourceHref string
	Keys       string // the key that leads to it on a desk, such as "F2"
	// Only for File.
	Accept string // such as ".pdf,image/*"
	Many   bool   // several files at once
	Upload string // address where resumable uploads are created; empty sends with the form
	Kept   []Kept
	Extra  templ.Attributes // further attributes of the control, such as data-…
}

// ID gives the id of the control, which error summaries link to.
func (f FieldView) ID() string { return FieldID(f.Name) }

// FieldID gives the id of the control of a form answer.
func FieldID(name string) string { return "f-" + strings.ReplaceAll(name, " ", "-") }

// Why gives the sentences that refuse the answer, none when it is right.
func (f FieldView) Why(ctx context.Context) []string {
	var out []string
	for _, x := range f.Faults {
		if x.Name == f.Name {
			out = append(out, x.Why.In(i18n.From(ctx)))
		}
	}
	return out
}

// Bad reports whether the answer is refused.
func (f FieldView) Bad() bool {
	for _, x := range f.Faults {
		if x.Name == f.Name {
			return true
		}
	}
	return false
}

// describedBy lists the ids of hint, source and error, in reading order.
func (f FieldView) describedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID()+"-hint")
	}
	if f.Source != "" {
		ids = append(ids, f.ID()+"-from")
	}
	if f.Bad() {
		ids = append(ids, f.ID()+"-err")
	}
	return strings.Join(ids, " ")
}

// Control gives the attributes every control of the field must carry; use it
// when drawing a control of your own inside [Field].
func (f FieldView) Control() templ.Attributes {
	a := templ.Attributes{"id": f.ID(), "name": f.Name}
	if d := f.describedBy(); d != "" {
		a["aria-describedby"] = d
	}
	if f.Bad() {
		a["aria-invalid"] = "true"
	}
	if !f.Optional {
		a["aria-required"] = "true"
	}
	if f.Width != Full {
		a["class"] = string(f.Width)
	}
	if f.Max > 0 {
		a["maxlength"] = strconv.Itoa(f.Max)
	}
	if f.Keys != "" {
		a["aria-keyshortcuts"] = ariaKey(f.Keys)
		a["data-key"] = f.Keys
	}
	for k, v := range f.Extra {
		a[k] = v
	}
	return a
}

// inputAttrs adds what only an input has.
func (f FieldView) inputAttrs() templ.Attributes {
	a := f.Control()
	a["type"] = "text"
	if f.Type != "" {
		a["type"] = f.Type
	}
	if f.Type != "password" {
		a["value"] = f.Value
	}
	if f.Keyboard != "" {
		a["inputmode"] = f.Keyboard
	}
	a["autocomplete"] = "off"
	if f.Auto != "" {
		a["autocomplete"] = f.Auto
	}
	return a
}

// fileAttrs adds what only a file input has.
func (f FieldView) fileAttrs() templ.Attributes {
	a := f.Control()
	a["type"] = "file"
	delete(a, "aria-required") // not allowed on a file input; the label says 选填 otherwise
	if f.Accept != "" {
		a["accept"] = f.Accept
	}
	if f.Many {
		a["multiple"] = true
	}
	if f.Upload != "" {
		a["data-upload"] = f.Upload
	}
	return a
}

// optionAttrs are the attributes of the i-th radio or checkbox of a group: the
// first takes the id of the field, so that the error summary lands on it.
func (f FieldView) optionAttrs(i int, c Choice) templ.Attributes {
	a := templ.Attributes{"id": f.optionID(i), "name": f.Name, "value": c.Value}
	if c.Hint != "" {
		a["aria-describedby"] = f.optionID(i) + "-tip"
	}
	if f.chosen(c.Value) {
		a["checked"] = true
	}
	return a
}

func (f FieldView) optionID(i int) string {
	if i == 0 {
		return f.ID()
	}
	return f.ID() + "-" + strconv.Itoa(i+1)
}

func (f FieldView) chosen(v string) bool {
	if f.Value == v && len(f.Values) == 0 {
		return true
	}
	for _, x := range f.Values {
		if x == v {
			return true
		}
	}
	return false
}

// groups splits the choices of a Select into runs of the same Group.
func (f FieldView) groups() [][]Choice {
	var out [][]Choice
	for _, c := range f.Choices {
		if n := len(out); n > 0 && out[n-1][0].Group == c.Group {
			out[n-1] = append(out[n-1], c)
			continue
		}
		out = append(out, []Choice{c})
	}
	return out
}

func (f FieldView) rows() string {
	if f.Rows > 0 {
		return strconv.Itoa(f.Rows)
	}
	return "4"
}
