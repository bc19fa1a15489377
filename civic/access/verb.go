package access

import (
	"slices"

	"tongban/civic/act"
	"tongban/platform/i18n"
)

// The verbs that policies know. A desk passes its own act.Verb of the same
// spelling; a verb that is not in the table below is refused.
const (
	CaseDraft        act.Verb = "case.draft"
	CaseSubmit       act.Verb = "case.submit"
	CaseWithdraw     act.Verb = "case.withdraw"
	CaseView         act.Verb = "case.view"
	CasePrint        act.Verb = "case.print"
	CaseReceive      act.Verb = "case.receive"
	CaseNotice       act.Verb = "case.notice"
	CaseRefuseIntake act.Verb = "case.refuse-intake"
	CaseCorrect      act.Verb = "case.correct"
	CaseAccept       act.Verb = "case.accept"
	CaseExamine      act.Verb = "case.examine"
	CaseGrant        act.Verb = "case.grant"
	CaseRefuse       act.Verb = "case.refuse"
	CaseExtend       act.Verb = "case.extend"
	CaseDeliver      act.Verb = "case.deliver"
	CaseClose        act.Verb = "case.close"
	LicenceIssue     act.Verb = "licence.issue"
	LicenceView      act.Verb = "licence.view"
	LicenceRevoke    act.Verb = "licence.revoke"
	ItemImport       act.Verb = "item.import"
	ItemEditing      act.Verb = "item.edit"
	ItemSubmitReview act.Verb = "item.submit-review"
	ItemReviewing    act.Verb = "item.review"
	ItemPublish      act.Verb = "item.publish"
	ItemWithdraw     act.Verb = "item.withdraw"
	ItemViewDraft    act.Verb = "item.view-draft"
	ListImport       act.Verb = "list.import"
	ListEditing      act.Verb = "list.edit"
	ListSubmitReview act.Verb = "list.submit-review"
	ListReviewing    act.Verb = "list.review"
	ListPublish      act.Verb = "list.publish"
	ListWithdraw     act.Verb = "list.withdraw"
	ListViewDraft    act.Verb = "list.view-draft"
	CalendarEnter    act.Verb = "calendar.enter"
	CalendarPublish  act.Verb = "calendar.publish"
	OrgUnit          act.Verb = "org.unit"
	OrgPost          act.Verb = "org.post"
	OrgAppoint       act.Verb = "org.appoint"
	OrgEnd           act.Verb = "org.end"
	OrgDelegate      act.Verb = "org.delegate"
	AccountCreate    act.Verb = "account.create"
	AccountDisable   act.Verb = "account.disable"
	AccountUnlock    act.Verb = "account.unlock"
	AccountSessions  act.Verb = "account.sessions"
	PersonLook       act.Verb = "person.look"
	PersonReveal     act.Verb = "person.reveal"
	PersonRegister   act.Verb = "person.register"
	PersonAuthorise  act.Verb = "person.authorise"
	WatchView        act.Verb = "watch.view"
	WatchRaise       act.Verb = "watch.raise"
	WatchSettle      act.Verb = "watch.settle"
	LedgerReceipt    act.Verb = "ledger.receipt"
	Notify           act.Verb = "notify"
	AuditView        act.Verb = "audit.view"
	Upload           act.Verb = "upload"
)

// A VerbInfo says what a verb acts on and in which sets policies name it (行为说明).
type VerbInfo struct {
	Verb act.Verb
	On   string   // the kind of Thing
	Sets []string // action sets, such as "handle" or "decide", as in schema.cedarschema
	Name i18n.Text
}

