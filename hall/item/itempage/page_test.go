package itempage_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/org"
	"tongban/hall/item"
	"tongban/hall/item/itempage"
	"tongban/hall/item/wuhai"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/search"
	"tongban/platform/ui"
	"tongban/platform/web"
)

var schemas = []db.Schema{act.Schema, org.Schema, search.Schema, item.Schema}

func staff(account string, d access.Duty) access.Who {
	return access.Who{Account: account, Person: "p-" + account, Name: account, Strong: true, For: access.Principal{ID: "p-" + account},
		Posts: []access.Post{{ID: account, Unit: org.SeedCityCentre, Region: "150300", Duties: []access.Duty{d}}}}
}

var people = map[string]access.Who{"editor": staff("editor", access.ItemEdit), "reviewer": staff("reviewer", access.ItemReview), "clerk": staff("clerk", access.WindowAccept)}

// A city is a site with the shipped items, in which a cookie says who acts.
type city struct {
	t    testing.TB
	db   *db.DB
	desk *item.Desk
	c    *itempage.Counter
	srv  *httptest.Server
}

func open(t testing.TB, d *db.DB) *city {
	t.Helper()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, clock.Beijing)
	ctx := context.Background()
	if err := d.Write(ctx, func(tx *db.Tx) error { return org.Seed(tx, at) }); err != nil {
		t.Fatal(err)
	}
	desk := &item.Desk{DB: d, Guard: access.New(), Clock: clock.At(at), Shelved: item.PutInIndex, Unshelved: item.TakeFromIndex}
	if err := wuhai.Publish(ctx, desk, staff("seed-editor", access.ItemEdit), staff("seed-reviewer", access.ItemReview)); err != nil {
		t.Fatal(err)
	}
	if err := web.AddAssets(ui.Static()); err != nil {
		t.Fatal(err)
	}
	site := web.New(web.Options{Name: i18n.T("乌海市政务服务", "Wuhai Government Services"), Phone: "0473-0000001", Clock: desk.Clock, Log: slog.New(slog.DiscardHandler),
		FaultPage: func(f *fault.Error, id string) templ.Component { return ui.FaultPage(f, id) }})
	site.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx := r.Context()
			v := web.Visitor{Nav: []web.NavItem{{Key: "person", Href: "/items?for=person", Say: i18n.T("个人办事", "For people")}, {Key: "body", Href: "/items?for=body", Say: i18n.T("法人办事", "For businesses")}}}
			if c, err := r.Cookie("who"); err == nil {
				if who, ok := people[c.Value]; ok {
					ctx = access.With(ctx, who)
					v.Name, v.SignedIn = who.Name, true
				}
			}
			next.ServeHTTP(w, r.WithContext(web.WithVisitor(ctx, v)))
		})
	})
	c := &itempage.Counter{Desk: desk, Index: search.New(), Offices: item.OrgOffices{}, City: "150300", Popular: []i18n.Text{i18n.T("食品经营许可", "food"), i18n.T("老年证", "senior")}, Apply: true}
	itempage.Mount(site, c)
	srv := httptest.NewServer(site.Handler())
	t.Cleanup(func() { srv.Close(); c.Wait() })
	return &city{t, d, desk, c, srv}
}

// as gives a browser without scripts in which somebody acts; "" for the public.
func (c *city) as(who string) *visitor {
	jar, _ := cookiejar.New(nil)
	u, _ := url.Parse(c.srv.URL)
	if who != "" {
		jar.SetCookies(u, []*http.Cookie{{Name: "who", Value: who}})
	}
	return &visitor{city: c, client: &http.Client{Jar: jar}}
}

type visitor struct {
	*city
	client *http.Client
	status int
	body   string
	at     string
}

func (v *visitor) keep(res *http.Response, err error) *visitor {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	v.status, v.body, v.at = res.StatusCode, string(raw), res.Request.URL.RequestURI()
	return v
}

func (v *visitor) get(path string) *visitor {
	v.t.Helper()
	return v.keep(v.client.Get(v.srv.URL + path))
}

func (v *visitor) post(path string, f url.Values) *visitor {
	v.t.Helper()
	return v.send(path, "application/x-www-form-urlencoded", strings.NewReader(f.Encode()))
}

// send posts as a page of the site does.
func (v *visitor) send(path, kind string, body io.Reader) *visitor {
	v.t.Helper()
	r, err := http.NewRequest("POST", v.srv.URL+path, body)
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return v.keep(v.client.Do(r))
}

