package flow_test

import (
	"slices"
	"strings"
	"testing"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/flow"
	"tongban/civic/law"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

const (
	received flow.State = "received"
	accepted flow.State = "accepted"
	refused  flow.State = "refused"
)

func intake() *flow.Table {
	return flow.New("case", i18n.T("办件", "Case"), received).
		Name(received, i18n.T("已收件", "received")).
		Name(accepted, i18n.T("已受理", "accepted")).
		Name(refused, i18n.T("不予受理", "not accepted")).
		Ends(accepted, refused).
		Rows(
			flow.In(received).By(access.WindowAccept).May("case.accept").To(accepted).
				Under(law.Licensing.Art(32).P(1).I(5), law.Licensing.Art(32).P(2)).Note(i18n.T("受理", "accept")),
			flow.In(received).By(access.WindowAccept).May("case.refuse").To(refused).
				Under(law.Licensing.Art(32).P(1).I(2)).Note(i18n.T("不予受理并告知去处", "refuse and say who is competent")),
			flow.In(received).By(flow.ByClock).May("case.deem").To(accepted).
				Under(law.Licensing.Art(32).P(1).I(4)).Note(i18n.T("视为受理", "deem accepted")),
		)
}

func TestALawfulStepGivesItsRow(t *testing.T) {
	tab := intake()
	if bad := tab.Check(); len(bad) > 0 {
		t.Fatalf("got %v, want a sound table", bad)
	}
	r, f := tab.Step(received, "case.accept", access.WindowAccept)
	if f != nil || r.Goes != accepted || !slices.Equal(r.Rules(), []string{"licensing:32.1.5", "licensing:32.2"}) {
		t.Errorf("got %+v, %v; want the step to accepted under licensing:32.1.5 and 32.2", r, f)
	}
	if got := tab.Doers(received); !slices.Equal(got, []access.Duty{access.WindowAccept, flow.ByClock}) {
		t.Errorf("got %v at turn", got)
	}
	if !tab.Over(refused) || tab.Over(received) {
		t.Error("an end is not known as one")
	}
}

func TestARefusalListsWhatIsLawfulWithItsArticle(t *testing.T) {
	tab := intake()
	for _, c := range []struct {
		about string
		from  flow.State
		verb  act.Verb
		duty  access.Duty
		kind  fault.Kind
		rule  string
		may   int
	}{
		{"a state that does not allow it", refused, "case.accept", access.WindowAccept, fault.Conflict, "第三十二条第一款第五项", 0},
		{"a duty that may not", received, "case.accept", access.ApproveDecide, fault.Forbidden, "第三十二条第一款第五项", 0},
		{"the clock's step taken by a person", received, "case.deem", access.WindowAccept, fault.Forbidden, "第三十二条第一款第四项", 2},
		{"a step nobody knows", received, "case.burn", access.WindowAccept, fault.Conflict, "", 2},
	} {
		_, f := tab.Step(c.from, c.verb, c.duty)
		if f == nil {
			t.Errorf("%s: got leave, want a refusal", c.about)
			continue
		}
		if f.Kind != c.kind || !strings.Contains(f.Rule.Zh, c.rule) || len(f.May) != c.may || f.Say.En == "" || f.Do.Zh == "" {
			t.Errorf("%s: got %v, rule %q, may %v; want %v, %q and %d lawful steps", c.about, f.Kind, f.Rule.Zh, f.May, c.kind, c.rule, c.may)
		}
		for _, m := range f.May {
			if !strings.Contains(m.Zh, "《中华人民共和国行政许可法》第三十二条") || !strings.Contains(m.En, "Art. 32") {
				t.Errorf("%s: got %q, want its article", c.about, m.Zh)
			}
		}
	}
}

func TestCheckFindsEveryFlaw(t *testing.T) {
	cite, say := law.Licensing.Art(42).P(1), i18n.T("做", "do")
	for want, tab := range map[string]*flow.Table{
		"cites nothing":       intake().Rows(flow.In(received).By(access.AgencyHead).May("x").To(accepted).Note(say)),
		"no duty":             intake().Rows(flow.In(received).May("x").To(accepted).Under(cite).Note(say)),
		"no words in both":    intake().Rows(flow.In(received).By(access.AgencyHead).May("x").To(accepted).Under(cite)),
		"clashes with row 1":  intake().Rows(flow.In(received).By(access.WindowAccept).May("case.accept").To(refused).Under(cite).Note(say)),
		"cannot be reached":   intake().Name("lost", say).Ends("lost"),
		"leads nowhere":       intake().Name("stuck", say).Rows(flow.In(received).By(access.AgencyHead).May("x").To("stuck").Under(cite).Note(say)),
		"has no words":        intake().Ends("dumb").Rows(flow.In(received).By(access.AgencyHead).May("x").To("dumb").Under(cite).Note(say)),
		"is an end, yet":      intake().Rows(flow.In(accepted).By(access.AgencyHead).May("x").To(refused).Under(cite).Note(say)),
		"no state to start":   intake().Rows(flow.In().By(access.AgencyHead).May("x").To(accepted).Under(cite).Note(say)),
		"cannot be read back": intake().Rows(flow.In(received).By(access.AgencyHead).May("x").To(accepted).Under(law.Instrument{ID: "invented"}.Art(1)).Note(say)),
	} {
		if bad := tab.Check(); !strings.Contains(strings.Join(bad, "\n"), want) {
			t.Errorf("got %q, want a finding %q", bad, want)
		}
	}
}

func TestTheTableIsRenderedWithItsArticles(t *testing.T) {
	md := intake().Markdown()
	for _, want := range []string{"## 办件 · Case", "| 已收件 | `window.accept` | 受理 `case.accept` | 已受理 | 《中华人民共和国行政许可法》第三十二条第一款第五项；", "视为受理"} {
		if !strings.Contains(md, want) {
			t.Errorf("got\n%s\nwant %q in it", md, want)
		}
	}
}