var verbs = []VerbInfo{
	{CaseDraft, "case", nil, i18n.T("填写申请", "draft an application")},
	{CaseSubmit, "case", nil, i18n.T("提交申请", "submit an application")},
	{CaseWithdraw, "case", nil, i18n.T("撤回申请", "withdraw an application")},
	{CaseView, "case", []string{"look"}, i18n.T("查看办件", "view a case")},
	{CasePrint, "case", []string{"look"}, i18n.T("打印文书", "print a document")},
	{CaseReceive, "case", []string{"handle", "intake"}, i18n.T("接件", "receive a case")},
	{CaseNotice, "case", []string{"handle", "intake"}, i18n.T("一次性告知补正", "give the one-off notice")},
	{CaseRefuseIntake, "case", []string{"handle", "intake"}, i18n.T("不予受理", "refuse intake")},
	{CaseCorrect, "case", []string{"handle", "intake"}, i18n.T("补正、更正材料", "supply or correct material")},
	{CaseAccept, "case", []string{"handle", "intake"}, i18n.T("受理", "accept a case")},
	{CaseExamine, "case", []string{"handle"}, i18n.T("审查", "examine a case")},
	{CaseGrant, "case", []string{"handle", "decide"}, i18n.T("准予许可", "grant")},
	{CaseRefuse, "case", []string{"handle", "decide"}, i18n.T("不予许可", "refuse")},
	{CaseExtend, "case", []string{"handle", "decide"}, i18n.T("延长期限", "extend the time limit")},
	{CaseDeliver, "case", []string{"handle"}, i18n.T("出件送达", "hand out the result")},
	{CaseClose, "case", []string{"handle"}, i18n.T("办结", "close a case")},
	{LicenceIssue, "licence", []string{"handle", "decide"}, i18n.T("颁发证照", "issue a licence")},
	{LicenceView, "licence", []string{"look"}, i18n.T("查看证照", "view a licence")},
	{LicenceRevoke, "licence", []string{"handle", "decide"}, i18n.T("撤销证照", "revoke a licence")},
	{ItemImport, "item", []string{"catalogue"}, i18n.T("导入事项", "import items")},
	{ItemEditing, "item", []string{"catalogue"}, i18n.T("编制事项", "draft an item")},
	{ItemSubmitReview, "item", []string{"catalogue"}, i18n.T("事项送审", "send an item to review")},
	{ItemReviewing, "item", []string{"catalogue", "review"}, i18n.T("审核事项", "review an item")},
	{ItemPublish, "item", []string{"catalogue", "review"}, i18n.T("发布事项", "publish an item")},
	{ItemWithdraw, "item", []string{"catalogue"}, i18n.T("撤下事项", "withdraw an item")},
	{ItemViewDraft, "item", nil, i18n.T("查看事项草稿", "view a draft item")},
	{ListImport, "list", []string{"catalogue"}, i18n.T("导入权力清单", "import a list of powers")},
	{ListEditing, "list", []string{"catalogue"}, i18n.T("编制权力清单", "draft a list of powers")},
	{ListSubmitReview, "list", []string{"catalogue"}, i18n.T("清单送审", "send a list to review")},
	{ListReviewing, "list", []string{"catalogue", "review"}, i18n.T("审核权力清单", "review a list of powers")},
	{ListPublish, "list", []string{"catalogue", "review"}, i18n.T("发布权力清单", "publish a list of powers")},
	{ListWithdraw, "list", []string{"catalogue"}, i18n.T("撤下权力清单", "withdraw a list of powers")},
	{ListViewDraft, "list", nil, i18n.T("查看清单草稿", "view a draft list")},
	{CalendarEnter, "calendar", []string{"catalogue"}, i18n.T("录入放假通知", "enter a holiday notice")},
	{CalendarPublish, "calendar", []string{"catalogue"}, i18n.T("复核发布日历", "check and publish the calendar")},
	{OrgUnit, "unit", []string{"grant"}, i18n.T("设立、变更单位", "set up or change a unit")},
	{OrgPost, "unit", []string{"grant"}, i18n.T("设立岗位", "set up a post")},
	{OrgAppoint, "unit", []string{"grant"}, i18n.T("任命到岗", "appoint to a post")},
	{OrgEnd, "unit", []string{"grant"}, i18n.T("免去岗位", "end an appointment")},
	{OrgDelegate, "unit", []string{"grant"}, i18n.T("登记授权文件", "record an authorisation")},
	{AccountCreate, "account", []string{"accounts"}, i18n.T("开设账户", "create an account")},
	{AccountDisable, "account", []string{"accounts"}, i18n.T("停用账户", "disable an account")},
	{AccountUnlock, "account", []string{"accounts"}, i18n.T("解锁账户", "unlock an account")},
	{AccountSessions, "account", []string{"accounts"}, i18n.T("管理登录会话", "manage sessions")},
	{PersonLook, "person", nil, i18n.T("查询人员、企业", "look up a person or company")},
	{PersonReveal, "person", nil, i18n.T("查看完整证件号码", "see a number in full")},
	{PersonRegister, "person", nil, i18n.T("登记人员、企业", "register a person or company")},
	{PersonAuthorise, "person", nil, i18n.T("授权他人代办", "authorise somebody to act")},
	{WatchView, "alarm", nil, i18n.T("查看监察信息", "view the watch")},
	{WatchRaise, "alarm", nil, i18n.T("发出督办", "raise an alarm")},
	{WatchSettle, "alarm", nil, i18n.T("销牌", "settle an alarm")},
	{LedgerReceipt, "act", nil, i18n.T("取得存证回执", "take a receipt")},
	{Notify, "message", nil, i18n.T("查阅消息", "read messages")},
	{AuditView, "act", nil, i18n.T("查阅审计记录", "read the audit record")},
	{Upload, "file", nil, i18n.T("上传文件", "upload a file")},
}

// Verbs lists every verb that policies know, in the order to show.
func Verbs() []VerbInfo { return slices.Clone(verbs) }

var verbIndex = func() map[act.Verb]*VerbInfo {
	m := make(map[act.Verb]*VerbInfo, len(verbs))
	for i := range verbs {
		m[verbs[i].Verb] = &verbs[i]
	}
	return m
}()

// VerbName gives the words for a verb, its code where it is unknown.
func VerbName(v act.Verb) i18n.Text {
	if x, ok := verbIndex[v]; ok {
		return x.Name
	}
	return i18n.T(string(v), string(v))
}
