package ledgerpage

import (
	"context"
	"net/http"

	"tongban/civic/ledger"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// ledger explains the log to people: what it promises, its newest checkpoint, and
// how to verify it without us.
func (p *pages) ledger(w http.ResponseWriter, r *http.Request) error {
	h, err := p.log.Head(r.Context())
	if err != nil {
		return err
	}
	scheme := "https://"
	if r.TLS == nil && r.Header.Get("X-Forwarded-Proto") != "https" {
		scheme = "http://"
	}
	return web.Show(w, r, http.StatusOK, ledgerPage(ledgerView{h, scheme + r.Host + "/ledger/"}))
}

type ledgerView struct {
	ledger.Head
	address string
}

func (v ledgerView) facts(ctx context.Context) []ui.Pair {
	return []ui.Pair{
		ui.P(say(ctx, "ledger.origin"), v.Origin),
		ui.P(say(ctx, "ledger.size"), ui.Thousands(v.Size)),
		ui.P(say(ctx, "ledger.root"), v.Root.String()),
		ui.P(say(ctx, "ledger.at"), moment(v.At)),
		ui.P(say(ctx, "ledger.key"), v.Verifier),
		{Say: say(ctx, "ledger.address"), Text: v.address + "checkpoint", Href: "/ledger/checkpoint"},
	}
}

func ledgerShell(ctx context.Context) ui.Shell {
	return ui.Shell{Title: say(ctx, "ledger"), Lead: say(ctx, "ledger.lead"), Nav: "ledger",
		Crumbs: []ui.Crumb{{Say: say(ctx, "home"), Href: "/"}, {Say: say(ctx, "ledger")}}}
}
