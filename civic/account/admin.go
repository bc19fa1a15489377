package account

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/ident"
	"tongban/civic/law"
	"tongban/civic/person"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// An Opening is a staff account to open (开户单).
type Opening struct {
	Name    string
	Number  string // ID number
	Phone   string
	StaffNo string
	Until   string // last day; required (GB/T 22239-2019 8.1.4.2)
}

// longestStaff bounds the last day: an account is looked at again every year.
const longestStaff = 366 * 24 * time.Hour

// Create opens a staff account (开设工作人员账户) and gives the first-login code,
// shown once: there is no default password. Somebody who has a citizen's account
// keeps it and its password, becomes staff under it, and gets no code, so that an
// administrator cannot walk into it. Duties come from the security administrator.
func (d *Desk) Create(ctx context.Context, who access.Who, o Opening) (Account, string, error) {
	leave, err := d.Guard.May(who, Created, access.Thing{Kind: "account"})
	if err != nil {
		return Account{}, "", err
	}
	return d.create(ctx, who.As(leave), o)
}

// Bootstrap opens the very first accounts of a city, for its system and its
// security administrator, from the command line (首批管理员), and gives their
// first-login codes. With any account there it is refused.
func (d *Desk) Bootstrap(ctx context.Context, first ...Opening) ([]Account, []string, error) {
	err := d.DB.Glance(ctx, func(tx *db.Tx) error {
		n, err := db.One(tx, db.Int, `SELECT COUNT(*) FROM account`)
		if err == nil && n > 0 {
			err = fault.New(fault.Conflict, "account.bootstrap", i18n.T("已经有账户，不能再开设首批管理员。", "There are accounts already."))
		}
		return err
	})
	var accounts []Account
	var codes []string
	for _, o := range first {
		if err != nil {
			break
		}
		var a Account
		var code string
		a, code, err = d.create(ctx, act.System, o)
		accounts, codes = append(accounts, a), append(codes, code)
	}
	return accounts, codes, err
}

func (d *Desk) create(ctx context.Context, by act.Actor, o Opening) (Account, string, error) {
	now := d.Clock.Now()
	no, err := o.check(now)
	if err != nil {
		return Account{}, "", err
	}
	var a Account
	code := newCodes(1)[0]
	var out string
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		p, err := d.People.Employ(tx, by, person.Form{Name: o.Name, Number: o.Number, Phone: o.Phone})
		if err != nil {
			return err
		}
		a, err = ofPerson(tx, p.ID)
		out = code
		switch {
		case err != nil && fault.Of(err) != fault.Absent:
			return err
		case err != nil:
			a = Account{ID: uuid.Must(uuid.NewV7()).String(), Person: p.ID, Name: p.Name, CreatedAt: now, Kind: Citizen}
			err = d.asStaff(tx, &a, no, o)
			a.State, a.Epoch = Invited, p.Epoch
			a.enrol, a.enrolUntil = d.codeHash("enrol", a.ID, code), now.Add(d.Settings.EnrolFor)
			err = errors.Join(err, insert(tx, a, by.Account))
		default:
			out, err = d.promote(tx, &a, no, o)
		}
		if err != nil {
			return err
		}
		id, err := ident.ParseCitizenID(o.Number)
		if err == nil {
			err = d.claim(tx, a.ID, id)
		}
		if err != nil {
			return err
		}
		_, err = act.Record(tx, act.New(now, by, Created, subject(a.ID),
			map[string]string{"kind": string(Staff), "staffNo": no, "until": o.Until, "person": string(p.ID)}, law.MLPS.Clause("8.1.4.2").ID()))
		return err
	})
	d.forget(a.ID)
	return a, out, err
}

// promote makes a citizen's account a staff account; a staff account stays what
// it is, and that is said.
func (d *Desk) promote(tx *db.Tx, a *Account, no string, o Opening) (code string, err error) {
	if a.Kind == Staff {
		return "", fault.New(fault.Conflict, "account.staff", i18n.T("此人已有工作人员账户。", "This person has a staff account.")).
			At("number", i18n.T("每人只有一个账户。", "One person has one account."))
	}
	if err := d.asStaff(tx, a, no, o); err != nil {
		return "", err
	}
	if err := save(tx, *a); err != nil {
		return "", err
	}
	_, err = tx.Exec(`DELETE FROM session WHERE account = $1`, a.ID) // sign in again, with the second factor
	return "", err
}

