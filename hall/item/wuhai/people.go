package wuhai

import (
	"tongban/civic/access"
	"tongban/hall/item"
	"tongban/platform/form"
)

const privateRules = "民办非企业单位登记管理暂行条例"

func privateBody() Entry {
	approval := paper("m2", t("业务主管单位的批准文件", "Approval of the competent authority"), t("由业务主管单位出具，同意成立。", "Issued by the competent authority and agreeing to it."), ref(privateRules, "第九条第二项"))
	approval.Supplier, approval.Issuer, approval.Kind = "20", "业务主管单位", "1"
	c := item.Content{
		Name: t("民办非企业单位成立登记", "Registration of a private non-enterprise body"), Short: "民非登记", Words: []string{"办民非", "社会服务机构", "民办培训机构登记"},
		About: t("成立民办非企业单位，应当经业务主管单位审查同意，并依法登记。登记后取得登记证书，可以刻制印章、开立银行账户。",
			"A private non-enterprise body needs the consent of its competent authority and registration. With the certificate it may have a seal and a bank account."),
		Type: item.Licence, Kind: item.Committed, Audience: []item.Audience{item.Person, item.Enterprise, item.SocialBody, item.OtherBody}, Themes: []string{"setup"},
		Conditions: t("1. 经业务主管单位审查同意；2. 有规范的名称、必要的组织机构；3. 有与业务活动相适应的从业人员；4. 有与业务活动相适应的合法财产；5. 有必要的场所。",
			"1. Consent of the competent authority; 2. a proper name and organisation; 3. suitable staff; 4. suitable lawful property; 5. premises."),
		Basis: ref(privateRules, "第三条", "第八条"),
		Materials: []item.Material{application(ref(privateRules, "第九条第一项")), approval,
			paper("m3", t("场所使用权证明", "Proof of the right to use the premises"), t("产权证明或者租赁合同，租期一年以上。", "Title or a lease of a year or more."), ref(privateRules, "第九条第三项")),
			paper("m4", t("验资报告", "Capital verification report"), t("由会计师事务所出具，与开办资金一致。", "By an accounting firm; agrees with the starting funds."), ref(privateRules, "第九条第四项")),
			paper("m5", t("拟任负责人的基本情况和身份证明", "Particulars and identity of the head"), t("写明简历，身份证明在有效期内。", "With a short history; the identity paper is in force."), ref(privateRules, "第九条第五项")),
			paper("m6", t("章程草案", "Draft articles"), t("写明宗旨、业务范围、组织和财产管理。", "States aim, scope, organisation and property."), ref(privateRules, "第九条第六项"))},
		Steps:   threeSteps(item.Days(15)),
		Legal:   item.Limit{N: 60, Unit: item.CalendarDays, Note: t("条例第十一条，自收到全部有效文件之日起", "Regulations, Art. 11, from receipt of all valid documents")},
		Promise: item.Days(15),
		Result:  item.Result{Type: "10", Name: t("民办非企业单位登记证书", "Certificate of registration"), Licence: "private-body", Years: 4},
	}
	c.Form = definition(form.Def{Code: string(PrivateBody), Title: t("民办非企业单位登记申请书", "Application for registration"), Sections: []form.Section{
		someone(),
		section("body", t("拟成立单位", "The body"),
			text("body", t("单位名称", "Name")), text("seat", t("住所", "Seat")),
			choice("liability", t("承担民事责任的方式", "Liability"), option("legal", "法人", "Legal person"), option("partner", "合伙", "Partnership"), option("single", "个体", "Individual")),
			area("aim", t("宗旨和业务范围", "Aim and scope"), t("不得含营利性经营活动。", "No business for profit.")),
			form.FieldDef{Name: "funds", Label: t("开办资金", "Starting funds"), Type: form.Money, Required: true, Min: "0"},
			text("authority", t("业务主管单位", "Competent authority")), text("head", t("拟任负责人", "Head"))),
		truth()}})
	c.Sample = with(samplePerson(), form.Answers{"body": form.Str("乌海市示例社区助老服务中心"), "seat": form.Str("乌海市海勃湾区示例社区"), "liability": form.Str("legal"),
		"aim": form.Str("为社区老年人提供助餐、助浴、助行服务"), "funds": form.Fen(3000000), "authority": form.Str("乌海市民政局"), "head": form.Str("王某某")})
	return common(PrivateBody, "市民政局", c)
}

const elders = "中华人民共和国老年人权益保障法"

