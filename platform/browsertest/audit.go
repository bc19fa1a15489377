package browsertest

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/chromedp/chromedp"
)

// A Violation is one rule of axe-core that the page breaks (无障碍问题).
type Violation struct {
	ID     string   `json:"id"`
	Impact string   `json:"impact"` // minor, moderate, serious, critical
	Help   string   `json:"help"`
	Nodes  []string `json:"nodes"` // the elements, with the reason
}

// String reads as a test prints it.
func (v Violation) String() string {
	return fmt.Sprintf("%s (%s): %s\n    %s", v.ID, v.Impact, v.Help, strings.Join(v.Nodes, "\n    "))
}

// Axe runs axe-core with its WCAG A, AA and best-practice rules and gives every
// violation. It skips or fails as the package says when axe-core is not there.
func (b *Tab) Axe() []Violation {
	b.t.Helper()
	path := os.Getenv("TONGBAN_AXE")
	if path == "" {
		missing(b.t, "no axe-core: set TONGBAN_AXE to its axe.min.js")
	}
	src, err := os.ReadFile(path)
	b.must("axe", err)
	if b.set.noScript { // axe waits by timers, which stand still without scripts
		b.must("scripts on", b.do(scripts(true)))
		defer func() { b.must("scripts off", b.do(scripts(false))) }()
	}
	_, err = chromedp.Run(b.ctx, chromedp.Evaluate[chromedp.Void](string(src)+";0"))
	b.must("axe", err)
	raw := b.Eval(`axe.run(document,{resultTypes:["violations"]}).then(function(r){return JSON.stringify(r.violations.map(function(v){
		return {id:v.id,impact:v.impact||"",help:v.help,nodes:v.nodes.map(function(n){return n.html.slice(0,160)+" — "+n.failureSummary.replace(/\s+/g," ").slice(0,240)})}}))})`)
	var out []Violation
	b.must("axe", json.Unmarshal([]byte(raw), &out))
	return out
}

// Accessible fails the test for every serious or critical violation, and logs
// the others.
func (b *Tab) Accessible() {
	b.t.Helper()
	for _, v := range b.Axe() {
		if v.Impact == "serious" || v.Impact == "critical" {
			b.t.Errorf("%s: %s", b.Address(), v)
		} else {
			b.t.Logf("%s: %s", b.Address(), v)
		}
	}
}

// A Face says what Walk demands of a page (界面要求).
type Face struct {
	// Target is the least height and width of buttons and other targets that do
	// not stand in a line of text: 24 on desks, 44 in public, 60 for elders.
	Target float64
}

// A stop is where Tab led to.
type stop struct {
	Mark    int     `json:"mark"`
	What    string  `json:"what"`
	Ring    bool    `json:"ring"`
	InView  bool    `json:"inView"`
	Covered string  `json:"covered"`
	W       float64 `json:"w"`
	H       float64 `json:"h"`
	Inline  bool    `json:"inline"`
}

// walkSetup numbers everything that Tab must reach, in document order. Radios of
// one name are one stop.
const walkSetup = `(function(){
 var radios={},n=0;
 [].forEach.call(document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex="0"]'),function(e){
  e.removeAttribute('data-walk');
  if(e.disabled||!e.getClientRects().length||!e.checkVisibility({contentVisibilityAuto:true,checkVisibilityCSS:true}))return;
  if(e.type==='radio'){var k=(e.form?[].indexOf.call(document.forms,e.form):'')+':'+e.name;
   if(radios[k]){e.setAttribute('data-walk',radios[k]);return}radios[k]=++n;e.setAttribute('data-walk',n);return}
  e.setAttribute('data-walk',++n)});
 var b=document.body;b.setAttribute('tabindex','-1');b.focus();b.removeAttribute('tabindex');window.scrollTo(0,0);
 return n})()`

const walkHere = `(function(){
 var e=document.activeElement;if(!e||e===document.body)return JSON.stringify({mark:0});
 var r=e.getBoundingClientRect(),s=getComputedStyle(e),x=r.left+Math.min(r.width/2,innerWidth/2),y=r.top+Math.min(r.height/2,innerHeight/2);
 var top=document.elementFromPoint(Math.max(0,Math.min(x,innerWidth-1)),Math.max(0,Math.min(y,innerHeight-1)));
 var hit=e.matches('input[type=checkbox],input[type=radio]')&&e.closest('label,.choice')||e,h=hit.getBoundingClientRect();
 return JSON.stringify({mark:Number(e.getAttribute('data-walk')||-1),what:e.outerHTML.slice(0,120),
  ring:(s.outlineStyle!=='none'&&parseFloat(s.outlineWidth)>=2)||s.boxShadow!=='none',
  inView:r.bottom>0&&r.top<innerHeight&&r.right>0&&r.left<innerWidth,
  covered:top&&!e.contains(top)&&!top.contains(e)?top.outerHTML.slice(0,120):'',
  w:h.width,h:h.height,inline:e.tagName==='A'&&s.display==='inline'||e.tabIndex===0&&!e.matches('a,button,input,select,textarea,summary')})})()`

