package account

import (
	"context"
	"encoding/hex"
	"errors"
	"time"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/law"
	"tongban/civic/person"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// A Try is what somebody typed to sign in (登录请求).
type Try struct {
	Login    string // ID number, mobile number or staff number
	Password string
	Device   string // from DeviceOf; shown in the list of sessions
}

// failRule is the clause behind pauses.
var failRule = law.MLPS.Clause("8.1.4.1 b")

func wrong(s Settings) *fault.Error {
	return fault.New(fault.Invalid, "account.wrong", i18n.T("账号或密码不对。", "The login or the password is wrong.")).
		At("login", i18n.Tf("请核对。连续错 %d 次将暂停登录 %d 分钟。", "Please check. After %d wrong tries in a row sign-in pauses for %d minutes.", s.Tries, int(s.Pause.Minutes())))
}

func paused(s Settings) *fault.Error {
	return fault.New(fault.Busy, "account.paused", i18n.Tf("连续输错太多次，登录暂停 %d 分钟。", "Too many wrong tries; sign-in pauses for %d minutes.", int(s.Pause.Minutes()))).
		Under(failRule.Text()).Then(i18n.T("请过一会儿再试；忘记密码的，请持证件到任一窗口办理。", "Please try again later; if the password is lost, bring your card to any window."))
}

// SignIn checks a password (登录). The Ticket's stage says what comes next. Every
// refusal reads the same and takes as long, whether the account exists or not;
// what is wrong with an account itself is told only to who knows its password.
func (d *Desk) SignIn(ctx context.Context, t Try) (Ticket, error) {
	kind, normal := readLogin(t.Login)
	lookup := d.loginLookup(kind, normal)
	var a Account
	err := d.DB.Glance(ctx, func(tx *db.Tx) (err error) {
		a, err = byLogin(tx, lookup)
		return err
	})
	if err != nil && fault.Of(err) != fault.Absent {
		return Ticket{}, err
	}
	right := false
	if len(t.Password) <= 4*MostPassword {
		if right, err = d.matches(ctx, t.Password, a.password); err != nil {
			return Ticket{}, err
		}
	}
	who := attempt{account: a.ID, lookup: lookup, key: d.tryKey(a.ID, lookup), method: ByPassword}
	if !right {
		return Ticket{}, d.failed(ctx, who, wrong(d.Settings))
	}
	return d.admitPassword(ctx, who, a.password, t.Device)
}

// An attempt is one try at a login, known or not.
type attempt struct {
	account string // empty when the login is nobody's
	lookup  []byte
	key     []byte // of the count of wrong tries
	method  Method
}

// tryKey counts by account where there is one, so that its several logins share
// one count.
func (d *Desk) tryKey(account string, lookup []byte) []byte {
	if account != "" {
		return d.Vault.Lookup("try", account)
	}
	return lookup
}

// failed counts a wrong try and gives the refusal: paused once there were too
// many. The count is read and written in one transaction, so that a hundred tries
// at once are still a hundred tries.
func (d *Desk) failed(ctx context.Context, who attempt, refusal *fault.Error) error {
	var out error
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		out = refusal
		now := d.Clock.Now()
		t, err := tries(tx, who.key)
		if err != nil {
			return err
		}
		if now.Before(t.until) {
			out = paused(d.Settings)
			return nil
		}
		if now.Sub(t.last) > d.Settings.Pause {
			t = tried{}
		}
		t.fails, t.last, t.until = t.fails+1, now, time.Time{}
		verb := Failed
		if t.fails >= int64(d.Settings.Tries) {
			t.fails, t.until, verb, out = 0, now.Add(d.Settings.Pause), Paused, paused(d.Settings)
		}
		if err := saveTries(tx, who.key, t); err != nil {
			return err
		}
		return d.recordTry(tx, who, verb, now)
	})
	return errors.Join(err, out)
}

// recordTry writes the act of a try. A login that is nobody's is known by a piece
// of its keyed hash only, enough to see that one name is tried again and again.
func (d *Desk) recordTry(tx *db.Tx, who attempt, v act.Verb, at time.Time) error {
	on, actor := subject(who.account), act.Actor{Account: who.account}
	if who.account == "" {
		on, actor = act.Subject{Kind: "login", ID: hex.EncodeToString(who.lookup[:8])}, act.System
	}
	_, err := act.Record(tx, act.New(at, actor, v, on, map[string]string{"method": string(who.method)}, failRule.ID()))
	return err
}

