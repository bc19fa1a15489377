// Package gallery shows every component of platform/ui in every state (部件陈列),
// in all four faces, at /_gallery of the demonstration city. Browser tests walk
// it: a component that is not here is not tested. Its contents are samples in
// Chinese; the words of the components follow the reader's language.
package gallery

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// Mount puts the gallery at /_gallery; ?face= chooses desk, elder or wall.
func Mount(s *web.Site) {
	s.Handle("GET /_gallery", show)
	s.Handle("GET /_gallery/form", form)
	s.Handle("GET /_gallery/desk", desk)
	s.Handle("GET /_gallery/fault", func(http.ResponseWriter, *http.Request) error { return refusal() })
}

// Nav is the navigation of the sample pages.
func Nav() []web.NavItem {
	return []web.NavItem{
		{Key: "components", Href: "/_gallery", Say: i18n.T("部件", "Components")},
		{Key: "form", Href: "/_gallery/form", Say: i18n.T("表单", "Form")},
		{Key: "desk", Href: "/_gallery/desk", Say: i18n.T("工作台", "Desk")},
		{Key: "fault", Href: "/_gallery/fault", Say: i18n.T("差错页", "Fault page")},
	}
}

func show(w http.ResponseWriter, r *http.Request) error {
	ctx := web.WithVisitor(r.Context(), web.Visitor{Nav: Nav()})
	face := web.Face(r.URL.Query().Get("face"))
	switch face {
	case web.Desk, web.Elder:
	case web.Wall:
		return web.Show(w, r.WithContext(ctx), http.StatusOK, wall())
	default:
		face = web.Public
	}
	return web.Show(w, r.WithContext(ctx), http.StatusOK, components(face))
}

func form(w http.ResponseWriter, r *http.Request) error {
	ctx := web.WithVisitor(r.Context(), web.Visitor{Nav: Nav(), SignedIn: true, Name: "王*梅", For: "海勃湾区某某餐饮店", Unread: 3})
	return web.Show(w, r.WithContext(ctx), http.StatusUnprocessableEntity, formPage())
}

func desk(w http.ResponseWriter, r *http.Request) error {
	ctx := web.WithVisitor(r.Context(), web.Visitor{Nav: Nav(), SignedIn: true, Name: "王敏", Unread: 2})
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	return web.Show(w, r.WithContext(ctx), http.StatusOK, deskPage(page))
}

func refusal() *fault.Error {
	f := fault.New(fault.Conflict, "gallery.sample", i18n.T("该办件已经受理，不能再作不予受理。", "The case has been accepted; it can no longer be refused.")).
		Under(i18n.T("《中华人民共和国行政许可法》第三十二条", "Administrative Licensing Law, art. 32")).
		Then(i18n.T("请刷新后查看办件的最新状态。", "Reload to see the present state of the case."))
	f.May = []i18n.Text{i18n.T("作出准予决定", "Grant"), i18n.T("作出不予许可决定", "Refuse with reasons")}
	return f
}

func refused() []fault.Field {
	return []fault.Field{
		{Name: "uscc", Why: i18n.T("统一社会信用代码应为 18 位，您填了 17 位", "A credit code has 18 characters; you typed 17")},
		{Name: "area", Why: i18n.T("请填写经营面积", "Enter the floor area")},
		{Name: "air", Why: i18n.T("请选择是否使用集中空调", "Choose whether there is central air conditioning")},
		{Name: "agree", Why: i18n.T("请勾选承诺", "Tick the undertaking")},
	}
}

// lights are all lights, most urgent first.
func lights() []ui.LightView {
	return []ui.LightView{
		{State: ui.Over, Days: 1}, {State: ui.Today}, {State: ui.Soon, Days: 2}, {State: ui.OK, Days: 6},
		{State: ui.Pause, Say: "补正"}, {State: ui.Done}, {State: ui.Over}, {State: ui.OK, Days: 40, Calendar: true},
	}
}

func cases(page int) []ui.Row {
	items := []string{"公共场所卫生许可（新办）", "食品经营许可（变更）", "建筑工程施工许可", "不动产转移登记", "民办幼儿园设立审批", "城镇职工退休审核", "特困人员救助供养认定", "取水许可（延续）"}
	units := []string{"市卫生健康委", "市市场监管局", "市住房城乡建设局", "市自然资源局", "市教育局", "市人社局", "市民政局", "市水务局"}
	who := []string{"内蒙古某某酒店管理有限公司", "王*梅", "海勃湾区某某餐饮店", "张*国", "某某建设集团有限公司", "李*", "赵*兰", "某某水务有限责任公司"}
	kinds := []string{"即办件", "承诺件", "联办件", "上报件", "补办件", "答复件"}
	all := lights()
	var rows []ui.Row
	for i := 0; i < 24; i++ {
		no := "1503-2026-1123-0" + strconv.Itoa(4127-page*100-i*3)
		rows = append(rows, ui.Row{Key: no, Here: i == 2, Cells: []ui.Cell{
			ui.CLink(no, "/_gallery/desk#"+no), ui.C(items[i%8]), ui.C(units[i%8]), {Text: who[i%8], Tight: true}, ui.C(kinds[i%6]), ui.C("王敏"),
			ui.C("11-22 09:" + strconv.Itoa(10+i)), ui.CBody(ui.Light(all[i%len(all)])), ui.C("11-2" + strconv.Itoa(3+i%6)), ui.CLink("办理", "/_gallery/desk#do-"+strconv.Itoa(i)),
		}})
	}
	return rows
}

func departments() ui.ChartView {
	return ui.ChartView{Title: "本月办件量最多的 6 个部门", Unit: "件", Head: "部门",
		Labels: []string{"市卫生健康委", "市市场监管局", "市住房城乡建设局", "市自然资源局", "市人社局", "市交通运输局"},
		Series: []ui.Series{{Name: "办件量", Values: []int64{412, 1186, 238, 655, 1540, 301}}}}
}

func endings() ui.ChartView {
	return ui.ChartView{Title: "按期、超期与暂停", Unit: "件", Head: "部门",
		Labels: []string{"市卫生健康委", "市市场监管局", "市人社局"},
		Series: []ui.Series{{Name: "按期", Values: []int64{380, 1100, 1500}}, {Name: "超期", Values: []int64{12, 6, 0}}, {Name: "暂停", Values: []int64{20, 80, 40}}}}
}

func hours() ui.ChartView {
	return ui.ChartView{Title: "每小时件数", Unit: "件", Head: "时间",
		Labels: []string{"8 时", "9 时", "10 时", "11 时", "12 时", "13 时", "14 时", "15 时", "16 时", "17 时"},
		Series: []ui.Series{{Name: "收件", Values: []int64{40, 120, 180, 150, 60, 50, 150, 200, 160, 80}}, {Name: "办结", Values: []int64{20, 90, 150, 150, 70, 40, 110, 170, 170, 130}}}}
}

func crumbs(last string) []ui.Crumb {
	return []ui.Crumb{{Say: "首页", Href: "/"}, {Say: "部件陈列", Href: "/_gallery"}, {Say: last}}
}

func tags() templ.Component { return tagRow() }
