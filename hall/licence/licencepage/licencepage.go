// Package licencepage is the pages of licences (证照页面): anybody verifies one by
// its number or QR code; the holder has them all in one file and prints them.
package licencepage

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/person"
	"tongban/hall/licence"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

//go:embed zh.json en.json
var bookFS embed.FS

var book = i18n.MustLoad("licencepage", bookFS)

func say(ctx context.Context, key string, args ...any) string { return book.Say(ctx, key, args...) }

func in(ctx context.Context, t i18n.Text) string { return t.In(i18n.From(ctx)) }

// Pages are the pages of licences and what they stand on. Set every field but
// Address before Mount.
type Pages struct {
	DB    *db.DB
	Clock clock.Clock
	Guard *access.Guard
	// Address is the public address of the site, without a slash at the end, for
	// QR codes; empty takes it from each request.
	Address string

	site *web.Site
}

// Mount puts the pages on the site.
func Mount(s *web.Site, p *Pages) {
	p.site = s
	s.Handle("GET /licences", p.ask)
	s.Handle("GET /licences/{number}", p.verify)
	s.Handle("GET /licences/{number}/print", p.print)
	s.Handle("GET /me/licences", p.mine)
}

func (p *Pages) today() cal.Date { return cal.DateOf(p.Clock.Now()) }

func (p *Pages) address(r *http.Request, path string) string {
	if p.Address != "" {
		return p.Address + path
	}
	scheme := "http://"
	if p.site.Secure() || r.TLS != nil {
		scheme = "https://"
	}
	return scheme + r.Host + path
}

// An askView is the form that takes a number.
type askView struct {
	shell  ui.Shell
	number ui.FieldView
}

// ask takes the number printed on a licence.
func (p *Pages) ask(w http.ResponseWriter, r *http.Request) error {
	if n := strings.TrimSpace(r.URL.Query().Get("number")); n != "" {
		return web.See(w, r, "/licences/"+url.PathEscape(strings.ToUpper(strings.ReplaceAll(n, " ", ""))))
	}
	return web.Show(w, r, http.StatusOK, askPage(ask(r.Context(), "", nil)))
}

func ask(ctx context.Context, number string, faults []fault.Field) askView {
	return askView{shell: ui.Shell{Title: say(ctx, "ask.title"), Nav: "verify", Faults: faults, Crumbs: []ui.Crumb{{Say: say(ctx, "home"), Href: "/"}, {Say: say(ctx, "ask.title")}}},
		number: ui.FieldView{Name: "number", Label: say(ctx, "number"), Hint: say(ctx, "ask.hint"), Value: number, Width: ui.W30, Faults: faults}}
}

// A licenceView is one licence as the public verifies it, or as its holder prints it.
type licenceView struct {
	shell ui.Shell
	l     licence.Licence
	good  bool
	verdict,
	why string
	pairs  []ui.Pair
	lines  []ui.Pair
	link   string
	print  string // address of the printable page for who may print it
	holder string
	seal   string
	date   string
	number string // of the act that issued it
}

// verify says first, in words, whether a licence is genuine and in force. A number
// that no licence has is answered on the same page, with what to compare.
func (p *Pages) verify(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	found, err := p.find(ctx, r.PathValue("number"))
	if fault.Of(err) == fault.Absent {
		return web.Show(w, r, http.StatusNotFound, askPage(ask(ctx, r.PathValue("number"), []fault.Field{{Name: "number", Why: book.Text("unknown")}})))
	}
	if err != nil {
		return err
	}
	v := p.view(r, found)
	v.holder = found.HolderName
	if _, err := p.Guard.May(access.From(ctx), access.LicenceView, thing(found.Licence)); err == nil {
		v.print = found.Address() + "/print"
	}
	v.shell = ui.Shell{Title: say(ctx, "verify.title", in(ctx, found.Name), found.Number), Nav: "verify", Head: verdictHead(v),
		Crumbs: []ui.Crumb{{Say: say(ctx, "home"), Href: "/"}, {Say: say(ctx, "ask.title"), Href: "/licences"}, {Say: found.Number}}}
	return web.Show(w, r, http.StatusOK, verifyPage(v))
}

// A foundLicence is a licence with the act that issued it and its holder's whole name.
type foundLicence struct {
	licence.Licence
	act   act.Act
	acted bool
	whole string
}

func (p *Pages) find(ctx context.Context, number string) (foundLicence, error) {
	var f foundLicence
	err := p.DB.Read(ctx, func(tx *db.Tx) error {
		f = foundLicence{}
		var err error
		if f.Licence, err = licence.ByNumber(tx, number); err != nil {
			return err
		}
		holder, err := person.Load(tx, person.ID(f.Holder))
		if err != nil {
			return err
		}
		f.whole = holder.Name
		acts, err := act.Of(tx, act.Subject{Kind: "case", ID: f.Case}, "", 0)
		for _, a := range acts {
			if a.Verb == access.CaseGrant {
				f.act, f.acted = a, true
			}
		}
		return err
	})
	return f, err
}

func thing(l licence.Licence) access.Thing {
	return access.Thing{Kind: "licence", ID: string(l.ID), Unit: l.Issuer, Item: l.Item, Applicant: l.Holder}
}

