package ui

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"tongban/platform/fault"
	"tongban/platform/i18n"
)

func TestColoursOfEveryFaceAreStrongEnough(t *testing.T) {
	for _, w := range CheckTheme("") {
		t.Error(w)
	}
}

func TestAWeakThemeIsRefused(t *testing.T) {
	for theme, want := range map[string]string{
		":root { --brand: #8fb8ee; }":             "on-brand on brand",
		".elder { --text: #999; }":                "[elder] text on paper",
		".wall { --bad: #802020; }":               "[wall] bad on bad-soft",
		":root { --edge: var(--silver); }":        "edge on paper",
		":root { --ring-edge: #cca300; }":         "ring on",
		":root { --text-2: no-such-colour; }":     "text-2 on paper",
		":root { --series-2: var(--warn-soft); }": "series-2 on paper",
	} {
		if got := strings.Join(CheckTheme(theme), "; "); !strings.Contains(got, want) {
			t.Errorf("%s passes as %q, want a complaint with %q", theme, got, want)
		}
	}
}

func TestContrastIsThatOfWCAG(t *testing.T) {
	tokens := map[string]string{"a": "#777777", "b": "#fff", "c": "var(--d)", "d": "#000"}
	for p, want := range map[pair]float64{{"a", "b"}: 4.48, {"c", "b"}: 21, {"b", "b"}: 1} {
		if got := contrast(tokens, p); got < want-.005 || got > want+.005 {
			t.Errorf("%s on %s: %.3f, want %.2f", p.fore, p.back, got, want)
		}
	}
}

func TestAssetsKeepTheirBudget(t *testing.T) {
	for name, budget := range map[string]int{"tb.css": 10 << 10, "enhance.js": 4 << 10, "desk.js": 4 << 10, "live.js": 2 << 10, "icons.svg": 3 << 10} {
		body, err := fs.ReadFile(Static(), name)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := z.Write(body); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		if b.Len() > budget {
			t.Errorf("%s: %d bytes compressed, want at most %d", name, b.Len(), budget)
		}
	}
}

