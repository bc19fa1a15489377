package form_test

import (
	"net/url"
	"reflect"
	"strings"
	"testing"

	"tongban/platform/fault"
	"tongban/platform/form"
	"tongban/platform/i18n"
)

// licence is a form with every type of field, every kind of condition and every
// check across fields.
const licence = `{
 "code": "food-licence", "version": 3, "title": {"zh": "食品经营许可申请", "en": "Food licence"},
 "sections": [
  {"id": "who", "title": {"zh": "申请人", "en": "Applicant"}, "fields": [
   {"name": "name", "label": {"zh": "姓名", "en": "Name"}, "type": "text", "required": true, "most": 30, "prefill": "person.name"},
   {"name": "number", "label": {"zh": "身份证号", "en": "ID number"}, "type": "citizen-id", "required": true},
   {"name": "tel", "label": {"zh": "电话", "en": "Phone"}, "type": "phone", "required": true, "prefill": "person.phone", "editable": true},
   {"name": "home", "label": {"zh": "住址", "en": "Home"}, "type": "address", "codes": "divisions", "most": 60},
   {"name": "kind", "label": {"zh": "主体", "en": "Kind"}, "type": "choice", "required": true, "options": [
     {"code": "person", "label": {"zh": "个人", "en": "Person"}}, {"code": "company", "label": {"zh": "企业", "en": "Company"}}]}
  ]},
  {"id": "firm", "title": {"zh": "企业", "en": "Company"}, "when": {"field": "kind", "op": "in", "values": ["company"]}, "fields": [
   {"name": "uscc", "label": {"zh": "信用代码", "en": "Credit code"}, "type": "text", "pattern": "[0-9A-Z]{18}", "example": "91150300MA0N000000", "required": true},
   {"name": "capital", "label": {"zh": "注册资本", "en": "Capital"}, "type": "money", "min": "1", "max": "1000000"},
   {"name": "paid", "label": {"zh": "实缴", "en": "Paid in"}, "type": "money"},
   {"name": "staff", "label": {"zh": "从业人员", "en": "Staff"}, "type": "table", "least": 1, "most": 3, "required": true, "cols": [
     {"name": "who", "label": {"zh": "姓名", "en": "Name"}, "type": "text", "required": true},
     {"name": "share", "label": {"zh": "占比", "en": "Share"}, "type": "number", "min": "0", "max": "100", "scale": 1},
     {"name": "from", "label": {"zh": "入职", "en": "Since"}, "type": "date"}]}
  ]},
  {"id": "shop", "title": {"zh": "场所", "en": "Premises"}, "fields": [
   {"name": "sells", "label": {"zh": "项目", "en": "Sells"}, "type": "choices", "required": true, "most": 2, "options": [
     {"code": "cold", "label": {"zh": "冷食", "en": "Cold"}}, {"code": "hot", "label": {"zh": "热食", "en": "Hot"}}, {"code": "raw", "label": {"zh": "生食", "en": "Raw"}}]},
   {"name": "fish", "label": {"zh": "生食来源", "en": "Source"}, "type": "area", "most": 50, "when": {"all": [{"field": "sells", "op": "in", "values": ["raw"]}, {"field": "kind", "op": "filled"}]}, "required": true},
   {"name": "area", "label": {"zh": "面积", "en": "Area"}, "type": "number", "scale": 2, "min": "0.5", "unit": {"zh": "平方米", "en": "m²"}, "required": true},
   {"name": "start", "label": {"zh": "开始", "en": "Start"}, "type": "date"},
   {"name": "end", "label": {"zh": "结束", "en": "End"}, "type": "date"},
   {"name": "note", "label": {"zh": "说明", "en": "Note"}, "type": "area", "when": {"any": [{"field": "start", "op": "empty"}, {"field": "end", "op": "filled"}]}},
   {"name": "plan", "label": {"zh": "平面图", "en": "Plan"}, "type": "file", "accept": ["pdf", "jpg"], "most": 2, "maxBytes": 1000, "required": true},
   {"name": "truth", "label": {"zh": "以上属实", "en": "All true"}, "type": "tick", "required": true}
  ]}
 ],
 "across": [
  {"test": "in-order", "at": "end", "fields": ["start", "end"], "say": {"zh": "结束不能早于开始", "en": "The end is before the start"}},
  {"test": "compare", "at": "paid", "fields": ["paid"], "cmp": "<=", "to": ["capital"], "say": {"zh": "实缴不能超过注册资本", "en": "More paid than registered"}},
  {"test": "compare", "at": "staff", "fields": ["staff.share"], "cmp": "=", "value": "100", "say": {"zh": "占比合计应为100", "en": "Shares must add up to 100"}},
  {"test": "required-if", "at": "end", "when": {"field": "start", "op": "filled"}, "say": {"zh": "请填写结束日期", "en": "Enter the end"}}
 ]}`

