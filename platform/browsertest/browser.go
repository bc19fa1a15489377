package browsertest

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A Browser is one running Chromium, closed at the end of the test (浏览器).
type Browser struct {
	ctx context.Context
}

// Start starts Chromium. Where there is none the test is skipped, or fails when
// TONGBAN_TEST_ALL is set.
func Start(t testing.TB) *Browser {
	t.Helper()
	path := chromium()
	if path == "" {
		missing(t, "no Chromium: install it or set TONGBAN_CHROMIUM")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:len(chromedp.DefaultExecAllocatorOptions):len(chromedp.DefaultExecAllocatorOptions)],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("hide-scrollbars", true))
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, stop := chromedp.NewContext(alloc)
	t.Cleanup(func() { stop(); stopAlloc() })
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("browser does not start: %v", err)
	}
	return &Browser{ctx: ctx}
}

func chromium() string {
	if p := os.Getenv("TONGBAN_CHROMIUM"); p != "" {
		return p
	}
	for _, n := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if p, err := exec.LookPath(n); err == nil {
			return p
		}
	}
	return ""
}

func missing(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("TONGBAN_TEST_ALL") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// settings are what a tab pretends to be.
type settings struct {
	width, height int64
	noScript      bool
	elder         bool
	lang          string
	media         []*emulation.MediaFeature
	print         bool
	faults        bool
}

// An Option is one thing a tab pretends to be (浏览条件).
type Option func(*settings)

// Phone makes the window 390 by 844.
func Phone() Option { return Width(390, 844) }

// Width makes the window w by h; without it, it is 1366 by 900.
func Width(w, h int64) Option { return func(s *settings) { s.width, s.height = w, h } }

// NoScript switches scripts off.
func NoScript() Option { return func(s *settings) { s.noScript = true } }

// Elder asks for the elder face, as its cookie does.
func Elder() Option { return func(s *settings) { s.elder = true } }

// English asks for English, as its cookie does.
func English() Option { return func(s *settings) { s.lang = "en" } }

// Zoom shows the page as a window zoomed by so many percent: the window becomes
// narrower in the page's own pixels.
func Zoom(percent int64) Option {
	return func(s *settings) { s.width, s.height = s.width*100/percent, s.height*100/percent }
}

// Prefers sets a media feature, such as "prefers-contrast", "more" or
// "forced-colors", "active".
func Prefers(feature, value string) Option {
	return func(s *settings) {
		s.media = append(s.media, &emulation.MediaFeature{Name: feature, Value: value})
	}
}

// Printing shows the page as it will be printed.
func Printing() Option { return func(s *settings) { s.print = true } }

// FaultsExpected does not fail the test for errors on the console: for pages
// that answer 4xx or 5xx on purpose.
func FaultsExpected() Option { return func(s *settings) { s.faults = true } }

// A Tab is one page being looked at; one goroutine uses it (标签页).
type Tab struct {
	t    testing.TB
	ctx  context.Context
	set  settings
	home string // scheme and host of the first page

	dressed bool // the options' cookies are set
	mu      sync.Mutex
	flying  map[network.RequestID]string // requests under way; guarded by mu
	moved   time.Time                    // when flying last changed; guarded by mu
	wrong   []string                     // what the page did wrong; guarded by mu
	visited []string                     // every host asked; guarded by mu
}

// New opens a tab of its own, with no cookies of the others.
func (b *Browser) New(t testing.TB, opts ...Option) *Tab {
	t.Helper()
	set := settings{width: 1366, height: 900}
	Prefers("prefers-reduced-motion", "reduce")(&set) // pages stand still when looked at
	for _, o := range opts {
		o(&set)
	}
	ctx, stop := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	tab := &Tab{t: t, ctx: ctx, set: set, flying: map[network.RequestID]string{}}
	t.Cleanup(func() { tab.end(); stop() })
	tab.must("open a tab", chromedp.Do(ctx))
	tab.must("listen", chromedp.Listen(ctx, tab.hear))
	tab.must("set up the tab", chromedp.Do(ctx, chromedp.Func(tab.setUp)))
	return tab
}

func (b *Tab) setUp(ctx context.Context, t *chromedp.Target) error {
	if _, err := cdp.Call(ctx, t, network.Enable, network.EnableParams{}); err != nil {
		return err
	}
	if _, err := cdp.Call(ctx, t, log.Enable, cdp.Empty{}); err != nil {
		return err
	}
	if _, err := chromedp.EmulateViewport(b.set.width, b.set.height)(ctx, t); err != nil {
		return err
	}
	media := emulation.SetEmulatedMediaParams{Features: b.set.media}
	if b.set.print {
		media.Media = "print"
	}
	if _, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, media); err != nil {
		return err
	}
	if b.set.noScript {
		_, err := scripts(false)(ctx, t)
		return err
	}
	return nil
}

// scripts lets pages run scripts or not.
func scripts(on bool) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	})
}

// hear runs on the goroutine that reads the browser's messages and must be quick.
func (b *Tab) hear(ev any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := ev.(type) {
	case *network.EventRequestWillBeSent:
		if e.Type == network.ResourceTypeDocument {
			clear(b.flying) // a page left behind may never hear of its last requests
		}
		if e.Type != network.ResourceTypeEventSource {
			b.flying[e.RequestID] = e.Request.URL
			b.moved = time.Now()
		}
		if u, err := url.Parse(e.Request.URL); err == nil && u.Host != "" {
			b.visited = append(b.visited, u.Scheme+"://"+u.Host)
		}
	case *network.EventLoadingFinished:
		delete(b.flying, e.RequestID)
		b.moved = time.Now()
	case *network.EventLoadingFailed:
		delete(b.flying, e.RequestID)
		b.moved = time.Now()
	case *runtime.EventExceptionThrown:
		b.wrong = append(b.wrong, "script: "+e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			b.wrong = append(b.wrong, string(e.Entry.Source)+": "+e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

// end reports what the page did wrong while the test looked at it.
func (b *Tab) end() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.set.faults {
		for _, w := range b.wrong {
			b.t.Errorf("the page complains: %s", w)
		}
	}
	for _, h := range b.visited {
		if b.home != "" && h != b.home {
			b.t.Errorf("the page asks another host: %s", h)
		}
	}
}

func (b *Tab) must(what string, err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
}
