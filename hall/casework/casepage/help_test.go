package casepage_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/ident"
	"tongban/civic/limit"
	"tongban/civic/org"
	"tongban/civic/person"
	"tongban/hall/casework"
	"tongban/hall/casework/casepage"
	"tongban/hall/item"
	"tongban/hall/item/wuhai"
	"tongban/hall/licence"
	"tongban/platform/blob"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/form"
	"tongban/platform/i18n"
	"tongban/platform/search"
	"tongban/platform/ui"
	"tongban/platform/ui/uitest"
	"tongban/platform/vault"
	"tongban/platform/web"
)

var schemas = []db.Schema{act.Schema, vault.Schema, blob.Schema, search.Schema, cal.Schema, limit.Schema, person.Schema, org.Schema, item.Schema, licence.Schema, casework.Schema}

// begun is a Monday morning between two holidays.
var begun = time.Date(2026, 3, 2, 9, 0, 0, 0, clock.Beijing)

// A city is a site with the shipped items, in which a cookie says who acts.
type city struct {
	t     testing.TB
	db    *db.DB
	clock *clock.Manual
	cases *casework.Desk
	who   map[string]access.Who
	srv   *httptest.Server
}

func open(t testing.TB, d *db.DB) *city {
	t.Helper()
	c := &city{t: t, db: d, clock: clock.At(begun), who: map[string]access.Who{}}
	ctx := context.Background()
	must(t, d.Write(ctx, func(tx *db.Tx) error { return org.Seed(tx, begun) }))
	guard := access.New()
	c.staff()
	items := &item.Desk{DB: d, Guard: guard, Clock: c.clock}
	must(t, wuhai.Publish(ctx, items, c.who["editor"], c.who["reviewer"]))
	v, err := vault.OpenFile(filepath.Join(t.TempDir(), "keys"))
	must(t, err)
	store, err := blob.OpenDisk(filepath.Join(t.TempDir(), "files"))
	must(t, err)
	calendar := cal.NewStore(d)
	_, err = calendar.Load(ctx, begun)
	must(t, err)
	people := &person.Desk{DB: d, Vault: v, Clock: c.clock, Guard: guard}
	c.cases = &casework.Desk{DB: d, Clock: c.clock, Guard: guard, Calendar: calendar, Vault: v, People: people, Checks: checks(), City: "150300"}
	c.applicants(people)
	must(t, web.AddAssets(ui.Static()))
	site := web.New(web.Options{Name: i18n.T("乌海市政务服务", "Wuhai Government Services"), Phone: "0473-0000001", Clock: c.clock, Log: slog.New(slog.DiscardHandler), FaultPage: ui.FaultPage})
	site.Use(c.signIn)
	uploads, err := blob.NewUploads(blob.UploadConfig{DB: d, Store: store, Dir: filepath.Join(t.TempDir(), "uploads"), Clock: c.clock,
		Rules: func(context.Context, string, string) (blob.Limit, error) { return blob.Limit{}, nil }})
	must(t, err)
	uploads.Mount(site, func(ctx context.Context) (string, error) { return access.From(ctx).Account, nil })
	casepage.Mount(site, &casepage.Pages{Cases: c.cases, Files: store, Uploads: uploads, Find: c.find,
		Receipt: func(_ context.Context, id string) ([]byte, error) { return []byte(`{"act":"` + id + `"}`), nil }})
	c.srv = httptest.NewServer(site.Handler())
	t.Cleanup(c.srv.Close)
	return c
}

// find is the plainest search: part of the name.
func (c *city) find(ctx context.Context, words string) (out []item.Card, err error) {
	err = c.db.Glance(ctx, func(tx *db.Tx) error {
		all, err := item.List(tx, item.Shelf{Limit: 200})
		for _, x := range all {
			if strings.Contains(x.Name, words) {
				out = append(out, x)
			}
		}
		return err
	})
	return out, err
}

