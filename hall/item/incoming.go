package item

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"tongban/civic/ident"
	"tongban/hall/item/sheet"
	"tongban/platform/i18n"
)

// A Department is the office a row names (实施主体), as far as the row says.
type Department struct {
	Name     string
	USCC     string // as written; may fail its check digit
	Division string
}

// incoming is one good row on its way to a draft.
type incoming struct {
	place    Spot
	code     Code
	dept     Department
	hash     string
	content  Content
	warnings []Reject
}

// Spot is where a row stands in its file (行位置).
type Spot struct {
	Sheet string `json:"sheet,omitempty"`
	Line  int    `json:"line"`
	Col   string `json:"col,omitempty"`
}

// A Reject is one row or cell refused, or warned of, with place and reason (退回).
type Reject struct {
	Spot
	Key  string    `json:"key"` // stable name of the reason
	Code string    `json:"code,omitempty"`
	Name string    `json:"name,omitempty"`
	Say  i18n.Text `json:"say"`
}

// A reading turns rows into incoming drafts under one column map.
type reading struct {
	columns map[string]string
	row     sheet.Row
	in      incoming
	bad     *Reject
}

// read maps one row. The reject is not nil when the row cannot be a draft.
func (r *reading) read(row sheet.Row, o *Options) (incoming, *Reject) {
	sum := sha256.Sum256([]byte(row.Raw))
	r.row, r.bad = row, nil
	r.in = incoming{place: Spot{Sheet: row.Sheet, Line: row.Line}, hash: hex.EncodeToString(sum[:])}
	r.identity(o)
	c := &r.in.content
	c.Type = r.taskType()
	c.Level = r.level()
	c.Kind = r.kind()
	c.Legal = r.limit("legalDays", "legalUnit")
	c.Promise = r.limit("promiseDays", "promiseUnit")
	c.Audience = r.audience()
	c.Themes = r.themes()
	c.Basis = r.basis()
	c.Materials = r.materials()
	r.words(c)
	r.contact(c)
	r.money(c)
	r.outcome(c)
	r.apart(c)
	if c.Kind == "" && c.Promise.Set() {
		c.Kind = Committed
	}
	c.Class = r.class(c)
	if r.bad != nil {
		r.bad.Code, r.bad.Name = string(r.in.code), c.Name.Zh
		return incoming{}, r.bad
	}
	return r.in, nil
}

func (r *reading) cell(field string) sheet.Value { return r.row.Cells[r.columns[field]] }

func (r *reading) text(field string) string {
	v := r.cell(field)
	if v.Text == "" && len(v.List) > 0 {
		return strings.Join(v.List, "、")
	}
	return strings.TrimSpace(v.Text)
}

// refuse keeps the first reason a row is refused for.
func (r *reading) refuse(field, key string, say i18n.Text) {
	if r.bad == nil {
		r.bad = &Reject{Spot: r.place(field), Key: key, Say: say}
	}
}

func (r *reading) warn(field, key string, say i18n.Text) {
	r.in.warnings = append(r.in.warnings, Reject{Spot: r.place(field), Key: key, Code: string(r.in.code), Name: r.in.content.Name.Zh, Say: say})
}

func (r *reading) place(field string) Spot {
	p := r.in.place
	if p.Col = r.cell(field).Col; p.Col == "" {
		p.Col = r.columns[field]
	}
	return p
}

