package play

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"tongban/platform/ui/uitest"
)

// A browser is one person's window on the site, without scripts.
type browser struct {
	name   string
	base   string
	client http.Client
	page   *page
}

func newBrowser(name, base string) (*browser, error) {
	jar, err := cookiejar.New(nil)
	return &browser{name: name, base: base, client: http.Client{Jar: jar}}, err
}

// open reads an address; relative ones as a link on the page would.
func (b *browser) open(path string) error { return b.send(sending{method: "GET", action: path}) }

func (b *browser) send(s sending) error {
	at, err := url.Parse(b.base)
	if err == nil && b.page != nil {
		at, err = url.Parse(b.base + b.page.path)
	}
	if err != nil {
		return err
	}
	to, err := at.Parse(s.action)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(to.String(), b.base) {
		return fmt.Errorf("%s leads away from the site", to)
	}
	r, err := http.NewRequest(s.method, to.String(), bytes.NewReader(s.body))
	if err != nil {
		return err
	}
	if s.method == "POST" {
		r.Header.Set("Content-Type", s.kind)
		r.Header.Set("Origin", b.base)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept", "text/html,*/*;q=0.8")
	res, err := b.client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	p := &page{path: res.Request.URL.RequestURI(), status: res.StatusCode, head: res.Header, raw: raw}
	if p.doc, err = html.Parse(bytes.NewReader(raw)); err != nil {
		return err
	}
	b.page = p
	return b.judge()
}

// judge refuses a page whose structure is wrong, and any failure of the platform.
// Punctuation (应为…) is let pass: imported data writes as its source does; and so
// are the months of the calendar, narrow tables that need no frame to scroll in.
func (b *browser) judge() error {
	p := b.page
	if p.status >= 500 && p.status != http.StatusServiceUnavailable {
		return fmt.Errorf("%s as %s: status %d: %s", p.path, b.name, p.status, p.main())
	}
	if strings.HasPrefix(p.head.Get("Content-Type"), "text/html") {
		f := slices.DeleteFunc(uitest.Faults(string(p.raw)), func(f string) bool {
			return strings.Contains(f, "应为") || strings.HasPrefix(p.path, "/calendar") && strings.Contains(f, "outside a frame")
		})
		if len(f) > 0 {
			return fmt.Errorf("%s as %s: the page is not in order: %s", p.path, b.name, strings.Join(f, "; "))
		}
	}
	return nil
}

// signedIn asks the site whether this browser is signed in, without leaving the page.
func (b *browser) signedIn() (bool, error) {
	c := b.client
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := c.Get(b.base + "/sign-in")
	if err != nil {
		return false, err
	}
	defer res.Body.Close()
	return res.StatusCode == http.StatusSeeOther, nil
}
