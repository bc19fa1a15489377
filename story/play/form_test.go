package play

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// A control is one question of a form with its label.
type control struct {
	node  *html.Node
	label string
}

// label gives the words of a label without what is for screen readers only.
func label(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		if n.Type == html.ElementNode && (n.Data == "kbd" || n.Data == "svg" || slices.Contains(strings.Fields(attr(n, "class")), "opt") || slices.Contains(strings.Fields(attr(n, "class")), "vh")) {
			return
		}
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			walk(k)
		}
	}
	walk(n)
	return strings.TrimSpace(b.String())
}

var asks = tag("input", "select", "textarea")

// controls lists the questions in the part of the page in use.
func (p *page) controls() []control {
	byID := map[string]*html.Node{}
	for _, n := range all(p.doc, asks) {
		byID[attr(n, "id")] = n
	}
	var out []control
	for _, l := range all(p.scope(), tag("label")) {
		if n := byID[attr(l, "for")]; n != nil {
			out = append(out, control{n, label(l)})
		}
	}
	for _, n := range all(p.scope(), asks) {
		if a := attr(n, "aria-label"); a != "" {
			out = append(out, control{n, a})
		}
	}
	return out
}

func (p *page) control(text string) (*html.Node, error) {
	var ns []*html.Node
	says := map[*html.Node]string{}
	for _, c := range p.controls() {
		ns = append(ns, c.node)
		says[c.node] = c.label
	}
	n, err := best(ns, text, func(n *html.Node) string { return says[n] })
	if err != nil {
		return nil, fmt.Errorf("question: %w", err)
	}
	p.form = form(p.doc, n)
	return n, nil
}

// fill answers a question as a person would: types, chooses from a list, or marks
// one of a group.
func (p *page) fill(text, value string) error {
	for _, l := range all(p.scope(), tag("legend")) {
		if bare(label(l)) == bare(text) {
			return p.choose(l.Parent, value)
		}
	}
	n, err := p.control(text)
	if err != nil {
		return err
	}
	switch {
	case has(n, "readonly") || has(n, "disabled"):
		return fmt.Errorf("%q cannot be answered here", text)
	case n.Data == "textarea":
		for n.FirstChild != nil {
			n.RemoveChild(n.FirstChild)
		}
		n.AppendChild(&html.Node{Type: html.TextNode, Data: strings.ReplaceAll(value, `\n`, "\n")})
	case n.Data == "select":
		options := all(n, tag("option"))
		o, err := best(options, value, words)
		if err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
		for _, x := range options {
			drop(x, "selected")
		}
		set(o, "selected", "")
	case attr(n, "type") == "checkbox" || attr(n, "type") == "radio" || attr(n, "type") == "file":
		return fmt.Errorf("%q is not filled; use tick or attach", text)
	default:
		set(n, "value", value)
	}
	return nil
}

// choose marks the answer of a group.
func (p *page) choose(group *html.Node, value string) error {
	was := p.part
	p.part = group
	defer func() { p.part = was }()
	return p.tick(value, true)
}

func (p *page) tick(text string, on bool) error {
	n, err := p.control(text)
	if err != nil {
		return err
	}
	switch attr(n, "type") {
	case "radio":
		for _, x := range all(form(p.doc, n), tag("input")) {
			if attr(x, "name") == attr(n, "name") {
				drop(x, "checked")
			}
		}
	case "checkbox":
	default:
		return fmt.Errorf("%q is not a box to tick", text)
	}
	drop(n, "checked")
	if on {
		set(n, "checked", "")
	}
	return nil
}

func (p *page) attach(text string, f attached) error {
	n, err := p.control(text)
	if err != nil {
		return err
	}
	if attr(n, "type") != "file" {
		return fmt.Errorf("%q takes no file", text)
	}
	if p.files == nil {
		p.files = map[*html.Node][]attached{}
	}
	if !has(n, "multiple") {
		p.files[n] = nil
	}
	p.files[n] = append(p.files[n], f)
	return nil
}

// form gives the form of a control or button.
func form(doc, n *html.Node) *html.Node {
	if id := attr(n, "form"); id != "" {
		return first(doc, func(x *html.Node) bool { return x.Data == "form" && attr(x, "id") == id })
	}
	return up(n, "form")
}