func (v *visitor) want(status int, words ...string) *visitor {
	v.t.Helper()
	if v.status != status {
		v.t.Fatalf("%s: got status %d, want %d: %s", v.at, v.status, status, text(v.body))
	}
	for _, w := range words {
		if !strings.Contains(v.body, w) {
			v.t.Errorf("%s does not say %q; it says: %s", v.at, w, text(v.body))
		}
	}
	return v
}

func (v *visitor) lacks(words ...string) *visitor {
	v.t.Helper()
	for _, w := range words {
		if strings.Contains(v.body, w) {
			v.t.Errorf("%s says %q, which it should not", v.at, w)
		}
	}
	return v
}

var tags = regexp.MustCompile(`(?s)<(script|style|svg).*?</(script|style|svg)>|<[^>]*>|\s+`)

func text(html string) string {
	s := tags.ReplaceAllString(html, " ")
	return s[:min(len(s), 3000)]
}

// form reads the values of the one form that goes to action, as a browser would send them.
func (v *visitor) form(action string) url.Values {
	v.t.Helper()
	i := strings.Index(v.body, `action="`+action+`"`)
	if i < 0 {
		v.t.Fatalf("%s has no form for %s", v.at, action)
	}
	part := v.body[i:]
	part = part[:strings.Index(part, "</form>")]
	out := url.Values{}
	for _, m := range regexp.MustCompile(`<(input|textarea|select)([^>]*)>([^<]*)`).FindAllStringSubmatch(part, -1) {
		attr := func(name string) string {
			if x := regexp.MustCompile(` ` + name + `="([^"]*)"`).FindStringSubmatch(m[2]); x != nil {
				return unescape(x[1])
			}
			return ""
		}
		kind := attr("type")
		switch {
		case attr("name") == "" || (kind == "checkbox" || kind == "radio") && !strings.Contains(m[2], " checked"):
		case m[1] == "textarea":
			out.Add(attr("name"), unescape(m[3]))
		case m[1] == "input":
			out.Add(attr("name"), attr("value"))
		}
	}
	for _, m := range regexp.MustCompile(`(?s)<select([^>]*)>(.*?)</select>`).FindAllStringSubmatch(part, -1) {
		name := regexp.MustCompile(` name="([^"]*)"`).FindStringSubmatch(m[1])[1]
		if x := regexp.MustCompile(`<option value="([^"]*)" selected`).FindStringSubmatch(m[2]); x != nil {
			out.Set(name, unescape(x[1]))
		}
	}
	return out
}

func unescape(s string) string {
	return strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

func TestACitizenFindsAGuideAndReadsTheSixPublics(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		c := open(t, d)
		who := c.as("")
		who.get("/").want(200, "您想办什么事", "准营准办", "乌海市水务局", "全部 9 个事项").lacks("婚姻登记")
		for q, name := range map[string]string{"开饭店": "食品", "spjyxk": "食品", "取水": "取水许可", "老年证": "老年人优待证", "150115001001": "取水许可"} {
			who.get("/search?q="+url.QueryEscape(q)).want(200, name[:6])
		}
		who.get("/search?q=" + url.QueryEscape("完全没有的东西啊")).want(200)
		who.get("/items?for=body").want(200, "食品经营许可", "8 个工作日").lacks("高龄津贴")
		who.get("/items?theme=elderly").want(200, "高龄津贴申领", "老年人优待证办理").lacks("取水许可（新办）")
		who.get("/items/150115001001").want(200, "审批内容", "办事程序", "政策依据", "申报材料", "承诺时限", "收费标准",
			"第十九条第一款", "45 个工作日", "不计入（听证）", "/apply/150115001001", "六十日", "第 1 版")
		who.get("/items/150115001001/form").want(200, "取水地点", "空白表")
		who.get("/items/150115001001/form?example=1").want(200, "水泵提水")
		who.get("/items/150115001001/versions").want(200, "第 1 版", "已发布")
		who.get("/items/152007001001?elder=1").want(200, "不收费", "要准备什么", "不用带", "打电话问")
		who.get("/items/150115001001?lang=en&elder=0").want(200, "Permit to take water", "By law")
		who.get("/items/no-such-item?lang=zh").want(404, "没有编码为")
		if who.get("/desk/items"); !strings.HasPrefix(who.at, "/sign-in") {
			t.Errorf("a visitor at the desk lands on %s, want the sign-in page", who.at)
		}
		c.as("clerk").get("/desk/items").want(403, "编制和审核")
	})
}

