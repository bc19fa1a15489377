// Package form holds forms as data (电子表单). A [Def] says what is asked, when,
// and how answers must agree with each other; it holds no code. One Def is shown
// to citizens page by page, to clerks on one dense page, and on paper; it checks
// answers on the server and exports JSON Schema 2020-12 for everybody else.
//
// The platform knows no law: types such as the citizen ID number, and lists such
// as the divisions of the city, come in through [Checks].
package form

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/emmansun/gmsm/sm3"
	"github.com/gowebpki/jcs"

	"tongban/platform/i18n"
)

// A Type says what kind of answer a field takes (字段类型). A type not listed here
// names a Kind in Checks.
type Type string

// The types of fields.
const (
	Text       Type = "text"        // one line
	Area       Type = "area"        // several lines
	Number     Type = "number"      // decimal with up to Scale places
	Money      Type = "money"       // typed in yuan, kept in fen
	Date       Type = "date"        // kept as 2006-01-02
	Choice     Type = "choice"      // one of Options or of the list Codes
	Choices    Type = "choices"     // some of Options or of the list Codes
	Phone      Type = "phone"       // mobile or fixed line of the mainland
	Address    Type = "address"     // a code of the list Codes and a detail line
	Table      Type = "table"       // rows of Cols
	Upload     Type = "file"        // a slot for files already in the blob store
	Tick       Type = "tick"        // a declaration to agree to
	CitizenID  Type = "citizen-id"  // a Kind given by civic/person
	CreditCode Type = "credit-code" // a Kind given by civic/person
)

// A Def is one version of a form (表单定义). A published (Code, Version) never
// changes; Hash proves it.
type Def struct {
	Code     string    `json:"code"`
	Version  int       `json:"version"`
	Title    i18n.Text `json:"title"`
	Sections []Section `json:"sections"`
	Across   []Across  `json:"across,omitempty"` // checks that span fields
}

// A Section is one page of questions (表单分组).
type Section struct {
	ID     string     `json:"id"`
	Title  i18n.Text  `json:"title"`
	Intro  i18n.Text  `json:"intro,omitzero"`
	When   Cond       `json:"when,omitzero"` // the zero Cond always holds
	Fields []FieldDef `json:"fields"`
}

// A FieldDef is one question (字段定义).
type FieldDef struct {
	Name     string     `json:"name"` // a–z, digits, underscore; unique in the form
	Label    i18n.Text  `json:"label"`
	Hint     i18n.Text  `json:"hint,omitzero"`
	Type     Type       `json:"type"`
	Required bool       `json:"required,omitempty"`
	When     Cond       `json:"when,omitzero"`     // may name only fields declared earlier
	Options  []Option   `json:"options,omitempty"` // choice, choices
	Codes    string     `json:"codes,omitempty"`   // choice, choices, address: a list given in Checks
	Cols     []FieldDef `json:"cols,omitempty"`    // table: single-valued columns
	Least    int        `json:"least,omitempty"`   // fewest characters, choices, rows or files
	Most     int        `json:"most,omitempty"`    // most of them; 0 means the limit of the type
	Min      string     `json:"min,omitempty"`     // number, money (yuan): smallest value, as decimal text
	Max      string     `json:"max,omitempty"`     // number, money (yuan): largest value
	Scale    int        `json:"scale,omitempty"`   // number: decimal places, at most 3
	Unit     i18n.Text  `json:"unit,omitzero"`     // number: what is counted, shown after the box
	Pattern  string     `json:"pattern,omitempty"` // text: the whole answer must match (RE2)
	Example  string     `json:"example,omitempty"` // text: shown with the error of Pattern
	Accept   []string   `json:"accept,omitempty"`  // file: kinds such as "pdf"; empty means those of blob
	MaxBytes int64      `json:"maxBytes,omitempty"`
	Prefill  string     `json:"prefill,omitempty"`  // what we know already, such as "person.name"
	Editable bool       `json:"editable,omitempty"` // prefill is a proposal, not the record
}

// An Option is one choice (选项).
type Option struct {
	Code  string    `json:"code"`
	Label i18n.Text `json:"label"`
	Hint  i18n.Text `json:"hint,omitzero"`
	Group i18n.Text `json:"group,omitzero"` // heading over neighbours in a long list
}

// Limits on the size of a form and of its answers. They bound what one request
// can make the server do; no real form comes near them.
const (
	MaxDef      = 512 << 10 // bytes of a definition
	maxSections = 40
	maxFields   = 300
	maxOptions  = 1000
	maxCols     = 12
	maxRows     = 200
	maxChars    = 20000
	maxDepth    = 4 // of conditions
)

// Parse reads a definition strictly: an unknown member, a condition on a later
// field or an impossible limit is an error that names the field.
func Parse(raw []byte) (Def, error) {
	if len(raw) > MaxDef {
		return Def{}, fmt.Errorf("form: definition of %d bytes, most is %d", len(raw), MaxDef)
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	var d Def
	if err := dec.Decode(&d); err != nil {
		return Def{}, fmt.Errorf("form: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Def{}, fmt.Errorf("form %s: text after the definition", d.Code)
	}
	if err := d.Valid(); err != nil {
		return Def{}, err
	}
	return d, nil
}

// MustParse is Parse for definitions that ship with the platform; it panics.
func MustParse(raw []byte) Def {
	d, err := Parse(raw)
	if err != nil {
		panic(err)
	}
	return d
}

// Canonical gives the RFC 8785 JSON of the definition.
func (d Def) Canonical() ([]byte, error) {
	raw, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("form %s: %w", d.Code, err)
	}
	return jcs.Transform(raw)
}

// Hash gives the SM3 of the canonical definition in hexadecimal; whoever keeps
// answers keeps it beside them.
func (d Def) Hash() string {
	raw, err := d.Canonical()
	if err != nil {
		return "" // our own types always marshal
	}
	sum := sm3.Sum(raw)
	return hex.EncodeToString(sum[:])
}

// Field finds a field by name.
func (d Def) Field(name string) (FieldDef, bool) {
	for _, s := range d.Sections {
		for _, f := range s.Fields {
			if f.Name == name {
				return f, true
			}
		}
	}
	return FieldDef{}, false
}

// Section finds a section by id.
func (d Def) Section(id string) (Section, bool) {
	for _, s := range d.Sections {
		if s.ID == id {
			return s, true
		}
	}
	return Section{}, false
}

// most gives the upper limit of the field in its own count.
func (f FieldDef) most() int {
	if f.Most > 0 {
		return f.Most
	}
	switch f.Type {
	case Area:
		return 2000
	case Choices:
		return maxOptions
	case Table:
		return 20
	case Upload:
		return 5
	}
	return 200
}

// least gives the lower limit: an answer that is there is never empty.
func (f FieldDef) least() int {
	if f.Type == Table && !f.Required {
		return max(f.Least, 0)
	}
	return max(f.Least, 1)
}

func (f FieldDef) choice(code string) (Option, bool) {
	for _, o := range f.Options {
		if o.Code == code {
			return o, true
		}
	}
	return Option{}, false
}
