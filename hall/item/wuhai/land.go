package wuhai

import (
	"tongban/hall/item"
	"tongban/platform/form"
)

const transport = "中华人民共和国道路运输条例"

func dangerous() Entry {
	c := item.Content{
		Name: t("道路危险货物运输经营许可（新办）", "Licence to carry dangerous goods by road (new)"), Short: "危货运输", Words: []string{"运危险品", "危化品运输", "拉油罐"},
		About: t("从事道路危险货物运输经营，应当在办理营业执照后，向设区的市的交通运输主管部门申请许可。危险货物以外的货物运输，向所在区交通运输主管部门申请。",
			"Carrying dangerous goods by road needs a licence from the city's transport authority, after the business licence. Other goods are licensed by the district."),
		Type: item.Licence, Kind: item.Committed, Audience: []item.Audience{item.Enterprise}, Themes: []string{"traffic", "licence", "safety"},
		Conditions: t("1. 有五辆以上经检测合格的危险货物运输专用车辆、设备，配有必要的通讯工具；2. 有考试合格、取得上岗资格证的驾驶人员、装卸管理人员、押运人员；3. 有健全的安全生产管理制度。",
			"1. Five or more tested special vehicles with means of communication; 2. qualified drivers, loading managers and escorts; 3. sound safety rules."),
		Basis: ref(transport, "第二十一条", "第二十三条", "第二十四条第一款第二项"),
		Materials: []item.Material{application(ref(licensingLaw, "第二十九条第一款")), business("m2"),
			paper("m3", t("专用车辆、设备检测合格证明和通讯工具清单", "Test certificates of vehicles and equipment; list of means of communication"), t("五辆以上，每车一份，在有效期内。", "Five or more, one for each, in force."), ref(transport, "第二十三条第一项", "第二十三条第三项", "第二十四条第一款")),
			paper("m4", t("驾驶、装卸管理、押运人员上岗资格证", "Certificates of drivers, loading managers and escorts"), t("人员与车辆数相适应，证件有效。", "Enough for the vehicles, in force."), ref(transport, "第二十三条第二项", "第二十四条第一款")),
			paper("m5", t("安全生产管理制度文本", "Safety rules"), t("包括岗位责任、应急预案、车辆动态监控。", "Covers duties, emergencies and vehicle monitoring."), ref(transport, "第二十三条第四项", "第二十四条第一款"))},
		Steps:   threeSteps(item.Days(7)),
		Legal:   item.Limit{N: 20, Unit: item.CalendarDays, Note: t("条例第二十四条第二款；条例写「日」，按对申请人有利的自然日计", "Regulations, Art. 24(2); \"days\" read as calendar days, in the applicant's favour")},
		Promise: item.Days(7),
		Result:  item.Result{Type: "10", Name: t("道路运输经营许可证", "Road transport licence"), Licence: "transport", Years: 4},
		Flags:   item.Flags{Safety: true},
	}
	c.Form = definition(form.Def{Code: string(DangerousGoods), Title: t("道路危险货物运输经营申请书", "Application to carry dangerous goods"), Sections: []form.Section{
		company(),
		section("fleet", t("车辆和人员", "Vehicles and people"),
			choices("classes", t("危险货物类别", "Classes of goods"), option("2", "第二类 气体", "2 gases"), option("3", "第三类 易燃液体", "3 flammable liquids"), option("4", "第四类 易燃固体", "4 flammable solids"), option("5", "第五类 氧化性物质", "5 oxidising substances"), option("6", "第六类 毒性物质", "6 toxic substances"), option("8", "第八类 腐蚀性物质", "8 corrosives")),
			form.FieldDef{Name: "vehicles", Label: t("专用车辆", "Vehicles"), Type: form.Table, Required: true, Least: 5, Most: 50, Cols: []form.FieldDef{text("plate", t("车牌号", "Plate")), text("model", t("车型", "Model")), number("tons", t("核定载质量", "Load"), t("吨", "t"), 2)}},
			number("drivers", t("驾驶人员", "Drivers"), t("人", "people"), 0), number("escorts", t("押运人员", "Escorts"), t("人", "people"), 0),
			text("parking", t("停车场地", "Parking place"))),
		truth()}})
	rows := form.Rows{}
	for _, n := range []string{"1", "2", "3", "4", "5"} {
		rows = append(rows, form.Answers{"plate": form.Str("蒙C示例" + n), "model": form.Str("罐式半挂车"), "tons": form.Num(28500)})
	}
	c.Sample = with(sampleCompany("乌海市示例物流有限公司"), form.Answers{"classes": form.Many{"3", "8"}, "vehicles": rows, "drivers": form.Whole(8), "escorts": form.Whole(6), "parking": form.Str("乌海市海南区示例物流园")})
	return common(DangerousGoods, "市交通运输局", c)
}

