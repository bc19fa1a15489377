package accountpage

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"tongban/civic/access"
	"tongban/civic/account"
	"tongban/civic/act"
	"tongban/civic/person"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/vault"
	"tongban/platform/web"
)

// Numbers of nobody.
const (
	zhang  = "150302199003070016"
	li     = "150303198506151231"
	wang   = "150304200101010023"
	mobile = "13947300001"
	phrase = "黄河边的葡萄熟了2026"
)

// A town is a site with these pages only, whose staff hold the duty that their
// staff number begins with.
type town struct {
	t    *testing.T
	url  string
	desk *account.Desk
	clk  *clock.Manual
	log  *strings.Builder
}

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	v, err := vault.OpenFile(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	clk := clock.At(time.Date(2026, 9, 30, 9, 0, 0, 0, clock.Beijing))
	people := &person.Desk{DB: d, Vault: v, Clock: clk, Guard: access.New()}
	desk := account.New(account.Options{DB: d, Vault: v, Clock: clk, Guard: people.Guard, People: people, PostsOf: posts})
	log := &strings.Builder{}
	if err := web.AddAssets(ui.Static()); err != nil {
		t.Fatal(err)
	}
	site := web.New(web.Options{Name: i18n.T("乌海市政务服务", "Wuhai Government Services"), Phone: "0473-12345", Clock: clk,
		Log: slog.New(slog.NewTextHandler(log, nil)), FaultPage: ui.FaultPage})
	Mount(site, &Pages{Accounts: desk, People: people})
	srv := httptest.NewServer(site.Handler())
	t.Cleanup(srv.Close)
	return &town{t: t, url: srv.URL, desk: desk, clk: clk, log: log}
}

func posts(tx *db.Tx, who, _ string) ([]access.Post, error) {
	no, err := db.One(tx, db.Str, `SELECT staff_no FROM account WHERE person = $1`, who)
	duty := map[string]access.Duty{"S": access.SysAdmin, "W": access.WindowAccept}[no[:1]]
	return []access.Post{{ID: "post-" + no, Name: "岗位 " + no, Unit: "centre", Scope: "centre", Region: "150300", Duties: []access.Duty{duty}}}, err
}

// A visitor is a browser without a script.
type visitor struct {
	*town
	c    *http.Client
	body string
	at   string
}

func (w *town) visitor() *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return &visitor{town: w, c: &http.Client{Jar: jar}}
}

func (v *visitor) get(path string) int {
	v.t.Helper()
	r, err := v.c.Get(v.url + path)
	return v.read(r, err)
}

func (v *visitor) post(path string, pairs ...string) int {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	req, err := http.NewRequest("POST", v.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", v.url)
	req.Header.Set("User-Agent", "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0")
	r, err := v.c.Do(req)
	return v.read(r, err)
}

func (v *visitor) read(r *http.Response, err error) int {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	defer r.Body.Close()
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	v.body, v.at = string(raw), r.Request.URL.RequestURI()
	return r.StatusCode
}

func (v *visitor) see(words ...string) {
	v.t.Helper()
	for _, w := range words {
		if !strings.Contains(v.body, w) {
			v.t.Errorf("at %s: %q is not on the page\n%s", v.at, w, plainText(v.body))
		}
	}
}

func (v *visitor) not(words ...string) {
	v.t.Helper()
	for _, w := range words {
		if strings.Contains(v.body, w) {
			v.t.Errorf("at %s: %q is on the page", v.at, w)
		}
	}
}

func (v *visitor) find(re string) string {
	v.t.Helper()
	m := regexp.MustCompile(re).FindStringSubmatch(v.body)
	if m == nil {
		v.t.Fatalf("at %s: nothing like %s\n%s", v.at, re, plainText(v.body))
	}
	return m[1]
}

func plainText(html string) string {
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(html, " ")), " ")
}

func each(t *testing.T, fn func(t *testing.T, w *town)) {
	dbtest.Each(t, []db.Schema{act.Schema, person.Schema, account.Schema}, func(t *testing.T, d *db.DB) { fn(t, newTown(t, d)) })
}

// register is a citizen's way in.
func (v *visitor) register(name, number, phone string) {
	v.t.Helper()
	if v.post("/register", "name", name, "number", number, "phone", phone, "password", phrase, "notice", "1"); v.at != "/me" {
		v.t.Fatalf("register %s: at %s\n%s", name, v.at, plainText(v.body))
	}
}

// staff goes from the first-login code through the second factor to their own page.
func (v *visitor) staff(no, code string) {
	v.t.Helper()
	if v.post("/sign-in/first", "login", no, "code", code, "password", phrase+"岗位"); v.at != "/sign-in/totp" {
		v.t.Fatalf("first sign-in of %s: at %s\n%s", no, v.at, plainText(v.body))
	}
	key := strings.ReplaceAll(v.find(`<code class="code">([A-Z2-7 ]+)</code>`), " ", "")
	now, err := totp.GenerateCode(key, v.clk.Now())
	if err != nil {
		v.t.Fatal(err)
	}
	v.post("/sign-in/totp", "code", "000000")
	if again := strings.ReplaceAll(v.find(`<code class="code">([A-Z2-7 ]+)</code>`), " ", ""); again != key {
		v.t.Errorf("a wrong code changed the key that the phone has")
	}
	v.post("/sign-in/totp", "code", now)
	v.see("恢复码")
	if n := strings.Count(v.body, `<code class="code">`); n != 8 {
		v.t.Errorf("%d recovery codes, want 8", n)
	}
}

