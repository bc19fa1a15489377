package form_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"tongban/platform/form"
	"tongban/platform/i18n"
)

// compiled gives the exported schema in a validator nobody here wrote.
func compiled(t interface{ Fatal(...any) }, d form.Def) *jsonschema.Schema {
	raw, err := d.JSONSchema()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	format := func(name string, ok func(string) bool) {
		c.RegisterFormat(&jsonschema.Format{Name: name, Validate: func(v any) error {
			if s, is := v.(string); is && !ok(s) {
				return errors.New("not " + name)
			}
			return nil
		}})
	}
	format(string(form.CitizenID), func(s string) bool { return idKind().Check(s).Empty() })
	format("codes:divisions", func(s string) bool { return s == "150302" || s == "150304" })
	if err := c.AddResource("form.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("form.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func accepts(t interface{ Fatal(...any) }, s *jsonschema.Schema, a form.Answers) (bool, error) {
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(a.JSON()))
	if err != nil {
		t.Fatal(err)
	}
	err = s.Validate(doc)
	return err == nil, err
}

// typed draws what somebody might type or send into a field: often right, often
// nearly right, sometimes wild.
func typed(t *rapid.T, f form.FieldDef, name string, v url.Values) {
	pick := func(of ...string) {
		if x := rapid.SampledFrom(append(of, "")).Draw(t, name); x != "" {
			v[name] = strings.Split(x, "|")
		}
	}
	wild := rapid.StringMatching(`[a-z0-9 <&"'长。，\n-]{0,12}`).Draw(t, "wild")
	switch f.Type {
	case form.Number, form.Money:
		pick("0", "0.5", "1", "99.9", "100", "100.01", "-1", "1e9", "999999999999999", strconv.Itoa(rapid.IntRange(-5, 1200000).Draw(t, "n")), wild)
	case form.Date:
		pick("2026-11-23", "2026-02-29", "2024-02-29", "1123", "1899-12-31", wild)
	case form.Phone:
		pick("13800138000", "0473-2990000", "12345", wild)
	case form.CitizenID:
		pick("150302199001010010", "250302199001010010", wild)
	case form.Choice, form.Choices:
		var codes []string
		for _, o := range f.Options {
			codes = append(codes, o.Code)
		}
		pick(append(codes, strings.Join(codes, "|"), codes[0]+"|alien", "alien")...)
	case form.Address:
		v[name+".code"] = []string{rapid.SampledFrom([]string{"150302", "999999", ""}).Draw(t, "code")}
		v[name+".line"] = []string{rapid.SampledFrom([]string{"新华街", "", strings.Repeat("长", 61)}).Draw(t, "line")}
	case form.Table:
		for i := range rapid.IntRange(0, 4).Draw(t, "rows") {
			for _, c := range f.Cols {
				typed(t, c, name+"."+strconv.Itoa(i)+"."+c.Name, v)
			}
		}
	case form.Tick:
		pick("1")
	default:
		pick("张三", strings.Repeat("长", 31), strings.Repeat("长", 51), "91150300MA0N000000", wild)
	}
}

// TestTheSchemaAcceptsWhatTheCheckerAccepts draws answers to two forms and asks
// both judges. Checks across fields that JSON Schema cannot say are left out.
func TestTheSchemaAcceptsWhatTheCheckerAccepts(t *testing.T) {
	full := def(t)
	var kept []form.Across
	for _, x := range full.Across {
		if x.Test == form.RequiredIf {
			kept = append(kept, x)
		}
	}
	full.Across = kept
	schema := compiled(t, full)
	yes, no := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		v := url.Values{}
		right := rapid.Bool().Draw(t, "mostly right")
		if right {
			v = good()
		}
		for _, s := range full.Sections {
			for _, f := range s.Fields {
				if !right || rapid.IntRange(0, 9).Draw(t, "change") == 0 {
					typed(t, f, f.Name, v)
				}
			}
		}
		a := full.Read(v, form.Reader{Checks: checks, Today: "2026-11-23"})
		switch rapid.IntRange(0, 5).Draw(t, "files") {
		case 0:
		case 1:
			big := plan
			big.Size = 1001
			a = a.Attach("plan", big)
		default:
			a = a.Attach("plan", plan)
		}
		a = full.Trim(a)
		bad := full.Check(a, checks)
		ok, why := accepts(t, schema, a)
		if ok != (len(bad) == 0) {
			t.Fatalf("%s\nchecker: %+v\nschema: %v", a.JSON(), bad, why)
		}
		if ok {
			yes++
		} else {
			no++
		}
	})
	if yes == 0 || no == 0 {
		t.Errorf("%d accepted and %d refused: the test compares nothing", yes, no)
	}
}

