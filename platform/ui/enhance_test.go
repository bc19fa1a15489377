package ui_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/a-h/templ"

	"tongban/platform/browsertest"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// site runs a site for one test of the script.
func site(t *testing.T, mount func(*web.Site)) string {
	t.Helper()
	if err := web.AddAssets(ui.Static()); err != nil {
		t.Fatal(err)
	}
	s := web.New(web.Options{Name: i18n.T("示例市", "Sample"), FaultPage: ui.FaultPage, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	mount(s)
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(srv.Close)
	return srv.URL
}

// with renders a page around parts.
func with(s ui.Shell, parts ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return ui.Page(s).Render(templ.WithChildren(ctx, templ.Join(parts...)), w)
	})
}

func inForm(f ui.FormView, parts ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return ui.Form(f).Render(templ.WithChildren(ctx, templ.Join(parts...)), w)
	})
}

func text(s string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, templ.EscapeString(s))
		return err
	})
}

// A depot takes uploads in pieces as platform/blob does, and loses the
// connection once, in the middle.
type depot struct {
	mu     sync.Mutex
	got    bytes.Buffer // guarded by mu
	broken bool         // guarded by mu
	posted string       // the form's answer; guarded by mu
	heads  int          // guarded by mu
}

func (d *depot) mount(s *web.Site) {
	s.Handle("GET /form", func(w http.ResponseWriter, r *http.Request) error {
		return web.Show(w, r, 200, with(ui.Shell{Title: "上传"}, inForm(ui.FormView{Action: "/form", Files: true},
			ui.File(ui.FieldView{Name: "plan", Label: "平面图", Upload: "/uploads?purpose=plan"}), ui.Button(ui.ButtonView{Say: "提交"}))))
	})
	s.HandleHTTP("POST /form", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.posted = r.FormValue("plan.upload")
		fmt.Fprint(w, "<p>收到</p>")
	}))
	s.HandleHTTP("POST /uploads", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "/uploads/7")
		w.WriteHeader(http.StatusCreated)
	}))
	s.HandleHTTP("/uploads/7", http.HandlerFunc(d.piece))
}

func (d *depot) piece(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if r.Method == http.MethodHead {
		d.heads++
		w.Header().Set("Upload-Offset", strconv.Itoa(d.got.Len()))
		return
	}
	if d.got.Len() > 0 && !d.broken {
		d.broken = true
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	if at := r.Header.Get("Upload-Offset"); at != strconv.Itoa(d.got.Len()) {
		w.WriteHeader(http.StatusConflict)
		return
	}
	io.Copy(&d.got, r.Body) //nolint:errcheck // test
	w.Header().Set("Upload-Offset", strconv.Itoa(d.got.Len()))
	w.WriteHeader(http.StatusNoContent)
}

func TestAnUploadIsResumedWhereItBroke(t *testing.T) {
	d := &depot{}
	base := site(t, d.mount)
	file := filepath.Join(t.TempDir(), "平面图.pdf")
	want := bytes.Repeat([]byte("0123456789abcdef"), 11<<16)
	if err := os.WriteFile(file, want, 0o600); err != nil {
		t.Fatal(err)
	}
	tab := browsertest.Start(t).New(t, browsertest.FaultsExpected())
	tab.Goto(base + "/form")
	tab.Fill("plan", file)
	tab.See("连接中断，已传的部分保留着")
	tab.Press("继续上传")
	tab.See("已收到，提交表单后生效")
	tab.Press("提交")
	d.mu.Lock()
	defer d.mu.Unlock()
	if !bytes.Equal(d.got.Bytes(), want) {
		t.Errorf("%d bytes arrived, want the %d of the file", d.got.Len(), len(want))
	}
	if d.heads == 0 {
		t.Error("the resumed upload did not ask how far it came")
	}
	if d.posted != "/uploads/7" {
		t.Errorf("the form sends %q, want the address of the upload", d.posted)
	}
}

func TestOnePressIsOneSubmission(t *testing.T) {
	var posts atomic.Int32
	base := site(t, func(s *web.Site) {
		s.Handle("GET /form", func(w http.ResponseWriter, r *http.Request) error {
			return web.Show(w, r, 200, with(ui.Shell{Title: "提交"}, inForm(ui.FormView{Action: "/form"}, ui.Button(ui.ButtonView{Say: "提交申请"}))))
		})
		s.Handle("POST /form", func(w http.ResponseWriter, r *http.Request) error {
			posts.Add(1)
			time.Sleep(400 * time.Millisecond)
			return web.See(w, r, "/form")
		})
	})
	tab := browsertest.Start(t).New(t)
	tab.Goto(base + "/form")
	tab.Eval(`(function(){var b=document.querySelector("main button");[0,80,160].forEach(function(ms){setTimeout(function(){b.click()},ms)});return ""})()`)
	time.Sleep(1200 * time.Millisecond)
	if n := posts.Load(); n != 1 {
		t.Errorf("three quick presses made %d submissions, want 1", n)
	}
}

func TestLivePartFollowsTheServerAndCatchesUpAfterAGap(t *testing.T) {
	var now atomic.Value
	now.Store("A117")
	cut := make(chan struct{})
	var streams atomic.Int32
	base := site(t, func(s *web.Site) {
		s.Handle("GET /queue", func(w http.ResponseWriter, r *http.Request) error {
			live := ui.Live(ui.LiveView{ID: "now", Events: "/queue/events", Page: "/queue", Silent: 1})
			return web.Show(w, r, 200, with(ui.Shell{Title: "叫号", Refresh: 10}, templ.ComponentFunc(func(ctx context.Context, out io.Writer) error {
				return live.Render(templ.WithChildren(ctx, text(now.Load().(string))), out)
			})))
		})
		s.HandleHTTP("GET /queue/events", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			rc := http.NewResponseController(w)
			if streams.Add(1) == 1 {
				fmt.Fprint(w, "data: <b>A118</b>\n\n")
				rc.Flush() //nolint:errcheck // test
				<-cut
				return
			}
			for r.Context().Err() == nil {
				fmt.Fprint(w, "event: beat\ndata: 1\n\n")
				rc.Flush() //nolint:errcheck // test
				time.Sleep(200 * time.Millisecond)
			}
		}))
	})
	tab := browsertest.Start(t).New(t, browsertest.FaultsExpected())
	tab.Goto(base + "/queue")
	await(t, "the first event", func() bool { return tab.Text("#now") == "A118" })
	await(t, "the word 实时", func() bool { return tab.Has(`[data-state="on"]`) })
	now.Store("A120")
	close(cut)
	await(t, "the numbers missed during the gap", func() bool { return tab.Text("#now") == "A120" })
	await(t, "the word 实时 again", func() bool { return tab.Has(`[data-state="on"]`) && !tab.Has(`[data-state="off"]`) })
}

