package casework

import (
	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/flow"
	"tongban/civic/law"
	"tongban/platform/i18n"
)

// The verbs of a case. Those that policies know are access's own spelling.
const (
	Submit       = access.CaseSubmit       // 提交申请
	Register     = access.CaseReceive      // 窗口收件登记
	Accept       = access.CaseAccept       // 受理
	Notice       = access.CaseNotice       // 一次性告知
	RefuseIntake = access.CaseRefuseIntake // 不予受理
	Correct      = access.CaseCorrect      // 当场更正
	Examine      = access.CaseExamine      // 审查
	Grant        = access.CaseGrant        // 准予
	Refuse       = access.CaseRefuse       // 不予许可
	Deliver      = access.CaseDeliver      // 送达
	CloseCase    = access.CaseClose        // 办结
	Withdraw     = access.CaseWithdraw     // 撤回

	NotNeeded  act.Verb = "case.not-required" // 告知不需要许可: a way of refusing intake
	Supplement act.Verb = "case.supplement"   // 提交补正材料
	SupplyPart act.Verb = "case.supply-part"  // 提交部分补正材料
	Recall     act.Verb = "case.recall"       // 提醒仍缺的补正事项
	SendBack   act.Verb = "case.send-back"    // 退回承办
	Deem       act.Verb = "case.deem"         // 视为受理, by the clock
)

var licensing = law.Licensing

// Flow is the state table of a case (办件流程): who may do what in which state,
// where it leads, and under which article.
var Flow = named(flow.New("case", i18n.T("办件", "case"), Received)).Rows(
	flow.In(Received).By(access.WindowAccept).May(Accept).To(Accepted).Under(licensing.Art(32).P(1).I(5)).
		Note(i18n.T("材料齐全、符合法定形式的，受理", "complete and in due form: accept")),
	flow.In(Received).By(access.WindowAccept).May(Correct).To(Accepted).Under(licensing.Art(32).P(1).I(3)).
		Note(i18n.T("可以当场更正的，由申请人当场更正后受理", "errors that can be corrected on the spot: corrected, then accepted")),
	flow.In(Received).By(access.WindowAccept).May(Notice).To(Correcting).Under(licensing.Art(32).P(1).I(4)).
		Note(i18n.T("不齐全的，五个工作日内一次告知全部补正内容", "incomplete: tell everything to supply, once, within five working days")),
	flow.In(Received).By(access.WindowAccept).May(NotNeeded).To(NotRequired).Under(licensing.Art(32).P(1).I(1)).
		Note(i18n.T("依法不需要许可的，即时告知", "no licence needed: say so at once")),
	flow.In(Received).By(access.WindowAccept).May(RefuseIntake).To(NotCompetent).Under(licensing.Art(32).P(1).I(2)).
		Note(i18n.T("不属于本机关职权的，即时不予受理并告知去处", "not this office's power: refuse at once and name the right one")),
	flow.In(Received).By(access.WindowAccept).May(Recall).To(Correcting).Under(law.CiteOf("LIC-07")).
		Note(i18n.T("补正仍缺已告知事项的，提醒补齐，不再新增", "points of the notice still open: remind, add nothing new")),
	flow.In(Received).By(flow.ByClock).May(Deem).To(Accepted).Under(law.CiteOf("LIC-06")).
		Note(i18n.T("逾期不告知，自收到之日起即为受理", "silence: accepted from the day of receipt")),
	flow.In(Correcting).By(access.Applicant).May(Supplement).To(Received).Under(licensing.Art(32).P(1).I(5)).
		Note(i18n.T("申请人提交全部补正材料", "the applicant supplies everything told")),
	flow.In(Correcting).By(access.Applicant).May(SupplyPart).To(Correcting).Under(licensing.Art(32).P(1).I(4)).
		Note(i18n.T("申请人先提交一部分补正材料", "the applicant supplies some of it")),
	flow.In(Received, Correcting, Accepted, Examined).By(access.Applicant).May(Withdraw).To(Withdrawn).Under(law.CiteOf("LIC-35")).
		Note(i18n.T("决定作出前，申请人可以撤回", "before the decision the applicant may withdraw")),
	flow.In(Accepted).By(access.ApproveHandle).May(Examine).To(Examined).Under(licensing.Art(34).P(1)).
		Note(i18n.T("对申请材料进行审查，提出意见", "examine the materials and give an opinion")),
	flow.In(Examined).By(access.ApproveDecide).May(SendBack).To(Accepted).Under(licensing.Art(34).P(1)).
		Note(i18n.T("批准人退回重新审查", "the deciding officer sends it back")),
	flow.In(Accepted, Examined).By(access.ApproveDecide).May(Grant).To(Granted).Under(licensing.Art(38).P(1)).
		Note(i18n.T("符合法定条件、标准的，书面准予", "conditions met: grant in writing")),
	flow.In(Accepted, Examined).By(access.ApproveDecide).May(Refuse).To(Refused).Under(licensing.Art(38).P(2)).
		Note(i18n.T("不予许可的，书面说明理由并告知救济权利", "refuse in writing with reasons and remedies")),
	flow.In(Granted).By(access.WindowDeliver).May(Deliver).To(Delivered).Under(licensing.Art(44)).
		Note(i18n.T("十个工作日内颁发、送达", "hand out within ten working days")),
	flow.In(Refused).By(access.WindowDeliver).May(Deliver).To(Delivered).Under(licensing.Art(38).P(2)).
		Note(i18n.T("送达不予许可决定书", "serve the written refusal")),
	flow.In(Delivered).By(access.WindowDeliver).May(CloseCase).To(Closed).Under(law.CiteOf("OGS-10")).
		Note(i18n.T("办结归档", "close and archive")),
)

// named gives the table the words of every state and marks where a case ends.
func named(t *flow.Table) *flow.Table {
	for _, s := range States() {
		t.Name(s, stateWords[s])
		if Ended(s) {
			t.Ends(s)
		}
	}
	return t
}