// Walk presses Tab through the whole page and fails the test when a control is
// not reached, the order is not that of the document, the focus is not seen, the
// focused control is out of view or covered, or a target is too small.
func (b *Tab) Walk(f Face) {
	b.t.Helper()
	count, err := chromedp.Run(b.ctx, chromedp.Evaluate[int](walkSetup))
	b.must("walk", err)
	reached, last := map[int]bool{}, 0
	for i := 0; i < count+2 && len(reached) < count; i++ {
		b.must("tab", b.do(chromedp.KeyEvent("\t")))
		var s stop
		b.must("walk", json.Unmarshal([]byte(b.Eval(walkHere)), &s))
		if s.Mark == 0 {
			break
		}
		reached[s.Mark] = true
		b.judge(f, s, last)
		last = s.Mark
	}
	if len(reached) < count {
		b.t.Errorf("%s: Tab reaches %d of %d controls; missing: %s", b.Address(), len(reached), count, b.unreached(reached, count))
	}
}

func (b *Tab) judge(f Face, s stop, last int) {
	b.t.Helper()
	at := b.Address() + ": " + s.What
	if s.Mark > 0 && s.Mark < last {
		b.t.Errorf("%s: comes after stop %d, out of order", at, last)
	}
	if !s.Ring {
		b.t.Errorf("%s: the focus is not seen", at)
	}
	if !s.InView {
		b.t.Errorf("%s: focused out of view", at)
	}
	if s.Covered != "" {
		b.t.Errorf("%s: focused but covered by %s", at, s.Covered)
	}
	if !s.Inline && (s.H+0.5 < f.Target || s.W+0.5 < 24) {
		b.t.Errorf("%s: target %.0f by %.0f, want %.0f", at, s.W, s.H, f.Target)
	}
}

func (b *Tab) unreached(reached map[int]bool, count int) string {
	var out []string
	for i := 1; i <= count; i++ {
		if !reached[i] {
			out = append(out, b.act(fmt.Sprintf(`[data-walk="%d"]`, i), `return e.outerHTML.slice(0,120)`))
		}
	}
	return strings.Join(out, "; ")
}

// Reflow narrows the window to 320 pixels and fails the test when the page must
// be scrolled sideways; tables may scroll inside their own frame.
func (b *Tab) Reflow() {
	b.t.Helper()
	b.must("reflow", b.do(chromedp.EmulateViewport(320, 800)))
	defer func() { b.must("reflow", b.do(chromedp.EmulateViewport(b.set.width, b.set.height))) }()
	wide := b.Eval(`(function(){var d=document.documentElement;if(d.scrollWidth<=320)return "";
		return [].filter.call(document.querySelectorAll("body *"),function(e){var r=e.getBoundingClientRect();return r.right>321&&!e.closest(".scroll")}).slice(0,5).map(function(e){return e.outerHTML.slice(0,120)}).join("\n")||"scrollWidth "+d.scrollWidth})()`)
	if wide != "" {
		b.t.Errorf("%s: sticks out at 320 px:\n%s", b.Address(), wide)
	}
}

// Spacing sets the text spacing of WCAG 1.4.12 and fails the test when text is cut.
func (b *Tab) Spacing() {
	b.t.Helper()
	cut := b.Eval(`(function(){
		[].forEach.call(document.querySelectorAll("body *"),function(e){e.style.setProperty("line-height","1.5","important");e.style.setProperty("letter-spacing",".12em","important");e.style.setProperty("word-spacing",".16em","important")});
		return [].filter.call(document.querySelectorAll("a,button,p,li,dt,dd,th,td,h1,h2,h3,label,legend,span"),function(e){
			var s=getComputedStyle(e);return !e.closest(".vh,.one,.scroll,svg")&&s.overflow!=="visible"&&s.clip==="auto"&&(e.scrollWidth>e.clientWidth+1||e.scrollHeight>e.clientHeight+1)}).slice(0,5).map(function(e){return e.outerHTML.slice(0,120)}).join("\n")})()`)
	if cut != "" {
		b.t.Errorf("%s: text is cut when spaced:\n%s", b.Address(), cut)
	}
}