// admitPassword opens the session after a right password, unless the login is
// paused or the password was changed while it was compared.
func (d *Desk) admitPassword(ctx context.Context, who attempt, hash, device string) (Ticket, error) {
	var ticket Ticket
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		now := d.Clock.Now()
		t, err := tries(tx, who.key)
		if err != nil {
			return err
		}
		if now.Before(t.until) {
			return paused(d.Settings)
		}
		a, err := load(tx, who.account)
		if err != nil {
			return err
		}
		if a.password != hash || a.Epoch != a.personEpoch {
			return wrong(d.Settings)
		}
		if err := closedBecause(a, day(now)); err != nil {
			return err
		}
		s := Session{Account: a.ID, Stage: Entered, Device: device}
		switch {
		case !a.TOTPSince.IsZero():
			s.Stage = NeedsCode
		case a.Kind == Staff:
			s.Stage = NeedsTOTP
		}
		if s.Stage != Entered {
			ticket, err = d.openSession(tx, s, now)
			return err
		}
		ticket, err = d.admit(tx, admission{Session: s, attempt: who, at: now})
		return err
	})
	return ticket, err
}

// closedBecause tells who knows the password why the account does not open.
func closedBecause(a Account, on string) error {
	switch {
	case a.State != Open:
		return fault.New(fault.Forbidden, "account.disabled", i18n.T("这个账户已停用。", "This account is disabled.")).
			Then(i18n.T("请联系本单位的系统管理员，或到窗口办理。", "Please ask the system administrator, or come to a window."))
	case a.Until != "" && on > a.Until:
		return fault.New(fault.Forbidden, "account.over", i18n.T("这个账户已过有效期。", "This account has passed its last day.")).
			Then(i18n.T("请联系系统管理员延期。", "Please ask the system administrator to extend it.")).Under(law.MLPS.Clause("8.1.4.2").Text())
	}
	return nil
}

// An admission is a proof of who somebody is, complete, by whatever method.
type admission struct {
	Session
	attempt
	at time.Time
}

// admit opens a full session: the one place where anybody gets in.
func (d *Desk) admit(tx *db.Tx, m admission) (Ticket, error) {
	m.Session.Stage = Entered
	t, err := d.openSession(tx, m.Session, m.at)
	if err != nil {
		return Ticket{}, err
	}
	if err := forgive(tx, m.key); err != nil {
		return Ticket{}, err
	}
	if err := lastIn(tx, m.Session.Account, m.at); err != nil {
		return Ticket{}, err
	}
	_, err = act.Record(tx, act.New(m.at, act.Actor{Account: m.Session.Account}, SignedIn, subject(m.Session.Account),
		map[string]string{"method": string(m.method), "device": m.Device}))
	return t, err
}

// Code checks the one-time code, or a recovery code, that follows the password
// (动态口令), and gives a new ticket: the old token is void.
func (d *Desk) Code(ctx context.Context, token, code string) (Ticket, error) {
	var ticket Ticket
	var refusal *fault.Error
	var who attempt
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		refusal = nil
		s, a, err := d.pending(tx, token, NeedsCode)
		if err != nil {
			return err
		}
		now := d.Clock.Now()
		who = attempt{account: a.ID, key: d.tryKey(a.ID, nil), method: ByTOTP}
		t, err := tries(tx, who.key)
		if err != nil {
			return err
		}
		if now.Before(t.until) {
			return paused(d.Settings)
		}
		ok, err := d.takeCode(tx, a, code, &who)
		if err != nil {
			return err
		}
		if !ok {
			refusal = wrongCode()
			return nil
		}
		if err := closeToken(tx, token); err != nil {
			return err
		}
		s.Strong = true
		ticket, err = d.admit(tx, admission{Session: s, attempt: who, at: now})
		return err
	})
	if err == nil && refusal != nil {
		err = d.failed(ctx, who, refusal)
	}
	return ticket, err
}

func wrongCode() *fault.Error {
	return fault.New(fault.Invalid, "account.code", i18n.T("动态口令不对，或已经用过。", "The code is wrong or was used before.")).
		At("code", i18n.T("请等手机上出现新的 6 位数字再输入。", "Please wait for the next six digits on the phone."))
}

// takeCode uses up a one-time or recovery code of the account.
func (d *Desk) takeCode(tx *db.Tx, a Account, code string, who *attempt) (bool, error) {
	code = tidyCode(code)
	if len(code) != 6 {
		who.method = ByRecovery
		return d.takeRecovery(tx, a.ID, code)
	}
	key, err := d.Vault.Open(a.totp, totpPlace(a.ID))
	if err != nil {
		return false, err
	}
	at, ok, err := stepOf(key, code, d.Clock.Now())
	if err != nil || !ok {
		return false, err
	}
	return takeStep(tx, a.ID, at)
}

// ownData gathers what a password of this account must not hold.
func (d *Desk) ownData(ctx context.Context, a Account) (owned, error) {
	o := owned{name: a.Name, staffNo: a.StaffNo}
	who := access.Who{Person: string(a.Person)}
	var err error
	if o.number, err = d.People.Own(ctx, who, person.Number); err != nil {
		return o, err
	}
	o.phone, err = d.People.Own(ctx, who, person.Phone)
	return o, err
}

// least gives the shortest password of an account.
func (d *Desk) least(k Kind) int {
	if k == Staff {
		return d.Settings.MinStaff
	}
	return d.Settings.MinCitizen
}
