package accountpage

import (
	"net/http"
	"net/url"
	"testing"

	"tongban/civic/account"
	"tongban/civic/act"
	"tongban/civic/person"
	"tongban/platform/browsertest"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
)

// session gives the cookie of a visitor to a browser tab.
func (v *visitor) session(tab *browsertest.Tab) {
	v.t.Helper()
	u, err := url.Parse(v.url)
	if err != nil {
		v.t.Fatal(err)
	}
	tab.Home(v.url)
	for _, c := range v.c.Jar.Cookies(u) {
		tab.Cookie(c.Name, c.Value)
	}
}

// Every page of this counter has no serious fault for axe, at a desk's and a
// phone's width, and nothing sticks out at 320 px.
func TestPagesInABrowser(t *testing.T) {
	b := browsertest.Start(t)
	w := newTown(t, dbtest.Open(t, db.SQLite, act.Schema, person.Schema, account.Schema))
	sys := w.admin()
	clerk := sys.clerk()
	citizen, agent, half := w.visitor(), w.visitor(), w.visitor()
	citizen.register("张三", zhang, mobile)
	agent.register("阿拉坦乌拉", "11010519491231002X", "13947300003")
	half.post("/sign-in", "login", "W7", "password", phrase+"岗位")
	agent.post("/me/authorities/new", "name", "张三", "number", zhang, "scope", "item", "target", "150300-SP-001", "purpose", "代办食品经营许可", "until", "2026-10-31")
	offer := agent.find(`/me/authorities/([0-9a-f-]+)/end`)
	citizen.post("/me/authorities/" + offer + "/accept")
	clerk.post("/window/people/new", "kind", "natural", "number", zhang)
	someone := clerk.at
	sys.get("/admin/accounts")
	staff := sys.find(`href="(/admin/accounts/[0-9a-f]{8}[^"]+)"`)
	nobody := w.visitor()
	pages := []struct {
		name, path string
		who        *visitor
	}{
		{"sign-in", "/sign-in", nobody}, {"sign-in-code", "/sign-in/code", half}, {"sign-in-first", "/sign-in/first", nobody},
		{"register", "/register", nobody}, {"register-company", "/register/company", citizen}, {"totp", "/sign-in/totp", citizen},
		{"me", "/me", citizen}, {"contact", "/me/contact", citizen}, {"password", "/me/password", citizen}, {"looks", "/me/looks", citizen},
		{"authorities", "/me/authorities", citizen}, {"grant", "/me/authorities/new", citizen}, {"end", "/me/authorities/" + offer + "/end", citizen},
		{"accounts", "/admin/accounts", sys}, {"account", staff, sys}, {"open", "/admin/accounts/new", sys},
		{"people", "/window/people", clerk}, {"person", someone, clerk},
	}
	for _, p := range pages {
		if st := p.who.get(p.path); st != http.StatusOK || p.who.at != p.path {
			t.Errorf("%s: status %d at %s", p.name, st, p.who.at)
		}
		for size, opt := range map[string]browsertest.Option{"": browsertest.Width(1366, 900), "-phone": browsertest.Phone()} {
			tab := b.New(t, opt)
			p.who.session(tab)
			tab.Goto(w.url + p.path)
			tab.Shot(p.name + size)
			tab.Accessible()
			if size != "" {
				tab.Reflow()
			}
		}
	}
}

// A citizen registers and gives an authority in a browser with scripts off.
func TestRegisteringAndAppointingWithoutAScript(t *testing.T) {
	b := browsertest.Start(t)
	w := newTown(t, dbtest.Open(t, db.SQLite, act.Schema, person.Schema, account.Schema))
	tab := b.New(t, browsertest.NoScript(), browsertest.Phone(), browsertest.FaultsExpected())
	tab.Goto(w.url + "/register")
	tab.Fill("name", "张三")
	tab.Fill("number", "150302 19900307 0017")
	tab.Fill("phone", mobile)
	tab.Fill("password", phrase)
	tab.Press("同意并注册")
	tab.See("校验位不对")
	if got := tab.Value("name"); got != "张三" {
		t.Errorf("the name typed: got %q", got)
	}
	if got := tab.Value("password"); got != "" {
		t.Errorf("the password came back: %q", got)
	}
	tab.Fill("number", "150302 19900307 0016")
	tab.Fill("password", phrase)
	tab.Fill("notice", "1")
	tab.Press("同意并注册")
	tab.See("150302********0016")
	tab.Press("我的授权和委托")
	tab.Press("委托别人代办")
	tab.Fill("name", "李四")
	tab.Fill("number", li)
	tab.Fill("scope", "all")
	tab.Fill("purpose", "代办社保")
	tab.Fill("until", "2026-10-31")
	tab.Press("发出委托")
	tab.See("等待接受")
	tab.Press("撤销")
	tab.Press("确认结束")
	tab.See("这项委托已结束")
}
