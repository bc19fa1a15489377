// Package uitest judges the HTML of a page without a browser (页面结构检查): what
// every page must have, whoever wrote it.
//
//	uitest.Check(t, body)        // a whole page
//	uitest.Render(t, component)  // renders one in Chinese and English and checks both
package uitest

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"tongban/platform/i18n"
	"tongban/platform/ui"
)

// Check fails the test for each fault of a page.
func Check(t testing.TB, page string) {
	t.Helper()
	for _, f := range Faults(page) {
		t.Error(f)
	}
}

// Render renders a whole page in both languages, checks both, and gives the
// Chinese one.
func Render(t testing.TB, ctx context.Context, page templ.Component) string {
	t.Helper()
	var zh string
	for _, l := range []i18n.Lang{i18n.En, i18n.Zh} {
		var b bytes.Buffer
		if err := page.Render(i18n.With(ctx, l), &b); err != nil {
			t.Fatalf("render in %s: %v", l, err)
		}
		zh = b.String()
		for _, f := range Faults(zh) {
			t.Errorf("in %s: %s", l, f)
		}
	}
	return zh
}

// A survey is what one walk over a page finds.
type survey struct {
	faults  []string
	ids     map[string]*html.Node
	labels  map[string]bool // ids that a label is for
	h1      int
	mains   int
	title   string
	refs    []ref
	firstA  *html.Node // first link
	inBody  []*html.Node
	headNow int  // level of the last heading
	chinese bool // the page is in Chinese
}

// A ref is an attribute that names the id of another element.
type ref struct {
	node *html.Node
	attr string
	id   string
}

// Faults lists what is wrong with a page: one title, one h1, one main, a
// language, the skip link first, no inline style or script, unique ids,
// references that resolve, every control with a name, no jump in headings,
// pictures with words, forms without browser bubbles, and on a Chinese page
// Chinese punctuation.
func Faults(page string) []string {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return []string{"not HTML: " + err.Error()}
	}
	s := &survey{ids: map[string]*html.Node{}, labels: map[string]bool{}}
	s.walk(doc)
	s.whole()
	s.references()
	for _, n := range s.inBody {
		s.control(n)
	}
	return s.faults
}

func (s *survey) bad(format string, args ...any) {
	s.faults = append(s.faults, fmt.Sprintf(format, args...))
}

