package limit

import (
	"fmt"
	"strings"
	"time"

	"tongban/civic/cal"
	"tongban/civic/law"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/i18n"
)

// A Change is one move of a clock's dates with its ground (时限变更).
type Change struct {
	At            time.Time
	Ground        string // "stop", "resume", "extend", "calendar", "kept"
	Before, After cal.Date
	PromiseBefore cal.Date
	PromiseAfter  cal.Date
	Computed      cal.Date // what the count gave; later overruled where Ground is "kept"
	CalVersion    string
	Cite          law.Cite
}

var groundSay = map[string]i18n.Text{
	"stop":     i18n.T("停表", "clock stopped"),
	"resume":   i18n.T("恢复计时", "clock resumed"),
	"extend":   i18n.T("延长期限", "limit extended"),
	"calendar": i18n.T("放假安排公布后重算", "recomputed after a holiday notice"),
	"kept":     i18n.T("重算结果较早，仍按已告知的日期", "recomputed earlier; the day already told is kept"),
}

// Say gives the words of the ground.
func (c Change) Say() i18n.Text { return groundSay[c.Ground] }

// change is a move on its way to the tables.
type change struct {
	before, after Clock
	ground        string
	computed      cal.Date // zero means after.DueOn
	at            time.Time
	cite          law.Cite
}

// save writes the dates of one clock and the record of its change.
func save(tx *db.Tx, c change) error {
	a := c.after
	_, err := tx.Exec(`UPDATE limit_clock SET due_on = $1, promise_on = $2, by_on = $3, paused_on = $4, stopped = $5,
  provisional = $6, extended = $7, cal_version = $8 WHERE id = $9`,
		a.DueOn.String(), a.PromiseOn.String(), a.byOn(), a.PausedOn.String(), a.Stopped, a.Provisional, a.Extended.String(), a.CalVersion, a.ID)
	if err != nil {
		return fmt.Errorf("%s clock %s: %w", c.ground, a.ID, err)
	}
	return record(tx, []change{c})
}

// record writes changes, many rows to a statement.
func record(tx *db.Tx, all []change) error {
	const width, most = 11, 250
	for len(all) > 0 {
		part := all[:min(len(all), most)]
		all = all[len(part):]
		var b strings.Builder
		b.WriteString(`INSERT INTO limit_change (clock, at, n, ground, due_before, due_after, promise_before, promise_after, computed, cal_version, cite) VALUES `)
		args := make([]any, 0, len(part)*width)
		for k, c := range part {
			if k > 0 {
				b.WriteString(", ")
			}
			b.WriteString("(" + db.Params(k*width+1, width) + ")")
			computed := c.computed
			if computed.IsZero() {
				computed = c.after.DueOn
			}
			args = append(args, c.after.ID, clock.Micros(c.at), k, c.ground, c.before.DueOn.String(), c.after.DueOn.String(),
				c.before.PromiseOn.String(), c.after.PromiseOn.String(), computed.String(), c.after.CalVersion, c.cite.ID())
		}
		if _, err := tx.Exec(b.String(), args...); err != nil {
			return fmt.Errorf("record changes of limits: %w", err)
		}
	}
	return nil
}

// Changes gives what happened to the dates of a clock, oldest first.
func Changes(tx *db.Tx, id string) ([]Change, error) {
	return db.List(tx, func(s db.Scanner) (Change, error) {
		var c Change
		var at int64
		var cite string
		err := s.Scan(&at, &c.Ground, &c.Before, &c.After, &c.PromiseBefore, &c.PromiseAfter, &c.Computed, &c.CalVersion, &cite)
		if err == nil {
			c.Cite, err = law.Parse(cite)
		}
		c.At = clock.FromMicros(at)
		return c, err
	}, `SELECT at, ground, due_before, due_after, promise_before, promise_after, computed, cal_version, cite
FROM limit_change WHERE clock = $1 ORDER BY at, n LIMIT 200`, id)
}
