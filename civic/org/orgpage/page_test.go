package orgpage_test

import (
	"context"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/org"
	"tongban/civic/org/orgpage"
	"tongban/platform/browsertest"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, clock.Beijing)

// who acts is chosen by the cookie "as", which stands for the sign-in here.
var people = map[string]access.Who{
	"sec": {Account: "sec", Person: "p-sec", Name: "安全", Strong: true, Posts: []access.Post{{ID: "s", Unit: org.SeedRunning, Region: "150300", Duties: []access.Duty{access.SecAdmin}}}},
	"sys": {Account: "sys", Person: "p-sys", Name: "系统", Strong: true, Posts: []access.Post{{ID: "y", Unit: org.SeedRunning, Region: "150300", Duties: []access.Duty{access.SysAdmin}}}},
	"clerk": {Account: "clerk", Person: "p-clerk", Name: "窗口", Strong: true, Posts: []access.Post{
		{ID: "c", Unit: org.SeedCityCentre + "-w01", Scope: org.SeedCityCentre, Region: "150300", Duties: []access.Duty{access.WindowAccept}}}},
	"citizen": {Account: "citizen", Person: "p-citizen", Name: "市民"},
}

func serve(t *testing.T) string {
	t.Helper()
	d := dbtest.Open(t, db.SQLite, act.Schema, org.Schema)
	must(t, d.Write(t.Context(), func(tx *db.Tx) error { return org.Seed(tx, noon) }))
	must(t, web.AddAssets(ui.Static()))
	s := web.New(web.Options{Name: i18n.T("示例市政务服务", "Sample City Services"), Phone: "12345", FaultPage: ui.FaultPage,
		Clock: clock.At(noon), Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	s.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if c, err := r.Cookie("as"); err == nil {
				who := people[c.Value]
				ctx := access.With(r.Context(), who)
				r = r.WithContext(web.WithVisitor(ctx, web.Visitor{Name: who.Name, SignedIn: who.Signed()}))
			}
			next.ServeHTTP(w, r)
		})
	})
	orgpage.Mount(s, orgpage.Options{
		Desk: &org.Desk{DB: d, Guard: access.New(), Clock: clock.At(noon), Identify: func(_ *db.Tx, p string) (string, error) { return p, nil }},
		Find: func(_ context.Context, _ access.Who, number string) (string, error) {
			if number == "" || number == "nobody" {
				why := i18n.T("没有查到这个人。", "No such person.")
				return "", fault.New(fault.Invalid, "person.absent", why).At("person", why)
			}
			return "p-" + number, nil
		},
		Names: func(_ *db.Tx, ids []string) (map[string]string, error) {
			m := map[string]string{}
			for _, id := range ids {
				m[id] = "姓名" + id
			}
			return m, nil
		},
	})
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(srv.Close)
	return srv.URL
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ask sends a request as somebody and gives status, address it led to, and words.
func ask(t *testing.T, as, method, address string, form url.Values) (int, string, string) {
	t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequest(method, address, body)
	must(t, err)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if as != "" {
		req.AddCookie(&http.Cookie{Name: "as", Value: as})
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	must(t, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	must(t, err)
	return res.StatusCode, res.Header.Get("Location"), html.UnescapeString(string(raw))
}

// see fails unless the page has the status and the words; "!" before a word: not.
func see(t *testing.T, as, address string, status int, words ...string) {
	t.Helper()
	got, _, body := ask(t, as, "GET", address, nil)
	check(t, address, got, status, body, words)
}

func check(t *testing.T, what string, got, status int, body string, words []string) {
	t.Helper()
	if got != status {
		t.Errorf("%s: got %d, want %d", what, got, status)
	}
	for _, w := range words {
		no := strings.HasPrefix(w, "!")
		if strings.Contains(body, strings.TrimPrefix(w, "!")) == no {
			t.Errorf("%s: %q", what, w)
		}
	}
}

func TestTheDirectoryIsPublic(t *testing.T) {
	base := serve(t)
	see(t, "", base+"/org", 200, "乌海市政务服务中心", "海勃湾区政务服务中心", "社区便民服务站（54 个）", "部门（38 个）", "乌海市水务局", "0473-0000001")
	see(t, "", base+"/org?lang=en", 200, "Service centres", "Departments (38)")
	dept := org.SeedDepartment("市水务局")
	see(t, "", base+"/org/units/"+dept, 200, "乌海市水务局行政审批办公室", dept, "机关负责人", "乌海政务授〔2026〕15号（演示）", "演示数据")
	see(t, "", base+"/org/units/"+org.OfficeID(dept), 200, "审批批准岗", "审批办批准", "乌海市政务服务中心", "内蒙古自治区乌海市")
	see(t, "", base+"/org/units/nowhere", 404, "没有这个单位")
}

func TestWhoMay(t *testing.T) {
	base := serve(t)
	dept := org.SeedDepartment("市水务局")
	see(t, "", base+"/org/who-may", 200, "不得兼任的职责", "《中华人民共和国招标投标法实施条例》第五条第一款", "职责与行为对照")
	see(t, "", base+"/org/who-may?verb=case.accept", 200, "综合窗口受理人员以部门的名义受理", "审批办人员不受理。", "never-own-matter", "resource.scope == principal.scope")
	see(t, "", base+"/org/who-may?verb=case.grant&unit="+dept, 200, "审批批准岗", "可以", "这个岗位没有这项职责")
	see(t, "", base+"/org/who-may?unit="+org.SeedCityCentre+"-w01", 200, "受理、", "!准予许可、")
	see(t, "clerk", base+"/org/who-may?verb=case.accept&unit="+org.SeedCityCentre, 200, "您可以受理")
	see(t, "clerk", base+"/org/who-may?verb=case.grant&unit="+dept, 200, "您不可以准予许可（乌海市水务局）", "窗口人员不审批。", "依据")
	see(t, "", base+"/org/who-may?verb=no.such", 200, "!谁可以")
	see(t, "", base+"/org/who-may?verb=case.accept&lang=en", 200, "Window clerks accept", "Design rule")
}

func TestThePostsDeskIsForTheSecurityAdministrator(t *testing.T) {
	base := serve(t)
	for _, as := range []string{"sys", "clerk", "citizen"} {
		see(t, as, base+"/desk/org/posts", 403)
	}
	if status, to, _ := ask(t, "", "GET", base+"/desk/org/posts", nil); status != 303 || !strings.HasPrefix(to, "/sign-in") {
		t.Errorf("a stranger: got %d to %q, want the sign-in page", status, to)
	}
	status, _, _ := ask(t, "sys", "POST", base+"/desk/org/posts", url.Values{"unit": {org.SeedCityCentre}, "post": {org.PostID(org.SeedCityCentre, access.CentreDirect)}, "person": {"x"}, "document": {"y"}})
	if status != 403 {
		t.Errorf("the system administrator appoints: got %d, want 403", status)
	}
}

func TestAppointing(t *testing.T) {
	base := serve(t)
	desk := base + "/desk/org/posts"
	post := func(address string, form url.Values, status int, words ...string) {
		t.Helper()
		got, to, body := ask(t, "sec", "POST", address, form)
		check(t, form.Encode(), got, status, body, words)
		if status == 303 && !strings.HasPrefix(to, "/desk/org/posts?done=1") {
			t.Errorf("led to %q", to)
		}
	}
	window := org.SeedCityCentre + "-w01"
	good := url.Values{"unit": {window}, "post": {org.PostID(window, access.WindowAccept)}, "person": {"zhang"}, "document": {"任〔2026〕1号"}, "to": {"2027-12-31"}}
	with := func(k, v string) url.Values {
		f := url.Values{}
		for key, vs := range good {
			f[key] = vs
		}
		f.Set(k, v)
		return f
	}
	post(desk, with("document", ""), 422, "任命须有文号", `value="zhang"`)
	post(desk, with("person", "nobody"), 422, "没有查到这个人")
	post(desk, with("from", "明天"), 422, "日期请写成")
	post(desk, with("from", "2026-11-01"), 422, "不能倒签任命")
	post(desk, with("person", "sec"), 422, "任何人不得任命自己")
	post(desk, good, 303)
	see(t, "sec", desk+"?unit="+window, 200, "姓名p-zhang", "2026-11-22 至 2027-12-31", "任〔2026〕1号")

	office := org.OfficeID(org.SeedDepartment("市水务局"))
	other := with("unit", office)
	other.Set("post", org.PostID(office, access.ApproveDecide))
	post(desk, other, 422, "不得由一人兼任", "依据", "A7", "请先免去其中一个岗位")

	_, _, body := ask(t, "sec", "GET", desk+"?unit="+window, nil)
	_, rest, _ := strings.Cut(body, `name="holding" value="`)
	holding, _, _ := strings.Cut(rest, `"`)
	post(desk+"/end", url.Values{"unit": {window}, "holding": {holding}}, 422, "免职须写明原因")
	post(desk+"/end", url.Values{"unit": {window}, "holding": {holding}, "why": {"调离"}}, 303)
	see(t, "sec", desk+"?unit="+window, 200, "没有人任职", "!姓名p-zhang")
	post(desk, other, 303)
}

// Every word of the pages exists in both languages.
func TestWords(t *testing.T) {
	for _, g := range i18n.Gaps() {
		if strings.HasPrefix(g, "org:") {
			t.Error(g)
		}
	}
}

func TestPagesInTheBrowser(t *testing.T) {
	base := serve(t)
	b := browsertest.Start(t)
	dept := org.SeedDepartment("市水务局")
	for name, path := range map[string]string{"org": "/org", "unit": "/org/units/" + dept, "who-may": "/org/who-may?verb=case.accept&unit=" + org.SeedCityCentre, "posts": "/desk/org/posts?unit=" + dept} {
		for _, size := range []struct {
			name string
			opt  browsertest.Option
		}{{"desk", browsertest.Width(1366, 900)}, {"phone", browsertest.Phone()}} {
			tab := b.New(t, size.opt)
			tab.Home(base)
			tab.Cookie("as", "sec")
			tab.Goto(base + path)
			tab.Accessible()
			tab.Shot(name + "-" + size.name)
			if size.name == "phone" && name != "posts" {
				tab.Reflow()
			}
		}
	}
}