// TestHiddenAnswersAreNoPartOfTheSchema sends what the form did not ask.
func TestHiddenAnswersAreNoPartOfTheSchema(t *testing.T) {
	d := def(t)
	s := compiled(t, d)
	a := d.Trim(read(t, change("kind", "person")))
	if ok, err := accepts(t, s, a); !ok {
		t.Fatalf("a person's answers are refused: %v", err)
	}
	for _, extra := range []form.Answers{a.With("uscc", form.Str("91150300MA0N000000")), a.With("nobody", form.Str("x"))} {
		if ok, _ := accepts(t, s, extra); ok {
			t.Errorf("accepted %s, want only what is asked", extra.JSON())
		}
		if len(d.Trim(extra)) != len(a) {
			t.Error("kept what was not asked")
		}
	}
}

// drawnDef draws a small definition out of every type.
func drawnDef(t *rapid.T) form.Def {
	d := form.Def{Code: "f", Version: 1, Title: i18n.T("表", "")}
	options := []form.Option{{Code: "a", Label: i18n.T("甲", "")}, {Code: "b", Label: i18n.T("乙", "")}}
	types := []form.Type{form.Text, form.Area, form.Number, form.Money, form.Date, form.Choice, form.Choices, form.Phone, form.Tick, form.Table}
	var before []form.FieldDef
	field := func(name string, kinds []form.Type) form.FieldDef {
		f := form.FieldDef{Name: name, Label: i18n.T("题"+name, ""), Type: rapid.SampledFrom(kinds).Draw(t, "type"), Required: rapid.Bool().Draw(t, "required")}
		switch f.Type {
		case form.Text, form.Area:
			f.Least, f.Most = rapid.IntRange(0, 3).Draw(t, "least"), rapid.IntRange(3, 9).Draw(t, "most")
		case form.Number:
			f.Scale = rapid.IntRange(0, 3).Draw(t, "scale")
			f.Min, f.Max = "-1", strconv.Itoa(rapid.IntRange(0, 100).Draw(t, "max"))
		case form.Money:
			f.Min = "0.01"
		case form.Choice, form.Choices:
			f.Options = options
		}
		return f
	}
	cond := func() form.Cond {
		if len(before) == 0 || rapid.Bool().Draw(t, "always") {
			return form.Cond{}
		}
		b := rapid.SampledFrom(before).Draw(t, "on")
		c := form.Cond{Field: b.Name, Op: rapid.SampledFrom([]form.Op{form.Filled, form.Unfilled}).Draw(t, "op")}
		if b.Type == form.Choice || b.Type == form.Choices {
			c = form.Cond{Field: b.Name, Op: form.In, Values: []string{"a"}}
		}
		if rapid.Bool().Draw(t, "nest") {
			return form.Cond{Any: []form.Cond{c, {All: []form.Cond{c, {Field: before[0].Name, Op: form.Filled}}}}}
		}
		return c
	}
	for i := range rapid.IntRange(1, 3).Draw(t, "sections") {
		s := form.Section{ID: "s" + strconv.Itoa(i), Title: i18n.T("节", ""), When: cond()}
		for k := range rapid.IntRange(1, 4).Draw(t, "fields") {
			f := field(fmt.Sprintf("f%d_%d", i, k), types)
			f.When = cond()
			if f.Type == form.Table {
				f.Most = 3
				for c := range rapid.IntRange(1, 3).Draw(t, "cols") {
					f.Cols = append(f.Cols, field("c"+strconv.Itoa(c), types[:6]))
				}
			}
			s.Fields = append(s.Fields, f)
			before = append(before, f)
		}
		d.Sections = append(d.Sections, s)
	}
	return d
}

