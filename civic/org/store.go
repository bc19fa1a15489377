package org

import (
	"embed"
	"errors"

	"github.com/google/uuid"

	"tongban/civic/access"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of divisions, units, posts, holdings and delegations.
var Schema = db.Schema{Name: "org", FS: files}

const unitCols = `u.id, u.kind, u.name, u.parent, u.division, u.uscc, u.department, u.seat, u.address, u.phone, u.hours, u.note, u.from_on, u.to_on`

func scanUnit(s db.Scanner) (u Unit, err error) {
	err = s.Scan(&u.ID, &u.Kind, &u.Name, &u.Parent, &u.Division, &u.USCC, &u.Department, &u.Seat,
		&u.Address, &u.Phone, &u.Hours, &u.Note, &u.From, &u.To)
	return u, err
}

// inForce is the condition that a row with from_on and to_on counts on day $n.
func inForce(alias, n string) string {
	return alias + `.from_on <= ` + n + ` AND (` + alias + `.to_on = '' OR ` + alias + `.to_on > ` + n + `)`
}

// UnitByID gives a unit, whether it still exists or not; fault org.absent where
// there never was one.
func UnitByID(tx *db.Tx, id string) (Unit, error) {
	u, err := db.One(tx, scanUnit, `SELECT `+unitCols+` FROM org_unit u WHERE u.id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Unit{}, absentUnit()
	}
	return u, err
}

// UnitNames gives the names of units by their ids in one statement (批量读取), whether
// they still exist or not.
func UnitNames(tx *db.Tx, ids []string) (map[string]string, error) {
	out := make(map[string]string, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	list, err := db.List(tx, scanUnit, `SELECT `+unitCols+` FROM org_unit u WHERE u.id IN (`+db.Params(1, len(ids))+`)`, args...)
	for _, u := range list {
		out[u.ID] = u.Name
	}
	return out, err
}

func absentUnit() *fault.Error {
	return fault.New(fault.Absent, "org.absent", i18n.T("没有这个单位。", "There is no such unit.")).
		Then(i18n.T("请从机构目录中查找。", "Please look it up in the directory."))
}

// Units lists the units in force on a day, a page after a unit id; an empty kind
// means every kind.
func Units(tx *db.Tx, q UnitQuery) ([]Unit, error) {
	return db.List(tx, scanUnit, `SELECT `+unitCols+` FROM org_unit u
WHERE `+inForce("u", "$1")+` AND ($2 = '' OR u.kind = $2) AND ($3 = '' OR u.parent = $3) AND u.division LIKE $4 AND u.id > $5
ORDER BY u.id LIMIT $6`, q.On, string(q.Kind), q.Parent, access.RegionPrefix(q.Region)+"%", q.After, limit(q.Limit))
}

// A UnitQuery narrows a list of units (单位查询). On is required.
type UnitQuery struct {
	On     string // YYYY-MM-DD
	Kind   Kind   // "" for every kind
	Parent string // "" for any
	Region string // division code; units within it
	After  string // id of the last unit of the page before
	Limit  int    // 0 means 500
}

func limit(n int) int {
	if n <= 0 || n > 1000 {
		return 500
	}
	return n
}

// OfficeOf gives the approval office of a department; fault org.absent where it
// has none.
func OfficeOf(tx *db.Tx, department string) (Unit, error) {
	u, err := db.One(tx, scanUnit, `SELECT `+unitCols+` FROM org_unit u
WHERE u.department = $1 AND u.kind = 'approval-office' AND u.to_on = ''`, department)
	if errors.Is(err, db.ErrNone) {
		return Unit{}, absentUnit()
	}
	return u, err
}

func insertUnit(tx *db.Tx, u Unit) (bool, error) {
	n, err := tx.Exec(`INSERT INTO org_unit (id, kind, name, parent, division, uscc, department, seat, address, phone, hours, note, from_on, to_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING`,
		u.ID, string(u.Kind), u.Name, u.Parent, u.Division, u.USCC, u.Department, u.Seat, u.Address, u.Phone, u.Hours, u.Note, u.From, u.To)
	return n > 0, err
}

// EnsureDepartment gives the department of a credit code, or of a name within a
// division where it has no code, and makes it when it is new (导入部门). The act of
// the import that calls it names the departments it made.
func EnsureDepartment(tx *db.Tx, name, uscc, division string) (u Unit, created bool, err error) {
	if uscc != "" {
		u, err = db.One(tx, scanUnit, `SELECT `+unitCols+` FROM org_unit u WHERE u.uscc = $1`, uscc)
	} else {
		u, err = db.One(tx, scanUnit, `SELECT `+unitCols+` FROM org_unit u
WHERE u.division = $1 AND u.name = $2 AND u.kind = 'department' ORDER BY u.id LIMIT 1`, division, name)
	}
	if err == nil || !errors.Is(err, db.ErrNone) {
		return u, false, err
	}
	u = Unit{ID: uscc, Kind: Department, Name: name, Division: division, USCC: uscc}
	if u.ID == "" {
		u.ID = uuid.Must(uuid.NewV7()).String()
	}
	created, err = insertUnit(tx, u)
	return u, created, err
}

const postCols = `p.id, p.unit, p.scope, p.name, p.duties, p.from_on, p.to_on`

func scanPost(s db.Scanner) (p PostDef, err error) {
	var duties string
	err = s.Scan(&p.ID, &p.Unit, &p.Scope, &p.Name, &duties, &p.From, &p.To)
	p.Duties = splitDuties(duties)
	return p, err
}

// PostByID gives a post; fault org.no-post where there is none.
func PostByID(tx *db.Tx, id string) (PostDef, error) {
	p, err := db.One(tx, scanPost, `SELECT `+postCols+` FROM org_post p WHERE p.id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return PostDef{}, fault.New(fault.Absent, "org.no-post", i18n.T("没有这个岗位。", "There is no such post."))
	}
	return p, err
}

// PostsAt lists the posts of a unit in force on a day.
func PostsAt(tx *db.Tx, unit, on string) ([]PostDef, error) {
	return db.List(tx, scanPost, `SELECT `+postCols+` FROM org_post p
WHERE `+inForce("p", "$1")+` AND p.unit = $2 ORDER BY p.id LIMIT 1000`, on, unit)
}

// PostsFor lists the posts of a unit and those elsewhere that handle its matters,
// in force on a day.
func PostsFor(tx *db.Tx, unit, on string) ([]PostDef, error) {
	return db.List(tx, scanPost, `SELECT `+postCols+` FROM org_post p
WHERE `+inForce("p", "$1")+` AND (p.unit = $2 OR p.scope = $2) ORDER BY p.id LIMIT 1000`, on, unit)
}

func insertPost(tx *db.Tx, p PostDef) (bool, error) {
	n, err := tx.Exec(`INSERT INTO org_post (id, unit, scope, name, duties, from_on, to_on)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`, p.ID, p.Unit, p.Scope, p.Name, joinDuties(p.Duties), p.From, p.To)
	return n > 0, err
}

// PostsOf gives the posts a person holds on a day, in one statement (今日岗位).
// Holdings under another record of the same number count as the person's own, so
// that duties which must not meet are seen wherever they were granted.
func PostsOf(tx *db.Tx, person, on string) ([]access.Post, error) {
	return db.List(tx, scanHeld, `SELECT DISTINCT p.id, p.name, p.unit, p.scope, u.division, p.duties
FROM org_holding mine
JOIN org_holding h ON h.identity = mine.identity
JOIN org_post p ON p.id = h.post
JOIN org_unit u ON u.id = p.unit
WHERE `+inForce("h", "$1")+` AND `+inForce("p", "$1")+` AND `+inForce("u", "$1")+` AND mine.person = $2
ORDER BY p.id`, on, person)
}

func scanHeld(s db.Scanner) (p access.Post, err error) {
	var duties string
	err = s.Scan(&p.ID, &p.Name, &p.Unit, &p.Scope, &p.Region, &duties)
	p.Duties = splitDuties(duties)
	return p, err
}
