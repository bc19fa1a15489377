package form

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gowebpki/jcs"
)

// Answers are what was filled in, by field name (填报内容). A field without an
// answer has no entry. The JSON form is canonical (RFC 8785): the same answers
// always give the same bytes.
type Answers map[string]Value

// A Value is one answer (填报值): Str, Num, Yes, Many, Rows, Files or Place. Where
// what was typed is no value of the field's type, it stays a Str as typed, so
// that the person sees it again beside the error.
type Value interface {
	empty() bool
	value() any // what encoding/json writes
}

type (
	// Str is a text, date, code or number of identification (文本值).
	Str string
	// Num is a number in thousandths; of a money field, thousandths of a fen (数值).
	Num int64
	// Yes is a declaration agreed to (已勾选).
	Yes struct{}
	// Many are the codes of some choices, in the order of the options (多选值).
	Many []string
	// Rows are the rows of a table (表格行).
	Rows []Answers
	// Files are files in the blob store (已传文件).
	Files []File
	// Place is a division and a line of detail (地址).
	Place struct{ Code, Line string }
)

// A File is one file in a material slot (材料文件).
type File struct {
	Blob string `json:"blob"` // SM3 in hexadecimal
	Name string `json:"name"` // for display; sanitised by platform/blob
	Size int64  `json:"size"`
	Kind string `json:"kind"` // "pdf", "jpg", …, as found in the content
}

const thousand = 1000

// Fen makes the value of a money field.
func Fen(n int64) Num { return Num(n * thousand) }

// Whole makes a whole number.
func Whole(n int64) Num { return Num(n * thousand) }

func (v Str) empty() bool   { return v == "" }
func (v Num) empty() bool   { return false }
func (v Yes) empty() bool   { return false }
func (v Many) empty() bool  { return len(v) == 0 }
func (v Rows) empty() bool  { return len(v) == 0 }
func (v Files) empty() bool { return len(v) == 0 }
func (v Place) empty() bool { return v == Place{} }

func (v Str) value() any  { return string(v) }
func (v Num) value() any  { return json.Number(v.String()) }
func (v Yes) value() any  { return true }
func (v Many) value() any { return []string(v) }
func (v Rows) value() any {
	out := make([]map[string]any, len(v))
	for i, r := range v {
		out[i] = r.plain()
	}
	return out
}
func (v Files) value() any { return []File(v) }
func (v Place) value() any { return map[string]string{"code": v.Code, "line": v.Line} }

// String gives the decimal text without trailing zeros.
func (v Num) String() string {
	sign, n := "", int64(v)
	if n < 0 {
		sign, n = "-", -n
	}
	s := strconv.FormatInt(n/thousand, 10)
	if rest := n % thousand; rest != 0 {
		s += "." + strings.TrimRight(fmt.Sprintf("%03d", rest), "0")
	}
	return sign + s
}

func (a Answers) plain() map[string]any {
	out := make(map[string]any, len(a))
	for k, v := range a {
		if v != nil {
			out[k] = v.value()
		}
	}
	return out
}

// MarshalJSON gives the canonical JSON.
func (a Answers) MarshalJSON() ([]byte, error) {
	raw, err := json.Marshal(a.plain())
	if err != nil {
		return nil, err
	}
	return jcs.Transform(raw)
}

// JSON gives the canonical JSON as text, for a TEXT column.
func (a Answers) JSON() string {
	raw, err := a.MarshalJSON()
	if err != nil {
		return "{}" // values hold nothing that cannot be written
	}
	return string(raw)
}

// ParseAnswers reads what JSON gave; the empty text gives no answers.
func ParseAnswers(text string) (Answers, error) {
	a := Answers{}
	if text == "" {
		return a, nil
	}
	err := json.Unmarshal([]byte(text), &a)
	return a, err
}

