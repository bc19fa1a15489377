// Package calpage holds the pages of the legal calendar (工作日历页面): the year for
// the public, the account of any date, and the desk where notices are entered and
// published.
package calpage

import (
	"context"
	"embed"

	"tongban/civic/cal"
	"tongban/platform/db"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

//go:embed zh.json en.json
var bookFS embed.FS

var book = i18n.MustLoad("calpage", bookFS)

func say(ctx context.Context, key string, args ...any) string { return book.Say(ctx, key, args...) }

func in(ctx context.Context, t i18n.Text) string { return t.In(i18n.From(ctx)) }

// Pages is what the pages are made from: the desk, and the database for clocks.
type Pages struct {
	Desk *cal.Desk
	DB   *db.DB
}

// Mount puts the pages on a site.
func Mount(s *web.Site, p Pages) {
	s.Handle("GET /calendar", p.calendar)
	s.Handle("GET /calendar/why", p.why)
	s.Handle("GET /why/{id}", p.clock)
	s.Handle("GET /desk/calendar", p.desk)
	s.Handle("POST /desk/calendar", p.enter)
	s.Handle("GET /desk/calendar/{id}", p.trial)
	s.Handle("POST /desk/calendar/{id}/publish", p.publish)
	s.Handle("POST /desk/calendar/{id}/drop", p.drop)
}

func crumbs(ctx context.Context, last string) []ui.Crumb {
	return []ui.Crumb{{Say: say(ctx, "calendar.home"), Href: "/"}, {Say: say(ctx, "calendar.crumb"), Href: "/calendar"}, {Say: last}}
}