// admin is the first system administrator of the town, signed in.
func (w *town) admin() *visitor {
	w.t.Helper()
	_, codes, err := w.desk.Bootstrap(w.t.Context(), account.Opening{Name: "王五", Number: wang, StaffNo: "S1", Until: "2027-06-30"})
	if err != nil {
		w.t.Fatal(err)
	}
	v := w.visitor()
	v.staff("S1", codes[0])
	return v
}

func (v *visitor) code() string {
	v.t.Helper()
	return v.find(`<code class="code">([A-Z0-9-]{11})</code>`)
}

// clerk opens a window account through the administrator's pages and signs it in.
func (v *visitor) clerk() *visitor {
	v.t.Helper()
	if st := v.post("/admin/accounts/new", "name", "李四", "number", li, "staff_no", "W7", "until", "2027-06-30"); st != 200 {
		v.t.Fatalf("open: %d\n%s", st, plainText(v.body))
	}
	c := v.visitor()
	c.staff("W7", v.code())
	return c
}

func TestACitizensOwnPages(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		v := w.visitor()
		v.get("/me")
		if v.at != "/sign-in?next=%2Fme" {
			t.Errorf("without signing in: at %s", v.at)
		}
		v.get("/register")
		v.see("个人信息处理说明", "第十七条", "保存期限", "0473-12345")
		if st := v.post("/register", "name", "张三", "number", "110105194912310", "phone", mobile, "password", "19900307", "notice", "1"); st != http.StatusUnprocessableEntity {
			t.Errorf("a bad form: status %d", st)
		}
		v.see("15 位的旧号码", `value="张三"`, `value="110105194912310"`)
		v.not("19900307")
		v.register("张三", zhang, mobile)
		v.see("张三", "150302********0016", "139****0001", "未核验", "Chrome · Windows", `data-session="1800"`)
		v.not(zhang, mobile)
		v.get("/me?lang=en")
		v.see("My page", "Declared on line")
		v.get("/me?lang=zh")
		v.get("/me/looks")
		v.see("还没有人看过")
		v.post("/me/contact", "phone", "13947300009", "email", "a@b.cn")
		v.see("联系方式已保存", "139****0009", "a***@b.cn")
		v.post("/me/password", "old", "wrong", "password", "新的密码也很好记")
		v.see("原密码不对")
		v.not("新的密码也很好记")
		v.post("/sign-out")
		v.get("/me")
		v.see("登录")
		v.post("/sign-in", "login", zhang, "password", "wrong", "next", "//evil.example/")
		v.see("账号或密码不对", zhang) // what was typed stays; the password does not
		v.not("evil.example", `value="wrong"`)
		v.post("/sign-in", "login", mobile, "password", phrase, "next", "/me/looks")
		if v.at != "/me/looks" {
			t.Errorf("after signing in: at %s", v.at)
		}
		other := w.visitor()
		other.post("/sign-in", "login", zhang, "password", phrase)
		v.post("/me/sign-out-everywhere")
		if other.get("/me"); !strings.HasPrefix(other.at, "/sign-in") {
			t.Errorf("the other browser is at %s", other.at)
		}
	})
}

func TestAuthoritiesFromGivingToRevoking(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		v, agent := w.visitor(), w.visitor()
		v.register("张三", zhang, mobile)
		agent.register("李四", li, "13947300002")
		v.get("/me/authorities/new")
		v.see("第二十九条")
		v.post("/me/authorities/new", "name", "李四", "number", li, "scope", "all", "purpose", "代办社保", "until", "")
		v.see("委托必须有期限", `value="李四"`)
		v.post("/me/authorities/new", "name", "李四", "number", li, "scope", "all", "purpose", "代办社保", "from", "0930", "until", "2026年10月31日")
		v.see("委托已发出", "等待接受", "2026-09-30 至 2026-10-31")
		id := v.find(`/me/authorities/([0-9a-f-]+)/end`)
		agent.get("/me")
		agent.see("有 1 项委托等您接受")
		agent.post("/me/authorities/" + id + "/accept")
		agent.see("已接受", "张三", "有效")
		agent.post("/me/act-for", "authority", id)
		agent.see("办事身份已切换", "张三")
		v.get("/me/authorities/" + id + "/end")
		v.see("第一百七十三条", "确认结束")
		v.post("/me/authorities/"+id+"/end", "why", "不需要了")
		v.see("这项委托已结束", "已结束")
		w.clk.Advance(4 * time.Second)
		if st := agent.post("/me/act-for", "authority", id); st != http.StatusForbidden {
			t.Errorf("switching to a revoked authority: status %d", st)
		}
		if st := v.post("/me/authorities/" + id + "/accept"); st != http.StatusNotFound {
			t.Errorf("accepting what is not offered: status %d", st)
		}
	})
}

