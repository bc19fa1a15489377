package ui

import (
	"context"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"tongban/platform/fault"
	"tongban/platform/web"
)

// A Crumb is one step of the path from the home page (面包屑). The last one is
// the page itself and has no address.
type Crumb struct {
	Say  string
	Href string
}

// A Shell is the frame of a page (页面框架). Title is the one thing it must have.
type Shell struct {
	Title string
	// Face is set by desk and wall pages; Public leaves the choice to the reader.
	Face   web.Face
	Crumbs []Crumb
	// Faults are the refused answers of the page's form: the frame then draws the
	// error summary, moves the focus there and says so in the title.
	Faults []fault.Field
	Nav    string // key of the current NavItem
	Wide   bool   // the main part uses the whole width
	// Head replaces the heading that Page draws from Title; it must hold the one
	// h1. templ.NopComponent when the children hold it.
	Head templ.Component
	// Lead is one sentence under the heading.
	Lead string
	// Place says where a desk stands, such as 市政务服务中心 A07 窗口.
	Place string
	// Keywords of the page for print: number, version; shown in the footer.
	Foot string
	// Refresh reloads the page every so many seconds where scripts are off; 0 never.
	Refresh int
}

func (s Shell) face(ctx context.Context) web.Face {
	if s.Face != web.Public {
		return s.Face
	}
	return web.FaceOf(ctx)
}

type faceKey struct{}

// withFace tells the components of a page which face they are drawn in.
func withFace(ctx context.Context, f web.Face) context.Context {
	return context.WithValue(ctx, faceKey{}, f)
}

func faceOf(ctx context.Context) web.Face {
	if f, ok := ctx.Value(faceKey{}).(web.Face); ok {
		return f
	}
	return web.FaceOf(ctx)
}

// title is unique and tells place and state: 有错误：Page - City.
func (s Shell) title(ctx context.Context) string {
	t := s.Title + " - " + web.City(ctx).In(lang(ctx))
	if len(s.Faults) > 0 {
		t = say(ctx, "errors.title") + t
	}
	return t
}

func (s Shell) refresh() string { return strconv.Itoa(s.Refresh) }

// A Session is what the frame must know to warn before the sign-in ends (会话时限).
type Session struct {
	Left   time.Duration // from the moment the page is sent
	Extend string        // address that a POST keeps the session alive at
}

type sessionKey struct{}

// WithSession returns a context whose pages warn two minutes before the session ends.
func WithSession(ctx context.Context, s Session) context.Context {
	return context.WithValue(ctx, sessionKey{}, s)
}

func bodyAttrs(ctx context.Context) templ.Attributes {
	a := templ.Attributes{}
	if s, ok := ctx.Value(sessionKey{}).(Session); ok && s.Left > 0 {
		a["data-session"] = strconv.Itoa(int(s.Left / time.Second))
		a["data-extend"] = s.Extend
	}
	return a
}

// otherLang gives the address of this page in the other language.
func otherLang(ctx context.Context) string { return web.With(ctx, "lang", otherLangCode(ctx)) }

func otherLangCode(ctx context.Context) string {
	if lang(ctx) == "en" {
		return "zh"
	}
	return "en"
}

func otherLangTag(ctx context.Context) string {
	if lang(ctx) == "en" {
		return "zh-CN"
	}
	return "en"
}
