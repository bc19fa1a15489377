// Package notifypage shows people their messages (消息页面): /me/messages and
// /me/messages/{id}.
package notifypage

import (
	"embed"
	"net/http"

	"tongban/civic/access"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/i18n"
	"tongban/platform/web"
)

//go:embed zh.json en.json
var words embed.FS

var book = i18n.MustLoad("notifypage", words)

// A Desk is what the pages need (消息台).
type Desk struct {
	DB    *db.DB
	Clock clock.Clock
}

// Mount mounts the pages.
func Mount(s *web.Site, d *Desk) {
	s.Handle("GET /me/messages", d.list)
	s.Handle("GET /me/messages/{id}", d.open)
	s.Handle("POST /me/messages/read", d.read)
}

// reader gives whose messages are read: those of the person acted for, so that
// who acts for a company reads what the company is told.
func reader(r *http.Request) (string, error) {
	who := access.From(r.Context())
	switch {
	case !who.Signed():
		return "", web.NeedSignIn()
	case who.For.ID != "" && who.For.Scope == "": // a limited authority reads no other matter's messages
		return who.For.ID, nil
	}
	return who.Person, nil
}