func (s *survey) walk(n *html.Node) {
	if n.Type == html.ElementNode {
		s.element(n)
	}
	if n.Type == html.TextNode && n.Parent != nil && n.Parent.Data != "script" && n.Parent.Data != "style" && s.chinese {
		for _, p := range ui.Punctuation(strings.TrimSpace(n.Data)) {
			s.bad("%s in <%s>", p, n.Parent.Data)
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		s.walk(c)
	}
}

func (s *survey) element(n *html.Node) {
	s.attributes(n)
	switch n.Data {
	case "html":
		if attr(n, "lang") == "" {
			s.bad("<html> has no lang")
		}
		s.chinese = strings.HasPrefix(attr(n, "lang"), "zh")
	case "title":
		if n.Parent.Data == "head" {
			s.title = text(n)
		}
	case "h1", "h2", "h3", "h4":
		level := int(n.Data[1] - '0')
		if level == 1 {
			s.h1++
		}
		if level > s.headNow+1 && s.headNow > 0 {
			s.bad("heading %q jumps from h%d to h%d", text(n), s.headNow, level)
		}
		s.headNow = level
		if strings.TrimSpace(text(n)) == "" {
			s.bad("empty <%s>", n.Data)
		}
	case "main":
		s.mains++
	case "style":
		s.bad("inline <style>")
	case "script":
		if attr(n, "src") == "" {
			s.bad("inline <script>")
		}
	case "label":
		if f := attr(n, "for"); f != "" {
			s.labels[f] = true
			s.refs = append(s.refs, ref{n, "for", f})
		}
	case "a":
		if s.firstA == nil {
			s.firstA = n
		}
	}
	s.inBody = append(s.inBody, n)
}

func (s *survey) attributes(n *html.Node) {
	for _, a := range n.Attr {
		switch {
		case a.Key == "style":
			s.bad("style attribute on <%s>", n.Data)
		case strings.HasPrefix(a.Key, "on"):
			s.bad("inline handler %s on <%s>", a.Key, n.Data)
		case a.Key == "id":
			if s.ids[a.Val] != nil {
				s.bad("id %q twice", a.Val)
			}
			s.ids[a.Val] = n
		case a.Key == "aria-describedby" || a.Key == "aria-labelledby" || a.Key == "aria-controls":
			for _, id := range strings.Fields(a.Val) {
				s.refs = append(s.refs, ref{n, a.Key, id})
			}
		case a.Key == "href" && n.Data == "a" && strings.HasPrefix(a.Val, "#") && len(a.Val) > 1:
			s.refs = append(s.refs, ref{n, "href", a.Val[1:]})
		case (a.Key == "href" || a.Key == "src") && strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:"):
			s.bad("javascript: address on <%s>", n.Data)
		case a.Key == "tabindex" && a.Val != "0" && a.Val != "-1":
			s.bad("tabindex %s on <%s>", a.Val, n.Data)
		}
	}
}

func (s *survey) whole() {
	if strings.TrimSpace(s.title) == "" {
		s.bad("no title")
	}
	if s.h1 != 1 {
		s.bad("%d h1, want 1", s.h1)
	}
	if s.mains != 1 {
		s.bad("%d main, want 1", s.mains)
	}
	if s.firstA == nil || attr(s.firstA, "href") != "#main" {
		s.bad("the first link does not skip to #main")
	}
}

func (s *survey) references() {
	for _, r := range s.refs {
		if s.ids[r.id] == nil {
			s.bad("%s=%q on <%s> leads nowhere", r.attr, r.id, r.node.Data)
		}
	}
}

// control checks what people act on or must be told.
func (s *survey) control(n *html.Node) {
	switch n.Data {
	case "input", "select", "textarea":
		kind := attr(n, "type")
		if kind == "hidden" || kind == "submit" {
			return
		}
		if !s.labels[attr(n, "id")] && attr(n, "aria-label") == "" && attr(n, "aria-labelledby") == "" && !inside(n, "label") {
			s.bad("<%s name=%q> has no label", n.Data, attr(n, "name"))
		}
		if attr(n, "aria-invalid") == "true" && attr(n, "aria-describedby") == "" {
			s.bad("<%s name=%q> is wrong but does not say why", n.Data, attr(n, "name"))
		}
		if kind == "number" || kind == "date" {
			s.bad("<input type=%s name=%q>: use text with a keyboard hint", kind, attr(n, "name"))
		}
	case "button", "a", "summary":
		if strings.TrimSpace(text(n)) == "" && attr(n, "aria-label") == "" {
			s.bad("<%s href=%q> without words", n.Data, attr(n, "href"))
		}
	case "fieldset":
		if n.FirstChild == nil || child(n, "legend") == nil {
			s.bad("<fieldset> without legend")
		}
	case "img":
		if !has(n, "alt") {
			s.bad("<img src=%q> without alt", attr(n, "src"))
		}
	case "svg":
		if attr(n, "aria-hidden") != "true" && attr(n, "aria-label") == "" && attr(n.Parent, "role") != "img" && !inside(n, "svg") {
			s.bad("<svg> neither hidden nor named")
		}
	case "table":
		if child(n, "caption") == nil {
			s.bad("<table> without caption")
		}
		if p := n.Parent; p == nil || attr(p, "role") != "region" || attr(p, "tabindex") != "0" {
			s.bad("<table> outside a frame that scrolls (ui.Scroll)")
		}
	case "form":
		if strings.EqualFold(attr(n, "method"), "post") && !has(n, "novalidate") && hasText(n) {
			s.bad("<form action=%q> without novalidate", attr(n, "action"))
		}
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func text(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(text(c))
	}
	return b.String()
}

func inside(n *html.Node, tag string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == tag {
			return true
		}
	}
	return false
}

func child(n *html.Node, tag string) *html.Node {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.Data == tag {
			return c
		}
	}
	return nil
}

// hasText reports whether a form asks for anything that a browser could refuse.
func hasText(n *html.Node) bool {
	if n.Type == html.ElementNode && (n.Data == "select" || n.Data == "textarea" || n.Data == "input" && attr(n, "type") != "hidden") {
		return true
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if hasText(c) {
			return true
		}
	}
	return false
}
