package ledgerpage

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"tongban/civic/ledger"
	"tongban/platform/fault"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// receipt shows what a receipt number stands for: that an act is in the ledger,
// where and since when. What it says is only in the receipt itself.
func (p *pages) receipt(w http.ResponseWriter, r *http.Request) error {
	typed := r.PathValue("number")
	s, err := p.log.Look(r.Context(), typed)
	switch fault.Of(err) {
	case fault.Invalid:
		return web.Show(w, r, http.StatusUnprocessableEntity, verifyForm(formView{also: p.also, number: typed, faults: []fault.Field{
			{Name: "number", Why: book.Text("verify.number.bad")},
		}}))
	case fault.Absent:
		return web.Show(w, r, http.StatusNotFound, numberUnknown(typed))
	}
	if err != nil {
		return err
	}
	return web.Show(w, r, http.StatusOK, numberKnown(sightView{s, p.log.Verifier()}))
}

type sightView struct {
	ledger.Sighting
	key string
}

func (v sightView) shell(ctx context.Context) ui.Shell {
	s := ui.Shell{Title: say(ctx, "number.true", v.Number), Lead: say(ctx, "number.true.lead"), Nav: "verify", Crumbs: crumbs(ctx, string(v.Number))}
	if v.Index < 0 {
		s.Title, s.Lead, s.Refresh = say(ctx, "number.waiting", v.Number), say(ctx, "number.waiting.lead"), 2
	}
	return s
}

func (v sightView) facts(ctx context.Context) []ui.Pair {
	out := []ui.Pair{ui.P(say(ctx, "fact.number"), string(v.Number)), ui.P(say(ctx, "fact.at"), moment(v.At))}
	if v.Index >= 0 {
		out = append(out, ui.P(say(ctx, "fact.place"), say(ctx, "fact.place.of", ui.Thousands(v.Index), ui.Thousands(v.Head.Size))),
			ui.P(say(ctx, "fact.signed"), moment(v.Head.At)))
	}
	return out
}

func moment(t time.Time) string { return t.Format("2006-01-02 15:04:05") }

func say(ctx context.Context, key string, args ...any) string { return book.Say(ctx, key, args...) }

// crumbs lead home through /verify.
func crumbs(ctx context.Context, here string) []ui.Crumb {
	return []ui.Crumb{{Say: say(ctx, "home"), Href: "/"}, {Say: say(ctx, "verify"), Href: "/verify"}, {Say: here}}
}

func falseShell(ctx context.Context) ui.Shell {
	return ui.Shell{Title: say(ctx, "number.false"), Lead: say(ctx, "number.false.lead"), Nav: "verify", Crumbs: crumbs(ctx, say(ctx, "verdict"))}
}

func formShell(ctx context.Context, v formView) ui.Shell {
	return ui.Shell{Title: say(ctx, "verify"), Lead: say(ctx, "verify.lead"), Nav: "verify", Faults: v.faults,
		Crumbs: []ui.Crumb{{Say: say(ctx, "home"), Href: "/"}, {Say: say(ctx, "verify")}}}
}

// proofText writes the proof in the C2SP tlog-proof format, which tools read.
func (v sightView) proofText() string {
	var b strings.Builder
	fmt.Fprintf(&b, "c2sp.org/tlog-proof@v1\nindex %d\n", v.Index)
	for _, h := range v.Proof {
		fmt.Fprintln(&b, h)
	}
	return b.String() + "\n" + v.Head.Checkpoint
}
