package item

import (
	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/law"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// The verbs of the catalogue (行为).
const (
	Import   act.Verb = "item.import"   // 导入
	Revise   act.Verb = "item.draft"    // 新建版本
	Edit     act.Verb = "item.edit"     // 编制
	Submit   act.Verb = "item.submit"   // 送审
	Recall   act.Verb = "item.recall"   // 撤回送审
	Return   act.Verb = "item.return"   // 退回
	Approve  act.Verb = "item.approve"  // 审核通过
	Publish  act.Verb = "item.publish"  // 发布
	Withdraw act.Verb = "item.withdraw" // 停用
)

// permission says which permission each verb needs.
var permission = map[act.Verb]act.Verb{
	Revise: access.ItemEditing, Edit: access.ItemEditing, Submit: access.ItemSubmitReview, Recall: access.ItemSubmitReview,
	Return: access.ItemReviewing, Approve: access.ItemReviewing, Publish: access.ItemPublish, Withdraw: access.ItemWithdraw,
}

// A row is one lawful step of a version.
type row struct {
	from State
	verb act.Verb
	to   State
	cite string
}

var rows = []row{
	{Draft, Edit, Draft, "business:35"},
	{Draft, Submit, InReview, "licensing:30"},
	{InReview, Recall, Draft, "licensing:30"},
	{InReview, Return, Draft, "licensing:30"},
	{InReview, Approve, Approved, "licensing:30"},
	{Approved, Return, Draft, "licensing:30"},
	{Approved, Publish, Current, "licensing:30"},
	{Current, Withdraw, Withdrawn, "licensing:30"},
	{Current, Revise, Draft, "licensing:30"},
	{Withdrawn, Revise, Draft, "licensing:30"},
}

// step gives the lawful row, or the refusal that says what is lawful instead.
func step(from State, v act.Verb) (row, error) {
	var may []i18n.Text
	for _, r := range rows {
		if r.from != from {
			continue
		}
		if r.verb == v {
			return r, nil
		}
		may = append(may, VerbName(r.verb))
	}
	f := fault.New(fault.Conflict, "item.step", i18n.Tf("「%s」状态下不能%s。", "In the state \"%s\" one cannot: %s.", from.Name(), VerbName(v)))
	f.May = may
	return row{}, f.Under(law.Licensing.Art(30).Text())
}

var verbNames = map[act.Verb]i18n.Text{
	Import: i18n.T("导入", "import"), Revise: i18n.T("新建版本", "begin a new version"), Edit: i18n.T("修改", "edit"),
	Submit: i18n.T("送审", "submit for review"), Recall: i18n.T("撤回送审", "recall from review"),
	Return: i18n.T("退回修改", "return with reasons"), Approve: i18n.T("审核通过", "approve"),
	Publish: i18n.T("发布", "publish"), Withdraw: i18n.T("停用", "withdraw"),
}

// VerbName gives the name of a verb of the catalogue.
func VerbName(v act.Verb) i18n.Text { return named(verbNames, v) }
