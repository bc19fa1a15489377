// Package limit keeps the clocks of matters (限时): the one place where deadlines
// live. A counter opens a clock when law starts one and closes it when the act it
// waits for is done; the unit's queue, the public's "why this date" and the watch
// read the same rows.
//
// The law: 行政许可法 42, 44, 45, 82; 优化营商环境条例 36 (promised limits); the
// colours are the city's convention (SUP-02). A new version of the calendar
// recomputes every open clock; no limit already told is shortened (TIM-11).
package limit

import (
	"embed"

	"tongban/platform/db"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of clocks, their stops and their changes.
var Schema = db.Schema{Name: "limit", FS: files}
