package item

import (
	"errors"
	"sync"

	"tongban/platform/db"
)

// A rowKey names one state of one version's row. The revision is in it so that a
// version read inside a transaction that was lost can never be served again.
type rowKey struct {
	id  string
	rev int64
}

// keep holds versions that were published, whose content never changes.
var keep = struct {
	mu   sync.Mutex
	rows map[rowKey]*Version // guarded by mu
}{rows: map[rowKey]*Version{}}

// keepMost bounds the memory of the cache: a few thousand guides of some ten
// kilobytes each.
const keepMost = 4096

func kept(k rowKey) *Version {
	keep.mu.Lock()
	defer keep.mu.Unlock()
	return keep.rows[k]
}

func keepVersion(v *Version) {
	keep.mu.Lock()
	defer keep.mu.Unlock()
	if len(keep.rows) >= keepMost {
		for k := range keep.rows { // any one: guides are read again cheaply
			delete(keep.rows, k)
			break
		}
	}
	keep.rows[rowKey{v.ID, v.Rev}] = v
}

func scanKey(s db.Scanner) (k rowKey, err error) { err = s.Scan(&k.id, &k.rev); return }

// Published gives the version of an item that the public reads now; a fault of
// kind Absent where there is none. One short statement when it was read before.
// The version is shared: do not change it.
func Published(tx *db.Tx, code Code) (*Version, error) {
	k, err := db.One(tx, scanKey, `SELECT version, rev FROM item_shelf WHERE code = $1`, string(code))
	if errors.Is(err, db.ErrNone) {
		return nil, absent(code)
	}
	if err != nil {
		return nil, err
	}
	if v := kept(k); v != nil {
		return v, nil
	}
	v, err := db.One(tx, scanVersion, `SELECT `+versionColumns+` FROM item_version WHERE id = $1`, k.id)
	if err != nil {
		return nil, err
	}
	keepVersion(v)
	return v, nil
}

// At gives one version of an item, in whatever state, for the case that pinned it
// and the reader of history. Content of published versions comes from the cache;
// do not change it.
func At(tx *db.Tx, code Code, no int) (*Version, error) {
	k, err := db.One(tx, scanKey, `SELECT id, rev FROM item_version WHERE code = $1 AND no = $2`, string(code), no)
	if errors.Is(err, db.ErrNone) {
		return nil, absent(code)
	}
	if err != nil {
		return nil, err
	}
	if v := kept(k); v != nil {
		return v, nil
	}
	v, err := load(tx, code, no)
	if err != nil {
		return nil, err
	}
	if v.Was() {
		keepVersion(v)
	}
	return v, nil
}

// Was reports whether the version was ever published, so that the public may read it.
func (v *Version) Was() bool { return !v.PublishedAt.IsZero() }

// History gives every version of an item, newest first. Content is included; an
// item has few versions.
func History(tx *db.Tx, code Code) ([]*Version, error) {
	return db.List(tx, scanVersion, `SELECT `+versionColumns+` FROM item_version WHERE code = $1 ORDER BY no DESC LIMIT 200`, string(code))
}

// A Card is one published item in a list (事项条目).
type Card struct {
	Code     Code
	Name     string
	NameEn   string
	Type     Type
	Kind     Kind
	UnitID   string
	UnitName string
	Persons  bool
	Bodies   bool
	Online   bool
	Free     bool
	Promise  Limit
}

const cardColumns = `s.code, s.name, s.name_en, s.type, s.kind, s.unit, s.unit_name, s.persons, s.bodies, s.online, s.free, s.promise_n, s.promise_unit`

func scanCard(s db.Scanner) (c Card, err error) {
	err = s.Scan(&c.Code, &c.Name, &c.NameEn, &c.Type, &c.Kind, &c.UnitID, &c.UnitName, &c.Persons, &c.Bodies, &c.Online, &c.Free, &c.Promise.N, &c.Promise.Unit)
	return c, err
}

// A Shelf is what to list of the published items; empty fields do not narrow.
type Shelf struct {
	Unit  string // department id
	Theme string
	For   string // "person" or "body"
	Type  Type
	After Code // keyset: codes after this one
	Limit int  // 0 means 30
}

