package item

import "tongban/platform/i18n"

// A Theme is one rung of the ladder people find items by (主题): a stage of life
// or of a business.
type Theme struct {
	Code    string
	Name    i18n.Text
	Aliases []string // names used by other catalogues
}

// Themes lists the themes in the order to show; those without an item are not drawn.
var Themes = []Theme{
	{"birth", i18n.T("生育收养", "Birth and adoption"), []string{"生小孩"}},
	{"household", i18n.T("户籍办理", "Household registration"), []string{"迁居"}},
	{"education", i18n.T("教育科研", "Education and research"), []string{"升学", "义务教育", "儿童青少年"}},
	{"work", i18n.T("就业创业", "Work and starting a business"), []string{"找工作", "创业", "人才", "失业", "高校毕业生"}},
	{"marriage", i18n.T("婚姻登记", "Marriage"), []string{"结婚"}},
	{"housing", i18n.T("住房保障", "Housing"), []string{"买房子"}},
	{"social", i18n.T("社会保障", "Social security"), []string{"社会保障（社会保险、社会救助）", "社会救助", "残疾人", "妇女", "涉农补贴", "农民"}},
	{"elderly", i18n.T("养老服务", "Old age"), []string{"老年人", "退休", "离职退休", "养老服务"}},
	{"health", i18n.T("医疗卫生", "Health"), nil},
	{"traffic", i18n.T("交通出行", "Transport"), nil},
	{"papers", i18n.T("证件办理", "Identity papers"), nil},
	{"travel", i18n.T("出境入境", "Entry and exit"), []string{"外国人", "港澳台侨", "旅游观光"}},
	{"culture", i18n.T("文化体育", "Culture and sport"), nil},
	{"justice", i18n.T("司法公证", "Justice and notaries"), nil},
	{"faith", i18n.T("民族宗教", "Ethnic and religious affairs"), nil},
	{"consumer", i18n.T("消费维权", "Consumer rights"), nil},
	{"setup", i18n.T("设立变更", "Setting up and changing a body"), nil},
	{"licence", i18n.T("准营准办", "Permission to operate"), nil},
	{"qualify", i18n.T("职业资格", "Professional qualifications"), []string{"资质认证"}},
	{"build", i18n.T("规划建设", "Planning and building"), nil},
	{"nature", i18n.T("环保绿化", "Environment and greenery"), []string{"环保绿化", "农林牧渔"}},
	{"safety", i18n.T("公共安全", "Public safety"), []string{"城市综合执法", "安全生产"}},
	{"utility", i18n.T("公用事业", "Utilities"), nil},
	{"tax", i18n.T("纳税缴费", "Taxes and fees"), []string{"纳税", "行政缴费"}},
	{"property", i18n.T("知识产权与抵押质押", "Intellectual property and pledges"), []string{"知识产权", "抵押质押"}},
	{"other", i18n.T("其他", "Other"), nil},
}

var themeByName = func() map[string]string {
	m := map[string]string{}
	for _, t := range Themes {
		m[t.Code], m[t.Name.Zh] = t.Code, t.Code
		for _, a := range t.Aliases {
			m[a] = t.Code
		}
	}
	return m
}()

// ThemeName gives the name of a theme; the code where it is not known.
func ThemeName(code string) i18n.Text {
	for _, t := range Themes {
		if t.Code == code {
			return t.Name
		}
	}
	return i18n.T(code, code)
}
