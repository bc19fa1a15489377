package form

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"tongban/platform/i18n"
)

var blobForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (f FieldDef) accepts(kind string) bool {
	if len(f.Accept) == 0 {
		return kind != ""
	}
	return slices.Contains(f.Accept, kind)
}

// A Test is how a check across fields compares (跨项校验运算).
type Test string

// The tests; the set is closed, so that a reader of the form sees all it can do.
const (
	RequiredIf Test = "required-if" // At must be answered when When holds
	InOrder    Test = "in-order"    // the dates of Fields do not go back
	Compare    Test = "compare"     // the sum of Fields stands in Cmp to the sum of To, or to Value
)

// An Across is a check that spans fields (跨项校验). It speaks only when every
// field it needs has a valid answer; what is missing is Required's matter. A
// term of Compare is a number or money field, or "table.column", summed over rows.
type Across struct {
	Test   Test      `json:"test"`
	At     string    `json:"at"` // the field the message stands at
	Fields []string  `json:"fields,omitempty"`
	Cmp    string    `json:"cmp,omitempty"` // = <= >= < >
	To     []string  `json:"to,omitempty"`
	Value  string    `json:"value,omitempty"`
	When   Cond      `json:"when,omitzero"`
	Say    i18n.Text `json:"say"`
}

var comparisons = map[string]func(a, b Num) bool{
	"=":  func(a, b Num) bool { return a == b },
	"<=": func(a, b Num) bool { return a <= b },
	">=": func(a, b Num) bool { return a >= b },
	"<":  func(a, b Num) bool { return a < b },
	">":  func(a, b Num) bool { return a > b },
}

func (j *judge) across(where string, x Across) {
	j.text(where, x.Say)
	j.cond(where, x.When, 0)
	if _, ok := j.seen[x.At]; !ok {
		j.say("%s: no field %q to stand at", where, x.At)
	}
	switch x.Test {
	case RequiredIf:
		if x.When.IsZero() || len(x.Fields)+len(x.To) > 0 || x.Cmp != "" || x.Value != "" {
			j.say("%s: required-if has a condition and nothing else", where)
		}
	case InOrder:
		if len(x.Fields) < 2 || len(x.Fields) > maxCols || len(x.To) > 0 || x.Cmp != "" || x.Value != "" {
			j.say("%s: in-order needs two or more fields and nothing else", where)
		}
		for _, n := range x.Fields {
			if j.seen[n].Type != Date {
				j.say("%s: %q is no date field", where, n)
			}
		}
	case Compare:
		j.compare(where, x)
	default:
		j.say("%s: unknown test %q", where, x.Test)
	}
}

func (j *judge) compare(where string, x Across) {
	if comparisons[x.Cmp] == nil || len(x.Fields) == 0 || (len(x.To) == 0) == (x.Value == "") || len(x.Fields)+len(x.To) > 2*maxCols {
		j.say("%s: compare needs fields, a comparison and one of to, value", where)
		return
	}
	first, ok := j.term(x.Fields[0])
	for _, n := range append(slices.Clone(x.Fields), x.To...) {
		f, fine := j.term(n)
		if !fine || !ok || f.Type != first.Type {
			j.say("%s: %q is no term of the same type", where, n)
			return
		}
	}
	if _, ok := first.literal(x.Value); x.Value != "" && !ok {
		j.say("%s: value %q is no %s", where, x.Value, first.Type)
	}
}

// term finds the field or column behind a term of a sum.
func (j *judge) term(n string) (FieldDef, bool) {
	name, col, in := strings.Cut(n, ".")
	f := j.seen[name]
	if in {
		if i := slices.IndexFunc(f.Cols, func(c FieldDef) bool { return c.Name == col }); i >= 0 {
			f = f.Cols[i]
		}
	}
	return f, f.Type == Number || f.Type == Money
}

func (f FieldDef) literal(s string) (Num, bool) {
	if f.Type == Money {
		return cleanMoney(s)
	}
	return parseNum(s, 3)
}

func (d Def) checkAcross(a Answers, x *checker) {
	bad := map[string]bool{}
	for _, b := range x.bad {
		name, _, _ := strings.Cut(b.Name, ".")
		bad[name] = true
	}
	shown := map[string]FieldDef{}
	for _, s := range d.Shown(a) {
		for _, f := range s.Fields {
			shown[f.Name] = f
		}
	}
	for _, c := range d.Across {
		f, ok := shown[c.At]
		if !ok || bad[c.At] || c.needs(bad) || !c.When.Holds(a) {
			continue
		}
		if !d.agrees(c, a) {
			x.refuse(first(f, c.At), c.Say)
		}
	}
}

// needs reports whether a field the check looks at is among the bad ones.
func (c Across) needs(bad map[string]bool) bool {
	return slices.ContainsFunc(append(slices.Clone(c.Fields), c.To...), func(term string) bool {
		name, _, _ := strings.Cut(term, ".")
		return bad[name]
	})
}

func (d Def) agrees(c Across, a Answers) bool {
	switch c.Test {
	case RequiredIf:
		_, ok := a[c.At]
		return ok
	case InOrder:
		last := ""
		for _, n := range c.Fields {
			s, ok := realDate(a.Text(n))
			if ok && s < last {
				return false
			}
			if ok {
				last = s
			}
		}
		return true
	}
	left, ok := a.sum(c.Fields)
	if !ok {
		return true
	}
	right, ok := a.sum(c.To)
	if c.Value != "" {
		right, ok = d.fieldOf(c.Fields[0]).literal(c.Value)
	}
	return !ok || comparisons[c.Cmp](left, right)
}

func (d Def) fieldOf(term string) FieldDef {
	j := judge{seen: map[string]FieldDef{}}
	for _, s := range d.Sections {
		for _, f := range s.Fields {
			j.seen[f.Name] = f
		}
	}
	f, _ := j.term(term)
	return f
}

// sum adds up terms; ok is false where none has a value or one has a bad value.
func (a Answers) sum(terms []string) (total Num, ok bool) {
	add := func(v Value) bool {
		n, num := v.(Num)
		total += n
		ok = ok || num
		return num || v == nil
	}
	for _, t := range terms {
		name, col, in := strings.Cut(t, ".")
		if !in {
			if !add(a[name]) {
				return 0, false
			}
			continue
		}
		for _, row := range a.Rows(name) {
			if !add(row[col]) {
				return 0, false
			}
		}
	}
	return total, ok
}

// String says in one line what the check demands, for reviewers of a form.
func (c Across) String() string {
	to := strings.Join(c.To, " + ")
	if c.Value != "" {
		to = c.Value
	}
	switch c.Test {
	case RequiredIf:
		return c.At + " required"
	case InOrder:
		return strings.Join(c.Fields, " ≤ ")
	}
	return fmt.Sprintf("%s %s %s", strings.Join(c.Fields, " + "), c.Cmp, to)
}