// List gives published items by code, one page.
func List(tx *db.Tx, q Shelf) ([]Card, error) {
	limit := q.Limit
	if limit <= 0 || limit > 200 {
		limit = 30
	}
	const tail = ` AND ($2 = '' OR s.unit = $2) AND ($3 = '' OR s.type = $3)
  AND ($4 = '' OR ($4 = 'person' AND s.persons) OR ($4 = 'body' AND s.bodies))`
	if q.Theme != "" {
		return db.List(tx, scanCard, `SELECT `+cardColumns+` FROM item_shelf_theme t JOIN item_shelf s ON s.code = t.code
WHERE s.code > $1`+tail+` AND t.theme = $5 ORDER BY s.code LIMIT $6`,
			string(q.After), q.Unit, string(q.Type), q.For, q.Theme, limit)
	}
	return db.List(tx, scanCard, `SELECT `+cardColumns+` FROM item_shelf s
WHERE s.code > $1`+tail+` ORDER BY s.code LIMIT $5`,
		string(q.After), q.Unit, string(q.Type), q.For, limit)
}

// A Rung is one step of a ladder with how many published items stand on it (目录).
type Rung struct {
	Key   string
	Name  string
	Count int
}

func scanRung(s db.Scanner) (r Rung, err error) { err = s.Scan(&r.Key, &r.Name, &r.Count); return }

// ByUnit counts published items by department; those with none are not listed.
func ByUnit(tx *db.Tx) ([]Rung, error) {
	return db.List(tx, scanRung, `SELECT unit, MIN(unit_name), COUNT(*) FROM item_shelf GROUP BY unit ORDER BY unit LIMIT 500`)
}

// ByTheme counts published items by theme for "person", "body" or "" for all.
func ByTheme(tx *db.Tx, who string) ([]Rung, error) {
	return db.List(tx, scanRung, `SELECT t.theme, '', COUNT(*) FROM item_shelf_theme t JOIN item_shelf s ON s.code = t.code
WHERE ($1 = '' OR ($1 = 'person' AND s.persons) OR ($1 = 'body' AND s.bodies)) GROUP BY t.theme ORDER BY t.theme LIMIT 500`, who)
}

// Totals counts what is published: all, for persons, for bodies.
func Totals(tx *db.Tx) (all, persons, bodies int, err error) {
	type three struct{ a, p, b int }
	t, err := db.One(tx, func(s db.Scanner) (t three, err error) { err = s.Scan(&t.a, &t.p, &t.b); return },
		`SELECT COUNT(*), COALESCE(SUM(CASE WHEN persons THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN bodies THEN 1 ELSE 0 END), 0) FROM item_shelf`)
	return t.a, t.p, t.b, err
}

// A Work is one version in the editor's worklist (编制清单).
type Work struct {
	ID       string
	Code     Code
	No       int
	State    State
	Name     string
	UnitName string
	Gaps     int
	Updated  int64 // microseconds
	Authors  string
}

// A Bench is what to list of the editor's work; empty fields do not narrow.
type Bench struct {
	State State
	Unit  string
	After string // keyset: version ids after this one
	Limit int    // 0 means 50
}

// Works gives versions in a state, oldest first, one page.
func Works(tx *db.Tx, q Bench) ([]Work, error) {
	limit := q.Limit
	if limit <= 0 || limit > 200 {
		limit = 50
	}
	return db.List(tx, func(s db.Scanner) (w Work, err error) {
		err = s.Scan(&w.ID, &w.Code, &w.No, &w.State, &w.Name, &w.UnitName, &w.Gaps, &w.Updated, &w.Authors)
		return w, err
	}, `SELECT id, code, no, state, name, unit_name, gaps, updated, authors FROM item_version
WHERE state = $1 AND id > $2 AND ($3 = '' OR unit = $3) ORDER BY id LIMIT $4`, string(q.State), q.After, q.Unit, limit)
}

// CountByState counts versions by state, for the heads of the worklists.
// An empty unit counts all.
func CountByState(tx *db.Tx, unit string) (map[State]int, error) {
	rungs, err := db.List(tx, scanRung, `SELECT state, '', COUNT(*) FROM item_version WHERE ($1 = '' OR unit = $1) GROUP BY state`, unit)
	if err != nil {
		return nil, err
	}
	out := map[State]int{}
	for _, r := range rungs {
		out[State(r.Key)] = r.Count
	}
	return out, nil
}
