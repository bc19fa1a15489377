package wuhai

import (
	"tongban/hall/item"
	"tongban/platform/form"
)

const foodLaw = "中华人民共和国食品安全法"

func food() Entry {
	material := []item.Material{
		application(ref(licensingLaw, "第二十九条第一款")),
		business("m2"),
		paper("m3", t("经营场所布局、设备设施和操作流程说明", "Layout, equipment and process of the premises"),
			t("标明功能分区、主要设备和操作流程，与实际一致。", "Shows zones, main equipment and the flow of work, as they are."), ref(foodLaw, "第三十五条第二款")),
		paper("m4", t("食品安全管理人员名单和食品安全规章制度", "Food safety managers and rules"),
			t("写明管理人员和各项制度。", "Names the managers and sets out the rules."), ref(foodLaw, "第三十五条第二款")),
	}
	c := item.Content{
		Name: t("食品经营许可（新办）", "Food business licence (new)"), Short: "食品经营", Words: []string{"开饭店", "开餐馆", "开小吃店", "卖熟食", "奶茶店"},
		About: t("从事食品销售、餐饮服务，应当先取得食品经营许可。取得后，可以在许可的地点和项目内经营。销售食用农产品和仅销售预包装食品的，不需要取得许可。",
			"Selling food or serving meals needs a licence first. With it you may trade at the licensed place within the licensed scope. Selling farm products or only prepackaged food needs no licence."),
		Type: item.Licence, Kind: item.Committed, Audience: []item.Audience{item.Enterprise, item.Unincorporated}, Themes: []string{"licence", "work"},
		Conditions: t("1. 已办理营业执照；2. 有与经营的食品相适应的场所、设备设施、布局和操作流程；3. 有食品安全管理人员和规章制度。",
			"1. A business licence; 2. premises, equipment, layout and process that suit the food; 3. food safety managers and rules."),
		Basis: ref(foodLaw, "第三十五条"), Materials: material, Steps: threeSteps(item.Days(8)),
		Specials: []item.Special{{Name: t("现场核查（计入时限）", "Site check (counted in the limit)"), Limit: item.Days(3), By: "乌海市市场监督管理局", Basis: ref(foodLaw, "第三十五条第二款")}},
		Legal:    item.Limit{N: 20, Unit: item.WorkingDays, Note: t("行政许可法第四十二条", "Administrative Licensing Law, Art. 42")}, Promise: item.Days(8),
		Result: item.Result{Type: "10", Name: t("食品经营许可证", "Food business licence"), Licence: "food", Years: 5},
		Flags:  item.Flags{Safety: true, SiteVisit: true},
		Questions: []item.FAQ{
			{Q: t("只卖预包装食品要办吗？", "I only sell prepackaged food. Do I need it?"), A: t("不用办许可，但要向所在地市场监督管理部门备案。", "No licence, but file with the local market regulator.")},
			{Q: t("检查人员来现场要收费吗？", "Does the site check cost anything?"), A: t("不收费。", "No.")},
		},
	}
	c.Form = definition(form.Def{Code: string(FoodLicence), Title: t("食品经营许可申请书", "Application for a food business licence"), Sections: []form.Section{
		company(),
		section("business", t("经营情况", "The business"),
			text("shop", t("门店名称", "Name of the shop")), text("place", t("经营场所", "Address of the premises")),
			choice("format", t("主体业态", "Kind of business"), option("sale", "食品销售经营者", "Seller of food"), option("catering", "餐饮服务经营者", "Caterer"), option("canteen", "单位食堂", "Canteen")),
			choices("scope", t("经营项目", "Scope"), option("bulk", "散装食品销售", "Bulk food"), option("hot", "热食类食品制售", "Hot food"), option("cold", "冷食类食品制售", "Cold food"), option("pastry", "糕点类食品制售", "Pastry"), option("drink", "自制饮品制售", "Drinks")),
			number("size", t("经营面积", "Floor area"), t("平方米", "m²"), 1), text("manager", t("食品安全管理人员", "Food safety manager"))),
		truth()}})
	c.Sample = with(sampleCompany("乌海市示例餐饮有限公司"), form.Answers{"shop": form.Str("示例面馆"), "place": form.Str("乌海市海勃湾区示例街2号"),
		"format": form.Str("catering"), "scope": form.Many{"hot", "cold"}, "size": form.Num(86500), "manager": form.Str("李某某")})
	return common(FoodLicence, "市市场监督管理局", c)
}

