package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"

	"github.com/google/uuid"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/person"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// A Stage tells how far a sign-in has come (登录阶段).
type Stage string

// The stages. Only Entered opens anything.
const (
	NeedsCode Stage = "code"    // password right, one-time code to come
	NeedsTOTP Stage = "enrol"   // staff without a second factor: set it up now
	Entered   Stage = "entered" // 已登录
)

// A Ticket is the cookie's value and where the sign-in stands (登录凭据). The token
// leaves this process in the cookie only; the database holds its hash.
type Ticket struct {
	Token string
	Stage Stage
}

// A Session is one sign-in on one device (会话).
type Session struct {
	ID        string
	Account   string
	Stage     Stage
	Strong    bool
	Device    string
	CreatedAt time.Time
	SeenAt    time.Time
	IdleUntil time.Time // moves on with every request
	EndsAt    time.Time // does not
	authority string
}

// Ends gives the instant at which the session ends if nothing happens (到期时间).
func (s Session) Ends() time.Time {
	if s.IdleUntil.Before(s.EndsAt) {
		return s.IdleUntil
	}
	return s.EndsAt
}

func newToken() string {
	raw := make([]byte, 32)
	rand.Read(raw)
	return base64.RawURLEncoding.EncodeToString(raw)
}

// tokenKey is what the database and the cache know of a token; 256 random bits
// need no salt.
func tokenKey(token string) [32]byte { return sha256.Sum256([]byte(token)) }

const sessionCols = `s.id, s.account, s.stage, s.strong, s.device, s.created_at, s.seen_at, s.idle_until, s.ends_at, s.authority`

// whenever holds the four instants of a session while a row is scanned.
type whenever struct{ created, seen, idle, ends int64 }

func sessionInto(s *Session, t *whenever) []any {
	return []any{&s.ID, &s.Account, &s.Stage, &s.Strong, &s.Device, &t.created, &t.seen, &t.idle, &t.ends, &s.authority}
}

func (t whenever) into(s *Session) {
	s.CreatedAt, s.SeenAt = clock.FromMicros(t.created), clock.FromMicros(t.seen)
	s.IdleUntil, s.EndsAt = clock.FromMicros(t.idle), clock.FromMicros(t.ends)
}

func scanSession(sc db.Scanner) (s Session, err error) {
	var t whenever
	err = sc.Scan(sessionInto(&s, &t)...)
	t.into(&s)
	return s, err
}

// A visitRow is everything the one indexed read of a request gives.
type visitRow struct {
	Session
	Account
}

func scanVisit(sc db.Scanner) (v visitRow, err error) {
	var t whenever
	a := &v.Account
	err = sc.Scan(append(sessionInto(&v.Session, &t), &a.Person, &a.Name, &a.Kind, &a.State, &a.Until, &a.Epoch, &a.personEpoch)...)
	t.into(&v.Session)
	a.ID = v.Session.Account
	return v, err
}

func loadVisit(tx *db.Tx, key [32]byte) (visitRow, error) {
	return db.One(tx, scanVisit, `SELECT `+sessionCols+`, a.person, p.name, a.kind, a.state, a.until_on, a.epoch, p.epoch
FROM session s JOIN account a ON a.id = s.account JOIN person p ON p.id = a.person WHERE s.token = $1`, key[:])
}

// live reports whether a session still stands at an instant.
func (s Session) live(at time.Time) bool { return at.Before(s.IdleUntil) && at.Before(s.EndsAt) }

