package casepage_test

import (
	"context"
	"strings"
	"testing"

	"tongban/hall/casework"
	"tongban/hall/item/wuhai"
	"tongban/platform/browsertest"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
)

// visit opens an address in a tab of its own as somebody and judges the page: no
// serious violation, everything reached by Tab, nothing cut.
func (c *city) visit(t *testing.T, b *browsertest.Browser, v visit) {
	t.Run(v.name, func(t *testing.T) {
		tab := b.New(t, v.opts...)
		tab.Home(c.srv.URL)
		tab.Cookie("who", v.who)
		tab.Goto(c.srv.URL + v.path)
		tab.Shot("case-" + v.name)
		tab.Accessible()
		tab.Walk(browsertest.Face{Target: v.target})
		if v.target > 24 {
			tab.Reflow()
		}
	})
}

type visit struct {
	name, who, path string
	target          float64
	opts            []browsertest.Option
}

func TestPagesAreAccessibleInEveryFace(t *testing.T) {
	b := browsertest.Start(t)
	c := open(t, dbtest.Open(t, db.SQLite, schemas...))
	a, noticed := c.file(), c.file()
	c.act("clerk", noticed, "notice", vals("notice.reason-m3", "unclear", "notice.about-1", "size", "notice.why-free-1", "面积与布局图不一致。"))
	c.act("clerk", a, "accept", nil)
	c.act("handler", a, "examine", vals("examine.proposal", "refuse", "examine.words", "布局不符合要求。"))
	c.act("decider", a, "refuse", vals("refuse.facts", "现场没有分隔加工间。", "refuse.reasons", "不能防止交叉污染。"))
	fresh := c.file()
	_, draft := c.draft()
	x, err := c.cases.Open(context.Background(), c.who["company"], casework.No(a), "")
	must(t, err)
	refusal, _ := x.Paper(casework.PaperRefusal)
	y, err := c.cases.Open(context.Background(), c.who["company"], casework.No(noticed), "")
	must(t, err)
	notice, _ := y.Notice()
	for _, v := range []visit{
		{"apply", "company", "/apply/" + string(wuhai.FoodLicence), 44, nil},
		{"apply-elder", "citizen", "/apply/" + string(wuhai.SeniorCard) + "?elder=1", 60, []browsertest.Option{browsertest.Phone()}},
		{"section", "company", draft + "/business", 44, nil},
		{"section-phone", "company", draft + "/applicant", 44, []browsertest.Option{browsertest.Phone()}},
		{"materials", "company", draft + "/materials", 44, nil},
		{"check", "company", draft + "/check", 44, []browsertest.Option{browsertest.Phone()}},
		{"cases", "company", "/cases", 44, nil},
		{"cases-phone", "company", "/cases", 44, []browsertest.Option{browsertest.Phone()}},
		{"case", "company", "/cases/" + fresh, 44, nil},
		{"case-phone", "company", "/cases/" + fresh, 44, []browsertest.Option{browsertest.Phone()}},
		{"case-elder", "company", "/cases/" + fresh + "?elder=1", 60, []browsertest.Option{browsertest.Phone()}},
		{"correct", "company", "/cases/" + noticed + "/correct", 44, nil},
		{"correct-elder", "company", "/cases/" + noticed + "/correct?elder=1", 60, []browsertest.Option{browsertest.Phone()}},
		{"withdraw", "company", "/cases/" + fresh + "/withdraw", 44, nil},
		{"follow", "", "/cases/follow", 44, []browsertest.Option{browsertest.Phone()}},
		{"paper-refusal", "company", "/papers/" + refusal.ID, 44, nil},
		{"paper-notice", "company", "/papers/" + notice.ID, 44, []browsertest.Option{browsertest.Printing()}},
		{"desk", "clerk", "/desk/cases", 24, nil},
		{"desk-case", "clerk", "/desk/cases/" + fresh, 24, nil},
		{"desk-decide", "decider", "/desk/cases/" + a, 24, nil},
		{"desk-register", "clerk", "/desk/register?item=" + string(wuhai.FoodLicence) + "&person=" + c.who["company"].For.ID, 24, nil},
		{"desk-english", "clerk", "/desk/cases/" + fresh, 24, []browsertest.Option{browsertest.English()}},
	} {
		c.visit(t, b, v)
	}
}

func TestTheDeskIsWorkedWithKeys(t *testing.T) {
	b := browsertest.Start(t)
	c := open(t, dbtest.Open(t, db.SQLite, schemas...))
	first, second := c.file(), c.file()
	tab := b.New(t)
	tab.Home(c.srv.URL)
	tab.Cookie("who", "clerk")
	tab.Goto(c.srv.URL + "/desk/cases")
	tab.Eval(`document.querySelector("tbody a").focus();""`)
	tab.Key("j")
	tab.Key("Enter")
	if !strings.HasSuffix(tab.Address(), second) {
		t.Fatalf("got %s, want the second case %s", tab.Address(), second)
	}
	tab.Key("Esc")
	tab.Eval(`document.querySelector("tbody a").focus();""`)
	tab.Key("Enter")
	tab.See(first)
	tab.Key("Ctrl+Enter") // accept
	tab.See("不能撤销")
	tab.Key("Ctrl+Enter") // yes
	tab.See("已受理，审查中")
}
