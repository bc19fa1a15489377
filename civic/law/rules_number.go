package law

import "tongban/platform/i18n"

// numberRules are the rules of identifiers (编码与校验).
var numberRules = []Rule{
	rule("IDN-01", "S B", CreditCode.Whole(), i18n.T("统一社会信用代码十八位，字符集不含 I、O、S、V、Z，末位校验。", "Unified credit codes have eighteen characters of a set of thirty-one, the last a check character.")),
	rule("IDN-02", "S W", OrgCode.Whole(), i18n.T("组织机构代码八位加一位校验。", "Organisation codes have eight characters and a check character.")),
	rule("IDN-03", "S B", CitizenNo.Whole(), i18n.T("公民身份号码十八位，出生日期真实存在，末位校验；不因旧区划拒绝。", "Citizen numbers have eighteen digits with a real birth date and a check character; an abolished region is no reason to refuse.")),
	rule("IDN-04", "S C", Divisions.Whole(), i18n.T("行政区划使用国家标准代码，并保留历史有效期。", "Divisions carry their national codes, with dates of validity.")),
	rule("IDN-05", "S W", ProjectCode.Whole(), i18n.T("投资项目代码二十四位五段，本地只查格式。", "Investment project codes have twenty-four characters in five groups; only the shape is checked here.")),
	rule("IDN-08", "S B", LicenceID.Whole(), i18n.T("电子证照标识由类型、颁发机构、流水号、版本和校验位组成。", "Electronic licence identifiers hold type, issuer, serial, version and a check character.")),
	rule("IDN-09", "S R", Seals.Whole(), i18n.T("电子印章的数据结构符合国家标准。", "Electronic seals have the structure of the national standard.")),
}
