package story

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"sort"
	"strings"

	"golang.org/x/net/html"
)

// A sight is one page as the server sent it (所见页面).
type sight struct {
	path     string // with its query
	pattern  string // the path with what names one thing taken out
	status   int
	page     bool // HTML
	wire     int  // bytes of the compressed body
	nodes    int
	h1       []string
	title    string
	links    []string // same-site pages it leads to, with get forms filled in
	assets   []string // what the page loads
	foreign  []string // what it loads from elsewhere
	dangling []string // #links without a target
}

// numbered are path segments that name one thing and not a page.
var numbered = regexp.MustCompile(`[0-9]{2,}|[0-9a-f]{8}-|^[0-9a-f]{32,}$`)

// kept are query parameters whose value makes another page.
var kept = []string{"stage", "state", "view", "for", "example", "tab"}

// pattern takes what names one thing out of an address: of each pattern one
// example is looked at.
func pattern(path string, q url.Values) string {
	segs := strings.Split(path, "/")
	for i, s := range segs {
		if numbered.MatchString(s) || i > 0 && segs[i-1] == "units" {
			segs[i] = "{}"
		}
	}
	var keys []string
	for k := range q {
		if slices.Contains(kept, k) {
			k += "=" + q.Get(k)
		}
		keys = append(keys, k)
	}
	sort.Strings(keys)
	out := strings.Join(segs, "/")
	if len(keys) > 0 {
		out += "?" + strings.Join(keys, "&")
	}
	return out
}

// crawl follows every link from the start pages, one example of each pattern, and
// gives what it saw in the order in which it came there.
func (c *caller) crawl(starts ...string) []sight {
	c.w.t.Helper()
	var out []sight
	seen := map[string]bool{}
	queue := starts
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		u, err := url.Parse(at)
		c.w.must(at, err)
		p := pattern(u.Path, u.Query())
		if seen[p] {
			continue
		}
		seen[p] = true
		s := c.look(at)
		s.pattern = p
		if s.status == http.StatusSeeOther {
			queue = append(queue, s.links...)
			continue
		}
		out = append(out, s)
		queue = append(queue, s.links...)
	}
	return out
}

// look asks for one address as a browser does, compressed.
func (c *caller) look(path string) sight {
	c.w.t.Helper()
	req, err := http.NewRequest(http.MethodGet, c.w.url+path, nil)
	c.w.must(path, err)
	req.Header.Set("Accept-Encoding", "gzip")
	req.Header.Set("Accept", "text/html,*/*")
	res, err := c.http.Do(req)
	c.w.must(path, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	c.w.must(path, err)
	s := sight{path: path, status: res.StatusCode, wire: len(raw)}
	if to := res.Header.Get("Location"); to != "" {
		s.links = []string{to}
		return s
	}
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		return s
	}
	s.page = true
	var body io.Reader = bytes.NewReader(raw)
	if res.Header.Get("Content-Encoding") == "gzip" {
		body, err = gzip.NewReader(body)
		c.w.must(path, err)
	}
	doc, err := html.Parse(body)
	c.w.must(path, err)
	s.read(doc)
	return s
}

// read takes from a document what the tests judge.
func (s *sight) read(doc *html.Node) {
	ids := map[string]bool{"": true}
	var anchors []string
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		s.nodes++
		if id := attr(n, "id"); id != "" {
			ids[id] = true
		}
		switch n.Data {
		case "h1":
			s.h1 = append(s.h1, words(n))
		case "title":
			if n.Parent.Data == "head" {
				s.title = words(n)
			}
		case "a":
			if href := attr(n, "href"); strings.HasPrefix(href, "#") {
				anchors = append(anchors, href[1:])
			} else {
				s.lead(href)
			}
		case "form":
			if m := attr(n, "method"); m == "" || strings.EqualFold(m, "get") {
				if to, ok := s.filled(n); ok {
					s.lead(to)
				}
			}
		case "link":
			if rel := attr(n, "rel"); rel == "stylesheet" || rel == "icon" {
				s.load(attr(n, "href"))
			}
		case "script", "img", "iframe", "source", "embed":
			s.load(attr(n, "src"))
		}
	}
	for _, a := range anchors {
		if !ids[a] {
			s.dangling = append(s.dangling, "#"+a)
		}
	}
}

func (s *sight) load(src string) {
	switch {
	case src == "" || strings.HasPrefix(src, "data:"):
	case strings.HasPrefix(src, "/") && !strings.HasPrefix(src, "//"):
		if !slices.Contains(s.assets, src) {
			s.assets = append(s.assets, src)
		}
	default:
		s.foreign = append(s.foreign, src)
	}
}

// lead notes a link of this site. The switches of language and letters lead to the
// same page and are looked at by themselves.
func (s *sight) lead(href string) {
	u, err := url.Parse(href)
	if err != nil || u.Host != "" || u.Scheme != "" || href == "" {
		return
	}
	base, err := url.Parse(s.path)
	if err != nil {
		return
	}
	u = base.ResolveReference(u)
	q := u.Query()
	if q.Has("elder") || q.Has("lang") || strings.HasPrefix(u.Path, "/static/") {
		return
	}
	u.Fragment = ""
	s.links = append(s.links, u.String())
}

// searched is what the crawl types into search boxes.
const searched = "食品"

// filled gives the address that a get form leads to, for forms that search or ask
// nothing but choices.
func (s *sight) filled(form *html.Node) (to string, ok bool) {
	q := url.Values{}
	for n := range form.Descendants() {
		name, kind := attr(n, "name"), attr(n, "type")
		switch {
		case name == "":
		case n.Data == "select":
			q.Set(name, "")
		case n.Data == "input" && (kind == "search" || name == "q"):
			q.Set(name, searched)
		case n.Data == "input" && kind == "hidden":
			q.Set(name, attr(n, "value"))
		case n.Data == "input" && kind == "text" && attr(n, "value") == "":
			return "", false
		}
	}
	action := attr(form, "action")
	if action == "" {
		action, _, _ = strings.Cut(s.path, "?")
	}
	return action + "?" + q.Encode(), true
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
