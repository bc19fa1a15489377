package accountpage

import (
	"context"
	"net/http"
	"net/url"

	"tongban/civic/account"
	"tongban/platform/ui"
	"tongban/platform/web"
)

func (s *sheet) buttonKind() ui.ButtonKind {
	if s.danger {
		return ui.Danger
	}
	return ui.Main
}

// next keeps the address to go to after signing in, on this site only.
func next(typed url.Values) url.Values {
	if to := web.Local(typed.Get("next"), ""); to != "" {
		return url.Values{"next": {to}}
	}
	return nil
}

func withNext(path string, typed url.Values) string {
	if n := next(typed); n != nil {
		return path + "?" + n.Encode()
	}
	return path
}

func (p *Pages) signIn(w http.ResponseWriter, r *http.Request) error {
	if _, err := me(r); err == nil {
		return web.See(w, r, web.Local(r.URL.Query().Get("next"), "/me"))
	}
	return signInSheet(r, r.URL.Query()).show(w, r, nil)
}

func signInSheet(r *http.Request, typed url.Values) *sheet {
	ctx := r.Context()
	s := newSheet(ctx, "signin", "/sign-in")
	s.hidden = next(typed)
	s.ask(ctx, text, ui.FieldView{Name: "login", Auto: "username", Width: ui.W30}, typed)
	s.ask(ctx, secret, ui.FieldView{Name: "password", Auto: "current-password", Width: ui.W30}, nil)
	s.other = []ui.LinkView{{Say: say(ctx, "signin.first"), Href: "/sign-in/first"}, {Say: say(ctx, "signin.register"), Href: withNext("/register", typed)}}
	return s
}

func (p *Pages) signedIn(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.Form(r)
	if err != nil {
		return err
	}
	t, err := p.Accounts.SignIn(r.Context(), account.Try{Login: typed.Get("login"), Password: typed.Get("password"), Device: account.DeviceOf(r.UserAgent())})
	if err != nil {
		return signInSheet(r, typed).show(w, r, err)
	}
	return p.goOn(w, r, t, typed)
}

// goOn hands the ticket over and leads to what comes next.
func (p *Pages) goOn(w http.ResponseWriter, r *http.Request, t account.Ticket, typed url.Values) error {
	p.Accounts.SetCookie(w, t)
	switch t.Stage {
	case account.NeedsCode:
		return web.See(w, r, withNext("/sign-in/code", typed))
	case account.NeedsTOTP:
		return web.See(w, r, withNext("/sign-in/totp", typed))
	}
	return web.See(w, r, web.Local(typed.Get("next"), p.begin(r.Context(), t)))
}

// begin gives the page to begin at: staff at the first desk of their posts, others
// at their own affairs.
func (p *Pages) begin(ctx context.Context, t account.Ticket) string {
	who, _, err := p.Accounts.Who(ctx, t.Token)
	if err == nil && p.Frame != nil && len(who.Posts) > 0 {
		if v := p.Frame(ctx, who); len(v.Nav) > 0 {
			return v.Nav[0].Href
		}
	}
	return "/me"
}

func (p *Pages) code(w http.ResponseWriter, r *http.Request) error {
	if account.SessionFrom(r.Context()).Stage != account.NeedsCode {
		return web.See(w, r, withNext("/sign-in", r.URL.Query()))
	}
	return codeSheet(r, r.URL.Query()).show(w, r, nil)
}

func codeSheet(r *http.Request, typed url.Values) *sheet {
	ctx := r.Context()
	s := newSheet(ctx, "code", "/sign-in/code")
	s.hidden = next(typed)
	s.ask(ctx, text, ui.FieldView{Name: "code", Auto: "one-time-code", Width: ui.W10, Max: 20}, nil)
	return s
}

func (p *Pages) coded(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.Form(r)
	if err != nil {
		return err
	}
	t, err := p.Accounts.Code(r.Context(), p.Accounts.Token(r), typed.Get("code"))
	if err != nil {
		return codeSheet(r, typed).show(w, r, err)
	}
	return p.goOn(w, r, t, typed)
}

