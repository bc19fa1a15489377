package item

import (
	"strings"

	"tongban/platform/i18n"
)

// A Weight says whether a gap keeps an item from the public (缺项轻重).
type Weight int

// The weights.
const (
	Blocks Weight = iota // 必须补齐
	Warns                // 提示
)

// A Gap is one thing a version still lacks (缺项), with its rule and what to do.
type Gap struct {
	Rule    string    // "LIC-01"
	Section string    // the editor section to open, see Sections
	Field   string    // the input there
	Weight  Weight    //
	Say     i18n.Text // what is missing
	Do      i18n.Text // what to do
}

// A Section is one part of the editor's desk (编辑栏目), in order.
type Section struct {
	Key  string
	Name i18n.Text
}

// Sections lists the parts of a guide as the editor fills them.
var Sections = []Section{
	{"basics", i18n.T("基本信息", "Basics")},
	{"conditions", i18n.T("服务对象与条件", "Who and when")},
	{"basis", i18n.T("设定依据", "Legal basis")},
	{"materials", i18n.T("申报材料", "Materials")},
	{"steps", i18n.T("办理流程", "Steps")},
	{"limits", i18n.T("办理时限", "Time limits")},
	{"fees", i18n.T("收费", "Fees")},
	{"result", i18n.T("办理结果与用章", "Result and seals")},
	{"places", i18n.T("地点、时间与救济", "Places, hours, remedies")},
	{"form", i18n.T("申请表", "Application form")},
	{"questions", i18n.T("常见问题", "Questions")},
}

// Gaps lists what the content lacks before the public may see it, in the order of
// the editor's sections. It is pure: the same content always has the same gaps.
func Gaps(c *Content) []Gap {
	g := &gate{c: c}
	g.basics()
	g.conditions()
	g.basis()
	g.materials()
	g.steps()
	g.limits()
	g.fees()
	g.result()
	g.places()
	g.form()
	return g.found
}

// Blocking counts the gaps that keep the content from the public.
func Blocking(gaps []Gap) int {
	n := 0
	for _, g := range gaps {
		if g.Weight == Blocks {
			n++
		}
	}
	return n
}

// A gate collects gaps over one content.
type gate struct {
	c       *Content
	section string
	found   []Gap
}

func (g *gate) lack(rule, field string, say, do i18n.Text) {
	g.found = append(g.found, Gap{Rule: rule, Section: g.section, Field: field, Weight: Blocks, Say: say, Do: do})
}

func (g *gate) warn(rule, field string, say, do i18n.Text) {
	g.found = append(g.found, Gap{Rule: rule, Section: g.section, Field: field, Weight: Warns, Say: say, Do: do})
}

func (g *gate) basics() {
	g.section = "basics"
	c := g.c
	if strings.TrimSpace(c.Name.Zh) == "" {
		g.lack("LIC-01", "name", i18n.T("没有事项名称（六公开之一：审批内容）。", "The item has no name (content, one of the six publics)."),
			i18n.T("填写规范的事项名称。", "Enter the item's official name."))
	}
	if c.About.Empty() {
		g.lack("CASE-03", "about", i18n.T("没有说明办的是什么（六公开之一：审批内容）。", "What is decided is not described (content, one of the six publics)."),
			i18n.T("用一段话说明申请人办成后可以做什么。", "Say in one paragraph what the applicant may do once it is granted."))
	}
	if _, known := typeNames[c.Type]; !known || !c.Type.Applied() {
		g.lack("CAT-05", "type", i18n.T("事项类型缺失，或不是依申请办理的类型。", "The type is missing or is not one that people apply for."),
			i18n.T("选择行政许可、给付、确认、奖励、裁决、其他行政权力或公共服务。", "Choose licence, benefit, confirmation, reward, ruling, other power or public service."))
	}
	if c.Unit.ID == "" || c.Office.ID == "" {
		g.lack("LIC-09", "unit", i18n.T("没有写明实施主体或其审批办。", "The responsible department or its approval office is not named."),
			i18n.T("选择以谁的名义决定、由哪个审批办办理。", "Choose the department that decides and the approval office that handles."))
	}
	if c.Kind == "" {
		g.lack("CAT-05", "kind", i18n.T("没有选择办件类型。", "The kind of case is not chosen."), i18n.T("选择即办件或承诺件。", "Choose on the spot or within a promised time."))
	}
	if c.Type == Licence && c.Listed == "" {
		g.warn("BIZ-06", "listed", i18n.T("行政许可没有对应到许可事项清单。", "The licence is not linked to the list of licences."),
			i18n.T("填写清单名称和序号；清单之外不得实施许可。", "Name the list and its entry: no licence may be required outside the list."))
	}
}

