package account

import (
	"embed"
	"time"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/person"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/vault"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of accounts and sessions.
var Schema = db.Schema{Name: "account", FS: files}

// A Kind tells staff from everybody else (账户类型).
type Kind string

// The kinds. A staff account is a citizen's account with a staff number, an end
// date and a second factor: one person has one account.
const (
	Citizen Kind = "citizen" // 公众用户
	Staff   Kind = "staff"   // 工作人员
)

// A State is whether an account may sign in (账户状态).
type State string

// The states. There are no shared and no default accounts (8.1.4.2).
const (
	Invited  State = "invited"  // 等待首次登录
	Open     State = "open"     // 正常
	Disabled State = "disabled" // 停用
)

// An Account lets one natural person in (账户).
type Account struct {
	ID        string
	Person    person.ID
	Name      string // of the person
	Kind      Kind
	StaffNo   string
	State     State
	Until     string // last day, YYYY-MM-DD; required for staff (SEC-09)
	TOTPSince time.Time
	CreatedAt time.Time
	LastIn    time.Time
	Epoch     int64

	personEpoch  int64
	password     string
	passwordRule int64 // the least length in force when the password was set
	totp         []byte
	totpStep     int64
	enrol        []byte
	enrolUntil   time.Time
}

// Live reports whether the account may be used on a day (可用).
func (a Account) Live(on string) bool {
	return a.State == Open && (a.Until == "" || on <= a.Until) && a.Epoch == a.personEpoch
}

// Settings are the figures of sign-in (登录参数). The standard asks for limits and
// names none; zero means ours.
type Settings struct {
	Tries      int           // wrong tries before a pause; 5
	Pause      time.Duration // 15 minutes
	Idle       time.Duration // 30 minutes without a request end a session
	Absolute   time.Duration // 12 hours end it anyway
	Warn       time.Duration // a page warns this long before; 2 minutes at least (WCAG 2.2.1)
	CodeWait   time.Duration // time between password and code; 5 minutes
	EnrolFor   time.Duration // life of a first-login code; 72 hours
	MinStaff   int           // characters in a password of staff; 12
	MinCitizen int           // of everybody else; 8
}

func (s Settings) filled() Settings {
	num := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	dur := func(v *time.Duration, d time.Duration) {
		if *v <= 0 {
			*v = d
		}
	}
	num(&s.Tries, 5)
	num(&s.MinStaff, 12)
	num(&s.MinCitizen, 8)
	dur(&s.Pause, 15*time.Minute)
	dur(&s.Idle, 30*time.Minute)
	dur(&s.Absolute, 12*time.Hour)
	dur(&s.Warn, 2*time.Minute)
	dur(&s.CodeWait, 5*time.Minute)
	dur(&s.EnrolFor, 72*time.Hour)
	s.Warn = max(s.Warn, 2*time.Minute)
	return s
}

// Options are what a Desk stands on.
type Options struct {
	DB       *db.DB
	Vault    *vault.Vault
	Clock    clock.Clock
	Guard    person.Guard
	People   *person.Desk
	Settings Settings
	// PostsOf gives the posts a person holds on a day; civic/org does. nil: none.
	PostsOf func(tx *db.Tx, person, on string) ([]access.Post, error)
	// Issuer names the city in authenticator apps; ASCII reads best there.
	Issuer string
	Secure bool // cookies over TLS only
}

// A Desk opens accounts and lets people in (账户台). Make it with New.
type Desk struct {
	Options
	cache    *cache
	gate     chan struct{}     // a seat for each password hashed at once; 19 MiB each
	compared func(hash string) // told of every comparison of a password; nil outside tests
}

// New makes the desk.
func New(o Options) *Desk {
	o.Settings = o.Settings.filled()
	if o.Issuer == "" {
		o.Issuer = "Tongban"
	}
	if o.PostsOf == nil {
		o.PostsOf = func(*db.Tx, string, string) ([]access.Post, error) { return nil, nil }
	}
	return &Desk{Options: o, cache: newCache(), gate: make(chan struct{}, seats())}
}

// The verbs of this counter.
const (
	Created            = access.AccountCreate
	Disabling          = access.AccountDisable
	Unlocking          = access.AccountUnlock
	Reissued  act.Verb = "account.reissue" // a new first-login code, the old password void
	Extended  act.Verb = "account.extend"  // a new last day
	Enrolled  act.Verb = "account.enrol"   // first password
	SignedIn  act.Verb = "account.sign-in" // with the method
	Failed    act.Verb = "account.sign-in-failed"
	Paused    act.Verb = "account.pause" // too many wrong tries
	SignedOut act.Verb = "account.sign-out"
	Rekeyed   act.Verb = "account.password" // the password was changed
	TOTPSet   act.Verb = "account.totp"     // the second factor was set up
	Switched  act.Verb = "account.act-for"  // acts for another, or for oneself again
)

// A Method is the way in which somebody proved who they are (鉴别方式).
type Method string

// The methods there are today.
const (
	ByPassword Method = "password"
	ByTOTP     Method = "password+totp"
	ByRecovery Method = "password+recovery"
)

func subject(id string) act.Subject { return act.Subject{Kind: "account", ID: id} }

func day(t time.Time) string { return t.In(clock.Beijing).Format(time.DateOnly) }
