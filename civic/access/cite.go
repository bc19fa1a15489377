package access

import (
	"strings"

	"tongban/civic/law"
	"tongban/platform/i18n"
)

// designs are the rules of the city's own arrangement that no article prescribes.
// Their ids are those of the capabilities and rules they come from.
var designs = map[string]i18n.Text{
	"A3":      i18n.T("清单编制、审核、发布分开", "drafting, review and publication of lists are separate"),
	"A6":      i18n.T("一个部门一个审批办，进驻大厅，只办本部门的事", "one approval office per department, seated in the hall, for its own matters"),
	"A7":      i18n.T("前台综合受理、后台分类审批、统一窗口出件", "the front accepts, the back approves, one window hands out"),
	"A14":     i18n.T("中心主任督促、协调，不代办", "the director urges and coordinates, and acts for nobody"),
	"B2":      i18n.T("决策、监管、执行三权分立", "deciding, supervising and executing are three powers"),
	"GOV-08":  i18n.T("五位一体监督，各看各的范围", "five overseers, each with their own view"),
	"PLT-07":  i18n.T("交易中心不审批、不监管、不设门槛", "the trading centre approves nothing, supervises nothing and sets no gates"),
	"SEED-02": i18n.T("交易中心不审查资格", "the trading centre reviews no qualification"),
	"SEED-18": i18n.T("窗口以部门的名义受理，凭登记在案的授权文件", "a window accepts in the name of the department, under an authorisation on record"),
	"ACC-01":  i18n.T("回避：不办自己的事", "recusal: nobody handles their own matter"),
}

// cite finds what an id of a policy or a rule of placement stands for: the rule
// that the law book keeps by that id, the article, or a design rule of ours.
func cite(id string) law.Cite {
	if r, ok := law.RuleByID(id); ok {
		return r.Cite
	}
	if c, err := law.Parse(id); err == nil {
		return c
	}
	return law.Own(id)
}

// Citation gives the words of what a policy or a pair cites (依据); a design rule
// says what it is about, since its number tells nobody anything.
func Citation(id string) i18n.Text { return citeText(cite(id)) }

func citeText(c law.Cite) i18n.Text {
	if !c.IsOwn() {
		return c.Text()
	}
	_, id, _ := strings.Cut(c.ID(), ":")
	about, known := designs[id]
	if r, ok := law.RuleByID(id); ok && !known {
		about, known = r.Say, true
	}
	if !known {
		return c.Text()
	}
	return i18n.Tf("%s：%s", "%s: %s", c.Text(), about)
}
