package casepage

import (
	"context"
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"tongban/civic/access"
	"tongban/civic/person"
	"tongban/hall/casework"
	"tongban/hall/item"
	"tongban/platform/blob"
	"tongban/platform/fault"
	"tongban/platform/form"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// A registerView is the window's page for somebody who came with papers: who, for
// what, and then the whole form on one dense page.
type registerView struct {
	shell   ui.Shell
	refusal *fault.Error
	// who
	person    ui.Pair
	known     bool
	changeWho string
	ask       []field
	carry     []pair
	// for what
	item       ui.Pair
	chosen     bool
	changeItem string
	words      ui.FieldView
	found      []ui.LinkView
	searched   bool
	// the application
	form   form.View
	papers []field
	files  []ui.FieldView
	client string
	ready  bool
}

// A registering is one application being registered, as the address or the form says.
type registering struct {
	who    access.Who
	item   item.Code
	person person.ID
	q      url.Values
}

func (p *Pages) registering(r *http.Request, q url.Values) (registering, error) {
	who, err := staff(r)
	if err != nil {
		return registering{}, err
	}
	if !who.Has(access.WindowAccept) {
		_, err = p.Cases.Guard.May(who, access.CaseReceive, access.Thing{Kind: "case"})
		return registering{}, err
	}
	return registering{who: who, item: item.Code(q.Get("item")), person: person.ID(q.Get("person")), q: q}, nil
}

// register shows how far the clerk has come: the address holds who and for what.
func (p *Pages) register(w http.ResponseWriter, r *http.Request) error {
	g, err := p.registering(r, r.URL.Query())
	if err != nil {
		return err
	}
	return p.showRegister(w, r, g, entered{})
}

// entered is what was typed into the register so far.
type entered struct {
	act     string // "person" or "case" where it was refused
	values  url.Values
	answers form.Answers
	client  string
	fault   *fault.Error
}

func (p *Pages) showRegister(w http.ResponseWriter, r *http.Request, g registering, e entered) error {
	ctx := r.Context()
	v := registerView{shell: ui.Shell{Title: say(ctx, "register.title"), Face: web.Desk, Nav: "desk-register", Wide: true}, client: e.client}
	status := http.StatusOK
	if e.fault != nil {
		v.refusal, v.shell.Faults, status = e.fault, e.fault.Fields, web.Status(e.fault.Kind)
	}
	if err := p.fillWho(ctx, &v, g, e); err != nil {
		return err
	}
	if err := p.fillItem(ctx, &v, g, e); err != nil {
		return err
	}
	v.carry = []pair{{"item", string(g.item)}, {"person", string(g.person)}}
	v.ready = v.known && v.chosen
	if v.client == "" {
		v.client = uuid.Must(uuid.NewV7()).String()
	}
	return web.Show(w, r, status, registerPage(v))
}

// fillWho shows the person found, or asks for the number.
func (p *Pages) fillWho(ctx context.Context, v *registerView, g registering, e entered) error {
	if g.person != "" {
		x, err := p.Cases.Person(ctx, g.who, g.person)
		if err != nil {
			return err
		}
		v.known, v.person = true, ui.P(x.Name, x.Masked)
		v.changeWho = query("/desk/register", "item", string(g.item))
		return nil
	}
	ask := func(name string, width ui.Width) ui.FieldView {
		return ui.FieldView{Name: name, Label: say(ctx, "register."+name), Value: e.values.Get(name), Width: width, Faults: v.shell.Faults}
	}
	kind := ask("kind", "")
	kind.Inline, kind.Choices = true, []ui.Choice{{Value: string(person.Natural), Say: say(ctx, "register.natural")}, {Value: string(person.Company), Say: say(ctx, "register.company")}}
	if kind.Value == "" {
		kind.Value = string(person.Natural)
	}
	number, name, phone := ask("number", ui.W18), ask("name", ui.W30), ask("phone", ui.W18)
	number.Hint, name.Hint = say(ctx, "register.number.hint"), say(ctx, "register.name.hint")
	name.Optional, phone.Optional = true, true
	v.ask = []field{{"radios", kind}, {"text", number}, {"text", name}, {"text", phone}}
	if v.refusal != nil && v.refusal.Key == "person.unproven" {
		a := ask("account", "")
		a.Choices = []ui.Choice{{Value: string(person.Mine), Say: say(ctx, "register.mine")}, {Value: string(person.NotMine), Say: say(ctx, "register.not-mine")}}
		v.ask = append(v.ask, field{"radios", a})
	}
	return nil
}

// fillItem shows the item chosen with its form, or the search for one.
func (p *Pages) fillItem(ctx context.Context, v *registerView, g registering, e entered) error {
	v.words = ui.FieldView{Name: "q", Label: say(ctx, "register.item"), Hint: say(ctx, "register.item.hint"), Value: g.q.Get("q"), Width: ui.W30}
	if g.item == "" {
		return p.findItems(ctx, v, g)
	}
	guide, def, err := p.Cases.Guide(ctx, g.item)
	if err != nil {
		return err
	}
	v.chosen, v.item = true, ui.Pair{Say: in(ctx, guide.Name), Text: guide.Unit.Name, Href: guide.Address()}
	v.changeItem = query("/desk/register", "person", string(g.person))
	if g.person == "" {
		return nil
	}
	known, err := p.Cases.KnownOf(ctx, g.who, g.person)
	if err != nil {
		return err
	}
	if e.answers == nil {
		e.answers = form.Answers{}
	}
	v.form = form.View{Def: def, Answers: def.Prefill(e.answers, known), Faults: v.shell.Faults, Checks: p.Cases.Checks, Known: known, FileSay: fieldLimit}
	for _, m := range casework.Asked(guide) {
		f := ui.FieldView{Name: "paper-" + m.ID, Label: say(ctx, "do.accept.paper", materialName(ctx, m)), Value: e.values.Get("paper-" + m.ID), Faults: v.shell.Faults}
		v.papers = append(v.papers, field{"check", f})
		scan := p.materialField(ctx, m, basket{})
		scan.Label, scan.Upload, scan.Optional, scan.Faults = say(ctx, "register.scan", in(ctx, m.Name)), "", true, v.shell.Faults
		v.files = append(v.files, scan)
	}
	return nil
}

func (p *Pages) findItems(ctx context.Context, v *registerView, g registering) error {
	words := g.q.Get("q")
	if words == "" || p.Find == nil {
		return nil
	}
	v.searched = true
	cards, err := p.Find(ctx, words)
	if err != nil {
		return err
	}
	for _, c := range cards {
		v.found = append(v.found, ui.LinkView{Say: c.Name + " · " + c.UnitName, Href: query("/desk/register", "item", string(c.Code), "person", string(g.person))})
	}
	return nil
}

// registerPerson finds the person of a number, or enters them when name and paper
// are there. The number travels in the form, never in an address.
func (p *Pages) registerPerson(w http.ResponseWriter, r *http.Request) error {
	v, err := web.Form(r)
	if err != nil {
		return err
	}
	g, err := p.registering(r, v)
	if err != nil {
		return err
	}
	x, err := p.findOrEnter(r.Context(), g.who, v)
	if f, ok := fault.As(err); ok && (f.Kind == fault.Invalid || f.Kind == fault.Conflict || f.Kind == fault.Absent) {
		g.person = ""
		return p.showRegister(w, r, g, entered{act: "person", values: v, fault: f})
	}
	if err != nil {
		return err
	}
	return web.See(w, r, query("/desk/register", "item", string(g.item), "person", string(x.ID)))
}

// findOrEnter finds by number alone; with a name it registers, and compares.
func (p *Pages) findOrEnter(ctx context.Context, who access.Who, v url.Values) (person.Person, error) {
	kind := person.Kind(v.Get("kind"))
	if v.Get("name") == "" {
		x, err := p.Cases.People.ByNumber(ctx, who, kind, v.Get("number"))
		if fault.Is(err, "person.absent") {
			f, _ := fault.As(err)
			return x, f.At("name", book.Text("register.need-name"))
		}
		if f, ok := invalid(err); ok && len(f.Fields) == 0 {
			return x, f.At("number", f.Say)
		}
		if err == nil && x.Proof != person.Seen {
			return p.settle(ctx, who, x, v)
		}
		return x, err
	}
	if v.Get("account") != "" {
		x, err := p.Cases.People.ByNumber(ctx, who, kind, v.Get("number"))
		if err != nil {
			return x, err
		}
		return p.settle(ctx, who, x, v)
	}
	return p.Cases.People.Register(ctx, who, person.Form{Kind: kind, Name: v.Get("name"), Number: v.Get("number"), Phone: v.Get("phone")})
}

// settle records that the clerk compared the paper with somebody who had declared
// the number on line; it asks first whose the account is.
func (p *Pages) settle(ctx context.Context, who access.Who, x person.Person, v url.Values) (person.Person, error) {
	if v.Get("account") == "" {
		return x, fault.New(fault.Conflict, "person.unproven", book.Text("register.unproven")).Then(book.Text("register.unproven.do")).At("account", book.Text("register.account.need"))
	}
	return p.Cases.People.Prove(ctx, who, person.Finding{Person: x.ID, Account: person.Answer(v.Get("account")), Name: v.Get("name")})
}

// registered makes the case. The client's id in the form makes a second press
// lead to the same case.
func (p *Pages) registered(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	code := item.Code(r.URL.Query().Get("item"))
	guide, def, err := p.Cases.Guide(ctx, code)
	if err != nil {
		return err
	}
	got, err := p.posted(r, basket{}, append(formSlots(def, ""), materialSlots(casework.Asked(guide))...)...)
	if err != nil {
		return err
	}
	g, err := p.registering(r, got.Values)
	if err != nil {
		return err
	}
	if g.item = code; g.person == "" {
		return web.See(w, r, query("/desk/register", "item", string(code)))
	}
	e := entered{act: "case", values: got.Values, client: got.Values.Get("client")}
	var again bool
	if e.answers, again, err = p.readForm(ctx, g, def, got); err != nil {
		return err
	}
	if again {
		return p.showRegister(w, r, g, e)
	}
	if len(got.Bad) > 0 {
		e.fault = fault.New(fault.Invalid, "case.files", book.Text("register.files"))
		e.fault.Fields = got.Bad
		return p.showRegister(w, r, g, e)
	}
	c, err := p.Cases.Register(ctx, g.who, g.person, casework.Application{Client: e.client, Item: g.item, Version: guide.No,
		Answers: def.Trim(e.answers), Materials: p.brought(guide, got)})
	if f, ok := fault.As(err); ok && (f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		e.fault = f
		return p.showRegister(w, r, g, e)
	}
	if err != nil {
		return err
	}
	return web.See(w, r, deskHref(c.No))
}

// readForm reads the dense form; again says that a button inside it was pressed or
// that other questions are now asked.
func (p *Pages) readForm(ctx context.Context, g registering, def form.Def, got *blob.Posted) (a form.Answers, again bool, err error) {
	known, err := p.Cases.KnownOf(ctx, g.who, g.person)
	if err != nil {
		return nil, false, err
	}
	a = def.Read(got.Values, form.Reader{Checks: p.Cases.Checks, Today: p.today().String()})
	a = def.Prefill(attach(a, def, got.Files), known)
	a, pressed := def.Press(a, got.Values)
	return a, pressed || def.Reshaped(a, "", got.Values), nil
}

// brought gives what the person brought: scans, and papers the clerk ticked.
func (p *Pages) brought(guide *item.Version, got *blob.Posted) []casework.Material {
	out := asMaterials(got.Files, p.Cases.Clock.Now())
	for _, m := range casework.Asked(guide) {
		if got.Values.Get("paper-"+m.ID) == "1" {
			out = append(out, casework.Material{Slot: m.ID, Name: book.Text("material.paper").Zh, Paper: true})
		}
	}
	return out
}

// findKind makes finding the main button until there is a form to submit.
func (v registerView) findKind() ui.ButtonKind {
	if v.ready {
		return ui.Plain
	}
	return ui.Main
}

// formAction keeps who and for what in the address, so that reloading the page
// after a refusal asks for the same.
func formAction(v registerView) string {
	var q []string
	for _, h := range v.carry {
		q = append(q, h.name, h.value)
	}
	return query("/desk/register", q...)
}
