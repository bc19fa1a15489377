package city

import (
	"context"
	"encoding/hex"
	"time"

	"tongban/civic/access"
	"tongban/civic/account"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/ident"
	"tongban/civic/limit"
	"tongban/civic/notify"
	"tongban/civic/org"
	"tongban/civic/person"
	"tongban/civic/watch"
	"tongban/hall/casework"
	"tongban/hall/item"
	"tongban/platform/blob"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/form"
	"tongban/platform/i18n"
	"tongban/platform/search"
)

// desks builds every counter on what keys and files opened.
func (c *City) desks(ctx context.Context) error {
	c.Calendar = cal.NewStore(c.DB)
	if _, err := c.Calendar.Load(ctx, c.Clock.Now()); err != nil {
		return err
	}
	c.CalendarDesk = &cal.Desk{Store: c.Calendar, Guard: c.Guard, Clock: c.Clock, Clocks: limit.Counter(c.DB)}
	if _, err := c.CalendarDesk.CatchUp(ctx); err != nil {
		return err
	}
	c.People = &person.Desk{DB: c.DB, Vault: c.Vault, Clock: c.Clock, Guard: c.Guard}
	c.Org = &org.Desk{DB: c.DB, Clock: c.Clock, Guard: c.Guard, Identify: c.identify}
	c.Accounts = account.New(account.Options{DB: c.DB, Vault: c.Vault, Clock: c.Clock, Guard: c.Guard, People: c.People,
		PostsOf: org.PostsOf, Issuer: c.Settings.City.Name.En, Secure: c.Settings.Secure})
	c.Search = search.New()
	c.Items = &item.Desk{DB: c.DB, Guard: c.Guard, Clock: c.Clock, Shelved: item.PutInIndex, Unshelved: item.TakeFromIndex}
	c.Checks = form.Checks{Kinds: kinds(), Codes: c.codes}
	c.Cases = &casework.Desk{DB: c.DB, Clock: c.Clock, Guard: c.Guard, Calendar: c.Calendar, Vault: c.Vault, People: c.People, Checks: c.Checks, City: c.Settings.City.Division}
	m := c.Settings.Mail
	c.Mailer = &notify.Mailer{DB: c.DB, Clock: c.Clock, Address: c.mailAddress, Site: c.Settings.Base, Log: c.Log,
		SMTP: notify.SMTP{Addr: m.Host, From: m.From, User: m.User, Password: m.Password, Security: notify.Security(m.Security)}}
	if err := c.Mailer.SMTP.Check(); err != nil {
		return err
	}
	c.Watch = &watch.Desk{DB: c.DB, Clock: c.Clock, Guard: c.Guard, Calendar: c.Calendar}
	return nil
}

// identify gives the keyed lookup of a person's number, by which duties are kept
// apart whatever record somebody is appointed under.
func (c *City) identify(tx *db.Tx, id string) (string, error) {
	n, err := c.People.NumberOf(tx, person.ID(id))
	return hex.EncodeToString(person.Lookup(c.Vault, person.Natural, string(n))), err
}

// mailAddress gives where a person wants mail, for the mailer only.
func (c *City) mailAddress(ctx context.Context, id string) (string, error) {
	return c.People.Own(ctx, access.Who{Person: id}, person.Email)
}

// Followers are those who take acts in ledger order.
func (c *City) Followers() []act.Follower {
	return []act.Follower{c.Watch.Follower(), c.Cases.News(), c.alarmed()}
}

// kinds gives forms the official numbers with their check digits.
func kinds() form.Kinds {
	why := func(err error) i18n.Text {
		if f, ok := fault.As(err); ok {
			return f.Say
		}
		return i18n.Text{}
	}
	return form.Kinds{
		form.CitizenID:  {Chars: 18, Clean: ident.Tidy, Check: func(s string) i18n.Text { _, err := ident.ParseCitizenID(s); return why(err) }},
		form.CreditCode: {Chars: 18, Clean: ident.Tidy, Check: func(s string) i18n.Text { _, err := ident.ReadCreditCode(s); return why(err) }},
	}
}

// codes gives forms the lists they may name: the divisions of the city.
func (c *City) codes(list string) []form.Option {
	if list != "divisions" {
		return nil
	}
	var out []form.Option
	for _, d := range org.Wuhai() {
		out = append(out, form.Option{Code: d.Code, Label: i18n.T(d.Name, d.Name)})
	}
	return out
}

// sweep drops what nobody uses any more: blobs, sessions. Files from before they
// were sealed are sealed first.
func (c *City) sweep(ctx context.Context) error {
	t := time.NewTicker(time.Hour)
	defer t.Stop()
	for {
		if _, err := c.Blobs.SealClear(ctx); err != nil && ctx.Err() == nil {
			c.Log.Error("seal files", "err", err)
		}
		if _, err := blob.Sweep(ctx, c.DB, c.Blobs, c.Clock.Now()); err != nil && ctx.Err() == nil {
			c.Log.Error("sweep files", "err", err)
		}
		if _, err := c.Uploads.Expire(ctx); err != nil && ctx.Err() == nil {
			c.Log.Error("expire uploads", "err", err)
		}
		if _, err := c.Accounts.Sweep(ctx); err != nil && ctx.Err() == nil {
			c.Log.Error("sweep sessions", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		}
	}
}
