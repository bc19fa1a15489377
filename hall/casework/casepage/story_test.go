package casepage_test

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"tongban/civic/act"
	"tongban/hall/casework"
	"tongban/hall/item/wuhai"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
)

const pdf = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"

// draft begins a food licence as the company and gives the address of the draft.
func (c *city) draft() (page *page, href string) {
	c.t.Helper()
	p := c.get("company", "/apply/"+string(wuhai.FoodLicence)).see(200, "乌海市示例晨光食品有限公司", "请准备好（2 样）").submit("/apply/", nil)
	href = p.path[:strings.LastIndex(p.path, "/")]
	return p, href
}

var (
	applicantAnswers = vals("representative", "韩晨光", "registered_at", "海勃湾区示例路1号", "contact", "李某某", "phone", "0473-0000010")
	businessAnswers  = vals("shop", "晨光面馆", "place", "海勃湾区示例街2号", "format", "catering", "scope", "hot", "size", "８６．５", "manager", "李某某")
)

// fillIn answers the whole form and attaches the papers, up to the check page.
func (c *city) fillIn() (p *page, href string) {
	c.t.Helper()
	p, href = c.draft()
	p = p.see(200, "第 1 步，共 5 步").submit(href, applicantAnswers).see(200, "第 2 步").submit(href, businessAnswers).see(200, "第 3 步").submit(href, vals("truth", "1"))
	p = p.see(200, "第 4 步").submit(href, nil, upload{"material-m3", "布局.pdf", pdf}, upload{"material-m4", "制度.pdf", pdf + "2"})
	return p.see(200, "第 5 步", "布局.pdf", "制度.pdf", "晨光面馆", "86.5"), href
}

// file submits an application and gives its number.
func (c *city) file() string {
	c.t.Helper()
	p, href := c.fillIn()
	p = p.submit(href+"/check", nil).see(200, "申请已提交", "轮到窗口")
	return strings.TrimPrefix(p.path, "/cases/")
}

// act does one act of staff on the case through its form, and the page that asks
// before it where there is one.
func (c *city) act(who, no, name string, set url.Values) *page {
	c.t.Helper()
	p := c.get(who, "/desk/cases/"+no).see(200).submit("/desk/cases/"+no+"/"+name, set)
	if strings.Contains(p.text(), "不，返回") {
		p = p.see(200).submit("/desk/cases/"+no+"/"+name, nil)
	}
	return p
}

func each(t *testing.T, fn func(t *testing.T, c *city)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) { fn(t, open(t, d)) })
}

func TestAnApplicationGoesFromTheGuideToTheArchive(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		no := c.file()
		c.get("clerk", "/desk/cases").see(200, no, "待受理 1", "剩 5 个工作日")
		c.act("clerk", no, "accept", nil).see(200, "已受理，审查中", "受理通知书")
		c.get("company", "/cases/"+no).see(200, "轮到乌海市市场监督管理局", "决定期限", "受理通知书").not("撤回申请的原因")
		c.act("handler", no, "examine", vals("examine.proposal", "grant", "examine.words", "材料齐全，符合条件。")).see(200, "审查完毕")
		c.act("decider", no, "grant", nil).see(200, "准予，待领取")
		p := c.get("company", "/cases/"+no).see(200, "证照已经作出", "准予许可决定书")
		if !strings.Contains(p.body, `href="/licences/FOOD`) {
			t.Errorf("no link to the licence: %s", p.text())
		}
		c.act("deliverer", no, "deliver", vals("deliver.how", "counter", "deliver.proof", "韩晨光")).see(200, "已送达")
		c.act("deliverer", no, "close", nil).see(200, "已办结", "您现在不需要办理")
		c.get("company", "/cases/"+no).see(200, "这件事已经结束", "办结归档", "送达回证")
		c.papers(no, "收件凭证", "受理通知书", "准予许可决定书", "送达回证")
	})
}

