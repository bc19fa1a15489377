package web_test

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/a-h/templ"

	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/web"
)

func site(t *testing.T) *web.Site {
	t.Helper()
	s := web.New(web.Options{Log: slog.New(slog.DiscardHandler), FaultPage: func(f *fault.Error, id string) templ.Component {
		return templ.Raw("<h1>" + f.Say.Zh + "</h1>" + id)
	}})
	s.Handle("GET /ok", func(w http.ResponseWriter, r *http.Request) error {
		return web.Show(w, r, 200, templ.Raw("<p>"+string(i18n.From(r.Context()))+"/"+string(web.FaceOf(r.Context()))+"</p>"))
	})
	s.Handle("POST /ok", func(w http.ResponseWriter, r *http.Request) error {
		f, err := web.Form(r)
		if err != nil {
			return err
		}
		return web.See(w, r, "/ok?got="+f.Get("a"))
	})
	s.Handle("GET /no/{kind}", func(_ http.ResponseWriter, r *http.Request) error {
		switch r.PathValue("kind") {
		case "plain":
			return errors.New("secret 150302199003070016")
		case "panic":
			panic("a bug")
		case "in":
			return web.NeedSignIn()
		}
		return fault.New(fault.Conflict, "x.y", i18n.T("不行", "no"))
	})
	return s
}

func do(t *testing.T, s *web.Site, method, url, body string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, url, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w.Result()
}

func text(t *testing.T, res *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestFaultsBecomePagesOfTheirKindAndTellNoSecrets(t *testing.T) {
	s := site(t)
	for _, c := range []struct {
		path   string
		status int
		see    string
	}{
		{"/ok", 200, "<p>zh/</p>"}, {"/ok?lang=en&elder=1", 200, "<p>en/elder</p>"},
		{"/no/x", 409, "不行"}, {"/no/plain", 500, "系统出错了"}, {"/no/panic", 500, "系统出错了"},
		{"/nowhere", 404, "这个地址没有内容"}, {"/healthz", 200, "ok"}, {"/readyz", 200, "ready"},
	} {
		res := do(t, s, "GET", c.path, "")
		got := text(t, res)
		if res.StatusCode != c.status || !strings.Contains(got, c.see) || strings.Contains(got, "1503021990") {
			t.Errorf("%s: got %d %q, want %d with %q", c.path, res.StatusCode, got, c.status, c.see)
		}
		if res.Header.Get("Content-Security-Policy") == "" || res.Header.Get("X-Request-Id") == "" {
			t.Errorf("%s: got no policy or request id", c.path)
		}
	}
	if got := do(t, s, "GET", "/no/in?a=1", "").Header.Get("Location"); got != "/sign-in?next=%2Fno%2Fin%3Fa%3D1" {
		t.Errorf("got %q, want the sign-in page with the way back", got)
	}
}

func TestAnotherSitesPageCannotPostForTheVisitor(t *testing.T) {
	s := site(t)
	for _, c := range []struct {
		name   string
		header []string
		want   int
	}{
		{"same origin", []string{"Sec-Fetch-Site", "same-origin", "Cookie", "s=1"}, 303},
		{"cross site", []string{"Sec-Fetch-Site", "cross-site", "Cookie", "s=1"}, 403},
		{"other origin", []string{"Origin", "https://evil.example", "Cookie", "s=1"}, 403},
		{"neither header, with a cookie", []string{"Cookie", "s=1"}, 403},
		{"neither header, no cookie", nil, 303},
	} {
		if got := do(t, s, "POST", "/ok", "a=+x+", c.header...); got.StatusCode != c.want {
			t.Errorf("%s: got %d, want %d", c.name, got.StatusCode, c.want)
		}
	}
	if got := do(t, s, "POST", "/ok", "a=+x+").Header.Get("Location"); got != "/ok?got=x" {
		t.Errorf("got %q, want the answer trimmed", got)
	}
}

func TestNextLeadsNowhereElse(t *testing.T) {
	for in, want := range map[string]string{"/a?b=c": "/a?b=c", "//evil.example": "/", "https://evil.example/": "/", "/\\evil": "/", "javascript:1": "/", "": "/"} {
		if got := web.Local(in, "/"); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestAssetsAreFingerprintedAndKept(t *testing.T) {
	if err := web.AddAssets(fstest.MapFS{"t.css": {Data: []byte(strings.Repeat("a{color:red}", 99))}}); err != nil {
		t.Fatal(err)
	}
	res := do(t, site(t), "GET", web.Asset("t.css"), "", "Accept-Encoding", "gzip")
	if res.StatusCode != 200 || !strings.Contains(res.Header.Get("Cache-Control"), "immutable") || res.Header.Get("Content-Encoding") != "gzip" {
		t.Errorf("got %d %v", res.StatusCode, res.Header)
	}
}
