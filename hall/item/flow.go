package item

import (
	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/flow"
	"tongban/civic/law"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// The verbs of the catalogue (行为).
const (
	Import    act.Verb = "item.import"    // 导入
	Revise    act.Verb = "item.draft"     // 新建版本
	Edit      act.Verb = "item.edit"      // 编制
	Submit    act.Verb = "item.submit"    // 送审
	Recall    act.Verb = "item.recall"    // 撤回送审
	Return    act.Verb = "item.return"    // 退回
	Approve   act.Verb = "item.approve"   // 审核通过
	Publish   act.Verb = "item.publish"   // 发布
	Supersede act.Verb = "item.supersede" // 由新版本取代; part of publishing the next one
	Withdraw  act.Verb = "item.withdraw"  // 停用
)

// permission says which permission each verb needs.
var permission = map[act.Verb]act.Verb{
	Revise: access.ItemEditing, Edit: access.ItemEditing, Submit: access.ItemSubmitReview, Recall: access.ItemSubmitReview,
	Return: access.ItemReviewing, Approve: access.ItemReviewing, Publish: access.ItemPublish, Withdraw: access.ItemWithdraw,
}

func st(s State) flow.State { return flow.State(s) }

// Flow is the life of a version (事项版本状态表).
var Flow = flow.New("item", i18n.T("服务事项版本", "A version of a service item"), st(Draft)).
	Name(st(Draft), Draft.Name()).Name(st(InReview), InReview.Name()).Name(st(Approved), Approved.Name()).
	Name(st(Current), Current.Name()).Name(st(Superseded), Superseded.Name()).Name(st(Withdrawn), Withdrawn.Name()).
	Ends(st(Superseded), st(Withdrawn)).
	Rows(
		flow.In(st(Draft)).By(access.ItemEdit).May(Edit).To(st(Draft)).Under(law.BusinessEnvironment.Art(35)).
			Note(i18n.T("修改", "edit")),
		flow.In(st(Draft)).By(access.ItemEdit).May(Submit).To(st(InReview)).Under(law.Licensing.Art(30)).
			Note(i18n.T("送审", "submit for review")),
		flow.In(st(InReview)).By(access.ItemEdit).May(Recall).To(st(Draft)).Under(law.Licensing.Art(30)).
			Note(i18n.T("撤回送审", "recall from review")),
		flow.In(st(InReview), st(Approved)).By(access.ItemReview).May(Return).To(st(Draft)).Under(law.Licensing.Art(30), law.BusinessEnvironment.Art(35)).
			Note(i18n.T("退回修改", "return with reasons")),
		flow.In(st(InReview)).By(access.ItemReview).May(Approve).To(st(Approved)).Under(law.Licensing.Art(30), law.BusinessEnvironment.Art(35)).
			Note(i18n.T("审核通过", "approve")),
		flow.In(st(Approved)).By(access.ItemReview).May(Publish).To(st(Current)).Under(law.Licensing.Art(30), law.OnlineServices.Art(6)).
			Note(i18n.T("发布", "publish")),
		flow.In(st(Current)).By(access.ItemReview).May(Supersede).To(st(Superseded)).Under(law.Licensing.Art(30)).
			Note(i18n.T("由新版本取代", "superseded by the next version")),
		flow.In(st(Current)).By(access.ItemReview).May(Withdraw).To(st(Withdrawn)).Under(law.Licensing.Art(30), law.BusinessEnvironment.Art(40)).
			Note(i18n.T("停用", "withdraw")),
	)

// step gives the lawful row, or the refusal that says what is lawful instead.
func step(from State, v act.Verb, d access.Duty) (flow.Row, error) {
	row, f := Flow.Step(st(from), v, d)
	if f != nil {
		return flow.Row{}, f
	}
	return row, nil
}

// revisable refuses to begin a version while another is still on its way.
func revisable(newest *Version) error {
	switch newest.State {
	case Current, Withdrawn, Superseded:
		return nil
	}
	return fault.New(fault.Conflict, "item.draft-exists", i18n.Tf("%s还在「%s」，不能再新建版本。", "%s is still in the state \"%s\"; no other version can be begun.", newest.Label(), newest.State.Name())).
		Then(i18n.T("请在该版本上继续。", "Please go on with that version.")).Under(law.Licensing.Art(30).Text())
}

var verbNames = map[act.Verb]i18n.Text{
	Import: i18n.T("导入", "import"), Revise: i18n.T("新建版本", "begin a new version"), Edit: i18n.T("修改", "edit"),
	Submit: i18n.T("送审", "submit for review"), Recall: i18n.T("撤回送审", "recall from review"),
	Return: i18n.T("退回修改", "return with reasons"), Approve: i18n.T("审核通过", "approve"),
	Publish: i18n.T("发布", "publish"), Supersede: i18n.T("由新版本取代", "superseded"), Withdraw: i18n.T("停用", "withdraw"),
}

// VerbName gives the name of a verb of the catalogue.
func VerbName(v act.Verb) i18n.Text { return named(verbNames, v) }

// FlowState gives a state as the table names it.
func FlowState(s State) flow.State { return st(s) }