func (p *Pages) first(w http.ResponseWriter, r *http.Request) error {
	return firstSheet(r, url.Values{}).show(w, r, nil)
}

func firstSheet(r *http.Request, typed url.Values) *sheet {
	ctx := r.Context()
	s := newSheet(ctx, "first", "/sign-in/first")
	s.lead = []string{say(ctx, "first.lead")}
	s.ask(ctx, text, ui.FieldView{Name: "login", Auto: "username", Width: ui.W30}, typed)
	s.ask(ctx, text, ui.FieldView{Name: "code", Auto: "off", Width: ui.W18, Hint: say(ctx, "first.code")}, typed)
	s.fields[1].Label = say(ctx, "field.enrol")
	s.ask(ctx, secret, ui.FieldView{Name: "password", Auto: "new-password", Width: ui.W30, Hint: say(ctx, "hint.newpassword")}, nil)
	return s
}

func (p *Pages) enrolled(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.Form(r)
	if err != nil {
		return err
	}
	t, err := p.Accounts.Enrol(r.Context(), account.Enrolment{Login: typed.Get("login"), Code: typed.Get("code"),
		Password: typed.Get("password"), Device: account.DeviceOf(r.UserAgent())})
	if err != nil {
		return firstSheet(r, typed).show(w, r, err)
	}
	return p.goOn(w, r, t, typed)
}

// totp shows a new secret. Each look at the page makes a new one, so the form
// carries nothing but the code.
func (p *Pages) totp(w http.ResponseWriter, r *http.Request) error {
	s, err := p.totpSheet(r, r.URL.Query())
	if err != nil {
		return err
	}
	return s.show(w, r, nil)
}

func (p *Pages) totpSheet(r *http.Request, typed url.Values) (*sheet, error) {
	ctx, token := r.Context(), p.Accounts.Token(r)
	longer, err := p.Accounts.NeedsLonger(ctx, token)
	if err != nil {
		return nil, err
	}
	s := newSheet(ctx, "totp", "/sign-in/totp")
	if s.secret, err = p.Accounts.BeginTOTP(ctx, token); err != nil {
		return nil, err
	}
	s.lead = []string{say(ctx, "totp.lead")}
	s.hidden = next(typed)
	s.ask(ctx, text, ui.FieldView{Name: "code", Auto: "one-time-code", Keyboard: "numeric", Width: ui.W10, Max: 6, Hint: say(ctx, "totp.code")}, nil)
	if longer {
		s.ask(ctx, secret, ui.FieldView{Name: "password", Auto: "new-password", Width: ui.W30, Hint: say(ctx, "totp.longer")}, nil)
	}
	return s, nil
}

// A codesView shows codes once.
type codesView struct {
	shell   ui.Shell
	warning string
	codes   []string
	until   string
	on      string
	onSay   string
}

func (p *Pages) totpSet(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	t, codes, err := p.Accounts.ConfirmTOTP(ctx, p.Accounts.Token(r), account.Proof{Code: typed.Get("code"), Password: typed.Get("password")})
	if err != nil {
		s, fresh := p.totpSheet(r, typed)
		if fresh != nil {
			return fresh
		}
		return s.show(w, r, err)
	}
	p.Accounts.SetCookie(w, t)
	return web.Show(w, r, http.StatusOK, codesPage(codesView{shell: ui.Shell{Title: say(ctx, "recovery.title")},
		warning: say(ctx, "recovery.warning"), codes: codes, on: web.Local(typed.Get("next"), "/me"), onSay: say(ctx, "recovery.on")}))
}

// stay answers the button that keeps a session alive: the middleware moved its
// limit on already.
func (p *Pages) stay(w http.ResponseWriter, r *http.Request) error {
	if _, err := me(r); err != nil {
		w.WriteHeader(http.StatusUnauthorized)
		return nil
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (p *Pages) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := p.Accounts.SignOut(r.Context(), p.Accounts.Token(r)); err != nil {
		return err
	}
	p.Accounts.DropCookie(w)
	return web.See(w, r, "/")
}