// UnmarshalJSON reads an object of answers. The JSON tells the kind of value, so
// no definition is needed.
func (a *Answers) UnmarshalJSON(raw []byte) error {
	var m map[string]json.RawMessage
	if err := json.Unmarshal(raw, &m); err != nil {
		return fmt.Errorf("form: answers: %w", err)
	}
	out := make(Answers, len(m))
	for k, r := range m {
		v, err := valueOf(r)
		if err != nil {
			return fmt.Errorf("form: answer %q: %w", k, err)
		}
		if v != nil && !v.empty() {
			out[k] = v
		}
	}
	*a = out
	return nil
}

func valueOf(raw json.RawMessage) (Value, error) {
	raw = bytes.TrimSpace(raw)
	switch {
	case len(raw) == 0 || string(raw) == "null" || string(raw) == "false":
		return nil, nil
	case string(raw) == "true":
		return Yes{}, nil
	case raw[0] == '"':
		var s string
		err := json.Unmarshal(raw, &s)
		return Str(s), err
	case raw[0] == '[':
		return listOf(raw)
	case raw[0] == '{':
		var p struct{ Code, Line string }
		err := strict(raw, &p)
		return Place(p), err
	}
	n, ok := parseNum(string(raw), 3)
	if !ok {
		return nil, fmt.Errorf("number %.40s is out of range", raw)
	}
	return n, nil
}

func listOf(raw json.RawMessage) (Value, error) {
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil || len(items) == 0 {
		return nil, err
	}
	if first := bytes.TrimSpace(items[0]); first[0] == '"' {
		var m Many
		err := json.Unmarshal(raw, &m)
		return m, err
	}
	var head struct{ Blob *string }
	if err := json.Unmarshal(items[0], &head); err != nil {
		return nil, err
	}
	if head.Blob != nil {
		var f Files
		err := strict(raw, &f)
		return f, err
	}
	var rows Rows
	err := json.Unmarshal(raw, &rows)
	return rows, err
}

func strict(raw []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	return dec.Decode(into)
}

// parseNum reads a plain decimal of at most 15 digits, scale of them after the
// point: the range in which JSON numbers are exact everywhere.
func parseNum(s string, scale int) (Num, bool) {
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	whole, frac, point := strings.Cut(s, ".")
	frac = strings.TrimRight(frac, "0")
	if whole == "" || point && strings.HasSuffix(s, ".") || len(frac) > scale || !digits(whole) || !digits(frac) {
		return 0, false
	}
	if whole = strings.TrimLeft(whole, "0"); len(whole)+len(frac) > 15 {
		return 0, false
	}
	n, err := strconv.ParseInt("0"+whole+(frac + "000")[:3], 10, 64)
	if err != nil {
		return 0, false
	}
	if neg {
		n = -n
	}
	return Num(n), true
}

func digits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}

// Text gives the answer of a single-valued field as text, "" when there is none.
func (a Answers) Text(name string) string {
	switch v := a[name].(type) {
	case Str:
		return string(v)
	case Num:
		return v.String()
	case Yes:
		return "yes"
	case Place:
		return v.Line
	}
	return ""
}

// Fen gives the amount of a money field; ok is false when there is no valid one.
func (a Answers) Fen(name string) (fen int64, ok bool) {
	n, ok := a[name].(Num)
	return int64(n) / thousand, ok && n%thousand == 0
}

// Agreed reports whether a declaration was ticked.
func (a Answers) Agreed(name string) bool {
	_, ok := a[name].(Yes)
	return ok
}

// Files gives the files in a slot.
func (a Answers) Files(name string) []File {
	f, _ := a[name].(Files)
	return f
}

// Rows gives the rows of a table.
func (a Answers) Rows(name string) []Answers {
	r, _ := a[name].(Rows)
	return r
}

// Place gives the address of a field.
func (a Answers) Place(name string) Place {
	p, _ := a[name].(Place)
	return p
}

// With gives a copy with one answer set; an empty value takes it away.
func (a Answers) With(name string, v Value) Answers {
	out := make(Answers, len(a)+1)
	for k, x := range a {
		out[k] = x
	}
	if v == nil || v.empty() {
		delete(out, name)
	} else {
		out[name] = v
	}
	return out
}

func runes(s string) int { return utf8.RuneCountInString(s) }