func allowance() Entry {
	c := item.Content{
		Name: t("高龄津贴申领", "Old-age allowance"), Short: "高龄津贴", Words: []string{"八十岁补贴", "老人补贴", "高龄补贴", "老年津贴"},
		About: t("年满八十周岁的低收入老年人可以申请高龄津贴，批准后按月发到本人账户。家人可以代办。",
			"People of 80 and over with a low income may apply for an allowance, paid monthly into their own account. Family may apply for them."),
		Type: item.Payment, Kind: item.Committed, Audience: []item.Audience{item.Person}, Themes: []string{"elderly", "social"},
		Conditions: t("1. 年满八十周岁；2. 属于低收入老年人；3. 具有本市户籍。", "1. Eighty or over; 2. of low income; 3. registered in this city."),
		Basis:      ref(elders, "第三十三条第二款"),
		Materials:  []item.Material{application(ref(elders, "第三十三条第二款")), identity("m2"), household("m3")},
		Steps:      threeSteps(item.Days(7)),
		Legal:      item.Limit{N: 20, Unit: item.WorkingDays, Note: t("法律没有规定期限，演示城市定为二十个工作日", "No limit in law; the demonstration city sets twenty working days")}, Promise: item.Days(7),
		Result: item.Result{Type: "30", Name: t("高龄津贴发放决定书", "Decision on the allowance")},
		Questions: []item.FAQ{{Q: t("老人出不了门怎么办？", "What if they cannot go out?"), A: t("可以由家人代办，也可以打电话请社区上门办。", "Family can apply, or call the community station to come.")},
			{Q: t("还要开证明吗？", "Are certificates needed?"), A: t("不用。身份和户籍由工作人员查询。", "No: staff look up identity and registration.")}},
	}
	for i := range c.Materials[1:] {
		c.Materials[i+1].Basis = ref("国务院关于在线政务服务的若干规定", "第七条第一款")
	}
	c.Form = definition(form.Def{Code: string(OldAgeAllowance), Title: t("高龄津贴申请表", "Application for the old-age allowance"), Sections: []form.Section{
		someone(),
		section("payment", t("发放", "Payment"), text("home", t("居住地址", "Where you live")),
			form.FieldDef{Name: "account", Label: t("本人银行账号", "Your bank account"), Type: form.Text, Required: true, Pattern: `[0-9]{12,19}`, Example: "6222000000000000000"},
			text("bank", t("开户银行", "Bank")),
			choice("income", t("收入情况", "Income"), option("subsistence", "享受最低生活保障", "On subsistence allowance"), option("low", "低收入家庭", "Low-income household"))),
		truth()}})
	c.Sample = with(samplePerson(), form.Answers{"home": form.Str("乌海市海勃湾区示例社区1号楼"), "account": form.Str("6222000000000000000"), "bank": form.Str("示例银行乌海分行"), "income": form.Str("low")})
	return common(OldAgeAllowance, "市民政局", c)
}

// household is the household register, which the office fetches.
func household(id string) item.Material {
	return item.Material{ID: id, Name: t("户籍信息", "Household registration"), Kind: "1", Form: "2", Need: "1", Supplier: "20", Issuer: "公安机关",
		Held: true, HeldAs: "户籍登记信息"}
}

func seniorCard() Entry {
	photo := paper("m3", t("本人近期照片", "Recent photograph"), t("一寸免冠，窗口可以当场拍。", "Head only; the window can take it."), ref(elders, "第五十三条第一款"))
	photo.Need, photo.Form = "2", "2"
	who := identity("m2")
	who.Basis = ref("国务院关于在线政务服务的若干规定", "第七条第一款")
	c := item.Content{
		Name: t("老年人优待证办理", "Senior citizen card"), Short: "优待证", Words: []string{"老年证", "老人证", "敬老卡", "六十岁办证"},
		About: t("六十周岁以上的老年人可以办理优待证，乘车、逛公园、参观场馆时出示，按规定享受优待。外地户籍常住本市的，同等办理。",
			"People of 60 and over may have a card to show on buses, in parks and museums. Those who live here but are registered elsewhere are treated alike."),
		Type: item.Public, Kind: item.Immediate, Audience: []item.Audience{item.Person}, Themes: []string{"elderly", "papers"},
		Conditions: t("年满六十周岁，户籍在本市或者常住本市。", "Sixty or over, registered or living here."),
		Basis:      ref(elders, "第二条", "第五十三条"),
		Materials:  []item.Material{application(ref(elders, "第五十三条第一款")), who, photo},
		Steps: []item.Step{
			{Stage: item.StageAccept, Name: t("受理并当场核对", "Acceptance and check on the spot"), Duty: string(access.WindowAccept), Output: t("受理通知书", "acceptance slip")},
			{Stage: item.StageApprove, Name: t("当场决定", "Decision on the spot"), Duty: string(access.ApproveDecide), Output: t("准予或者不予决定书", "written decision")},
			{Stage: item.StageClose, Name: t("出证", "Handing out"), Duty: string(access.WindowDeliver), Output: t("老年人优待证", "the card")},
		},
		Legal:   item.Limit{N: 1, Unit: item.WorkingDays, Note: t("法律没有规定期限，演示城市定为当场办结", "No limit in law; the demonstration city does it on the spot")},
		Promise: item.Days(1),
		Result:  item.Result{Type: "10", Name: t("老年人优待证", "Senior citizen card"), Licence: "senior", Lasting: true},
		Questions: []item.FAQ{{Q: t("要本人来吗？", "Must they come in person?"), A: t("不用。家人可以代办，也可以在网上办。", "No: family can do it, or it can be done on line.")},
			{Q: t("收费吗？", "Is there a fee?"), A: t("不收费。", "No.")}},
	}
	c.Form = definition(form.Def{Code: string(SeniorCard), Title: t("老年人优待证申请表", "Application for a senior citizen card"), Sections: []form.Section{
		someone(),
		section("card", t("领证", "The card"), text("home", t("居住地址", "Where you live")),
			choice("collect", t("怎么领", "How to collect"), option("window", "窗口领取", "At the window"), option("post", "邮寄到家", "By post"))),
		truth()}})
	c.Sample = with(samplePerson(), form.Answers{"home": form.Str("乌海市海勃湾区示例社区1号楼"), "collect": form.Str("window")})
	return common(SeniorCard, "市民政局", c)
}