// papers reads every paper of a case as its applicant.
func (c *city) papers(no string, titles ...string) {
	c.t.Helper()
	x, err := c.cases.Open(context.Background(), c.who["company"], casework.No(no), "")
	must(c.t, err)
	if len(x.Papers) != len(titles) {
		c.t.Errorf("got %d papers, want %d", len(x.Papers), len(titles))
	}
	for i, p := range x.Papers {
		c.get("company", "/papers/"+p.ID).see(200, titles[i], no, "乌海市示例晨光食品有限公司", "存证回执编号")
		c.get("citizen", "/papers/"+p.ID).see(404)
		c.get("clerk", "/papers/"+p.ID).see(200)
	}
}

func TestASecondPressMakesNoSecondCase(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		p, href := c.fillIn()
		first := p.submit(href+"/check", nil).see(200, "申请已提交")
		second := p.submit(href+"/check", nil).see(200, "申请已提交")
		if first.path != second.path {
			t.Errorf("got cases %s and %s, want one", first.path, second.path)
		}
		no := strings.TrimPrefix(first.path, "/cases/")
		ask := c.get("clerk", "/desk/cases/"+no).submit("/desk/cases/"+no+"/accept", nil).see(200, "不能撤销")
		ask.submit("/desk/cases/"+no+"/accept", nil).see(200, "已受理，审查中")
		ask.submit("/desk/cases/"+no+"/accept", nil).see(200, "已受理，审查中").not("不能")
	})
}

func TestWrongAnswersAreKeptAndSaid(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		p, href := c.draft()
		bad := p.submit(href, vals("representative", "", "registered_at", "海勃湾区", "contact", "李", "phone", "12")).see(422, "海勃湾区", "12")
		if !strings.Contains(bad.body, "<title>有错误：") || !strings.Contains(bad.body, `href="#f-representative"`) {
			t.Errorf("the refused page has no error title or summary: %s", bad.text())
		}
		c.get("company", href+"/check").see(200, "还缺", "请上传：").not("提交申请")
		bad.submit(href, url.Values{"later": {"1"}}).see(200, "已保存", "接着填：食品经营许可（新办）")
		c.get("company", href+"/applicant").see(200, "海勃湾区", "乌海市示例晨光食品有限公司", "来自企业登记信息")
		c.get("company", href+"/materials").submit(href, nil, upload{"material-m3", "布局.pdf", "not a pdf"}).see(422, "布局.pdf")
		c.get("citizen", href+"/applicant").see(404)
	})
}

func TestFilesCanBeTakenBackBeforeSubmission(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		p, href := c.fillIn()
		c.get("company", href+"/materials").see(200, "布局.pdf").submit(href, vals("drop:m3", "0")).see(200, "制度.pdf").not("布局.pdf")
		p.submit(href+"/check", nil).see(422, "请上传：经营场所布局")
		c.get("company", href+"/discard").see(200, "确定删除").submit(href+"/discard", nil).see(200, "还没有办件")
		c.get("company", href+"/check").see(404)
	})
}

// inPieces uploads a file in two pieces for a purpose and gives its address.
func (c *city) inPieces(who, purpose, content string) string {
	c.t.Helper()
	send := func(method, path, body string, header ...string) *http.Response {
		r, err := http.NewRequest(method, c.srv.URL+path, strings.NewReader(body))
		must(c.t, err)
		r.Header.Set("Cookie", "who="+who)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		res, err := http.DefaultClient.Do(r)
		must(c.t, err)
		must(c.t, res.Body.Close())
		return res
	}
	at := send("POST", "/uploads?purpose="+url.QueryEscape(purpose), "", "Upload-Length", strconv.Itoa(len(content)), "Upload-Name", "big.pdf").Header.Get("Location")
	send("PATCH", at, content[:9], "Upload-Offset", "0")
	if got := send("PATCH", at, content[9:], "Upload-Offset", "9").StatusCode; got != 200 {
		c.t.Fatalf("got %d for the last piece, want 200", got)
	}
	return at
}

func TestAFileSentInPiecesIsAttachedToItsOwnMaterialOnly(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		_, href := c.draft()
		at := c.inPieces("company", "draft:"+href[strings.LastIndex(href, "/")+1:]+"/material-m3", pdf)
		p := c.get("company", href+"/materials")
		p.submit(href, vals("material-m4.upload", at)).see(422, "文件还没有传完")
		p.submit(href, vals("material-m3.upload", at)).see(200, "big.pdf")
		p.submit(href, vals("material-m3.upload", "/uploads/none")).see(422)
	})
}

