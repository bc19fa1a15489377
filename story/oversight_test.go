package story

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"tongban/city/demo"
	"tongban/civic/act"
	"tongban/civic/watch"
	"tongban/platform/db"
)

// Every desk's first page is framed for who sits there: their door is marked, they
// can sign out, and a session that ends says so in time.
func TestEveryDeskIsFramedForWhoSitsThere(t *testing.T) {
	w := openTown(t)
	for _, r := range demo.Staff() {
		a := w.caller(r.Key).read(r.Start)
		if a.status != http.StatusOK {
			t.Errorf("%s at %s: got %d", r.Key, r.Start, a.status)
			continue
		}
		path, _, _ := strings.Cut(r.Start, "?")
		if !regexp.MustCompile(`href="` + path + `" aria-current="page"`).MatchString(a.body) {
			t.Errorf("%s at %s: their door is not marked", r.Key, r.Start)
		}
		for _, want := range []string{`data-extend="/sign-in/stay"`, `data-session="`, `action="/sign-out"`, `href="/me/messages"`, r.Name} {
			if !strings.Contains(a.body, want) {
				t.Errorf("%s at %s: no %s", r.Key, r.Start, want)
			}
		}
	}
	company := w.caller("company")
	mandate := regexp.MustCompile(`name="authority" value="([0-9a-f-]{36})"`).FindStringSubmatch(company.read("/me").body)
	if mandate == nil {
		t.Fatal("the representative cannot choose to act for the company")
	}
	company.post("/me/act-for", url.Values{"authority": {mandate[1]}})
	for _, path := range []string{"/me", "/?elder=1"} {
		if a := company.read(path); !strings.Contains(a.body, "（代 "+demo.CompanyName+" 办理）") {
			t.Errorf("%s does not say for whom one acts", path)
		}
	}
	for _, path := range []string{"/accessibility", "/privacy"} {
		if a := w.caller("").read(path); a.status != http.StatusOK || !strings.Contains(a.body, "tel:") {
			t.Errorf("%s: got %d, want a page with a way to a human", path, a.status)
		}
	}
}

// rule: SEC-11
func TestARefusedAttemptIsOnRecordForTheAuditor(t *testing.T) {
	w := openTown(t)
	clerk := w.caller("clerk")
	if a := clerk.read("/audit"); a.status != http.StatusForbidden {
		t.Fatalf("a clerk reads the record: got %d", a.status)
	}
	if a := clerk.read("/watch"); a.status != http.StatusForbidden {
		t.Fatalf("a clerk watches: got %d", a.status)
	}
	l := demo.Find(w.logins, "clerk")
	a := w.caller("audit").read("/audit?only=failed&account=" + l.Login)
	for _, want := range []string{"页面 GET /audit", "页面 GET /watch", l.Name + " " + l.Login, "未获准的操作"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the record does not show %q", want)
		}
	}
	if a := w.caller("supervisor").read("/audit"); a.status != http.StatusForbidden {
		t.Errorf("a supervisor reads the audit record: got %d", a.status)
	}
}

// rule: SUP-01
func TestTheDeskSeesWhatTheWatchHasOpen(t *testing.T) {
	w := openTown(t)
	w.settle()
	var no string
	err := w.city.DB.Read(context.Background(), func(tx *db.Tx) (err error) {
		no, err = db.One(tx, db.Str, `SELECT no FROM office_case WHERE state = 'accepted' AND deemed = FALSE ORDER BY no LIMIT 1`)
		return err
	})
	w.must("find a case", err)
	const words = "请三日内决定，并说明为何拖延。"
	sup := w.caller("supervisor")
	sup.post("/watch/cases/"+no, url.Values{"words": {words}})
	if a := w.caller("clerk").read("/desk/cases/" + no); !strings.Contains(a.body, words) || !strings.Contains(a.body, "电子监察在这一件上有未销的牌") {
		t.Errorf("got %d; the desk does not see the alarm", a.status)
	}
	var list []watch.Alarm
	w.must("alarms", w.city.DB.Read(context.Background(), func(tx *db.Tx) (err error) {
		list, err = watch.OfSubject(tx, act.Subject{Kind: "case", ID: no})
		return err
	}))
	for _, x := range list {
		sup.post("/watch/alarms/"+x.ID, url.Values{"why": {"已经当面督促，当日办理。"}})
	}
	if a := w.caller("clerk").read("/desk/cases/" + no); strings.Contains(a.body, words) {
		t.Error("a settled alarm still stands on the desk")
	}
}

// An answer is what a caller was shown.
type answer struct {
	status int
	body   string
}

// read gets a page whatever its status.
func (c *caller) read(path string) answer {
	c.w.t.Helper()
	req, err := http.NewRequest(http.MethodGet, c.w.url+path, nil)
	c.w.must(path, err)
	req.Header.Set("Accept", "text/html")
	res, err := c.http.Do(req)
	c.w.must(path, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	c.w.must(path, err)
	return answer{res.StatusCode, string(body)}
}
