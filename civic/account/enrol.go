package account

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/ident"
	"tongban/civic/law"
	"tongban/civic/person"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/vault"
)

// A Form is what a citizen types to register (注册表).
type Form struct {
	Name     string
	Number   string
	Phone    string // required; also a login where no other account has it
	Password string
	Notice   bool // has read what the data are for (PIP-02)
	Device   string
}

// Register opens a citizen's account (自行注册) and signs them in. A number that is
// on record already is refused with the way to a window: whoever types a number
// has not shown to be its owner, and the record may hold cases. Under fourteen
// the guardian acts (个人信息保护法 31).
func (d *Desk) Register(ctx context.Context, f Form) (Ticket, error) {
	of := person.Form{Name: f.Name, Number: f.Number, Phone: f.Phone}
	now := d.Clock.Now()
	if err := d.checkForm(f, now); err != nil {
		return Ticket{}, err
	}
	hash, err := d.hash(ctx, f.Password)
	if err != nil {
		return Ticket{}, err
	}
	var ticket Ticket
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		a := Account{ID: uuid.Must(uuid.NewV7()).String(), Kind: Citizen, State: Open, password: hash,
			passwordRule: int64(d.Settings.MinCitizen), CreatedAt: now}
		p, err := d.People.Enter(tx, a.ID, of)
		if err != nil {
			return err
		}
		a.Person, a.Epoch = p.ID, p.Epoch
		if err := insert(tx, a, "self"); err != nil {
			return err
		}
		if err := d.giveLogins(tx, a.ID, f); err != nil {
			return err
		}
		if _, err := act.Record(tx, act.New(now, act.Actor{Account: a.ID}, Created, subject(a.ID),
			map[string]string{"kind": string(Citizen), "by": "self"}, law.PersonalInfo.Art(17).ID())); err != nil {
			return err
		}
		ticket, err = d.admit(tx, admission{Session: Session{Account: a.ID, Device: f.Device},
			attempt: attempt{account: a.ID, key: d.tryKey(a.ID, nil), method: ByPassword}, at: now})
		return err
	})
	return ticket, err
}

// checkForm tells every field that must change at once; the person's own checks
// come with People.Enter, so they are asked here for what they say.
func (d *Desk) checkForm(f Form, now time.Time) error {
	bad := fault.New(fault.Invalid, "account.form", i18n.T("有几处需要改正。", "Some answers need to be changed."))
	take := func(name string, err error) {
		x, ok := fault.As(err)
		if !ok {
			return
		}
		why := x.Say
		if len(x.Fields) > 0 {
			why = x.Fields[0].Why
		}
		bad.At(name, why)
	}
	if n := []rune(person.Name(f.Name)); len(n) < 2 || len(n) > 60 {
		bad.At("name", i18n.T("请按证件填写完整的姓名。", "Please give the full name as on the card."))
	}
	id, err := ident.ParseCitizenID(f.Number)
	take("number", err)
	phone, err := ident.ParsePhone(f.Phone)
	take("phone", err)
	if err == nil && !phone.Mobile() {
		bad.At("phone", i18n.T("请填写手机号。", "Please give a mobile number."))
	}
	take("password", checkPassword(f.Password, d.Settings.MinCitizen, owned{name: f.Name, number: string(id), phone: string(phone)}))
	if !f.Notice {
		bad.At("notice", i18n.T("请先阅读个人信息处理说明。", "Please read what your data are used for first."))
	}
	if age := id.Age(day(now)); id != "" && age >= 0 && age < 14 {
		bad.At("number", i18n.T("不满十四周岁的，请由父母或其他监护人到窗口办理。", "For children under fourteen a parent or guardian comes to a window."))
		bad.Rule = law.PersonalInfo.Art(31).Text()
	}
	if len(bad.Fields) > 0 {
		return bad
	}
	return nil
}

