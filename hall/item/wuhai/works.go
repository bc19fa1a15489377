package wuhai

import (
	"tongban/hall/item"
	"tongban/platform/form"
)

const waterRules = "取水许可和水资源费征收管理条例"

func water() Entry {
	reservoir := paper("m3", t("与第三者利害关系的相关说明", "Statement on the interests of third parties"), t("写明取水、退水影响到谁，如何解决。", "Says whom taking and discharging water affects and how this is settled."), ref(waterRules, "第十一条第一款第二项"))
	filing := paper("m4", t("项目备案材料", "Filing documents of the project"), t("备案机关出具，内容与申请一致。", "Issued by the filing body and in line with the application."), ref(waterRules, "第十一条第一款第三项"))
	filing.When = t("属于备案项目的", "where the project is subject to filing")
	report := paper("m5", t("建设项目水资源论证报告书", "Water resource report of the construction project"), t("包括取水水源、用水合理性以及对生态与环境的影响。", "Covers the source, why the use is reasonable, and the effect on nature."), ref(waterRules, "第十一条第二款"))
	report.When = t("建设项目需要取水的", "where a construction project needs water")
	c := item.Content{
		Name: t("取水许可（新办）", "Permit to take water (new)"), Short: "取水许可", Words: []string{"打井", "取地下水", "从黄河取水", "自备井"},
		About: t("利用取水工程或者设施直接从江河、湖泊或者地下取用水资源的，应当先取得批准，方可兴建取水工程或者设施。",
			"Whoever takes water from rivers, lakes or underground by works or devices needs approval before building them."),
		Type: item.Licence, Kind: item.Committed, Audience: []item.Audience{item.Person, item.Enterprise, item.Institution, item.OtherBody}, Themes: []string{"utility", "nature", "build"},
		Conditions: t("符合水资源规划和取水总量控制；不在地下水禁采区取用地下水；取水、退水布局合理；公共供水管网能够满足需要的，建设项目不得自备设施取用地下水；不对第三者或者社会公共利益造成重大损害。",
			"In line with water plans and the total allowed; no groundwater in closed areas; sound layout of intake and discharge; no own wells where the public network suffices; no great harm to others or the public."),
		Quantity: t("受本行政区域取水许可总量控制，按受理先后顺序决定", "Bound by the total allowed for the region; decided in the order of acceptance"),
		Basis:    append(ref("中华人民共和国水法", "第四十八条"), ref(waterRules, "第二条第二款", "第二十一条")...),
		Materials: []item.Material{application(ref(waterRules, "第十一条第一款第一项", "第十二条")), business("m2"),
			reservoir, filing, report},
		Steps: threeSteps(item.Days(20)),
		Specials: []item.Special{
			{Name: t("听证", "Hearing"), Cause: item.Hearing, Limit: item.Days(20), By: "乌海市水务局", Basis: ref(waterRules, "第十八条")},
			{Name: t("征求城市建设主管部门意见（取用城市规划区地下水的，计入时限）", "Opinion of the urban construction department (groundwater in the planned urban area; counted)"), Limit: item.Days(5), By: "乌海市住房和城乡建设局", Basis: ref(waterRules, "第十九条第二款")},
		},
		Legal: item.Limit{N: 45, Unit: item.WorkingDays, Note: t("条例第十九条第一款", "Regulations, Art. 19(1)")}, Promise: item.Days(20),
		Result: item.Result{Type: "20", Name: t("取水申请批准文件", "Approval to take water"), Licence: "water", Years: 3},
		Flags:  item.Flags{ThirdParty: true, Hearing: true},
		Joint:  []item.Joint{{Name: "乌海市住房和城乡建设局", Steps: []string{"征求意见"}}},
		Questions: []item.FAQ{{Q: t("家里少量用水要办吗？", "Do I need it for small use at home?"), A: t("家庭生活和零星散养、圈养畜禽饮用等少量取水的，不需要申请。", "No: small amounts for the household or a few animals need no permit.")},
			{Q: t("批准后多久要开工？", "When must I begin building?"), A: t("三年内；三年内没有开工的，批准文件自行失效。", "Within three years; otherwise the approval lapses.")}},
	}
	c.Form = definition(form.Def{Code: string(WaterTaking), Title: t("取水许可申请书", "Application to take water"), Sections: []form.Section{
		company(),
		section("taking", t("取水", "Taking water"),
			area("reason", t("申请理由和取水目的", "Reason and purpose"), t("写明用水的项目和工艺。", "Name the project and the process.")),
			choice("source", t("水源类型", "Source"), option("surface", "地表水", "Surface water"), option("ground", "地下水", "Groundwater"), option("other", "其他水源", "Other source")),
			text("intake", t("取水地点", "Place of intake")), text("method", t("取水方式和计量方式", "How it is taken and measured")),
			number("yearly", t("年取水量", "Amount per year"), t("立方米", "m³"), 0), date("start", t("取水起始日期", "First day")), number("years", t("取水期限", "For how long"), t("年", "years"), 0),
			area("saving", t("节水措施", "How water is saved"), t("没有措施的写明原因。", "If there is none, say why."))),
		section("discharge", t("退水", "Discharge"), text("outlet", t("退水地点", "Place of discharge")), area("treatment", t("所含主要污染物和处理措施", "Pollutants and treatment"), t("不退水的写「不退水」。", "Write \"none\" if nothing is discharged."))),
		truth()}})
	c.Sample = with(sampleCompany("乌海市示例洗选有限公司"), form.Answers{"reason": form.Str("原煤洗选补充用水"), "source": form.Str("surface"), "intake": form.Str("黄河海勃湾段示例取水口"),
		"method": form.Str("水泵提水，电磁流量计计量"), "yearly": form.Whole(120000), "start": form.Str("2026-09-01"), "years": form.Whole(5), "saving": form.Str("循环用水，利用率百分之九十五"), "outlet": form.Str("不退水"), "treatment": form.Str("不退水")})
	return common(WaterTaking, "市水务局", c)
}

