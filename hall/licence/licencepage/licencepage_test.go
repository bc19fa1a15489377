package licencepage_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/person"
	"tongban/hall/licence"
	"tongban/hall/licence/licencepage"
	"tongban/platform/browsertest"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/ui/uitest"
	"tongban/platform/vault"
	"tongban/platform/web"
)

var schemas = []db.Schema{act.Schema, vault.Schema, person.Schema, licence.Schema}

// A town is a site with one licence of a citizen in force for a year.
type town struct {
	t       testing.TB
	srv     *httptest.Server
	clock   *clock.Manual
	who     map[string]access.Who
	licence licence.Licence
}

func open(t testing.TB, d *db.DB) *town {
	t.Helper()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, clock.Beijing)
	c := &town{t: t, clock: clock.At(at), who: map[string]access.Who{}}
	v, err := vault.OpenFile(filepath.Join(t.TempDir(), "keys"))
	must(t, err)
	guard := access.New()
	clerk := access.Who{Account: "a-clerk", Person: "p-clerk", Strong: true, Posts: []access.Post{{ID: "w", Unit: "u", Scope: "hall", Region: "150300", Duties: []access.Duty{access.WindowAccept}}}}
	people := &person.Desk{DB: d, Vault: v, Clock: c.clock, Guard: guard}
	p, err := people.Register(context.Background(), clerk, person.Form{Kind: person.Natural, Name: "王秀英", Number: "11010519491231002X"})
	must(t, err)
	c.who["holder"] = access.Who{Account: "a-holder", Person: string(p.ID), Name: p.Name, For: access.Principal{ID: string(p.ID), Name: p.Name}}
	c.who["other"] = access.Who{Account: "a-other", Person: "p-other", Name: "别人", For: access.Principal{ID: "p-other"}}
	code, short := licence.TypeOf("senior", "10")
	must(t, d.Write(context.Background(), func(tx *db.Tx) error {
		c.licence, err = licence.Issue(tx, licence.Grant{Case: "15030020260302000001B", Item: "152007001001", TypeCode: code, Short: short, Name: i18n.T("老年人优待证", "Senior citizen card"),
			Holder: string(p.ID), HolderName: licence.MaskName(p.Name), Issuer: "dept", IssuerName: "乌海市民政局", IssuerCode: "11150300MATD00016P", Division: "150300", Seal: "agency",
			Lines: []licence.Line{{Label: i18n.T("居住地址", "Home"), Value: "示例社区1号楼"}}, On: cal.DateOf(at), Years: 1, At: at})
		if err != nil {
			return err
		}
		_, err = act.Record(tx, act.New(at, act.Actor{Account: "a-decider"}, access.CaseGrant, act.Subject{Kind: "case", ID: "15030020260302000001B"}, nil, "licensing-law:38.1"))
		return err
	}))
	must(t, web.AddAssets(ui.Static()))
	site := web.New(web.Options{Name: i18n.T("乌海市政务服务", "Wuhai Government Services"), Phone: "0473-0000001", Clock: c.clock, Log: slog.New(slog.DiscardHandler), FaultPage: ui.FaultPage})
	site.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if k, err := r.Cookie("who"); err == nil {
				if who, ok := c.who[k.Value]; ok {
					r = r.WithContext(access.With(r.Context(), who))
				}
			}
			next.ServeHTTP(w, r)
		})
	})
	licencepage.Mount(site, &licencepage.Pages{DB: d, Clock: c.clock, Guard: guard})
	c.srv = httptest.NewServer(site.Handler())
	t.Cleanup(c.srv.Close)
	return c
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// see reads a page as somebody and fails unless it has the status and the words,
// and none of those after a dash.
func (c *town) see(who, path string, status int, words ...string) string {
	c.t.Helper()
	r, err := http.NewRequest(http.MethodGet, c.srv.URL+path, nil)
	must(c.t, err)
	r.Header.Set("Cookie", "who="+who)
	res, err := http.DefaultTransport.RoundTrip(r)
	must(c.t, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	must(c.t, err)
	body := string(raw)
	if res.StatusCode != status {
		c.t.Fatalf("%s as %s: got %d, want %d", path, who, res.StatusCode, status)
	}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") && status != http.StatusSeeOther {
		for _, f := range uitest.Faults(body) {
			c.t.Errorf("%s: %s", path, f)
		}
	}
	for _, w := range words {
		if hidden, no := strings.CutPrefix(w, "-"); no && strings.Contains(body, hidden) || !no && !strings.Contains(body, w) {
			c.t.Errorf("%s as %s: %q not as wanted", path, who, w)
		}
	}
	return res.Header.Get("Location")
}

func TestAnybodyVerifiesALicenceByItsNumber(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		c := open(t, d)
		n := c.licence.Number
		c.see("", "/licences", 200, "不用登录")
		if got := c.see("", "/licences?number=+"+strings.ToLower(n[:6])+"+"+n[6:], 303); got != "/licences/"+n {
			t.Errorf("got %q, want the licence's page", got)
		}
		c.see("", "/licences/"+n, 200, "<h1>真，现在有效</h1>", "王**", "-王秀英", "-示例社区1号楼", "乌海市民政局", string(c.licence.ID), "/verify/receipt/", "-打印证照")
		c.see("", "/licences/"+string(c.licence.ID)+"?lang=en", 200, "Genuine and in force")
		c.see("", "/licences/SENI1503002026999999X", 404, "没有这个编号的证照")
		c.clock.Advance(366 * 24 * time.Hour)
		c.see("", "/licences/"+n+"?lang=zh", 200, "<h1>真，但已过有效期</h1>")
	})
}

func TestOnlyTheHolderHasTheWholeLicence(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		c := open(t, d)
		path := "/licences/" + c.licence.Number + "/print"
		c.see("holder", path, 200, "王秀英", "示例社区1号楼", "本行政机关印章")
		c.see("holder", "/licences/"+c.licence.Number, 200, "打印证照")
		c.see("other", path, 404)
		c.see("", path, 303)
		c.see("holder", "/me/licences", 200, "老年人优待证", path)
		c.see("other", "/me/licences", 200, "还没有证照", "-"+path)
		c.see("", "/me/licences", 303)
		w := c.who["holder"]
		w.For.Scope = "150124001001" // an authority for another item only
		c.who["holder"] = w
		c.see("holder", "/me/licences", 200, "-"+path)
		c.see("holder", path, 404)
	})
}

func TestLicencePagesAreAccessible(t *testing.T) {
	b := browsertest.Start(t)
	c := open(t, dbtest.Open(t, db.SQLite, schemas...))
	for name, path := range map[string]string{"ask": "/licences", "verify": "/licences/" + c.licence.Number, "print": "/licences/" + c.licence.Number + "/print",
		"mine": "/me/licences", "elder": "/licences/" + c.licence.Number + "?elder=1"} {
		t.Run(name, func(t *testing.T) {
			tab := b.New(t, browsertest.Phone())
			tab.Home(c.srv.URL)
			tab.Cookie("who", "holder")
			tab.Goto(c.srv.URL + path)
			tab.Shot("licence-" + name)
			tab.Accessible()
			tab.Reflow()
		})
	}
}
