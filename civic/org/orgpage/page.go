// Package orgpage shows the organisation (机构目录与权限公示): who there is and where
// to find them, who may do what and why, and the desk of the security
// administrator.
package orgpage

import (
	"context"
	"embed"
	"strings"

	"tongban/civic/access"
	"tongban/civic/cal"
	"tongban/civic/org"
	"tongban/platform/db"
	"tongban/platform/i18n"
	"tongban/platform/web"
)

//go:embed zh.json en.json
var files embed.FS

var book = i18n.MustLoad("org", files)

func say(ctx context.Context, key string, args ...any) string { return book.Say(ctx, key, args...) }

func in(ctx context.Context, t i18n.Text) string { return t.In(i18n.From(ctx)) }

// Options are what the pages stand on.
type Options struct {
	Desk *org.Desk
	// Find gives the person of an ID number as typed, for an appointment.
	Find func(ctx context.Context, who access.Who, number string) (person string, err error)
	// Names gives the names of people by their ids, for the desk only.
	Names func(tx *db.Tx, people []string) (map[string]string, error)
}

type pages struct {
	Options
}

// Mount serves /org, /org/units/{id}, /org/who-may to everybody and
// /desk/org/posts to the security administrator.
func Mount(s *web.Site, o Options) {
	p := &pages{o}
	s.Handle("GET /org", p.tree)
	s.Handle("GET /org/units/{id}", p.unit)
	s.Handle("GET /org/who-may", p.whoMay)
	s.Handle("GET /desk/org/posts", p.posts)
	s.Handle("POST /desk/org/posts", p.appoint)
	s.Handle("POST /desk/org/posts/end", p.end)
}

func (p *pages) today() cal.Date { return cal.DateOf(p.Desk.Clock.Now()) }

func (p *pages) read(ctx context.Context, fn func(tx *db.Tx) error) error {
	return p.Desk.DB.Read(ctx, fn)
}

// allUnits lists every unit of today; a city has some hundreds.
func (p *pages) allUnits(tx *db.Tx) ([]org.Unit, error) {
	var all []org.Unit
	for after := ""; ; {
		page, err := org.Units(tx, org.UnitQuery{On: p.today().String(), After: after, Limit: 1000})
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if len(page) < 1000 {
			return all, nil
		}
		after = page[len(page)-1].ID
	}
}

func dutyNames(ctx context.Context, ds []access.Duty) string {
	names := make([]string, len(ds))
	for i, d := range ds {
		names[i] = in(ctx, d.Name())
	}
	sep := "、"
	if i18n.From(ctx) == i18n.En {
		sep = "; "
	}
	return strings.Join(names, sep)
}

func unitLink(id string) string { return "/org/units/" + id }
