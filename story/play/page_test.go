package play

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// A page is one answer of the site as a browser holds it: what the person fills in
// is written into its tree.
type page struct {
	path   string // of the address it came from, after redirects
	status int
	head   http.Header
	raw    []byte
	doc    *html.Node
	part   *html.Node // what within chose; nil means all
	form   *html.Node // the form last filled in
	files  map[*html.Node][]attached
}

// attached is a file chosen in a file input.
type attached struct {
	name string
	body []byte
}

func (p *page) scope() *html.Node {
	if p.part != nil {
		return p.part
	}
	return p.doc
}

// words gives the visible text under a node, each block apart.
func words(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		if n.Type == html.ElementNode {
			switch n.Data {
			case "script", "style", "kbd", "svg", "noscript":
				return
			case "input":
				if k := attr(n, "type"); k != "hidden" && k != "checkbox" && k != "radio" {
					b.WriteString(" " + attr(n, "value") + " ")
				}
			case "p", "li", "dt", "dd", "td", "th", "tr", "h1", "h2", "h3", "div", "section", "label", "legend", "option", "button", "summary", "br":
				b.WriteString(" ")
			}
		}
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			walk(k)
		}
	}
	walk(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

// bare drops every space, so that a script need not know where a page breaks words.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// main gives the text of the main part; the raw answer where there is none.
func (p *page) main() string {
	if m := first(p.doc, tag("main")); m != nil {
		return words(m)
	}
	return string(p.raw)
}

// frame gives the text outside the main part.
func (p *page) frame() string {
	var b strings.Builder
	for _, t := range []string{"header", "nav", "footer"} {
		for _, n := range all(p.doc, tag(t)) {
			if up(n, "main") == nil {
				b.WriteString(words(n) + " ")
			}
		}
	}
	return b.String()
}

func tag(names ...string) func(*html.Node) bool {
	return func(n *html.Node) bool { return slices.Contains(names, n.Data) }
}

func all(n *html.Node, ok func(*html.Node) bool) []*html.Node {
	var out []*html.Node
	for x := range n.Descendants() {
		if x.Type == html.ElementNode && ok(x) {
			out = append(out, x)
		}
	}
	return out
}

func first(n *html.Node, ok func(*html.Node) bool) *html.Node {
	for x := range n.Descendants() {
		if x.Type == html.ElementNode && ok(x) {
			return x
		}
	}
	return nil
}

// up gives the nearest element of these names that holds n.
func up(n *html.Node, names ...string) *html.Node {
	for x := range n.Ancestors() {
		if x.Type == html.ElementNode && slices.Contains(names, x.Data) {
			return x
		}
	}
	return nil
}

func attr(n *html.Node, name string) string {
	v, _ := look(n, name)
	return v
}

func look(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func has(n *html.Node, name string) bool { _, ok := look(n, name); return ok }

func set(n *html.Node, name, value string) {
	drop(n, name)
	n.Attr = append(n.Attr, html.Attribute{Key: name, Val: value})
}

func drop(n *html.Node, name string) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// best chooses the node whose words are those asked for, else the only one whose
// words begin with them, else the only one that holds them.
func best(ns []*html.Node, want string, say func(*html.Node) string) (*html.Node, error) {
	want = bare(want)
	for _, fits := range []func(s, want string) bool{func(s, w string) bool { return s == w }, strings.HasPrefix, strings.Contains} {
		var hit []*html.Node
		for _, n := range ns {
			if fits(bare(say(n)), want) {
				hit = append(hit, n)
			}
		}
		if len(hit) == 1 {
			return hit[0], nil
		}
		if len(hit) > 1 {
			return hit[0], fmt.Errorf("%d of them say %q; choose a part of the page with within", len(hit), want)
		}
	}
	var there []string
	for _, n := range ns {
		there = append(there, strings.TrimSpace(say(n)))
	}
	return nil, fmt.Errorf("none says %q; there are: %s", want, strings.Join(there, " | "))
}

// within narrows the page to the smallest part that stands under the words and
// holds something to do.
func (p *page) within(text string) error {
	p.part = nil
	if text == "" {
		return nil
	}
	main := first(p.doc, tag("main"))
	if main == nil {
		return fmt.Errorf("the page has no main part")
	}
	var at *html.Node
	for _, exact := range []bool{true, false} {
		for _, n := range all(main, tag("h1", "h2", "h3", "h4", "summary", "legend", "th", "td", "b", "strong", "a", "span", "p", "li", "dt", "dd", "label", "code")) {
			w := bare(words(n))
			if at == nil && (exact && w == bare(text) || !exact && strings.Contains(w, bare(text))) {
				for x := range n.Ancestors() {
					if slices.Contains([]string{"section", "details", "tr", "li", "fieldset", "form", "article"}, x.Data) && first(x, tag("form", "button", "input", "a")) != nil {
						at = x
						break
					}
				}
			}
		}
	}
	if at == nil {
		return fmt.Errorf("no part of the page stands under %q", text)
	}
	p.part = at
	return nil
}

// beside gives what stands beside words, without spaces: the dd of a dt, the td of
// a th, the next element otherwise.
func (p *page) beside(text string) (string, error) {
	for _, n := range all(p.scope(), tag("dt", "th", "label", "legend", "span", "b", "p", "td")) {
		if bare(words(n)) != bare(text) {
			continue
		}
		for s := n.NextSibling; s != nil; s = s.NextSibling {
			if s.Type == html.ElementNode && words(s) != "" {
				return bare(words(s)), nil
			}
		}
	}
	return "", fmt.Errorf("nothing stands beside %q", text)
}

func (p *page) link(text string) (string, error) {
	a, err := best(all(p.scope(), func(n *html.Node) bool { return n.Data == "a" && has(n, "href") }), text, words)
	if a == nil {
		return "", fmt.Errorf("link: %w", err)
	}
	return attr(a, "href"), sameTarget(p.scope(), a, err)
}

// sameTarget forgives several links with the same words where all lead to the same
// address.
func sameTarget(in, a *html.Node, err error) error {
	if err == nil {
		return nil
	}
	for _, n := range all(in, tag("a")) {
		if bare(words(n)) == bare(words(a)) && attr(n, "href") != attr(a, "href") {
			return fmt.Errorf("link: %w", err)
		}
	}
	return nil
}
