package demo

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/pquerna/otp/totp"

	"tongban/city"
	"tongban/civic/access"
	"tongban/civic/account"
	"tongban/civic/cal"
	"tongban/civic/org"
	"tongban/civic/person"
	"tongban/platform/db"
	"tongban/platform/i18n"
)

// A Login is how one person of the demonstration signs in (演示账户). The file that
// keeps them lies in the data directory, readable by its owner only.
type Login struct {
	Key      string
	Role     i18n.Text
	Name     string
	Login    string
	Password string
	Secret   string // of the one-time code; empty for citizens
	Start    string
	Person   string
	Account  string
	Company  string // person id of the company the person acts for; empty for others
}

// Code gives the one-time code of an instant; empty for citizens.
func (l Login) Code(at time.Time) string {
	if l.Secret == "" {
		return ""
	}
	code, err := totp.GenerateCode(l.Secret, at)
	if err != nil {
		return ""
	}
	return code
}

const loginsFile = "demo.json"

// Logins reads the accounts of the demonstration city in dir; none where it has
// not been built.
func Logins(dir string) ([]Login, error) {
	raw, err := os.ReadFile(filepath.Join(dir, loginsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("demo accounts: %w", err)
	}
	var ls []Login
	return ls, json.Unmarshal(raw, &ls)
}

// A builder fills an empty city.
type builder struct {
	c   *city.City
	at  *Clock
	out []Login
	who map[string]access.Who // by role
}

// Password is that of every account of a demonstration: it guards nothing.
const Password = "tongban-demo-2026"

// Build fills an empty city and gives its accounts; say is told what takes time.
// A city that was built before is left as it is.
func Build(ctx context.Context, c *city.City, say func(string)) ([]Login, error) {
	b := builder{c: c}
	return b.build(ctx, say, append(b.town(), step{"办件 cases", b.cases}))
}

// BuildQuiet fills an empty city as Build does, but files no case (无办件的城市): stories
// bring their own.
func BuildQuiet(ctx context.Context, c *city.City, say func(string)) ([]Login, error) {
	b := builder{c: c}
	return b.build(ctx, say, b.town())
}

// A step is one part of the building, with what is said of it.
type step struct {
	say string
	do  func(context.Context) error
}

// town gives the steps up to a city in which anybody may file a case.
func (b *builder) town() []step {
	return []step{
		{"单位、窗口、岗位 units, windows, posts", b.structure},
		{"人员与账户 people and accounts", b.people},
		{"服务事项 service items", b.items},
		{"申请人 applicants", b.applicants},
	}
}

func (b *builder) build(ctx context.Context, say func(string), steps []step) ([]Login, error) {
	if ls, err := Logins(b.c.Settings.Data); err != nil || ls != nil {
		return ls, err
	}
	if err := empty(ctx, b.c); err != nil {
		return nil, err
	}
	at, ok := b.c.Clock.(*Clock)
	if !ok {
		return nil, errors.New("demo city: it is built on a demo.Clock, which can begin in the past")
	}
	b.at, b.who = at, map[string]access.Who{}
	at.Rewind(pastDays * 24 * time.Hour)
	defer at.Rewind(0)
	for _, s := range steps {
		say(s.say)
		if err := s.do(ctx); err != nil {
			return nil, fmt.Errorf("demo city: %s: %w", s.say, err)
		}
	}
	at.Rewind(0)
	if err := b.c.Settle(ctx); err != nil {
		return nil, err
	}
	raw, err := json.MarshalIndent(b.out, "", " ")
	if err != nil {
		return nil, err
	}
	return b.out, os.WriteFile(filepath.Join(b.c.Settings.Data, loginsFile), raw, 0o600)
}

// empty refuses a database that holds a city already.
func empty(ctx context.Context, c *city.City) error {
	var n int64
	err := c.DB.Glance(ctx, func(tx *db.Tx) (err error) {
		n, err = db.One(tx, db.Int, `SELECT COUNT(*) FROM account`)
		return err
	})
	if err == nil && n > 0 {
		err = errors.New("the database holds a city already; a demonstration is built on an empty one only")
	}
	return err
}

func (b *builder) structure(ctx context.Context) error {
	return b.c.DB.Write(ctx, func(tx *db.Tx) error { return org.Seed(tx, b.c.Clock.Now()) })
}

// people opens the accounts: the first two administrators by the platform, all
// others by those two, each within their own power.
func (b *builder) people(ctx context.Context) error {
	staff := Staff()
	for i, d := range departments() {
		staff = append(staff, officers(d, i)...)
	}
	byKey := map[string]Role{}
	for _, r := range staff {
		byKey[r.Key] = r
	}
	system, security := byKey["system"], byKey["security"]
	accounts, codes, err := b.c.Accounts.Bootstrap(ctx, b.opening(system), b.opening(security))
	if err != nil {
		return err
	}
	if _, err := b.c.Org.Found(ctx, org.Appointment{Post: security.Posts[0], Person: string(accounts[1].Person), Document: "演示任〔2026〕1号"}); err != nil {
		return err
	}
	if err := b.enter(ctx, security, accounts[1], codes[1]); err != nil {
		return err
	}
	if err := b.appoint(ctx, system, accounts[0]); err != nil {
		return err
	}
	if err := b.enter(ctx, system, accounts[0], codes[0]); err != nil {
		return err
	}
	for _, r := range staff {
		if r.Key == "system" || r.Key == "security" {
			continue
		}
		a, code, err := b.c.Accounts.Create(ctx, b.who["system"], b.opening(r))
		if err != nil {
			return fmt.Errorf("%s: %w", r.Name, err)
		}
		if err := b.appoint(ctx, r, a); err != nil {
			return fmt.Errorf("%s: %w", r.Name, err)
		}
		if err := b.enter(ctx, r, a, code); err != nil {
			return fmt.Errorf("%s: %w", r.Name, err)
		}
	}
	return nil
}

func (b *builder) opening(r Role) account.Opening {
	return account.Opening{Name: r.Name, Number: r.number(), Phone: r.phone(), StaffNo: r.staffNo(), Until: b.c.Clock.Now().AddDate(0, 11, 0).Format(time.DateOnly)}
}

func (b *builder) appoint(ctx context.Context, r Role, a account.Account) error {
	for _, p := range r.Posts {
		if _, err := b.c.Org.Appoint(ctx, b.who["security"], org.Appointment{Post: p, Person: string(a.Person), Document: "演示任〔2026〕" + r.staffNo()}); err != nil {
			return err
		}
	}
	return nil
}

// enter signs somebody in for the first time, with the code handed over and a new
// second factor, and keeps how they sign in.
func (b *builder) enter(ctx context.Context, r Role, a account.Account, code string) error {
	t, err := b.c.Accounts.Enrol(ctx, account.Enrolment{Login: r.staffNo(), Code: code, Password: Password, Device: "演示"})
	if err != nil {
		return err
	}
	secret, err := b.c.Accounts.BeginTOTP(ctx, t.Token)
	if err != nil {
		return err
	}
	l := Login{Key: r.Key, Role: r.Say, Name: r.Name, Login: r.staffNo(), Password: Password, Secret: secret.Key, Start: r.Start, Person: string(a.Person), Account: a.ID}
	// The code of the period before: the present one stays good for the first
	// sign-in of whoever tries the demonstration at once.
	t, _, err = b.c.Accounts.ConfirmTOTP(ctx, t.Token, account.Proof{Code: l.Code(b.c.Clock.Now().Add(-30 * time.Second))})
	if err != nil {
		return err
	}
	b.out = append(b.out, l)
	b.who[r.Key], _, err = b.c.Accounts.Who(ctx, t.Token)
	return err
}

// applicants registers the citizens, the company, and has a window see the papers
// of both, so that the company's representative may act for it.
func (b *builder) applicants(ctx context.Context) error {
	for _, r := range Citizens() {
		t, err := b.c.Accounts.Register(ctx, account.Form{Name: r.Name, Number: r.number(), Phone: r.phone(), Password: Password, Notice: true, Device: "演示"})
		if err != nil {
			return fmt.Errorf("%s: %w", r.Name, err)
		}
		who, _, err := b.c.Accounts.Who(ctx, t.Token)
		if err != nil {
			return err
		}
		b.who[r.Key] = who
		b.out = append([]Login{{Key: r.Key, Role: r.Say, Name: r.Name, Login: r.phone(), Password: Password, Start: r.Start, Person: who.Person, Account: who.Account}}, b.out...)
		if r.Key == "company" {
			if err := b.company(ctx, r, t.Token); err != nil {
				return err
			}
			b.out[0].Company = b.who["company"].For.ID
		}
	}
	return nil
}

func (b *builder) company(ctx context.Context, r Role, token string) error {
	p, a, err := b.c.People.RegisterCompany(ctx, b.who["company"], person.Form{Kind: person.Company, Name: CompanyName, Number: companyCode(), Phone: r.phone()})
	if err != nil {
		return err
	}
	if _, err := b.c.People.CheckHead(ctx, b.who["clerk"], p.ID, person.ID(b.who["company"].Person)); err != nil {
		return err
	}
	if err := b.c.Accounts.ActFor(ctx, b.who["company"], a.ID); err != nil {
		return err
	}
	b.who["company"], _, err = b.c.Accounts.Who(ctx, token)
	return err
}

// ClientID makes the id that a browser would make for a filing.
func ClientID() string {
	raw := make([]byte, 16)
	rand.Read(raw)
	return fmt.Sprintf("%x", raw)
}

// As gives somebody of the demonstration as a signed-in session would (以某人身份), for
// tests that act in their name without one.
func As(ctx context.Context, c *city.City, l Login) (access.Who, error) {
	who := access.Who{Account: l.Account, Person: l.Person, Name: l.Name, Strong: true, For: access.Principal{ID: l.Person, Name: l.Name}}
	err := c.DB.Read(ctx, func(tx *db.Tx) (err error) {
		who.Posts, err = org.PostsOf(tx, l.Person, cal.DateOf(c.Clock.Now()).String())
		return err
	})
	return who, err
}

// Find gives the login of a role by its key; the zero Login where there is none.
func Find(ls []Login, key string) Login {
	for _, l := range ls {
		if l.Key == key {
			return l
		}
	}
	return Login{}
}
