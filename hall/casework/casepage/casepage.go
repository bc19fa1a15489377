// Package casepage is the pages of cases (办件页面): a citizen's way from the guide
// to the receipt, corrections and the result; a clerk's workbench and the one
// screen on which a case is handled; and the papers that are printed. Every page
// works without a script; one file is one address.
package casepage

import (
	"context"
	"embed"
	"net/http"
	"net/url"
	"time"

	"tongban/civic/access"
	"tongban/civic/cal"
	"tongban/hall/casework"
	"tongban/hall/item"
	"tongban/platform/blob"
	"tongban/platform/clock"
	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

//go:embed zh.json en.json
var bookFS embed.FS

var book = i18n.MustLoad("casepage", bookFS)

func say(ctx context.Context, key string, args ...any) string { return book.Say(ctx, key, args...) }

func in(ctx context.Context, t i18n.Text) string { return t.In(i18n.From(ctx)) }

// Pages are the pages of cases and what they stand on. Set every field before
// Mount; Uploads and Receipt may be nil.
type Pages struct {
	Cases   *casework.Desk
	Files   blob.Store
	Uploads *blob.Uploads // uploads in pieces; nil leaves plain uploads
	// Find searches published items for a clerk who knows a word of the name.
	Find func(ctx context.Context, words string) ([]item.Card, error)
	// Receipt gives the ledger's receipt of an act as a file.
	Receipt func(ctx context.Context, act string) ([]byte, error)
	// Cards gives what the watch has open on a case, in words; nil shows nothing.
	Cards func(ctx context.Context, no casework.No) ([]i18n.Text, error)
	// Address is the public address of the site, without a slash at the end, for
	// QR codes; empty takes it from each request.
	Address string

	site  *web.Site
	tries *tries
}

// Mount puts the pages on the site.
func Mount(s *web.Site, p *Pages) {
	p.site, p.tries = s, newTries(s.Clock())
	for pattern, h := range map[string]web.Handler{
		"GET /apply/{item}":                  p.apply,
		"POST /apply/{item}":                 p.begin,
		"GET /apply/draft/{id}":              p.resume,
		"GET /apply/draft/{id}/{section}":    p.section,
		"POST /apply/draft/{id}/{section}":   p.saveSection,
		"GET /apply/draft/{id}/materials":    p.materials,
		"POST /apply/draft/{id}/materials":   p.saveMaterials,
		"GET /apply/draft/{id}/check":        p.check,
		"POST /apply/draft/{id}/check":       p.submit,
		"GET /apply/draft/{id}/discard":      p.discard,
		"POST /apply/draft/{id}/discard":     p.discarded,
		"POST /apply/draft/{id}/renew":       p.renew,
		"GET /apply/draft/{id}/files/{hash}": p.draftFile,
		"GET /cases":                         p.cases,
		"GET /cases/follow":                  p.follow,
		"GET /cases/{no}":                    p.caseLine,
		"GET /cases/{no}/withdraw":           p.withdraw,
		"POST /cases/{no}/withdraw":          p.withdrawn,
		"GET /cases/{no}/correct":            p.correct,
		"POST /cases/{no}/correct":           p.corrected,
		"GET /cases/{no}/files/{hash}":       p.caseFile,
		"GET /cases/{no}/receipts/{act}":     p.receipt,
		"GET /papers/{id}":                   p.paper,
		"GET /desk/cases":                    p.deskCases,
		"GET /desk/cases/{no}":               p.deskCase,
		"GET /desk/cases/{no}/correct":       p.deskCorrect,
		"POST /desk/cases/{no}/{act}":        p.deskAct,
		"GET /desk/register":                 p.register,
		"POST /desk/register":                p.registered,
		"POST /desk/register/person":         p.registerPerson,
	} {
		s.Handle(pattern, h)
	}
}

// signed gives who reads the page, or the fault that leads to the sign-in page.
func signed(r *http.Request) (access.Who, error) {
	w := access.From(r.Context())
	if !w.Signed() {
		return w, web.NeedSignIn()
	}
	return w, nil
}

// staff is signed for pages of the workbench.
func staff(r *http.Request) (access.Who, error) {
	w, err := signed(r)
	if err == nil && len(w.Posts) == 0 {
		err = fault.New(fault.Forbidden, "case.staff", i18n.T("这是工作人员的页面，您没有岗位。", "This is a page for staff; you hold no post.")).
			Then(i18n.T("查自己的办件请到“我的办件”。", "For your own cases, go to “My cases”."))
	}
	return w, err
}

// no reads the case number in the address.
func no(r *http.Request) (casework.No, error) { return casework.ParseNo(r.PathValue("no")) }

// address gives the full address of a path, for QR codes.
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

// invalid gives the fault of an input that the same page shows again.
func invalid(err error) (*fault.Error, bool) {
	f, ok := fault.As(err)
	return f, ok && f.Kind == fault.Invalid
}

// today gives the legal day of the desk's clock.
func (p *Pages) today() cal.Date { return cal.DateOf(p.Cases.Clock.Now()) }

// when writes an instant as people read it, in Beijing time.
func when(t time.Time) string { return t.In(clock.Beijing).Format("2006-01-02 15:04") }

func machine(t time.Time) string { return t.In(clock.Beijing).Format(time.RFC3339) }

// query makes an address with parameters that are not empty.
func query(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

func caseHref(n casework.No) string { return "/cases/" + string(n) }

func deskHref(n casework.No) string { return "/desk/cases/" + string(n) }

func crumbs(ctx context.Context, steps ...string) []ui.Crumb {
	out := []ui.Crumb{{Say: say(ctx, "home"), Href: "/"}}
	for i := 0; i+1 < len(steps); i += 2 {
		out = append(out, ui.Crumb{Say: steps[i], Href: steps[i+1]})
	}
	return out
}
