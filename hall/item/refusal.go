package item

import (
	"tongban/civic/law"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// Cite gives the article behind the gap's rule; the rule's own id where the table
// of law does not hold it yet.
func (g Gap) Cite() law.Cite {
	if r, ok := law.RuleByID(g.Rule); ok {
		return r.Cite
	}
	if c, ok := catalogueCites[g.Rule]; ok {
		return c
	}
	return law.Own(g.Rule)
}

// catalogueCites are the sources of the catalogue's own rules on data (CAT), which
// are standards rather than law.
var catalogueCites = map[string]law.Cite{
	"CAT-05": law.ServiceData.Clause("附录A"),
	"CAT-08": law.Licensing.Art(59),
}

// Refusal gives the fault that keeps a version from the public, with every
// blocking gap as a field; nil when nothing is missing.
func Refusal(v *Version) error {
	gaps := Gaps(&v.Content)
	n := Blocking(gaps)
	if n == 0 {
		return nil
	}
	f := fault.New(fault.Invalid, "item.gaps", i18n.Tf("还有 %d 处没有补齐，不能对外公布。", "%d things are still missing; the item cannot go before the public.", n)).
		Under(law.Licensing.Art(30).Text()).
		Then(i18n.T("请逐项补齐后再提交。", "Please complete each of them and submit again."))
	for _, g := range gaps {
		if g.Weight == Blocks {
			f.At(g.Section+"."+g.Field, i18n.Tf("%s%s（规则 %s，%s）", "%s %s (rule %s, %s)", g.Say, g.Do, g.Rule, g.Cite().Text()))
		}
	}
	return f
}

// gateRules are the citations an act of publication rests on.
func gateRules() []string {
	return []string{law.Licensing.Art(31).ID(), law.Licensing.Art(58).ID(),
		law.BusinessEnvironment.Art(35).ID(), law.BusinessEnvironment.Art(36).ID(), law.OnlineServices.Art(6).ID()}
}
