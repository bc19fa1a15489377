package law

// Checked says how far a statement about law was checked (核对程度).
type Checked string

// The degrees. Only Text and Source rows may block a person's step; the rest warn
// until somebody has read the official text.
const (
	Text   Checked = "T"      // the article itself was read in a full copy
	Source Checked = "S"      // confirmed by a secondary source, not the instrument
	High   Checked = "MH"     // from memory, high confidence
	Medium Checked = "MM"     // from memory, medium confidence
	Low    Checked = "ML"     // from memory, low confidence
	Local  Checked = "local"  // a convention of the city, not law
	Design Checked = "design" // our own rule, not law
)

// An Instrument is a law, regulation, ministerial document or standard (规范性文件).
// Order numbers collide between organs, so the full title always goes with them.
type Instrument struct {
	ID       string  // stable, used in citation ids and stored records
	Title    string  // full official title
	Number   string  // 文号; empty where we did not check it
	En       string  // English title
	From     string  // the text cited has been in force since, YYYY-MM-DD; empty where unchecked
	Checked  Checked // how far its text was read
	Standard bool    // a technical standard: cited by clause, not by article
	Policy   bool    // a policy under its usual name, spread over several documents
}

// Name gives the title in book-title marks, a standard with its number before it.
func (i Instrument) Name() string {
	if i.Policy {
		return i.Title
	}
	if i.Standard {
		return i.Number + "《" + i.Title + "》"
	}
	return "《" + i.Title + "》"
}

// The laws and administrative regulations.
var (
	Licensing           = Instrument{ID: "licensing", Title: "中华人民共和国行政许可法", Number: "2003年主席令第7号，2019年修正", En: "Administrative Licensing Law", From: "2019-04-23", Checked: Text}
	CivilCode           = Instrument{ID: "civil", Title: "中华人民共和国民法典", Number: "主席令第45号", En: "Civil Code", From: "2021-01-01", Checked: Text}
	Reconsideration     = Instrument{ID: "reconsideration", Title: "中华人民共和国行政复议法", Number: "2023年修订", En: "Administrative Reconsideration Law", From: "2024-01-01", Checked: Text}
	Litigation          = Instrument{ID: "litigation", Title: "中华人民共和国行政诉讼法", Number: "2017年修正", En: "Administrative Litigation Law", From: "2017-07-01", Checked: Text}
	ESignature          = Instrument{ID: "esignature", Title: "中华人民共和国电子签名法", Number: "2019年修正", En: "Electronic Signature Law", From: "2019-04-23", Checked: Text}
	Cybersecurity       = Instrument{ID: "cybersecurity", Title: "中华人民共和国网络安全法", Number: "2025年修正", En: "Cybersecurity Law", From: "2026-01-01", Checked: Text}
	DataSecurity        = Instrument{ID: "datasecurity", Title: "中华人民共和国数据安全法", Number: "主席令第84号", En: "Data Security Law", From: "2021-09-01", Checked: Text}
	PersonalInfo        = Instrument{ID: "personalinfo", Title: "中华人民共和国个人信息保护法", Number: "主席令第91号", En: "Personal Information Protection Law", From: "2021-11-01", Checked: Text}
	Accessibility       = Instrument{ID: "accessibility", Title: "中华人民共和国无障碍环境建设法", Number: "主席令第6号", En: "Barrier-free Environment Law", From: "2023-09-01", Checked: Text}
	Tendering           = Instrument{ID: "tendering", Title: "中华人民共和国招标投标法", Number: "2017年修正", En: "Tendering and Bidding Law", From: "2017-12-28", Checked: Text}
	Procurement         = Instrument{ID: "procurement", Title: "中华人民共和国政府采购法", Number: "2014年修正", En: "Government Procurement Law", From: "2014-08-31", Checked: Text}
	TenderingRules      = Instrument{ID: "tendering-rules", Title: "中华人民共和国招标投标法实施条例", Number: "国务院令第613号，2019年修订", En: "Regulations implementing the Tendering and Bidding Law", From: "2019-03-02", Checked: Text}
	OnlineServices      = Instrument{ID: "online", Title: "国务院关于在线政务服务的若干规定", Number: "国务院令第716号", En: "Provisions of the State Council on Online Government Services", From: "2019-04-26", Checked: Text}
	BusinessEnvironment = Instrument{ID: "business", Title: "优化营商环境条例", Number: "国务院令第722号", En: "Regulations on Optimising the Business Environment", From: "2020-01-01", Checked: Text}
	GovInfo             = Instrument{ID: "govinfo", Title: "中华人民共和国政府信息公开条例", Number: "国务院令第711号", En: "Regulations on Open Government Information", From: "2019-05-15", Checked: Text}
	Holidays            = Instrument{ID: "holidays", Title: "全国年节及纪念日放假办法", Number: "2024年修订", En: "Regulations on Public Holidays for National Annual Festivals and Memorial Days", From: "2025-01-01", Checked: Text}
	NetworkData         = Instrument{ID: "networkdata", Title: "网络数据安全管理条例", Number: "国务院令第790号", En: "Regulations on Network Data Security", From: "2025-01-01", Checked: Text}
	CommercialCrypto    = Instrument{ID: "crypto", Title: "商用密码管理条例", Number: "国务院令第760号", En: "Regulations on Commercial Cryptography", From: "2023-07-01", Checked: Text}
)

