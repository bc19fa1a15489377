package casepage

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"

	"tongban/civic/access"
	"tongban/hall/casework"
	"tongban/platform/clock"
	"tongban/platform/fault"
	"tongban/platform/form"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// A followView asks for number and query code.
type followView struct {
	shell    ui.Shell
	no, code ui.FieldView
}

// follow shows the line of a case to whoever has its number and query code, which
// stand on the receipt. It tells no names, no answers and no files.
func (p *Pages) follow(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	if !q.Has("no") && !q.Has("code") {
		return p.askFollow(w, r, nil)
	}
	n, err := casework.ParseNo(q.Get("no"))
	if f, ok := invalid(err); ok {
		return p.askFollow(w, r, f.Fields)
	}
	from := remote(r)
	if p.tries.many(from, string(n)) {
		return fault.New(fault.Busy, "case.follow-many", i18n.T("查错的次数太多，请十分钟后再试。", "Too many wrong tries; please try again in ten minutes.")).
			Then(i18n.T("查询码印在回执上；丢了回执，可以登录后在“我的办件”里查，或拨打服务电话。", "The query code is on the receipt. Without it, sign in and look in “My cases”, or call the help line."))
	}
	x, err := p.Cases.Follow(r.Context(), n, q.Get("code"))
	if fault.Of(err) == fault.Absent {
		p.tries.wrong(from, string(n))
		return p.askFollow(w, r, []fault.Field{{Name: "code", Why: book.Text("follow.wrong")}})
	}
	if err != nil {
		return err
	}
	v, err := p.caseView(r, x)
	if err != nil {
		return err
	}
	v.follower, v.events = true, timeline(r.Context(), x.Acts, "")
	v.shell.Crumbs = crumbs(r.Context(), say(r.Context(), "follow.title"), "/cases/follow", say(r.Context(), "case.crumb"), "")
	return web.Show(w, r, http.StatusOK, casePage(v))
}

func (p *Pages) askFollow(w http.ResponseWriter, r *http.Request, faults []fault.Field) error {
	ctx, q := r.Context(), r.URL.Query()
	v := followView{shell: ui.Shell{Title: say(ctx, "follow.title"), Nav: "follow", Faults: faults, Crumbs: crumbs(ctx, say(ctx, "follow.title"), "")},
		no:   ui.FieldView{Name: "no", Label: say(ctx, "col.no"), Hint: say(ctx, "follow.no"), Value: q.Get("no"), Width: ui.W30, Faults: faults},
		code: ui.FieldView{Name: "code", Label: say(ctx, "follow.code"), Hint: say(ctx, "follow.code.hint"), Value: q.Get("code"), Width: ui.W6, Faults: faults}}
	status := http.StatusOK
	if len(faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return web.Show(w, r, status, followPage(v))
}

func remote(r *http.Request) string {
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		return host
	}
	return r.RemoteAddr
}

// tries counts wrong tries of the last ten minutes, by sender and by number: with
// 31⁶ codes, ten tries at a number in ten minutes never meet the right one. It is
// kept by each process alone; a restart forgives.
type tries struct {
	clock clock.Clock
	mu    sync.Mutex
	seen  map[string]*tried // guarded by mu
}

type tried struct {
	n     int
	since time.Time
}

const (
	triesFor  = 10 * time.Minute
	mostTries = 10
	mostKept  = 10000 // keys held at once; the whole memory is forgotten above that
)

func newTries(c clock.Clock) *tries { return &tries{clock: c, seen: map[string]*tried{}} }

// many reports whether a sender or number has been wrong too often lately.
func (t *tries) many(keys ...string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, k := range keys {
		if x := t.seen[k]; x != nil && x.n >= mostTries && t.clock.Now().Sub(x.since) < triesFor {
			return true
		}
	}
	return false
}

func (t *tries) wrong(keys ...string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.seen) > mostKept {
		t.seen = map[string]*tried{}
	}
	now := t.clock.Now()
	for _, k := range keys {
		x := t.seen[k]
		if x == nil || now.Sub(x.since) >= triesFor {
			x = &tried{since: now}
			t.seen[k] = x
		}
		x.n++
	}
}

func accessOf(r *http.Request) access.Who { return access.From(r.Context()) }

func sectionTitle(ctx context.Context, def form.Def, id string) string {
	s, _ := def.Section(id)
	return in(ctx, s.Title)
}
