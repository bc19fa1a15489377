// Package licence keeps the licences that come from decisions (证照): a licence is
// a structured record issued in the same transaction as the grant it rests on,
// numbered by GB/T 36904 with its check character, listed in the holder's file,
// and verifiable by anybody from its number or QR code. Public pages show of a
// natural person only a masked name. The sealed OFD file is not made here.
package licence

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"tongban/civic/cal"
	"tongban/civic/ident"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of licences.
var Schema = db.Schema{Name: "licence", FS: files}

// root is the arc of GB/T 36904-2018 under which licence identifiers are formed.
const root = "1.2.156.3005.2"

// An ID identifies a licence nationwide (电子证照标识), GB/T 36904-2018: type code of
// 21 characters, issuer's credit code, serial, version and a MOD 37,36 check.
type ID string

// Valid reports whether the identifier has its shape and check character (IDN-08).
func (id ID) Valid() bool {
	rest, ok := strings.CutPrefix(string(id), root+".")
	if !ok {
		return false
	}
	parts := strings.Split(rest, ".")
	if len(parts) != 5 || len(parts[0]) != 21 || len(parts[1]) != 18 || parts[2] == "" || len(parts[3]) != 3 || len(parts[4]) != 1 {
		return false
	}
	return ident.ValidMod37Hybrid(strings.Join(parts, ""))
}

// NewID forms an identifier; the error names the part that is out of order.
func NewID(typeCode, issuer, serial, version string) (ID, error) {
	if len(typeCode) != 21 || len(issuer) != 18 || serial == "" || len(version) != 3 {
		return "", fmt.Errorf("licence identifier: type %q, issuer %q, serial %q, version %q", typeCode, issuer, serial, version)
	}
	check, err := ident.Mod37Hybrid(typeCode + issuer + serial + version)
	if err != nil {
		return "", fmt.Errorf("licence identifier: %w", err)
	}
	return ID(strings.Join([]string{root, typeCode, issuer, serial, version, string(check)}, ".")), nil
}

// A State is whether a licence has force (证照状态).
type State string

// The states. Expired is never stored: it follows from the date.
const (
	Valid     State = "valid"
	Expired   State = "expired"
	Revoked   State = "revoked"   // 撤销
	Cancelled State = "cancelled" // 注销
)

var stateWords = map[State]i18n.Text{
	Valid: i18n.T("有效", "In force"), Expired: i18n.T("已过有效期", "Expired"),
	Revoked: i18n.T("已撤销", "Revoked"), Cancelled: i18n.T("已注销", "Cancelled"),
}

// Say gives the words for a state.
func (s State) Say() i18n.Text { return stateWords[s] }

// A Line is one entry on the face of a licence (证照要素).
type Line struct {
	Label i18n.Text `json:"label"`
	Value string    `json:"value"`
}

// A Licence is one licence or result document (证照).
type Licence struct {
	ID         ID
	Number     string // the number printed on it, by which the public looks it up
	Type       string // type code, 21 characters
	Name       i18n.Text
	Case       string
	Item       string
	Holder     string // person id
	HolderName string // what the public may read: masked for natural persons
	Issuer     string // unit id
	IssuerName string
	IssuerCode string // credit code
	Seal       string // seal type on its face; 本行政机关印章 unless a warrant says otherwise (LIC-21)
	Lines      []Line
	IssuedOn   cal.Date
	ValidTo    cal.Date // zero: no end
	state      State
	EndedOn    cal.Date
	Ground     string
	Act        string
	Issued     time.Time
}

// On gives the state on a day.
func (l Licence) On(day cal.Date) State {
	if l.state == Valid && !l.ValidTo.IsZero() && l.ValidTo.Before(day) {
		return Expired
	}
	return l.state
}

// Address gives the path of the public page.
func (l Licence) Address() string { return "/licences/" + l.Number }

// A Grant is what a decision gives (准予内容), from which a licence is made.
type Grant struct {
	Case, Item           string
	TypeCode             string // 21 characters
	Short                string // letters that begin the printed number, such as "JY"
	Name                 i18n.Text
	Holder, HolderName   string
	Issuer, IssuerName   string
	IssuerCode, Division string
	Seal                 string
	Lines                []Line
	On                   cal.Date
	Years                int // validity in years; 0 means no end
	Act                  string
	At                   time.Time
}

