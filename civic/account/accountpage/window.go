package accountpage

import (
	"net/http"
	"net/url"

	"tongban/civic/access"
	"tongban/civic/person"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// people is where a window finds somebody by number. The number is posted, so
// that it stands in no address and no log.
func (p *Pages) people(w http.ResponseWriter, r *http.Request) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	if _, err := p.People.Guard.May(who, access.PersonLook, access.Thing{Kind: "person"}); err != nil {
		return err
	}
	return enterSheet(r, url.Values{"kind": {"natural"}}).show(w, r, nil)
}

func (p *Pages) enter(w http.ResponseWriter, r *http.Request) error { return p.people(w, r) }

// enterSheet finds and registers in one: the same number gives the same person.
func enterSheet(r *http.Request, typed url.Values) *sheet {
	ctx := r.Context()
	s := newSheet(ctx, "people", "/window/people/new")
	s.shell = deskShell(r, say(ctx, "people.title"), "people")
	s.lead = []string{say(ctx, "people.lead")}
	s.ask(ctx, radios, ui.FieldView{Name: "kind", Inline: true, Choices: []ui.Choice{{Value: "natural", Say: say(ctx, "kind.natural")}, {Value: "company", Say: say(ctx, "kind.company")}}}, typed)
	s.ask(ctx, text, ui.FieldView{Name: "number", Auto: "off", Width: ui.W18, Max: 30, Keys: "F2", Hint: say(ctx, "people.number")}, typed)
	s.ask(ctx, text, ui.FieldView{Name: "name", Auto: "off", Width: ui.W30, Max: 120, Optional: true, Hint: say(ctx, "people.name")}, typed)
	s.ask(ctx, text, ui.FieldView{Name: "phone", Type: "tel", Keyboard: "tel", Auto: "off", Width: ui.W18, Max: 20, Optional: true, Hint: say(ctx, "people.phone")}, typed)
	return s
}

// entered finds the person of the number when no name is given, and registers
// them otherwise.
func (p *Pages) entered(w http.ResponseWriter, r *http.Request) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	typed, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	var got person.Person
	if typed.Get("name") == "" {
		got, err = p.People.ByNumber(ctx, who, kindOf(typed), typed.Get("number"))
		if fault.Is(err, "person.absent") {
			f, _ := fault.As(err)
			err = fault.New(fault.Conflict, f.Key, f.Say).Then(f.Do).At("name", book.Text("people.new"))
		}
		if f, ok := fault.As(err); ok && len(f.Fields) == 0 && f.Kind == fault.Invalid {
			f.At("number", f.Say)
		}
	} else {
		got, err = p.People.Register(ctx, who, person.Form{Kind: kindOf(typed), Name: typed.Get("name"), Number: typed.Get("number"), Phone: typed.Get("phone")})
	}
	if fault.Is(err, "person.unproven") {
		found, e := p.People.ByNumber(ctx, who, kindOf(typed), typed.Get("number"))
		if e == nil {
			return web.See(w, r, "/window/people/"+string(found.ID)+"?done=unproven")
		}
	}
	if err != nil {
		return enterSheet(r, typed).show(w, r, err)
	}
	return web.See(w, r, "/window/people/"+string(got.ID))
}

func (p *Pages) person(w http.ResponseWriter, r *http.Request) error { return p.showPerson(w, r, nil) }

func (p *Pages) showPerson(w http.ResponseWriter, r *http.Request, refused error) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	ctx, id := r.Context(), person.ID(r.PathValue("id"))
	if _, err := p.People.Guard.May(who, access.PersonLook, access.Thing{Kind: "person", ID: string(id)}); err != nil {
		return err
	}
	var x person.Person
	var heads []person.Authority
	err = p.People.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if x, err = person.Load(tx, id); err == nil && x.Kind == person.Company {
			heads, err = person.GivenBy(tx, id)
		}
		return err
	})
	if err != nil {
		return err
	}
	v := accountView{shell: deskShell(r, x.Name, "people"), done: doneWords(ctx, r)}
	v.shell.Crumbs = crumbs(ctx, say(ctx, "people.title"), "/window/people", x.Name, "")
	v.facts = []ui.Pair{ui.P(say(ctx, "accounts.kind"), say(ctx, "kind."+string(x.Kind))), ui.P(say(ctx, "field.name"), x.Name), ui.P(say(ctx, "field.number"), x.Masked),
		ui.P(say(ctx, "field.phone"), orNone(ctx, x.Phone)), ui.P(say(ctx, "me.proof"), say(ctx, "proof."+string(x.Proof)))}
	base := "/window/people/" + string(id) + "/"
	for _, a := range heads {
		if a.Role == person.Legal && a.Ended.IsZero() {
			state := say(ctx, "authority."+string(a.State(p.today())))
			v.facts = append(v.facts, ui.P(say(ctx, "role.legal"), a.AgentName+" "+a.Masked+" · "+state))
		}
	}
	v.errands = personErrands(r, x, base)
	return v.show(w, r, refused)
}

func personErrands(r *http.Request, x person.Person, base string) []*sheet {
	ctx := r.Context()
	if x.Kind == person.Company {
		s := newSheet(ctx, "head", base+"head")
		s.ask(ctx, text, ui.FieldView{Name: "head", Auto: "off", Width: ui.W18, Max: 30}, nil)
		return []*sheet{s}
	}
	if x.Proof != person.Seen {
		s := newSheet(ctx, "prove", base+"prove")
		s.ask(ctx, text, ui.FieldView{Name: "name", Value: x.Name, Auto: "off", Width: ui.W30, Max: 60, Hint: say(ctx, "prove.name")}, nil)
		s.ask(ctx, radios, ui.FieldView{Name: "account", Choices: []ui.Choice{{Value: "mine", Say: say(ctx, "prove.mine")}, {Value: "not-mine", Say: say(ctx, "prove.not-mine"), Hint: say(ctx, "prove.not-mine.hint")}}}, nil)
		return []*sheet{s}
	}
	return []*sheet{newSheet(ctx, "invite", base+"invite")}
}

// personErrand does one act of the window on the person.
func (p *Pages) personErrand(w http.ResponseWriter, r *http.Request) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	typed, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, id, what := r.Context(), person.ID(r.PathValue("id")), r.PathValue("errand")
	switch what {
	case "prove":
		_, err = p.People.Prove(ctx, who, person.Finding{Person: id, Account: person.Answer(typed.Get("account")), Name: typed.Get("name")})
	case "head":
		var head person.Person
		if head, err = p.People.ByNumber(ctx, who, person.Natural, typed.Get("head")); err == nil {
			_, err = p.People.CheckHead(ctx, who, id, head.ID)
		} else if f, ok := fault.As(err); ok && (f.Kind == fault.Invalid || f.Kind == fault.Absent) {
			err = fault.New(fault.Invalid, f.Key, f.Say).Then(f.Do).At("head", f.Say)
		}
	case "invite":
		code, err := p.Accounts.Invite(ctx, who, id)
		if err != nil {
			return p.showPerson(w, r, err)
		}
		return p.showCode(w, r, code, "/window/people/"+string(id))
	default:
		return web.NotFound()
	}
	if err != nil {
		return p.showPerson(w, r, err)
	}
	return web.See(w, r, "/window/people/"+string(id)+"?done="+what)
}
