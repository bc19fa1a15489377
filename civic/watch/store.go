package watch

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/limit"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

func newID() string { return uuid.Must(uuid.NewV7()).String() }

const columns = `id, once, rule, kind, level, subject_kind, subject, unit, scope, region, clock, act, words, raised_by, at, settled_at, settled_by, settled_why`

func scan(s db.Scanner) (Alarm, error) {
	var a Alarm
	var at, settled int64
	err := s.Scan(&a.ID, &a.once, &a.Rule, &a.Kind, &a.Level, &a.On.Kind, &a.On.ID, &a.Unit, &a.Scope, &a.Region, &a.Clock, &a.Act, &a.Words,
		&a.RaisedBy, &at, &settled, &a.SettledBy, &a.SettledWhy)
	a.At = clock.FromMicros(at)
	if settled != 0 {
		a.SettledAt = clock.FromMicros(settled)
	}
	return a, err
}

// insert writes an alarm; false where one of the same cause stands already.
func insert(tx *db.Tx, a Alarm) (bool, error) {
	n, err := tx.Exec(`INSERT INTO watch_alarm (id, once, rule, kind, level, subject_kind, subject, unit, scope, region, clock, act, words, raised_by, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT (once) DO NOTHING`,
		a.ID, a.once, a.Rule, string(a.Kind), int64(a.Level), a.On.Kind, a.On.ID, a.Unit, a.Scope, a.Region, a.Clock, a.Act, a.Words, a.RaisedBy, clock.Micros(a.At))
	if err != nil {
		return false, fmt.Errorf("raise alarm on %s: %w", a.On.ID, err)
	}
	return n > 0, nil
}

// among tells which of some causes have their alarm.
func among(tx *db.Tx, once []string) (map[string]bool, error) {
	known := map[string]bool{}
	if len(once) == 0 {
		return known, nil
	}
	args := make([]any, len(once))
	for i, o := range once {
		args[i] = o
	}
	list, err := db.List(tx, db.Str, `SELECT once FROM watch_alarm WHERE once IN (`+db.Params(1, len(args))+`)`, args...)
	for _, o := range list {
		known[o] = true
	}
	return known, err
}

func byID(tx *db.Tx, id string) (Alarm, error) {
	a, err := db.One(tx, scan, `SELECT `+columns+` FROM watch_alarm WHERE id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return a, fault.New(fault.Absent, "watch.absent", i18n.T("没有这张牌。", "There is no such alarm."))
	}
	return a, err
}

// within puts the scope of a reader into a condition on alarms.
func within(s access.Scope, from int) (string, []any) {
	return s.SQL(access.Columns{Unit: "unit", Scope: "scope", Region: "region"}, from)
}

// A Key is a place in the list of open alarms (翻页键); "" is the beginning.
type Key string

func keyOf(a Alarm) Key { return Key(strconv.Itoa(int(a.Level)) + "-" + a.ID) }

// cut gives the parts of a key; what is no key is the beginning.
func (k Key) cut() (level int64, id string) {
	l, id, _ := strings.Cut(string(k), "-")
	level, err := strconv.ParseInt(l, 10, 64)
	if err != nil {
		return 0, ""
	}
	return level, id
}

// open lists the open alarms of a scope, gravest and oldest first, after a key.
func open(tx *db.Tx, s access.Scope, after Key, most int) ([]Alarm, error) {
	level, id := after.cut()
	where, args := within(s, 3)
	args = append(append([]any{level, id}, args...), most)
	return db.List(tx, scan, `SELECT `+columns+` FROM watch_alarm
WHERE settled_at = 0 AND (level, id) > (CAST($1 AS BIGINT), $2) AND `+where+` ORDER BY level, id LIMIT $`+strconv.Itoa(len(args)), args...)
}

// counts counts the open alarms of a scope by unit and level.
func counts(tx *db.Tx, s access.Scope) ([]Count, error) {
	where, args := within(s, 1)
	return db.List(tx, func(r db.Scanner) (c Count, err error) { err = r.Scan(&c.Unit, &c.Level, &c.N); return }, `SELECT unit, level, COUNT(id) FROM watch_alarm
WHERE settled_at = 0 AND `+where+` GROUP BY unit, level ORDER BY unit, level`, args...)
}

// OfSubject lists the alarms on a matter, oldest first; the counters show it.
func OfSubject(tx *db.Tx, on act.Subject) ([]Alarm, error) {
	return db.List(tx, scan, `SELECT `+columns+` FROM watch_alarm WHERE subject = $1 AND subject_kind = $2 ORDER BY id LIMIT 100`, on.ID, on.Kind)
}

// known gives the clock of a matter that a supervisor speaks of; a fault of kind
// absent where the record knows no such matter.
func known(tx *db.Tx, on act.Subject) (limit.Clock, error) {
	k, err := clockOf(tx, on, "")
	if err == nil && k.ID == "" {
		err = fault.New(fault.Absent, "watch.no-matter", i18n.Tf("没有办理记录的办件：%s。", "There is no record of this matter: %s.", on.ID)).
			Then(i18n.T("请核对办件编号。", "Check the number of the case."))
	}
	return k, err
}
