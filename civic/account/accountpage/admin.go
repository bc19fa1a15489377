package accountpage

import (
	"net/http"
	"net/url"

	"tongban/civic/access"
	"tongban/civic/account"
	"tongban/civic/person"
	"tongban/platform/fault"
	"tongban/platform/ui"
	"tongban/platform/web"
)

const accountsShown = 50

// accounts lists staff accounts by number.
func (p *Pages) accounts(w http.ResponseWriter, r *http.Request) error {
	return p.showAccounts(w, r, nil)
}

// accountFound leads to the account of a login. The login is posted, since it
// may be an ID number, which belongs in no address; nor is it shown again.
func (p *Pages) accountFound(w http.ResponseWriter, r *http.Request) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	typed, err := web.Form(r)
	if err != nil {
		return err
	}
	row, err := p.Accounts.Find(r.Context(), who, typed.Get("login"))
	if f, ok := fault.As(err); ok && f.Kind == fault.Absent {
		return p.showAccounts(w, r, f)
	}
	if err != nil {
		return err
	}
	return web.See(w, r, "/admin/accounts/"+row.ID)
}

func (p *Pages) showAccounts(w http.ResponseWriter, r *http.Request, missed *fault.Error) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	ctx, q := r.Context(), r.URL.Query()
	find := newSheet(ctx, "accounts.find", "/admin/accounts")
	find.ask(ctx, text, ui.FieldView{Name: "login", Auto: "off", Width: ui.W30}, nil)
	find.fault = missed
	list, err := p.Accounts.List(ctx, who, q.Get("after"), accountsShown)
	if err != nil {
		return err
	}
	t := ui.TableView{Caption: say(ctx, "accounts.title"), Quiet: true, Keys: true, None: say(ctx, "accounts.none"),
		Heads: ui.Heads(say(ctx, "field.staff_no"), say(ctx, "field.name"), say(ctx, "accounts.state"), say(ctx, "field.until"), say(ctx, "accounts.totp"), say(ctx, "accounts.last"))}
	for _, a := range list {
		t.Rows = append(t.Rows, ui.R(ui.CLink(a.StaffNo, "/admin/accounts/"+a.ID), ui.C(a.Name), ui.CBody(ui.Tag(tone(a), say(ctx, "state."+string(a.State)))),
			ui.C(a.Until), ui.C(yes(r, !a.TOTPSince.IsZero())), ui.C(lastIn(a))))
	}
	v := listView{shell: deskShell(r, say(ctx, "accounts.title"), "accounts"), lead: say(ctx, "accounts.lead"), done: doneWords(ctx, r), find: find, table: t,
		acts: []ui.LinkView{{Say: say(ctx, "open.title"), Href: "/admin/accounts/new", Kind: ui.Main}}}
	if len(list) == accountsShown {
		v.pager.Next = "/admin/accounts?after=" + url.QueryEscape(list[len(list)-1].StaffNo)
	}
	status := http.StatusOK
	if missed != nil {
		status = web.Status(missed.Kind)
	}
	return web.Show(w, r, status, listPage(v))
}

func deskShell(r *http.Request, title, nav string) ui.Shell {
	return ui.Shell{Title: title, Face: web.Desk, Nav: nav, Crumbs: crumbs(r.Context(), title, "")}
}

func tone(a account.Account) ui.Tone {
	switch a.State {
	case account.Open:
		return ui.Good
	case account.Disabled:
		return ui.Bad
	}
	return ui.Warn
}

func yes(r *http.Request, is bool) string {
	if is {
		return say(r.Context(), "yes")
	}
	return say(r.Context(), "no")
}

func lastIn(a account.Account) string {
	if a.LastIn.IsZero() {
		return "—"
	}
	return a.LastIn.Format(minute)
}

func (p *Pages) open(w http.ResponseWriter, r *http.Request) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	if _, err := p.Accounts.Guard.May(who, access.AccountCreate, access.Thing{Kind: "account"}); err != nil {
		return err
	}
	return openSheet(r, url.Values{}).show(w, r, nil)
}

func openSheet(r *http.Request, typed url.Values) *sheet {
	ctx := r.Context()
	s := newSheet(ctx, "open", "/admin/accounts/new")
	s.shell = deskShell(r, say(ctx, "open.title"), "accounts")
	s.lead = []string{say(ctx, "open.lead")}
	s.ask(ctx, text, ui.FieldView{Name: "name", Auto: "off", Width: ui.W30, Max: 60}, typed)
	s.ask(ctx, text, ui.FieldView{Name: "number", Auto: "off", Width: ui.W18, Max: 30}, typed)
	s.ask(ctx, text, ui.FieldView{Name: "phone", Type: "tel", Keyboard: "tel", Auto: "off", Width: ui.W18, Max: 20, Optional: true}, typed)
	s.ask(ctx, text, ui.FieldView{Name: "staff_no", Auto: "off", Width: ui.W18, Max: 20}, typed)
	s.ask(ctx, date, ui.FieldView{Name: "until", Hint: say(ctx, "open.until")}, typed)
	return s
}

