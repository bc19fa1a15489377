// Package aboutpage is what the site says of itself (关于本站): how far everybody can
// use it and how to reach a human, and what becomes of personal data. It promises
// nothing that the platform does not do.
package aboutpage

import (
	"context"
	"embed"
	"net/http"

	"tongban/civic/law"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

//go:embed zh.json en.json
var bookFS embed.FS

var book = i18n.MustLoad("aboutpage", bookFS)

func say(ctx context.Context, key string, args ...any) string { return book.Say(ctx, key, args...) }

func in(ctx context.Context, t i18n.Text) string { return t.In(i18n.From(ctx)) }

// Pages are the pages and what they tell of the city.
type Pages struct {
	// Handler is who answers for personal data, with a way to reach them
	// (个人信息处理者); empty uses the city's name and phone.
	Handler i18n.Text
}

// Mount puts the pages on the site.
func Mount(s *web.Site, p Pages) {
	s.Handle("GET /accessibility", p.accessibility)
	s.Handle("GET /privacy", p.privacy)
}

// A part is one section of a statement: a list of sentences, the law it stands on,
// and where to go.
type part struct {
	title string
	lines []string
	links []ui.LinkView
	law   string
}

type view struct {
	shell ui.Shell
	pairs []ui.Pair // the four parts of a notice; none for other statements
	parts []part
	phone string
}

// lines gives the sentences of a section: key.1, key.2 and so on.
func lines(ctx context.Context, key string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = say(ctx, key+"."+string(rune('1'+i)))
	}
	return out
}

func shell(ctx context.Context, key string) ui.Shell {
	title := say(ctx, key)
	return ui.Shell{Title: title, Lead: say(ctx, key+".lead"), Crumbs: []ui.Crumb{{Say: say(ctx, "home"), Href: "/"}, {Say: title}}}
}

// accessibility tells who can use the site, what was tried and what was not.
func (p Pages) accessibility(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	return web.Show(w, r, http.StatusOK, page(view{shell: shell(ctx, "access"), phone: web.Phone(ctx), parts: []part{
		{title: say(ctx, "access.human"), lines: lines(ctx, "access.human", 3), links: []ui.LinkView{{Say: say(ctx, "access.halls"), Href: "/org"}, {Say: say(ctx, "access.elder"), Href: "/?elder=1"}}},
		{title: say(ctx, "access.can"), lines: lines(ctx, "access.can", 5)},
		{title: say(ctx, "access.tried"), lines: lines(ctx, "access.tried", 5)},
		{title: say(ctx, "access.not"), lines: lines(ctx, "access.not", 4)},
		{title: say(ctx, "access.aim"), lines: lines(ctx, "access.aim", 1), law: in(ctx, law.Accessibility.Art(32).P(1).Text())},
	}}))
}

// privacy is the notice of personal data (个人信息保护法 17, PIP-02), wherever they
// are collected.
func (p Pages) privacy(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	handler := in(ctx, p.Handler)
	if handler == "" {
		handler = in(ctx, web.City(ctx)) + " " + web.Phone(ctx)
	}
	v := view{shell: shell(ctx, "privacy"), phone: web.Phone(ctx)}
	v.pairs = []ui.Pair{ui.P(say(ctx, "privacy.who"), handler)}
	for _, k := range []string{"what", "why", "keep", "where"} {
		v.pairs = append(v.pairs, ui.P(say(ctx, "privacy."+k), say(ctx, "privacy."+k+".text")))
	}
	v.pairs = append(v.pairs, ui.P(say(ctx, "privacy.law"), in(ctx, law.PersonalInfo.Art(17).Text())))
	v.parts = []part{
		{title: say(ctx, "privacy.sensitive"), lines: lines(ctx, "privacy.sensitive", 3), law: in(ctx, law.PersonalInfo.Art(28).Text())},
		{title: say(ctx, "privacy.seen"), lines: lines(ctx, "privacy.seen", 4)},
		{title: say(ctx, "privacy.rights"), lines: lines(ctx, "privacy.rights", 4), law: in(ctx, law.PersonalInfo.Art(45).Text()),
			links: []ui.LinkView{{Say: say(ctx, "privacy.mine"), Href: "/me"}, {Say: say(ctx, "privacy.looks"), Href: "/me/looks"}}},
		{title: say(ctx, "privacy.cookies"), lines: lines(ctx, "privacy.cookies", 2)},
	}
	return web.Show(w, r, http.StatusOK, page(v))
}