func TestStylesheetAsksNobodyAndFitsOldBrowsers(t *testing.T) {
	css, err := fs.ReadFile(Static(), "tb.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, no := range []string{"@import", "url(", ":has(", "oklch", "color-mix", "@container", "@layer", "text-wrap"} {
		if bytes.Contains(css, []byte(no)) {
			t.Errorf("tb.css holds %s", no)
		}
	}
	if strings.Count(string(css), "{") != strings.Count(string(css), "}") {
		t.Error("tb.css: braces do not match")
	}
}

func TestEveryIconThatIsNamedExists(t *testing.T) {
	sheet, err := fs.ReadFile(Static(), "icons.svg")
	if err != nil {
		t.Fatal(err)
	}
	call := regexp.MustCompile(`@(?:ui\.)?Icon\("([a-z]+)"\)|Icon:\s*"([a-z]+)"`)
	found := 0
	for _, f := range sources(t, ".templ") {
		for _, m := range call.FindAllStringSubmatch(read(t, f), -1) {
			found++
			if name := m[1] + m[2]; !bytes.Contains(sheet, []byte(`id="`+name+`"`)) {
				t.Errorf("%s: no icon %q in icons.svg", f, name)
			}
		}
	}
	if found == 0 {
		t.Error("no icon is used anywhere; the search is broken")
	}
}

// sources lists the files of the project with an ending.
func sources(t *testing.T, ext string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir("../..", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && strings.HasPrefix(d.Name(), ".") && d.Name() != ".." {
			return filepath.SkipDir
		}
		if strings.HasSuffix(p, ext) {
			out = append(out, p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestChineseWordsHaveChinesePunctuation(t *testing.T) {
	books := sources(t, "zh.json")
	if len(books) == 0 {
		t.Fatal("no book found")
	}
	for _, f := range books {
		var words map[string]string
		if err := json.Unmarshal([]byte(read(t, f)), &words); err != nil {
			continue // not a book of pages
		}
		for k, w := range words {
			for _, p := range Punctuation(w) {
				t.Errorf("%s: %s: %s", f, k, p)
			}
		}
	}
	for _, f := range sources(t, ".templ") {
		for i, line := range strings.Split(read(t, f), "\n") {
			if code, _, _ := strings.Cut(line, "//"); halfBetw.MatchString(code) {
				t.Errorf("%s:%d: 半角标点夹在汉字之间", f, i+1)
			}
		}
	}
}

func TestPunctuation(t *testing.T) {
	for s, want := range map[string]bool{
		"可以，请来。": true, "可以,请来。": false, "例如:开饭店": false, "真的吗?": false, "甲(乙)": false, "等等...": false,
		"共 4,251 件": true, "11-23 09:30 截止": true, "a, b": true, "标点“对”的": true, `标点"错"的`: false, "PDF、JPG 或 PNG": true,
		"结束.": false, "第 2 步，共 5 步：{2}": true, "（选填）": true,
	} {
		if got := len(Punctuation(s)) == 0; got != want {
			t.Errorf("%s: passes %v, want %v (%v)", s, got, want, Punctuation(s))
		}
	}
}

func TestBooksAreComplete(t *testing.T) {
	for _, g := range i18n.Gaps() {
		t.Error(g)
	}
}

func TestWordsUsedExist(t *testing.T) {
	call := regexp.MustCompile(`\bsay\(ctx, "([a-z0-9.]+)"[,)]`)
	used := 0
	for _, ext := range []string{"*.templ", "*.go"} {
		files, err := filepath.Glob(ext)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			for _, m := range call.FindAllStringSubmatch(read(t, f), -1) {
				used++
				if words.SayIn(i18n.Zh, m[1]) == m[1] {
					t.Errorf("%s: no words for %q", f, m[1])
				}
			}
		}
	}
	if used < 50 {
		t.Errorf("only %d uses found; the search is broken", used)
	}
}

func render(t *testing.T, ctx context.Context, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestLightsSayWordsAndDifferInShape(t *testing.T) {
	ctx := context.Background()
	shapes := map[string]LightState{}
	for s, want := range map[LightState]string{Over: "已超期 2 个工作日", Today: "今日到期", Soon: "剩 2 个工作日", OK: "剩 2 个工作日", Pause: "计时暂停", Done: "已办结"} {
		l := LightView{State: s, Days: 2}
		if got := l.Words(ctx); got != want {
			t.Errorf("%s says %q, want %q", s, got, want)
		}
		if other, ok := shapes[l.shape()]; ok {
			t.Errorf("%s and %s have the same shape", s, other)
		}
		shapes[l.shape()] = s
		if page := render(t, ctx, Light(l)); !strings.Contains(page, want) || !strings.Contains(page, "light-"+string(s)) {
			t.Errorf("%s is drawn as %s", s, page)
		}
	}
	if got := (LightView{State: Pause, Say: "补正"}).Words(i18n.With(ctx, i18n.En)); got != "Clock paused (补正)" {
		t.Errorf("a pause in English says %q", got)
	}
}

func TestARefusedAnswerIsKeptMarkedAndExplained(t *testing.T) {
	f := FieldView{Name: "uscc", Label: "代码", Hint: "18 位", Value: `91"<`, Faults: []fault.Field{{Name: "uscc", Why: i18n.T("少一位", "one short")}, {Name: "x", Why: i18n.T("别的", "other")}}}
	page := render(t, context.Background(), Text(f))
	for _, want := range []string{`aria-invalid="true"`, `aria-describedby="f-uscc-hint f-uscc-err"`, `for="f-uscc"`, `id="f-uscc-err"`, "少一位", `value="91&#34;&lt;"`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in %s", want, page)
		}
	}
	if strings.Contains(page, "别的") {
		t.Error("the field shows the fault of another")
	}
	if p := render(t, context.Background(), Password(f)); strings.Contains(p, "value=") {
		t.Error("a password is shown again")
	}
	sum := render(t, context.Background(), Errors(f.Faults))
	if !strings.Contains(sum, `href="#f-uscc"`) || !strings.Contains(sum, "有 2 处需要改") {
		t.Errorf("summary %s", sum)
	}
}

// numbers reads the cells of the first table of a fragment.
func numbers(t *testing.T, page string) []string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && n.Data == "td" && n.FirstChild != nil {
			out = append(out, strings.TrimSpace(n.FirstChild.Data))
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	return out
}

func TestEveryChartHasItsNumbersInATable(t *testing.T) {
	c := ChartView{Title: "办件", Unit: "件", Head: "部门", Labels: []string{"甲", "乙"}, Series: []Series{{"收件", []int64{1200, 0}}, {"办结", []int64{7, 90}}}}
	for name, chart := range map[string]templ.Component{"bar": BarChart(c), "stack": StackChart(c), "line": LineChart(c)} {
		page := render(t, context.Background(), chart)
		if got, want := strings.Join(numbers(t, page), " "), "1,200 7 0 90"; got != want {
			t.Errorf("%s: the table holds %q, want %q", name, got, want)
		}
		if strings.Contains(page, "style=") || !strings.Contains(page, `role="img"`) {
			t.Errorf("%s: a style attribute or no role", name)
		}
	}
	if got := share(1200, c.most(c.largest)); got != barShare {
		t.Errorf("the longest bar takes %v of the width, want %v", got, barShare)
	}
	for m, want := range map[int64]int64{0: 1, 7: 10, 10: 10, 11: 20, 39: 40, 41: 50, 1540: 2000} {
		c.Series = []Series{{"", []int64{m}}}
		if got := c.top(); got != want {
			t.Errorf("axis for %d ends at %d, want %d", m, got, want)
		}
	}
}

func TestCodesAreReadInGroups(t *testing.T) {
	for in, want := range map[string]string{"7K2M9D": "7K2 M9D", "12345678": "1234 5678", "1503-2026": "1503-2026", "ABC": "ABC", "12345": "1234 5"} {
		if got := spaced(in); got != want {
			t.Errorf("%s is read %q, want %q", in, got, want)
		}
	}
	for in, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -1234567: "-1,234,567"} {
		if got := Thousands(in); got != want {
			t.Errorf("%d is written %q, want %q", in, got, want)
		}
	}
}

func TestQRHoldsWhatItIsGivenAndFailsInWords(t *testing.T) {
	page := render(t, context.Background(), QR("https://example.gov.cn/cases/1", "扫码查进度"))
	if !strings.Contains(page, "<title>扫码查进度</title>") || strings.Contains(page, "style=") {
		t.Errorf("QR code: %.200s", page)
	}
	long := strings.Repeat("很长", 3000)
	if page := render(t, context.Background(), QR(long, "x")); !strings.Contains(page, "很长") || strings.Contains(page, "<svg") {
		t.Error("data too long for a QR code is lost")
	}
}
