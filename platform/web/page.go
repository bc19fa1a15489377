package web

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"golang.org/x/text/unicode/norm"

	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// A Face is one of the four looks of the same components (界面模式).
type Face string

// The faces.
const (
	Public Face = ""
	Desk   Face = "desk"  // 工作台: dense, keyboard first
	Elder  Face = "elder" // 长者版: larger and shorter
	Wall   Face = "wall"  // 大屏
)

// FaceOf gives the face the reader chose: Public or Elder. A desk page sets its own.
func FaceOf(ctx context.Context) Face { return visit(ctx).face }

// A Visitor is who reads the page, as far as its frame shows it (访客).
type Visitor struct {
	Name     string
	SignedIn bool
	For      string // name of the person or company acted for; empty for oneself
	Nav      []NavItem
	Unread   int
}

// A NavItem is one entry of the navigation; Key marks the current one.
type NavItem struct {
	Key  string
	Href string
	Say  i18n.Text
}

type visitorKey struct{}

// WithVisitor returns a context whose pages are framed for v.
func WithVisitor(ctx context.Context, v Visitor) context.Context {
	return context.WithValue(ctx, visitorKey{}, v)
}

// VisitorFrom gives the visitor; the zero Visitor when nobody signed in.
func VisitorFrom(ctx context.Context) Visitor {
	v, _ := ctx.Value(visitorKey{}).(Visitor)
	return v
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Show renders a whole page and then sends it, so that a broken page is never half sent.
func Show(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	buf := buffers.Get().(*bytes.Buffer)
	buf.Reset()
	defer buffers.Put(buf)
	if err := page.Render(r.Context(), buf); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(buf.Bytes()) //nolint:errcheck // the peer is gone
	}
	return nil
}

// See answers a successful change: the browser fetches the page at to (303).
// to must be a path on this site.
func See(w http.ResponseWriter, r *http.Request, to string) error {
	http.Redirect(w, r, Local(to, "/"), http.StatusSeeOther)
	return nil
}

// Local gives to when it is a path on this site, otherwise the fallback, so that
// a "next" parameter cannot lead to another site.
func Local(to, otherwise string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n") {
		return otherwise
	}
	return to
}

// MostForm is the most bytes a form without files may have.
const MostForm = 1 << 20

// Form gives the answers of a form: at most MostForm bytes, normalised to NFC,
// spaces at both ends dropped. Files are read by platform/blob.
func Form(r *http.Request) (url.Values, error) {
	r.Body = http.MaxBytesReader(nil, r.Body, MostForm)
	if err := r.ParseForm(); err != nil {
		return nil, fault.New(fault.Invalid, "web.form", i18n.T("提交的内容太大或格式有误，没有收下。", "What was sent is too large or not in order and was not taken.")).
			Then(i18n.T("请返回上一页检查后重新提交。", "Go back, check the form and submit again.")).Because(err)
	}
	return Clean(r.PostForm), nil
}

// Clean normalises every value of a form as Form does.
func Clean(in url.Values) url.Values {
	out := make(url.Values, len(in))
	for k, vs := range in {
		for _, v := range vs {
			v = strings.ToValidUTF8(v, "")
			v = strings.ReplaceAll(v, "\r\n", "\n")
			out[k] = append(out[k], strings.TrimSpace(norm.NFC.String(v)))
		}
	}
	return out
}