// Issue makes the licence of a grant inside the transaction of the decision.
func Issue(tx *db.Tx, g Grant) (Licence, error) {
	prefix := fmt.Sprintf("%s%s%04d", g.Short, g.Division, g.On.Year())
	n, err := db.One(tx, db.Int, `INSERT INTO licence_serial (prefix, n) VALUES ($1, 1)
ON CONFLICT (prefix) DO UPDATE SET n = licence_serial.n + 1 RETURNING n`, prefix)
	if err != nil {
		return Licence{}, fmt.Errorf("issue licence for %s: %w", g.Case, err)
	}
	number := fmt.Sprintf("%s%06d", prefix, n)
	check, err := ident.Mod37Hybrid(number)
	if err != nil {
		return Licence{}, fmt.Errorf("issue licence for %s: %w", g.Case, err)
	}
	number += string(check)
	id, err := NewID(g.TypeCode, g.IssuerCode, number, "001")
	if err != nil {
		return Licence{}, fmt.Errorf("issue licence for %s: %w", g.Case, err)
	}
	l := Licence{ID: id, Number: number, Type: g.TypeCode, Name: g.Name, Case: g.Case, Item: g.Item, Holder: g.Holder,
		HolderName: g.HolderName, Issuer: g.Issuer, IssuerName: g.IssuerName, IssuerCode: g.IssuerCode, Seal: g.Seal, Lines: g.Lines,
		IssuedOn: g.On, state: Valid, Act: g.Act, Issued: g.At}
	if g.Years > 0 {
		l.ValidTo = g.On.AddMonths(12 * g.Years).AddDays(-1)
	}
	return l, insert(tx, l)
}

func insert(tx *db.Tx, l Licence) error {
	name, err := json.Marshal(l.Name)
	if err != nil {
		return err
	}
	lines, err := json.Marshal(l.Lines)
	if err != nil {
		return err
	}
	err = tx.Send(`INSERT INTO licence (id, number, type, name, case_no, item, holder, holder_shown, issuer, issuer_name,
 issuer_code, seal, lines, issued_on, valid_to, state, act, issued)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		string(l.ID), l.Number, l.Type, string(name), l.Case, l.Item, l.Holder, l.HolderName, l.Issuer, l.IssuerName,
		l.IssuerCode, l.Seal, string(lines), l.IssuedOn, l.ValidTo, string(l.state), l.Act, clock.Micros(l.Issued))
	if err != nil {
		return fmt.Errorf("issue licence %s: %w", l.Number, err)
	}
	return nil
}

const columns = `id, number, type, name, case_no, item, holder, holder_shown, issuer, issuer_name,
 issuer_code, seal, lines, issued_on, valid_to, state, ended_on, ground, act, issued`

func scan(s db.Scanner) (Licence, error) {
	var l Licence
	var name, lines string
	var issued int64
	err := s.Scan(&l.ID, &l.Number, &l.Type, &name, &l.Case, &l.Item, &l.Holder, &l.HolderName, &l.Issuer, &l.IssuerName,
		&l.IssuerCode, &l.Seal, &lines, &l.IssuedOn, &l.ValidTo, &l.state, &l.EndedOn, &l.Ground, &l.Act, &issued)
	if err != nil {
		return l, err
	}
	l.Issued = clock.FromMicros(issued)
	return l, errors.Join(json.Unmarshal([]byte(name), &l.Name), json.Unmarshal([]byte(lines), &l.Lines))
}

// Unknown is the fault of a number that no licence has. It says no more for a
// number that once existed than for one that never did.
func Unknown() *fault.Error {
	return fault.New(fault.Absent, "licence.unknown", i18n.T("没有这个编号的证照。", "No licence has this number.")).
		Then(i18n.T("请核对证照上的编号（字母和数字，不含空格）后再查；若证照上印有本市名称而查不到，请拨打服务电话。",
			"Check the number printed on the licence (letters and digits, no spaces). If the licence bears this city's name and cannot be found, call the help line."))
}

// ByNumber gives the licence with a printed number, or with a nationwide
// identifier; a fault of kind Absent where there is none.
func ByNumber(tx *db.Tx, number string) (Licence, error) {
	number = strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(number), " ", ""))
	where := `number = $1`
	if strings.HasPrefix(number, root+".") {
		where = `id = $1`
	}
	l, err := db.One(tx, scan, `SELECT `+columns+` FROM licence WHERE `+where, number)
	if errors.Is(err, db.ErrNone) {
		return Licence{}, Unknown()
	}
	return l, err
}

// OfCase gives the licence that a case led to; db.ErrNone where there is none.
func OfCase(tx *db.Tx, caseNo string) (Licence, error) {
	return db.One(tx, scan, `SELECT `+columns+` FROM licence WHERE case_no = $1`, caseNo)
}

// A Folder names whose licences are listed (证照夹); Item and Case limit the list to
// what a limited authority covers, empty for all.
type Folder struct{ Holder, Item, Case, After string }

// OfHolder lists a holder's licences in the order of their identifiers, after a
// key, at most 50.
func OfHolder(tx *db.Tx, f Folder) ([]Licence, error) {
	return db.List(tx, scan, `SELECT `+columns+` FROM licence
WHERE holder = $1 AND id > $2 AND ($3 = '' OR item = $3) AND ($4 = '' OR case_no = $4) ORDER BY id LIMIT 50`, f.Holder, f.After, f.Item, f.Case)
}
