package account

import (
	"errors"
	"strings"
	"time"

	"tongban/civic/ident"
	"tongban/civic/person"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

const accountCols = `a.id, a.person, p.name, a.kind, a.staff_no, a.state, a.until_on, a.totp_at, a.created_at, a.last_in, a.epoch, p.epoch,
a.password, a.password_rule, a.totp, a.totp_step, a.enrol, a.enrol_until`

const accountFrom = ` FROM account a JOIN person p ON p.id = a.person `

func scanAccount(s db.Scanner) (a Account, err error) {
	var totp, created, last, until int64
	err = s.Scan(&a.ID, &a.Person, &a.Name, &a.Kind, &a.StaffNo, &a.State, &a.Until, &totp, &created, &last, &a.Epoch, &a.personEpoch,
		&a.password, &a.passwordRule, &a.totp, &a.totpStep, &a.enrol, &until)
	a.TOTPSince, a.CreatedAt, a.LastIn, a.enrolUntil = instant(totp), instant(created), instant(last), instant(until)
	return a, err
}

func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return clock.FromMicros(us)
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return clock.Micros(t)
}

func absent() *fault.Error {
	return fault.New(fault.Absent, "account.absent", i18n.T("没有这个账户。", "There is no such account."))
}

func load(tx *db.Tx, id string) (Account, error) {
	return found(db.One(tx, scanAccount, `SELECT `+accountCols+accountFrom+`WHERE a.id = $1`, id))
}

func ofPerson(tx *db.Tx, id person.ID) (Account, error) {
	return found(db.One(tx, scanAccount, `SELECT `+accountCols+accountFrom+`WHERE a.person = $1`, string(id)))
}

func byLogin(tx *db.Tx, lookup []byte) (Account, error) {
	return found(db.One(tx, scanAccount, `SELECT `+accountCols+` FROM login l JOIN account a ON a.id = l.account JOIN person p ON p.id = a.person WHERE l.lookup = $1`, lookup))
}

// LoadAll gives accounts by their ids in one statement (批量读取), for lists.
func LoadAll(tx *db.Tx, ids []string) (map[string]Account, error) {
	out := make(map[string]Account, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	list, err := db.List(tx, scanAccount, `SELECT `+accountCols+accountFrom+`WHERE a.id IN (`+db.Params(1, len(ids))+`)`, args...)
	for _, a := range list {
		out[a.ID] = a
	}
	return out, err
}

// ByStaffNo gives the account of a staff number (按工号); fault account.absent where
// there is none.
func ByStaffNo(tx *db.Tx, no string) (Account, error) {
	if no == "" {
		return Account{}, absent()
	}
	return found(db.One(tx, scanAccount, `SELECT `+accountCols+accountFrom+`WHERE a.staff_no = $1`, no))
}

func found(a Account, err error) (Account, error) {
	if errors.Is(err, db.ErrNone) {
		return Account{}, absent()
	}
	return a, err
}

func insert(tx *db.Tx, a Account, by string) error {
	_, err := tx.Exec(`INSERT INTO account (id, person, epoch, kind, staff_no, state, until_on, password, password_rule, totp, enrol, enrol_until, created_at, created_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		a.ID, string(a.Person), a.Epoch, string(a.Kind), a.StaffNo, string(a.State), a.Until, a.password, a.passwordRule, []byte{}, some(a.enrol), micros(a.enrolUntil), micros(a.CreatedAt), by)
	return err
}

// save writes everything of an account that can change but its one-time step and
// its last sign-in.
func save(tx *db.Tx, a Account) error {
	_, err := tx.Exec(`UPDATE account SET epoch = $1, kind = $2, staff_no = $3, state = $4, until_on = $5, password = $6, password_rule = $7, totp = $8, totp_at = $9, enrol = $10, enrol_until = $11 WHERE id = $12`,
		a.Epoch, string(a.Kind), a.StaffNo, string(a.State), a.Until, a.password, a.passwordRule, some(a.totp), micros(a.TOTPSince), some(a.enrol), micros(a.enrolUntil), a.ID)
	return err
}

// some keeps NULL out of NOT NULL columns.
func some(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// takeStep uses up a one-time code: false when this step, or a later one, was
// taken before.
func takeStep(tx *db.Tx, id string, step int64) (bool, error) {
	n, err := tx.Exec(`UPDATE account SET totp_step = $1 WHERE id = $2 AND totp_step < $3`, step, id, step)
	return n == 1, err
}

func lastIn(tx *db.Tx, id string, at time.Time) error {
	_, err := tx.Exec(`UPDATE account SET last_in = $1 WHERE id = $2`, clock.Micros(at), id)
	return err
}

// A loginKind is one of the names under which people sign in.
type loginKind string

const (
	loginNumber loginKind = "number"
	loginPhone  loginKind = "phone"
	loginStaff  loginKind = "staff-no"
)

// readLogin tells what somebody typed as their name: an ID number, a mobile
// number, or a staff number.
func readLogin(s string) (loginKind, string) {
	if c, err := ident.ParseCitizenID(s); err == nil {
		return loginNumber, string(c)
	}
	if p, err := ident.ParsePhone(s); err == nil && p.Mobile() {
		return loginPhone, string(p)
	}
	return loginStaff, strings.ToUpper(ident.Tidy(s))
}

func (d *Desk) loginLookup(k loginKind, normal string) []byte {
	return d.Vault.Lookup("login."+string(k), normal)
}

// putLogin gives an account one more name; taken tells that it is another's.
func putLogin(tx *db.Tx, lookup []byte, k loginKind, account string) (taken bool, err error) {
	n, err := tx.Exec(`INSERT INTO login (lookup, kind, account) VALUES ($1, $2, $3) ON CONFLICT (lookup) DO NOTHING`, lookup, string(k), account)
	if err != nil || n == 1 {
		return false, err
	}
	holder, err := db.One(tx, db.Str, `SELECT account FROM login WHERE lookup = $1`, lookup)
	return holder != account, err
}

func dropLogins(tx *db.Tx, account string, k loginKind) error {
	_, err := tx.Exec(`DELETE FROM login WHERE account = $1 AND kind = $2`, account, string(k))
	return err
}

// A tried row counts the wrong tries of one login.
type tried struct {
	fails       int64
	last, until time.Time
}

func tries(tx *db.Tx, id []byte) (tried, error) {
	t, err := db.One(tx, func(s db.Scanner) (t tried, err error) {
		var last, until int64
		err = s.Scan(&t.fails, &last, &until)
		t.last, t.until = instant(last), instant(until)
		return t, err
	}, `SELECT fails, last_at, locked_until FROM login_try WHERE id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return tried{}, nil
	}
	return t, err
}

func saveTries(tx *db.Tx, id []byte, t tried) error {
	_, err := tx.Exec(`INSERT INTO login_try (id, fails, last_at, locked_until) VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO UPDATE SET fails = excluded.fails, last_at = excluded.last_at, locked_until = excluded.locked_until`,
		id, t.fails, micros(t.last), micros(t.until))
	return err
}

func forgive(tx *db.Tx, id []byte) error {
	_, err := tx.Exec(`DELETE FROM login_try WHERE id = $1`, id)
	return err
}
