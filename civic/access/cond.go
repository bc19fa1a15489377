package access

import (
	"fmt"
	"slices"
	"strings"
)

// A cond is a condition on the attributes of a thing.
type cond interface {
	holds(t Thing) bool
	given(c Columns) cond // folded for a list without some of the columns
	sql(w *writer)
}

type (
	truth     bool
	both      struct{ a, b cond }
	either    struct{ a, b cond }
	not       struct{ a cond }
	is        struct{ attr, value string }
	inRegion  string // division code, never empty
	handledBy string // account
)

func and(a, b cond) cond {
	if t, ok := a.(truth); ok {
		if bool(t) {
			return b
		}
		return a
	}
	if t, ok := b.(truth); ok {
		if bool(t) {
			return a
		}
		return b
	}
	return both{a, b}
}

func or(a, b cond) cond {
	if t, ok := a.(truth); ok {
		if bool(t) {
			return a
		}
		return b
	}
	if t, ok := b.(truth); ok {
		if bool(t) {
			return b
		}
		return a
	}
	return either{a, b}
}

func negate(a cond) cond {
	if t, ok := a.(truth); ok {
		return !t
	}
	if a == nil {
		return nil
	}
	return not{a}
}

func (c truth) holds(Thing) bool       { return bool(c) }
func (c both) holds(t Thing) bool      { return c.a.holds(t) && c.b.holds(t) }
func (c either) holds(t Thing) bool    { return c.a.holds(t) || c.b.holds(t) }
func (c not) holds(t Thing) bool       { return !c.a.holds(t) }
func (c is) holds(t Thing) bool        { return t.attr(c.attr) == c.value }
func (c inRegion) holds(t Thing) bool  { return slices.Contains(Regions(t.Region), string(c)) }
func (c handledBy) holds(t Thing) bool { return slices.Contains(t.Handlers, string(c)) }

func (c truth) given(Columns) cond       { return c }
func (c both) given(cols Columns) cond   { return and(c.a.given(cols), c.b.given(cols)) }
func (c either) given(cols Columns) cond { return or(c.a.given(cols), c.b.given(cols)) }
func (c not) given(cols Columns) cond    { return negate(c.a.given(cols)) }

func (c is) given(cols Columns) cond {
	if cols.of(c.attr) == "" {
		return truth(c.value == "")
	}
	return c
}

func (c inRegion) given(cols Columns) cond {
	if cols.Region == "" {
		return truth(false)
	}
	return c
}

func (c handledBy) given(cols Columns) cond {
	if cols.Handlers == "" {
		return truth(false)
	}
	return c
}

func (t Thing) attr(name string) string {
	switch name {
	case "unit":
		return t.Unit
	case "scope":
		return t.Scope
	case "item":
		return t.Item
	case "applicant":
		return t.Applicant
	case "filedBy":
		return t.FiledBy
	case "acceptedBy":
		return t.AcceptedBy
	case "author":
		return t.Author
	case "state":
		return t.State
	case "mandate":
		return t.Mandate
	}
	return ""
}

// Columns says which SQL expression holds which attribute (列对应). One left empty
// stands for an attribute that is always empty in this list. Handlers is a
// condition with one %s for the placeholder of an account, such as
// "EXISTS (SELECT 1 FROM item_hand h WHERE h.item = i.id AND h.account = %s)".
type Columns struct {
	Unit, Scope, Region, Item, Applicant, FiledBy, AcceptedBy, Author, State, Mandate, Handlers string
}

func (c Columns) of(attr string) string {
	return map[string]string{"unit": c.Unit, "scope": c.Scope, "item": c.Item, "applicant": c.Applicant, "filedBy": c.FiledBy,
		"acceptedBy": c.AcceptedBy, "author": c.Author, "state": c.State, "mandate": c.Mandate}[attr]
}

// None reports whether nothing at all is admitted, so that no list need be asked for.
func (s Scope) None() bool { return s.root == nil || s.root == truth(false) }

// Admits reports whether the thing is within the scope.
func (s Scope) Admits(t Thing) bool { return s.root != nil && s.root.holds(t.normal()) }

// SQL gives the condition for a WHERE clause with its arguments, whose
// placeholders begin at $from. The columns must be NOT NULL.
func (s Scope) SQL(c Columns, from int) (where string, args []any) {
	w := &writer{cols: c, next: from}
	root := s.root
	if root == nil {
		root = truth(false)
	}
	root.given(c).sql(w)
	return w.text.String(), w.args
}

type writer struct {
	cols Columns
	next int
	text strings.Builder
	args []any
}

func (w *writer) arg(v string) string {
	w.args = append(w.args, v)
	w.next++
	return fmt.Sprintf("$%d", w.next-1)
}

func (w *writer) join(a, b cond, word string) {
	w.text.WriteString("(")
	a.sql(w)
	w.text.WriteString(word)
	b.sql(w)
	w.text.WriteString(")")
}

func (c truth) sql(w *writer) {
	if c {
		w.text.WriteString("1 = 1")
	} else {
		w.text.WriteString("1 = 0")
	}
}

func (c both) sql(w *writer)   { w.join(c.a, c.b, " AND ") }
func (c either) sql(w *writer) { w.join(c.a, c.b, " OR ") }

func (c not) sql(w *writer) {
	w.text.WriteString("NOT (")
	c.a.sql(w)
	w.text.WriteString(")")
}

func (c is) sql(w *writer) {
	w.text.WriteString(w.cols.of(c.attr) + " = " + w.arg(c.value))
}

func (c inRegion) sql(w *writer) {
	w.text.WriteString(w.cols.Region + " LIKE " + w.arg(RegionPrefix(string(c))+"%"))
}

func (c handledBy) sql(w *writer) {
	fmt.Fprintf(&w.text, w.cols.Handlers, w.arg(string(c)))
}
