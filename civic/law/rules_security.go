package law

import "tongban/platform/i18n"

// securityRules are the rules of network security (网络安全).
var securityRules = []Rule{
	rule("SEC-01", "T B", Cybersecurity.Art(23).I(3), i18n.T("网络日志留存不少于六个月。", "Network logs are kept six months or more.")),
	rule("SEC-02", "T R", Cybersecurity.Art(27), i18n.T("制定应急预案，及时处置漏洞；发生事件立即启动预案并报告。", "There is an incident plan; flaws are handled at once and incidents reported.")).also(NetworkData.Art(11)),
	rule("SEC-03", "T CW", NetworkData.Art(10), i18n.T("产品和服务的漏洞涉及国家安全、公共利益的，二十四小时内报告。", "Flaws touching national security or the public interest are reported within twenty-four hours.")),
	rule("SEC-04", "S B", MLPS.Clause("8.1.4.1 a"), i18n.T("身份标识唯一，口令有复杂度要求并定期更换。", "Identities are unique; passwords are strong and renewed.")),
	rule("SEC-05", "S B", MLPS.Clause("8.1.4.1 b"), i18n.T("限制连续失败的登录次数，会话超时自动退出。", "Failed sign-ins are limited; idle sessions end.")),
	rule("SEC-06", "S B", MLPS.Clause("8.1.4.1 c"), i18n.T("远程管理时，鉴别信息不得明文传输。", "No credentials in clear text.")),
	rule("SEC-07", "S B", MLPS.Clause("8.1.4.1 d"), i18n.T("工作人员登录采用两种以上鉴别方式，其中一种使用密码技术。", "Staff sign in with two factors, one of them cryptographic.")),
	rule("SEC-08", "S B", MLPS.Clause("8.1.5"), i18n.T("系统管理、安全管理、审计管理三员分离，没有超级用户。", "System, security and audit administration are apart; there is no super-user.")),
	rule("SEC-09", "S BW", MLPS.Clause("8.1.4.2"), i18n.T("没有默认口令和共享账号；账号有期限，权限最小。", "No default passwords, no shared accounts; accounts expire and hold the least rights.")),
	rule("SEC-10", "S B", MLPS.Clause("8.1.4.2"), i18n.T("访问控制到用户和记录一级。", "Access is controlled down to user and record.")),
	rule("SEC-11", "S R", MLPS.Clause("8.1.4.3"), i18n.T("审计覆盖每个用户，记录时间、用户、事件和是否成功。", "Every user is audited: time, user, event, success.")),
	rule("SEC-12", "S B", MLPS.Clause("8.1.4.3"), i18n.T("审计记录受保护；写不进审计记录的，行为不生效。", "The audit log is protected; an act that cannot be logged does not happen.")),
	rule("SEC-13", "S B", MLPS.Clause("8.1.4.4"), i18n.T("最小安装，关闭不需要的端口，校验输入，管理端口与业务端口分开。", "Minimal install, closed ports, checked input, a separate listener for administration.")),
	rule("SEC-14", "S B", MLPS.Clause("8.1.4.7"), i18n.T("用密码技术保证数据传输和存储的完整性、保密性。", "Cryptography protects data in transit and at rest.")).also(MLPS.Clause("8.1.4.8")),
	rule("SEC-15", "S RW", MLPS.Clause("8.1.4.9"), i18n.T("本地备份与恢复、异地备份；恢复演练有记录。", "Local and remote backup; restore drills are on record.")),
	rule("SEC-16", "S R", MLPS.Clause("8.1.4.10"), i18n.T("鉴别信息和敏感数据所占空间在释放前清除。", "Credentials and sensitive data are wiped before their space is released.")),
	rule("SEC-17", "S B", MLPS.Clause("8.1.4.11"), i18n.T("只采集业务必需的个人信息。", "Only necessary personal data are taken.")),
	rule("SEC-18", "design W", Own("SEC-18"), i18n.T("三级系统每年至少测评一次。", "A level-three system is assessed every year.")),
	rule("SEC-19", "design B", Own("SEC-19"), i18n.T("截止时间以服务器的统一时钟为准，并公示偏差。", "Deadlines go by the server's synchronised clock; its skew is shown.")),
	rule("SEC-20", "T R", DataSecurity.Art(40), i18n.T("委托建设、维护系统须经批准并约定权限，受托方不得擅自留存、使用、泄露数据。", "Outsourced work is approved and bounded; the contractor keeps, uses and leaks nothing.")).also(NetworkData.Art(15)),
	rule("SEC-21", "T BR", DataSecurity.Art(38), i18n.T("履行职责中知悉的个人隐私、商业秘密依法保密；默认遮盖，查看留痕。", "What officials learn stays confidential: masked by default, every look recorded.")),
}