func TestTheOneOffNoticeIsAnsweredInPartsAndThenAccepted(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		no := c.file()
		desk := "/desk/cases/" + no
		c.act("clerk", no, "notice", nil).see(422, "没有列出要补正的内容")
		c.act("clerk", no, "notice", vals("notice.reason-m3", "other")).see(422, "请写明要补什么、为什么")
		c.act("clerk", no, "notice", vals("notice.reason-m3", "unclear", "notice.about-1", "size", "notice.why-free-1", "面积与布局图不一致。", "notice.what-2", "交回旧证", "notice.why-free-2", "旧证已过期。")).
			see(200, "待补正", "一次性告知的 3 项")
		c.get("company", "/cases").see(200, "有 1 件要您补正")
		fix := "/cases/" + no + "/correct"
		c.get("company", fix).see(200, "请补正 3 项", "看不清", "申请表中的“经营面积”").submit(fix, nil).see(422, "还没有选择文件")
		c.get("company", fix).submit(fix, nil, upload{"material-m3", "清晰.pdf", pdf + "3"}).see(200, "待补正")
		p := c.get("company", fix).see(200, "已补").submit(fix, vals("size", "abc", "line-2", "1")).see(422, "abc")
		p.submit(fix, vals("size", "90", "line-2", "1")).see(200, "轮到窗口")
		c.get("company", fix).see(409, "没有要您补正")
		c.get("clerk", desk).see(200, "已补", "清晰.pdf", "提醒补齐仍缺事项").not("作出一次性告知")
		c.act("clerk", no, "remind", vals("remind.line", "2")).see(200, "待补正")
		c.get("company", fix).submit(fix, vals("line-2", "1")).see(200, "轮到窗口")
		c.act("clerk", no, "accept", nil).see(200, "已受理，审查中")
	})
}

func TestASecondNoticeIsRefusedAndTheWatchCanSeeIt(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		no := c.file()
		first := c.get("clerk", "/desk/cases/"+no) // a page left open in another window
		c.act("clerk", no, "notice", vals("notice.reason-m4", "missing")).see(200, "待补正")
		fix := "/cases/" + no + "/correct"
		c.get("company", fix).submit(fix, nil, upload{"material-m4", "制度.pdf", pdf + "4"}).see(200, "轮到窗口")
		first.submit("/desk/cases/"+no+"/notice", vals("notice.reason-m3", "expired")).
			see(409, "已经一次性告知过", "依据：", "材料齐全、符合法定形式的，受理").not("待补正")
		x, err := c.cases.Open(context.Background(), c.who["company"], casework.No(no), "")
		must(t, err)
		if last := x.Acts[len(x.Acts)-1]; last.Verb != casework.SecondNotice {
			t.Errorf("got last act %s, want the attempt on record", last.Verb)
		}
	})
}

func TestARefusalNeedsFactsReasonsAndRemedies(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		no := c.file()
		c.act("clerk", no, "accept", nil).see(200)
		early := c.get("decider", "/desk/cases/"+no).see(200)
		early.submit("/desk/cases/"+no+"/refuse", vals("refuse.facts", "没有分隔加工间。", "refuse.reasons", "不符合条件。")).see(409, "须先由承办人审查", "没有分隔加工间。")
		c.act("handler", no, "examine", nil).see(422, "请选择建议准予或不予许可")
		c.act("handler", no, "examine", vals("examine.proposal", "refuse", "examine.words", "布局不符合要求。")).see(200)
		c.act("decider", no, "send-back", vals("send-back.why", "请补充现场照片。")).see(200, "已受理，审查中")
		c.act("handler", no, "examine", vals("examine.proposal", "refuse", "examine.words", "布局仍不符合要求。")).see(200)
		c.act("decider", no, "refuse", vals("refuse.facts", "现场没有分隔。")).see(422, "请说明理由", "现场没有分隔。")
		c.act("decider", no, "refuse", vals("refuse.facts", "现场没有分隔加工间。", "refuse.reasons", "不能防止交叉污染。")).see(200, "不予许可，待送达")
		x, err := c.cases.Open(context.Background(), c.who["company"], casework.No(no), "")
		must(t, err)
		p, _ := x.Paper(casework.PaperRefusal)
		c.get("company", "/papers/"+p.ID).see(200, "不予许可决定书", "现场没有分隔加工间。", "不能防止交叉污染。", "60 日内", "6 个月内", "本行政机关印章")
		c.act("deliverer", no, "deliver", vals("deliver.how", "post")).see(422, "请填写签收人或邮件号")
	})
}

