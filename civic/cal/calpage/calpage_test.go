package calpage_test

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
	"tongban/civic/cal/calpage"
	"tongban/civic/law"
	"tongban/civic/limit"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

var at = time.Date(2026, 11, 22, 10, 0, 0, 0, clock.Beijing)

// A city is a site with the calendar's pages; requests act as the person named in
// the header X-As.
type city struct {
	t   *testing.T
	db  *db.DB
	web *httptest.Server
	k   *cal.Calendar
}

func newCity(t *testing.T, d *db.DB) *city {
	t.Helper()
	store := cal.NewStore(d)
	k, err := store.Load(context.Background(), at)
	if err != nil {
		t.Fatal(err)
	}
	site := web.New(web.Options{Clock: clock.At(at), Name: i18n.T("测试市", "Test City"), FaultPage: ui.FaultPage, Log: slog.New(slog.DiscardHandler)})
	site.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			duties := map[string][]access.Duty{"editor": {access.CalendarEdit}, "checker": {access.CalendarCheck}, "clerk": {access.WindowAccept}}[r.Header.Get("X-As")]
			if duties != nil {
				name := r.Header.Get("X-As")
				r = r.WithContext(access.With(r.Context(), access.Who{Account: "a-" + name, Person: "p-" + name, Name: name, Strong: true,
					For: access.Principal{ID: "p-" + name}, Posts: []access.Post{{ID: "post-" + name, Unit: "centre", Duties: duties}}}))
			}
			next.ServeHTTP(w, r)
		})
	})
	calpage.Mount(site, calpage.Pages{DB: d, Desk: &cal.Desk{Store: store, Guard: access.New(), Clock: clock.At(at), Clocks: limit.Counter(d)}})
	srv := httptest.NewServer(site.Handler())
	t.Cleanup(srv.Close)
	return &city{t, d, srv, k}
}

// ask gets a page, or posts a form when there is one, and gives status, body and
// the address it was sent on to.
func (c *city) ask(as, path string, form url.Values) (int, string, string) {
	c.t.Helper()
	method, body := http.MethodGet, io.Reader(nil)
	if form != nil {
		method, body = http.MethodPost, strings.NewReader(form.Encode())
	}
	r, err := http.NewRequest(method, c.web.URL+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", c.web.URL)
	}
	r.Header.Set("X-As", as)
	r.Header.Set("Accept", "text/html")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return res.StatusCode, string(raw), res.Header.Get("Location")
}

// sees fails the test unless the page has the status and every one of the words.
func (c *city) sees(as, path string, status int, words ...string) string {
	c.t.Helper()
	got, body, _ := c.ask(as, path, nil)
	if got != status {
		c.t.Fatalf("%s: got %d, want %d\n%s", path, got, status, body)
	}
	for _, w := range words {
		if !strings.Contains(body, w) {
			c.t.Errorf("%s: got no %q in\n%s", path, w, text(body))
		}
	}
	return body
}

var tags = regexp.MustCompile(`(?s)<(script|style).*?</(script|style)>|<[^>]*>|\s+`)

func text(body string) string { return tags.ReplaceAllString(body, " ") }

// rule: TIM-08 TIM-11
func TestThePublicReadsTheCalendarOfAYear(t *testing.T) {
	c := newCity(t, dbtest.Open(t, db.SQLite, act.Schema, cal.Schema, limit.Schema))
	c.sees("", "/calendar", 200, "2026年工作日历", "248", "2026年2月，16个工作日", "春节调休，上班", "国务院办公厅关于2026年部分节假日安排的通知", c.k.Version())
	body := c.sees("", "/calendar?year=2027", 200, "2027年的放假安排尚未公布", "春节，法定节日（放假安排未公布，暂定）", "全国年节及纪念日放假办法")
	if strings.Contains(body, "style=") || strings.Contains(body, "<script>") {
		t.Error("the page holds an inline style or script")
	}
	c.sees("", "/calendar?year=abc&lang=en", 200, "Working calendar of 2026", "Spring Festival, day off", "2026-2: 16 working days")
}

// rule: TIM-01 TIM-03 TIM-04 TIM-07
func TestAnybodyMayAskWhyADate(t *testing.T) {
	c := newCity(t, dbtest.Open(t, db.SQLite, act.Schema, cal.Schema, limit.Schema))
	body := c.sees("", "/calendar/why?from=2026-02-12&n=5&unit=wd", 200, "到期日：2026年2月26日（星期四）", "当日24时截止", "《中华人民共和国行政许可法》第八十二条", "开始当日，不计", "春节放假", "春节调休，上班")
	if n := strings.Count(body, "休息日，不计"); n != 9 {
		t.Errorf("got %d rest days in the account, want 9", n)
	}
	c.sees("", "/calendar/why?from=2026-09-30&n=3&unit=cd", 200, "到期日：2026年10月8日（星期四）", "末日休息，顺延", "第二百零三条第一款")
	c.sees("", "/calendar/why?from=2026-10-15&n=10&unit=back", 200, "最晚一天：2026年10月5日（星期一）")
	c.sees("", "/calendar/why?from=2026-12-25&n=10&unit=wd", 200, "暂定")
	c.sees("", "/calendar/why", 200, "开始当日不计入")
	body = c.sees("", "/calendar/why?from=2026-02-30&n=x&unit=week", 422, "请按 2026-09-30 的样子填写", "请填写0到", "请选择单位", "有错误")
	if strings.Contains(body, "到期日：") {
		t.Error("a wrong question got a date")
	}
	c.sees("", "/calendar/why?from=2026-02-12&n=999999999&unit=wd", 422, "请填写0到2440之间的整数")
}

