// Package web receives requests and answers with pages (网页门面). It knows no
// law and no counter: it carries language, face, request id and session
// middleware, and turns faults into pages.
package web

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/a-h/templ"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"tongban/platform/clock"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// A Handler answers one request. It reads the form, calls one desk method and
// shows one page; an error becomes the fault page with the status of its kind.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Options are what a Site needs to know of its city.
type Options struct {
	Name   i18n.Text    // the city's name in the page head
	Phone  string       // the help line on every page
	Clock  clock.Clock  // nil means the machine's
	Log    *slog.Logger // nil means slog.Default
	Secure bool         // cookies only over TLS
	// FaultPage draws a fault; injected because platform/ui stands on this package.
	FaultPage func(f *fault.Error, requestID string) templ.Component
	// Ready reports whether the process can serve; nil means always.
	Ready func() error
	// SignIn is the path that a visitor without an account is sent to.
	SignIn string
}

// A Site is one city's web front (站点). Mount everything before serving.
type Site struct {
	o       Options
	mux     *http.ServeMux
	mw      []func(http.Handler) http.Handler
	metrics *prometheus.Registry
	took    *prometheus.HistogramVec
	cross   *http.CrossOriginProtection
	log     *slog.Logger
}

// New makes a Site with health, readiness and static files already mounted.
func New(o Options) *Site {
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.SignIn == "" {
		o.SignIn = "/sign-in"
	}
	s := &Site{o: o, mux: http.NewServeMux(), metrics: prometheus.NewRegistry(), log: o.Log,
		cross: http.NewCrossOriginProtection()}
	s.took = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "tongban_http_seconds", Help: "Time to answer, by route and status.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
	}, []string{"route", "status"})
	s.metrics.MustRegister(s.took)
	s.mux.HandleFunc("GET /static/{name}", serveAsset)
	s.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, 200, "ok\n") })
	s.mux.HandleFunc("GET /readyz", s.ready)
	s.Handle("/", func(http.ResponseWriter, *http.Request) error { return NotFound() })
	return s
}

func (s *Site) ready(w http.ResponseWriter, _ *http.Request) {
	if s.o.Ready != nil {
		if err := s.o.Ready(); err != nil {
			s.log.Warn("not ready", "err", err)
			plain(w, http.StatusServiceUnavailable, "not ready\n")
			return
		}
	}
	plain(w, 200, "ready\n")
}

func plain(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	w.Write([]byte(body)) //nolint:errcheck // the peer is gone
}

// Metrics gives the Prometheus registry; other packages add their collectors.
func (s *Site) Metrics() *prometheus.Registry { return s.metrics }

// MetricsHandler serves the figures; cmd mounts it on the local port only.
func (s *Site) MetricsHandler() http.Handler {
	return promhttp.HandlerFor(s.metrics, promhttp.HandlerOpts{})
}

// Use adds a middleware inside the site's own; the first added runs first.
func (s *Site) Use(mw func(http.Handler) http.Handler) { s.mw = append(s.mw, mw) }

// Clock gives the site's clock.
func (s *Site) Clock() clock.Clock { return s.o.Clock }

// Now gives the present instant of the site's clock.
func (s *Site) Now() time.Time { return s.o.Clock.Now() }

// Secure reports whether cookies must travel over TLS only.
func (s *Site) Secure() bool { return s.o.Secure }

// Handle mounts a handler at a net/http pattern such as "GET /items/{code}".
func (s *Site) Handle(pattern string, h Handler) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		visit(r.Context()).route = pattern
		if err := h(w, r); err != nil {
			s.refuse(w, r, err)
		}
	})
}

// HandleHTTP mounts a plain http.Handler, for files and machine interfaces.
func (s *Site) HandleHTTP(pattern string, h http.Handler) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		visit(r.Context()).route = pattern
		h.ServeHTTP(w, r)
	})
}

// Handler gives the whole site, ready to serve.
func (s *Site) Handler() http.Handler {
	var h http.Handler = s.mux
	for i := len(s.mw) - 1; i >= 0; i-- {
		h = s.mw[i](h)
	}
	return s.arrive(s.guard(zip(h)))
}

// NotFound is the fault of an address that leads nowhere.
func NotFound() *fault.Error {
	return fault.New(fault.Absent, "web.not-found", i18n.T("这个地址没有内容，可能已经变更或输入有误。", "There is nothing at this address; it may have changed or been mistyped.")).
		Then(i18n.T("请从首页搜索您要办的事，或拨打服务电话。", "Search for what you need from the home page, or call the help line."))
}

// NeedSignIn is the fault that sends a visitor to sign in and back again.
func NeedSignIn() *fault.Error {
	return fault.New(fault.Forbidden, "web.sign-in", i18n.T("请先登录。", "Please sign in first."))
}
