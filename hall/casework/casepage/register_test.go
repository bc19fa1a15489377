package casepage_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"tongban/civic/person"
	"tongban/hall/casework"
	"tongban/hall/item/wuhai"
	"tongban/platform/db"
)

func TestAWindowRegistersSomebodyWhoCameWithPapers(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		number := citizen("19551111", 733)
		c.get("handler", "/desk/register").see(403)
		p := c.get("clerk", "/desk/register").see(200, "谁来申请", "办什么事")
		p.submit("/desk/register/person", vals("number", "150301195511117")).see(422, "150301195511117")
		p.submit("/desk/register/person", vals("number", number)).see(404, "没有登记过", number)
		p = p.submit("/desk/register/person", vals("number", number, "name", "赵大爷")).see(200, "赵大爷").not(number)
		p = p.submit("/desk/register", vals("q", "优待证")).see(200, "老年人优待证办理")
		who := p.path[strings.Index(p.path, "person="):]
		who = strings.SplitN(who, "&", 2)[0]
		p = c.get("clerk", "/desk/register?item="+string(wuhai.SeniorCard)+"&"+who).see(200, "收件，出具收件凭证", "赵大爷")
		to := "/desk/register?item"
		p.submit(to, vals("home", "示例社区1号楼")).see(422, "示例社区1号楼")
		p.submit(to, vals("home", "示例社区1号楼", "id_number", number, "phone", "19900000009", "collect", "window", "truth", "1")).see(200, "已收件，待受理", "窗口", "收件凭证")
		again := p.submit(to, vals("home", "示例社区1号楼", "id_number", number, "phone", "19900000009", "collect", "window", "truth", "1"))
		no := strings.TrimPrefix(again.path, "/desk/cases/")
		c.get("clerk", "/desk/cases").see(200, no, "待受理 1", "赵**").not("赵大爷")
		c.act("clerk", no, "accept", nil).see(200, "已受理")
	})
}

func TestANumberDeclaredOnLineIsComparedWithThePaperFirst(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		number := citizen("19600101", 744)
		must(t, c.db.Write(context.Background(), func(tx *db.Tx) error {
			_, err := c.cases.People.Enter(tx, "a-stranger", person.Form{Name: "钱大妈", Number: number, Phone: "19900000077"})
			return err
		}))
		p := c.get("clerk", "/desk/register").submit("/desk/register/person", vals("number", number)).see(409, "还没有核对过证件", "网上账户是本人开立的吗")
		p.submit("/desk/register/person", vals("account", "not-mine")).see(200, "钱大妈", "换一个申请人")
	})
}

func TestPapersInHandCountAndIncompleteApplicationsAreReceived(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		who := c.who["company"].For.ID
		p := c.get("clerk", "/desk/register?item="+string(wuhai.FoodLicence)+"&person="+url.QueryEscape(who)).see(200, "乌海市示例晨光食品有限公司", "已收纸质原件：食品安全管理人员名单")
		set := vals("truth", "1", "paper-m4", "1")
		for _, v := range []url.Values{applicantAnswers, businessAnswers} {
			for k, x := range v {
				set[k] = x
			}
		}
		p = p.submit("/desk/register?item", set).see(200, "已收件，待受理", "已收纸质原件", "缺")
		no := strings.TrimPrefix(p.path, "/desk/cases/")
		c.act("clerk", no, "accept", nil).see(409, "材料不齐，不能受理", "缺：经营场所布局", "行政许可法")
		c.act("clerk", no, "accept", vals("accept.material-m3", "1")).see(200, "已受理，审查中")
	})
}

func TestAnybodyFollowsACaseWithNumberAndCodeAndGuessingStops(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		no := c.file()
		code := c.cases.QueryCode(casework.No(no))
		p := c.get("", "/cases/follow").see(200, "不用登录")
		p.submit("/cases/follow", vals("no", no[:20]+"0", "code", code)).see(422)
		p.submit("/cases/follow", vals("no", no, "code", strings.ToLower(code))).see(200, "轮到窗口", "办理过程").not("晨光", "布局.pdf", "收件凭证")
		for range 10 {
			p.submit("/cases/follow", vals("no", no, "code", "AAAAAA")).see(422, "没有查到")
		}
		p.submit("/cases/follow", vals("no", no, "code", code)).see(503, "查错的次数太多")
	})
}

func TestPagesHoldInEveryLanguageAndFace(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		p, href := c.fillIn()
		no := strings.TrimPrefix(p.submit(href+"/check", nil).path, "/cases/")
		_, open := c.draft()
		for _, path := range []string{"/apply/" + string(wuhai.FoodLicence), "/apply/" + string(wuhai.SeniorCard), open + "/applicant", open + "/business", open + "/materials", open + "/check",
			"/cases", "/cases/" + no, "/cases/" + no + "/withdraw", "/cases/follow"} {
			for _, q := range []string{"?lang=en", "?elder=1", "?lang=en&elder=1"} {
				c.get("company", path+q).see(200)
			}
		}
		for _, path := range []string{"/desk/cases", "/desk/cases/" + no, "/desk/cases/" + no + "/correct", "/desk/register"} {
			c.get("clerk", path+"?lang=en").see(200)
		}
	})
}
