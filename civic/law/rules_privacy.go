package law

import "tongban/platform/i18n"

// privacyRules are the rules of personal information (个人信息).
var privacyRules = []Rule{
	rule("PIP-01", "T R", PersonalInfo.Art(13).P(1).I(3), i18n.T("为履行法定职责所必需的处理不需要取得同意，但不得超出必要的范围。", "Processing that a statutory duty needs takes no consent, and stays within need.")).also(PersonalInfo.Art(13).P(2), PersonalInfo.Art(34)),
	rule("PIP-02", "T PR", PersonalInfo.Art(17), i18n.T("处理前告知处理者、目的方式种类期限、权利行使方法。", "Before processing, people are told who, what for, how, how long and what their rights are.")).also(PersonalInfo.Art(35)),
	rule("PIP-03", "T B", PersonalInfo.Art(6), i18n.T("目的明确，与目的直接相关，限于最小范围。", "A clear purpose, directly related, and the least data.")),
	rule("PIP-04", "T BR", PersonalInfo.Art(23), i18n.T("向其他处理者提供的，告知接收方并取得单独同意，履行法定职责的除外。", "Handing data to another takes separate consent naming the recipient, unless a statutory duty covers it.")),
	rule("PIP-05", "T B", PersonalInfo.Art(25), i18n.T("个人信息未经单独同意不得公开，法定公开的除外；证件号码从不公开。", "Personal data are not published without separate consent or statute; ID numbers never.")),
	rule("PIP-06", "T BR", PersonalInfo.Art(24), i18n.T("自动化决策应透明公平；对个人有重大影响的，可要求说明并拒绝仅由机器决定。", "Automated decisions are transparent; whoever is much affected may ask why and refuse a machine-only decision.")),
	rule("PIP-07", "T R", PersonalInfo.Art(26), i18n.T("公共场所采集图像须有显著标识，只用于公共安全。", "Video in public places is signposted and serves public safety only.")),
	rule("PIP-08", "T BR", PersonalInfo.Art(28), i18n.T("敏感个人信息须有特定目的和充分必要性，并严格保护。", "Sensitive data need a specific purpose, necessity and strict protection.")).also(PersonalInfo.Art(29), PersonalInfo.Art(30)),
	rule("PIP-09", "T BR", PersonalInfo.Art(31), i18n.T("不满十四周岁的，取得监护人同意。", "Under fourteen, a guardian consents.")),
	rule("PIP-10", "T B", PersonalInfo.Art(36), i18n.T("国家机关处理的个人信息在境内存储，不使用境外资源。", "Personal data of state organs are stored in the mainland; no foreign resources are loaded.")),
	rule("PIP-11", "T CR", PersonalInfo.Art(45), i18n.T("个人可以查阅、复制、更正、补充、删除；拒绝的说明理由。", "People may see, copy, correct, complete and delete their data; a refusal gives reasons.")).also(PersonalInfo.Art(46), PersonalInfo.Art(47), PersonalInfo.Art(50)),
	rule("PIP-12", "T R", PersonalInfo.Art(51), i18n.T("分类管理、加密、控制权限、培训并有应急预案。", "Classification, encryption, access control, training and an incident plan.")),
	rule("PIP-13", "T R", PersonalInfo.Art(54), i18n.T("定期进行合规审计。", "Compliance is audited regularly.")),
	rule("PIP-14", "T R", PersonalInfo.Art(55), i18n.T("处理敏感信息、自动化决策、委托、提供、公开前进行影响评估，记录保存三年。", "Impact is assessed before sensitive, automated, entrusted, shared or published processing; kept three years.")).also(PersonalInfo.Art(56)),
	rule("PIP-15", "T CR", PersonalInfo.Art(57), i18n.T("发生泄露的，立即补救并通知主管部门和个人。", "A breach is remedied at once and told to authority and persons.")),
	rule("PIP-16", "T R", NetworkData.Art(12), i18n.T("向他方提供、委托处理的情况，记录保存三年以上。", "Records of sharing and entrusting are kept three years or more.")),
}
