// Package itempage is the pages of the catalogue (事项页面): the portal's home,
// the lists and guides that everybody reads, the search, and the desk on which
// items are written, reviewed, published and imported. Every page works without
// the script.
package itempage

import (
	"context"
	"embed"
	"net/http"
	"net/url"
	"strconv"

	"tongban/civic/access"
	"tongban/hall/item"
	"tongban/platform/i18n"
	"tongban/platform/search"
	"tongban/platform/web"
)

//go:embed zh.json en.json
var bookFS embed.FS

// Words are the words of these pages.
var Words = i18n.MustLoad("itempage", bookFS)

func say(ctx context.Context, key string, args ...any) string { return Words.Say(ctx, key, args...) }

// in gives a text in the reader's language.
func in(ctx context.Context, t i18n.Text) string { return t.In(i18n.From(ctx)) }

// A Counter is what the pages stand on (事项页面).
type Counter struct {
	Desk    *item.Desk
	Index   *search.Index
	Offices item.Offices
	City    string // division code of the city, for imports
	// Popular are searches offered on the home page.
	Popular []i18n.Text
	// Apply tells whether items can be applied for on line here; the address is
	// /apply/{code}.
	Apply bool
	// Elsewhere finds what is not an item in the search: a case number leads to its
	// page. It gives "" where it knows nothing; nil where there is nothing else.
	Elsewhere func(ctx context.Context, q string) string

	runs runs
}

// Mount adds the pages to the site.
func Mount(s *web.Site, c *Counter) {
	s.Handle("GET /{$}", c.home)
	s.Handle("GET /items", c.items)
	s.Handle("GET /items/{code}", c.guide)
	s.Handle("GET /items/{code}/form", c.form)
	s.Handle("GET /items/{code}/v/{n}", c.version)
	s.Handle("GET /items/{code}/versions", c.versions)
	s.Handle("GET /search", c.search)
	s.Handle("GET /desk/items", c.workbench)
	s.Handle("POST /desk/items", c.begin)
	s.Handle("GET /desk/items/{code}/edit", c.edit)
	s.Handle("POST /desk/items/{code}/edit", c.save)
	s.Handle("GET /desk/items/{code}/compare", c.compare)
	s.Handle("GET /desk/items/{code}/{act}", c.confirm)
	s.Handle("POST /desk/items/{code}/{act}", c.act)
	s.Handle("GET /desk/items/import", c.imports)
	s.Handle("POST /desk/items/import", c.bring)
	s.Handle("GET /desk/items/import/runs/{id}", c.report)
	s.Handle("GET /desk/items/import/runs/{id}/rejected.csv", c.rejected)
}

// staff gives who works at the desk; a visitor is sent to sign in, and others
// are told whose page it is.
func staff(r *http.Request) (access.Who, error) {
	who := access.From(r.Context())
	if !who.Signed() {
		return who, web.NeedSignIn()
	}
	if !who.Has(access.ItemEdit) && !who.Has(access.ItemReview) {
		return who, notStaff()
	}
	return who, nil
}

// address joins a path and those parameters that say something.
func address(path string, q url.Values) string {
	for k, vs := range q {
		if len(vs) == 0 || vs[0] == "" {
			q.Del(k)
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

func itoa(n int) string { return strconv.Itoa(n) }