func TestNobodySeesOrDoesWhatIsNotTheirs(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		no := c.file()
		c.get("citizen", "/cases/"+no).see(404)
		c.get("company", "/desk/cases").see(403, "您没有岗位")
		c.get("editor", "/desk/cases").see(403)
		c.get("", "/cases/"+no).see(404) // the sign-in page, which is not mounted here
		c.get("decider", "/desk/cases?stage=intake").see(403)
		desk := c.get("clerk", "/desk/cases/"+no)
		desk.who = "decider"
		desk.submit("/desk/cases/"+no+"/accept", nil).see(403).not("已受理，审查中")
		c.get("clerk", "/desk/cases/"+no+"x").see(422)
		c.get("handler", "/desk/cases?stage=decide").see(200, "没有待办")
	})
}

func TestAnApplicantMayWithdrawBeforeTheDecision(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		no := c.file()
		ask := c.get("company", "/cases/"+no+"/withdraw").see(200, "确定撤回", "行政许可法")
		ask.submit("/cases/"+no+"/withdraw", vals("reason", "改了打算")).see(200, "申请人已撤回")
		ask.submit("/cases/"+no+"/withdraw", vals("reason", "改了打算")).see(200, "申请人已撤回")
		c.get("clerk", "/desk/cases/"+no).see(200, "您现在不需要办理")
	})
}

func TestIntakeCanEndInTheOtherLawfulWays(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		a, b := c.file(), c.file()
		c.act("clerk", a, "not-competent", vals("not-competent.reasons", "营业地在外市。")).see(422, "请写明有权机关的名称", "营业地在外市。")
		c.act("clerk", a, "not-competent", vals("not-competent.reasons", "营业地在外市。", "not-competent.where", "外市市场监督管理局")).see(200, "不属于受理机关职权")
		c.act("clerk", b, "not-required", vals("not-required.reasons", "只销售预包装食品，备案即可。")).see(200, "不需要办理")
		no := c.file()
		spot := "/desk/cases/" + no + "/correct"
		c.get("clerk", spot).see(200, "晨光面馆").submit(spot, vals("shop", "晨光面馆二店")).see(422, "请写明更正的内容")
		c.get("clerk", spot).submit(spot, vals("shop", "晨光面馆二店", "note", "店名写错")).see(200, "已受理，审查中", "晨光面馆二店")
	})
}

func TestSilenceAcceptsAndTheCasePageSaysSo(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		no := c.file()
		c.clock.Set(begun.Add(8 * 24 * time.Hour)) // the sixth working day
		n, err := c.cases.Tick(context.Background())
		must(t, err)
		if n != 1 {
			t.Fatalf("got %d cases accepted by the clock, want 1", n)
		}
		c.get("company", "/cases/"+no).see(200, "逾期未答复，视为受理", "到期自动")
	})
}

func TestEveryActHasItsReceipt(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		no := c.file()
		var acts []act.Act
		must(t, c.db.Glance(context.Background(), func(tx *db.Tx) (err error) {
			acts, err = act.Of(tx, act.Subject{Kind: "case", ID: no}, "", 9)
			return err
		}))
		p := c.get("company", "/cases/"+no+"/receipts/"+acts[0].ID)
		if p.status != 200 || !strings.Contains(p.body, acts[0].ID) {
			t.Errorf("got %d %q, want the receipt of the filing", p.status, p.body)
		}
		c.get("company", "/cases/"+no+"/receipts/0195e000-0000-7000-8000-000000000000").see(404)
		c.get("citizen", "/cases/"+no+"/receipts/"+acts[0].ID).see(404)
	})
}
