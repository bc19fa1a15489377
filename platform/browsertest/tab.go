package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience is how long a page may take to come to rest.
const patience = 20 * time.Second

// Goto opens an address and waits until the page rests.
func (b *Tab) Goto(address string) {
	b.t.Helper()
	u, err := url.Parse(address)
	b.must("address", err)
	if b.home == "" {
		b.home = u.Scheme + "://" + u.Host
	}
	b.cookies()
	b.must("open "+address, b.do(chromedp.Navigate(address)))
	b.rest()
}

// cookies sets what the options ask for, once.
func (b *Tab) cookies() {
	b.t.Helper()
	if b.dressed {
		return
	}
	b.dressed = true
	want := map[string]string{}
	if b.set.elder {
		want["face"] = "elder"
	}
	if b.set.lang != "" {
		want["lang"] = b.set.lang
	}
	for k, v := range want {
		b.Cookie(k, v)
	}
}

// Cookie sets a cookie of the site before its next page, such as a session.
// The site is that of the first Goto, or home when given before it.
func (b *Tab) Cookie(name, value string) {
	b.t.Helper()
	b.must("cookie "+name, b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: b.home, Path: "/"})
		return err
	})))
}

// Home names the site before the first Goto, so that Cookie knows where.
func (b *Tab) Home(address string) { b.home = strings.TrimSuffix(address, "/") }

func (b *Tab) do(steps ...chromedp.Action[chromedp.Void]) error {
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	return chromedp.Do(ctx, steps...)
}

// rest waits until nothing is under way and the document is complete.
func (b *Tab) rest() {
	b.t.Helper()
	until := time.Now().Add(patience)
	for time.Now().Before(until) {
		b.mu.Lock()
		quiet := len(b.flying) == 0 && time.Since(b.moved) > 60*time.Millisecond
		b.mu.Unlock()
		if quiet {
			state, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.readyState"))
			if err == nil && state == "complete" {
				return
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.t.Fatalf("the page does not come to rest; under way: %v", b.flying)
}

// act runs a script on one element and fails the test when there is none.
func (b *Tab) act(sel, script string) string {
	b.t.Helper()
	js := fmt.Sprintf(`(function(){var e=document.querySelector(%s);if(!e)return "\u0000none";%s})()`, quote(sel), script)
	var got string
	if !b.soon(func() bool {
		var err error
		got, err = chromedp.Run(b.ctx, chromedp.Evaluate[string](js))
		return err == nil && got != "\x00none"
	}) {
		b.t.Fatalf("%s: no such element at %s\n%s", sel, b.Address(), b.outline())
	}
	return got
}

func quote(s string) string {
	q, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always marshals
	}
	return string(q)
}

// outline is the text of the page for the failure message.
func (b *Tab) outline() string {
	s, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.body.innerText.slice(0,800)"))
	if err != nil {
		return err.Error()
	}
	return s
}

func named(name string) string { return "[name=" + quote(name) + "]" }

// Fill puts the answer called name: text typed, a choice of a select, the radio
// or checkbox with that value, a file's path.
func (b *Tab) Fill(name, value string) {
	b.t.Helper()
	sel := named(name)
	kind := b.act(sel, `return e.tagName==="SELECT"?"select":e.tagName==="TEXTAREA"?"text":e.type`)
	switch kind {
	case "select":
		b.act(sel, `e.value=`+quote(value)+`;if(e.value!==`+quote(value)+`)return "\u0000none";e.dispatchEvent(new Event("change",{bubbles:true}));return ""`)
	case "radio", "checkbox":
		b.act(sel+"[value="+quote(value)+"]", `if(!e.checked)e.click();return ""`)
	case "file":
		b.must(sel, b.do(chromedp.SetUploadFiles(chromedp.CSS(sel), []string{value})))
		b.rest()
	default:
		b.act(sel, `e.focus();e.value="";return ""`)
		b.must(sel, b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, input.InsertText, input.InsertTextParams{Text: value})
			return err
		})))
	}
}

// Click clicks the first element of a CSS selector with the mouse and waits
// until the page rests.
func (b *Tab) Click(sel string) {
	b.t.Helper()
	b.act(sel, `e.scrollIntoView({block:"center",behavior:"instant"});return ""`)
	b.must("click "+sel, b.do(chromedp.Click(chromedp.CSS(sel), chromedp.NodeVisible)))
	b.settle()
}

// findWords marks the button or link that says some words and reports whether
// there is one.
const findWords = `(function(w){
		document.querySelectorAll("[data-bt]").forEach(function(e){e.removeAttribute("data-bt")});
		var all=[].filter.call(document.querySelectorAll("button,a[href],summary,input[type=submit]"),function(e){return e.getClientRects().length});
		function said(e){var c=e.cloneNode(true);c.querySelectorAll("kbd,.vh").forEach(function(k){k.remove()});return (c.textContent||e.value||"").replace(/\s+/g," ").trim()}
		var hit=all.filter(function(e){return said(e)===w})[0]||all.filter(function(e){return said(e).indexOf(w)>=0})[0];
		if(!hit)return false;hit.setAttribute("data-bt","");return true})(%s)`

