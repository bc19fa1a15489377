package watchpage_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/law"
	"tongban/civic/limit"
	"tongban/civic/watch"
	"tongban/civic/watch/watchpage"
	"tongban/platform/browsertest"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/ui/uitest"
	"tongban/platform/web"
)

var schemas = []db.Schema{act.Schema, cal.Schema, limit.Schema, watch.Schema}

var begun = time.Date(2026, 3, 2, 9, 0, 0, 0, clock.Beijing)

func holder(name string, d access.Duty, p access.Post) access.Who {
	p.ID, p.Name, p.Duties = "post-"+name, name, []access.Duty{d}
	return access.Who{Account: "a-" + name, Person: "p-" + name, Name: name, Strong: true, For: access.Principal{ID: "p-" + name}, Posts: []access.Post{p}}
}

var people = map[string]access.Who{
	"supervisor": holder("supervisor", access.Supervise, access.Post{Unit: "watch", Region: "150300"}),
	"elsewhere":  holder("elsewhere", access.Supervise, access.Post{Unit: "watch-2", Region: "150303"}),
	"director":   holder("director", access.CentreDirect, access.Post{Unit: "hall", Scope: "hall", Region: "150300"}),
	"clerk":      holder("clerk", access.WindowAccept, access.Post{Unit: "hall-w1", Scope: "hall", Region: "150300"}),
	"audit":      holder("audit", access.AuditAdmin, access.Post{Unit: "running", Region: "150300"}),
}

// A site is the pages of the watch over three matters: one long late, one late for
// its promise, one due tomorrow.
type site struct {
	*testing.T
	db    *db.DB
	clock *clock.Manual
	watch *watch.Desk
	url   string
}

func open(t *testing.T, d *db.DB) *site {
	t.Helper()
	s := &site{T: t, db: d, clock: clock.At(begun)}
	store := cal.NewStore(d)
	k, err := store.Load(context.Background(), begun)
	s.must(err)
	s.watch = &watch.Desk{DB: d, Clock: s.clock, Guard: access.New(), Calendar: store}
	s.must(web.AddAssets(ui.Static()))
	w := web.New(web.Options{Name: i18n.T("测试市", "Test City"), Phone: "12345", Clock: s.clock, Log: slog.New(slog.DiscardHandler), FaultPage: ui.FaultPage})
	w.Use(signIn)
	names := func(_ context.Context, ids []string) (map[string]string, error) {
		return map[string]string{"dept": "市市场监督管理局", "dept-2": "市水务局", "hall": "市政务服务中心", "a-supervisor": "郑铁军"}, nil
	}
	watchpage.Mount(w, &watchpage.Pages{Desk: s.watch, Units: names, People: names, Verb: func(a act.Act) i18n.Text { return i18n.T("行为 "+string(a.Verb), "act "+string(a.Verb)) }})
	srv := httptest.NewServer(w.Handler())
	t.Cleanup(srv.Close)
	s.url = srv.URL
	s.matters(k)
	return s
}