func TestAnEditorCompletesAnItemAndAReviewerPublishesIt(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		c := open(t, d)
		editor, reviewer, public := c.as("editor"), c.as("reviewer"), c.as("")
		const code = "150115009001"
		editor.post("/desk/items", url.Values{"code": {"?"}}).want(422, "4 至 64 位")
		editor.post("/desk/items", url.Values{"code": {code}, "name": {"取水许可延续"}}).want(200, "取水许可延续", "项必须补齐")
		edit := "/desk/items/" + code + "/edit"
		fill := func(section string, answers url.Values) {
			t.Helper()
			editor.get(edit + "?v=1&section=" + section).want(200)
			f := editor.form(edit)
			for k, vs := range answers {
				f[k] = vs
			}
			editor.post(edit, f).want(200, "已保存")
		}
		// Nothing is submitted while something is missing; the refusal names rule and law.
		editor.get("/desk/items/"+code+"/submit?v=1").want(200, "不能再修改")
		editor.post("/desk/items/"+code+"/submit", editor.form("/desk/items/"+code+"/submit")).want(422, "LIC-01", "行政许可法》第三十条", "六公开之一")
		public.get("/items/" + code).want(404)
		public.get("/items/" + code + "/v/1").want(404)

		fill("basics", url.Values{"type": {"01"}, "kind": {"2"}, "unit": {org.SeedDepartment("市水务局")}, "about": {"取水许可证到期前申请延续。"}, "level": {"3"}})
		fill("conditions", url.Values{"audience": {"2"}, "themes": {"utility"}, "conditions": {"在有效期届满四十五日前提出。"}, "quantity": {"无数量限制"}})
		fill("basis", url.Values{"basis": {"《取水许可和水资源费征收管理条例》第二十五条"}})
		fill("materials", url.Values{"materials.0.name": {"其他材料"}, "materials.0.form": {"3"}, "materials.0.need": {"1"}, "materials.0.supplier": {"10"}, "materials.0.basis": {"《取水许可和水资源费征收管理条例》第二十五条"}})
		editor.get(edit+"?v=1&section=materials").want(200, "兜底条款", "LIC-03")
		fill("materials", url.Values{"materials.0.name": {"原取水许可证"}})
		fill("steps", url.Values{"steps.0.name": {"受理"}, "steps.0.stage": {"accept"}, "steps.0.duty": {"window.accept"}})
		fill("steps", url.Values{"steps.1.name": {"审批"}, "steps.1.stage": {"approve"}, "steps.1.duty": {"approve.decide"}})
		fill("steps", url.Values{"steps.2.name": {"办结"}, "steps.2.stage": {"close"}, "steps.2.duty": {"window.deliver"}})
		fill("limits", url.Values{"legal_n": {"20"}, "legal_unit": {"working"}, "promise_n": {"30"}, "promise_unit": {"working"}})
		editor.get(edit+"?v=1&section=limits").want(200, "长于法定", "BIZ-03")
		editor.get(edit + "?v=1&section=limits")
		bad := editor.form(edit)
		bad.Set("promise_n", "十")
		editor.post(edit, bad).want(422, "有错误", "0 到 9999 的整数", "十")
		fill("limits", url.Values{"promise_n": {"10"}})
		fill("fees", url.Values{"charge": {"free"}})
		fill("result", url.Values{"resultType": {"10"}, "resultName": {"取水许可证"}, "years": {"5"}, "slip": {"special"}, "licenceSeal": {"agency"}})
		fill("places", url.Values{"places.0.place": {"综合窗口"}, "places.0.address": {"演示地址"}, "places.0.hours": {"工作日"}, "consult": {"0473-0000001"}, "complain": {"0473-0009001"}, "review": {"乌海市人民政府"}, "court": {"海勃湾区人民法院"}})
		fill("form", url.Values{"form": {`{"code":"renew","version":1,"title":{"zh":"延续申请书","en":"Renewal"},"sections":[{"id":"a","title":{"zh":"申请","en":"A"},"fields":[{"name":"number","label":{"zh":"证号","en":"No"},"type":"text","required":true}]}]}`}, "sample": {`{"number":"示例一号"}`}})
		editor.get(edit+"?v=1").want(200, "0 项必须补齐")

		editor.get("/desk/items/" + code + "/submit?v=1")
		editor.post("/desk/items/"+code+"/submit", editor.form("/desk/items/"+code+"/submit")).want(200, "审核中")
		reviewer.get("/desk/items").want(200, "取水许可延续")
		reviewer.get("/desk/items/" + code + "/return?v=1")
		f := reviewer.form("/desk/items/" + code + "/return")
		reviewer.post("/desk/items/"+code+"/return", f).want(422, "请写明理由")
		reviewer.get("/desk/items/" + code + "/approve?v=1")
		reviewer.post("/desk/items/"+code+"/approve", reviewer.form("/desk/items/"+code+"/approve")).want(200, "待发布")
		reviewer.get("/desk/items/"+code+"/publish?v=1").want(200, "立即对社会公布")
		stale := reviewer.form("/desk/items/" + code + "/publish")
		editor.post("/desk/items/"+code+"/publish", stale).want(403)
		reviewer.post("/desk/items/"+code+"/publish", stale).want(200, "已发布")
		reviewer.post("/desk/items/"+code+"/publish", stale).want(409)
		public.get("/items/"+code).want(200, "取水许可延续", "10 个工作日")
		public.get("/search?q="+url.QueryEscape("延续")).want(200, "/items/"+code)

		// A second version, compared, then withdrawn.
		editor.post("/desk/items", url.Values{"code": {code}, "revise": {"1"}}).want(200, "第 2 版")
		editor.get(edit + "?v=2&section=limits")
		f = editor.form(edit)
		f.Set("promise_n", "7")
		editor.post(edit, f).want(200)
		editor.get("/desk/items/"+code+"/compare?a=1&b=2").want(200, "10", "7")
		reviewer.get("/desk/items/" + code + "/withdraw?v=1")
		f = reviewer.form("/desk/items/" + code + "/withdraw")
		f.Set("reason", "合并到取水许可")
		reviewer.post("/desk/items/"+code+"/withdraw", f).want(200, "已停用")
		public.get("/items/" + code).want(404)
		public.get("/items/"+code+"/v/1").want(200, "已于 2026-03-02 停用", "合并到取水许可")
		public.get("/search?q=" + url.QueryEscape("取水许可延续")).lacks("/items/" + code)
	})
}

