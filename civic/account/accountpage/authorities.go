package accountpage

import (
	"context"
	"net/http"
	"net/url"

	"tongban/civic/access"
	"tongban/civic/law"
	"tongban/civic/person"
	"tongban/platform/db"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// An authorityView is one authority in the lists.
type authorityView struct {
	person.Authority
	who    string
	state  person.State
	words  string
	tone   ui.Tone
	accept bool // may be accepted
	end    bool // may be ended
	use    bool // may be switched to
}

// An authoritiesView is the page of authorities given and held.
type authoritiesView struct {
	shell ui.Shell
	done  string
	given []authorityView
	held  []authorityView
	forHm string // name of the company whose authorities are shown with one's own
}

// authorities lists what one gave and what one holds; while acting for a company
// as its legal representative, what the company gave too.
func (p *Pages) authorities(w http.ResponseWriter, r *http.Request) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := authoritiesView{shell: ui.Shell{Title: say(ctx, "authorities.title"), Nav: "me", Crumbs: crumbs(ctx, say(ctx, "me.title"), "/me", say(ctx, "authorities.title"), "")},
		done: doneWords(ctx, r)}
	var given, held []person.Authority
	err = p.People.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if given, err = person.GivenBy(tx, principal(who)); err != nil {
			return err
		}
		held, err = person.HeldBy(tx, person.ID(who.Person))
		return err
	})
	if err != nil {
		return err
	}
	if who.For.ID != who.Person {
		v.forHm = who.For.Name
	}
	today := p.today()
	for _, a := range given {
		v.given = append(v.given, view(ctx, a, a.AgentName+" "+a.Masked, today))
	}
	for _, a := range held {
		x := view(ctx, a, a.PrincipalName, today)
		x.accept, x.use = x.state == person.Asked, x.state == person.Current
		v.held = append(v.held, x)
	}
	return web.Show(w, r, http.StatusOK, authoritiesPage(v))
}

// principal is whose authorities are given: the company one heads now, or oneself.
func principal(who access.Who) person.ID {
	if who.For.Company && who.For.Scope == "" {
		return person.ID(who.For.ID)
	}
	return person.ID(who.Person)
}

func view(ctx context.Context, a person.Authority, who, today string) authorityView {
	v := authorityView{Authority: a, who: who, state: a.State(today)}
	v.words = say(ctx, "authority."+string(v.state))
	switch v.state {
	case person.Current:
		v.tone = ui.Good
	case person.Asked, person.Unchecked, person.Ahead:
		v.tone = ui.Warn
	}
	v.end = v.state != person.Ended && v.state != person.Expired
	return v
}

func (v authorityView) scopeWords(ctx context.Context) string {
	return say(ctx, "scope."+string(v.Scope)) + " " + v.Target
}

func (v authorityView) days(ctx context.Context) string {
	if v.Until == "" {
		return say(ctx, "authority.since", v.From)
	}
	return say(ctx, "authority.days", v.From, v.Until)
}

func (p *Pages) grant(w http.ResponseWriter, r *http.Request) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	return grantSheet(r, who, url.Values{"from": {p.today()}}).show(w, r, nil)
}

func grantSheet(r *http.Request, who access.Who, typed url.Values) *sheet {
	ctx := r.Context()
	s := newSheet(ctx, "grant", "/me/authorities/new")
	s.lead = []string{say(ctx, "grant.lead"), in(ctx, law.Licensing.Art(29).P(2).Text())}
	if principal(who) != person.ID(who.Person) {
		s.lead = append([]string{say(ctx, "grant.company", who.For.Name)}, s.lead...)
		s.ask(ctx, radios, ui.FieldView{Name: "role", Choices: []ui.Choice{{Value: "staff", Say: say(ctx, "role.staff")}, {Value: "agent", Say: say(ctx, "role.agent")}}}, typed)
	}
	s.ask(ctx, text, ui.FieldView{Name: "name", Auto: "off", Width: ui.W30, Max: 60, Hint: say(ctx, "grant.name")}, typed)
	s.ask(ctx, text, ui.FieldView{Name: "number", Auto: "off", Width: ui.W18, Max: 30}, typed)
	s.ask(ctx, radios, ui.FieldView{Name: "scope", Choices: []ui.Choice{{Value: "item", Say: say(ctx, "scope.item")}, {Value: "case", Say: say(ctx, "scope.case")}, {Value: "all", Say: say(ctx, "scope.all")}}}, typed)
	s.ask(ctx, text, ui.FieldView{Name: "target", Auto: "off", Width: ui.W30, Max: 64, Optional: true}, typed)
	s.ask(ctx, area, ui.FieldView{Name: "purpose", Rows: 2, Max: 200}, typed)
	s.ask(ctx, date, ui.FieldView{Name: "from"}, typed)
	s.ask(ctx, date, ui.FieldView{Name: "until"}, typed)
	return s
}

func (p *Pages) granted(w http.ResponseWriter, r *http.Request) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	typed, err := web.Form(r)
	if err != nil {
		return err
	}
	g := person.Grant{Principal: principal(who), Role: person.Role(typed.Get("role")), Name: typed.Get("name"), Number: typed.Get("number"),
		Scope: person.Scope(typed.Get("scope")), Target: typed.Get("target"), Purpose: typed.Get("purpose"),
		From: p.readDate(typed.Get("from")), Until: p.readDate(typed.Get("until"))}
	if g.Principal == person.ID(who.Person) {
		g.Role = person.Agent
	}
	if _, err = p.People.Grant(r.Context(), who, g); err != nil {
		return grantSheet(r, who, typed).show(w, r, err)
	}
	return web.See(w, r, "/me/authorities?done=grant")
}

func (p *Pages) accepted(w http.ResponseWriter, r *http.Request) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	if _, err := p.People.Accept(r.Context(), who, r.PathValue("id")); err != nil {
		return err
	}
	return web.See(w, r, "/me/authorities?done=accept")
}

// end asks once before an authority ends, because that cannot be taken back.
func (p *Pages) end(w http.ResponseWriter, r *http.Request) error {
	if _, err := me(r); err != nil {
		return err
	}
	return endSheet(r, url.Values{}).show(w, r, nil)
}

func endSheet(r *http.Request, typed url.Values) *sheet {
	ctx := r.Context()
	s := newSheet(ctx, "end", "/me/authorities/"+url.PathEscape(r.PathValue("id"))+"/end")
	s.lead, s.danger = []string{say(ctx, "end.lead"), in(ctx, law.CivilCode.Art(173).I(2).Text())}, true
	s.ask(ctx, text, ui.FieldView{Name: "why", Optional: true, Max: 200}, typed)
	s.other = []ui.LinkView{{Say: say(ctx, "end.keep"), Href: "/me/authorities"}}
	return s
}

func (p *Pages) ended(w http.ResponseWriter, r *http.Request) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	typed, err := web.Form(r)
	if err != nil {
		return err
	}
	if _, err := p.People.End(r.Context(), who, r.PathValue("id"), typed.Get("why")); err != nil {
		return endSheet(r, typed).show(w, r, err)
	}
	return web.See(w, r, "/me/authorities?done=end")
}
