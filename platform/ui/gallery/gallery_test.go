package gallery_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tongban/platform/browsertest"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/ui/gallery"
	"tongban/platform/web"
)

// serve runs a site that holds only the gallery.
func serve(t *testing.T) string {
	t.Helper()
	if err := web.AddAssets(ui.Static()); err != nil {
		t.Fatal(err)
	}
	s := web.New(web.Options{Name: i18n.T("示例市政务服务", "Sample City Services"), Phone: "12345", FaultPage: ui.FaultPage,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	gallery.Mount(s)
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(srv.Close)
	return srv.URL
}

// faces are the four faces of the gallery, with the least size of their targets.
var faces = []struct {
	name, path string
	target     float64
	opts       []browsertest.Option
}{
	{"public", "/_gallery", 44, nil},
	{"form", "/_gallery/form", 44, []browsertest.Option{browsertest.FaultsExpected()}},
	{"fault", "/_gallery/fault", 44, []browsertest.Option{browsertest.FaultsExpected()}},
	{"desk", "/_gallery/desk", 24, nil},
	{"desk-all", "/_gallery?face=desk", 24, nil},
	{"elder", "/_gallery?elder=1", 60, nil},
	{"elder-form", "/_gallery/form?elder=1", 60, []browsertest.Option{browsertest.FaultsExpected()}},
	{"wall", "/_gallery?face=wall", 24, nil},
	{"english", "/_gallery?lang=en", 44, nil},
}

func TestEveryFaceIsAccessible(t *testing.T) {
	base := serve(t)
	b := browsertest.Start(t)
	for _, f := range faces {
		for _, width := range []int64{1366, 390} {
			name := f.name
			opts := append([]browsertest.Option{}, f.opts...)
			if width == 390 {
				name += "-m"
				opts = append(opts, browsertest.Phone())
			}
			if f.name == "wall" {
				if width == 390 {
					continue // a wall is never a phone
				}
				opts = append(opts, browsertest.Width(1920, 1080))
			}
			t.Run(name, func(t *testing.T) {
				tab := b.New(t, opts...)
				tab.Goto(base + f.path)
				tab.Shot(name)
				tab.Accessible()
			})
		}
	}
}

func TestTabReachesEverythingAndTheFocusIsSeen(t *testing.T) {
	base := serve(t)
	b := browsertest.Start(t)
	for _, f := range faces {
		t.Run(f.name, func(t *testing.T) {
			tab := b.New(t, f.opts...)
			tab.Goto(base + f.path)
			tab.Walk(browsertest.Face{Target: f.target})
		})
	}
}

func TestNothingSticksOutOrIsCut(t *testing.T) {
	base := serve(t)
	b := browsertest.Start(t)
	for _, f := range faces {
		if f.name == "wall" {
			continue
		}
		t.Run(f.name, func(t *testing.T) {
			tab := b.New(t, f.opts...)
			tab.Goto(base + f.path)
			tab.Reflow()
			tab.Spacing()
		})
	}
}

func TestTheWallFitsWithoutScrolling(t *testing.T) {
	base := serve(t)
	tab := browsertest.Start(t).New(t, browsertest.Width(1920, 1080))
	tab.Goto(base + "/_gallery?face=wall")
	if got := tab.Eval("String(document.documentElement.scrollHeight)"); got != "1080" {
		t.Errorf("the wall is %s px high, want 1080", got)
	}
}

func TestTheDeskShowsManyRows(t *testing.T) {
	base := serve(t)
	tab := browsertest.Start(t).New(t, browsertest.Width(1440, 900))
	tab.Goto(base + "/_gallery/desk")
	rows := tab.Eval(`String([].filter.call(document.querySelectorAll("tbody tr"),function(r){return r.getBoundingClientRect().bottom<=innerHeight}).length)`)
	if len(rows) < 2 || rows < "16" {
		t.Errorf("%s rows of the clerk's table on a 1440 by 900 screen, want at least 16", rows)
	}
}

func TestRefusedAnswersTakeTheFocus(t *testing.T) {
	base := serve(t)
	tab := browsertest.Start(t).New(t, browsertest.FaultsExpected())
	tab.Goto(base + "/_gallery/form")
	if got := tab.Eval("document.activeElement.id"); got != "errors" {
		t.Errorf("the focus is on %q, want the error summary", got)
	}
	if !strings.HasPrefix(tab.Title(), "有错误：") {
		t.Errorf("title %q does not say that there are errors", tab.Title())
	}
	tab.Press("请填写经营面积")
	if got := tab.Eval("document.activeElement.name"); got != "area" {
		t.Errorf("the link of the summary leads to %q, want the field area", got)
	}
}

func TestKeysOfTheDesk(t *testing.T) {
	base := serve(t)
	tab := browsertest.Start(t).New(t)
	tab.Goto(base + "/_gallery/desk")
	tab.Key("F2")
	if got := tab.Eval("document.activeElement.id"); got != "q" {
		t.Errorf("F2 leads to %q, want the search box", got)
	}
	tab.Key("j")
	if got := tab.Eval("document.activeElement.id"); got != "q" {
		t.Errorf("a letter in the search box moved the focus to %q", got)
	}
	tab.Eval(`document.querySelector(".scroll").focus();""`)
	tab.Key("j")
	tab.Key("j")
	if got, want := tab.Eval("document.activeElement.textContent.trim()"), tab.Text("tbody tr:nth-child(2) a"); got != want {
		t.Errorf("two J lead to %q, want %q", got, want)
	}
	tab.Key("x")
	if got := tab.Eval(`String(document.querySelector("tbody tr:nth-child(2) input").checked)`); got != "true" {
		t.Error("X does not pick the row")
	}
	tab.Key("F8")
	if !strings.Contains(tab.Address(), "page=1") {
		t.Errorf("F8 stays at %s, want the next page", tab.Address())
	}
	tab.Key("?")
	tab.See("关闭快捷键")
	tab.Press("关闭快捷键")
	tab.Key("F7")
	if !strings.Contains(tab.Address(), "page=1") {
		t.Errorf("F7 works although keys are off: %s", tab.Address())
	}
}

func TestAListIsSwappedInPlaceAndTheAddressFollows(t *testing.T) {
	base := serve(t)
	tab := browsertest.Start(t).New(t)
	tab.Goto(base + "/_gallery/desk")
	first := tab.Text("tbody tr a")
	tab.Eval(`window.kept="yes";""`)
	tab.Press("下一页")
	if got := tab.Text("tbody tr a"); got == first {
		t.Error("the list is the same after “next page”")
	}
	if got := tab.Eval("String(window.kept)"); got != "yes" {
		t.Error("the whole page was loaded again")
	}
	if !strings.HasSuffix(tab.Address(), "?page=1") {
		t.Errorf("address %s, want ?page=1", tab.Address())
	}
}

func TestWithoutScriptsEverythingIsThere(t *testing.T) {
	base := serve(t)
	tab := browsertest.Start(t).New(t, browsertest.NoScript())
	tab.Goto(base + "/_gallery/desk")
	tab.Press("下一页")
	if !strings.HasSuffix(tab.Address(), "?page=1") {
		t.Errorf("address %s, want ?page=1", tab.Address())
	}
	if tab.Has("[data-print]") || tab.Has("[data-keys-help]") {
		t.Error("buttons that need the script are shown without it")
	}
}

func TestPreferencesOfTheReader(t *testing.T) {
	base := serve(t)
	b := browsertest.Start(t)
	for _, p := range [][2]string{{"forced-colors", "active"}, {"prefers-contrast", "more"}, {"prefers-reduced-motion", "reduce"}} {
		t.Run(p[0], func(t *testing.T) {
			tab := b.New(t, browsertest.Prefers(p[0], p[1]))
			tab.Goto(base + "/_gallery")
			tab.Shot(p[0])
			tab.Accessible()
			if !tab.Has(".light-over svg path") || !tab.Has(".light-pause svg path") {
				t.Error("the shapes of the lights are gone")
			}
		})
	}
	t.Run("print", func(t *testing.T) {
		tab := b.New(t, browsertest.Printing(), browsertest.Width(670, 900))
		tab.Goto(base + "/_gallery")
		tab.Shot("print")
		for _, gone := range []string{".bar", ".find", ".acts", ".crumb"} {
			if tab.Has(gone) {
				t.Errorf("%s is printed", gone)
			}
		}
	})
}

func TestTheGalleryIsServed(t *testing.T) {
	base := serve(t)
	for _, f := range faces {
		r, err := http.Get(base + f.path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil || len(body) < 1000 || r.StatusCode >= 500 {
			t.Errorf("%s: status %d, %d bytes, %v", f.path, r.StatusCode, len(body), err)
		}
	}
}
