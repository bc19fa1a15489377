package limit

import (
	"tongban/civic/cal"
	"tongban/platform/db"
)

// DueAt lists the open clocks of one stage, over the whole city, that should have
// been done before a day, soonest first (某环节已届期).
func DueAt(tx *db.Tx, stage string, before cal.Date, page Page) ([]Clock, error) {
	by, id := page.After.cut()
	return db.List(tx, scan, `SELECT `+columns+` FROM limit_clock
WHERE closed_at = 0 AND by_on < $1 AND (by_on, id) > ($2, $3) AND stage = $4 ORDER BY by_on, id LIMIT $5`, before.String(), by, id, stage, page.size())
}

// RunningOf gives the open clock of each of some matters by its id, at most one a
// matter (在办时限), in one statement.
func RunningOf(tx *db.Tx, kind string, ids []string) (map[string]Clock, error) {
	out := map[string]Clock{}
	if len(ids) == 0 {
		return out, nil
	}
	args := []any{kind}
	for _, id := range ids {
		args = append(args, id)
	}
	ks, err := db.List(tx, scan, `SELECT `+columns+` FROM limit_clock
WHERE subject_kind = $1 AND subject IN (`+db.Params(2, len(ids))+`) AND closed_at = 0`, args...)
	for _, k := range ks {
		out[k.Subject] = k
	}
	return out, err
}