// identity reads code, name and department.
func (r *reading) identity(o *Options) {
	c := &r.in.content
	c.Name = i18n.Text{Zh: r.text("name")}
	if c.Name.Zh == "" {
		r.refuse("name", "no-name", i18n.T("没有事项名称。", "The item has no name."))
	}
	task, catalogue := squeeze(r.text("code")), squeeze(r.text("catalogue"))
	c.Codes = Codes{Catalogue: catalogue}
	if n := len(task); n == 33 {
		c.Codes.Handling, c.Codes.Task = task, task[:31]
	} else {
		c.Codes.Task = task
	}
	own := task
	if own == "" {
		own = catalogue
	}
	code, err := ParseCode(own)
	switch {
	case own == "":
		r.refuse("code", "no-code", i18n.T("没有实施编码，也没有基本编码。", "There is neither a task code nor a catalogue code."))
	case err != nil:
		r.refuse("code", "bad-code", i18n.Tf("编码「%s」应为 4 至 64 位字母、数字或连字符。", "The code \"%s\" must be 4 to 64 letters, digits or hyphens.", own))
	}
	r.in.code = code
	r.in.dept = Department{Name: r.text("department"), USCC: strings.ToUpper(squeeze(r.text("uscc"))), Division: squeeze(r.text("area"))}
	if r.in.dept.Name == "" {
		r.in.dept.Name = o.Department
	}
	if o.Region != "" {
		r.in.dept.Division = o.Region
	}
	if r.in.dept.Name == "" {
		r.refuse("department", "no-department", i18n.T("没有实施主体，也没有为整个文件指定部门。", "No department is named, and none was given for the whole file."))
	}
	r.checkCodes(task, catalogue)
}