func (d *Desk) asStaff(tx *db.Tx, a *Account, no string, o Opening) error {
	taken, err := putLogin(tx, d.loginLookup(loginStaff, no), loginStaff, a.ID)
	if err == nil && taken {
		err = fault.New(fault.Conflict, "account.staff-no", i18n.T("这个工号已有人使用。", "This staff number is in use.")).
			At("staff_no", i18n.T("请换一个工号。", "Please choose another."))
	}
	a.Kind, a.StaffNo, a.Until = Staff, no, o.Until
	return err
}

// check tells every field of an opening that must change.
func (o Opening) check(now time.Time) (staffNo string, err error) {
	bad := fault.New(fault.Invalid, "account.opening", i18n.T("开户信息有误，请改正。", "Some answers need to be changed.")).
		Under(law.MLPS.Clause("8.1.4.2").Text())
	if n := []rune(person.Name(o.Name)); len(n) < 2 || len(n) > 60 {
		bad.At("name", i18n.T("请填写姓名。", "Please give the name."))
	}
	if _, err := ident.ParseCitizenID(o.Number); err != nil {
		f, _ := fault.As(err)
		bad.At("number", f.Say)
	}
	if o.Phone != "" {
		if _, err := ident.ParsePhone(o.Phone); err != nil {
			f, _ := fault.As(err)
			bad.At("phone", f.Say)
		}
	}
	kind, no := readLogin(o.StaffNo)
	if kind != loginStaff || len(no) < 2 || len([]rune(no)) > 20 {
		bad.At("staff_no", i18n.T("工号为 2 至 20 个字符，不能是手机号或证件号码。", "A staff number has 2 to 20 characters and is no telephone or ID number."))
	}
	checkUntil(bad, o.Until, now)
	if len(bad.Fields) > 0 {
		return "", bad
	}
	return no, nil
}

func checkUntil(bad *fault.Error, until string, now time.Time) {
	t, err := time.ParseInLocation(time.DateOnly, until, clock.Beijing)
	if err != nil || until < day(now) || t.Sub(now) > longestStaff {
		bad.At("until", i18n.T("请填写有效期截止日：今天以后、一年以内。", "Please give the last day: after today, within a year."))
	}
}

// Invite gives the owner of a number a first-login code at a window whose clerk
// has seen the card (窗口开户、找回): a new account, or a lost one with its old
// password, second factor and sessions void. Staff lose a password elsewhere.
func (d *Desk) Invite(ctx context.Context, who access.Who, id person.ID) (code string, err error) {
	leave, err := d.Guard.May(who, access.PersonRegister, access.Thing{Kind: "person", ID: string(id)})
	if err != nil {
		return "", err
	}
	if who.Person == string(id) {
		return "", fault.New(fault.Forbidden, "account.self", i18n.T("不能为自己办理，请由其他工作人员办理。", "Nobody handles their own matter; please ask a colleague.")).Under(law.Own("GOV-15").Text())
	}
	now := d.Clock.Now()
	code = newCodes(1)[0]
	var a Account
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		p, err := person.Load(tx, id)
		if err != nil {
			return err
		}
		if p.Kind != person.Natural || p.Proof != person.Seen {
			return fault.New(fault.Conflict, "account.unproven", i18n.T("请先核验证件原件，再发登录码。", "Please look at the original card first."))
		}
		if a, err = d.invitee(tx, p, who.Account, now); err != nil {
			return err
		}
		a.Epoch = p.Epoch
		return d.reissue(tx, reissuing{account: a, code: code, by: who.As(leave), at: now})
	})
	d.forget(a.ID)
	return code, err
}

