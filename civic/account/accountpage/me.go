package accountpage

import (
	"context"
	"net/http"
	"net/url"

	"tongban/civic/access"
	"tongban/civic/account"
	"tongban/civic/person"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// A meView is one's own page.
type meView struct {
	next     string // where the choice of whom to act for leads back to
	shell    ui.Shell
	person   person.Person
	account  account.Account
	facts    []ui.Pair
	sessions []sessionView
	others   []access.Principal // whom one may act for; oneself first
	acting   string             // authority in use
	offers   int
	done     string
}

type sessionView struct {
	id, device, seen, ends string
	here                   bool
}

const minute = "2006-01-02 15:04"

func (p *Pages) me(w http.ResponseWriter, r *http.Request) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := meView{shell: ui.Shell{Title: say(ctx, "me.title"), Nav: "me", Crumbs: crumbs(ctx, say(ctx, "me.title"), "")}, done: doneWords(ctx, r),
		next: web.Local(r.URL.Query().Get("next"), "")}
	if v.account, err = p.Accounts.Mine(ctx, who); err != nil {
		return err
	}
	var held []person.Authority
	today := p.today()
	err = p.People.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if v.person, err = person.Load(tx, person.ID(who.Person)); err != nil {
			return err
		}
		if v.others, err = person.PrincipalsOf(tx, v.person.ID, today); err != nil {
			return err
		}
		held, err = person.HeldBy(tx, v.person.ID)
		return err
	})
	if err != nil {
		return err
	}
	for _, a := range held {
		if a.State(today) == person.Asked {
			v.offers++
		}
	}
	v.acting = who.For.Authority
	v.facts = ownFacts(ctx, v)
	list, err := p.Accounts.Sessions(ctx, who)
	for _, s := range list {
		v.sessions = append(v.sessions, sessionView{s.ID, s.Device, s.SeenAt.Format(minute), s.Ends().Format(minute), s.ID == who.Session})
	}
	if err != nil {
		return err
	}
	return web.Show(w, r, http.StatusOK, mePage(v))
}

func (p *Pages) today() string { return p.Accounts.Clock.Now().In(clock.Beijing).Format("2006-01-02") }

func ownFacts(ctx context.Context, v meView) []ui.Pair {
	facts := []ui.Pair{ui.P(say(ctx, "field.name"), v.person.Name), ui.P(say(ctx, "field.number"), v.person.Masked),
		ui.P(say(ctx, "me.proof"), say(ctx, "proof."+string(v.person.Proof))),
		ui.P(say(ctx, "field.phone"), orNone(ctx, v.person.Phone)), ui.P(say(ctx, "field.email"), orNone(ctx, v.person.Email))}
	if v.account.Kind == account.Staff {
		facts = append(facts, ui.P(say(ctx, "field.staff_no"), v.account.StaffNo), ui.P(say(ctx, "field.until"), v.account.Until))
	}
	second := say(ctx, "me.totp.none")
	if !v.account.TOTPSince.IsZero() {
		second = say(ctx, "me.totp.since", v.account.TOTPSince.Format("2006-01-02"))
	}
	return append(facts, ui.P(say(ctx, "me.totp"), second))
}

func orNone(ctx context.Context, s string) string {
	if s == "" {
		return say(ctx, "none")
	}
	return s
}

// doneWords says what the last form did, from the address.
func doneWords(ctx context.Context, r *http.Request) string {
	key := "done." + r.URL.Query().Get("done")
	if words := say(ctx, key); words != key {
		return words
	}
	return ""
}

func (p *Pages) contact(w http.ResponseWriter, r *http.Request) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	phone, err := p.People.Own(r.Context(), who, person.Phone)
	if err != nil {
		return err
	}
	email, err := p.People.Own(r.Context(), who, person.Email)
	if err != nil {
		return err
	}
	return contactSheet(r, url.Values{"phone": {phone}, "email": {email}}).show(w, r, nil)
}

func contactSheet(r *http.Request, typed url.Values) *sheet {
	ctx := r.Context()
	s := newSheet(ctx, "contact", "/me/contact")
	s.ask(ctx, text, ui.FieldView{Name: "phone", Type: "tel", Keyboard: "tel", Auto: "tel", Width: ui.W18, Max: 20}, typed)
	s.ask(ctx, text, ui.FieldView{Name: "email", Type: "email", Auto: "email", Width: ui.W30, Max: 200, Optional: true}, typed)
	return s
}

func (p *Pages) contactSaved(w http.ResponseWriter, r *http.Request) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	typed, err := web.Form(r)
	if err != nil {
		return err
	}
	if _, err = p.People.Contact(r.Context(), who, person.ID(who.Person), person.Form{Phone: typed.Get("phone"), Email: typed.Get("email")}); err != nil {
		return contactSheet(r, typed).show(w, r, err)
	}
	return web.See(w, r, "/me?done=contact")
}

func (p *Pages) password(w http.ResponseWriter, r *http.Request) error {
	if _, err := me(r); err != nil {
		return err
	}
	return passwordSheet(r).show(w, r, nil)
}

func passwordSheet(r *http.Request) *sheet {
	ctx := r.Context()
	s := newSheet(ctx, "password", "/me/password")
	s.lead = []string{say(ctx, "password.lead")}
	s.ask(ctx, secret, ui.FieldView{Name: "old", Auto: "current-password", Width: ui.W30}, nil)
	s.ask(ctx, secret, ui.FieldView{Name: "password", Auto: "new-password", Width: ui.W30, Hint: say(ctx, "hint.newpassword")}, nil)
	return s
}

func (p *Pages) passwordSaved(w http.ResponseWriter, r *http.Request) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	typed, err := web.Form(r)
	if err != nil {
		return err
	}
	if err = p.Accounts.ChangePassword(r.Context(), who, account.Change{Old: typed.Get("old"), New: typed.Get("password")}); err != nil {
		return passwordSheet(r).show(w, r, err)
	}
	return web.See(w, r, "/me?done=password")
}

func (p *Pages) sessionEnded(w http.ResponseWriter, r *http.Request) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	if err := p.Accounts.EndSession(r.Context(), who, r.PathValue("id")); err != nil {
		return err
	}
	return web.See(w, r, "/me?done=session")
}

func (p *Pages) everywhere(w http.ResponseWriter, r *http.Request) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	if err := p.Accounts.SignOutEverywhere(r.Context(), who); err != nil {
		return err
	}
	p.Accounts.DropCookie(w)
	return web.See(w, r, "/sign-in")
}

func (p *Pages) actFor(w http.ResponseWriter, r *http.Request) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	typed, err := web.Form(r)
	if err != nil {
		return err
	}
	if err := p.Accounts.ActFor(r.Context(), who, typed.Get("authority")); err != nil {
		return err
	}
	return web.See(w, r, web.Local(typed.Get("next"), "/me?done=act-for"))
}
