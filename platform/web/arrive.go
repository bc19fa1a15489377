package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// A visited is what the site knows of one request; the request's goroutine owns it.
type visited struct {
	id    string
	route string
	face  Face
	site  *Site
	path  string
	query url.Values
}

type visitKey struct{}

var nobody = &visited{}

func visit(ctx context.Context) *visited {
	if v, ok := ctx.Value(visitKey{}).(*visited); ok {
		return v
	}
	return &visited{face: nobody.face}
}

// RequestID gives the number that log lines and fault pages of a request share.
func RequestID(ctx context.Context) string { return visit(ctx).id }

// Path gives the address of the page being answered.
func Path(ctx context.Context) string { return visit(ctx).path }

// With gives the page's own address with one query parameter set, for the
// language and elder switches, which work as plain links.
func With(ctx context.Context, key, value string) string {
	v := visit(ctx)
	q := url.Values{}
	for k, vs := range v.query {
		q[k] = vs
	}
	q.Set(key, value)
	return v.path + "?" + q.Encode()
}

// City gives the name of the city in the page head.
func City(ctx context.Context) i18n.Text {
	if s := visit(ctx).site; s != nil {
		return s.o.Name
	}
	return i18n.T("通办", "Tongban")
}

// Phone gives the help line shown on every page; empty when none is set.
func Phone(ctx context.Context) string {
	if s := visit(ctx).site; s != nil {
		return s.o.Phone
	}
	return ""
}

// arrive gives each request its number, language and face, logs and measures it,
// and survives a panic.
func (s *Site) arrive(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		v := &visited{id: newRequestID(), site: s, path: r.URL.Path, query: r.URL.Query()}
		ctx := context.WithValue(r.Context(), visitKey{}, v)
		ctx = i18n.With(ctx, s.lang(w, r))
		v.face = s.face(w, r)
		r = r.WithContext(ctx)
		w.Header().Set("X-Request-Id", v.id)
		rec := &recorder{ResponseWriter: w, status: 200}
		defer func() {
			if p := recover(); p != nil {
				if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
					panic(p)
				}
				s.log.Error("panic", "id", v.id, "route", v.route, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
				if !rec.wrote {
					s.refuse(rec, r, fmt.Errorf("panic: %v", p))
				}
			}
			took := time.Since(began)
			s.took.WithLabelValues(v.route, strconv.Itoa(rec.status)).Observe(took.Seconds())
			s.log.Info("request", "id", v.id, "method", r.Method, "route", v.route, "status", rec.status, "ms", float64(took.Microseconds())/1000)
		}()
		next.ServeHTTP(rec, r)
	})
}

func newRequestID() string {
	b := make([]byte, 8)
	rand.Read(b)
	return hex.EncodeToString(b)
}

func (s *Site) lang(w http.ResponseWriter, r *http.Request) i18n.Lang {
	if l := r.URL.Query().Get("lang"); l == "zh" || l == "en" {
		s.remember(w, "lang", l)
		return i18n.Lang(l)
	}
	if c, err := r.Cookie("lang"); err == nil && c.Value == "en" {
		return i18n.En
	}
	return i18n.Zh
}

func (s *Site) face(w http.ResponseWriter, r *http.Request) Face {
	switch r.URL.Query().Get("elder") {
	case "1":
		s.remember(w, "face", string(Elder))
		return Elder
	case "0":
		s.remember(w, "face", "public")
		return Public
	}
	if c, err := r.Cookie("face"); err == nil && c.Value == string(Elder) {
		return Elder
	}
	return Public
}

// remember keeps a choice of the reader for a year; it holds nothing personal.
func (s *Site) remember(w http.ResponseWriter, name, value string) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: s.o.Secure, SameSite: http.SameSiteLaxMode})
}

// guard sets the security headers and refuses requests that another site's page
// sends in the visitor's name.
func (s *Site) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "geolocation=(), microphone=()")
		if s.o.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if err := s.cross.Check(r); err != nil || !fromBrowserPage(r) {
			s.refuse(w, r, fault.New(fault.Forbidden, "web.cross-site", i18n.T("这个请求不是从本网站的页面发出的，已被拒绝。", "This request did not come from a page of this site and was refused.")).
				Then(i18n.T("请回到本网站的页面重新提交。", "Go back to the page on this site and submit again.")))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// fromBrowserPage refuses a change that carries a cookie but neither Origin nor
// Sec-Fetch-Site: the standard check lets those pass for old clients, and with
// them a forged form from an old browser.
func fromBrowserPage(r *http.Request) bool {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return true
	}
	if r.Header.Get("Cookie") == "" {
		return true
	}
	return r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != ""
}

// refuse answers with the fault page of err, or sends the visitor to sign in.
func (s *Site) refuse(w http.ResponseWriter, r *http.Request, err error) {
	f, ok := fault.As(err)
	if !ok {
		f = fault.New(fault.Internal, "web.internal", i18n.T("系统出错了，您的操作没有完成。", "Something went wrong on our side; what you did was not completed.")).
			Then(i18n.T("请把页面上的编号告诉服务电话，或稍后再试。", "Please give the number on this page to the help line, or try again later.")).Because(err)
	}
	level := s.log.Info
	if f.Kind == fault.Internal {
		level = s.log.Error
	}
	level("refused", "id", RequestID(r.Context()), "route", visit(r.Context()).route, "kind", f.Kind.String(), "key", f.Key, "err", chain(f))
	if f.Key == "web.sign-in" {
		to := s.o.SignIn
		if r.Method == http.MethodGet {
			to += "?next=" + url.QueryEscape(r.URL.RequestURI())
		}
		http.Redirect(w, r, to, http.StatusSeeOther)
		return
	}
	status := Status(f.Kind)
	if s.o.FaultPage == nil || !wantsPage(r) {
		plain(w, status, f.Say.In(i18n.From(r.Context()))+"\n")
		return
	}
	if err := Show(w, r, status, s.o.FaultPage(f, RequestID(r.Context()))); err != nil {
		s.log.Error("fault page", "id", RequestID(r.Context()), "err", err)
	}
}

func chain(f *fault.Error) string {
	if f.Err != nil {
		return f.Err.Error()
	}
	return ""
}

func wantsPage(r *http.Request) bool {
	a := r.Header.Get("Accept")
	return a == "" || strings.Contains(a, "text/html") || strings.Contains(a, "*/*")
}

// Status gives the HTTP status of a kind of fault.
func Status(k fault.Kind) int {
	switch k {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.Absent:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.Busy:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// A recorder remembers the status for the log.
type recorder struct {
	http.ResponseWriter
	status int
	wrote  bool
}

func (r *recorder) WriteHeader(code int) {
	if !r.wrote {
		r.status, r.wrote = code, true
	}
	r.ResponseWriter.WriteHeader(code)
}

func (r *recorder) Write(b []byte) (int, error) {
	r.wrote = true
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection, for live screens.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
