package story

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"tongban/city"
	"tongban/city/demo"
	"tongban/platform/browsertest"
	"tongban/platform/clock"
	"tongban/platform/conf"
)

// morning is when the walks begin: a working Wednesday.
var morning = time.Date(2026, 11, 18, 10, 0, 0, 0, clock.Beijing)

// A town is the demonstration city, served (被访问的演示城市). Its clock stands still
// until somebody signs in.
type town struct {
	t      testing.TB
	city   *city.City
	clock  *clock.Manual
	logins []demo.Login
	url    string
}

// openTown builds the demonstration city on SQLite and serves it until the test ends.
func openTown(t testing.TB) *town {
	t.Helper()
	w := &town{t: t, clock: clock.At(morning)}
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.city.Handler().ServeHTTP(rw, r) }))
	w.url = "http://" + srv.Listener.Addr().String()
	dir := t.TempDir()
	s := conf.Settings{Data: dir, DB: "sqlite:" + dir + "/city.db", Base: w.url, City: conf.Wuhai, Clock: &demo.Clock{Base: w.clock}}
	var err error
	w.city, err = city.Open(context.Background(), s, slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})))
	w.must("open the city", err)
	w.logins, err = demo.Build(context.Background(), w.city, func(string) {})
	w.must("build the demonstration", err)
	demo.Mount(w.city, w.logins)
	srv.Start()
	t.Cleanup(func() {
		srv.Close()
		if err := w.city.Close(); err != nil {
			t.Errorf("close the city: %v", err)
		}
	})
	return w
}

func (w *town) must(what string, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("%s: %v", what, err)
	}
}

// settle does what runs in the background: the ledger takes the acts in, followers
// and the watch see them.
func (w *town) settle() {
	w.t.Helper()
	w.must("settle", w.city.Settle(context.Background()))
}

// login gives how a role signs in, at an instant at which its one-time code has
// not been used yet.
func (w *town) login(role string) demo.Login {
	w.t.Helper()
	l := demo.Find(w.logins, role)
	if l.Login == "" {
		w.t.Fatalf("the demonstration has no %s", role)
	}
	w.clock.Advance(31 * time.Second)
	return l
}

// enter signs a role in on the pages, with the second factor where there is one,
// from wherever the tab is.
func (w *town) enter(tab *browsertest.Tab, role string) {
	w.t.Helper()
	l := w.login(role)
	if !strings.Contains(tab.Address(), "/sign-in") {
		tab.Goto(w.url + "/sign-in")
	}
	tab.Fill("login", l.Login)
	tab.Fill("password", l.Password)
	tab.Click("main form button")
	if l.Secret != "" {
		tab.Holds("/sign-in/code")
		tab.Fill("code", l.Code(w.clock.Now()))
		tab.Click("main form button")
	}
	if strings.Contains(tab.Address(), "/sign-in") {
		w.t.Fatalf("%s does not get in: at %s\n%s", role, tab.Address(), tab.Text("main"))
	}
}

// as opens a tab in which a role has signed in and goes to an address.
func (w *town) as(b *browsertest.Browser, role, path string, opts ...browsertest.Option) *browsertest.Tab {
	w.t.Helper()
	tab := b.New(w.t, opts...)
	tab.Goto(w.url + "/sign-in")
	w.enter(tab, role)
	tab.Goto(w.url + path)
	return tab
}

// A caller is somebody who asks pages without a browser.
type caller struct {
	w    *town
	http *http.Client
}

// caller signs a role in over HTTP; "" stays a stranger.
func (w *town) caller(role string) *caller {
	w.t.Helper()
	jar, err := cookiejar.New(nil)
	w.must("cookies", err)
	c := &caller{w: w, http: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if role == "" {
		return c
	}
	l := w.login(role)
	c.post("/sign-in", url.Values{"login": {l.Login}, "password": {l.Password}})
	if l.Secret != "" {
		c.post("/sign-in/code", url.Values{"code": {l.Code(w.clock.Now())}})
	}
	if c.session() == "" {
		w.t.Fatalf("%s has no session", role)
	}
	return c
}

// post sends a form and gives where the answer leads.
func (c *caller) post(path string, v url.Values) string {
	c.w.t.Helper()
	req, err := http.NewRequest(http.MethodPost, c.w.url+path, strings.NewReader(v.Encode()))
	c.w.must(path, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", c.w.url)
	res, err := c.http.Do(req)
	c.w.must(path, err)
	defer res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		body, _ := io.ReadAll(res.Body)
		c.w.t.Fatalf("POST %s: got %s, want 303\n%.2000s", path, res.Status, body)
	}
	return res.Header.Get("Location")
}

const sessionCookie = "tongban"

// session gives the session's cookie, for a tab that shall go on with it.
func (c *caller) session() string {
	u, err := url.Parse(c.w.url)
	c.w.must("address", err)
	for _, k := range c.http.Jar.Cookies(u) {
		if k.Name == sessionCookie {
			return k.Value
		}
	}
	return ""
}

// keepShot keeps a picture where pictures are wanted.
func keepShot(tab *browsertest.Tab, name string) {
	if os.Getenv("TONGBAN_SHOTS") != "" {
		tab.Shot(name)
	}
}
