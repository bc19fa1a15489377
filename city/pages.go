package city

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"

	"tongban/city/aboutpage"
	"tongban/civic/access"
	"tongban/civic/account/accountpage"
	"tongban/civic/cal/calpage"
	"tongban/civic/ledger/ledgerpage"
	"tongban/civic/notify"
	"tongban/civic/notify/notifypage"
	"tongban/civic/org"
	"tongban/civic/org/orgpage"
	"tongban/civic/person"
	"tongban/hall/casework"
	"tongban/hall/casework/casepage"
	"tongban/hall/item"
	"tongban/hall/item/itempage"
	"tongban/hall/licence/licencepage"
	"tongban/platform/db"
	"tongban/platform/i18n"
	"tongban/platform/search"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// mount builds the site: every counter's pages on one address space.
func (c *City) mount() error {
	s := c.Settings
	if err := assets(ui.Static()); err != nil {
		return err
	}
	c.Site = web.New(web.Options{Name: i18n.T(s.City.Name.Zh+"政务服务", s.City.Name.En+" Government Services"), Phone: s.City.Phone, Clock: c.Clock, Log: c.Log, Secure: s.Secure,
		FaultPage: ui.FaultPage, Ready: c.ready})
	c.Site.Use(strangers)
	accountpage.Mount(c.Site, &accountpage.Pages{Accounts: c.Accounts, People: c.People, Frame: c.frame, UnitName: c.unitName})
	itempage.Mount(c.Site, &itempage.Counter{Desk: c.Items, Index: c.Search, Offices: item.OrgOffices{}, City: s.City.Division,
		Apply: true, Popular: []i18n.Text{i18n.T("开饭店", "food"), i18n.T("老年证", "senior"), i18n.T("高龄津贴", "allowance")}, Elsewhere: elsewhere})
	casepage.Mount(c.Site, &casepage.Pages{Cases: c.Cases, Files: c.Blobs, Uploads: c.Uploads, Find: c.find, Receipt: c.receipt, Cards: c.cards, Address: s.Base})
	licencepage.Mount(c.Site, &licencepage.Pages{DB: c.DB, Clock: c.Clock, Guard: c.Guard, Address: s.Base})
	calpage.Mount(c.Site, calpage.Pages{Desk: c.CalendarDesk, DB: c.DB})
	orgpage.Mount(c.Site, orgpage.Options{Desk: c.Org, Find: c.findPerson, Names: names})
	ledgerpage.Mount(c.Site, ledgerpage.Options{Log: c.Ledger, Say: actWords,
		Also: []web.NavItem{{Href: "/licences", Say: i18n.T("核验证照", "Verify a licence")}}})
	notifypage.Mount(c.Site, &notifypage.Desk{DB: c.DB, Clock: c.Clock})
	c.oversight()
	aboutpage.Mount(c.Site, aboutpage.Pages{})
	c.Uploads.Mount(c.Site, uploader)
	return nil
}

func assets(fsys fs.FS) error { return web.AddAssets(fsys) }

// ready reports whether the city can serve: its database answers and its ledger
// has not been found damaged.
func (c *City) ready() error {
	if c.broken.Load() {
		return errors.New("the ledger is damaged: run tongban doctor")
	}
	_, err := c.Ledger.Head(context.Background())
	return err
}

// uploader names who sends a file; nobody uploads without signing in.
func uploader(ctx context.Context) (string, error) {
	who := access.From(ctx)
	if !who.Signed() {
		return "", web.NeedSignIn()
	}
	return who.Account, nil
}

// receipt gives the ledger's receipt of an act as a file.
func (c *City) receipt(ctx context.Context, id string) ([]byte, error) {
	r, err := c.Ledger.Receipt(ctx, id)
	if err != nil {
		return nil, err
	}
	return json.MarshalIndent(r, "", " ")
}

// find searches published items for a clerk.
func (c *City) find(ctx context.Context, words string) ([]item.Card, error) {
	var cards []item.Card
	err := c.DB.Read(ctx, func(tx *db.Tx) error {
		r, err := c.Search.Find(tx, search.Query{Kinds: []string{item.SearchKind}, Text: words, Limit: 20})
		if err != nil {
			return err
		}
		codes := make([]string, len(r.Hits))
		for i, h := range r.Hits {
			codes[i] = h.ID
		}
		cards, err = item.CardsOf(tx, codes)
		return err
	})
	return cards, err
}

// elsewhere leads a case number typed into the search box to its page.
func elsewhere(ctx context.Context, q string) string {
	no, err := casework.ParseNo(q)
	if err != nil {
		return ""
	}
	if who := access.From(ctx); len(who.Posts) > 0 {
		return "/desk/cases/" + string(no)
	}
	return "/cases/" + string(no)
}

func (c *City) unitName(ctx context.Context, id string) string {
	name := id
	err := c.DB.Glance(ctx, func(tx *db.Tx) error {
		u, err := org.UnitByID(tx, id)
		if err == nil {
			name = u.Name
		}
		return nil
	})
	if err != nil {
		return id
	}
	return name
}

// findPerson gives the person of an ID number to the security administrator.
func (c *City) findPerson(ctx context.Context, who access.Who, number string) (string, error) {
	p, err := c.People.ByNumber(ctx, who, person.Natural, number)
	return string(p.ID), err
}

func names(tx *db.Tx, ids []string) (map[string]string, error) {
	of := make([]person.ID, len(ids))
	for i, id := range ids {
		of[i] = person.ID(id)
	}
	people, err := person.LoadAll(tx, of)
	out := map[string]string{}
	for _, p := range people {
		out[string(p.ID)] = p.Name
	}
	return out, err
}

// unread counts the unread messages of a person.
func (c *City) unread(ctx context.Context, id string) int {
	var n int64
	err := c.DB.Glance(ctx, func(tx *db.Tx) (err error) { n, err = notify.Unread(tx, id); return err })
	if err != nil {
		return 0
	}
	return int(n)
}