// checkCodes warns of codes that do not follow the standards; other provinces'
// layouts differ, so none of this refuses a row (CAT-01, CAT-02).
func (r *reading) checkCodes(task, catalogue string) {
	if u := r.in.dept.USCC; u != "" {
		if _, err := ident.ParseCreditCode(u); err != nil {
			r.warn("uscc", "uscc-check", i18n.Tf("统一社会信用代码 %s 未通过校验，已照录。", "The credit code %s fails its check; it was kept as written.", u))
		}
	}
	if task != "" && len(task) != 31 && len(task) != 33 {
		r.warn("code", "code-length", i18n.Tf("实施编码有 %d 位，通常为 31 或 33 位。", "The task code has %d characters; 31 or 33 are usual.", len(task)))
	}
	if catalogue != "" && len(catalogue) != 12 {
		r.warn("catalogue", "code-length", i18n.Tf("基本编码有 %d 位，通常为 12 位。", "The catalogue code has %d characters; 12 is usual.", len(catalogue)))
	}
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

var typeByName = func() map[string]Type {
	m := map[string]Type{"行政给付": Payment, "行政征收征用": Levy, "其他权力": OtherPower, "其他": OtherPower, "许可": Licence}
	for t, n := range typeNames {
		m[n.Zh] = t
	}
	return m
}()

// taskType reads the type by its name where the file has one, because the codes
// from 10 on differ between platforms; then by the code (GB/T 39046 A.1).
func (r *reading) taskType() Type {
	name, code := r.text("typeName"), squeeze(r.text("typeCode"))
	t, known := typeByName[name]
	if !known && code == "" {
		code = name
	}
	if !known {
		if len(code) == 1 {
			code = "0" + code
		}
		switch {
		case typeNames[Type(code)] != i18n.Text{}:
			t, known = Type(code), true
		case len(code) == 2 && code > "20" && code < "30":
			t, known = Public, true
		case len(code) == 2 && code > "10" && code < "20":
			t, known = OtherPower, true
		}
	}
	from := "typeCode"
	if r.columns[from] == "" || name != "" {
		from = "typeName"
	}
	switch {
	case !known && name == "" && code == "":
		r.refuse(from, "no-type", i18n.T("没有事项类型。", "The item has no type."))
	case !known:
		r.refuse(from, "bad-type", i18n.Tf("不认识事项类型「%s」。", "The type \"%s\" is not known.", strings.TrimSpace(name+" "+code)))
	case !t.Applied():
		r.refuse(from, "not-applied", i18n.Tf("「%s」由机关依职权实施，不是可以申请的事项，应列入权力清单。", "\"%s\" is exercised by the office of its own motion; it belongs to the power list, not to what people apply for.", t.Name()))
	}
	return t
}

func (r *reading) level() Level {
	s := r.text("level")
	if s == "" {
		return ""
	}
	for l, n := range levelNames {
		if n.Zh == s || string(l) == s || n.Zh == s+"级" {
			return l
		}
	}
	switch {
	case strings.ContainsAny(s, ",，、"):
		return Graded
	case strings.Contains(s, "区") || strings.Contains(s, "县"):
		return County
	case strings.Contains(s, "街道") || strings.Contains(s, "乡") || strings.Contains(s, "镇"):
		return Township
	case strings.Contains(s, "村") || strings.Contains(s, "社区"):
		return Village
	}
	r.warn("level", "level", i18n.Tf("不认识行使层级「%s」，留空。", "The level \"%s\" is not known and was left empty.", s))
	return ""
}

func (r *reading) kind() Kind {
	switch s := r.text("kind"); {
	case s == "1" || strings.Contains(s, "即办"):
		return Immediate
	case s == "2" || strings.Contains(s, "承诺"):
		return Committed
	case s == "9" || s == "其他":
		return OtherKind
	}
	return ""
}

var numberWithUnit = regexp.MustCompile(`^(\d+)\s*(?:个)?\s*(工作日|自然日|日|天|)$`)

// limit reads a number and its unit from two cells, or "20个工作日" from one.
func (r *reading) limit(days, unit string) Limit {
	s := squeeze(r.text(days))
	if s == "" {
		return Limit{}
	}
	m := numberWithUnit.FindStringSubmatch(strings.TrimSuffix(s, ".0"))
	n, err := 0, error(nil)
	if m != nil {
		n, err = strconv.Atoi(m[1])
	}
	if m == nil || err != nil || n < 0 || n > 3660 {
		r.refuse(days, "bad-limit", i18n.Tf("时限「%s」不是 0 到 3660 的天数。", "The limit \"%s\" is not a number of days from 0 to 3660.", s))
		return Limit{}
	}
	if n == 0 {
		return Limit{}
	}
	u := squeeze(r.text(unit))
	if u == "" {
		u = m[2]
	}
	switch u {
	case "工作日", "1", "个工作日":
		return Limit{N: n, Unit: WorkingDays}
	case "自然日", "2", "日历日", "个自然日":
		return Limit{N: n, Unit: CalendarDays}
	case "日", "天", "":
		r.warn(days, "limit-unit", i18n.Tf("时限「%s」没有写明工作日还是自然日，行政许可以工作日计，请核对。", "The limit \"%s\" does not say which days; licences count working days. Please check.", s))
		return Limit{N: n, Unit: WorkingDays}
	}
	r.refuse(unit, "bad-unit", i18n.Tf("不认识时限单位「%s」。", "The unit \"%s\" is not known.", u))
	return Limit{}
}

func (r *reading) audience() []Audience {
	var out []Audience
	v := r.cell("audience")
	list := v.Items()
	if len(v.List) == 0 {
		list = strings.FieldsFunc(v.Text, func(x rune) bool { return strings.ContainsRune("、,，;；| ", x) })
	}
	for _, s := range list {
		a := Audience(s)
		if _, ok := audienceNames[a]; !ok {
			a = ""
			for code, n := range audienceNames {
				if n.Zh == s {
					a = code
				}
			}
		}
		if a == "" {
			r.warn("audience", "audience", i18n.Tf("不认识服务对象「%s」，略去。", "The audience \"%s\" is not known and was left out.", s))
			continue
		}
		out = append(out, a)
	}
	return out
}

func (r *reading) themes() []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range r.cell("themes").Items() {
		code, ok := themeByName[s]
		if !ok {
			r.warn("themes", "theme", i18n.Tf("不认识主题「%s」，归入其他。", "The theme \"%s\" is not known and was put under other.", s))
			code = "other"
		}
		if !seen[code] {
			seen[code] = true
			out = append(out, code)
		}
	}
	return out
}

// class guesses the city's class from what the row says: several levels of
// government make it escalated, several departments joint.
func (r *reading) class(c *Content) Class {
	levels := map[string]bool{}
	for _, j := range c.Joint {
		if i := strings.Index(j.Name, "级"); i > 0 {
			levels[j.Name[:i]] = true
		}
	}
	switch {
	case len(levels) > 1:
		return ClassEscalated
	case len(c.Joint) > 1:
		return ClassJoint
	case c.Kind == Immediate:
		return ClassImmediate
	case c.Kind == Committed:
		return ClassCommitted
	}
	return ""
}

func line(i int) string { return fmt.Sprintf("m%d", i+1) }