func (p *Pages) opened(w http.ResponseWriter, r *http.Request) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	typed, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	a, code, err := p.Accounts.Create(ctx, who, account.Opening{Name: typed.Get("name"), Number: typed.Get("number"), Phone: typed.Get("phone"),
		StaffNo: typed.Get("staff_no"), Until: p.readDate(typed.Get("until"))})
	if err != nil {
		return openSheet(r, typed).show(w, r, err)
	}
	if code == "" {
		return web.See(w, r, "/admin/accounts/"+a.ID+"?done=promoted")
	}
	return p.showCode(w, r, code, "/admin/accounts/"+a.ID)
}

// showCode shows a first-login code, this once.
func (p *Pages) showCode(w http.ResponseWriter, r *http.Request, code, on string) error {
	ctx := r.Context()
	hours := int(p.Accounts.Settings.EnrolFor.Hours())
	return web.Show(w, r, http.StatusOK, codesPage(codesView{shell: deskShell(r, say(ctx, "issued.title"), "accounts"), warning: say(ctx, "issued.warning"),
		codes: []string{code}, until: say(ctx, "issued.until", hours), on: on, onSay: say(ctx, "issued.on")}))
}

// An accountView is one account before the administrator, or one person before a
// window: facts, and small forms beneath.
type accountView struct {
	shell   ui.Shell
	done    string
	fault   *fault.Error
	facts   []ui.Pair
	errands []*sheet
}

func (p *Pages) account(w http.ResponseWriter, r *http.Request) error {
	return p.showAccount(w, r, nil)
}

func (p *Pages) showAccount(w http.ResponseWriter, r *http.Request, refused error) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	ctx, id := r.Context(), r.PathValue("id")
	a, err := p.Accounts.Get(ctx, who, id)
	if err != nil {
		return err
	}
	v := accountView{shell: deskShell(r, say(ctx, "account.title", a.Name), "accounts"), done: doneWords(ctx, r)}
	v.shell.Crumbs = crumbs(ctx, say(ctx, "accounts.title"), "/admin/accounts", a.Name, "")
	v.facts = []ui.Pair{ui.P(say(ctx, "field.name"), a.Name), ui.P(say(ctx, "accounts.kind"), say(ctx, "kind."+string(a.Kind))), ui.P(say(ctx, "field.staff_no"), orNone(ctx, a.StaffNo)),
		ui.P(say(ctx, "accounts.state"), say(ctx, "state."+string(a.State))), ui.P(say(ctx, "field.until"), orNone(ctx, a.Until)),
		ui.P(say(ctx, "accounts.totp"), yes(r, !a.TOTPSince.IsZero())), ui.P(say(ctx, "accounts.last"), lastIn(a.Account))}
	if !a.PausedUntil.IsZero() {
		v.facts = append(v.facts, ui.P(say(ctx, "accounts.paused"), a.PausedUntil.Format(minute)))
	}
	base := "/admin/accounts/" + id + "/"
	if a.State == account.Disabled || !a.PausedUntil.IsZero() {
		v.errands = append(v.errands, newSheet(ctx, "unlock", base+"unlock"))
	}
	if a.Kind == account.Staff {
		s := newSheet(ctx, "extend", base+"extend")
		s.ask(ctx, date, ui.FieldView{Name: "until"}, nil)
		v.errands = append(v.errands, s, newSheet(ctx, "reissue", base+"reissue"))
	}
	if a.State != account.Disabled {
		s := newSheet(ctx, "disable", base+"disable")
		s.danger = true
		s.ask(ctx, text, ui.FieldView{Name: "why", Max: 200, Optional: true}, nil)
		v.errands = append(v.errands, s)
	}
	return v.show(w, r, refused)
}

// show draws the view with a refusal that a person can mend; others go on.
func (v accountView) show(w http.ResponseWriter, r *http.Request, refused error) error {
	status := http.StatusOK
	if refused != nil {
		f, ok := fault.As(refused)
		if !ok || f.Kind == fault.Internal || f.Kind == fault.Absent {
			return refused
		}
		v.fault, v.shell.Faults, status = f, f.Fields, web.Status(f.Kind)
		for _, s := range v.errands {
			for i := range s.fields {
				s.fields[i].Faults = f.Fields
			}
		}
	}
	return web.Show(w, r, status, accountPage(v))
}

// errand does one act of the administrator on the account.
func (p *Pages) errand(w http.ResponseWriter, r *http.Request) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	typed, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, id, what := r.Context(), r.PathValue("id"), r.PathValue("errand")
	switch what {
	case "unlock":
		err = p.Accounts.Unlock(ctx, who, id)
	case "extend":
		err = p.Accounts.Extend(ctx, who, id, p.readDate(typed.Get("until")))
	case "disable":
		err = p.Accounts.Disable(ctx, who, id, typed.Get("why"))
	case "reissue":
		code, err := p.Accounts.Reissue(ctx, who, id)
		if err != nil {
			return p.showAccount(w, r, err)
		}
		return p.showCode(w, r, code, "/admin/accounts/"+id)
	default:
		return web.NotFound()
	}
	if err != nil {
		return p.showAccount(w, r, err)
	}
	return web.See(w, r, "/admin/accounts/"+id+"?done="+what)
}

// kindOf reads which kind of number a window asks about.
func kindOf(typed url.Values) person.Kind {
	if typed.Get("kind") == string(person.Company) {
		return person.Company
	}
	return person.Natural
}