func (s *site) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func signIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c, err := r.Cookie("who"); err == nil {
			if who, ok := people[c.Value]; ok {
				nav := []web.NavItem{{Key: "watch", Href: "/watch", Say: i18n.T("电子监察", "Watch")}}
				r = r.WithContext(web.WithVisitor(access.With(r.Context(), who), web.Visitor{Name: who.Name, SignedIn: true, Nav: nav}))
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (s *site) matters(k *cal.Calendar) {
	s.Helper()
	for _, m := range []struct {
		no, unit, day string
	}{{"1503002026030200011", "dept", "2026-03-02"}, {"1503002026031600021", "dept-2", "2026-03-16"}, {"1503002026032400031", "dept", "2026-03-24"}} {
		s.clock.Set(cal.MustParse(m.day).Start().Add(9 * time.Hour))
		c := limit.Clock{SubjectKind: "case", Subject: m.no, Stage: "decide", Unit: m.unit, Scope: "hall", Region: "150300", Duty: string(access.ApproveDecide),
			Start: cal.MustParse(m.day), Legal: cal.WD(20), Promise: cal.WD(10), Cite: law.Licensing.Art(42).P(1), Opened: s.clock.Now()}
		s.must(s.db.Write(context.Background(), func(tx *db.Tx) error {
			if _, err := limit.Open(tx, c.Dated(k)); err != nil {
				return err
			}
			_, err := act.Record(tx, act.New(s.clock.Now(), act.Actor{Account: "a-citizen"}, "case.submit", c.On(), map[string]string{"answers": "李四住在一号院"}))
			return err
		}))
		s.sweep()
	}
	s.clock.Set(cal.MustParse("2026-04-03").Start().Add(9 * time.Hour))
	s.sweep()
}

func (s *site) sweep() {
	s.Helper()
	_, err := s.watch.Sweep(context.Background())
	s.must(err)
}

// ask gets an address as somebody, or posts a form there; every page is judged for
// its structure.
func (s *site) ask(who, path string, form url.Values) (status int, body, to string) {
	s.Helper()
	method, send := http.MethodGet, io.Reader(nil)
	if form != nil {
		method, send = http.MethodPost, strings.NewReader(form.Encode())
	}
	r, err := http.NewRequest(method, s.url+path, send)
	s.must(err)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Cookie", "who="+who)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept", "text/html")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	s.must(err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	s.must(err)
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") && res.StatusCode != http.StatusSeeOther {
		for _, f := range uitest.Faults(string(raw)) {
			s.Errorf("%s as %s: %s", path, who, f)
		}
	}
	return res.StatusCode, string(raw), res.Header.Get("Location")
}

// sees fails the test unless the page has the status and all of the words.
func (s *site) sees(who, path string, status int, words ...string) string {
	s.Helper()
	got, body, _ := s.ask(who, path, nil)
	if got != status {
		s.Fatalf("%s as %s: got %d, want %d\n%s", path, who, got, status, body)
	}
	for _, w := range words {
		if !strings.Contains(body, w) {
			s.Errorf("%s as %s: no %q", path, who, w)
		}
	}
	return body
}

var alarmLink = regexp.MustCompile(`/watch/alarms/[0-9a-f-]{36}`)

// rule: SUP-01 SUP-02 SUP-03
func TestTheBoardBeginsWithWhatNeedsTheSupervisor(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		body := s.sees("supervisor", "/watch", 200, "要您处理的 3 件事", "红牌", "黄牌", "超过法定时限仍未办", "市水务局", "/watch/cases/1503002026030200011",
			"1503002026032400031", "/why/", "审查决定", "第四十二条第一款", "各单位未销的牌", `aria-current="page"`)
		order := []string{"要您处理的", "今天到期和即将到期", "数字", "各单位未销的牌", "看一件的记录"}
		for i := 1; i < len(order); i++ {
			if strings.Index(body, order[i-1]) > strings.LastIndex(body, order[i]) {
				t.Errorf("%s comes before %s", order[i], order[i-1])
			}
		}
		if strings.Index(body, "light-over") > strings.Index(body, "light-today") {
			t.Error("the red card is not the first")
		}
		s.sees("supervisor", "/watch?lang=en", 200, "3 matters need you", "Red card", "Open alarms by unit")
		s.sees("director", "/watch", 200, "要您处理的 3 件事")
		s.sees("elsewhere", "/watch", 200, "没有未销的牌。", "没有今天到期或者即将到期的办件。")
		for _, who := range []string{"clerk", "audit"} {
			s.sees(who, "/watch", 403)
		}
		if status, _, to := s.ask("", "/watch", nil); status != 303 || !strings.HasPrefix(to, "/sign-in") {
			t.Errorf("a stranger: got %d to %s, want to sign in", status, to)
		}
		if _, _, to := s.ask("supervisor", "/watch/cases?no=+1503002026030200011+", nil); to != "/watch/cases/1503002026030200011" {
			t.Errorf("a typed number leads to %q", to)
		}
	})
}

