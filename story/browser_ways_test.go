package story

import (
	"strings"
	"testing"

	"tongban/hall/item/wuhai"
	"tongban/platform/browsertest"
)

// TestAnOldCitizenAppliesOnAPhoneWithoutScripts goes from the search to the
// acceptance on a phone that runs no script, with a mistake on the way.
func TestAnOldCitizenAppliesOnAPhoneWithoutScripts(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	w := openTown(t)
	tab := b.New(t, browsertest.Phone(), browsertest.NoScript(), browsertest.FaultsExpected())
	tab.Goto(w.url + "/")
	tab.Press("老年证")
	tab.Press("老年人优待证办理")
	tab.See("六十周岁以上")
	keepShot(tab, "phone-guide")
	tab.Press("在线办理")
	tab.Press("登录后开始填写")
	w.enter(tab, "citizen")
	tab.Press("开始填写")
	tab.See("第 2 步") // what is known of her is not asked
	tab.Fill("home", "海勃湾区示例社区1号楼")
	tab.Press("保存并继续")
	if !strings.HasPrefix(tab.Title(), "有错误：") {
		t.Errorf("got title %q of a refused page", tab.Title())
	}
	if got := tab.Value("home"); got != "海勃湾区示例社区1号楼" {
		t.Errorf("the refused page holds %q, want what was typed", got)
	}
	tab.Accessible()
	tab.Fits()
	keepShot(tab, "phone-error")
	tab.Fill("collect", "window")
	no := w.finishSeniorCard(tab, func(words string) { tab.Press(words) })
	keepShot(tab, "phone-receipt")
	code := tab.Eval(`document.querySelectorAll(".receipt-head dd")[1].textContent.trim()`)

	do(w.as(b, "clerk", "/desk/cases/"+no), "accept", nil)
	tab.Goto(w.url + "/cases/" + no)
	tab.See("受理通知书")
	w.follows(b, no, code)
}

// finishSeniorCard goes from the first page of the senior card's form to the receipt.
func (w *town) finishSeniorCard(tab *browsertest.Tab, press func(string)) (no string) {
	w.t.Helper()
	for range 8 {
		if tab.Has("[name=truth]") {
			tab.Fill("truth", "1")
		}
		if tab.Has("[name=material-m3]") {
			tab.Fill("material-m3", w.file("photo.png"))
		}
		if strings.HasSuffix(tab.Address(), "/check") {
			break
		}
		press("保存并继续")
	}
	tab.See("photo.png")
	press("提交申请")
	tab.See("申请已提交")
	tab.Accessible()
	tab.Fits()
	return caseNo(tab)
}

// follows has a stranger who holds number and code follow a case without signing in,
// and one with a wrong code learn nothing.
func (w *town) follows(b *browsertest.Browser, no, code string) {
	w.t.Helper()
	tab := b.New(w.t, browsertest.Phone(), browsertest.NoScript(), browsertest.FaultsExpected())
	tab.Goto(w.url + "/cases/follow")
	tab.Fill("no", no)
	tab.Fill("code", "000000")
	tab.Press("查询")
	if strings.Contains(tab.Text("main"), "受理通知书") {
		w.t.Errorf("a wrong code shows the case")
	}
	tab.Fill("code", strings.ToLower(code))
	tab.Press("查询")
	tab.See("老年人优待证办理")
	tab.Accessible()
	keepShot(tab, "phone-follow")
}

// enterByKeys signs a role in with the keyboard alone.
func (w *town) enterByKeys(tab *browsertest.Tab, role string) {
	w.t.Helper()
	l := w.login(role)
	tab.TabTo("[name=login]")
	tab.Type(l.Login)
	tab.TabTo("[name=password]")
	tab.Type(l.Password)
	tab.Key("Enter")
	if l.Secret != "" {
		tab.Holds("/sign-in/code")
		tab.TabTo("[name=code]")
		tab.Type(l.Code(w.clock.Now()))
		tab.Key("Enter")
	}
}

// TestACitizenAppliesWithTheKeyboardAlone presses Tab, Enter and Space only. The
// file is chosen in the dialogue of the system, which no page can walk.
func TestACitizenAppliesWithTheKeyboardAlone(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	w := openTown(t)
	tab := b.New(t)
	press := func(words string) {
		t.Helper()
		tab.TabOn(words)
		tab.Key("Enter")
	}
	tab.Goto(w.url + "/")
	tab.TabTo("#home-q")
	tab.Type("laonianrenyoudaizheng")
	tab.Key("Enter")
	press("老年人优待证办理")
	tab.Walk(browsertest.Face{Target: 44})
	press("在线办理")
	press("登录后开始填写")
	w.enterByKeys(tab, "citizen")
	press("开始填写")
	tab.TabTo("[name=home]")
	tab.Type("海勃湾区示例社区1号楼")
	tab.TabTo("[name=collect]")
	tab.Key("Space")
	tab.Walk(browsertest.Face{Target: 44})
	press("保存并继续")
	tab.TabTo("[name=truth]")
	tab.Key("Space")
	press("保存并继续")
	no := w.finishSeniorCard(tab, press)
	tab.Walk(browsertest.Face{Target: 44})
	press("退出")
	tab.Goto(w.url + "/cases/" + no)
	tab.Holds("/sign-in")
}