// Press clicks the visible button or link that says these words. Words in full
// win over words in part.
func (b *Tab) Press(words string) {
	b.t.Helper()
	b.find(words)
	b.Click("[data-bt]")
}

// find marks the button or link that says these words. On a busy machine the page
// that holds it may still be on its way: find waits a moment for it.
func (b *Tab) find(words string) {
	b.t.Helper()
	if !b.soon(func() bool {
		ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](fmt.Sprintf(findWords, quote(words))))
		return err == nil && ok
	}) {
		b.t.Fatalf("no button or link says %q at %s\n%s", words, b.Address(), b.outline())
	}
}

// soon asks again and again, for as long as a page may still be on its way, and
// reports whether the answer became yes. The page rests afterwards.
func (b *Tab) soon(yes func() bool) bool {
	b.t.Helper()
	for until := time.Now().Add(3 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		b.rest()
		if yes() {
			return true
		}
		if time.Now().After(until) {
			return false
		}
	}
}

// settle gives a click the moment it needs to start a request, then waits.
func (b *Tab) settle() {
	b.t.Helper()
	time.Sleep(80 * time.Millisecond)
	b.rest()
}

// keyNames are the keys that have no character.
var keyNames = map[string]string{"Tab": kb.Tab, "Enter": kb.Enter, "Esc": kb.Escape, "F2": kb.F2, "F4": kb.F4, "F7": kb.F7, "F8": kb.F8, "F9": kb.F9, "F10": kb.F10, "Space": " "}

// Key presses a key on the focused element: a name such as F2, Enter, Ctrl+Enter,
// or a character. It waits until the page rests.
func (b *Tab) Key(key string) {
	b.t.Helper()
	var opts []chromedp.KeyOption
	for p, m := range map[string]chromedp.Modifier{"Ctrl+": chromedp.ModifierCtrl, "Alt+": chromedp.ModifierAlt, "Shift+": chromedp.ModifierShift} {
		if strings.HasPrefix(key, p) && key != p {
			key = strings.TrimPrefix(key, p)
			opts = append(opts, chromedp.KeyModifiers(m))
		}
	}
	if k, ok := keyNames[key]; ok {
		key = k
	}
	b.must("key", b.do(chromedp.KeyEvent(key, opts...)))
	b.settle()
}

// Text gives what is read in the first element of a CSS selector.
func (b *Tab) Text(sel string) string {
	b.t.Helper()
	return strings.TrimSpace(b.act(sel, `return e.innerText||e.textContent||""`))
}

// Value gives the answer a form holds under name.
func (b *Tab) Value(name string) string {
	b.t.Helper()
	return b.act(named(name), `return e.value`)
}

// Has reports whether the page has an element for a CSS selector that is shown.
func (b *Tab) Has(sel string) bool {
	b.t.Helper()
	got, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`(function(){var e=document.querySelector(`+quote(sel)+`);return !!e&&e.getClientRects().length>0})()`))
	b.must(sel, err)
	return got
}

// See fails the test unless the page shows the words.
func (b *Tab) See(words string) {
	b.t.Helper()
	if !b.soon(func() bool {
		got, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.body.innerText"))
		return err == nil && strings.Contains(got, words)
	}) {
		b.t.Fatalf("%s does not show %q; it shows:\n%s", b.Address(), words, b.outline())
	}
}

// Title gives the title of the page.
func (b *Tab) Title() string {
	b.t.Helper()
	s, err := chromedp.Run(b.ctx, chromedp.Title())
	b.must("title", err)
	return s
}

// Address gives the address of the page.
func (b *Tab) Address() string {
	b.t.Helper()
	s, err := chromedp.Run(b.ctx, chromedp.Location())
	b.must("address", err)
	return s
}

// Eval runs a script that gives a string.
func (b *Tab) Eval(js string) string {
	b.t.Helper()
	s, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](js, chromedp.EvalAwaitPromise))
	b.must(js, err)
	return s
}

// Shot keeps a picture of the whole page as name.png under $TONGBAN_SHOTS, or
// under the test's own directory, and gives its path.
func (b *Tab) Shot(name string) string {
	b.t.Helper()
	return b.picture(name, chromedp.FullScreenshot(100))
}

// Window is Shot for what the window shows.
func (b *Tab) Window(name string) string {
	b.t.Helper()
	return b.picture(name, chromedp.CaptureScreenshot())
}

func (b *Tab) picture(name string, take chromedp.Action[[]byte]) string {
	b.t.Helper()
	dir := os.Getenv("TONGBAN_SHOTS")
	if dir == "" {
		dir = b.t.TempDir()
	}
	png, err := chromedp.Run(b.ctx, take)
	b.must("shot", err)
	b.must("shot", os.MkdirAll(dir, 0o755))
	path := filepath.Join(dir, name+".png")
	b.must("shot", os.WriteFile(path, png, 0o644))
	return path
}
