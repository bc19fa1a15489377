package limit

import "tongban/platform/db"

// ByStage counts the open clocks of a unit by stage (各环节在办量), for the heads of a
// workbench.
func ByStage(tx *db.Tx, unit string) (map[string]int, error) {
	type row struct {
		stage string
		n     int
	}
	rows, err := db.List(tx, func(s db.Scanner) (r row, err error) { err = s.Scan(&r.stage, &r.n); return }, `SELECT stage, COUNT(*) FROM limit_clock
WHERE unit = $1 AND closed_at = 0 GROUP BY stage`, unit)
	out := map[string]int{}
	for _, r := range rows {
		out[r.stage] = r.n
	}
	return out, err
}