const hygiene = "公共场所卫生管理条例"

func publicPlace() Entry {
	c := item.Content{
		Name: t("公共场所卫生许可（新办）", "Hygiene licence for public places (new)"), Short: "卫生许可", Words: []string{"开宾馆", "开理发店", "开浴室", "开游泳馆", "美容店"},
		About: t("宾馆、浴室、理发店、美容店、影剧院、游泳场馆、商场等公共场所，经营单位应当先取得卫生许可证。",
			"Hotels, baths, hairdressers, beauty parlours, cinemas, swimming pools and shops need a hygiene licence before they open."),
		Type: item.Licence, Kind: item.Committed, Audience: []item.Audience{item.Enterprise, item.Institution, item.SocialBody, item.Unincorporated}, Themes: []string{"licence", "health"},
		Conditions: t("空气、微小气候、水质、采光、照明、噪音以及顾客用具和卫生设施符合国家卫生标准；有卫生责任制度；直接为顾客服务的人员持有健康合格证。",
			"Air, climate, water, light, noise, utensils and sanitary facilities meet the national standards; there are hygiene rules; staff who serve customers hold health certificates."),
		Basis: ref(hygiene, "第四条", "第八条"),
		Materials: []item.Material{
			application(ref(licensingLaw, "第二十九条第一款")), business("m2"),
			paper("m3", t("卫生检测或者评价报告", "Hygiene test or assessment report"), t("覆盖该类场所应检项目，结论合格。", "Covers what such a place must test; the finding is a pass."), ref(hygiene, "第三条")),
			paper("m4", t("卫生责任制度", "Hygiene rules"), t("写明责任人和培训安排。", "Names who answers and how staff are trained."), ref(hygiene, "第六条")),
			paper("m5", t("从业人员健康合格证明", "Health certificates of staff"), t("直接为顾客服务的人员每人一份，在有效期内。", "One for each who serves customers, in force."), ref(hygiene, "第七条")),
		},
		Steps: threeSteps(item.Days(5)), Legal: item.Limit{N: 20, Unit: item.WorkingDays, Note: t("行政许可法第四十二条", "Administrative Licensing Law, Art. 42")}, Promise: item.Days(5),
		Result: item.Result{Type: "10", Name: t("卫生许可证", "Hygiene licence"), Licence: "hygiene", Validity: t("每两年复核一次（条例第八条）", "Reviewed every two years (Art. 8)")},
		Flags:  item.Flags{Safety: true},
	}
	c.Form = definition(form.Def{Code: string(PublicPlace), Title: t("公共场所卫生许可申请书", "Application for a hygiene licence"), Sections: []form.Section{
		company(),
		section("venue", t("场所", "The place"),
			text("venue", t("场所名称", "Name of the place")), text("place", t("场所地址", "Address")),
			choice("kind", t("场所类别", "Kind of place"), option("lodging", "宾馆、旅店", "Lodging"), option("bath", "公共浴室", "Bath"), option("hair", "理发店、美容店", "Hairdresser or beauty parlour"), option("show", "影剧院、游艺厅", "Cinema or arcade"), option("swim", "游泳场馆", "Swimming pool"), option("shop", "商场、书店", "Shop")),
			number("size", t("使用面积", "Floor area"), t("平方米", "m²"), 1), number("staff", t("从业人员", "Staff"), t("人", "people"), 0)),
		truth()}})
	c.Sample = with(sampleCompany("乌海市示例酒店有限公司"), form.Answers{"venue": form.Str("示例酒店"), "place": form.Str("乌海市海勃湾区示例街3号"), "kind": form.Str("lodging"), "size": form.Whole(1200), "staff": form.Whole(18)})
	return common(PublicPlace, "市卫生健康委员会", c)
}
