package casework

import (
	"strings"

	"tongban/civic/law"
	"tongban/hall/item"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// once refuses a second one-off notice (LIC-07): everything had to be told at once.
func once(c Case) *fault.Error {
	if !c.Noticed {
		return nil
	}
	return fault.New(fault.Conflict, "case.second-notice", i18n.T("本办件已经一次性告知过补正内容，不能再次告知新的补正事项；这次尝试已记录并告知监察。",
		"This case has had its one-off notice; a second one is not allowed. This attempt has been recorded and the watch told.")).
		Under(law.CiteOf("LIC-07").Text()).
		Then(i18n.T("补正事项已齐的应当受理；仍缺已告知事项的，可以提醒申请人补齐。", "If everything told has been supplied, accept. If a point of the notice is still open, remind the applicant of it."))
}

// noticeLines refuses a notice that tells nothing, or tells it without a reason.
func noticeLines(lines []Correction) *fault.Error {
	if len(lines) == 0 {
		return fault.New(fault.Invalid, "case.notice-empty", i18n.T("告知书没有列出要补正的内容。", "The notice lists nothing to supply.")).
			Under(law.Licensing.Art(32).P(1).I(4).Text()).
			Then(i18n.T("请列出全部需要补正的内容；没有要补正的，应当受理。", "List everything to be supplied; if there is nothing, accept the case."))
	}
	f := fault.New(fault.Invalid, "case.notice-line", i18n.T("有的补正事项没有写清楚。", "Some points of the notice are not clear.")).
		Under(law.Licensing.Art(32).P(1).I(4).Text())
	for _, l := range lines {
		if strings.TrimSpace(l.What) == "" || strings.TrimSpace(l.Why) == "" {
			f.At("why-"+l.Slot, i18n.Tf("“%s”：请写明要补什么、为什么", "“%s”: say what to supply and why", l.What))
		}
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

// stillOpen gives the lines of a notice that are not supplied yet.
func stillOpen(lines []Correction) []Correction {
	var open []Correction
	for _, l := range lines {
		if !l.Done {
			open = append(open, l)
		}
	}
	return open
}

// missing gives the required materials that were not handed in. The application
// itself, where it is the form that was filled in, is there already.
func missing(v *item.Version, have []Material) []item.Material {
	got := map[string]bool{}
	for _, m := range have {
		got[m.Slot] = true
	}
	var out []item.Material
	for _, m := range v.Materials {
		if m.Required() && !m.Blank.FromForm && !got[m.ID] {
			out = append(out, m)
		}
	}
	return out
}

// complete refuses acceptance while a required material is missing (LIC-04).
func complete(v *item.Version, have []Material) *fault.Error {
	lack := missing(v, have)
	if len(lack) == 0 {
		return nil
	}
	f := fault.New(fault.Conflict, "case.incomplete", i18n.T("材料不齐，不能受理。", "Materials are missing; the case cannot be accepted.")).
		Under(law.Licensing.Art(32).P(1).I(4).Text()).
		Then(i18n.T("请一次性告知申请人全部要补正的内容，或登记窗口收到的纸质材料。", "Give the one-off notice of everything to supply, or register the papers received at the window."))
	for _, m := range lack {
		f.At("material-"+m.ID, i18n.Tf("缺：%s", "missing: %s", m.Name))
	}
	return f
}

// examineFirst refuses a decision before anybody examined, except for cases
// decided on the spot (LIC-12).
func examineFirst(c Case) *fault.Error {
	if c.State != Accepted || c.Kind == string(item.ClassImmediate) {
		return nil
	}
	return fault.New(fault.Conflict, "case.not-examined", i18n.T("承诺办理的办件须先由承办人审查，再作决定。", "A case within a promised time is examined first and decided after that.")).
		Under(law.Licensing.Art(34).P(1).Text()).
		Then(i18n.T("请承办人先提出审查意见。", "Have the handling officer give an opinion first."))
}

// refusalComplete demands facts, basis, reasons and both remedies (LIC-19).
func refusalComplete(b PaperBody) *fault.Error {
	f := fault.New(fault.Invalid, "case.refusal-incomplete", i18n.T("不予许可决定书内容不全。", "The written refusal is incomplete.")).
		Under(law.Licensing.Art(38).P(2).Text())
	for _, x := range []struct {
		name, value string
		why         i18n.Text
	}{
		{"facts", b.Facts, i18n.T("请写明认定的事实", "State the facts found")},
		{"basis", b.Basis, i18n.T("请写明法律依据", "State the legal basis")},
		{"reasons", b.Reasons, i18n.T("请说明理由", "State the reasons")},
	} {
		if len([]rune(strings.TrimSpace(x.value))) < 4 {
			f.At(x.name, x.why)
		}
	}
	if b.Remedies == nil || b.Remedies.Reconsideration == "" || b.Remedies.Court == "" {
		f.At("remedies", i18n.T("请写明复议机关和人民法院", "Name the organ for reconsideration and the court"))
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

// saysWhere demands that a refusal for lack of power names who has it (LIC-04).
func saysWhere(b PaperBody) *fault.Error {
	f := fault.New(fault.Invalid, "case.where", i18n.T("请写清不予受理的理由和应当向谁申请。", "State the reason and whom to apply to.")).
		Under(law.Licensing.Art(32).P(1).I(2).Text())
	if len([]rune(b.Reasons)) < 4 {
		f.At("reasons", i18n.T("请说明理由", "State the reason"))
	}
	if len([]rune(b.Where)) < 2 {
		f.At("where", i18n.T("请写明有权机关的名称", "Name the organ that has the power"))
	}
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

// saysWhy demands the reason why no licence is needed (LIC-04).
func saysWhy(reasons string) *fault.Error {
	if len([]rune(strings.TrimSpace(reasons))) >= 4 {
		return nil
	}
	return fault.New(fault.Invalid, "case.reasons", i18n.T("请说明为什么不需要办理。", "Say why no licence is needed.")).
		Under(law.Licensing.Art(32).P(1).I(1).Text()).At("reasons", i18n.T("请说明理由", "State the reason"))
}

// SealFor tells which seal a paper takes (SEED-13): slips the special seal for
// administrative approval, licences and decisions the organ's own seal.
func SealFor(k PaperKind) string {
	switch k {
	case PaperGrant, PaperRefusal:
		return "agency" // 本行政机关印章, 行政许可法 39
	case PaperReceipt, PaperDelivery:
		return "" // a receipt of papers is no decision
	}
	return "special" // 专用印章, 行政许可法 32(2)
}

// SealWords gives the words for a seal type.
func SealWords(seal string) i18n.Text {
	switch seal {
	case "agency":
		return i18n.T("本行政机关印章", "Seal of the organ")
	case "special":
		return i18n.T("行政审批专用章", "Special seal for administrative approval")
	}
	return i18n.Text{}
}

// RemediesOf gives the standing remedies of an adverse decision (RMD-01); organ
// and court are the item's own.
func RemediesOf(r item.Remedies) Remedies {
	return Remedies{Reconsideration: r.Review, ReconsiderDays: 60, Court: r.Court, CourtMonths: 6}
}