func (g *gate) conditions() {
	g.section = "conditions"
	c := g.c
	if c.Conditions.Empty() {
		g.lack("LIC-01", "conditions", i18n.T("没有受理条件。", "The conditions are missing."),
			i18n.T("逐条写明法定条件，不得增设。", "List the conditions the law sets, and no others."))
	}
	if len(c.Audience) == 0 {
		g.lack("LIC-01", "audience", i18n.T("没有服务对象。", "Nobody is named who may apply."), i18n.T("选择谁可以申请。", "Choose who may apply."))
	}
	if c.Quantity.Empty() {
		g.lack("LIC-01", "quantity", i18n.T("没有说明有无数量限制。", "Nothing is said about quantity."),
			i18n.T("写明数量，或写「无数量限制」。", "State the number, or state that there is none."))
	}
}

func (g *gate) basis() {
	g.section = "basis"
	if len(g.c.Basis) == 0 {
		g.lack("LIC-01", "basis", i18n.T("没有设定依据（六公开之一：政策依据）。", "There is no legal basis (one of the six publics)."),
			i18n.T("写明法律、法规的名称和条款。", "Name the law or regulation and its article."))
	}
	for i, r := range g.c.Basis {
		g.ref("basis", i, r)
	}
}

// ref asks that a legal reference name both the law and the article.
func (g *gate) ref(field string, i int, r LegalRef) {
	if r.Law == "" || r.Article == "" {
		g.lack("LIC-01", at(field, i), i18n.Tf("依据「%s」没有写明到条。", "The basis \"%s\" does not name the article.", r.String()),
			i18n.T("写明法规全称和第几条。", "Give the full title and the article."))
	}
}

func (g *gate) fees() {
	g.section = "fees"
	c := g.c
	switch {
	case c.Charge == "":
		g.lack("LIC-29", "charge", i18n.T("没有说明是否收费（六公开之一：收费标准）。", "Whether a fee is asked is not stated (one of the six publics)."),
			i18n.T("选择不收费，或逐项列出收费。", "Choose free, or list each fee."))
	case c.Charge == Charged && len(c.Fees) == 0:
		g.lack("CAT-08", "fees", i18n.T("选择了收费，但没有收费项目。", "It is charged, but no fee is listed."), i18n.T("列出收费项目、标准和依据。", "List each fee with its standard and basis."))
	case c.Charge == Free && len(c.Fees) > 0:
		g.lack("LIC-29", "charge", i18n.T("选择了不收费，却列有收费项目。", "It is free, yet fees are listed."), i18n.T("删除收费项目，或改选收费。", "Remove the fees, or choose charged."))
	}
	for i, f := range c.Fees {
		if len(f.Basis) == 0 {
			g.lack("LIC-29", at("fees", i), i18n.Tf("收费「%s」没有法律、行政法规依据。", "The fee \"%s\" has no basis in a law or administrative regulation.", f.Name),
				i18n.T("写明依据；没有依据的不得收费。", "Name the basis; without one nothing may be charged."))
		}
		if f.Amount <= 0 && f.Standard.Empty() {
			g.lack("CAT-08", at("fees", i), i18n.Tf("收费「%s」没有标准。", "The fee \"%s\" has no standard.", f.Name), i18n.T("写明金额或计算办法。", "State the amount or how it is worked out."))
		}
		if f.List == "" {
			g.lack("LIC-29", at("fees", i), i18n.Tf("收费「%s」没有列入公布的目录。", "The fee \"%s\" names no published list.", f.Name), i18n.T("写明公布该项目的收费目录清单。", "Name the published fee list that holds it."))
		}
	}
}

