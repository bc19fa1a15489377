package itempage

import (
	"context"
	"sort"
	"strings"
	"time"

	"tongban/hall/item"
	"tongban/platform/clock"
	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/ui"
)

func isEnglish(ctx context.Context) bool { return i18n.From(ctx) == i18n.En }

// links draws the page's items as big links, for the elder page.
func (v itemsView) links(ctx context.Context) []ui.LinkView {
	out := make([]ui.LinkView, len(v.Cards))
	for i, c := range v.Cards {
		out[i] = ui.LinkView{Say: name(ctx, c), Href: "/items/" + string(c.Code)}
	}
	return out
}

// elderFirst puts what elders come for at the head of the ladder; the ladder keeps
// its own order after that.
func elderFirst(list []item.Rung) []item.Rung {
	out := append([]item.Rung(nil), list...)
	first := map[string]int{"elderly": -5, "social": -4, "health": -3, "papers": -2, "traffic": -1}
	sort.SliceStable(out, func(i, j int) bool { return first[out[i].Key] < first[out[j].Key] })
	return out
}

// when writes an instant as people read it.
func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(clock.Beijing).Format("2006-01-02 15:04")
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(clock.Beijing).Format("2006-01-02")
}

// lines gives the lines of a text that say something.
func lines(s string) []string {
	var out []string
	for _, l := range strings.Split(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

func notStaff() error {
	return fault.New(fault.Forbidden, "item.not-staff", i18n.T("这里是事项编制和审核人员的工作台。", "This is the desk of those who write and review service items.")).
		Then(i18n.T("如果您需要在这里工作，请联系安全管理员任命到相应岗位。", "If you need to work here, ask the security administrator to appoint you."))
}
