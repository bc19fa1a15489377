package access

import (
	"slices"

	"tongban/platform/i18n"
)

// A Duty is what a post charges its holder with (职责), such as "window.accept".
type Duty string

// The duties of the government service hall. Which of them must never meet in
// one person is the table in incompatible.go.
const (
	Applicant     Duty = "applicant"      // 申请人: everybody signed in, for their own matters
	WindowAccept  Duty = "window.accept"  // 综合窗口受理: receives, checks form, accepts; never approves
	WindowDeliver Duty = "window.deliver" // 出件窗口: hands results out
	ApproveHandle Duty = "approve.handle" // 审批办承办: examines
	ApproveDecide Duty = "approve.decide" // 审批办批准: grants or refuses
	AgencyHead    Duty = "agency.head"    // 机关负责人: extensions
	CentreDirect  Duty = "centre.direct"  // 中心主任: load, days left; moves nothing
	Supervise     Duty = "supervise"      // 监察: reads all cases, raises alarms, changes nothing
	ItemEdit      Duty = "item.edit"      // 事项编制
	ItemReview    Duty = "item.review"    // 事项审核发布
	ListEdit      Duty = "list.edit"      // 权力清单编制
	ListReview    Duty = "list.review"    // 权力清单法制审核
	CalendarEdit  Duty = "calendar.edit"  // 工作日历录入
	CalendarCheck Duty = "calendar.check" // 工作日历复核发布
	SysAdmin      Duty = "admin.system"   // 系统管理员: accounts and running; no case, no log content
	SecAdmin      Duty = "admin.security" // 安全管理员: grants posts and duties; no business
	AuditAdmin    Duty = "admin.audit"    // 审计管理员: reads the records, changes nothing
)

// The duties of public resource trading. No policy permits them anything yet;
// they are here because no grant may join those that must not meet.
const (
	TradeCommittee   Duty = "trade.committee" // 管委会: decides rules and disputes of principle
	TradeSupervise   Duty = "trade.supervise" // 公管办: supervises, takes complaints
	TradeSector      Duty = "trade.sector"    // 行业监督: supervises its sector's projects
	FinanceSupervise Duty = "trade.finance"   // 财政监督: supervises government procurement
	Discipline       Duty = "discipline"      // 纪检监察: reads everything, decides nothing
	TradeExecute     Duty = "trade.execute"   // 交易中心: schedules, hosts, publishes
	CentralProcure   Duty = "trade.procure"   // 集中采购机构: procures for purchasers
	Tenderer         Duty = "trade.tenderer"  // 招标人、采购人: entrusts
	TradeAgency      Duty = "trade.agency"    // 代理机构: acts for the tenderer
	Bidder           Duty = "trade.bidder"    // 投标人、供应商
	Expert           Duty = "trade.expert"    // 评标专家
	QualifyReview    Duty = "trade.qualify"   // 资格审查
)

// A Group is a set of duties that policies name together (职责组).
type Group string

// The groups. A duty is in at most one of them.
const (
	WindowGroup    Group = "window"    // 窗口
	ApprovalGroup  Group = "approval"  // 审批办
	OversightGroup Group = "oversight" // 监督
	CatalogueGroup Group = "catalogue" // 清单与事项、日历
	AdminGroup     Group = "admin"     // 三员
	TradeGroup     Group = "trade"     // 公共资源交易
)

// A DutyInfo says what a duty is for those who read the page "who may" (职责说明).
type DutyInfo struct {
	Duty  Duty
	Group Group
	Name  i18n.Text
}

var duties = []DutyInfo{
	{Applicant, "", i18n.T("申请人（每个登录的人，只为本人或所代理的人）", "applicant (everybody signed in, for themselves or whom they act for)")},
	{WindowAccept, WindowGroup, i18n.T("综合窗口受理", "window: receive and accept")},
	{WindowDeliver, WindowGroup, i18n.T("统一窗口出件", "window: hand results out")},
	{ApproveHandle, ApprovalGroup, i18n.T("审批办承办", "approval office: examine")},
	{ApproveDecide, ApprovalGroup, i18n.T("审批办批准", "approval office: decide")},
	{AgencyHead, ApprovalGroup, i18n.T("机关负责人", "head of the agency")},
	{CentreDirect, OversightGroup, i18n.T("中心主任", "director of the centre")},
	{Supervise, OversightGroup, i18n.T("电子监察", "supervision")},
	{ItemEdit, CatalogueGroup, i18n.T("事项编制", "draft service items")},
	{ItemReview, CatalogueGroup, i18n.T("事项审核发布", "review and publish service items")},
	{ListEdit, CatalogueGroup, i18n.T("权力清单编制", "draft the list of powers")},
	{ListReview, CatalogueGroup, i18n.T("权力清单法制审核", "legal review of the list of powers")},
	{CalendarEdit, CatalogueGroup, i18n.T("工作日历录入", "enter the working calendar")},
	{CalendarCheck, CatalogueGroup, i18n.T("工作日历复核发布", "check and publish the working calendar")},
	{SysAdmin, AdminGroup, i18n.T("系统管理员", "system administrator")},
	{SecAdmin, AdminGroup, i18n.T("安全管理员", "security administrator")},
	{AuditAdmin, AdminGroup, i18n.T("审计管理员", "audit administrator")},
	{TradeCommittee, TradeGroup, i18n.T("管委会决策", "trading committee: decide")},
	{TradeSupervise, TradeGroup, i18n.T("公管办监督", "trading supervision office")},
	{TradeSector, TradeGroup, i18n.T("行业监督部门", "sector supervisor")},
	{FinanceSupervise, TradeGroup, i18n.T("政府采购财政监督", "finance: procurement supervisor")},
	{Discipline, TradeGroup, i18n.T("纪检监察", "discipline inspection")},
	{TradeExecute, TradeGroup, i18n.T("交易中心执行", "trading centre: execute")},
	{CentralProcure, TradeGroup, i18n.T("集中采购机构", "central procurement body")},
	{Tenderer, TradeGroup, i18n.T("招标人、采购人", "tenderer or purchaser")},
	{TradeAgency, TradeGroup, i18n.T("代理机构", "tendering agency")},
	{Bidder, TradeGroup, i18n.T("投标人、供应商", "bidder or supplier")},
	{Expert, TradeGroup, i18n.T("评标专家", "evaluation expert")},
	{QualifyReview, TradeGroup, i18n.T("资格审查", "qualification review")},
}

// Duties lists every duty in the order to show.
func Duties() []DutyInfo { return slices.Clone(duties) }

// Info gives what is known of the duty; ok is false for an unknown one.
func (d Duty) Info() (DutyInfo, bool) {
	i := slices.IndexFunc(duties, func(x DutyInfo) bool { return x.Duty == d })
	if i < 0 {
		return DutyInfo{Duty: d, Name: i18n.T(string(d), string(d))}, false
	}
	return duties[i], true
}

// Name gives the words for the duty, its code where it is unknown.
func (d Duty) Name() i18n.Text {
	x, _ := d.Info()
	return x.Name
}