// TestAClerkWorksWithFunctionKeys signs in, opens a case by its number, accepts it,
// goes to the next and back to the list, and registers somebody at the window,
// without a mouse.
func TestAClerkWorksWithFunctionKeys(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	w := openTown(t)
	tab := b.New(t)
	tab.Goto(w.url + "/sign-in")
	w.enterByKeys(tab, "clerk")
	tab.Holds("/desk/cases")
	rows := tab.Eval(`[].map.call(document.querySelectorAll("tbody th a"),function(a){return a.textContent.trim()}).join(" ")`)
	first, rest, _ := strings.Cut(rows, " ")
	second, _, _ := strings.Cut(rest, " ")
	tab.Key("F2")
	tab.Type(first)
	tab.Key("Enter")
	tab.Holds("/desk/cases/" + first)
	tab.Walk(browsertest.Face{Target: 24})
	tab.Key("Ctrl+Enter")
	tab.See("不能撤销")
	tab.Key("Ctrl+Enter")
	tab.See("已受理，审查中")
	tab.Goto(w.url + "/desk/cases?stage=intake")
	tab.Key("Tab")
	tab.TabTo("tbody a")
	tab.Key("Enter")
	tab.Holds("/desk/cases/" + second)
	tab.Key("F8")
	if at := tab.Address(); strings.Contains(at, second) {
		t.Errorf("F8 stays at %s, want the next case", at)
	}
	tab.Key("Esc")
	tab.Key("F4")
	tab.Holds("/desk/register")
	tab.TabTo("[name=q]:not([type=search])")
	tab.Type("老年证")
	tab.Key("Enter")
	tab.TabOn("老年人优待证办理")
	tab.Key("Enter")
	tab.Holds(string(wuhai.SeniorCard))
}

// TestTheElderFaceHoldsTheWholeWay goes the citizen's way in the elder face: large
// targets, few links, the way back and the phone on every page.
func TestTheElderFaceHoldsTheWholeWay(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	w := openTown(t)
	tab := b.New(t, browsertest.Phone())
	tab.Goto(w.url + "/")
	tab.Press("长者版")
	press := func(words string) {
		t.Helper()
		tab.Press(words)
		elderly(t, tab)
	}
	elderly(t, tab)
	keepShot(tab, "elder-home")
	tab.Fill("q", "老年证")
	press("搜索")
	press("老年人优待证办理")
	keepShot(tab, "elder-guide")
	press("我要办理")
	press("登录后开始填写")
	w.enter(tab, "citizen")
	press("开始填写")
	tab.Fill("home", "海勃湾区示例社区1号楼")
	tab.Fill("collect", "window")
	keepShot(tab, "elder-apply")
	w.finishSeniorCard(tab, press)
	elderly(t, tab)
	keepShot(tab, "elder-receipt")
}

// elderly fails the test where a page is not what the elder face promises.
func elderly(t *testing.T, tab *browsertest.Tab) {
	t.Helper()
	size := tab.Eval(`getComputedStyle(document.querySelector("main")).fontSize`)
	if size != "22px" {
		t.Errorf("%s: letters of %s, want 22px", tab.Address(), size)
	}
	if !tab.Has("a[href^='tel:']") || !tab.Has("a[href*='elder=0']") {
		t.Errorf("%s: no phone or no way back to the usual pages", tab.Address())
	}
	tab.Fits()
	tab.Walk(browsertest.Face{Target: 60})
}

// TestTheWayInEnglish goes the way in English and finds no Chinese in the frame of
// any page.
func TestTheWayInEnglish(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	w := openTown(t)
	tab := b.New(t, browsertest.English())
	tab.Goto(w.url + "/")
	han := func() {
		t.Helper()
		left := tab.Eval(`[].map.call(document.querySelectorAll("header,main,footer"),function(e){return e.innerText}).join("\n").split("\n").filter(function(l){return /[\u4e00-\u9fff]/.test(l)}).join("\n")`)
		for _, l := range strings.Split(left, "\n") {
			if l != "" && !strings.Contains(l, "中文") && !chinese(l) {
				t.Errorf("%s: Chinese in English: %s", tab.Address(), l)
			}
		}
	}
	press := func(words string) {
		t.Helper()
		tab.Press(words)
		han()
	}
	han()
	tab.Fill("q", "senior")
	press("Search")
	press("Senior citizen card")
	keepShot(tab, "english-guide")
	press("Apply on line")
	press("Sign in to begin")
	w.enter(tab, "citizen")
	han()
	press("Begin")
	tab.Fill("home", "12 Sample Street")
	tab.Fill("collect", "window")
	press("Save and continue")
	keepShot(tab, "english-apply")
}

// chinese reports whether a line may stay Chinese in English: names of people and
// bodies, addresses, and laws, which have no official translation here.
func chinese(line string) bool {
	for _, w := range []string{"王秀英", "《", "乌海", "海勃湾", "大厅", "街", "号"} {
		if strings.Contains(line, w) {
			return true
		}
	}
	return false
}