func idKind() form.Kind {
	return form.Kind{Clean: strings.ToUpper, Chars: 18, Check: func(s string) i18n.Text {
		// The test's own rule: eighteen characters that begin with 15. The real check
		// digit is civic/person's and tested there.
		if len(s) == 18 && strings.HasPrefix(s, "15") {
			return i18n.Text{}
		}
		return i18n.T("身份证号不对", "Not an ID number")
	}}
}

var checks = form.Checks{
	Kinds: form.Kinds{form.CitizenID: idKind()},
	Codes: func(list string) []form.Option {
		if list != "divisions" {
			return nil
		}
		return []form.Option{{Code: "150302", Label: i18n.T("海勃湾区", "Haibowan")}, {Code: "150304", Label: i18n.T("乌达区", "Wuda")}}
	},
}

func def(t testing.TB) form.Def {
	t.Helper()
	d, err := form.Parse([]byte(licence))
	if err != nil {
		t.Fatal(err)
	}
	if miss := checks.Missing(d); len(miss) > 0 {
		t.Fatal(miss)
	}
	return d
}

var plan = form.File{Blob: strings.Repeat("ab", 32), Name: "图.pdf", Size: 999, Kind: "pdf"}

// good gives what a careful person types.
func good() url.Values {
	return url.Values{
		"name": {"张三"}, "number": {"15030219900101001x"}, "tel": {"13800138000"}, "home.code": {"150302"}, "home.line": {"新华街1号"},
		"kind": {"company"}, "uscc": {"91150300MA0N000000"}, "capital": {"50万元"}, "paid": {"1,000.50"},
		"staff.0.who": {"李四"}, "staff.0.share": {"60.5"}, "staff.0.from": {"2026年1月2日"}, "staff.1.who": {"王五"}, "staff.1.share": {"39.5"},
		"sells": {"raw", "cold"}, "fish": {"码头\r\n冷库"}, "area": {"８０．２５"}, "start": {"20261201"}, "end": {"2027/2/3"}, "note": {"无"}, "truth": {"1"},
	}
}

func read(t testing.TB, v url.Values) form.Answers {
	t.Helper()
	return def(t).Read(v, form.Reader{Checks: checks, Today: "2026-11-23"}).Attach("plan", plan)
}

func TestCarefulAnswersPassAndAreKeptInOneForm(t *testing.T) {
	d := def(t)
	a := read(t, good())
	if bad := d.Check(a, checks); len(bad) != 0 {
		t.Fatalf("refused: %+v", bad)
	}
	want := `{"area":80.25,"capital":50000000,"end":"2027-02-03","fish":"码头\n冷库","home":{"code":"150302","line":"新华街1号"},"kind":"company","name":"张三","note":"无","number":"15030219900101001X","paid":100050,"plan":[{"blob":"` + plan.Blob + `","kind":"pdf","name":"图.pdf","size":999}],"sells":["cold","raw"],"staff":[{"from":"2026-01-02","share":60.5,"who":"李四"},{"share":39.5,"who":"王五"}],"start":"2026-12-01","tel":"13800138000","truth":true,"uscc":"91150300MA0N000000"}`
	if a.JSON() != want {
		t.Errorf("kept as\n%s\nwant\n%s", a.JSON(), want)
	}
	back, err := form.ParseAnswers(a.JSON())
	if err != nil || !reflect.DeepEqual(back, a) {
		t.Errorf("read back %+v, %v", back, err)
	}
	if fen, ok := a.Fen("capital"); !ok || fen != 50_000_000 {
		t.Errorf("capital %d fen, want 50,000,000", fen)
	}
	if got := a.Blobs(); len(got) != 1 || got[0] != plan.Blob {
		t.Errorf("blobs %v", got)
	}
}