// rule: LIC-15 LIC-17 TIM-11
func TestEveryClockOpensToItsReasons(t *testing.T) {
	dbtest.Each(t, []db.Schema{act.Schema, cal.Schema, limit.Schema}, func(t *testing.T, d *db.DB) {
		c := newCity(t, d)
		on := act.Subject{Kind: "case", ID: "1503022026030200001"}
		var k limit.Clock
		run := func(fn func(tx *db.Tx) error) {
			t.Helper()
			if err := d.Write(context.Background(), fn); err != nil {
				t.Fatal(err)
			}
		}
		run(func(tx *db.Tx) (err error) {
			k, err = limit.Open(tx, limit.Clock{SubjectKind: on.Kind, Subject: on.ID, Stage: "decide", Unit: "U1", Start: cal.MustParse("2026-03-02"),
				Legal: cal.WD(20), Promise: cal.WD(10), Cite: law.Licensing.Art(42).P(1), Opened: at}.Dated(c.k))
			return err
		})
		body := c.sees("", "/why/"+k.ID, 200, "2026年3月30日（星期一）", "2026年3月16日（星期一）", "第四十二条第一款", "法定期限逐日说明", "承诺期限逐日说明")
		if strings.Contains(body, on.ID) {
			t.Error("the page names the matter")
		}
		run(func(tx *db.Tx) error {
			_, err := limit.Stop(tx, limit.Stopping{On: on, Stage: "decide", At: cal.MustParse("2026-03-10").Start(),
				Ground: limit.Ground{Cause: limit.ExpertReview, From: cal.MustParse("2026-03-10"), Needs: cal.WD(10), Notice: "告知书-7"}})
			return err
		})
		c.sees("", "/why/"+k.ID, 200, "期限正在暂停", "专家评审", "第四十五条", "告知书-7", "仍在停表")
		run(func(tx *db.Tx) error {
			_, err := limit.Resume(tx, c.k, limit.Resumption{On: on, Stage: "decide", To: cal.MustParse("2026-03-23"), At: cal.MustParse("2026-03-24").Start()})
			return err
		})
		c.sees("", "/why/"+k.ID, 200, "2026年4月14日（星期二）", "停表，不计", "恢复计时")
		c.sees("", "/why/none", 404)
	})
}

// rule: TIM-08
func TestANoticeGoesThroughTwoHandsOnPages(t *testing.T) {
	dbtest.Each(t, []db.Schema{act.Schema, cal.Schema, limit.Schema}, func(t *testing.T, d *db.DB) {
		c := newCity(t, d)
		form := url.Values{"year": {"2027"}, "title": {"试验用：2027年放假安排"}, "source": {"https://example.invalid/2027"},
			"text": {"一、元旦：1月1日至3日放假，共3天。\n二、春节：2月5日至12日放假调休，共7天。1月31日（周日）上班。"}}
		status, body, _ := c.ask("editor", "/desk/calendar", form)
		if status != 422 || !strings.Contains(body, "读到的放假日是8天") || !strings.Contains(body, "试验用：2027年放假安排") || !strings.Contains(body, "2月5日至12日") {
			t.Fatalf("a wrong total: got %d, want 422 with line 2 named and what was typed kept\n%s", status, text(body))
		}
		form.Set("text", strings.Replace(form.Get("text"), "共7天", "共8天", 1))
		status, body, to := c.ask("editor", "/desk/calendar", form)
		if status != 303 {
			t.Fatalf("entering: got %d\n%s", status, text(body))
		}
		c.sees("editor", to, 200, "预演：", "通知没有提到", "不得复核") // the dry run, without the button
		if _, body, _ := c.ask("editor", to, nil); strings.Contains(body, to+"/publish") {
			t.Error("whoever entered it is offered to publish it")
		}
		body = c.sees("checker", to, 200, "2027年1月31日（星期日）", "春节调休，上班", "发布，并重算全部时限")
		sum := regexp.MustCompile(`name="sum" value="([0-9a-f]+)"`).FindStringSubmatch(body)
		if sum == nil {
			t.Fatalf("no sum on the page\n%s", body)
		}
		if status, body, _ := c.ask("checker", to+"/publish", url.Values{"sum": {sum[1]}}); status != 422 || !strings.Contains(body, "请先对照官方原文") {
			t.Errorf("published without comparing: got %d, want 422", status)
		}
		if status, _, _ := c.ask("editor", to+"/publish", url.Values{"sum": {sum[1]}, "sure": {"1"}}); status != 403 {
			t.Errorf("published by whoever entered it: got %d, want 403", status)
		}
		if status, body, _ := c.ask("checker", to+"/publish", url.Values{"sum": {sum[1]}, "sure": {"1"}}); status != 200 || !strings.Contains(body, "已重算0个在办时限") {
			t.Fatalf("publishing: got %d\n%s", status, text(body))
		}
		c.sees("", "/calendar?year=2027", 200, "春节放假", "试验用：2027年放假安排")
		c.sees("checker", "/desk/calendar", 200, "已发布", "editor", "checker")
		c.sees("clerk", "/desk/calendar", 403)
		c.sees("clerk", to, 403)
		if status, _, _ := c.ask("clerk", "/desk/calendar", form); status != 403 {
			t.Errorf("entered by a clerk: got %d, want 403", status)
		}
	})
}