// invitee gives the person's account, opening a citizen's where there is none,
// and takes the telephone login of another epoch away.
func (d *Desk) invitee(tx *db.Tx, p person.Person, by string, now time.Time) (Account, error) {
	a, err := ofPerson(tx, p.ID)
	if err == nil && a.Kind == Staff && a.Epoch == p.Epoch {
		return a, fault.New(fault.Forbidden, "account.staff", i18n.T("这是工作人员账户，请由系统管理员办理。", "This is a staff account; the system administrator handles it."))
	}
	if err == nil {
		if a.Epoch != p.Epoch {
			a.Kind, a.StaffNo, a.Until = Citizen, "", ""
			err = errors.Join(dropLogins(tx, a.ID, loginPhone), dropLogins(tx, a.ID, loginStaff))
		}
		return a, err
	}
	if fault.Of(err) != fault.Absent {
		return a, err
	}
	a = Account{ID: uuid.Must(uuid.NewV7()).String(), Person: p.ID, Name: p.Name, Kind: Citizen, State: Invited, Epoch: p.Epoch, CreatedAt: now}
	if err := insert(tx, a, by); err != nil {
		return a, err
	}
	id, err := d.People.NumberOf(tx, p.ID)
	if err != nil {
		return a, err
	}
	return a, d.claim(tx, a.ID, id)
}

type reissuing struct {
	account Account
	code    string
	by      act.Actor
	at      time.Time
}

// reissue voids what the account had and puts a new code in its place.
func (d *Desk) reissue(tx *db.Tx, r reissuing) error {
	a := r.account
	a.State, a.password, a.passwordRule = Invited, "", 0
	a.totp, a.TOTPSince = nil, time.Time{}
	a.enrol, a.enrolUntil = d.codeHash("enrol", a.ID, r.code), r.at.Add(d.Settings.EnrolFor)
	if err := save(tx, a); err != nil {
		return err
	}
	if err := errors.Join(d.putRecovery(tx, a.ID, nil), forgive(tx, d.tryKey(a.ID, nil))); err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM session WHERE account = $1`, a.ID); err != nil {
		return err
	}
	_, err := act.Record(tx, act.New(r.at, r.by, Reissued, subject(a.ID), nil))
	return err
}

// Reissue gives staff who lost password or phone a new first-login code, shown
// once (重发登录码).
func (d *Desk) Reissue(ctx context.Context, who access.Who, id string) (code string, err error) {
	code = newCodes(1)[0]
	err = d.administer(ctx, who, errand{verb: access.AccountSessions, account: id, do: func(tx *db.Tx, a *Account, by act.Actor) error {
		if a.Kind != Staff {
			return fault.New(fault.Forbidden, "account.citizen", i18n.T("公众账户请本人持证件到窗口找回。", "Citizens bring their card to a window."))
		}
		return d.reissue(tx, reissuing{account: *a, code: code, by: by, at: d.Clock.Now()})
	}})
	return code, err
}

// An errand is one act of the system administrator on an account.
type errand struct {
	verb    act.Verb
	account string
	do      func(tx *db.Tx, a *Account, by act.Actor) error
}

// administer loads the account, asks the guard, and runs the errand; nobody
// administers their own account.
func (d *Desk) administer(ctx context.Context, who access.Who, e errand) error {
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		a, err := load(tx, e.account)
		if err != nil {
			return err
		}
		leave, err := d.Guard.May(who, e.verb, access.Thing{Kind: "account", ID: a.ID})
		if err != nil {
			return err
		}
		if a.ID == who.Account {
			return fault.New(fault.Forbidden, "account.self", i18n.T("不能管理自己的账户，请由另一名管理员办理。", "Nobody administers their own account; please ask another administrator.")).Under(law.Own("GOV-15").Text())
		}
		return e.do(tx, &a, who.As(leave))
	})
	d.forget(e.account)
	return err
}

// Disable closes an account and ends its sessions at once (停用).
func (d *Desk) Disable(ctx context.Context, who access.Who, id, why string) error {
	return d.administer(ctx, who, errand{Disabling, id, func(tx *db.Tx, a *Account, by act.Actor) error {
		if a.State == Disabled {
			return fault.New(fault.Conflict, "account.state", i18n.T("账户已经停用。", "The account is disabled already."))
		}
		a.State, a.enrol = Disabled, nil
		if err := save(tx, *a); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM session WHERE account = $1`, a.ID); err != nil {
			return err
		}
		_, err := act.Record(tx, act.New(d.Clock.Now(), by, Disabling, subject(a.ID), map[string]string{"why": ident.Hide(why)}, law.MLPS.Clause("8.1.4.2").ID()))
		return err
	}})
}

