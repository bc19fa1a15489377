package watch

import (
	"context"
	"strings"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/limit"
	"tongban/platform/db"
)

// A Board is the supervisor's page: what needs them, then what is about to (监察台).
type Board struct {
	Alarms   []Alarm       // open, gravest first
	Soon     []limit.Clock // due today or tomorrow by working days
	Calendar *cal.Calendar
	Today    cal.Date
	Counts   map[Level]int64
	Next     string // key of the next page of alarms; "" at the end
}

const pageSize = 50

// See gives the board of a supervisor's region or a director's hall, alarms after
// a key.
func (d *Desk) See(ctx context.Context, who access.Who, after string) (Board, error) {
	region, unit, err := d.remit(who)
	if err != nil {
		return Board{}, err
	}
	b := Board{Today: cal.DateOf(d.Clock.Now()), Counts: map[Level]int64{}}
	err = d.DB.Read(ctx, func(tx *db.Tx) error {
		if b.Calendar, err = d.Calendar.Current(tx.Context()); err != nil {
			return err
		}
		level, id, _ := strings.Cut(after, "-")
		if level == "" {
			level = "0"
		}
		b.Alarms, err = db.List(tx, scan, `SELECT `+columns+` FROM watch_alarm
WHERE settled_at = 0 AND (level, id) > (CAST($1 AS BIGINT), $2) AND region LIKE $3 AND unit LIKE $4 ORDER BY level, id LIMIT $5`,
			digits(level), id, region+"%", unit, pageSize+1)
		if err != nil {
			return err
		}
		if len(b.Alarms) > pageSize {
			b.Alarms = b.Alarms[:pageSize]
			last := b.Alarms[pageSize-1]
			b.Next = string(rune('0'+last.Level)) + "-" + last.ID
		}
		if err := counts(tx, b.Counts, region+"%", unit); err != nil {
			return err
		}
		soon, err := limit.Due(tx, b.Today.AddDays(4), limit.Page{After: limit.Key(b.Today.String()), Size: 200})
		for _, k := range soon {
			l := k.Light(b.Calendar, b.Today)
			if (l == limit.Today || l == limit.Soon) && strings.HasPrefix(k.Region, region) && (unit == "%" || unit == k.Unit) && k.Duty != string(access.Applicant) {
				b.Soon = append(b.Soon, k)
			}
		}
		return err
	})
	return b, err
}

func counts(tx *db.Tx, into map[Level]int64, region, unit string) error {
	type row struct {
		level Level
		n     int64
	}
	rows, err := db.List(tx, func(s db.Scanner) (r row, err error) { err = s.Scan(&r.level, &r.n); return }, `SELECT level, COUNT(id) FROM watch_alarm
WHERE settled_at = 0 AND region LIKE $1 AND unit LIKE $2 GROUP BY level`, region, unit)
	for _, r := range rows {
		into[r.level] = r.n
	}
	return err
}

func digits(s string) int64 {
	if len(s) == 1 && s[0] >= '0' && s[0] <= '9' {
		return int64(s[0] - '0')
	}
	return 0
}

// remit tells what somebody's post lets them watch: a region, or one hall.
func (d *Desk) remit(who access.Who) (region, unit string, err error) {
	if p, ok := who.PostWith(access.Supervise); ok {
		_, err = d.Guard.May(who, access.WatchView, access.Thing{Kind: "alarm", Region: p.Region})
		return access.RegionPrefix(p.Region), "%", err
	}
	if p, ok := who.PostWith(access.CentreDirect); ok {
		_, err = d.Guard.May(who, access.WatchView, access.Thing{Kind: "alarm", Scope: p.Scope, Region: p.Region})
		return access.RegionPrefix(p.Region), "%", err
	}
	_, err = d.Guard.May(who, access.WatchView, access.Thing{Kind: "alarm"})
	return "", "", err
}

// A Story is one matter as the watch sees it: its acts, clocks and alarms (监察卷).
type Story struct {
	On       act.Subject
	Acts     []act.Act
	Clocks   []limit.Clock
	Alarms   []Alarm
	Calendar *cal.Calendar
	Today    cal.Date
}

// Follow gives the record of one matter.
func (d *Desk) Follow(ctx context.Context, who access.Who, on act.Subject) (Story, error) {
	s := Story{On: on, Today: cal.DateOf(d.Clock.Now())}
	err := d.DB.Read(ctx, func(tx *db.Tx) error {
		k, err := lastClock(tx, on)
		if err != nil {
			return err
		}
		post, _ := who.PostWith(access.CentreDirect)
		if _, err := d.Guard.May(who, access.WatchView, access.Thing{Kind: "alarm", Unit: k.Unit, Scope: post.Scope, Region: k.Region}); err != nil {
			return err
		}
		if s.Calendar, err = d.Calendar.Current(tx.Context()); err != nil {
			return err
		}
		if s.Acts, err = act.Of(tx, on, "", 200); err != nil {
			return err
		}
		if s.Clocks, err = limit.Of(tx, on); err != nil {
			return err
		}
		s.Alarms, err = OfSubject(tx, on)
		return err
	})
	return s, err
}

// OfSubject lists the alarms on a matter, oldest first; the counters show it.
func OfSubject(tx *db.Tx, on act.Subject) ([]Alarm, error) {
	return db.List(tx, scan, `SELECT `+columns+` FROM watch_alarm WHERE subject = $1 AND subject_kind = $2 ORDER BY id LIMIT 100`, on.ID, on.Kind)
}