func TestTheAdministratorAndTheWindow(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		sys := w.admin()
		clerk := sys.clerk()
		citizen := w.visitor()
		citizen.register("张三", zhang, mobile)
		for path, who := range map[string]*visitor{"/admin/accounts": clerk, "/window/people": nil} {
			if who == nil {
				continue
			}
			if st := who.get(path); st != http.StatusForbidden {
				t.Errorf("a clerk at %s: status %d", path, st)
			}
		}
		if st := citizen.get("/admin/accounts"); st != http.StatusForbidden {
			t.Errorf("a citizen at the administrator's page: status %d", st)
		}
		sys.get("/admin/accounts")
		sys.see("W7", "李四", "正常")
		sys.post("/admin/accounts", "login", "13900000000")
		sys.see("没有这个账户")
		sys.not("13900000000")
		if sys.post("/admin/accounts", "login", zhang); !strings.HasPrefix(sys.at, "/admin/accounts/") {
			t.Errorf("found by ID number: at %s", sys.at)
		}
		sys.see("张三", "公众用户")
		sys.not(zhang)
		// The window meets the number that was declared on line.
		clerk.post("/window/people/new", "kind", "natural", "number", zhang, "name", "张三", "phone", "13947300002")
		clerk.see("请先核验", "网上自填")
		id := strings.TrimPrefix(strings.Split(clerk.at, "?")[0], "/window/people/")
		clerk.post("/window/people/"+id+"/prove", "name", "张三", "account", "not-mine")
		clerk.see("已核验", "窗口已核验证件")
		w.clk.Advance(4 * time.Second)
		if citizen.get("/me"); !strings.HasPrefix(citizen.at, "/sign-in") {
			t.Errorf("who declared the number is at %s", citizen.at)
		}
		clerk.post("/window/people/" + id + "/invite")
		owner := w.visitor()
		owner.post("/sign-in/first", "login", zhang, "code", clerk.code(), "password", "真正本人的新密码")
		if owner.at != "/me" {
			t.Errorf("the owner: at %s\n%s", owner.at, plainText(owner.body))
		}
		// A company declared on line becomes usable at the window.
		owner.post("/register/company", "name", "乌海试验有限公司", "number", "91150302ma0te0t12q")
		owner.see("请持证照到窗口核验", "等待窗口核验")
		clerk.post("/window/people/new", "kind", "company", "number", "91150302MA0TE0T12Q")
		firm := strings.Split(clerk.at, "?")[0]
		clerk.post(firm+"/head", "head", zhang)
		clerk.see("法定代表人已登记", "有效")
		owner.get("/me")
		owner.see("乌海试验有限公司", "切换")
		// Unknown numbers offer registration and keep what was typed.
		clerk.post("/window/people/new", "kind", "natural", "number", "11010519491231002X")
		clerk.see("还没有登记", `value="11010519491231002X"`)
	})
}

func TestLogsHoldNoNumbersAndNoPasswords(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, act.Schema, person.Schema, account.Schema)
	w := newTown(t, d)
	v := w.visitor()
	v.register("张三", zhang, mobile)
	v.post("/sign-out")
	v.post("/sign-in", "login", zhang, "password", "wrong password")
	v.post("/sign-in", "login", zhang, "password", phrase)
	v.post("/me/authorities/new", "name", "李四", "number", li, "scope", "all", "purpose", "x", "until", "2026-10-31")
	log := w.log.String()
	if !strings.Contains(log, "/sign-in") {
		t.Fatal("the log is empty: the test has lost its eyes")
	}
	for _, s := range []string{zhang, li, mobile, "wrong", phrase, url.QueryEscape(phrase)} {
		if strings.Contains(log, s) {
			t.Errorf("the log holds %q", s)
		}
	}
}

func TestSessionStaysWhenAsked(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, act.Schema, person.Schema, account.Schema)
	w := newTown(t, d)
	v := w.visitor()
	if st := v.post("/sign-in/stay"); st != http.StatusUnauthorized {
		t.Errorf("nobody stays: status %d", st)
	}
	v.register("张三", zhang, mobile)
	w.clk.Advance(28 * time.Minute)
	if st := v.post("/sign-in/stay"); st != http.StatusNoContent {
		t.Errorf("stay: status %d", st)
	}
	w.clk.Advance(28 * time.Minute)
	if st := v.get("/me"); st != 200 || v.at != "/me" {
		t.Errorf("after staying: %d at %s", st, v.at)
	}
}

func TestWordsAreCompleteInBothLanguages(t *testing.T) {
	for _, gap := range i18n.Gaps() {
		if strings.HasPrefix(gap, "accountpage:") {
			t.Error(gap)
		}
	}
}
