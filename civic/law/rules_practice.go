package law

import "tongban/platform/i18n"

// practiceRules are conventions of the city and rules of our own (地方做法与设计规则):
// the six kinds, the six publics, supervision, case numbers, separation of duties.
var practiceRules = []Rule{
	local("CASE-01", "C", "办件分六类：即办、补办、承诺、答复、联办、上报；国家口径另按即办件、承诺件和其他登记。", "Six kinds of cases: immediate, supplement, committed, reply, joint, escalated; the national code is kept beside them."),
	local("CASE-02", "CW", "即办件当场办结，承诺件在承诺期内办结，联办件当日分送相关部门，答复件书面说明理由。", "Immediate cases end on the spot, committed ones within the promise, joint ones are distributed the same day, replies give written reasons."),
	local("CASE-03", "BP", "六公开：审批内容、办事程序、政策依据、申报材料、承诺时限、收费标准。", "Six things are public: content, procedure, basis, materials, promised limit, fees."),
	local("CASE-04", "W", "除特别程序外，一般只设受理、审批、办结三个环节。", "Without a special procedure there are three stages at most: accept, approve, close."),
	local("CASE-05", "R", "审批文书加盖行政审批专用章；许可证件加盖机关印章。", "Documents carry the approval seal; licences the agency's own."),
	local("SUP-01", "CR", "电子监察分预警、黄牌、红牌三级，自动发出并通知承办人和审批人。", "Supervision has three levels, warning, yellow and red, issued by the clock."),
	rule("SUP-02", "design C", Own("SUP-02"), i18n.T("剩余时间不足五分之一或者只剩一个工作日为预警；超过承诺时限为黄牌；超过法定时限或者触发视为受理等情形为红牌。", "A fifth of the time or one working day left is a warning; past the promise yellow; past the law, or deemed acceptance and the like, red.")),
	rule("SUP-03", "S R", ServiceData.Clause("表11"), i18n.T("监察记录包括办件编号、内容、机构、时间、规则、级别、结果和责任部门。", "An alarm records case, content, unit, times, rule, level, outcome and who is responsible.")),
	rule("SUP-04", "design BR", Own("SUP-04"), i18n.T("对发牌可以申诉，由监察人员裁定并留痕，经办人不得自行撤销。", "A card may be appealed; only supervision decides, on record.")),
	rule("CNO-01", "S C", ServiceData.Clause("表5"), i18n.T("办件编号全平台唯一，不超过五十位，末位为校验位。", "Case numbers are unique, at most fifty characters, and end in a check character.")),
	rule("CNO-02", "S R", ServiceData.Clause("表7"), i18n.T("每个环节记录动作、处理人、意见、起止时间和单位。", "Each step records act, person, opinion, times and unit.")),
	rule("CNO-03", "S R", ServiceData.Clause("表7"), i18n.T("特别程序记录种类、起止、依据、结果和办理人。", "Each special procedure records kind, times, ground, outcome and person.")),
	rule("CNO-04", "S R", ServiceData.Clause("表8"), i18n.T("办结记录结果名称、编号、有效期、发证单位、送达方式和收费。", "Closing records the result, its number, validity, issuer, delivery and fee.")),
	rule("CNO-05", "design R", Own("CNO-05"), i18n.T("审批环节区分承办、审核、批准。", "Steps are told apart as handling, review and approval.")),
	rule("GOV-15", "design B", Own("GOV-15"), i18n.T("编制与审核、受理与审批、监督与执行的职责不得集于一人。", "Drafting and review, accepting and approving, supervising and executing never meet in one person.")),
}

func local(id, how, zh, en string) Rule { return rule(id, "local "+how, Own(id), i18n.T(zh, en)) }
