package form_test

import (
	"bytes"
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"tongban/platform/form"
	"tongban/platform/i18n"
	"tongban/platform/ui"
)

func render(t *testing.T, lang i18n.Lang, c templ.Component) (*html.Node, string) {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(i18n.With(context.Background(), lang), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return doc, b.String()
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// elements gives every element of the page by tag, and the set of ids.
func elements(doc *html.Node) (by map[string][]*html.Node, ids map[string]*html.Node) {
	by, ids = map[string][]*html.Node{}, map[string]*html.Node{}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			by[n.Data] = append(by[n.Data], n)
			if id := attr(n, "id"); id != "" {
				ids[id] = n
			}
		}
	}
	return by, ids
}

// bound checks that every control is labelled and that what describes it exists.
func bound(t *testing.T, doc *html.Node) {
	t.Helper()
	by, ids := elements(doc)
	labels := map[string]bool{}
	for _, l := range by["label"] {
		labels[attr(l, "for")] = true
	}
	n := 0
	for _, tag := range []string{"input", "select", "textarea"} {
		for _, c := range by[tag] {
			if attr(c, "type") == "hidden" {
				continue
			}
			n++
			if !labels[attr(c, "id")] {
				t.Errorf("%s %s has no label", tag, attr(c, "name"))
			}
			for _, id := range strings.Fields(attr(c, "aria-describedby")) {
				if ids[id] == nil {
					t.Errorf("%s %s is described by %s, which is not there", tag, attr(c, "name"), id)
				}
			}
			if attr(c, "style") != "" || attr(c, "onclick") != "" {
				t.Errorf("%s carries style or script", attr(c, "name"))
			}
		}
	}
	if n == 0 {
		t.Error("no controls drawn")
	}
}

func view(t *testing.T, v url.Values) form.View {
	d := def(t)
	a := read(t, v)
	return form.View{Def: d, Answers: a, Faults: d.Check(a, checks), Checks: checks,
		Upload:   func(slot string) string { return "/uploads?purpose=" + slot },
		FileHref: func(_ string, f form.File) string { return "/files/" + f.Blob }}
}

func TestEveryQuestionIsLabelledInEveryState(t *testing.T) {
	for _, lang := range []i18n.Lang{i18n.Zh, i18n.En} {
		for _, v := range []url.Values{{}, good(), change("name", "", "tel", "1", "home.code", "9", "uscc", "x", "staff.0.who", "", "sells", "x", "area", "?", "truth", "")} {
			for _, section := range []string{"", "who", "shop"} {
				doc, _ := render(t, lang, form.Questions(view(t, v), section))
				bound(t, doc)
			}
		}
	}
}

func TestEachErrorLeadsToAControlThatIsThere(t *testing.T) {
	for _, v := range []url.Values{{"kind": {"company"}, "sells": {"raw"}, "start": {"2026-12-01"}}, change("home.line", "", "capital", "x", "staff.1.share", "x", "end", "x")} {
		w := view(t, v)
		if len(w.Faults) == 0 {
			t.Fatal("nothing is wrong with these answers")
		}
		doc, _ := render(t, i18n.Zh, form.Questions(w, ""))
		_, ids := elements(doc)
		for _, f := range w.Faults {
			n := ids[ui.FieldID(f.Name)]
			if n == nil || n.Data != "input" && n.Data != "select" && n.Data != "textarea" {
				t.Errorf("error at %s leads to nothing that takes the focus", f.Name)
			}
		}
		by, _ := elements(doc)
		if errs := strings.Count(texts(by["span"]), "err"); errs != len(w.Faults) {
			t.Errorf("%d errors drawn, want %d beside their inputs", errs, len(w.Faults))
		}
	}
}

func texts(spans []*html.Node) string {
	var b strings.Builder
	for _, s := range spans {
		if attr(s, "class") == "err" {
			b.WriteString("err ")
		}
	}
	return b.String()
}

