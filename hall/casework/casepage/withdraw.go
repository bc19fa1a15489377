package casepage

import (
	"net/http"

	"tongban/civic/law"
	"tongban/hall/casework"
	"tongban/platform/fault"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// withdraw asks before an application is taken back.
func (p *Pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	who, err := signed(r)
	if err != nil {
		return err
	}
	n, err := no(r)
	if err != nil {
		return err
	}
	x, err := p.Cases.Open(ctx, who, n, purpose("follow"))
	if err != nil {
		return err
	}
	name := in(ctx, x.Version.Name)
	return web.Show(w, r, http.StatusOK, confirmPage(confirmView{
		shell: ui.Shell{Title: say(ctx, "withdraw.title", n), Nav: "cases", Head: sheetHead(say(ctx, "withdraw.head"), name),
			Crumbs: crumbs(ctx, say(ctx, "cases.title"), "/cases", string(n), caseHref(n), say(ctx, "withdraw.head"), "")},
		ask: ui.ConfirmView{Say: say(ctx, "withdraw.ask", name), Effects: []string{say(ctx, "withdraw.ends"), say(ctx, "withdraw.again")},
			Law: in(ctx, law.CiteOf("LIC-35").Text()), Action: caseHref(n) + "/withdraw", Button: say(ctx, "withdraw.button"), Danger: true, Back: caseHref(n)},
		reason: ui.FieldView{Name: "reason", Label: say(ctx, "withdraw.reason"), Optional: true, Max: 200, Rows: 3},
	}))
}

// withdrawn takes the application back.
func (p *Pages) withdrawn(w http.ResponseWriter, r *http.Request) error {
	who, err := signed(r)
	if err != nil {
		return err
	}
	n, err := no(r)
	if err != nil {
		return err
	}
	v, err := web.Form(r)
	if err != nil {
		return err
	}
	_, err = p.Cases.Withdrawal(r.Context(), who, n, v.Get("reason"))
	if err != nil && !(fault.Of(err) == fault.Conflict && p.alreadyDone(r.Context(), who, n, casework.Withdraw)) {
		return err
	}
	return web.See(w, r, caseHref(n))
}
