package itempage

import (
	"context"
	"net/http"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/hall/item"
	"tongban/platform/fault"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// verbs are the acts that have a page of their own before them, by the last part
// of the address.
var verbs = map[string]act.Verb{
	"submit": item.Submit, "recall": item.Recall, "approve": item.Approve, "return": item.Return, "publish": item.Publish, "withdraw": item.Withdraw,
}

var verbOrder = []string{"submit", "recall", "approve", "return", "publish", "withdraw"}

// confirmView asks once more before an act, saying what follows (二次确认).
type confirmView struct {
	*item.Version
	Act    string
	Verb   act.Verb
	Reason string
	Faults []fault.Field
}

// NeedsReason reports whether the act is only done with a reason.
func (v confirmView) NeedsReason() bool { return v.Verb == item.Return || v.Verb == item.Withdraw }

// Danger reports whether the act takes something from the public.
func (v confirmView) Danger() bool { return v.Verb == item.Withdraw }

func (v confirmView) title(ctx context.Context) string {
	return say(ctx, "confirm.title", item.VerbName(v.Verb), v.Name, v.No)
}

func (v confirmView) effects(ctx context.Context) []string {
	return lines(say(ctx, "effects."+v.Act))
}

func (v confirmView) law(ctx context.Context) string {
	for _, r := range item.Flow.All() {
		if r.Verb == v.Verb {
			return in(ctx, r.Cite.Text())
		}
	}
	return ""
}

// acts are the links to what the reader may do with the version now; the table of
// states decides, so that no button leads to a refusal of state or duty.
func (e editView) acts(ctx context.Context) []ui.LinkView {
	var out []ui.LinkView
	for _, key := range verbOrder {
		verb := verbs[key]
		for _, d := range []access.Duty{access.ItemEdit, access.ItemReview} {
			if !e.Who.Has(d) || !lawful(e.State, verb, d) || d == access.ItemReview && verb != item.Withdraw && e.Wrote(e.Who.Account, e.Who.Person) {
				continue
			}
			kind := ui.Plain
			if (verb == item.Submit || verb == item.Approve || verb == item.Publish) && e.blocking() == 0 {
				kind = ui.Main
			}
			out = append(out, ui.LinkView{Say: in(ctx, item.VerbName(verb)), Href: "/desk/items/" + string(e.Code) + "/" + key + "?v=" + itoa(e.No), Kind: kind})
		}
	}
	return out
}

func lawful(s item.State, v act.Verb, d access.Duty) bool {
	for _, r := range item.Flow.Lawful(item.FlowState(s), d) {
		if r.Verb == v {
			return true
		}
	}
	return false
}

// revisable reports whether the reader may begin the next version.
func (e editView) revisable() bool {
	return e.Who.Has(access.ItemEdit) && (e.State == item.Current || e.State == item.Withdrawn)
}

func (c *Counter) confirm(w http.ResponseWriter, r *http.Request) error {
	who, err := staff(r)
	if err != nil {
		return err
	}
	verb, ok := verbs[r.PathValue("act")]
	if !ok {
		return web.NotFound()
	}
	v, err := c.wanted(r, who)
	if err != nil {
		return err
	}
	return web.Show(w, r, http.StatusOK, confirmPage(confirmView{Version: v, Act: r.PathValue("act"), Verb: verb}))
}

func (c *Counter) act(w http.ResponseWriter, r *http.Request) error {
	who, err := staff(r)
	if err != nil {
		return err
	}
	f, err := web.Form(r)
	if err != nil {
		return err
	}
	verb, ok := verbs[r.PathValue("act")]
	if !ok {
		return web.NotFound()
	}
	t := target(r, f)
	v, err := c.do(r.Context(), who, doing{verb, t, f.Get("reason")})
	if bad, ok := fault.As(err); ok && bad.Key == "item.reason" {
		old, err := c.Desk.Open(r.Context(), who, t.Code, t.No)
		if err != nil {
			return err
		}
		return web.Show(w, r, http.StatusUnprocessableEntity, confirmPage(confirmView{Version: old, Act: r.PathValue("act"), Verb: verb, Faults: bad.Fields}))
	}
	if bad, ok := fault.As(err); ok && bad.Key == "item.gaps" {
		return c.again(w, r, again{t: t, section: item.Sections[0], faults: gapFaults(bad.Fields), who: who})
	}
	if err != nil {
		return err
	}
	return web.See(w, r, editAddress(v.Code, v.No, ""))
}

// gapFaults keeps the sentences of a refusal; its gaps stand in the table of the page.
func gapFaults(in []fault.Field) []fault.Field {
	out := make([]fault.Field, len(in))
	for i, f := range in {
		out[i] = fault.Field{Name: "gaps", Why: f.Why}
	}
	return out
}

type doing struct {
	verb   act.Verb
	t      item.Target
	reason string
}

func (c *Counter) do(ctx context.Context, who access.Who, d doing) (*item.Version, error) {
	switch d.verb {
	case item.Submit:
		return c.Desk.Submit(ctx, who, d.t)
	case item.Recall:
		return c.Desk.Recall(ctx, who, d.t)
	case item.Approve:
		return c.Desk.Approve(ctx, who, d.t)
	case item.Return:
		return c.Desk.Return(ctx, who, d.t, d.reason)
	case item.Publish:
		return c.Desk.Publish(ctx, who, d.t)
	}
	return c.Desk.Withdraw(ctx, who, d.t, d.reason)
}