const sewerRules = "城镇排水与污水处理条例"

func sewage() Entry {
	c := item.Content{
		Name: t("城镇污水排入排水管网许可", "Permit to discharge into the sewers"), Short: "排水许可", Words: []string{"排水证", "下水", "接污水管网"},
		About: t("从事工业、建筑、餐饮、医疗等活动的企业事业单位、个体工商户向城镇排水设施排放污水，应当先取得污水排入排水管网许可证。",
			"Industry, building, catering and medical premises that discharge into the town's sewers need a permit first."),
		Type: item.Licence, Kind: item.Committed, Audience: []item.Audience{item.Enterprise, item.Institution, item.Unincorporated}, Themes: []string{"utility", "build", "nature"},
		Conditions: t("1. 排放口的设置符合城镇排水与污水处理规划；2. 按照规定建设预处理设施和水质、水量检测设施；3. 排放的污水符合国家或者地方规定的排放标准。",
			"1. The outlet fits the drainage plan; 2. pretreatment and measuring facilities are built; 3. the water meets the standards."),
		Basis: ref(sewerRules, "第二十一条", "第二十二条"),
		Materials: []item.Material{application(ref(licensingLaw, "第二十九条第一款")), business("m2"),
			paper("m3", t("排放口位置和接管平面图", "Plan of outlets and connections"), t("标明每个排放口的位置、口径和接入的管段。", "Shows place, diameter and sewer of each outlet."), ref(sewerRules, "第二十二条第一款第一项")),
			paper("m4", t("预处理设施和水质、水量检测设施说明", "Description of pretreatment and measuring facilities"), t("写明处理工艺和检测项目。", "Describes the process and what is measured."), ref(sewerRules, "第二十二条第一款第二项")),
			paper("m5", t("排放污水的水质检测报告", "Test report of the discharged water"), t("由有资质的检测机构出具，各排放口都有。", "By a qualified laboratory, for every outlet."), ref(sewerRules, "第二十二条第一款第三项"))},
		Steps: threeSteps(item.Days(10)), Legal: item.Limit{N: 20, Unit: item.WorkingDays, Note: t("行政许可法第四十二条", "Administrative Licensing Law, Art. 42")}, Promise: item.Days(10),
		Specials: []item.Special{{Name: t("现场核查（计入时限）", "Site check (counted in the limit)"), Limit: item.Days(5), By: "乌海市住房和城乡建设局", Basis: ref(licensingLaw, "第三十四条第三款")}},
		Result:   item.Result{Type: "10", Name: t("污水排入排水管网许可证", "Permit to discharge into the sewers"), Licence: "sewage", Years: 5},
		Flags:    item.Flags{SiteVisit: true},
	}
	c.Form = definition(form.Def{Code: string(Sewage), Title: t("污水排入排水管网许可申请书", "Application to discharge into the sewers"), Sections: []form.Section{
		company(),
		section("discharge", t("排水", "Discharge"),
			text("place", t("排水地址", "Address of discharge")),
			choice("trade", t("活动类别", "Activity"), option("industry", "工业", "Industry"), option("building", "建筑", "Building"), option("catering", "餐饮", "Catering"), option("medical", "医疗", "Medical")),
			number("daily", t("日最大排水量", "Most per day"), t("立方米", "m³"), 1),
			form.FieldDef{Name: "outlets", Label: t("排放口", "Outlets"), Type: form.Table, Required: true, Least: 1, Most: 10, Cols: []form.FieldDef{text("where", t("位置", "Place")), text("sewer", t("接入管段", "Sewer")), number("mm", t("管径", "Diameter"), t("毫米", "mm"), 0)}},
			area("pretreatment", t("预处理设施", "Pretreatment"), t("如隔油池、沉淀池、消毒设施。", "Such as grease trap, settling tank, disinfection."))),
		truth()}})
	c.Sample = with(sampleCompany("乌海市示例餐饮有限公司"), form.Answers{"place": form.Str("乌海市海勃湾区示例街2号"), "trade": form.Str("catering"), "daily": form.Num(6500),
		"outlets": form.Rows{{"where": form.Str("门店北侧"), "sewer": form.Str("示例街污水管"), "mm": form.Whole(200)}}, "pretreatment": form.Str("隔油池一座")})
	return common(Sewage, "市住房和城乡建设局", c)
}
