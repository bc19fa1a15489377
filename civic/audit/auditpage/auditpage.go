// Package auditpage is the page on which the audit administrator reads the record of
// acts (审计记录页面).
package auditpage

import (
	"context"
	"embed"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/audit"
	"tongban/civic/law"
	"tongban/platform/clock"
	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

//go:embed zh.json en.json
var bookFS embed.FS

var book = i18n.MustLoad("auditpage", bookFS)

func say(ctx context.Context, key string, args ...any) string { return book.Say(ctx, key, args...) }

func in(ctx context.Context, t i18n.Text) string { return t.In(i18n.From(ctx)) }

// Pages are the page and what it stands on. Without the functions it shows ids and
// codes.
type Pages struct {
	Desk *audit.Desk
	// Units gives the names of units, in one question for a whole page.
	Units func(ctx context.Context, ids []string) (map[string]string, error)
	// Staff gives the names of those accounts that are of staff, with their numbers.
	Staff func(ctx context.Context, accounts []string) (map[string]string, error)
	// Account gives the account of a staff number as typed; what it does not know it
	// gives back.
	Account func(ctx context.Context, typed string) (string, error)
	// Verb puts an act into words.
	Verb func(act.Act) i18n.Text
}

// Mount puts the page on the site.
func Mount(s *web.Site, p *Pages) { s.Handle("GET /audit", p.audit) }

// A view is the record with the question that it answers.
type view struct {
	shell   ui.Shell
	account ui.FieldView
	verb    ui.FieldView
	day     ui.FieldView
	only    ui.FieldView
	acts    ui.TableView
	pager   ui.PagerView
}

func (p *Pages) audit(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), web.Clean(r.URL.Query())
	ask := audit.Ask{Account: q.Get("account"), Verb: act.Verb(q.Get("verb")), Day: q.Get("day"), Only: audit.Only(q.Get("only"))}
	ask.Before, _ = strconv.ParseInt(q.Get("before"), 10, 64)
	if p.Account != nil && ask.Account != "" {
		var err error
		if ask.Account, err = p.Account(ctx, ask.Account); err != nil {
			return err
		}
	}
	page, err := p.Desk.Read(ctx, access.From(ctx), ask)
	status := http.StatusOK
	var faults []fault.Field
	if f, ok := fault.As(err); ok && f.Kind == fault.Invalid {
		status, faults = web.Status(f.Kind), f.Fields
	} else if err != nil {
		return err
	}
	v := p.question(ctx, q, page.Verbs)
	v.shell.Faults, v.day.Faults = faults, faults
	if v.acts, err = p.table(ctx, page.Acts); err != nil {
		return err
	}
	if page.Next > 0 {
		q.Set("before", strconv.FormatInt(page.Next, 10))
		v.pager.Next = "/audit?" + q.Encode()
	}
	return web.Show(w, r, status, auditPage(v))
}

func (p *Pages) question(ctx context.Context, q url.Values, verbs []act.Verb) view {
	field := func(name string) ui.FieldView {
		return ui.FieldView{Name: name, Label: say(ctx, "ask."+name), Value: q.Get(name), Optional: true}
	}
	v := view{shell: ui.Shell{Title: say(ctx, "title"), Lead: say(ctx, "lead"), Face: web.Desk, Nav: "audit", Wide: true},
		account: field("account"), verb: field("verb"), day: field("day"), only: field("only")}
	v.account.Hint, v.account.Width = say(ctx, "ask.account.hint"), ui.W18
	v.day.Hint, v.day.Width = say(ctx, "ask.day.hint"), ui.W10
	all := ui.Choice{Say: say(ctx, "ask.all")}
	v.verb.Choices = []ui.Choice{all}
	for _, x := range verbs {
		v.verb.Choices = append(v.verb.Choices, ui.Choice{Value: string(x), Say: p.word(ctx, act.Act{Verb: x})})
	}
	v.only.Choices = []ui.Choice{all, {Value: string(audit.Failures), Say: say(ctx, "ask.only.failed")}}
	return v
}

func (p *Pages) word(ctx context.Context, a act.Act) string {
	if p.Verb == nil {
		return string(a.Verb)
	}
	return in(ctx, p.Verb(a))
}

func (p *Pages) table(ctx context.Context, acts []act.Act) (ui.TableView, error) {
	t := ui.TableView{Caption: say(ctx, "table"), Stack: true, None: say(ctx, "none"), Heads: ui.Heads(say(ctx, "col.at"), say(ctx, "col.who"), say(ctx, "col.post"),
		say(ctx, "col.verb"), say(ctx, "col.subject"), say(ctx, "col.success"), say(ctx, "col.rules"), say(ctx, "col.receipt"))}
	var units, accounts []string
	for _, a := range acts {
		units, accounts = append(units, a.Actor.Unit), append(accounts, a.Actor.Account)
	}
	var unit, staff map[string]string
	var err error
	if p.Units != nil {
		if unit, err = p.Units(ctx, units); err != nil {
			return t, err
		}
	}
	if p.Staff != nil {
		if staff, err = p.Staff(ctx, accounts); err != nil {
			return t, err
		}
	}
	for _, a := range acts {
		success := ui.Tag(ui.Good, say(ctx, "success"))
		if audit.Failed(a.Verb) {
			success = ui.Tag(ui.Bad, say(ctx, "failed"))
		}
		no := string(a.Number())
		t.Rows = append(t.Rows, ui.R(tight(a.At.In(clock.Beijing).Format("2006-01-02 15:04:05")), tight(user(ctx, a, staff)), ui.C(post(ctx, a, unit)),
			ui.C(p.word(ctx, a)), ui.C(subject(ctx, a.Subject)), ui.CBody(success), ui.C(rules(ctx, a.Rules)), ui.Cell{Text: no, Href: "/verify/receipt/" + no, Tight: true}))
	}
	return t, nil
}

func tight(s string) ui.Cell { return ui.Cell{Text: s, Tight: true} }

// user names who acted: staff by name and number. Who applied is told by the account
// only, for the audit needs no more to follow one user through the record.
func user(ctx context.Context, a act.Act, staff map[string]string) string {
	switch a.Actor.Account {
	case act.Clock.Account:
		return say(ctx, "by.clock")
	case act.System.Account:
		return say(ctx, "by.system")
	case "":
		return say(ctx, "by.nobody")
	}
	if name := staff[a.Actor.Account]; name != "" {
		return name
	}
	return say(ctx, "by.account", a.Actor.Account)
}

func post(ctx context.Context, a act.Act, unit map[string]string) string {
	name := unit[a.Actor.Unit]
	if name == "" {
		name = a.Actor.Unit
	}
	if a.Actor.Duty == "" || a.Actor.Duty == string(access.Applicant) {
		return name
	}
	duty := in(ctx, access.Duty(a.Actor.Duty).Name())
	if name == "" {
		return duty
	}
	return name + " · " + duty
}

func subject(ctx context.Context, s act.Subject) string {
	key := "kind." + s.Kind
	if w := say(ctx, key); w != key {
		return w + " " + s.ID
	}
	return s.Kind + " " + s.ID
}

func rules(ctx context.Context, ids []string) string {
	var out []string
	for _, id := range ids {
		if c, err := law.Parse(id); err == nil {
			id = in(ctx, c.Text())
		}
		out = append(out, id)
	}
	return strings.Join(out, say(ctx, "comma"))
}