// A sending is a form on its way.
type sending struct {
	method, action string
	kind           string // of the body
	body           []byte
}

// button finds a button by its words: in the form that is being filled in, else in
// the main part, else anywhere.
func (p *page) button(text string) (b *html.Node, err error) {
	places := []*html.Node{p.form, p.part}
	if p.part == nil {
		places = []*html.Node{p.form, first(p.doc, tag("main")), p.doc}
	}
	for _, in := range places {
		if in == nil {
			continue
		}
		b, err = best(all(in, func(n *html.Node) bool {
			return n.Data == "button" && attr(n, "type") != "button" || n.Data == "input" && attr(n, "type") == "submit"
		}), text, label)
		if err == nil {
			return b, nil
		}
	}
	return nil, err
}

// press sends the form of the button with these words.
func (p *page) press(text string) (sending, error) {
	b, err := p.button(text)
	if err != nil {
		return sending{}, fmt.Errorf("button: %w", err)
	}
	f := form(p.doc, b)
	if f == nil || has(b, "disabled") {
		return sending{}, fmt.Errorf("the button %q sends nothing", text)
	}
	v := url.Values{}
	files := map[string][]attached{}
	for _, n := range all(p.doc, asks) {
		if form(p.doc, n) == f {
			p.answer(n, v, files)
		}
	}
	if name := attr(b, "name"); name != "" {
		v.Add(name, attr(b, "value"))
	}
	s := sending{method: strings.ToUpper(attr(f, "method")), action: attr(f, "action")}
	if a := attr(b, "formaction"); a != "" {
		s.action = a
	}
	return s.pack(v, files, attr(f, "enctype"))
}

// answer adds what one control sends.
func (p *page) answer(n *html.Node, v url.Values, files map[string][]attached) {
	name := attr(n, "name")
	if name == "" || has(n, "disabled") {
		return
	}
	switch {
	case n.Data == "textarea":
		text := ""
		if n.FirstChild != nil {
			text = n.FirstChild.Data
		}
		v.Add(name, strings.ReplaceAll(text, "\n", "\r\n"))
	case n.Data == "select":
		options := all(n, tag("option"))
		i := slices.IndexFunc(options, func(o *html.Node) bool { return has(o, "selected") })
		if i < 0 && len(options) > 0 {
			i = 0 // a browser chooses the first
		}
		if i >= 0 {
			v.Add(name, attr(options[i], "value"))
		}
	case attr(n, "type") == "file":
		files[name] = append(files[name], p.files[n]...)
	case attr(n, "type") == "checkbox" || attr(n, "type") == "radio":
		if has(n, "checked") {
			value, ok := look(n, "value")
			if !ok {
				value = "on"
			}
			v.Add(name, value)
		}
	case attr(n, "type") == "submit" || attr(n, "type") == "button":
	default:
		v.Add(name, attr(n, "value"))
	}
}

func (s sending) pack(v url.Values, files map[string][]attached, enctype string) (sending, error) {
	if s.method != "POST" {
		s.method = "GET"
		base, _, _ := strings.Cut(s.action, "?")
		s.action = base + "?" + v.Encode()
		return s, nil
	}
	if enctype != "multipart/form-data" {
		s.kind, s.body = "application/x-www-form-urlencoded", []byte(v.Encode())
		return s, nil
	}
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, vs := range v {
		for _, x := range vs {
			if err := m.WriteField(k, x); err != nil {
				return s, err
			}
		}
	}
	for k, fs := range files {
		if len(fs) == 0 {
			fs = []attached{{}} // a browser sends an empty part for no file
		}
		for _, f := range fs {
			h := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name="%s"; filename="%s"`, k, f.name)}, "Content-Type": {"application/octet-stream"}}
			w, err := m.CreatePart(h)
			if err == nil {
				_, err = io.Copy(w, bytes.NewReader(f.body))
			}
			if err != nil {
				return s, err
			}
		}
	}
	s.kind = m.FormDataContentType()
	err := m.Close()
	s.body = b.Bytes()
	return s, err
}