// Documents below the regulations, and standards.
var (
	EBidding    = Instrument{ID: "ebidding", Title: "电子招标投标办法", Number: "国家发展改革委等8部门令第20号", En: "Measures for Electronic Tendering", From: "2013-05-01", Checked: Text}
	GoodRating  = Instrument{ID: "goodrating", Title: "国务院办公厅关于建立政务服务“好差评”制度提高政务服务水平的意见", Number: "国办发〔2019〕51号", En: "Opinions on the good-and-bad rating of government services", Checked: Source}
	Commitment  = Instrument{ID: "commitment", Title: "国务院办公厅关于全面推行证明事项和涉企经营许可事项告知承诺制的指导意见", Number: "国办发〔2020〕42号", En: "Guiding opinions on notification and commitment", Checked: Source}
	DoublePub   = Instrument{ID: "doublepub", Title: "行政许可、行政处罚信息“双公示”要求", En: "Double publicity of licences and penalties", Checked: Source, Policy: true}
	ServiceData = Instrument{ID: "gbt39046", Title: "政务服务平台基础数据规范", Number: "GB/T 39046-2020", En: "GB/T 39046-2020 Basic data of government service platforms", Checked: Source, Standard: true}
	MLPS        = Instrument{ID: "mlps", Title: "信息安全技术 网络安全等级保护基本要求", Number: "GB/T 22239-2019", En: "GB/T 22239-2019 Baseline for classified protection of cybersecurity", Checked: Source, Standard: true}
	CreditCode  = Instrument{ID: "gb32100", Title: "法人和其他组织统一社会信用代码编码规则", Number: "GB 32100-2015", En: "GB 32100-2015 Unified social credit code", Checked: Source, Standard: true}
	OrgCode     = Instrument{ID: "gb11714", Title: "全国组织机构代码编制规则", Number: "GB 11714-1997", En: "GB 11714-1997 Organisation code", Checked: Source, Standard: true}
	CitizenNo   = Instrument{ID: "gb11643", Title: "公民身份号码", Number: "GB 11643-1999", En: "GB 11643-1999 Citizen identification number", Checked: Source, Standard: true}
	Divisions   = Instrument{ID: "gbt2260", Title: "中华人民共和国行政区划代码", Number: "GB/T 2260", En: "GB/T 2260 Codes of administrative divisions", Checked: Source, Standard: true}
	ProjectCode = Instrument{ID: "gbt40058", Title: "全国固定资产投资项目代码编码规范", Number: "GB/T 40058-2021", En: "GB/T 40058-2021 Codes of investment projects", Checked: Source, Standard: true}
	LicenceID   = Instrument{ID: "gbt36904", Title: "电子证照 标识规范", Number: "GB/T 36904-2018", En: "GB/T 36904-2018 Electronic licence identifiers", Checked: Source, Standard: true}
	Seals       = Instrument{ID: "gbt38540", Title: "信息安全技术 安全电子签章密码技术规范", Number: "GB/T 38540-2020", En: "GB/T 38540-2020 Secure electronic seals", Checked: Source, Standard: true}
)

// Instruments lists every instrument the platform cites, laws first.
var Instruments = []Instrument{
	Licensing, CivilCode, Reconsideration, Litigation, ESignature, Cybersecurity, DataSecurity, PersonalInfo,
	Accessibility, Tendering, Procurement,
	TenderingRules, OnlineServices, BusinessEnvironment, GovInfo, Holidays, NetworkData, CommercialCrypto,
	EBidding, GoodRating, Commitment, DoublePub,
	ServiceData, MLPS, CreditCode, OrgCode, CitizenNo, Divisions, ProjectCode, LicenceID, Seals,
}

var byID = func() map[string]Instrument {
	m := map[string]Instrument{}
	for _, i := range Instruments {
		m[i.ID] = i
	}
	return m
}()