// giveLogins lets an account be found by ID number, and by telephone where that
// is free: an unproven telephone must not push its owner out.
func (d *Desk) giveLogins(tx *db.Tx, account string, f Form) error {
	id, err := ident.ParseCitizenID(f.Number)
	if err != nil {
		return err
	}
	if err := d.claim(tx, account, id); err != nil {
		return err
	}
	if p, err := ident.ParsePhone(f.Phone); err == nil && p.Mobile() {
		_, err = putLogin(tx, d.loginLookup(loginPhone, string(p)), loginPhone, account)
		return err
	}
	return nil
}

func (d *Desk) claim(tx *db.Tx, account string, id ident.CitizenID) error {
	taken, err := putLogin(tx, d.loginLookup(loginNumber, string(id)), loginNumber, account)
	if err == nil && taken {
		return fault.New(fault.Conflict, "account.taken", i18n.T("这个号码已有账户。", "This number has an account."))
	}
	return err
}

// An Enrolment is the first sign-in with the code that was handed over (首次登录).
type Enrolment struct {
	Login    string
	Code     string
	Password string
	Device   string
}

// Enrol sets the first password, once, with the code that an administrator or a
// window handed over, and goes on as a sign-in does: staff set up their second
// factor next. Wrong codes count as wrong passwords do.
func (d *Desk) Enrol(ctx context.Context, e Enrolment) (Ticket, error) {
	kind, normal := readLogin(e.Login)
	lookup := d.loginLookup(kind, normal)
	var a Account
	err := d.DB.Glance(ctx, func(tx *db.Tx) (err error) {
		a, err = byLogin(tx, lookup)
		return err
	})
	if err != nil && fault.Of(err) != fault.Absent {
		return Ticket{}, err
	}
	who := attempt{account: a.ID, lookup: lookup, key: d.tryKey(a.ID, lookup), method: "enrol"}
	hash, err := d.hash(ctx, e.Password) // before the code is looked at: every answer takes as long
	if err != nil {
		return Ticket{}, err
	}
	if !d.codeFits(a, e.Code) {
		return Ticket{}, d.failed(ctx, who, wrongEnrol())
	}
	own, err := d.ownData(ctx, a)
	if err != nil {
		return Ticket{}, err
	}
	if err := checkPassword(e.Password, d.least(a.Kind), own); err != nil {
		return Ticket{}, err
	}
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		return d.enrolled(tx, a.ID, e.Code, hash)
	})
	if err != nil {
		return Ticket{}, err
	}
	d.forget(a.ID)
	return d.admitPassword(ctx, who, hash, e.Device)
}

func wrongEnrol() *fault.Error {
	return fault.New(fault.Invalid, "account.enrol", i18n.T("账号或首次登录码不对，或登录码已过期、已用过。", "The login or the first-login code is wrong, over, or used.")).
		At("code", i18n.T("请核对；过期的请向发码的人重新领取。", "Please check; ask for a new code if it is over."))
}

func (d *Desk) codeFits(a Account, code string) bool {
	return vault.Same(a.enrol, d.codeHash("enrol", a.ID, code)) && len(a.enrol) > 0 &&
		a.State != Disabled && a.Epoch == a.personEpoch && d.Clock.Now().Before(a.enrolUntil)
}

// enrolled saves the first password, if the code still stands in this transaction.
func (d *Desk) enrolled(tx *db.Tx, id, code, hash string) error {
	a, err := load(tx, id)
	if err != nil {
		return err
	}
	if !d.codeFits(a, code) {
		return wrongEnrol()
	}
	if t, err := tries(tx, d.tryKey(id, nil)); err != nil {
		return err
	} else if d.Clock.Now().Before(t.until) {
		return paused(d.Settings)
	}
	a.State, a.password, a.passwordRule = Open, hash, int64(d.least(a.Kind))
	a.enrol, a.enrolUntil = nil, time.Time{}
	if err := save(tx, a); err != nil {
		return err
	}
	_, err = act.Record(tx, act.New(d.Clock.Now(), act.Actor{Account: id}, Enrolled, subject(id), nil))
	return err
}

