package law

import "tongban/platform/i18n"

// serviceRules are the rules of online services, of the business environment and of
// open information (政务服务、营商环境、信息公开).
var serviceRules = []Rule{
	rule("OGS-01", "T W", OnlineServices.Art(4), i18n.T("除法律另有规定或者涉密等情形外，政务服务事项都应纳入平台办理。", "All service items belong on the platform, save secrets and what law excepts.")),
	rule("OGS-02", "T R", OnlineServices.Art(5), i18n.T("使用统一身份认证，一次认证后不再重复认证。", "The unified identity is accepted; nobody is verified twice.")),
	rule("OGS-03", "T BP", OnlineServices.Art(6), i18n.T("办事指南在平台公布，列明受理条件、材料和流程。", "Guides are published with conditions, materials and steps.")),
	rule("OGS-04", "T B", OnlineServices.Art(7).P(1), i18n.T("通过数据共享能够获得的信息，不得要求申请人另行提供。", "What data sharing supplies is not asked of the applicant.")),
	rule("OGS-05", "T BR", OnlineServices.Art(7).P(2), i18n.T("共享所得的信息不得用于与政务服务无关的用途。", "Shared data serve no other purpose than the service.")),
	rule("OGS-06", "T B", OnlineServices.Art(8), i18n.T("可靠的电子签名与手写签名或者盖章具有同等效力。", "A reliable electronic signature equals a handwritten one or a seal.")).also(ESignature.Art(13), ESignature.Art(14)),
	rule("OGS-07", "T B", OnlineServices.Art(9), i18n.T("使用国家统一电子印章系统制发的电子印章；试验用印章须有明显标识。", "Seals come from the national e-seal system; test seals are visibly marked.")),
	rule("OGS-08", "T B", OnlineServices.Art(10), i18n.T("电子证照采用标准版式文档，与纸质证照具有同等效力。", "Electronic licences are standard fixed-layout documents, equal to paper.")),
	rule("OGS-09", "T B", OnlineServices.Art(11), i18n.T("电子证照和加盖电子印章的材料可以作为办事依据，不得再要求纸质件。", "Electronic licences and sealed documents are valid grounds; paper is not demanded besides.")),
	rule("OGS-10", "T R", OnlineServices.Art(12), i18n.T("电子文件以电子形式归档移交。", "Electronic files are archived electronically.")),
	rule("BIZ-01", "T B", BusinessEnvironment.Art(35), i18n.T("没有法律、法规、规章依据，不得增设办理条件和环节；同一事项实行无差别受理、同标准办理。", "No condition or step without legal basis; the same item is handled alike everywhere.")),
	rule("BIZ-02", "T B", BusinessEnvironment.Art(36).P(1), i18n.T("需要现场踏勘、核查、技术审查、听证论证的，及时安排并限时办结。", "Site visits, checks, technical review and hearings are arranged promptly and have limits of their own.")),
	rule("BIZ-03", "T BP", BusinessEnvironment.Art(36).P(2), i18n.T("承诺的办理时限向社会公开，不长于法定时限；未按承诺办结的，公开说明理由。", "Promised limits are public and no longer than the lawful ones; an overrun is explained in public.")),
	rule("BIZ-04", "T W", BusinessEnvironment.Art(36).P(3), i18n.T("事项一般在政务服务大厅办理，并设综合窗口。", "Items are normally handled in the hall, at comprehensive windows.")),
	rule("BIZ-05", "T B", BusinessEnvironment.Art(37).P(4), i18n.T("办理渠道由当事人选择，不得限定。", "The applicant chooses the channel.")),
	rule("BIZ-06", "T B", BusinessEnvironment.Art(40).P(1), i18n.T("许可实行清单管理，清单之外不得实施许可。", "No licence outside the published list.")),
	rule("BIZ-07", "T R", BusinessEnvironment.Art(41), i18n.T("投资项目在线并联办理；工程建设项目并联审批、联合验收。", "Investment and construction projects are approved in parallel.")).also(BusinessEnvironment.Art(42)),
	rule("BIZ-08", "T B", BusinessEnvironment.Art(43), i18n.T("中介服务须有法定依据，不得指定中介机构；机关委托的由机关付费。", "Intermediary services need a legal basis, no firm is designated, and the agency pays for what it orders.")),
	rule("BIZ-09", "T BP", BusinessEnvironment.Art(44), i18n.T("证明事项须在清单内，公布设定依据、索要单位、开具单位和办事指南。", "Proofs are asked for only from the published list, with basis, requester, issuer and guide.")),
	rule("BIZ-10", "T BR", BusinessEnvironment.Art(58), i18n.T("执法公示、全过程记录；重大决定先经法制审核。", "Enforcement is public and recorded throughout; major decisions pass legal review.")),
	rule("INF-01", "T CP", GovInfo.Art(26), i18n.T("属于主动公开的信息，自形成或者变更之日起二十个工作日内公开。", "What is to be published is published within twenty working days.")),
	rule("INF-02", "S CP", DoublePub.Whole(), i18n.T("行政许可、行政处罚信息自决定之日起七个工作日内上网公示。", "Licences and penalties are posted within seven working days of the decision.")),
	rule("RMD-01", "T C", Reconsideration.Art(20), i18n.T("对决定不服的，六十日内可申请行政复议，六个月内可提起行政诉讼；对复议决定不服的，十五日内可起诉。", "Reconsideration within sixty days, litigation within six months, or within fifteen days of the reconsideration decision.")).also(Litigation.Art(45), Litigation.Art(46)),
}