// TestAnyFormAndItsSchemaAgree draws the form as well.
func TestAnyFormAndItsSchemaAgree(t *testing.T) {
	yes, no := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		d := drawnDef(t)
		if err := d.Valid(); err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := form.Parse(raw); err != nil || back.Hash() != d.Hash() {
			t.Fatalf("parsed back: %v", err)
		}
		schema := compiled(t, d)
		for range 8 {
			v := url.Values{}
			for _, s := range d.Sections {
				for _, f := range s.Fields {
					typed(t, f, f.Name, v)
				}
			}
			a := d.Trim(d.Read(v, form.Reader{}))
			bad := d.Check(a, form.Checks{})
			ok, why := accepts(t, schema, a)
			if ok != (len(bad) == 0) {
				t.Fatalf("%s\n%s\nchecker: %+v\nschema: %v", raw, a.JSON(), bad, why)
			}
			if ok {
				yes++
			} else {
				no++
			}
		}
	})
	if yes == 0 || no == 0 {
		t.Errorf("%d accepted and %d refused: the test compares nothing", yes, no)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(licence))
	f.Add([]byte(`{"code":"a","version":1,"title":{"zh":"a","en":""},"sections":[{"id":"s","title":{"zh":"s","en":""},"fields":[{"name":"a","label":{"zh":"a","en":""},"type":"text"}]}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := form.Parse(raw)
		if err != nil {
			return
		}
		again, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		back, err := form.Parse(again)
		if err != nil || back.Hash() != d.Hash() {
			t.Errorf("a form that was parsed is refused when written: %v", err)
		}
		d.Check(d.Read(url.Values{}, form.Reader{}), form.Checks{})
		if _, err := d.JSONSchema(); err != nil {
			t.Error(err)
		}
	})
}

func FuzzReadAndCheck(f *testing.F) {
	f.Add(good().Encode())
	f.Add("staff.0.who=%00&staff.99999.who=a&staff.-1.who=b&sells=a&sells=a&area=1e999&capital=-0.001")
	f.Add("_add:staff=1&_drop:plan=0&start.y=2026&start.m=1&start.d=1&tel=%FF%FE")
	d := def(f)
	f.Fuzz(func(t *testing.T, query string) {
		v, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		a := d.Read(v, form.Reader{Checks: checks, Today: "2026-11-23"})
		a, _ = d.Press(a, v)
		d.Check(a, checks)
		back, err := form.ParseAnswers(a.JSON())
		if err != nil || back.JSON() != d.Trim(back).With("x", nil).JSON() && d.Trim(back).JSON() != d.Trim(a).JSON() {
			t.Errorf("%s comes back as %s, %v", a.JSON(), back.JSON(), err)
		}
		if strings.Contains(a.JSON(), `\u0000`) {
			t.Errorf("a NUL got in: %s", a.JSON())
		}
		for _, b := range d.Check(d.Fill(a, "shop", v, form.Reader{Checks: checks}), checks) {
			if b.Name == "" || b.Why.Zh == "" {
				t.Errorf("a refusal that says nothing: %+v", b)
			}
		}
	})
}

func FuzzAnswers(f *testing.F) {
	f.Add(`{"a":1.5,"b":[{"c":"d"}],"e":[{"blob":"x","name":"n","size":1,"kind":"pdf"}],"f":{"code":"1","line":"2"},"g":true,"h":["x"]}`)
	f.Add(`{"a":[[]],"b":[null],"c":{"blob":1},"d":-0}`)
	f.Fuzz(func(t *testing.T, text string) {
		a, err := form.ParseAnswers(text)
		if err != nil {
			return
		}
		back, err := form.ParseAnswers(a.JSON())
		if err != nil || back.JSON() != a.JSON() {
			t.Errorf("%s then %s, %v", a.JSON(), back.JSON(), err)
		}
	})
}