// A Change is a new password (修改密码).
type Change struct {
	Old, New string
}

// ChangePassword sets a new password for the signed-in account, who gives the old
// one, and ends every other session.
func (d *Desk) ChangePassword(ctx context.Context, who access.Who, c Change) error {
	a, err := d.mine(ctx, who)
	if err != nil {
		return err
	}
	ok, err := d.matches(ctx, c.Old, a.password)
	if err != nil {
		return err
	}
	if !ok {
		no := fault.New(fault.Invalid, "account.old", i18n.T("原密码不对。", "The present password is wrong.")).At("old", i18n.T("请核对。", "Please check."))
		return d.failed(ctx, attempt{account: a.ID, key: d.tryKey(a.ID, nil), method: ByPassword}, no)
	}
	own, err := d.ownData(ctx, a)
	if err != nil {
		return err
	}
	if err := checkPassword(c.New, d.least(a.Kind), own); err != nil {
		return err
	}
	hash, err := d.hash(ctx, c.New)
	if err != nil {
		return err
	}
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		now, err := load(tx, a.ID)
		if err != nil {
			return err
		}
		if now.password != a.password {
			return fault.New(fault.Conflict, "account.changed", i18n.T("密码刚刚在别处改过，请重新登录。", "The password was just changed elsewhere; please sign in again."))
		}
		now.password, now.passwordRule = hash, int64(d.least(a.Kind))
		if err := save(tx, now); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM session WHERE account = $1 AND id <> $2`, a.ID, who.Session); err != nil {
			return err
		}
		_, err = act.Record(tx, act.New(d.Clock.Now(), act.Actor{Account: a.ID}, Rekeyed, subject(a.ID), nil))
		return err
	})
	d.forget(a.ID)
	return err
}

// mine loads the account of who is signed in.
func (d *Desk) mine(ctx context.Context, who access.Who) (a Account, err error) {
	err = d.DB.Glance(ctx, func(tx *db.Tx) (err error) {
		a, err = load(tx, who.Account)
		return err
	})
	return a, err
}

// Mine gives the account of who is signed in (我的账户).
func (d *Desk) Mine(ctx context.Context, who access.Who) (Account, error) { return d.mine(ctx, who) }

// BeginTOTP makes a secret for a sign-in that sets up its second factor, and
// gives the same one again to the same session until the first code proves that
// the phone has it. Another session gets another secret: whoever only knew the
// password keeps nothing of use.
func (d *Desk) BeginTOTP(ctx context.Context, token string) (Secret, error) {
	var sec Secret
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		s, a, err := d.factorOwner(tx, token)
		if err != nil {
			return err
		}
		if !a.TOTPSince.IsZero() {
			return fault.New(fault.Conflict, "account.totp.set", i18n.T("动态口令已经设置。", "The one-time code is set up already."))
		}
		label := a.StaffNo
		if label == "" {
			label = "user"
		}
		if key, ok, err := d.pendingKey(a, s); err != nil || ok {
			sec = secretOf(d.Issuer, label, key)
			return err
		}
		sec = secretOf(d.Issuer, label, newKey())
		a.totp = d.Vault.Seal(s.ID+":"+sec.Key, totpPlace(a.ID))
		return save(tx, a)
	})
	return sec, err
}

// pendingKey gives the secret that this session was shown; ok is false without one.
func (d *Desk) pendingKey(a Account, s Session) (key string, ok bool, err error) {
	plain, err := d.Vault.Open(a.totp, totpPlace(a.ID))
	if err != nil {
		return "", false, err
	}
	key, ok = strings.CutPrefix(plain, s.ID+":")
	return key, ok, nil
}

// factorOwner gives the session and account that may set up a second factor: a
// sign-in waiting for just that, or somebody signed in.
func (d *Desk) factorOwner(tx *db.Tx, token string) (Session, Account, error) {
	return d.pending(tx, token, NeedsTOTP, Entered)
}

// A Proof shows that the phone has the secret (验证动态口令).
type Proof struct {
	Code string
	// Password is a new, longer password; asked of those who became staff with a
	// citizen's one (see NeedsLonger).
	Password string
}

// NeedsLonger reports whether this account's password was set under a shorter
// rule than holds now (需要更长的密码).
func (d *Desk) NeedsLonger(ctx context.Context, token string) (bool, error) {
	var a Account
	err := d.DB.Glance(ctx, func(tx *db.Tx) (err error) {
		_, a, err = d.factorOwner(tx, token)
		return err
	})
	return a.passwordRule < int64(d.least(a.Kind)), err
}

// ConfirmTOTP ends the setting up of the second factor with its first code, gives
// the recovery codes, shown once, and a full session under a new token.
func (d *Desk) ConfirmTOTP(ctx context.Context, token string, p Proof) (Ticket, []string, error) {
	hash, err := d.longer(ctx, token, p)
	if err != nil {
		return Ticket{}, nil, err
	}
	var ticket Ticket
	var refusal *fault.Error
	var who attempt
	codes := newCodes(8)
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		refusal = nil
		s, a, err := d.factorOwner(tx, token)
		if err != nil {
			return err
		}
		who = attempt{account: a.ID, key: d.tryKey(a.ID, nil), method: ByTOTP}
		if t, err := tries(tx, who.key); err != nil {
			return err
		} else if d.Clock.Now().Before(t.until) {
			return paused(d.Settings)
		}
		key, shown, err := d.pendingKey(a, s)
		if err != nil {
			return err
		}
		if !a.TOTPSince.IsZero() || !shown || len(tidyCode(p.Code)) != 6 {
			refusal = wrongCode()
			return nil
		}
		a.totp = d.Vault.Seal(key, totpPlace(a.ID))
		ok, err := d.takeCode(tx, a, p.Code, &who)
		if err != nil {
			return err
		}
		if !ok {
			refusal = wrongCode()
			return nil
		}
		if hash != "" {
			a.password, a.passwordRule = hash, int64(d.least(a.Kind))
		}
		ticket, err = d.setFactor(tx, token, a, s, codes)
		return err
	})
	if err == nil && refusal != nil {
		err = d.failed(ctx, who, refusal)
	}
	if err != nil {
		return Ticket{}, nil, err
	}
	d.forget(who.account)
	return ticket, codes, nil
}

// longer checks and hashes the longer password where one is due.
func (d *Desk) longer(ctx context.Context, token string, p Proof) (string, error) {
	due, err := d.NeedsLonger(ctx, token)
	if err != nil || !due {
		return "", err
	}
	var a Account
	err = d.DB.Glance(ctx, func(tx *db.Tx) (err error) {
		_, a, err = d.factorOwner(tx, token)
		return err
	})
	own, err2 := d.ownData(ctx, a)
	if err := errors.Join(err, err2); err != nil {
		return "", err
	}
	if err := checkPassword(p.Password, d.least(a.Kind), own); err != nil {
		return "", err
	}
	return d.hash(ctx, p.Password)
}

func (d *Desk) setFactor(tx *db.Tx, token string, a Account, s Session, codes []string) (Ticket, error) {
	now := d.Clock.Now()
	a.TOTPSince = now
	if err := save(tx, a); err != nil {
		return Ticket{}, err
	}
	if err := d.putRecovery(tx, a.ID, codes); err != nil {
		return Ticket{}, err
	}
	if err := closeToken(tx, token); err != nil {
		return Ticket{}, err
	}
	if _, err := act.Record(tx, act.New(now, act.Actor{Account: a.ID}, TOTPSet, subject(a.ID), nil, law.MLPS.Clause("8.1.4.1 d").ID())); err != nil {
		return Ticket{}, err
	}
	s.Strong = true
	return d.admit(tx, admission{Session: s, attempt: attempt{account: a.ID, key: d.tryKey(a.ID, nil), method: ByTOTP}, at: now})
}