func (v *visitor) upload(name string, file io.Reader, values map[string]string) *visitor {
	v.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, x := range values {
		if err := m.WriteField(k, x); err != nil {
			v.t.Fatal(err)
		}
	}
	w, err := m.CreateFormFile("file", name)
	if err == nil {
		_, err = io.Copy(w, file)
	}
	if err == nil {
		err = m.Close()
	}
	if err != nil {
		v.t.Fatal(err)
	}
	return v.send("/desk/items/import", m.FormDataContentType(), &b)
}

func TestAnEditorTriesAFileThenImportsIt(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		f, err := os.Open("../../../../shared/data/service_items/guangdong_items_2021.jsonl")
		if os.IsNotExist(err) {
			t.Skip("the shared data is not here: this import is tested where it is")
		}
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		c := open(t, d)
		editor := c.as("editor")
		editor.post("/desk/items/import", url.Values{}).want(422, "请选择文件")
		editor.upload("guangdong.jsonl", f, map[string]string{"dry": "1"}).want(200)
		c.c.Wait()
		run := editor.at
		editor.get(run).want(200, "试导入", "2,262", "没有写入任何内容", "用这个文件正式导入")
		editor.post("/desk/items/import", editor.form("/desk/items/import")).want(200)
		c.c.Wait()
		editor.get(editor.at).want(200, "导入报告", "2,262")
		editor.get("/desk/items?state=draft").want(200, "共 2262 项")
		editor.get("/desk/items/import").want(200, "guangdong.jsonl", "试导入", "已完成")
		editor.upload("坏.csv", strings.NewReader("事项名称,实施编码,事项类型,实施主体\n,X-0001,行政许可,市水务局\n=cmd(),X-0002,奇怪,市水务局\n"), nil)
		c.c.Wait()
		editor.get(editor.at).want(200, "没有名称", "类型不认识")
		editor.get(editor.at+"/rejected.csv").want(200, "没有事项名称", "'=cmd()", "Says"[:0])
		c.as("reviewer").get("/desk/items/import").want(403)
	})
}

func TestEveryWordOnThePagesIsInTheBook(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	key := regexp.MustCompile(`say\(ctx, "([a-zA-Z0-9.]+)"[,)]`)
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") && !strings.HasSuffix(f.Name(), ".templ") {
			continue
		}
		raw, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range key.FindAllStringSubmatch(string(raw), -1) {
			if itempage.Words.SayIn(i18n.Zh, m[1]) == m[1] {
				t.Errorf("%s says %q, which is not in the book", f.Name(), m[1])
			}
		}
	}
	if gaps := i18n.Gaps(); len(gaps) > 0 {
		t.Errorf("words in one language only: %v", gaps)
	}
}
