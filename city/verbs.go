package city

import (
	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/hall/casework/casepage"
	"tongban/platform/i18n"
)

// verbs names the acts that are neither on a case nor judged by a policy under
// their own name (行为名称).
var verbs = map[act.Verb]i18n.Text{
	"access.refused":         i18n.T("未获准的操作", "an attempt that was refused"),
	"account.act-for":        i18n.T("切换为谁办理", "switched whom to act for"),
	"account.enrol":          i18n.T("首次登录，设置密码", "first sign-in, set a password"),
	"account.extend":         i18n.T("延长账户期限", "extended an account"),
	"account.password":       i18n.T("更改密码", "changed the password"),
	"account.pause":          i18n.T("多次输错，暂停登录", "sign-in paused after wrong tries"),
	"account.reissue":        i18n.T("重发首次登录码", "issued a new first-login code"),
	"account.sign-in":        i18n.T("登录", "signed in"),
	"account.sign-in-failed": i18n.T("登录失败", "sign-in failed"),
	"account.sign-out":       i18n.T("退出登录", "signed out"),
	"account.totp":           i18n.T("设置动态口令", "set up one-time codes"),
	"act.forget":             i18n.T("删除个人信息", "deleted personal data"),
	"authority.accept":       i18n.T("接受授权", "accepted an authority"),
	"authority.checked":      i18n.T("核验法定代表人", "checked a legal representative"),
	"authority.end":          i18n.T("终止授权", "ended an authority"),
	"authority.legal":        i18n.T("登记法定代表人", "declared a legal representative"),
	"calendar.drop":          i18n.T("撤下放假通知", "dropped a holiday notice"),
	"item.approve":           i18n.T("审核通过事项", "approved an item"),
	"item.draft":             i18n.T("新建事项版本", "began a version of an item"),
	"item.recall":            i18n.T("撤回送审的事项", "took an item back from review"),
	"item.return":            i18n.T("退回事项", "returned an item"),
	"item.submit":            i18n.T("事项送审", "sent an item to review"),
	"item.supersede":         i18n.T("由新版本取代", "superseded by a new version"),
	"limit.recompute":        i18n.T("按新日历重算期限", "recomputed limits by a new calendar"),
	"org.found":              i18n.T("设立管理平台的单位和岗位", "set up the unit that runs the platform"),
	"org.open-office":        i18n.T("设立审批办", "opened an approval office"),
	"org.seed":               i18n.T("建立机构目录", "laid down the directory of units"),
	"person.contact":         i18n.T("更改联系方式", "changed contact details"),
	"person.prove":           i18n.T("核验身份证件", "checked an identity paper"),
	"person.refused":         i18n.T("查看个人信息被拒", "refused a look at personal data"),
	"watch.alarm":            i18n.T("自动发牌", "alarm raised by the clock"),
}

// actWords puts an act into words for receipts and records; its code where nobody
// named it.
func actWords(a act.Act) i18n.Text {
	if t, ok := casepage.VerbWords(a.Verb); ok {
		return t
	}
	if t, ok := verbs[a.Verb]; ok {
		return t
	}
	return access.VerbName(a.Verb)
}
