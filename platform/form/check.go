package form

import (
	"strconv"
	"strings"

	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// Check gives the answers that must change and why, in the order of the form;
// nil when all is well. It looks at the trimmed answers: what is not asked is
// not checked. Names are those of the inputs: "name", "table.0.col", "addr.code".
func (d Def) Check(a Answers, c Checks) []fault.Field {
	a = d.Trim(a)
	x := &checker{Checks: c}
	for _, s := range d.Shown(a) {
		for _, f := range s.Fields {
			x.field(f, f.Name, a[f.Name])
		}
	}
	d.checkAcross(a, x)
	return x.bad
}

// CheckSection is Check for the questions of one section, with the checks across
// fields that name it.
func (d Def) CheckSection(a Answers, id string, c Checks) []fault.Field {
	s, _ := d.Section(id)
	mine := map[string]bool{}
	for _, f := range s.Fields {
		mine[f.Name] = true
	}
	var out []fault.Field
	for _, b := range d.Check(a, c) {
		name, _, _ := strings.Cut(b.Name, ".")
		if mine[name] {
			out = append(out, b)
		}
	}
	return out
}

// Refusal wraps bad fields into the fault that platform/web shows with the form;
// nil for none.
func Refusal(bad []fault.Field) *fault.Error {
	if len(bad) == 0 {
		return nil
	}
	e := fault.New(fault.Invalid, "form.invalid", i18n.T("有内容需要改正，请按提示修改后再继续", "Some answers need to be changed before you go on"))
	e.Fields = bad
	return e
}

type checker struct {
	Checks
	bad []fault.Field
}

func (x *checker) refuse(name string, why i18n.Text) {
	x.bad = append(x.bad, fault.Field{Name: name, Why: why})
}

func (x *checker) field(f FieldDef, name string, v Value) {
	if v == nil {
		if f.Required {
			x.refuse(first(f, name), missing(f))
		}
		return
	}
	var why i18n.Text
	switch f.Type {
	case Text, Area:
		why = x.text(f, v)
	case Number, Money:
		why = x.number(f, v)
	case Date:
		why = x.date(v)
	case Choice:
		why = x.choice(f, v)
	case Choices:
		why = x.choices(f, v)
	case Tick:
		if _, ok := v.(Yes); !ok {
			why = missing(f)
		}
	case Address:
		x.address(f, name, v)
	case Table:
		x.table(f, name, v)
	case Upload:
		why = x.files(f, v)
	default:
		why = x.other(f, v)
	}
	if !why.Empty() {
		x.refuse(first(f, name), why)
	}
}

// first names the input that the error leads to.
func first(f FieldDef, name string) string {
	switch {
	case f.Type == Address:
		return name + ".code"
	case f.Type == Table && len(f.Cols) > 0:
		return name + ".0." + f.Cols[0].Name
	}
	return name
}

func missing(f FieldDef) i18n.Text {
	switch f.Type {
	case Choice, Choices, Address:
		return i18n.Tf("请选择%s", "Choose: %s", f.Label)
	case Upload:
		return i18n.Tf("请上传%s", "Upload: %s", f.Label)
	case Tick:
		return i18n.T("请阅读并勾选", "Read this and tick the box")
	}
	return i18n.Tf("请填写%s", "Enter: %s", f.Label)
}

func (x *checker) text(f FieldDef, v Value) i18n.Text {
	s, ok := v.(Str)
	n := runes(string(s))
	switch {
	case !ok:
		return missing(f)
	case n > f.most():
		return i18n.Tf("不能超过%d个字，现在有%d个字", "No more than %d characters; there are %d now", f.most(), n)
	case n < f.least():
		return i18n.Tf("至少要写%d个字", "At least %d characters", f.least())
	}
	if f.Pattern == "" {
		return i18n.Text{}
	}
	if re, err := compile(f.Pattern); err != nil || !re.MatchString(string(s)) {
		if f.Example != "" {
			return i18n.Tf("格式不对，应当像这样：%s", "Not in the right form; it should look like %s", f.Example)
		}
		return i18n.T("格式不对，请核对", "Not in the right form; please check")
	}
	return i18n.Text{}
}

// bounds gives Min and Max in the field's value; nil where there is none.
func (f FieldDef) bounds() (lo, hi *Num) {
	read := func(s string) *Num {
		n, ok := parseNum(s, f.Scale)
		if f.Type == Money {
			n, ok = cleanMoney(s)
		}
		if s == "" || !ok {
			return nil
		}
		return &n
	}
	return read(f.Min), read(f.Max)
}

func (x *checker) number(f FieldDef, v Value) i18n.Text {
	n, ok := v.(Num)
	if !ok || !f.onGrid(n) {
		switch {
		case f.Type == Money:
			return i18n.T("请填写金额，单位为元，最多两位小数，例如 1200.50", "Enter an amount in yuan with at most two decimals, such as 1200.50")
		case f.Scale == 0:
			return i18n.T("请填写整数，例如 12", "Enter a whole number, such as 12")
		}
		return i18n.Tf("请填写数字，最多%d位小数", "Enter a number with at most %d decimals", f.Scale)
	}
	lo, hi := f.bounds()
	if lo != nil && n < *lo {
		return i18n.Tf("不能小于%s", "No less than %s", f.Min)
	}
	if hi != nil && n > *hi {
		return i18n.Tf("不能大于%s", "No more than %s", f.Max)
	}
	return i18n.Text{}
}

// onGrid reports whether n has no more decimals than the field allows.
func (f FieldDef) onGrid(n Num) bool {
	step := Num(thousand)
	if f.Type == Number {
		for range f.Scale {
			step /= 10
		}
	}
	return n%step == 0
}

func (x *checker) date(v Value) i18n.Text {
	s, ok := v.(Str)
	if ok {
		_, ok = realDate(string(s))
	}
	if !ok {
		return i18n.T("请填写真实的日期，例如 2026-11-23", "Enter a real date, such as 2026-11-23")
	}
	return i18n.Text{}
}

var notOffered = i18n.T("请从给出的选项中选择", "Choose from the options given")

func (x *checker) choice(f FieldDef, v Value) i18n.Text {
	s, ok := v.(Str)
	if ok {
		_, ok = x.Option(f, string(s))
	}
	if !ok {
		return notOffered
	}
	return i18n.Text{}
}

func (x *checker) choices(f FieldDef, v Value) i18n.Text {
	m, ok := v.(Many)
	if !ok {
		return notOffered
	}
	seen := map[string]bool{}
	for _, s := range m {
		if _, ok := x.Option(f, s); !ok || seen[s] {
			return notOffered
		}
		seen[s] = true
	}
	if len(m) < f.least() || len(m) > f.most() {
		return i18n.Tf("请选择%d至%d项", "Choose %d to %d of them", f.least(), f.most())
	}
	return i18n.Text{}
}

func (x *checker) address(f FieldDef, name string, v Value) {
	p, ok := v.(Place)
	if ok {
		_, ok = x.Option(f, p.Code)
	}
	if !ok {
		x.refuse(name+".code", i18n.T("请选择所在地区", "Choose the district"))
	}
	if n := runes(p.Line); n == 0 || n > f.most() {
		x.refuse(name+".line", i18n.Tf("请填写详细地址，不超过%d个字", "Enter the detailed address, at most %d characters", f.most()))
	}
}

func (x *checker) table(f FieldDef, name string, v Value) {
	rows, ok := v.(Rows)
	if !ok {
		x.refuse(first(f, name), missing(f))
		return
	}
	if len(rows) < f.least() || len(rows) > f.most() {
		x.refuse(first(f, name), i18n.Tf("请填写%d至%d行，现在有%d行", "Fill in %d to %d rows; there are %d now", f.least(), f.most(), len(rows)))
	}
	for i, row := range rows {
		for _, c := range f.Cols {
			x.field(c, name+"."+strconv.Itoa(i)+"."+c.Name, row[c.Name])
		}
	}
}

func (x *checker) files(f FieldDef, v Value) i18n.Text {
	files, ok := v.(Files)
	if !ok {
		return missing(f)
	}
	if len(files) < f.least() || len(files) > f.most() {
		return i18n.Tf("请上传%d至%d个文件，现在有%d个", "Upload %d to %d files; there are %d now", f.least(), f.most(), len(files))
	}
	for _, file := range files {
		if !blobForm.MatchString(file.Blob) || file.Name == "" || file.Size < 1 || !f.accepts(file.Kind) {
			return i18n.Tf("文件“%s”的类型不在允许的范围内", "The type of the file %q is not accepted here", file.Name)
		}
		if f.MaxBytes > 0 && file.Size > f.MaxBytes {
			return i18n.Tf("文件“%s”超过了允许的大小", "The file %q is larger than allowed", file.Name)
		}
	}
	return i18n.Text{}
}

// other checks a type given from outside; one that nobody gave is refused, since
// an unchecked number must not look checked.
func (x *checker) other(f FieldDef, v Value) i18n.Text {
	k, known := x.kind(f.Type)
	s, ok := v.(Str)
	if !known || !ok || k.Check == nil || s == "" {
		return i18n.T("这里填写的内容暂时无法核对", "What is entered here cannot be checked at present")
	}
	return k.Check(string(s))
}
