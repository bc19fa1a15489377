package notifypage_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tongban/civic/access"
	"tongban/civic/notify"
	"tongban/civic/notify/notifypage"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/i18n"
	"tongban/platform/web"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, clock.Beijing)

func site(t *testing.T, d *db.DB) func(as, method, path string, form url.Values) (int, string) {
	t.Helper()
	s := web.New(web.Options{})
	s.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if as := r.Header.Get("X-As"); as != "" {
				person, acting, _ := strings.Cut(as, "/")
				r = r.WithContext(access.With(r.Context(), access.Who{Account: "a-" + person, Person: person, For: access.Principal{ID: acting}}))
			}
			next.ServeHTTP(w, r)
		})
	})
	notifypage.Mount(s, &notifypage.Desk{DB: d, Clock: clock.At(noon)})
	h := s.Handler()
	return func(as, method, path string, form url.Values) (int, string) {
		t.Helper()
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-As", as)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		raw, err := io.ReadAll(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		return w.Code, string(raw)
	}
}

func TestMessagesAreListedOpenedAndMarked(t *testing.T) {
	dbtest.Each(t, []db.Schema{notify.Schema}, func(t *testing.T, d *db.DB) {
		ids := map[string]string{}
		err := d.Write(context.Background(), func(tx *db.Tx) error {
			for i := range 25 {
				if err := notify.Post(tx, notify.Message{Key: fmt.Sprint(i), To: "p1", At: noon, Say: i18n.Tf("消息<%d>", "News <%d>", i), Body: i18n.T("一\n二", "one\ntwo"), Link: "/cases/1"}); err != nil {
					return err
				}
			}
			if err := notify.Post(tx, notify.Message{Key: "c", To: "company", At: noon, Say: i18n.T("给公司的消息", "To the company")}); err != nil {
				return err
			}
			for _, p := range []string{"p1", "company"} {
				list, err := notify.Inbox(tx, p, "", 1)
				if err != nil {
					return err
				}
				ids[p] = list[0].ID
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		ask := site(t, d)
		see := func(as, path string, code int, want ...string) string {
			t.Helper()
			got, body := ask(as, "GET", path, nil)
			if got != code {
				t.Errorf("%s %s: got %d, want %d", as, path, got, code)
			}
			for _, w := range want {
				if !strings.Contains(body, w) {
					t.Errorf("%s %s: no %q on the page", as, path, w)
				}
			}
			return body
		}
		if code, _ := ask("", "GET", "/me/messages", nil); code != http.StatusSeeOther {
			t.Errorf("without sign-in: got %d, want to be sent to sign in", code)
		}
		body := see("p1", "/me/messages", 200, "未读 25 条", "消息&lt;24&gt;", "before=")
		if n := strings.Count(body, `class="card"`); n != 20 {
			t.Errorf("first page: %d messages, want 20", n)
		}
		see("p1", "/me/messages?lang=en", 200, "25 unread", "News &lt;24&gt;")
		see("p1", "/me/messages/"+ids["p1"], 200, "<p>一</p>", "<p>二</p>", `href="/cases/1"`)
		see("p1", "/me/messages", 200, "未读 24 条")
		see("p2", "/me/messages/"+ids["p1"], 404)
		see("p2", "/me/messages", 200, "还没有消息")
		see("p1/company", "/me/messages", 200, "给公司的消息")
		if code, _ := ask("p1", "POST", "/me/messages/read", url.Values{"up_to": {ids["p1"]}}); code != http.StatusSeeOther {
			t.Errorf("mark all: got %d, want 303", code)
		}
		see("p1", "/me/messages", 200, "未读 0 条")
		see("p1/company", "/me/messages", 200, "未读 1 条")
	})
}