// change gives good answers with some inputs changed; nil takes one away.
func change(pairs ...string) url.Values {
	v := good()
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			v.Del(pairs[i])
		} else {
			v[pairs[i]] = strings.Split(pairs[i+1], "|")
		}
	}
	return v
}

func TestEachWrongAnswerIsSaidAtItsInput(t *testing.T) {
	d := def(t)
	for _, c := range []struct {
		v    url.Values
		at   string
		says string
	}{
		{change("name", ""), "name", "请填写姓名"},
		{change("name", strings.Repeat("长", 31)), "name", "不能超过30个字，现在有31个字"},
		{change("number", "123"), "number", "身份证号不对"},
		{change("tel", "12345"), "tel", "请填写11位手机号码，或带区号的固定电话号码，例如 0473-2990000"},
		{change("home.code", "110000"), "home.code", "请选择所在地区"},
		{change("home.line", ""), "home.line", "请填写详细地址，不超过60个字"},
		{change("kind", ""), "kind", "请选择主体"},
		{change("kind", "alien"), "kind", "请从给出的选项中选择"},
		{change("uscc", "abc"), "uscc", "格式不对，应当像这样：91150300MA0N000000"},
		{change("capital", "0.5"), "capital", "不能小于1"},
		{change("capital", "100万零一"), "capital", "请填写金额，单位为元，最多两位小数，例如 1200.50"},
		{change("capital", "1000000.01"), "capital", "不能大于1000000"},
		{change("capital", "1.005"), "capital", "请填写金额，单位为元，最多两位小数，例如 1200.50"},
		{change("paid", "600000"), "paid", "实缴不能超过注册资本"},
		{change("staff.1.share", "39.4"), "staff.0.who", "占比合计应为100"},
		{change("staff.1.share", "39.45"), "staff.1.share", "请填写数字，最多1位小数"},
		{change("staff.0.who", ""), "staff.0.who", "请填写姓名"},
		{change("staff.0.from", "2026-02-30"), "staff.0.from", "请填写真实的日期，例如 2026-11-23"},
		{change("staff.2.who", "a", "staff.3.who", "b"), "staff.0.who", "请填写1至3行，现在有4行"},
		{change("sells", ""), "sells", "请选择项目"},
		{change("sells", "cold|hot|raw"), "sells", "请选择1至2项"},
		{change("sells", "cold|fire"), "sells", "请从给出的选项中选择"},
		{change("fish", ""), "fish", "请填写生食来源"},
		{change("area", "0.4"), "area", "不能小于0.5"},
		{change("area", "很大"), "area", "请填写数字，最多2位小数"},
		{change("end", "2026-11-30"), "end", "结束不能早于开始"},
		{change("end", ""), "end", "请填写结束日期"},
		{change("truth", ""), "truth", "请阅读并勾选"},
	} {
		bad := d.Check(read(t, c.v), checks)
		if len(bad) != 1 || bad[0].Name != c.at || bad[0].Why.Zh != c.says {
			t.Errorf("got %+v, want %s at %s", bad, c.says, c.at)
		}
		for _, b := range bad {
			if b.Why.En == "" || b.Why.En == b.Why.Zh {
				t.Errorf("%s: no English for %q", b.Name, b.Why.Zh)
			}
		}
	}
}

func TestFilesOfAWrongKindSizeOrNumberAreRefused(t *testing.T) {
	d := def(t)
	with := func(files ...form.File) []fault.Field {
		a := read(t, good()).With("plan", form.Files(files))
		return d.Check(a, checks)
	}
	other := plan
	other.Blob = strings.Repeat("cd", 32)
	third, big, exe, odd := plan, plan, plan, plan
	third.Blob, big.Size, exe.Kind, odd.Blob = strings.Repeat("ef", 32), 1001, "exe", "../../etc/passwd"
	for i, bad := range [][]fault.Field{with(), with(plan, other, third), with(big), with(exe), with(odd)} {
		if len(bad) != 1 || bad[0].Name != "plan" {
			t.Errorf("%d: got %+v, want one refusal at plan", i, bad)
		}
	}
	if bad := with(plan, other); len(bad) != 0 {
		t.Errorf("two files: got %+v, want accepted", bad)
	}
}

