package browsertest

import (
	"context"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// Resize makes the window w by h until the next Resize.
func (b *Tab) Resize(w, h int64) {
	b.t.Helper()
	b.must("resize", b.do(chromedp.EmulateViewport(w, h)))
	b.set.width, b.set.height = w, h
}

// Fits fails the test when the page must be scrolled sideways in the window as it
// is, or when words in it are cut; tables may scroll inside their own frame.
func (b *Tab) Fits() {
	b.t.Helper()
	wide := b.Eval(`(function(){var d=document.documentElement;if(d.scrollWidth<=innerWidth)return "";
		return "scrollWidth "+d.scrollWidth+"\n"+[].filter.call(document.querySelectorAll("body *"),function(e){var r=e.getBoundingClientRect();return r.right>innerWidth+1&&!e.closest(".scroll")}).slice(0,5).map(function(e){return e.outerHTML.slice(0,120)}).join("\n")})()`)
	if wide != "" {
		b.t.Errorf("%s: sticks out at %d px: %s", b.Address(), b.set.width, wide)
	}
	cut := b.Eval(`[].filter.call(document.querySelectorAll("a,button,p,li,dt,dd,th,td,h1,h2,h3,label,legend,summary"),function(e){
		var s=getComputedStyle(e);return e.getClientRects().length&&!e.closest(".vh,.one,.scroll,svg,.bar p,.skip")&&s.overflow!=="visible"&&s.clip==="auto"&&(e.scrollWidth>e.clientWidth+1||e.scrollHeight>e.clientHeight+1)}).slice(0,5).map(function(e){return e.outerHTML.slice(0,120)}).join("\n")`)
	if cut != "" {
		b.t.Errorf("%s: words are cut at %d px:\n%s", b.Address(), b.set.width, cut)
	}
}

// Enlarged doubles the letters, as a reader's own setting does, and fails the test
// when the page then no longer Fits.
func (b *Tab) Enlarged() {
	b.t.Helper()
	b.Eval(`document.documentElement.style.fontSize="200%";""`)
	defer b.Eval(`document.documentElement.style.fontSize="";""`)
	b.Fits()
}

// Calm fails the test for what pages have complained of so far, and forgets it:
// for a tab that looks at many pages.
func (b *Tab) Calm() {
	b.t.Helper()
	b.mu.Lock()
	wrong := b.wrong
	b.wrong = nil
	b.mu.Unlock()
	for _, w := range wrong {
		b.t.Errorf("%s: the page complains: %s", b.Address(), w)
	}
}

// longWay is how many times Tab is pressed at most to reach a control.
const longWay = 150

// TabTo presses Tab until the focus is on an element of a CSS selector, as
// somebody without a mouse does, and gives how many times that was.
func (b *Tab) TabTo(sel string) int {
	b.t.Helper()
	at := `!!document.activeElement&&document.activeElement.matches(` + quote(sel) + `)`
	for n := 0; n < longWay; n++ {
		here, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](at))
		b.must(sel, err)
		if here {
			return n
		}
		b.must("tab", b.do(chromedp.KeyEvent("\t")))
	}
	b.t.Fatalf("%s: Tab does not reach %s\n%s", b.Address(), sel, b.outline())
	return 0
}

// TabOn is TabTo for the button or link that says these words.
func (b *Tab) TabOn(words string) int {
	b.t.Helper()
	b.find(words)
	return b.TabTo("[data-bt]")
}

// Type types into the focused element, replacing what it holds.
func (b *Tab) Type(words string) {
	b.t.Helper()
	b.Eval(`(function(){var e=document.activeElement;if(e&&e.select)e.select();return ""})()`)
	b.must("type", b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, input.InsertText, input.InsertTextParams{Text: words})
		return err
	})))
}

// Holds fails the test unless an address holds a part.
func (b *Tab) Holds(part string) {
	b.t.Helper()
	if !b.soon(func() bool { return strings.Contains(b.Address(), part) }) {
		b.t.Fatalf("at %s, want %s\n%s", b.Address(), part, b.outline())
	}
}