func (g *gate) result() {
	g.section = "result"
	c := g.c
	if c.Result.Type == "" || c.Result.Name.Empty() {
		g.lack("LIC-01", "result", i18n.T("没有办理结果的种类或名称。", "The result has no type or name."), i18n.T("写明办成后给什么证照或文书。", "Name the licence or document that is given."))
	}
	if c.Result.Type == "10" && c.Result.Years == 0 && !c.Result.Lasting && c.Result.Validity.Empty() {
		g.lack("LIC-26", "validity", i18n.T("证照没有有效期。", "The licence has no validity."), i18n.T("填写年数、长期有效，或以文字说明。", "Give the years, say it lasts, or explain."))
	}
	if c.Seals.Slip == "" {
		g.lack("LIC-08", "slip", i18n.T("没有写明受理凭证用什么章。", "The seal on acceptance slips is not named."), i18n.T("选择专用章或本机关印章。", "Choose the special seal or the agency's own."))
	}
	if c.Result.Type == "10" && c.Seals.Licence != "agency" && c.Seals.Warrant == "" {
		g.lack("LIC-21", "licenceSeal", i18n.T("证照应当加盖本行政机关印章。", "A licence carries the agency's own seal."),
			i18n.T("改用本机关印章；确用审批专用章的，写明授权文件。", "Use the agency's seal, or name the document that authorises the special seal."))
	}
}

func (g *gate) places() {
	g.section = "places"
	c := g.c
	if len(c.Places) == 0 {
		g.lack("OGS-03", "places", i18n.T("没有办理地点。", "There is no place to go."), i18n.T("写明地点、时间和电话。", "Give the place, the hours and the phone."))
	}
	for i, p := range c.Places {
		if p.Address == "" || p.Hours.Empty() {
			g.lack("OGS-03", at("places", i), i18n.Tf("地点「%s」缺地址或时间。", "The place \"%s\" lacks its address or hours.", p.Name), i18n.T("补齐地址和办公时间。", "Add the address and the hours."))
		}
	}
	if c.Consult == "" || c.Complain == "" {
		g.lack("OGS-03", "phones", i18n.T("缺咨询电话或投诉电话。", "The consultation or complaint phone is missing."), i18n.T("填写两个电话。", "Enter both phones."))
	}
	if c.Remedies.Review == "" || c.Remedies.Court == "" {
		g.lack("RMD-01", "remedies", i18n.T("没有写明复议机关或法院。", "The review organ or the court is not named."), i18n.T("写明向谁复议、向哪个法院起诉。", "Name the review organ and the court."))
	}
	if c.Visits < 0 || c.Visits > 0 && c.VisitReason.Empty() {
		g.lack("CAT-07", "visits", i18n.Tf("要跑 %d 次，但没有原因。", "%d visits are required without a reason.", c.Visits),
			i18n.T("写明为什么必须到场，或改为 0 次。", "Say why people must come, or set it to 0."))
	}
}

func (g *gate) form() {
	g.section = "form"
	c := g.c
	if len(c.Form) == 0 {
		g.lack("LIC-01", "form", i18n.T("没有申请表。", "There is no application form."), i18n.T("编制申请表。", "Write the application form."))
	} else if err := checkForm(c.Form); err != nil {
		g.lack("LIC-02", "form", i18n.Tf("申请表无法使用：%s", "The form cannot be used: %s", err.Error()), i18n.T("更正申请表定义。", "Correct the form definition."))
	}
	if len(c.Form) == 0 {
		return
	}
	if len(c.Sample) == 0 {
		g.lack("LIC-01", "sample", i18n.T("没有申请书示范文本。", "There is no filled-in example of the form."), i18n.T("填写一份示范文本。", "Fill in one example."))
	} else if open := unanswered(c.Form, c.Sample); len(open) > 0 {
		g.lack("LIC-01", "sample", i18n.Tf("示范文本有必填项没有填：%s。", "The example leaves required questions open: %s.", strings.Join(open, "、")), i18n.T("补全示范文本。", "Complete the example."))
	}
}
