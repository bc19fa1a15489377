package form

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// A Reader turns posted values into answers (读取表单). Today, 2006-01-02, lets
// dates without a year mean this year; empty refuses them.
type Reader struct {
	Checks Checks
	Today  string
}

// Read reads every field of the form from posted values. What is no value of its
// type stays as typed; files are never taken from the browser, see Fill.
func (d Def) Read(v url.Values, r Reader) Answers {
	out := Answers{}
	for _, s := range d.Sections {
		r.section(s, v, out)
	}
	return out
}

// Fill reads one section over answers already there: the answers of the section
// are replaced, all others and every file stay. An unknown section changes nothing.
func (d Def) Fill(a Answers, section string, v url.Values, r Reader) Answers {
	out := make(Answers, len(a))
	for k, x := range a {
		out[k] = x
	}
	s, ok := d.Section(section)
	if !ok {
		return out
	}
	for _, f := range s.Fields {
		if f.Type != Upload {
			delete(out, f.Name)
		}
	}
	r.section(s, v, out)
	return out
}

func (r Reader) section(s Section, v url.Values, out Answers) {
	for _, f := range s.Fields {
		if x := r.field(f, f.Name, v); x != nil && !x.empty() {
			out[f.Name] = x
		}
	}
}

func (r Reader) field(f FieldDef, name string, v url.Values) Value {
	switch f.Type {
	case Upload:
		return nil
	case Tick:
		if v.Get(name) != "" {
			return Yes{}
		}
		return nil
	case Choices:
		return r.many(f, v[name])
	case Address:
		return Place{Code: tight(v.Get(name + ".code")), Line: line(v.Get(name + ".line"))}
	case Table:
		return r.rows(f, name, v)
	case Date:
		if !v.Has(name) && v.Has(name+".y") {
			return r.single(f, v.Get(name+".y")+"-"+v.Get(name+".m")+"-"+v.Get(name+".d"))
		}
	}
	return r.single(f, v.Get(name))
}

// single cleans an answer of one text; what does not fit its type stays as typed.
func (r Reader) single(f FieldDef, typed string) Value {
	switch f.Type {
	case Area:
		return Str(lines(typed))
	case Number:
		if n, ok := cleanNumber(typed, f.Scale); ok {
			return n
		}
	case Money:
		if n, ok := cleanMoney(typed); ok {
			return n
		}
	case Date:
		if s, ok := cleanDate(typed, r.Today); ok {
			return Str(s)
		}
		if strings.Trim(typed, "- ") == "" {
			return nil
		}
	case Text, Choice:
	default:
		if k, ok := r.Checks.kind(f.Type); ok {
			s := tight(typed)
			if k.Clean != nil {
				s = k.Clean(s)
			}
			if k.Check == nil || k.Check(s).Empty() {
				return Str(s)
			}
		}
	}
	return Str(line(typed))
}

// many keeps known codes once, in the order of the options, and unknown ones
// after them, for Check to refuse.
func (r Reader) many(f FieldDef, codes []string) Value {
	var out Many
	for _, o := range r.Checks.options(f) {
		if slices.Contains(codes, o.Code) {
			out = append(out, o.Code)
		}
	}
	for _, c := range codes[:min(len(codes), maxOptions)] {
		if c = line(c); c != "" && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// rows reads name.0.col, name.1.col, …; the numbers may have gaps. Blank rows go,
// unless a button of this table was pressed, which counts rows as the page did.
func (r Reader) rows(f FieldDef, name string, v url.Values) Value {
	seen := map[int]bool{}
	for k := range v {
		rest, ok := strings.CutPrefix(k, name+".")
		if !ok {
			continue
		}
		num, _, _ := strings.Cut(rest, ".")
		if i, err := strconv.Atoi(num); err == nil && i >= 0 && i < 10*maxRows {
			seen[i] = true
		}
	}
	order := make([]int, 0, len(seen))
	for i := range seen {
		order = append(order, i)
	}
	slices.Sort(order)
	pressed := v.Has(addName+name) || v.Has(dropName+name)
	var out Rows
	for _, i := range order {
		row := Answers{}
		for _, c := range f.Cols {
			if x := r.field(c, name+"."+strconv.Itoa(i)+"."+c.Name, v); x != nil && !x.empty() {
				row[c.Name] = x
			}
		}
		if (len(row) > 0 || pressed) && len(out) < maxRows {
			out = append(out, row)
		}
	}
	return out
}

// Names of the inputs by which a form changes its own shape and submits nothing.
const (
	addName   = "_add:"  // + table: one more row
	dropName  = "_drop:" // + table or file slot; the value is the index to take away
	shownName = "_shown" // the fields the page showed
)

// Press carries out the button inside the form that was pressed, if one was: one
// more row, or a row or file taken away. pressed says that the page is to be
// shown again at once, without checks.
func (d Def) Press(a Answers, v url.Values) (out Answers, pressed bool) {
	for key := range v {
		if name, ok := strings.CutPrefix(key, addName); ok {
			if f, ok := d.Field(name); ok && f.Type == Table {
				return a.add(f), true
			}
		}
		if name, ok := strings.CutPrefix(key, dropName); ok {
			i, err := strconv.Atoi(v.Get(key))
			if f, ok := d.Field(name); ok && err == nil {
				return a.drop(f, i), true
			}
		}
	}
	return a, false
}

func (a Answers) add(f FieldDef) Answers {
	rows := slices.Clone(a.Rows(f.Name))
	if len(rows) >= f.most() {
		return a
	}
	return a.With(f.Name, Rows(append(rows, Answers{})))
}

// shownRows is how many rows a page shows at least.
func shownRows(f FieldDef) int { return min(max(f.Least, 1), f.most()) }

func (a Answers) drop(f FieldDef, i int) Answers {
	switch v := a[f.Name].(type) {
	case Rows:
		if i >= 0 && i < len(v) {
			return a.With(f.Name, slices.Delete(slices.Clone(v), i, i+1))
		}
	case Files:
		if i >= 0 && i < len(v) {
			return a.With(f.Name, slices.Delete(slices.Clone(v), i, i+1))
		}
	}
	return a
}

// Reshaped reports whether the answers just read ask for other questions in the
// section than the page showed ("" means the whole form): the page is then shown
// again, so that nobody is told about a question they have not seen.
func (d Def) Reshaped(a Answers, section string, v url.Values) bool {
	return v.Has(shownName) && v.Get(shownName) != d.shape(a, section)
}

func (d Def) shape(a Answers, section string) string {
	var names []string
	for _, s := range d.Shown(a) {
		if section != "" && s.ID != section {
			continue
		}
		for _, f := range s.Fields {
			names = append(names, f.Name)
		}
	}
	return strings.Join(names, ",")
}

// Attach adds a stored file to a slot; the same content twice counts once.
func (a Answers) Attach(name string, f File) Answers {
	files := slices.Clone(a.Files(name))
	if slices.ContainsFunc(files, func(x File) bool { return x.Blob == f.Blob }) {
		return a
	}
	return a.With(name, Files(append(files, f)))
}

// Blobs lists the hash of every file the answers hold, for whoever keeps them.
func (a Answers) Blobs() []string {
	var out []string
	for _, v := range a {
		if files, ok := v.(Files); ok {
			for _, f := range files {
				out = append(out, f.Blob)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
