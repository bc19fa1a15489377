package browsertest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tongban/platform/browsertest"
)

// A noted test writes down what it is told instead of failing.
type noted struct {
	testing.TB
	said []string
}

func (n *noted) Helper()                        {}
func (n *noted) Cleanup(func())                 {}
func (n *noted) Errorf(format string, a ...any) { n.said = append(n.said, fmt.Sprintf(format, a...)) }
func (n *noted) Logf(string, ...any)            {}

func (n *noted) want(t *testing.T, words ...string) {
	t.Helper()
	all := strings.Join(n.said, "\n")
	for _, w := range words {
		if !strings.Contains(all, w) {
			t.Errorf("the audit does not say %q; it says:\n%s", w, all)
		}
	}
}

const poor = `<!doctype html><html lang="zh-CN"><head><title>差</title><link rel="icon" href="data:,"></head><body><main><h1>差</h1>
<a href="#b" style="outline:none;box-shadow:none">看不见焦点</a>
<p><button style="height:10px;width:10px;padding:0">小</button></p>
<a href="#c" style="position:absolute;left:-900px">在外面</a>
<input tabindex="5" name="no-label"><div style="width:700px">宽</div>
<p id="c" style="height:9px;width:20px;overflow:hidden;font-size:20px">被切掉的字</p></main></body></html>`

func TestAuditsFindWhatIsWrong(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, poor) }))
	t.Cleanup(srv.Close)
	b := browsertest.Start(t)
	note := &noted{TB: t}
	tab := b.New(note)
	tab.Goto(srv.URL)
	tab.Walk(browsertest.Face{Target: 44})
	note.want(t, "the focus is not seen", "target 10 by 10, want 44", "focused out of view", "Tab reaches 3 of 4")
	tab.Reflow()
	note.want(t, "sticks out at 320 px")
	tab.Spacing()
	note.want(t, "text is cut when spaced")
	tab.Accessible()
	note.want(t, "label (critical)")
}

func TestActionsReachThePage(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `<!doctype html><html lang="zh-CN"><title>页</title><link rel="icon" href="data:,"><h1>%s %s</h1>
			<form><label>甲<input name="a"></label><select name="s"><option value="1">一<option value="2">二</select>
			<label><input type="radio" name="r" value="x">x</label><button>送出 <kbd>F9</kbd></button></form><noscript>没有脚本</noscript>`,
			r.URL.Query().Get("a"), r.URL.Query().Get("s")+r.URL.Query().Get("r"))
	}))
	t.Cleanup(srv.Close)
	b := browsertest.Start(t)
	for name, opts := range map[string][]browsertest.Option{"scripts": nil, "none": {browsertest.NoScript(), browsertest.Phone()}} {
		t.Run(name, func(t *testing.T) {
			tab := b.New(t, opts...)
			tab.Goto(srv.URL)
			tab.Fill("a", "卫生许可")
			tab.Fill("s", "2")
			tab.Fill("r", "x")
			tab.Press("送出")
			if got := tab.Text("h1"); got != "卫生许可 2x" {
				t.Errorf("the form sends %q, want 卫生许可 2x", got)
			}
			if name == "none" {
				tab.See("没有脚本")
			}
		})
	}
}