func checks() form.Checks {
	why := func(err error) i18n.Text {
		if f, ok := fault.As(err); ok {
			return f.Say
		}
		return i18n.Text{}
	}
	return form.Checks{Kinds: form.Kinds{
		form.CitizenID:  {Chars: 18, Clean: ident.Tidy, Check: func(s string) i18n.Text { _, err := ident.ParseCitizenID(s); return why(err) }},
		form.CreditCode: {Chars: 18, Clean: ident.Tidy, Check: func(s string) i18n.Text { _, err := ident.ReadCreditCode(s); return why(err) }},
	}}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// staff gives every duty of a case to somebody, in the posts of the seeded city.
func (c *city) staff() {
	hall, market := org.SeedCityCentre, org.SeedDepartment("市市场监督管理局")
	add := func(key, name, unit, scope string, d access.Duty) {
		c.who[key] = access.Who{Account: "a-" + key, Person: "p-" + key, Name: name, Strong: true, For: access.Principal{ID: "p-" + key, Name: name},
			Posts: []access.Post{{ID: org.PostID(unit, d), Name: name, Unit: unit, Scope: scope, Region: "150300", Duties: []access.Duty{d}}}}
	}
	add("editor", "编制员", hall, "", access.ItemEdit)
	add("reviewer", "审核员", hall, "", access.ItemReview)
	add("clerk", "窗口员", hall+"-w01", hall, access.WindowAccept)
	add("handler", "承办人", org.OfficeID(market), market, access.ApproveHandle)
	add("decider", "批准人", org.OfficeID(market), market, access.ApproveDecide)
	add("deliverer", "出件员", hall+"-w09", hall, access.WindowDeliver)
}

// applicants registers a company at the window, whose representative acts for it,
// and a citizen.
func (c *city) applicants(people *person.Desk) {
	ctx := context.Background()
	company, err := people.Register(ctx, c.who["clerk"], person.Form{Kind: person.Company, Name: "乌海市示例晨光食品有限公司", Number: creditCode("MATE0001")})
	must(c.t, err)
	boss, err := people.Register(ctx, c.who["clerk"], person.Form{Kind: person.Natural, Name: "韩晨光", Number: citizen("19800520", 902)})
	must(c.t, err)
	c.who["company"] = access.Who{Account: "a-company", Person: string(boss.ID), Name: boss.Name, For: access.Principal{ID: string(company.ID), Name: company.Name, Company: true}}
	old, err := people.Register(ctx, c.who["clerk"], person.Form{Kind: person.Natural, Name: "王秀英", Number: citizen("19520308", 901), Phone: "19900000001"})
	must(c.t, err)
	c.who["citizen"] = access.Who{Account: "a-citizen", Person: string(old.ID), Name: old.Name, For: access.Principal{ID: string(old.ID), Name: old.Name}}
}

func citizen(born string, n int) string {
	body := "150301" + born + string(rune('0'+n/100)) + string(rune('0'+n/10%10)) + string(rune('0'+n%10))
	return body + string(ident.CitizenCheck(body))
}

func creditCode(body string) string {
	code := "91150302" + body + string(ident.OrgCheck(body))
	return code + string(ident.CreditCheck(code))
}

func (c *city) signIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		if k, err := r.Cookie("who"); err == nil {
			if who, ok := c.who[k.Value]; ok {
				ctx = web.WithVisitor(access.With(ctx, who), web.Visitor{Name: who.Name, SignedIn: true})
			}
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// A page is one answer of the site.
type page struct {
	city   *city
	who    string
	path   string // of the address it came from, after redirects
	status int
	body   string
}

// get reads an address as somebody; every HTML page is judged for its structure.
func (c *city) get(who, path string) *page {
	c.t.Helper()
	r, err := http.NewRequest(http.MethodGet, c.srv.URL+path, nil)
	must(c.t, err)
	return c.send(who, r)
}

func (c *city) send(who string, r *http.Request) *page {
	c.t.Helper()
	client := &http.Client{CheckRedirect: func(next *http.Request, _ []*http.Request) error { next.Header.Set("Cookie", "who="+who); return nil }}
	r.Header.Set("Cookie", "who="+who)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := client.Do(r)
	must(c.t, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	must(c.t, err)
	p := &page{city: c, who: who, path: res.Request.URL.RequestURI(), status: res.StatusCode, body: string(raw)}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		for _, f := range uitest.Faults(p.body) {
			c.t.Errorf("%s as %s: %s", p.path, who, f)
		}
	}
	return p
}

// see fails the test unless the page has the status and shows the words.
func (p *page) see(status int, words ...string) *page {
	p.city.t.Helper()
	text := p.text()
	if p.status != status {
		p.city.t.Fatalf("%s as %s: got status %d, want %d\n%s", p.path, p.who, p.status, status, text)
	}
	for _, w := range words {
		if !strings.Contains(text, w) {
			p.city.t.Fatalf("%s as %s: does not show %q\n%s", p.path, p.who, w, text)
		}
	}
	return p
}

// not fails the test when the page shows the words.
func (p *page) not(words ...string) *page {
	p.city.t.Helper()
	for _, w := range words {
		if strings.Contains(p.text(), w) {
			p.city.t.Fatalf("%s as %s: shows %q", p.path, p.who, w)
		}
	}
	return p
}

// text gives the words of the main part, in one line.
func (p *page) text() string {
	doc, err := html.Parse(strings.NewReader(p.body))
	must(p.city.t, err)
	if m := find(doc, func(n *html.Node) bool { return n.Data == "main" }); m != nil {
		doc = m
	}
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		if n.Data == "textarea" || n.Data == "input" {
			b.WriteString(attr(n, "value"))
		}
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			walk(k)
		}
	}
	walk(doc)
	return strings.Join(strings.Fields(b.String()), " ")
}

