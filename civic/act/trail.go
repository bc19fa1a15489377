package act

import (
	"fmt"
	"math"
	"strings"
	"time"

	"tongban/platform/clock"
	"tongban/platform/db"
)

// A Filter narrows the trail of acts (筛选); its zero value admits every act.
type Filter struct {
	Account  string
	Verbs    []Verb
	From, To time.Time // acts at From and after it, before To
	Before   int64     // acts written before the one of this Ord, for the next page
}

// Trail lists acts newest first (行为轨迹), at most limit.
func Trail(tx *db.Tx, f Filter, limit int) ([]Act, error) {
	if f.Before <= 0 {
		f.Before = math.MaxInt64
	}
	where, args := []string{"ord < $1"}, []any{f.Before}
	and := func(cond string, arg any) {
		args = append(args, arg)
		where = append(where, fmt.Sprintf("%s $%d", cond, len(args)))
	}
	if f.Account != "" {
		and("account =", f.Account)
	}
	if !f.From.IsZero() {
		and("at >=", clock.Micros(f.From))
	}
	if !f.To.IsZero() {
		and("at <", clock.Micros(f.To))
	}
	if len(f.Verbs) > 0 {
		where = append(where, "verb IN ("+db.Params(len(args)+1, len(f.Verbs))+")")
		for _, v := range f.Verbs {
			args = append(args, string(v))
		}
	}
	args = append(args, page(limit))
	return db.List(tx, scan, `SELECT `+columns+` FROM act
WHERE `+strings.Join(where, " AND ")+fmt.Sprintf(` ORDER BY ord DESC LIMIT $%d`, len(args)), args...)
}

// Verbs lists every verb on record (已有行为). It leaps from one to the next along the
// index, so that it costs as many steps as there are verbs.
func Verbs(tx *db.Tx) ([]Verb, error) {
	return db.List(tx, func(s db.Scanner) (v Verb, err error) { err = s.Scan(&v); return }, `WITH RECURSIVE v (verb) AS (
SELECT MIN(verb) FROM act UNION ALL SELECT (SELECT MIN(verb) FROM act WHERE verb > v.verb) FROM v WHERE v.verb IS NOT NULL)
SELECT verb FROM v WHERE verb IS NOT NULL`)
}
