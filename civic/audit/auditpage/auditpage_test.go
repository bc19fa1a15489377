package auditpage_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/audit"
	"tongban/civic/audit/auditpage"
	"tongban/platform/browsertest"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/ui/uitest"
	"tongban/platform/web"
)

var morning = time.Date(2026, 3, 2, 9, 0, 0, 0, clock.Beijing)

func holder(name string, d access.Duty) access.Who {
	return access.Who{Account: "a-" + name, Person: "p-" + name, Name: name, Strong: true, For: access.Principal{ID: "p-" + name},
		Posts: []access.Post{{ID: "post-" + name, Unit: "u-" + name, Region: "150300", Duties: []access.Duty{d}}}}
}

var people = map[string]access.Who{"auditor": holder("auditor", access.AuditAdmin), "clerk": holder("clerk", access.WindowAccept),
	"supervisor": holder("supervisor", access.Supervise), "system": holder("system", access.SysAdmin), "security": holder("security", access.SecAdmin)}

// open serves the page over some acts, in which a cookie says who reads.
func open(t *testing.T, d *db.DB) string {
	t.Helper()
	ctx := context.Background()
	c := clock.At(morning)
	for i := range 70 {
		err := d.Write(ctx, func(tx *db.Tx) error {
			_, err := act.Record(tx, act.New(c.Now(), act.Actor{Account: "a-clerk", Post: "post-clerk", Unit: "u-clerk", Duty: string(access.WindowAccept)}, "case.accept",
				act.Subject{Kind: "case", ID: "15030020260302000" + string(rune('0'+i%10))}, map[string]string{"x": "李四住在一号院"}, "licensing:32.1.5"))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	desk := &audit.Desk{DB: d, Clock: c, Guard: access.New()}
	if err := desk.Note(ctx, people["clerk"], "GET /audit"); err != nil {
		t.Fatal(err)
	}
	if err := web.AddAssets(ui.Static()); err != nil {
		t.Fatal(err)
	}
	s := web.New(web.Options{Name: i18n.T("测试市", "Test City"), Clock: c, Log: slog.New(slog.DiscardHandler), FaultPage: ui.FaultPage})
	s.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if k, err := r.Cookie("who"); err == nil && people[k.Value].Account != "" {
				who := people[k.Value]
				r = r.WithContext(web.WithVisitor(access.With(r.Context(), who), web.Visitor{Name: who.Name, SignedIn: true}))
			}
			next.ServeHTTP(w, r)
		})
	})
	known := func(_ context.Context, _ []string) (map[string]string, error) {
		return map[string]string{"u-clerk": "受理一窗", "a-clerk": "张晓兰 YS0011"}, nil
	}
	auditpage.Mount(s, &auditpage.Pages{Desk: desk, Units: known, Staff: known,
		Account: func(_ context.Context, typed string) (string, error) {
			return strings.Replace(typed, "YS0011", "a-clerk", 1), nil
		}})
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(srv.Close)
	return srv.URL
}

func get(t *testing.T, who, address string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Cookie", "who="+who)
	r.Header.Set("Accept", "text/html")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusSeeOther {
		for _, f := range uitest.Faults(string(raw)) {
			t.Errorf("%s as %s: %s", address, who, f)
		}
	}
	return res.StatusCode, string(raw)
}

var older = regexp.MustCompile(`rel="next" href="([^"]+)"`)

// rule: SEC-08 SEC-11
func TestTheRecordIsReadByTheAuditAdministratorOnly(t *testing.T) {
	dbtest.Each(t, []db.Schema{act.Schema}, func(t *testing.T, d *db.DB) {
		at := open(t, d)
		for _, who := range []string{"clerk", "supervisor", "system", "security"} {
			if status, _ := get(t, who, at+"/audit"); status != 403 {
				t.Errorf("%s: got %d, want 403", who, status)
			}
		}
		if status, _ := get(t, "", at+"/audit"); status != 303 {
			t.Errorf("a stranger: got %d, want to sign in", status)
		}
		status, body := get(t, "auditor", at+"/audit")
		for _, want := range []string{"张晓兰 YS0011", "受理一窗 · 综合窗口受理", "办件 15030020260302000", "全部", "第三十二条第一款第五项", "/verify/receipt/0000-", "页面 GET /audit", "未成功", "2026-03-02 09:00:00"} {
			if status != 200 || !strings.Contains(body, want) {
				t.Errorf("got %d without %q", status, want)
			}
		}
		if strings.Contains(body, "一号院") {
			t.Error("the record shows what an act contains")
		}
		if i, j := strings.Index(body, "页面 GET /audit"), strings.Index(body, "办件 15030020260302000"); i > j {
			t.Error("the newest act is not the first")
		}
		next := older.FindStringSubmatch(body)
		if next == nil {
			t.Fatal("no way to the older acts")
		}
		if _, body := get(t, "auditor", at+strings.ReplaceAll(next[1], "&amp;", "&")); strings.Count(body, "办件 15030020260302000") == 0 || older.MatchString(body) {
			t.Error("the second page is not the last one of two")
		}
		if _, body := get(t, "auditor", at+"/audit?account=YS0011&only=failed&day=2026-03-02"); strings.Contains(body, "办件 1503") || !strings.Contains(body, "页面 GET /audit") || !strings.Contains(body, `value="YS0011"`) {
			t.Error("the filters do not narrow, or forget what was asked")
		}
		if status, body := get(t, "auditor", at+"/audit?day=gestern"); status != 422 || !strings.Contains(body, `href="#f-day"`) {
			t.Errorf("a day that is none: got %d", status)
		}
		get(t, "auditor", at+"/audit?lang=en")
	})
}

func TestThePageInABrowser(t *testing.T) {
	b := browsertest.Start(t)
	at := open(t, dbtest.Open(t, db.SQLite, act.Schema))
	for size, o := range map[string]browsertest.Option{"": browsertest.Width(1366, 900), "-phone": browsertest.Phone()} {
		tab := b.New(t, o)
		tab.Home(at)
		tab.Cookie("who", "auditor")
		tab.Goto(at + "/audit?only=failed")
		tab.Accessible()
		tab.Walk(browsertest.Face{Target: 24})
		tab.Reflow()
		tab.Goto(at + "/audit")
		tab.Shot("audit" + size)
	}
}
