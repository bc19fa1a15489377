package accountpage

import (
	"context"
	"net/http"
	"net/url"

	"tongban/civic/account"
	"tongban/civic/law"
	"tongban/civic/person"
	"tongban/platform/ui"
	"tongban/platform/web"
)

func (p *Pages) register(w http.ResponseWriter, r *http.Request) error {
	return p.registerSheet(r, r.URL.Query()).show(w, r, nil)
}

func (p *Pages) registerSheet(r *http.Request, typed url.Values) *sheet {
	ctx := r.Context()
	s := newSheet(ctx, "register", "/register")
	s.hidden = next(typed)
	s.notice = p.notice(ctx)
	s.ask(ctx, text, ui.FieldView{Name: "name", Auto: "name", Width: ui.W30, Max: 60}, typed)
	s.ask(ctx, text, ui.FieldView{Name: "number", Auto: "off", Width: ui.W18, Max: 30}, typed)
	s.ask(ctx, text, ui.FieldView{Name: "phone", Type: "tel", Keyboard: "tel", Auto: "tel", Width: ui.W18, Max: 20}, typed)
	s.ask(ctx, secret, ui.FieldView{Name: "password", Auto: "new-password", Width: ui.W30, Hint: say(ctx, "hint.newpassword")}, nil)
	s.ask(ctx, check, ui.FieldView{Name: "notice"}, typed)
	s.other = []ui.LinkView{{Say: say(ctx, "register.have"), Href: withNext("/sign-in", typed)}}
	return s
}

// notice is the four-part notice at the first place where data are collected
// (个人信息保护法 17, PIP-02).
func (p *Pages) notice(ctx context.Context) []ui.Pair {
	handler := in(ctx, p.Handler)
	if handler == "" {
		handler = in(ctx, web.City(ctx)) + " " + web.Phone(ctx)
	}
	return []ui.Pair{ui.P(say(ctx, "notice.who"), handler), ui.P(say(ctx, "notice.what"), say(ctx, "notice.what.text")),
		ui.P(say(ctx, "notice.keep"), say(ctx, "notice.keep.text")), ui.P(say(ctx, "notice.rights"), say(ctx, "notice.rights.text")),
		ui.P(say(ctx, "notice.law"), in(ctx, law.PersonalInfo.Art(17).Text()))}
}

func (p *Pages) registered(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.Form(r)
	if err != nil {
		return err
	}
	t, err := p.Accounts.Register(r.Context(), account.Form{Name: typed.Get("name"), Number: typed.Get("number"), Phone: typed.Get("phone"),
		Password: typed.Get("password"), Notice: typed.Get("notice") == "1", Device: account.DeviceOf(r.UserAgent())})
	if err != nil {
		return p.registerSheet(r, typed).show(w, r, err)
	}
	return p.goOn(w, r, t, typed)
}

func (p *Pages) company(w http.ResponseWriter, r *http.Request) error {
	if _, err := me(r); err != nil {
		return err
	}
	return companySheet(r, url.Values{}).show(w, r, nil)
}

func companySheet(r *http.Request, typed url.Values) *sheet {
	ctx := r.Context()
	s := newSheet(ctx, "company", "/register/company")
	s.lead = []string{say(ctx, "company.lead")}
	s.ask(ctx, text, ui.FieldView{Name: "name", Auto: "organization", Width: ui.W30, Max: 120, Hint: say(ctx, "company.name")}, typed)
	s.fields[0].Label = say(ctx, "field.company")
	s.ask(ctx, text, ui.FieldView{Name: "number", Auto: "off", Width: ui.W18, Max: 30, Hint: say(ctx, "company.number")}, typed)
	s.fields[1].Label = say(ctx, "field.credit")
	s.ask(ctx, text, ui.FieldView{Name: "phone", Type: "tel", Keyboard: "tel", Auto: "tel", Width: ui.W18, Max: 20, Optional: true, Hint: say(ctx, "company.phone")}, typed)
	return s
}

func (p *Pages) companyDone(w http.ResponseWriter, r *http.Request) error {
	who, err := me(r)
	if err != nil {
		return err
	}
	typed, err := web.Form(r)
	if err != nil {
		return err
	}
	_, _, err = p.People.RegisterCompany(r.Context(), who, person.Form{Name: typed.Get("name"), Number: typed.Get("number"), Phone: typed.Get("phone")})
	if err != nil {
		return companySheet(r, typed).show(w, r, err)
	}
	return web.See(w, r, "/me/authorities?done=company")
}
