package form

import "slices"

// An Op is how a condition looks at a field (条件运算).
type Op string

// The operators of conditions.
const (
	In       Op = "in"     // the choice, or one of the choices, is among Values
	Filled   Op = "filled" // there is an answer
	Unfilled Op = "empty"  // there is none, or the field was not asked
)

// A Cond says when a section, field or check counts (显示条件). Either Field with
// Op, or All, or Any; the zero Cond always holds.
type Cond struct {
	Field  string   `json:"field,omitempty"`
	Op     Op       `json:"op,omitempty"`
	Values []string `json:"values,omitempty"`
	All    []Cond   `json:"all,omitempty"`
	Any    []Cond   `json:"any,omitempty"`
}

// IsZero reports whether c always holds.
func (c Cond) IsZero() bool {
	return c.Field == "" && c.Op == "" && len(c.Values)+len(c.All)+len(c.Any) == 0
}

// Holds decides the condition on trimmed answers.
func (c Cond) Holds(a Answers) bool {
	switch {
	case len(c.All) > 0:
		return !slices.ContainsFunc(c.All, func(p Cond) bool { return !p.Holds(a) })
	case len(c.Any) > 0:
		return slices.ContainsFunc(c.Any, func(p Cond) bool { return p.Holds(a) })
	case c.IsZero():
		return true
	}
	v, filled := a[c.Field]
	switch c.Op {
	case Filled:
		return filled
	case Unfilled:
		return !filled
	}
	switch v := v.(type) {
	case Str:
		return slices.Contains(c.Values, string(v))
	case Many:
		return slices.ContainsFunc(v, func(s string) bool { return slices.Contains(c.Values, s) })
	}
	return false
}

// Trim gives a copy with only what the form asks: fields it does not know,
// fields and sections whose condition does not hold, and blank rows are gone.
// Conditions look back only, so one pass settles them.
func (d Def) Trim(a Answers) Answers {
	out := Answers{}
	for _, s := range d.Sections {
		if !s.When.Holds(out) {
			continue
		}
		for _, f := range s.Fields {
			v, ok := a[f.Name]
			if !ok || !f.When.Holds(out) {
				continue
			}
			if v = f.trim(v); v != nil {
				out[f.Name] = v
			}
		}
	}
	return out
}

// trim gives nil for an empty value, and a table without blank rows and
// unknown columns.
func (f FieldDef) trim(v Value) Value {
	if v == nil || v.empty() {
		return nil
	}
	rows, ok := v.(Rows)
	if !ok || f.Type != Table {
		return v
	}
	var kept Rows
	for _, row := range rows {
		r := Answers{}
		for _, c := range f.Cols {
			if x, ok := row[c.Name]; ok && x != nil && !x.empty() {
				r[c.Name] = x
			}
		}
		if len(r) > 0 {
			kept = append(kept, r)
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return kept
}

// Shown gives the sections that are asked of a, each with only its shown fields.
// a need not be trimmed.
func (d Def) Shown(a Answers) []Section {
	a = d.Trim(a)
	var out []Section
	for _, s := range d.Sections {
		if !s.When.Holds(a) {
			continue
		}
		fields := s.Fields
		s.Fields = nil
		for _, f := range fields {
			if f.When.Holds(a) {
				s.Fields = append(s.Fields, f)
			}
		}
		if len(s.Fields) > 0 {
			out = append(out, s)
		}
	}
	return out
}