func find(n *html.Node, ok func(*html.Node) bool) *html.Node {
	if n.Type == html.ElementNode && ok(n) {
		return n
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if x := find(k, ok); x != nil {
			return x
		}
	}
	return nil
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// An upload is a file for an input.
type upload struct{ field, name, content string }

// submit sends the form of the page that leads to an address, with the values the
// page put into it and those given: what a browser without a script does.
func (p *page) submit(action string, set url.Values, files ...upload) *page {
	p.city.t.Helper()
	doc, err := html.Parse(strings.NewReader(p.body))
	must(p.city.t, err)
	f := find(doc, func(n *html.Node) bool {
		return n.Data == "form" && strings.HasPrefix(attr(n, "action"), action) && attr(n, "action") != "/search"
	})
	if f == nil {
		p.city.t.Fatalf("%s as %s: no form to %s\n%s", p.path, p.who, action, p.text())
	}
	v := url.Values{}
	filled(f, v)
	for k, x := range set {
		v[k] = x
	}
	to := p.city.srv.URL + attr(f, "action")
	if attr(f, "method") == "get" {
		return p.city.get(p.who, attr(f, "action")+"?"+v.Encode())
	}
	body, kind := encode(p.city.t, v, files, attr(f, "enctype"))
	r, err := http.NewRequest(http.MethodPost, to, body)
	must(p.city.t, err)
	r.Header.Set("Content-Type", kind)
	return p.city.send(p.who, r)
}

func encode(t testing.TB, v url.Values, files []upload, enctype string) (io.Reader, string) {
	if enctype != "multipart/form-data" {
		return strings.NewReader(v.Encode()), "application/x-www-form-urlencoded"
	}
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, vs := range v {
		for _, x := range vs {
			must(t, m.WriteField(k, x))
		}
	}
	for _, f := range files {
		w, err := m.CreateFormFile(f.field, f.name)
		must(t, err)
		_, err = io.WriteString(w, f.content)
		must(t, err)
	}
	must(t, m.Close())
	return &b, m.FormDataContentType()
}

// filled collects what the page put into a form: not buttons, not empty choices.
func filled(n *html.Node, v url.Values) {
	if n.Type == html.ElementNode {
		name := attr(n, "name")
		switch n.Data {
		case "input":
			kind := attr(n, "type")
			on := find(n, func(x *html.Node) bool { return x == n && has(x, "checked") }) != nil
			if name != "" && kind != "file" && (kind != "checkbox" && kind != "radio" || on) {
				v.Add(name, attr(n, "value"))
			}
		case "textarea":
			if n.FirstChild != nil {
				v.Add(name, n.FirstChild.Data)
			}
		case "select":
			if o := find(n, func(x *html.Node) bool { return x.Data == "option" && has(x, "selected") }); o != nil {
				v.Add(name, attr(o, "value"))
			}
		}
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		filled(k, v)
	}
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func vals(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}
