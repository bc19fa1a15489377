package story

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tongban/city/demo"
	"tongban/hall/item/wuhai"
	"tongban/platform/browsertest"
)

// file gives the path of a paper to upload.
func (w *town) file(name string) string {
	w.t.Helper()
	p, err := filepath.Abs(filepath.Join("testdata", name))
	w.must(name, err)
	return p
}

// eating answers the form of a food licence, page by page.
var eating = []map[string]string{
	{"representative": "韩晨光", "registered_at": "海勃湾区示例路1号", "contact": "李某某", "phone": "0473-0000010"},
	{"shop": "晨光面馆", "place": "海勃湾区示例街2号", "format": "catering", "scope": "hot", "size": "８６．５", "manager": "李某某"},
	{"truth": "1"},
}

func fill(tab *browsertest.Tab, answers map[string]string) {
	for name, value := range answers {
		tab.Fill(name, value)
	}
}

// caseNo reads the number of the case whose page a tab shows.
func caseNo(tab *browsertest.Tab) string {
	_, no, _ := strings.Cut(tab.Address(), "/cases/")
	no, _, _ = strings.Cut(no, "?")
	return no
}

// do does an act of staff through its form on the case, and the page that asks
// before what cannot be undone.
func do(tab *browsertest.Tab, act string, answers map[string]string) {
	fill(tab, answers)
	tab.Click("#form-" + act + " button")
	if tab.Has(".confirm") {
		tab.Accessible()
		keepShot(tab, "job-confirm-"+act)
		tab.Click(".confirm button")
	}
}

// TestACompanyIsLicensedFromTheSearchToTheVerification is the main job on desks
// with scripts: seven people, each in a browser of their own.
func TestACompanyIsLicensedFromTheSearchToTheVerification(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	w := openTown(t)
	company := b.New(t)
	no := w.applyForFood(company)

	clerk := w.as(b, "clerk", "/desk/cases?stage=intake")
	keepShot(clerk, "job-desk")
	clerk.Press(no)
	clerk.See("晨光面馆")
	clerk.See("86.5")
	keepShot(clerk, "job-case-desk")
	do(clerk, "accept", nil)
	clerk.See("已受理，审查中")

	company.Goto(w.url + "/cases/" + no)
	company.See("轮到乌海市市场监督管理局")

	handler := w.as(b, "handler", "/desk/cases/"+no)
	do(handler, "examine", map[string]string{"examine.proposal": "grant", "examine.words": "材料齐全，符合条件。"})
	handler.See("审查完毕")

	decider := w.as(b, "decider", "/desk/cases/"+no)
	decider.See("材料齐全，符合条件。")
	do(decider, "grant", nil)
	decider.See("准予，待领取")

	deliverer := w.as(b, "deliverer", "/desk/cases/"+no)
	do(deliverer, "deliver", map[string]string{"deliver.how": "counter", "deliver.proof": "韩晨光"})
	deliverer.See("已送达")
	do(deliverer, "close", nil)
	deliverer.See("已办结")

	w.settle()
	w.verified(b, company, no)
}

// applyForFood goes from the home page to the receipt of a food licence's case.
func (w *town) applyForFood(tab *browsertest.Tab) (no string) {
	w.t.Helper()
	tab.Goto(w.url + "/")
	keepShot(tab, "job-home")
	tab.Fill("q", "开饭店")
	tab.Press("搜索")
	tab.Press("食品经营许可（新办）")
	keepShot(tab, "job-guide")
	tab.Press("在线办理")
	tab.Press("登录后开始填写")
	w.enter(tab, "company")
	tab.Holds("/apply/" + string(wuhai.FoodLicence))
	tab.Press("换一个人或企业")
	tab.Fill("authority", tab.Eval(`[].filter.call(document.querySelectorAll("[name=authority]"),function(e){return e.labels[0].textContent.indexOf("`+demo.CompanyName+`")>=0})[0].value`))
	tab.Press("切换")
	tab.Holds("/apply/" + string(wuhai.FoodLicence))
	tab.See(demo.CompanyName)
	tab.Press("开始填写")
	for i, answers := range eating {
		fill(tab, answers)
		if i == 1 {
			keepShot(tab, "job-apply")
		}
		tab.Press("保存并继续")
	}
	tab.Fill("material-m3", w.file("layout.pdf"))
	tab.Fill("material-m4", w.file("rules.pdf"))
	tab.See("已收到")
	tab.Press("保存并继续")
	tab.See("layout.pdf")
	keepShot(tab, "job-check")
	tab.Press("提交申请")
	tab.See("申请已提交")
	tab.Accessible()
	keepShot(tab, "job-receipt")
	return caseNo(tab)
}

// verified has the company and a stranger look at what came of the case.
func (w *town) verified(b *browsertest.Browser, company *browsertest.Tab, no string) {
	w.t.Helper()
	company.Goto(w.url + "/cases/" + no)
	company.See("这件事已经结束")
	keepShot(company, "job-closed")
	receipt := company.Eval(`fetch(document.querySelector("a[href*='/receipts/']").href).then(function(r){return r.text()})`)
	number := company.Eval(`document.querySelector("a[href*='/receipts/']").textContent.match(/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/)[0]`)
	licence := company.Eval(`document.querySelector("main a[href^='/licences/']").getAttribute("href").split("/").pop()`)

	stranger := b.New(w.t)
	stranger.Goto(w.url + "/")
	stranger.Press("核验")
	stranger.Fill("number", number)
	stranger.Press("查编号")
	stranger.See(number)
	stranger.See("编号属实")
	path := filepath.Join(w.t.TempDir(), "receipt.json")
	w.must("keep the receipt", os.WriteFile(path, []byte(receipt), 0o600))
	stranger.Goto(w.url + "/verify")
	stranger.Fill("file", path)
	stranger.Press("核验真假")
	stranger.See("真")
	stranger.Accessible()
	keepShot(stranger, "job-verdict")
	stranger.Goto(w.url + "/verify")
	forged := strings.Replace(receipt, no, no[:20]+"X", 1)
	if forged == receipt {
		w.t.Fatalf("the receipt does not name the case:\n%s", receipt)
	}
	stranger.Fill("text", forged)
	stranger.Press("核验真假")
	stranger.See("假")
	stranger.Goto(w.url + "/verify")
	stranger.Press("核验证照")
	stranger.Fill("number", licence)
	stranger.Click("main form button")
	stranger.See("真，现在有效")
	stranger.See("晨光")
	stranger.Accessible()
	keepShot(stranger, "job-licence")
}