// await polls until ok or fails after ten seconds.
func await(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("%s does not come", what)
}

func TestACountdownRunsByTheServersClock(t *testing.T) {
	base := site(t, func(s *web.Site) {
		s.Handle("GET /hall", func(w http.ResponseWriter, r *http.Request) error {
			// The server's clock is an hour behind; only the difference counts.
			now := time.Now().Add(-time.Hour).UnixMilli()
			return web.Show(w, r, 200, with(ui.Shell{Title: "解密"}, ui.Countdown(ui.CountdownView{Until: now + 252_000, Now: now, Say: "09:30:00 截止"})))
		})
	})
	b := browsertest.Start(t)
	tab := b.New(t)
	tab.Goto(base + "/hall")
	time.Sleep(1500 * time.Millisecond)
	if got := tab.Text(".count"); !strings.HasPrefix(got, "04:") || got == "04:12" {
		t.Errorf("the countdown shows %s after a second, want 04:10 or so", got)
	}
	plain := b.New(t, browsertest.NoScript())
	plain.Goto(base + "/hall")
	if got := plain.Text(".count"); got != "04:12" {
		t.Errorf("without scripts the countdown shows %s, want 04:12", got)
	}
}

func TestTheEndOfASessionIsAnnouncedAndCanBePutOff(t *testing.T) {
	var kept atomic.Int32
	base := site(t, func(s *web.Site) {
		s.Use(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				next.ServeHTTP(w, r.WithContext(ui.WithSession(r.Context(), ui.Session{Left: 121 * time.Second, Extend: "/me/stay"})))
			})
		})
		s.Handle("GET /form", func(w http.ResponseWriter, r *http.Request) error {
			return web.Show(w, r, 200, with(ui.Shell{Title: "填写"}))
		})
		s.HandleHTTP("POST /me/stay", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			kept.Add(1)
			w.WriteHeader(http.StatusNoContent)
		}))
	})
	tab := browsertest.Start(t).New(t)
	tab.Goto(base + "/form")
	await(t, "the warning", func() bool { return tab.Has(".over") })
	tab.See("2 分钟后将自动退出")
	tab.Press("继续办理")
	await(t, "the session kept alive", func() bool { return kept.Load() == 1 && !tab.Has(".over") })
}