func (d *Desk) openSession(tx *db.Tx, s Session, now time.Time) (Ticket, error) {
	idle, ends := d.Settings.Idle, d.Settings.Absolute
	if s.Stage != Entered {
		idle, ends = d.Settings.CodeWait, d.Settings.CodeWait
	}
	if s.Stage == NeedsTOTP {
		idle, ends = 3*d.Settings.CodeWait, 3*d.Settings.CodeWait // an app has to be installed first
	}
	if _, err := tx.Exec(`DELETE FROM session WHERE account = $1 AND ends_at < $2`, s.Account, clock.Micros(now)); err != nil {
		return Ticket{}, err
	}
	t := Ticket{Token: newToken(), Stage: s.Stage}
	key := tokenKey(t.Token)
	_, err := tx.Exec(`INSERT INTO session (token, id, account, stage, strong, device, created_at, seen_at, idle_until, ends_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, key[:], uuid.Must(uuid.NewV7()).String(), s.Account, string(s.Stage), s.Strong, s.Device,
		clock.Micros(now), clock.Micros(now), clock.Micros(now.Add(idle)), clock.Micros(now.Add(ends)))
	return t, err
}

// pending loads the half-open session of a token in one of the stages.
func (d *Desk) pending(tx *db.Tx, token string, stages ...Stage) (Session, Account, error) {
	key := tokenKey(token)
	s, err := db.One(tx, scanSession, `SELECT `+sessionCols+` FROM session s WHERE s.token = $1`, key[:])
	if err != nil && !errors.Is(err, db.ErrNone) {
		return s, Account{}, err
	}
	ok := false
	for _, st := range stages {
		ok = ok || s.Stage == st
	}
	now := d.Clock.Now()
	if err != nil || !ok || !s.live(now) {
		return s, Account{}, expired()
	}
	a, err := load(tx, s.Account)
	if err == nil && !a.Live(day(now)) {
		err = expired()
	}
	return s, a, err
}

func expired() *fault.Error {
	return fault.New(fault.Forbidden, "account.expired", i18n.T("登录已超时，请重新登录。", "The sign-in has timed out; please sign in again."))
}

func closeToken(tx *db.Tx, token string) error {
	key := tokenKey(token)
	_, err := tx.Exec(`DELETE FROM session WHERE token = $1`, key[:])
	return err
}

// SignOut ends the session of a token, at once on this node (退出登录). An unknown
// token is no fault.
func (d *Desk) SignOut(ctx context.Context, token string) error {
	key := tokenKey(token)
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		s, err := db.One(tx, scanSession, `SELECT `+sessionCols+` FROM session s WHERE s.token = $1`, key[:])
		if errors.Is(err, db.ErrNone) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := closeToken(tx, token); err != nil {
			return err
		}
		_, err = act.Record(tx, act.New(d.Clock.Now(), act.Actor{Account: s.Account}, SignedOut, subject(s.Account), nil))
		return err
	})
	d.cache.drop(func(_ access.Who, k [32]byte) bool { return k == key })
	return err
}

// SignOutEverywhere ends every session of the signed-in account (全部退出).
func (d *Desk) SignOutEverywhere(ctx context.Context, who access.Who) error {
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		return d.closeAll(tx, who.Account, act.Actor{Account: who.Account})
	})
	d.forget(who.Account)
	return err
}

// closeAll ends every session of an account and records it, when there was one.
func (d *Desk) closeAll(tx *db.Tx, account string, by act.Actor) error {
	n, err := tx.Exec(`DELETE FROM session WHERE account = $1`, account)
	if err != nil || n == 0 {
		return err
	}
	_, err = act.Record(tx, act.New(d.Clock.Now(), by, SignedOut, subject(account), map[string]string{"sessions": "all"}))
	return err
}

// forget empties the cache of an account; call it after the write is durable.
func (d *Desk) forget(account string) {
	d.cache.drop(func(w access.Who, _ [32]byte) bool { return w.Account == account })
}

// EndSession ends one session of the signed-in account, from the list (退出某设备).
func (d *Desk) EndSession(ctx context.Context, who access.Who, id string) error {
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(`DELETE FROM session WHERE account = $1 AND id = $2`, who.Account, id)
		if err != nil || n == 0 {
			return err
		}
		_, err = act.Record(tx, act.New(d.Clock.Now(), act.Actor{Account: who.Account}, SignedOut, subject(who.Account), nil))
		return err
	})
	d.forget(who.Account)
	return err
}

// Sessions lists the open sessions of the signed-in account, newest first, at
// most 50 (登录设备).
func (d *Desk) Sessions(ctx context.Context, who access.Who) (list []Session, err error) {
	now := clock.Micros(d.Clock.Now())
	err = d.DB.Glance(ctx, func(tx *db.Tx) error {
		list, err = db.List(tx, scanSession, `SELECT `+sessionCols+` FROM session s
WHERE s.account = $1 AND s.stage = 'entered' AND s.idle_until > $2 AND s.ends_at > $3 ORDER BY s.created_at DESC, s.id DESC LIMIT 50`, who.Account, now, now)
		return err
	})
	return list, err
}

// ActFor switches the session to act under an authority of the signed-in person,
// or for themselves again when authority is empty (切换代理身份).
func (d *Desk) ActFor(ctx context.Context, who access.Who, authority string) error {
	now := d.Clock.Now()
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		to := ""
		if authority != "" {
			p, ok, err := person.ActingFor(tx, person.ID(who.Person), authority, day(now))
			if err != nil {
				return err
			}
			if !ok {
				return fault.New(fault.Forbidden, "account.act-for", i18n.T("这项授权已失效，不能切换。", "This authority no longer stands."))
			}
			to = p.ID
		}
		if _, err := tx.Exec(`UPDATE session SET authority = $1 WHERE id = $2 AND account = $3`, authority, who.Session, who.Account); err != nil {
			return err
		}
		_, err := act.Record(tx, act.New(now, act.Actor{Account: who.Account}, Switched, subject(who.Account),
			map[string]string{"for": to, "authority": authority}))
		return err
	})
	d.forget(who.Account)
	return err
}

// Sweep deletes sessions and counts of wrong tries that are long over (清理), for
// a nightly job, and gives how many rows went.
func (d *Desk) Sweep(ctx context.Context) (gone int64, err error) {
	now := d.Clock.Now()
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		a, err := tx.Exec(`DELETE FROM session WHERE ends_at < $1`, clock.Micros(now))
		if err != nil {
			return err
		}
		b, err := tx.Exec(`DELETE FROM login_try WHERE last_at < $1`, clock.Micros(now.Add(-24*time.Hour)))
		gone = a + b
		return err
	})
	return gone, err
}