func TestWhatWasTypedIsShownAgain(t *testing.T) {
	doc, page := render(t, i18n.Zh, form.Questions(view(t, change("area", "<很大>", "capital", "1234.5", "end", "后天")), ""))
	for _, want := range []string{`value="&lt;很大&gt;"`, `value="1234.50"`, `value="后天"`, "码头\n冷库</textarea>", `value="李四"`, `value="150302" selected`, plan.Name,
		`name="_add:staff"`, `name="_drop:staff"`, `name="_drop:plan"`, `name="_shown" value="name,number,`, `data-upload="/uploads?purpose=plan"`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s on the page", want)
		}
	}
	by, _ := elements(doc)
	var chosen []string
	for _, n := range by["input"] {
		for _, a := range n.Attr {
			if a.Key == "checked" {
				chosen = append(chosen, attr(n, "value"))
			}
		}
	}
	if got := strings.Join(chosen, " "); got != "company cold raw 1" {
		t.Errorf("chosen: %s, want what was chosen", got)
	}
}

// A keyboard's Enter presses the first button of a form: it must not be one that
// adds a row.
func TestEnterGoesOn(t *testing.T) {
	doc, _ := render(t, i18n.Zh, form.Questions(view(t, good()), "firm"))
	by, _ := elements(doc)
	if len(by["button"]) < 2 || attr(by["button"][0], "name") != "" {
		t.Errorf("the first of %d buttons is %q, want the one that goes on", len(by["button"]), attr(by["button"][0], "name"))
	}
}

func TestAPageIsShownAgainWhenItsQuestionsChange(t *testing.T) {
	d := def(t)
	shown := func(v url.Values, section string) string {
		doc, _ := render(t, i18n.Zh, form.Questions(view(t, v), section))
		by, _ := elements(doc)
		for _, n := range by["input"] {
			if attr(n, "name") == "_shown" {
				return attr(n, "value")
			}
		}
		t.Fatal("the page does not say what it showed")
		return ""
	}
	v := change("sells", "hot")
	v.Set("_shown", shown(v, "shop"))
	if d.Reshaped(read(t, v), "shop", v) {
		t.Error("the same questions count as changed")
	}
	v.Set("sells", "raw") // now the source is asked as well
	if !d.Reshaped(read(t, v), "shop", v) {
		t.Error("a question nobody saw would be refused as unanswered")
	}
}

func TestKnownAnswersAreTextWithTheirSource(t *testing.T) {
	w := view(t, good())
	w.Known = form.Known{"person.name": {Value: form.Str("张三"), Source: i18n.T("实名登记", "the register"), Mend: "/me"}, "person.phone": {Value: form.Str("13800138000"), Source: i18n.T("实名登记", "the register")}}
	doc, page := render(t, i18n.Zh, form.Questions(w, "who"))
	_, ids := elements(doc)
	if ids["f-name"] != nil || !strings.Contains(page, "来自实名登记") || !strings.Contains(page, "不对？") {
		t.Error("the name on record is asked, or its source is not said")
	}
	if ids["f-tel"] == nil || ids["f-tel-from"] == nil {
		t.Error("the proposed number cannot be changed, or its source is not said")
	}
}

func TestTheSummarySaysEveryAnswerAndWhereToChangeIt(t *testing.T) {
	w := view(t, good())
	w.Change = func(s string) string { return "/apply/1/" + s }
	_, page := render(t, i18n.Zh, form.Summary(w))
	for _, want := range []string{"张三", "海勃湾区 新华街1号", "企业", "500,000 元", "1,000.50 元", "冷食、生食", "80.25 平方米", "2026-12-01", "李四", "60.5", "已阅读并同意", "/files/" + plan.Blob, "SM3 " + plan.Blob,
		`href="/apply/1/who"`, `href="/apply/1/firm"`, `href="/apply/1/shop"`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in the summary", want)
		}
	}
	w.Change, w.Hide = nil, form.Masked
	if _, page := render(t, i18n.Zh, form.Summary(w)); !strings.Contains(page, "1503**********001X") || !strings.Contains(page, "13*******00") || strings.Contains(page, "19900101") {
		t.Error("a masked summary shows a whole number")
	}
	if _, page := render(t, i18n.En, form.Summary(w)); strings.Contains(page, "href=\"/apply") || !strings.Contains(page, "Read and agreed") {
		t.Error("the print view offers changes, or is not in the reader's language")
	}
	if _, page := render(t, i18n.Zh, form.Summary(view(t, change("kind", "person")))); strings.Contains(page, "信用代码") {
		t.Error("the summary shows what was not asked")
	}
}