const (
	forestLaw   = "中华人民共和国森林法"
	forestRules = "中华人民共和国森林法实施条例"
)

func logging() Entry {
	title := item.Material{ID: "m3", Name: t("林木权属证书", "Title to the trees"), Kind: "1", Form: "2", Need: "1", Supplier: "20", Issuer: "不动产登记机构",
		Held: true, HeldAs: "不动产权证书（林权）", Basis: ref(forestRules, "第三十条第一款")}
	survey := paper("m5", t("伐区调查设计材料", "Survey and design of the felling area"), t("由有能力的单位编制，与申请的面积、蓄积一致。", "Prepared by a capable body; area and volume agree with the application."), ref(forestLaw, "第五十八条"))
	survey.When = t("超过省级以上林业主管部门规定的面积或者蓄积量的", "where area or volume is above the set size")
	c := item.Content{
		Name: t("林木采伐许可证核发", "Felling permit"), Short: "采伐证", Words: []string{"砍树", "伐木", "移栽树木"},
		About: t("采伐林地上的林木，应当先取得采伐许可证，并按照许可证的规定采伐。农村居民采伐自留地和房前屋后个人所有的零星林木，不需要申请。",
			"Felling trees on forest land needs a permit. Villagers may fell single trees of their own by the house or on their plot without one."),
		Type: item.Licence, Kind: item.Committed, Audience: []item.Audience{item.Person, item.Enterprise, item.Institution, item.OtherBody}, Themes: []string{"nature"},
		Conditions: t("符合林木采伐技术规程；不在封山育林期、封山育林区内；上年度采伐后已完成更新造林；上年度没有发生未整改的重大滥伐案件、森林火灾或者林业有害生物灾害。",
			"In line with the felling code; not in closed forests; last year's replanting done; no great unlawful felling, fire or pest left unremedied last year."),
		Quantity: t("不得超过年采伐限额，按受理先后顺序决定", "Within the yearly quota; decided in the order of acceptance"),
		Basis:    ref(forestLaw, "第五十六条第一款", "第五十七条第一款"),
		Materials: []item.Material{application(ref(licensingLaw, "第二十九条第一款")), identity("m2"), title,
			paper("m4", t("采伐的地点、林种、树种、面积、蓄积、方式和更新措施的说明", "Place, kind, species, area, volume, method and replanting"), t("各项齐全，与现地一致。", "Complete and as on the ground."), ref(forestLaw, "第五十八条")), survey},
		Steps: threeSteps(item.Days(7)), Legal: item.Limit{N: 20, Unit: item.WorkingDays, Note: t("行政许可法第四十二条", "Administrative Licensing Law, Art. 42")}, Promise: item.Days(7),
		Result: item.Result{Type: "10", Name: t("林木采伐许可证", "Felling permit"), Licence: "felling", Validity: t("以证上载明的采伐期限为准", "As long as the permit says")},
	}
	c.Form = definition(form.Def{Code: string(Logging), Title: t("林木采伐申请书", "Application to fell trees"), Sections: []form.Section{
		someone(),
		section("felling", t("采伐", "Felling"),
			text("place", t("采伐地点", "Place")), text("species", t("树种", "Species")),
			choice("kind", t("林种", "Kind of forest"), option("protect", "防护林", "Protective"), option("special", "特种用途林", "Special use"), option("timber", "用材林", "Timber"), option("economic", "经济林", "Economic"), option("energy", "能源林", "Energy")),
			number("area", t("采伐面积", "Area"), t("公顷", "ha"), 3), number("volume", t("采伐蓄积", "Volume"), t("立方米", "m³"), 2),
			choice("method", t("采伐方式", "Method"), option("tending", "抚育采伐", "Thinning"), option("renewal", "更新采伐", "Renewal"), option("final", "主伐", "Final felling")),
			area("replant", t("更新措施", "Replanting"), t("写明树种、株数和完成时间。", "Species, number and by when."))),
		truth()}})
	c.Sample = with(samplePerson(), form.Answers{"place": form.Str("乌海市海南区巴音陶亥镇示例林地"), "species": form.Str("杨树"), "kind": form.Str("protect"), "area": form.Num(350), "volume": form.Num(12500),
		"method": form.Str("renewal"), "replant": form.Str("次年春季补植同树种二百株")})
	return common(Logging, "市林业和草原局", c)
}