// Unlock lifts a pause and puts a disabled account back to where it was (解锁、启用).
func (d *Desk) Unlock(ctx context.Context, who access.Who, id string) error {
	return d.administer(ctx, who, errand{Unlocking, id, func(tx *db.Tx, a *Account, by act.Actor) error {
		if a.State == Disabled {
			if a.State = Open; a.password == "" {
				a.State = Invited
			}
			if err := save(tx, *a); err != nil {
				return err
			}
		}
		if err := forgive(tx, d.tryKey(a.ID, nil)); err != nil {
			return err
		}
		_, err := act.Record(tx, act.New(d.Clock.Now(), by, Unlocking, subject(a.ID), nil))
		return err
	}})
}

// Extend sets a new last day of a staff account (延期).
func (d *Desk) Extend(ctx context.Context, who access.Who, id, until string) error {
	bad := fault.New(fault.Invalid, "account.until", i18n.T("有效期有误。", "The last day is not in order.")).Under(law.MLPS.Clause("8.1.4.2").Text())
	if checkUntil(bad, until, d.Clock.Now()); len(bad.Fields) > 0 {
		return bad
	}
	return d.administer(ctx, who, errand{access.AccountSessions, id, func(tx *db.Tx, a *Account, by act.Actor) error {
		a.Until = until
		if err := save(tx, *a); err != nil {
			return err
		}
		_, err := act.Record(tx, act.New(d.Clock.Now(), by, Extended, subject(a.ID), map[string]string{"until": until}))
		return err
	}})
}

// A Row is an account in the administrator's list (账户列表).
type Row struct {
	Account
	PausedUntil time.Time
}

// List gives staff accounts in the order of their numbers, after a number, at
// most limit (工作人员账户).
func (d *Desk) List(ctx context.Context, who access.Who, after string, limit int) (list []Account, err error) {
	if _, err := d.Guard.May(who, access.AccountSessions, access.Thing{Kind: "account"}); err != nil {
		return nil, err
	}
	err = d.DB.Glance(ctx, func(tx *db.Tx) error {
		list, err = db.List(tx, scanAccount, `SELECT `+accountCols+accountFrom+`WHERE a.staff_no > $1 ORDER BY a.staff_no LIMIT $2`, after, limit)
		return err
	})
	return list, err
}

// Find gives the account of a login as typed, with its pause (按账号查找).
func (d *Desk) Find(ctx context.Context, who access.Who, login string) (r Row, err error) {
	if _, err := d.Guard.May(who, access.AccountSessions, access.Thing{Kind: "account"}); err != nil {
		return r, err
	}
	err = d.DB.Read(ctx, func(tx *db.Tx) error {
		a, err := byLogin(tx, d.loginLookup(readLogin(login)))
		if err != nil {
			return err
		}
		return d.row(tx, a, &r)
	})
	return r, err
}

// Get gives one account with its pause (账户详情).
func (d *Desk) Get(ctx context.Context, who access.Who, id string) (r Row, err error) {
	if _, err := d.Guard.May(who, access.AccountSessions, access.Thing{Kind: "account", ID: id}); err != nil {
		return r, err
	}
	err = d.DB.Read(ctx, func(tx *db.Tx) error {
		a, err := load(tx, id)
		if err != nil {
			return err
		}
		return d.row(tx, a, &r)
	})
	return r, err
}

func (d *Desk) row(tx *db.Tx, a Account, r *Row) error {
	t, err := tries(tx, d.tryKey(a.ID, nil))
	*r = Row{Account: a}
	if d.Clock.Now().Before(t.until) {
		r.PausedUntil = t.until
	}
	return err
}
