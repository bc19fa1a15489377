// Package watchpage is the pages of the electronic supervision (电子监察页面): what
// needs a supervisor first, then what is nearly due, then the figures; one alarm with
// its evidence; and the record of one matter. They show who did what and when, never
// what an applicant answered.
package watchpage

import (
	"context"
	"embed"
	"time"

	"tongban/civic/act"
	"tongban/civic/law"
	"tongban/civic/watch"
	"tongban/platform/clock"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

//go:embed zh.json en.json
var bookFS embed.FS

var book = i18n.MustLoad("watchpage", bookFS)

func say(ctx context.Context, key string, args ...any) string { return book.Say(ctx, key, args...) }

func in(ctx context.Context, t i18n.Text) string { return t.In(i18n.From(ctx)) }

// Pages are the pages of the watch and what they stand on. Without Units, People or
// Verb they show ids and codes.
type Pages struct {
	Desk *watch.Desk
	// Units gives the names of units, in one question for a whole page.
	Units func(ctx context.Context, ids []string) (map[string]string, error)
	// People gives the names behind accounts.
	People func(ctx context.Context, accounts []string) (map[string]string, error)
	// Verb puts an act into words.
	Verb func(act.Act) i18n.Text
}

// Mount puts the pages on the site.
func Mount(s *web.Site, p *Pages) {
	s.Handle("GET /watch", p.board)
	s.Handle("GET /watch/alarms/{id}", p.alarm)
	s.Handle("POST /watch/alarms/{id}", p.settle)
	s.Handle("GET /watch/cases", p.find)
	s.Handle("GET /watch/cases/{no}", p.record)
	s.Handle("POST /watch/cases/{no}", p.raise)
}

// names are the words for the ids on a page.
type names struct {
	units, people map[string]string
}

func (p *Pages) names(ctx context.Context, units, people []string) (n names, err error) {
	if p.Units != nil {
		if n.units, err = p.Units(ctx, units); err != nil {
			return n, err
		}
	}
	if p.People != nil {
		n.people, err = p.People(ctx, people)
	}
	return n, err
}

func (n names) unit(id string) string {
	if name := n.units[id]; name != "" {
		return name
	}
	return id
}

func (n names) person(account string) string {
	if name := n.people[account]; name != "" {
		return name
	}
	return account
}

func (p *Pages) verb(ctx context.Context, a act.Act) string {
	if p.Verb == nil {
		return string(a.Verb)
	}
	return in(ctx, p.Verb(a))
}

func shell(ctx context.Context, title string, crumbs ...ui.Crumb) ui.Shell {
	s := ui.Shell{Title: title, Face: web.Desk, Nav: "watch", Wide: true}
	if len(crumbs) > 0 {
		s.Crumbs = append([]ui.Crumb{{Say: say(ctx, "board.title"), Href: "/watch"}}, crumbs...)
	}
	return s
}

// The shapes of the levels: those of lights, so that they are told apart without colour.
var shapes = map[watch.Level]ui.LightState{watch.Red: ui.Over, watch.Yellow: ui.Today, watch.Warning: ui.Soon}

func card(ctx context.Context, a watch.Alarm) ui.LightView {
	return ui.LightView{State: shapes[a.Level], Say: in(ctx, a.Level.Say())}
}

// rule gives the words of a rule with where it stands.
func rule(ctx context.Context, id string) string {
	r, ok := law.RuleByID(id)
	if !ok {
		return id
	}
	if r.Cite.IsOwn() {
		return say(ctx, "rule.own", id)
	}
	return in(ctx, r.Cite.Text())
}

func when(t time.Time) string { return t.In(clock.Beijing).Format("2006-01-02 15:04") }

func machine(t time.Time) string { return t.In(clock.Beijing).Format(time.RFC3339) }

func recordHref(on act.Subject) string { return "/watch/cases/" + on.ID }

func alarmHref(id string) string { return "/watch/alarms/" + id }

// stage gives the words of a stage; its code where a counter has one of its own.
func stage(ctx context.Context, code string) string {
	key := "stage." + code
	if w := say(ctx, key); w != key {
		return w
	}
	return code
}