func TestTypingIsForgivenAndMistakesStayAsTyped(t *testing.T) {
	for typed, want := range map[[2]string]form.Value{
		{"tel", "１３８ 0013-8000"}:           form.Str("13800138000"),
		{"tel", "+86 138 0013 8000"}:       form.Str("13800138000"),
		{"tel", "0473—2990000"}:            form.Str("04732990000"),
		{"tel", "138 0013"}:                form.Str("138 0013"), // wrong: as typed
		{"number", "150302 19900101 001x"}: form.Str("15030219900101001X"),
		{"start", "11-23"}:                 form.Str("2026-11-23"),
		{"start", "1123"}:                  form.Str("2026-11-23"),
		{"start", "２０２６．１１．２３"}:            form.Str("2026-11-23"),
		{"start", "明天"}:                    form.Str("明天"),
		{"area", "1,234.50"}:               form.Num(1_234_500),
		{"area", "-3"}:                     form.Num(-3000),
		{"area", "1e3"}:                    form.Str("1e3"),
		{"capital", "￥1 000元"}:             form.Fen(100000),
		{"capital", "1.5万元"}:               form.Fen(1500000),
		{"name", "  张\u0000三\t\u202f "}:    form.Str("张三"),
	} {
		if got := read(t, change(typed[0], typed[1]))[typed[0]]; got != want {
			t.Errorf("%s typed %q: got %#v, want %#v", typed[0], typed[1], got, want)
		}
	}
}

func TestWhatIsNotAskedIsNeitherCheckedNorKept(t *testing.T) {
	d := def(t)
	a := read(t, change("kind", "person", "sells", "hot", "uscc", "rubbish", "unknown", "x"))
	if bad := d.Check(a, checks); len(bad) != 0 {
		t.Errorf("refused %+v, want hidden questions left alone", bad)
	}
	for _, gone := range []string{"uscc", "capital", "staff", "fish", "unknown"} {
		if _, ok := d.Trim(a)[gone]; ok {
			t.Errorf("%s is kept though it is not asked", gone)
		}
	}
	if n, of := d.Place(a, "shop"); n != 2 || of != 2 || d.Next(a, "who") != "shop" || d.Next(a, "shop") != "" {
		t.Errorf("page %d of %d, want 2 of 2", n, of)
	}
	if n, of := d.Place(read(t, good()), "shop"); n != 3 || of != 3 {
		t.Errorf("for a company page %d of %d, want 3 of 3", n, of)
	}
}

func TestOnePageChangesOnlyItsOwnAnswers(t *testing.T) {
	d := def(t)
	a := read(t, good())
	b := d.Fill(a, "who", url.Values{"name": {"赵六"}, "area": {"1"}, "kind": {"company"}}, form.Reader{Checks: checks})
	if b.Text("name") != "赵六" || b.Text("tel") != "" || b.Text("area") != "80.25" || a.Text("name") != "张三" {
		t.Errorf("got %s", b.JSON())
	}
	b = d.Fill(a, "shop", url.Values{"plan": {"forged"}}, form.Reader{Checks: checks})
	if len(b.Files("plan")) != 1 || b.Files("plan")[0] != plan {
		t.Errorf("files from the browser: got %+v, want what was stored", b.Files("plan"))
	}
	if bad := d.CheckSection(b, "who", checks); len(bad) != 0 {
		t.Errorf("the first page is blamed for the last: %+v", bad)
	}
}

