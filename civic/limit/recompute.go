package limit

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/law"
	"tongban/platform/db"
)

// A Report says what a new calendar does to the open clocks (重算结果).
type Report struct {
	Version string `json:"version"`
	cal.Effect
	lastID   string
	finished bool
}

// Counter gives the running limits as the calendar desk wants them.
func Counter(d *db.DB) cal.Clocks {
	return cal.Clocks{
		Preview: func(ctx context.Context, k *cal.Calendar) (cal.Effect, error) {
			r, err := Preview(ctx, d, k)
			return r.Effect, err
		},
		Recompute: func(ctx context.Context, k *cal.Calendar, at time.Time) (cal.Effect, error) {
			r, err := Recompute(ctx, d, k, at)
			return r.Effect, err
		},
	}
}

func (r *Report) add(p Report) {
	r.Looked, r.Later, r.Earlier = r.Looked+p.Looked, r.Later+p.Later, r.Earlier+p.Earlier
	r.Kept, r.Settled, r.Paused = r.Kept+p.Kept, r.Settled+p.Settled, r.Paused+p.Paused
}

// recomputePage is how many clocks one transaction counts anew: small enough that
// a counter waiting for the writer does not notice.
const recomputePage = 2000

// Recompute counts every open clock anew under a version of the calendar (重算时限),
// in pages, each one transaction with its changes and its act. It can be run again
// after an interruption: what already carries the version is passed over.
func Recompute(ctx context.Context, d *db.DB, k *cal.Calendar, at time.Time) (Report, error) {
	whole := Report{Version: k.Version()}
	for after := ""; ; {
		var page Report
		err := d.Write(ctx, func(tx *db.Tx) (err error) {
			page, err = recomputeOne(tx, k, after, at)
			return err
		})
		if err != nil {
			return whole, fmt.Errorf("recompute limits under calendar %s: %w", k.Version(), err)
		}
		whole.add(page)
		if after = page.lastID; page.finished {
			return whole, nil
		}
	}
}

// Preview tells what Recompute would do, changing nothing (重算预演).
func Preview(ctx context.Context, d *db.DB, k *cal.Calendar) (Report, error) {
	whole := Report{Version: k.Version()}
	err := d.Read(ctx, func(tx *db.Tx) error {
		for after := ""; ; {
			clocks, err := stale(tx, k, after)
			if err != nil {
				return err
			}
			page, _ := recount(clocks, k, time.Time{})
			whole.add(page)
			if len(clocks) < recomputePage {
				return nil
			}
			after = clocks[len(clocks)-1].ID
		}
	})
	return whole, err
}

// A staleClock is an open clock of another calendar version with its stops.
type staleClock struct {
	Clock
	stops []cal.Stop
}

// stale gives the next page of open clocks that do not carry the version.
func stale(tx *db.Tx, k *cal.Calendar, after string) ([]staleClock, error) {
	clocks, err := db.List(tx, scan, `SELECT `+columns+` FROM limit_clock
WHERE closed_at = 0 AND id > $1 AND cal_version <> $2 ORDER BY id LIMIT $3`, after, k.Version(), recomputePage)
	if err != nil {
		return nil, err
	}
	var with []any
	for _, c := range clocks {
		if c.Stopped {
			with = append(with, c.ID)
		}
	}
	stops, err := stopsOf(tx, with)
	if err != nil {
		return nil, err
	}
	out := make([]staleClock, len(clocks))
	for i, c := range clocks {
		out[i] = staleClock{c, stops[c.ID]}
	}
	return out, nil
}

// recount counts a page anew and gives what changed; it writes nothing.
func recount(page []staleClock, k *cal.Calendar, at time.Time) (Report, []change) {
	r := Report{Version: k.Version(), Effect: cal.Effect{Looked: len(page)}, finished: len(page) < recomputePage}
	var out []change
	for _, s := range page {
		r.lastID = s.ID
		if !s.PausedOn.IsZero() {
			r.Paused++
			continue
		}
		c := change{before: s.Clock, after: s.Dated(k, s.stops...), ground: "calendar", at: at, cite: law.Own("TIM-11")}
		legal, promise := c.after.counts(k, s.stops)
		if c.computed = legal.On; !s.Promise.IsZero() {
			c.computed = promise.On
		}
		moved := c.before.DueOn != c.after.DueOn || c.before.PromiseOn != c.after.PromiseOn
		if s.Provisional && !c.after.Provisional {
			r.Settled++
		}
		switch {
		case c.after.kept(legal, promise):
			c.ground = "kept"
			r.Kept++
			out = append(out, c)
		case moved:
			if c.after.DueOn.After(c.before.DueOn) || c.after.PromiseOn.After(c.before.PromiseOn) {
				r.Later++
			} else {
				r.Earlier++
			}
			out = append(out, c)
		case c.before.Provisional != c.after.Provisional:
			c.ground = "" // nothing to record: no date moved
			out = append(out, c)
		}
	}
	return r, out
}

func recomputeOne(tx *db.Tx, k *cal.Calendar, after string, at time.Time) (Report, error) {
	page, err := stale(tx, k, after)
	if err != nil || len(page) == 0 {
		return Report{finished: true}, err
	}
	r, changes := recount(page, k, at)
	_, err = tx.Exec(`UPDATE limit_clock SET cal_version = $1 WHERE closed_at = 0 AND id > $2 AND id <= $3`, k.Version(), after, r.lastID)
	if err == nil {
		err = saveDates(tx, changes)
	}
	if err != nil {
		return r, err
	}
	recorded := changes[:0:0]
	for _, c := range changes {
		if c.ground != "" {
			recorded = append(recorded, c)
		}
	}
	if err := record(tx, recorded); err != nil {
		return r, err
	}
	_, err = act.Record(tx, act.New(at, act.System, "limit.recompute", act.Subject{Kind: "calendar", ID: k.Version()}, struct {
		Report
		From string `json:"from"`
		To   string `json:"to"`
	}{r, page[0].ID, r.lastID}, law.Own("TIM-11").ID()))
	return r, err
}

// saveDates writes the new dates of many clocks to a statement. PostgreSQL and
// SQLite both call the columns of VALUES column1, column2 and so on.
func saveDates(tx *db.Tx, all []change) error {
	const width, most = 5, 400
	for len(all) > 0 {
		part := all[:min(len(all), most)]
		all = all[len(part):]
		var b strings.Builder
		b.WriteString(`UPDATE limit_clock SET due_on = v.column2, promise_on = v.column3, by_on = v.column4, provisional = (v.column5 = 'yes') FROM (VALUES `)
		args := make([]any, 0, len(part)*width)
		for i, c := range part {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString("(" + db.Params(i*width+1, width) + ")")
			sure := "no"
			if c.after.Provisional {
				sure = "yes"
			}
			args = append(args, c.after.ID, c.after.DueOn.String(), c.after.PromiseOn.String(), c.after.byOn(), sure)
		}
		b.WriteString(`) AS v WHERE limit_clock.id = v.column1`)
		if _, err := tx.Exec(b.String(), args...); err != nil {
			return err
		}
	}
	return nil
}
