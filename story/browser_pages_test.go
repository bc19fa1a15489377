package story

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"tongban/city/demo"
	"tongban/hall/item/wuhai"
	"tongban/platform/browsertest"
)

// A party is whose pages are looked at, and how (角色).
type party struct {
	role  string // "" is a stranger
	staff bool
}

// parties lists everybody, strangers first: a page that a stranger reads is looked
// at once and not again for every role.
func parties() []party {
	out := []party{{}, {role: "citizen"}, {role: "company"}}
	for _, r := range demo.Staff() {
		out = append(out, party{r.Key, true})
	}
	return out
}

// starts gives the pages from which a role sets out.
func (p party) starts(ls []demo.Login) []string {
	if p.role == "" {
		return []string{"/", "/demo", "/sign-in", "/register", "/verify", "/ledger", "/calendar", "/org", "/cases/follow"}
	}
	return []string{demo.Find(ls, p.role).Start, "/", "/me"}
}

// prepare leaves something half done, so that every page has something to show.
func (w *town) prepare() {
	w.t.Helper()
	w.caller("company").post("/apply/"+string(wuhai.FoodLicence), nil)
	w.settle()
}

// A tour is what one party saw.
type tour struct {
	party
	c     *caller
	seen  []sight
	fresh []sight // what no party before them could see
}

// tours lets every party follow every link. What strangers read, and what a person
// has for themselves whatever their duty, is looked at once.
func (w *town) tours() []tour {
	w.t.Helper()
	var out []tour
	public := map[string]bool{}
	own := map[string]bool{}
	for _, p := range parties() {
		c := w.caller(p.role)
		tr := tour{party: p, c: c, seen: c.crawl(p.starts(w.logins)...)}
		for _, s := range tr.seen {
			if p.role == "" {
				public[s.pattern] = true
			}
			mine := fmt.Sprint(p.staff, s.pattern)
			if !s.page || s.status != http.StatusOK || p.role != "" && public[s.pattern] || own[mine] {
				continue
			}
			own[mine] = p.role != "" && personal(s.path)
			tr.fresh = append(tr.fresh, s)
		}
		out = append(out, tr)
	}
	return out
}

// personal reports whether a page is the same for whatever duty its reader has.
func personal(path string) bool {
	return strings.HasPrefix(path, "/me") || strings.HasPrefix(path, "/register") || strings.HasPrefix(path, "/why") || strings.HasPrefix(path, "/sign-in")
}

func (p party) name() string {
	if p.role == "" {
		return "stranger"
	}
	return p.role
}

// TestEveryLinkLeadsToAPage follows the links of every role without a browser.
func TestEveryLinkLeadsToAPage(t *testing.T) {
	w := openTown(t)
	w.prepare()
	for _, tr := range w.tours() {
		t.Run(tr.name(), func(t *testing.T) {
			titles := map[string]string{}
			for _, s := range tr.seen {
				if s.status != http.StatusOK {
					t.Errorf("%s: got %d, want 200", s.path, s.status)
				}
				if !s.page || s.status != http.StatusOK {
					continue
				}
				if len(s.h1) != 1 || s.h1[0] == "" {
					t.Errorf("%s: got headings %q, want one", s.path, s.h1)
				}
				if other, ok := titles[s.title]; ok && page(other) != page(s.pattern) || s.title == "" {
					t.Errorf("%s: its title %q is that of %s", s.path, s.title, other)
				}
				titles[s.title] = s.pattern
				if len(s.dangling) > 0 {
					t.Errorf("%s: links lead nowhere on the page: %q", s.path, s.dangling)
				}
			}
			t.Logf("%d pages, %d of their own", len(tr.seen), len(tr.fresh))
		})
	}
}

// page takes the query off: a filtered list may keep its title.
func page(pattern string) string { p, _, _ := strings.Cut(pattern, "?"); return p }

// TestEveryPageOfEveryRoleIsAccessible looks at every page in a browser.
func TestEveryPageOfEveryRoleIsAccessible(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("every page takes some minutes")
	}
	b := browsertest.Start(t)
	w := openTown(t)
	w.prepare()
	for _, tr := range w.tours() {
		t.Run(tr.name(), func(t *testing.T) {
			tab, elder := tr.tab(t, b), tr.tab(t, b, browsertest.Elder(), browsertest.Phone())
			for _, s := range tr.fresh {
				judge(tab, w.url+s.path, tr.name()+shotName(s.pattern))
				if !tr.staff {
					judgeElder(elder, w.url+s.path, "elder-"+tr.name()+shotName(s.pattern))
				}
			}
		})
	}
}

// tab opens a tab in which the party is signed in.
func (tr tour) tab(t *testing.T, b *browsertest.Browser, opts ...browsertest.Option) *browsertest.Tab {
	t.Helper()
	tab := b.New(t, opts...)
	tab.Home(tr.c.w.url)
	if s := tr.c.session(); s != "" {
		tab.Cookie(sessionCookie, s)
	}
	return tab
}

var unsafe = regexp.MustCompile(`[^a-z0-9-]+`)

func shotName(pattern string) string {
	pattern = strings.ReplaceAll(pattern, "{}", "one")
	return strings.TrimRight("-"+unsafe.ReplaceAllString(pattern, "-"), "-")
}

// judge looks at one page on a desk and on a phone: axe finds nothing serious,
// nothing sticks out or is cut, also with letters twice as large, and the console
// stays silent.
func judge(tab *browsertest.Tab, address, shot string) {
	tab.Resize(1366, 900)
	tab.Goto(address)
	keepShot(tab, shot)
	tab.Accessible()
	tab.Resize(683, 450)
	tab.Fits()
	tab.Resize(390, 844)
	keepShot(tab, shot+"-phone")
	tab.Accessible()
	tab.Fits()
	tab.Enlarged()
	tab.Resize(320, 800)
	tab.Fits()
	tab.Calm()
}

// judgeElder looks at one page as an old reader on a phone does.
func judgeElder(tab *browsertest.Tab, address, shot string) {
	tab.Goto(address)
	keepShot(tab, shot)
	tab.Accessible()
	tab.Fits()
	tab.Enlarged()
	tab.Calm()
}
