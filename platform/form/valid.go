package form

import (
	"errors"
	"fmt"
	"regexp"
	"unicode/utf8"

	"tongban/platform/i18n"
)

var (
	nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
	codeForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$`)
	typeForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,29}$`)
)

// A judge collects what is wrong with a definition.
type judge struct {
	seen map[string]FieldDef
	bad  []error
}

func (j *judge) say(format string, args ...any) {
	j.bad = append(j.bad, fmt.Errorf(format, args...))
}

// Valid reports everything that is wrong with the definition, or nil. A Def
// built in Go is checked the same way as a parsed one.
func (d Def) Valid() error {
	j := &judge{seen: map[string]FieldDef{}}
	if !codeForm.MatchString(d.Code) {
		j.say("code %q is not a code", d.Code)
	}
	if d.Version < 1 {
		j.say("version %d must be 1 or more", d.Version)
	}
	if len(d.Sections) == 0 || len(d.Sections) > maxSections {
		j.say("%d sections, must be 1 to %d", len(d.Sections), maxSections)
	}
	ids, n := map[string]bool{}, 0
	for _, s := range d.Sections {
		if !nameForm.MatchString(s.ID) || ids[s.ID] {
			j.say("section id %q is malformed or used twice", s.ID)
		}
		ids[s.ID] = true
		j.text("section "+s.ID, s.Title)
		j.cond("section "+s.ID, s.When, 0)
		if len(s.Fields) == 0 {
			j.say("section %s asks nothing", s.ID)
		}
		for _, f := range s.Fields {
			n++
			j.field(f)
		}
	}
	if n > maxFields {
		j.say("%d fields, most is %d", n, maxFields)
	}
	for i, x := range d.Across {
		j.across(fmt.Sprintf("across %d", i), x)
	}
	if len(j.bad) > 0 {
		return fmt.Errorf("form %s: %w", d.Code, errors.Join(j.bad...))
	}
	return nil
}

func (j *judge) text(where string, t i18n.Text) {
	if t.Zh == "" {
		j.say("%s: no Chinese text", where)
	}
	if !utf8.ValidString(t.Zh) || !utf8.ValidString(t.En) {
		j.say("%s: text is not UTF-8", where)
	}
}

func (j *judge) field(f FieldDef) {
	where := "field " + f.Name
	if _, twice := j.seen[f.Name]; twice || !nameForm.MatchString(f.Name) {
		j.say("field name %q is malformed or used twice", f.Name)
	}
	j.cond(where, f.When, 0)
	j.shape(where, f)
	if f.Type == Table {
		j.cols(where, f)
	} else if len(f.Cols) > 0 {
		j.say("%s: only a table has columns", where)
	}
	j.seen[f.Name] = f
}

// shape checks what a field of a section and a column of a table share.
func (j *judge) shape(where string, f FieldDef) {
	j.text(where, f.Label)
	if !typeForm.MatchString(string(f.Type)) {
		j.say("%s: type %q is malformed", where, f.Type)
	}
	if f.Least < 0 || f.Most < 0 || f.least() > f.most() || f.most() > maxChars {
		j.say("%s: limits %d to %d cannot be met", where, f.Least, f.Most)
	}
	if f.Type == Table && f.most() > maxRows {
		j.say("%s: more than %d rows", where, maxRows)
	}
	if f.MaxBytes < 0 || f.Scale < 0 || f.Scale > 3 {
		j.say("%s: maxBytes or scale out of range", where)
	}
	j.options(where, f)
	j.bounds(where, f)
	if f.Pattern != "" {
		if f.Type != Text {
			j.say("%s: only a text has a pattern", where)
		}
		if _, err := compile(f.Pattern); err != nil {
			j.say("%s: pattern: %w", where, err)
		}
	}
}

func (j *judge) options(where string, f FieldDef) {
	picks := f.Type == Choice || f.Type == Choices
	if picks && (len(f.Options) == 0) == (f.Codes == "") {
		j.say("%s: needs options or codes, not both", where)
	}
	if f.Type == Address && f.Codes == "" {
		j.say("%s: needs codes", where)
	}
	if !picks && len(f.Options) > 0 || len(f.Options) > maxOptions {
		j.say("%s: options not expected or too many", where)
	}
	if f.Codes != "" && (!nameForm.MatchString(f.Codes) || !picks && f.Type != Address) {
		j.say("%s: codes %q not expected", where, f.Codes)
	}
	seen := map[string]bool{}
	for _, o := range f.Options {
		if !codeForm.MatchString(o.Code) || seen[o.Code] {
			j.say("%s: option %q is malformed or used twice", where, o.Code)
		}
		seen[o.Code] = true
		j.text(where+" option "+o.Code, o.Label)
	}
}

func (j *judge) bounds(where string, f FieldDef) {
	if f.Min == "" && f.Max == "" {
		return
	}
	if f.Type != Number && f.Type != Money {
		j.say("%s: only numbers and money have min and max", where)
		return
	}
	lo, hi := f.bounds()
	if f.Min != "" && lo == nil || f.Max != "" && hi == nil {
		j.say("%s: min %q or max %q is no number of this field", where, f.Min, f.Max)
	} else if lo != nil && hi != nil && *lo > *hi {
		j.say("%s: min is above max", where)
	}
}

func (j *judge) cols(where string, f FieldDef) {
	if len(f.Cols) == 0 || len(f.Cols) > maxCols {
		j.say("%s: %d columns, must be 1 to %d", where, len(f.Cols), maxCols)
	}
	seen := map[string]bool{"blob": true} // the member that tells a file from a row
	for _, c := range f.Cols {
		at := where + "." + c.Name
		if !nameForm.MatchString(c.Name) || seen[c.Name] {
			j.say("%s: column name is malformed, reserved or used twice", at)
		}
		seen[c.Name] = true
		switch c.Type {
		case Table, Upload, Choices, Address, Tick:
			j.say("%s: a column cannot be of type %s", at, c.Type)
		}
		if !c.When.IsZero() || c.Prefill != "" || len(c.Cols) > 0 {
			j.say("%s: a column has no condition, prefill or columns", at)
		}
		j.shape(at, c)
	}
}

func (j *judge) cond(where string, c Cond, depth int) {
	if c.IsZero() {
		return
	}
	if depth >= maxDepth {
		j.say("%s: condition nested too deep", where)
		return
	}
	parts := append(append([]Cond{}, c.All...), c.Any...)
	for _, p := range parts {
		if p.IsZero() {
			j.say("%s: empty condition inside another", where)
		}
		j.cond(where, p, depth+1)
	}
	if len(parts) > 0 {
		if c.Field != "" || len(c.All) > 0 && len(c.Any) > 0 || len(parts) > 20 {
			j.say("%s: a condition is one of field, all, any", where)
		}
		return
	}
	f, ok := j.seen[c.Field]
	if !ok {
		j.say("%s: condition names %q, which is not asked before it", where, c.Field)
	}
	j.op(where, c, f)
}

func (j *judge) op(where string, c Cond, f FieldDef) {
	switch c.Op {
	case In:
		if f.Type != Choice && f.Type != Choices || len(c.Values) == 0 || len(c.Values) > maxOptions {
			j.say("%s: %q needs a choice and values", where, In)
		}
		for _, v := range c.Values {
			if _, ok := f.choice(v); !ok && f.Codes == "" {
				j.say("%s: condition value %q is no option of %s", where, v, c.Field)
			}
		}
	case Filled, Unfilled:
		if len(c.Values) > 0 {
			j.say("%s: %q takes no values", where, c.Op)
		}
	default:
		j.say("%s: unknown operator %q", where, c.Op)
	}
}
