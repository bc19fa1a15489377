// Package accountpage is the pages of signing in and of one's own affairs (账户页面):
// sign-in, registration, profile, who looked, authorities, and the system
// administrator's and the window's pages about accounts. All work without a
// script; a password is never sent back.
package accountpage

import (
	"context"
	"embed"
	"net/http"
	"net/url"

	"tongban/civic/access"
	"tongban/civic/account"
	"tongban/civic/person"
	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

//go:embed zh.json en.json
var bookFS embed.FS

var book = i18n.MustLoad("accountpage", bookFS)

func say(ctx context.Context, key string, args ...any) string { return book.Say(ctx, key, args...) }

func in(ctx context.Context, t i18n.Text) string { return t.In(i18n.From(ctx)) }

// Pages are the pages of accounts and what they stand on. Set Accounts and People
// before Mount.
type Pages struct {
	Accounts *account.Desk
	People   *person.Desk
	// Frame gives navigation and unread messages; nil shows the name only.
	Frame account.Frame
	// UnitName gives the name of a unit for “who looked”; nil shows its id.
	UnitName func(ctx context.Context, id string) string
	// Handler is who answers for personal data, with a way to reach them
	// (个人信息处理者, 个人信息保护法 17); empty uses the city's name and phone.
	Handler i18n.Text
}

// Mount puts the middleware and the pages on the site.
func Mount(s *web.Site, p *Pages) {
	s.Use(p.Accounts.Middleware(p.Frame))
	s.Use(p.sessionEnd)
	for pattern, h := range map[string]web.Handler{
		"GET /sign-in":                       p.signIn,
		"POST /sign-in":                      p.signedIn,
		"GET /sign-in/code":                  p.code,
		"POST /sign-in/code":                 p.coded,
		"GET /sign-in/first":                 p.first,
		"POST /sign-in/first":                p.enrolled,
		"GET /sign-in/totp":                  p.totp,
		"POST /sign-in/totp":                 p.totpSet,
		"POST /sign-in/stay":                 p.stay,
		"POST /sign-out":                     p.signOut,
		"GET /register":                      p.register,
		"POST /register":                     p.registered,
		"GET /register/company":              p.company,
		"POST /register/company":             p.companyDone,
		"GET /me":                            p.me,
		"GET /me/contact":                    p.contact,
		"POST /me/contact":                   p.contactSaved,
		"GET /me/password":                   p.password,
		"POST /me/password":                  p.passwordSaved,
		"POST /me/sessions/{id}/end":         p.sessionEnded,
		"POST /me/sign-out-everywhere":       p.everywhere,
		"GET /me/looks":                      p.looks,
		"GET /me/authorities":                p.authorities,
		"GET /me/authorities/new":            p.grant,
		"POST /me/authorities/new":           p.granted,
		"POST /me/authorities/{id}/accept":   p.accepted,
		"GET /me/authorities/{id}/end":       p.end,
		"POST /me/authorities/{id}/end":      p.ended,
		"POST /me/act-for":                   p.actFor,
		"GET /admin/accounts":                p.accounts,
		"POST /admin/accounts":               p.accountFound,
		"GET /admin/accounts/new":            p.open,
		"POST /admin/accounts/new":           p.opened,
		"GET /admin/accounts/{id}":           p.account,
		"POST /admin/accounts/{id}/{errand}": p.errand,
		"GET /window/people":                 p.people,
		"GET /window/people/new":             p.enter,
		"POST /window/people/new":            p.entered,
		"GET /window/people/{id}":            p.person,
		"POST /window/people/{id}/{errand}":  p.personErrand,
	} {
		s.Handle(pattern, h)
	}
}

// sessionEnd tells every page how long the session lasts, for the warning before it ends.
func (p *Pages) sessionEnd(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		if s := account.SessionFrom(ctx); s.Stage == account.Entered {
			left := s.Ends().Sub(p.Accounts.Clock.Now())
			r = r.WithContext(ui.WithSession(ctx, ui.Session{Left: left, Extend: "/sign-in/stay"}))
		}
		next.ServeHTTP(w, r)
	})
}

// me gives who is signed in, or the fault that leads to sign in.
func me(r *http.Request) (access.Who, error) {
	who := access.From(r.Context())
	if !who.Signed() {
		return who, web.NeedSignIn()
	}
	return who, nil
}

// A kind says how a field is asked.
type kind int

const (
	text kind = iota
	secret
	date
	area
	radios
	check
)

// A field is one question of a sheet.
type field struct {
	ui.FieldView
	kind kind
}

// A sheet is a page that is one form: its content is decided here and drawn by
// sheetPage.
type sheet struct {
	shell  ui.Shell
	action string
	lead   []string // sentences above the form
	fault  *fault.Error
	fields []field
	hidden url.Values
	button string
	danger bool
	other  []ui.LinkView // other ways, beneath
	notice []ui.Pair     // what the data are for
	secret account.Secret
}

func crumbs(ctx context.Context, pairs ...string) []ui.Crumb {
	out := []ui.Crumb{{Say: say(ctx, "home"), Href: "/"}}
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, ui.Crumb{Say: pairs[i], Href: pairs[i+1]})
	}
	return out
}

// sheet starts a sheet whose words are the keys beginning with name.
func newSheet(ctx context.Context, name, action string) *sheet {
	title := say(ctx, name+".title")
	return &sheet{shell: ui.Shell{Title: title, Crumbs: crumbs(ctx, title, "")}, action: action, button: say(ctx, name+".button")}
}

// ask adds a question; its label is field.NAME and its hint hint.NAME where there
// is one. Secrets are never given a value.
func (s *sheet) ask(ctx context.Context, k kind, f ui.FieldView, typed url.Values) {
	f.Label = say(ctx, "field."+f.Name)
	if hint := say(ctx, "hint."+f.Name); f.Hint == "" && hint != "hint."+f.Name {
		f.Hint = hint
	}
	if k != secret && f.Value == "" {
		f.Value = typed.Get(f.Name)
	}
	s.fields = append(s.fields, field{f, k})
}

// show draws the sheet, with the refusal of err where there is one: faults that a
// person can mend keep the form, all others go to the fault page.
func (s *sheet) show(w http.ResponseWriter, r *http.Request, err error) error {
	status := http.StatusOK
	if err != nil {
		f, ok := fault.As(err)
		if !ok || f.Kind == fault.Internal || f.Kind == fault.Absent && len(f.Fields) == 0 || f.Key == "web.sign-in" || f.Key == "db.away" {
			return err
		}
		s.fault, s.shell.Faults, status = f, f.Fields, web.Status(f.Kind)
		for i := range s.fields {
			s.fields[i].Faults = f.Fields
		}
	}
	return web.Show(w, r, status, sheetPage(s))
}