func TestRowsAndFilesComeAndGoByButtons(t *testing.T) {
	d := def(t)
	r := form.Reader{Checks: checks}
	v := change("_add:staff", "1")
	a, pressed := d.Press(d.Fill(form.Answers{}, "firm", v, r), v)
	if !pressed || len(a.Rows("staff")) != 3 {
		t.Fatalf("add: %v %d rows, want 3", pressed, len(a.Rows("staff")))
	}
	if again, _ := d.Press(a, v); len(again.Rows("staff")) != 3 {
		t.Error("more rows than the form allows")
	}
	v = url.Values{"staff.0.who": {"一"}, "staff.1.who": {""}, "staff.2.who": {"三"}, "_drop:staff": {"2"}}
	a, pressed = d.Press(d.Fill(form.Answers{}, "firm", v, r), v)
	if rows := a.Rows("staff"); !pressed || len(rows) != 2 || rows[0].Text("who") != "一" || len(rows[1]) != 0 {
		t.Errorf("drop the third of three with a blank between: got %s", a.JSON())
	}
	files := form.Answers{}.Attach("plan", plan).Attach("plan", plan)
	if a, _ := d.Press(files, url.Values{"_drop:plan": {"0"}}); len(files.Files("plan")) != 1 || len(a.Files("plan")) != 0 {
		t.Errorf("file: got %+v", a)
	}
	for _, v := range []url.Values{{"_drop:plan": {"7"}}, {"_drop:plan": {"-1"}}, {"_drop:plan": {"x"}}, {"_add:name": {"1"}}, {"_add:nothing": {"1"}}} {
		if got, _ := d.Press(files, v); !reflect.DeepEqual(got, files) {
			t.Errorf("%v changed the answers to %s", v, got.JSON())
		}
	}
}

func TestWhatIsKnownIsNotTakenFromTheBrowser(t *testing.T) {
	d := def(t)
	known := form.Known{"person.name": {Value: form.Str("张三"), Source: i18n.T("实名登记", "register")}, "person.phone": {Value: form.Str("13900139000")}}
	a := d.Prefill(read(t, change("name", "冒名", "tel", "")), known)
	if a.Text("name") != "张三" || a.Text("tel") != "13900139000" {
		t.Errorf("got %s, want the register's name and the proposed number", a.JSON())
	}
	if a := d.Prefill(read(t, good()), known); a.Text("tel") != "13800138000" {
		t.Errorf("a proposal overwrote the answer: %s", a.JSON())
	}
}

func TestDefinitionsThatCannotWorkAreRefused(t *testing.T) {
	if _, err := form.Parse([]byte(licence + " {}")); err == nil {
		t.Error("text after the definition passed")
	}
	for old, new := range map[string]string{
		`"version": 3`:                     `"version": 0`,
		`"code": "food-licence"`:           `"code": "a b"`,
		`"name": "tel"`:                    `"name": "name"`,
		`"name": "kind"`:                   `"name": "a.b"`,
		`"type": "tick"`:                   `"type": "Tick!"`,
		`"pattern": "[0-9A-Z]{18}"`:        `"pattern": "("`,
		`"min": "0.5"`:                     `"min": "abc"`,
		`"min": "1", "max": "1000000"`:     `"min": "2", "max": "1"`,
		`"codes": "divisions"`:             `"most": 9`,
		`"least": 1, "most": 3`:            `"least": 4, "most": 3`,
		`"values": ["company"]`:            `"values": ["alien"]`,
		`"field": "kind", "op": "in"`:      `"field": "truth", "op": "in"`,
		`"op": "filled"}]`:                 `"op": "looks-nice"}]`,
		`"fields": ["start", "end"]`:       `"fields": ["start", "area"]`,
		`"to": ["capital"]`:                `"to": ["area"]`,
		`"cmp": "="`:                       `"cmp": "~"`,
		`"fields": ["staff.share"]`:        `"fields": ["staff.who"]`,
		`"at": "paid"`:                     `"at": "nobody"`,
		`"test": "required-if"`:            `"test": "eval"`,
		`{"zh": "以上属实", "en": "All true"}`: `{"en": "All true"}`,
		`"type": "area", "most": 50`:       `"type": "area", "most": 50, "script": "x"`,
		`"code": "hot"`:                    `"code": "cold"`,
		`"name": "who", "label": {"zh": "姓名", "en": "Name"}, "type": "text"`: `"name": "blob", "label": {"zh": "姓名", "en": "Name"}, "type": "text"`,
	} {
		bad := strings.Replace(licence, old, new, 1)
		if bad == licence {
			t.Fatalf("%s is not in the form", old)
		}
		if _, err := form.Parse([]byte(bad)); err == nil {
			t.Errorf("with %s the form passed", new)
		}
	}
	if a, b := def(t).Hash(), def(t).Hash(); a != b || len(a) != 64 {
		t.Errorf("hash %s then %s", a, b)
	}
	other, err := form.Parse([]byte(strings.Replace(licence, "以上属实", "以上都属实", 1)))
	if err != nil || other.Hash() == def(t).Hash() {
		t.Errorf("a changed word has the same hash (%v)", err)
	}
}