// rule: SUP-04
func TestAnAlarmIsSettledWithAReason(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		at := alarmLink.FindString(s.sees("supervisor", "/watch", 200))
		s.sees("supervisor", at, 200, "超过法定时限仍未办", "监察编号", "由时限自动", "回执", "/why/", "销牌理由", "市市场监督管理局", "市政务服务中心")
		s.sees("director", at, 200, "办理记录", "没有“销牌”的职责")
		s.sees("clerk", at, 403)
		s.sees("elsewhere", at, 403)
		s.sees("supervisor", "/watch/alarms/none", 404)
		status, body, _ := s.ask("supervisor", at, url.Values{"why": {"好"}})
		if status != 422 || !strings.Contains(body, "有错误") || !strings.Contains(body, `href="#f-why"`) || !strings.Contains(body, ">好</textarea>") {
			t.Errorf("too short a reason: got %d, want the form again with what was typed", status)
		}
		if status, _, _ := s.ask("director", at, url.Values{"why": {"已经改正，请销牌。"}}); status != 403 {
			t.Errorf("the director settled: got %d", status)
		}
		if status, _, to := s.ask("supervisor", at, url.Values{"why": {"已约谈承办人，当日办结。"}}); status != 303 || to != at {
			t.Fatalf("settling: got %d to %s", status, to)
		}
		body = s.sees("supervisor", at, 200, "已销", "已约谈承办人，当日办结。", "郑铁军")
		if strings.Contains(body, "<textarea") {
			t.Error("a settled alarm still asks")
		}
		s.sees("supervisor", "/watch", 200, "要您处理的 2 件事")
		if status, _, _ := s.ask("supervisor", at, url.Values{"why": {"再来一次，再来一次。"}}); status != 409 {
			t.Errorf("settling twice: got %d, want 409", status)
		}
	})
}

// rule: SUP-01 SEC-10
func TestTheRecordOfACaseAndAnAlarmByHand(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		const at = "/watch/cases/1503002026032400031"
		body := s.sees("supervisor", at, 200, "行为 case.submit", "申请人", "没有发过牌。", "未办完", "发出督办", "/verify/receipt/")
		if strings.Contains(body, "一号院") {
			t.Error("the record shows what the applicant answered")
		}
		s.sees("clerk", at, 403)
		s.sees("elsewhere", at, 403)
		s.sees("supervisor", "/watch/cases/none", 404)
		if status, body, _ := s.ask("supervisor", at, url.Values{"words": {""}}); status != 422 || !strings.Contains(body, `href="#f-words"`) {
			t.Errorf("nothing said: got %d, want 422", status)
		}
		status, _, to := s.ask("director", at, url.Values{"words": {"请市场监管局三日内决定。"}})
		if status != 303 || !strings.HasPrefix(to, "/watch/alarms/") {
			t.Fatalf("raising: got %d to %s", status, to)
		}
		s.sees("supervisor", to, 200, "请市场监管局三日内决定。", "预警", "监察人员督办")
		s.sees("supervisor", at, 200, "行为 watch.raise", "请市场监管局三日内决定。", "中心主任")
		s.sees("supervisor", "/watch", 200, "要您处理的 4 件事")
	})
}

// Every page in a browser at a desk's and a phone's width.
func TestThePagesInABrowser(t *testing.T) {
	b := browsertest.Start(t)
	s := open(t, dbtest.Open(t, db.SQLite, schemas...))
	at := alarmLink.FindString(s.sees("supervisor", "/watch", 200))
	for name, path := range map[string]string{"watch": "/watch", "watch-alarm": at, "watch-case": "/watch/cases/1503002026030200011", "watch-english": "/watch?lang=en"} {
		for size, o := range map[string]browsertest.Option{"": browsertest.Width(1366, 900), "-phone": browsertest.Phone()} {
			tab := b.New(t, o)
			tab.Home(s.url)
			tab.Cookie("who", "supervisor")
			tab.Goto(s.url + path)
			tab.Shot(name + size)
			tab.Accessible()
			tab.Walk(browsertest.Face{Target: 24})
			tab.Reflow()
		}
	}
}