func (p *Pages) view(r *http.Request, f foundLicence) licenceView {
	ctx := r.Context()
	l, state := f.Licence, f.On(p.today())
	v := licenceView{l: l, good: state == licence.Valid, link: p.address(r, l.Address()), date: day(ctx, l.IssuedOn)}
	v.verdict = say(ctx, "verdict."+string(state))
	v.why = say(ctx, "why."+string(state), day(ctx, l.IssuedOn))
	if v.seal = say(ctx, "seal."+l.Seal); l.Seal == "" {
		v.seal = ""
	}
	to := say(ctx, "lasting")
	if !l.ValidTo.IsZero() {
		to = day(ctx, l.ValidTo)
	}
	v.pairs = []ui.Pair{ui.P(say(ctx, "number"), l.Number), ui.P(say(ctx, "issuer"), l.IssuerName), ui.P(say(ctx, "issued"), day(ctx, l.IssuedOn)),
		ui.P(say(ctx, "valid"), to), ui.P(say(ctx, "state"), in(ctx, state.Say())), ui.P(say(ctx, "id"), string(l.ID))}
	if !l.EndedOn.IsZero() {
		v.pairs = append(v.pairs, ui.P(say(ctx, "ended"), day(ctx, l.EndedOn)+" "+l.Ground))
	}
	if f.acted {
		v.number = string(f.act.Number())
		v.pairs = append(v.pairs, ui.Pair{Say: say(ctx, "act"), Text: v.number, Href: "/verify/receipt/" + v.number})
	}
	for _, line := range l.Lines {
		v.lines = append(v.lines, ui.P(in(ctx, line.Label), line.Value))
	}
	return v
}

// print lays a licence out for its holder, with the whole name.
func (p *Pages) print(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	who := access.From(ctx)
	if !who.Signed() {
		return web.NeedSignIn()
	}
	f, err := p.find(ctx, r.PathValue("number"))
	if err != nil {
		return err
	}
	if _, err := p.Guard.May(who, access.LicenceView, thing(f.Licence)); err != nil {
		return licence.Unknown()
	}
	v := p.view(r, f)
	v.holder = f.whole
	v.shell = ui.Shell{Title: say(ctx, "print.title", in(ctx, f.Name), f.Number), Nav: "cases", Head: nothing(),
		Crumbs: []ui.Crumb{{Say: say(ctx, "home"), Href: "/"}, {Say: say(ctx, "mine.title"), Href: "/me/licences"}, {Say: f.Number}}}
	return web.Show(w, r, http.StatusOK, printPage(v))
}

// A mineView is the file of a holder.
type mineView struct {
	shell ui.Shell
	table ui.TableView
	next  string
}

// mine lists the licences of whom the reader acts for.
func (p *Pages) mine(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	who := access.From(ctx)
	if !who.Signed() {
		return web.NeedSignIn()
	}
	holder := who.For.ID
	if holder == "" {
		holder = who.Person
	}
	f := licence.Folder{Holder: holder, Item: who.For.Scope, After: r.URL.Query().Get("after")}
	if no, ok := strings.CutPrefix(f.Item, "case:"); ok {
		f.Item, f.Case = "", no
	}
	var list []licence.Licence
	err := p.DB.Glance(ctx, func(tx *db.Tx) (err error) {
		list, err = licence.OfHolder(tx, f)
		return err
	})
	if err != nil {
		return err
	}
	v := mineView{shell: ui.Shell{Title: say(ctx, "mine.title"), Nav: "cases", Crumbs: []ui.Crumb{{Say: say(ctx, "home"), Href: "/"}, {Say: say(ctx, "mine.title")}}}}
	v.table = ui.TableView{Caption: say(ctx, "mine.title"), Quiet: true, Stack: true, None: say(ctx, "mine.none"),
		Heads: ui.Heads(say(ctx, "name"), say(ctx, "number"), say(ctx, "issuer"), say(ctx, "valid"), say(ctx, "state"))}
	for _, l := range list {
		if who.For.Scope != "" && l.Item != who.For.Scope { // an authority for one item opens no other
			continue
		}
		to := say(ctx, "lasting")
		if !l.ValidTo.IsZero() {
			to = l.ValidTo.String()
		}
		v.table.Rows = append(v.table.Rows, ui.R(ui.CLink(in(ctx, l.Name), l.Address()+"/print"), ui.C(l.Number), ui.C(l.IssuerName), ui.C(to), ui.C(in(ctx, l.On(p.today()).Say()))))
	}
	if len(list) == 50 {
		v.next = "/me/licences?" + url.Values{"after": {string(list[49].ID)}}.Encode()
	}
	return web.Show(w, r, http.StatusOK, minePage(v))
}

func tone(good bool) ui.Tone {
	if good {
		return ui.Good
	}
	return ui.Bad
}

// day writes a date as documents do, without the day of the week.
func day(ctx context.Context, d cal.Date) string {
	y, m, n := d.Split()
	return in(ctx, i18n.T(fmt.Sprintf("%d年%d月%d日", y, int(m), n), fmt.Sprintf("%d %s %d", n, m, y)))
}
