package limit

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/law"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// never stands in by_on for a clock whose end cannot be said: it sorts last.
const never = "9999-12-31"

// Open starts a clock (起算): c must be Dated. One matter has at most one open clock
// of a stage. It refuses a clock without article, start or period, and a promise
// longer than law allows (BIZ-03).
func Open(tx *db.Tx, c Clock) (Clock, error) {
	c, err := c.ready()
	if err != nil {
		return c, err
	}
	_, err = tx.Exec(openSQL, c.row()...)
	if db.IsDuplicate(err) {
		return c, fault.New(fault.Conflict, "limit.open-already", i18n.T("这一环节已在计时。", "The clock of this stage is already running.")).Because(err)
	}
	if err != nil {
		return c, fmt.Errorf("open clock %s of %s: %w", c.Stage, c.Subject, err)
	}
	return c, nil
}

// ready checks a clock that is to start and gives it its id.
func (c Clock) ready() (Clock, error) {
	if c.SubjectKind == "" || c.Subject == "" || c.Stage == "" || c.Unit == "" || c.Cite.IsZero() || c.Start.IsZero() ||
		c.By().IsZero() || c.CalVersion == "" || c.Opened.IsZero() {
		return c, fmt.Errorf("open clock %s of %s %s: matter, stage, unit, article, start, period and time of opening are needed", c.Stage, c.SubjectKind, c.Subject)
	}
	if !c.DueOn.IsZero() && c.PromiseOn.After(c.DueOn) {
		return c, fault.New(fault.Invalid, "limit.promise-too-long", i18n.Tf("承诺时限（%s）不得长于法定时限（%s）。", "The promised limit (%s) may not be longer than the lawful one (%s).", c.PromiseOn, c.DueOn)).
			Under(law.BusinessEnvironment.Art(36).P(2).Text())
	}
	if c.ID == "" {
		c.ID = uuid.Must(uuid.NewV7()).String()
	}
	return c, nil
}

const openSQL = `INSERT INTO limit_clock (id, subject_kind, subject, stage, unit, duty, region, start_on, legal, promise,
  extended, due_on, promise_on, by_on, told_on, provisional, cal_version, cite, opened_at, scope)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`

// row gives the values of openSQL.
func (c Clock) row() []any {
	return []any{c.ID, c.SubjectKind, c.Subject, c.Stage, c.Unit, c.Duty, c.Region, c.Start.String(), c.Legal.String(), c.Promise.String(),
		c.Extended.String(), c.DueOn.String(), c.PromiseOn.String(), c.byOn(), c.ToldOn.String(), c.Provisional, c.CalVersion, c.Cite.ID(), clock.Micros(c.Opened), c.Scope}
}

func (c Clock) byOn() string {
	if by := c.By(); !by.IsZero() && c.PausedOn.IsZero() {
		return by.String()
	}
	return never
}

const columns = `id, subject_kind, subject, stage, unit, duty, region, start_on, legal, promise, extended, due_on, promise_on,
  told_on, paused_on, stopped, provisional, cal_version, cite, opened_at, closed_at, scope`

func scan(s db.Scanner) (Clock, error) {
	var c Clock
	var legal, promise, extended, cite string
	var opened, closed int64
	err := s.Scan(&c.ID, &c.SubjectKind, &c.Subject, &c.Stage, &c.Unit, &c.Duty, &c.Region, &c.Start, &legal, &promise, &extended, &c.DueOn, &c.PromiseOn,
		&c.ToldOn, &c.PausedOn, &c.Stopped, &c.Provisional, &c.CalVersion, &cite, &opened, &closed, &c.Scope)
	if err != nil {
		return c, err
	}
	if c.Legal, err = cal.ParseSpan(legal); err == nil {
		if c.Promise, err = cal.ParseSpan(promise); err == nil {
			if c.Extended, err = cal.ParseSpan(extended); err == nil {
				c.Cite, err = law.Parse(cite)
			}
		}
	}
	c.Opened = clock.FromMicros(opened)
	if closed != 0 {
		c.Closed = clock.FromMicros(closed)
	}
	if err != nil {
		return c, fmt.Errorf("clock %s: %w", c.ID, err)
	}
	return c, nil
}

// Get gives a clock by its id; db.ErrNone where there is none.
func Get(tx *db.Tx, id string) (Clock, error) {
	return db.One(tx, scan, `SELECT `+columns+` FROM limit_clock WHERE id = $1`, id)
}

// Running gives the open clock of a matter's stage; db.ErrNone where none is open.
func Running(tx *db.Tx, on act.Subject, stage string) (Clock, error) {
	return db.One(tx, scan, `SELECT `+columns+` FROM limit_clock
WHERE subject_kind = $1 AND subject = $2 AND stage = $3 AND closed_at = 0`, on.Kind, on.ID, stage)
}

// Of gives every clock of a matter, oldest first.
func Of(tx *db.Tx, on act.Subject) ([]Clock, error) {
	return db.List(tx, scan, `SELECT `+columns+` FROM limit_clock WHERE subject = $1 AND subject_kind = $2 ORDER BY opened_at, id LIMIT 200`, on.ID, on.Kind)
}

// Close ends the clock of a stage (止算) and gives it, so that the caller sees
// whether it was in time. A stop that still runs ends with it. db.ErrNone where none
// is open.
func Close(tx *db.Tx, on act.Subject, stage string, at time.Time) (Clock, error) {
	c, err := db.One(tx, scan, `UPDATE limit_clock SET closed_at = $1, paused_on = '' WHERE subject_kind = $2 AND subject = $3 AND stage = $4 AND closed_at = 0
RETURNING `+columns, clock.Micros(at), on.Kind, on.ID, stage)
	if err != nil {
		return c, fmt.Errorf("close clock %s of %s: %w", stage, on.ID, err)
	}
	if c.Stopped {
		_, err = tx.Exec(`UPDATE limit_stop SET to_on = $1 WHERE clock = $2 AND to_on = ''`, cal.DateOf(at).String(), c.ID)
	}
	return c, err
}

// Tell keeps the last day the party was told in writing; from now on it is not
// brought forward (TIM-11).
func Tell(tx *db.Tx, id string, on cal.Date) error {
	n, err := tx.Exec(`UPDATE limit_clock SET told_on = $1 WHERE id = $2`, on.String(), id)
	if err == nil && n == 0 {
		err = db.ErrNone
	}
	return err
}

// A Key is a place in a list ordered by date (翻页键); "" is the beginning.
type Key string

func (k Key) cut() (by, id string) {
	by, id, _ = strings.Cut(string(k), " ")
	return by, id
}

// KeyOf gives the key behind a clock.
func KeyOf(c Clock) Key { return Key(c.byOn() + " " + c.ID) }

// Queue lists the open clocks of a unit, soonest first, after a key (待办); stage ""
// means every stage. Paused clocks come last.
func Queue(tx *db.Tx, unit, stage string, page Page) ([]Clock, error) {
	by, id := page.After.cut()
	if stage == "" {
		return db.List(tx, scan, `SELECT `+columns+` FROM limit_clock
WHERE unit = $1 AND closed_at = 0 AND (by_on, id) > ($2, $3) ORDER BY by_on, id LIMIT $4`, unit, by, id, page.size())
	}
	return db.List(tx, scan, `SELECT `+columns+` FROM limit_clock
WHERE unit = $1 AND stage = $2 AND closed_at = 0 AND (by_on, id) > ($3, $4) ORDER BY by_on, id LIMIT $5`, unit, stage, by, id, page.size())
}

// Due lists the open clocks of the whole city that should be done before a day,
// soonest first (将到期与已超期).
func Due(tx *db.Tx, before cal.Date, page Page) ([]Clock, error) {
	by, id := page.After.cut()
	return db.List(tx, scan, `SELECT `+columns+` FROM limit_clock
WHERE closed_at = 0 AND by_on < $1 AND (by_on, id) > ($2, $3) ORDER BY by_on, id LIMIT $4`, before.String(), by, id, page.size())
}

// A Page is a piece of a list (分页): what comes after a key, at most Size rows.
type Page struct {
	After Key
	Size  int // 0 means 50
}

func (p Page) size() int {
	if p.Size <= 0 {
		return 50
	}
	return min(p.Size, 1000)
}

// Stops gives the stops of a clock in order.
func Stops(tx *db.Tx, id string) ([]cal.Stop, error) {
	m, err := stopsOf(tx, []any{id})
	return m[id], err
}

func stopsOf(tx *db.Tx, ids []any) (map[string][]cal.Stop, error) {
	out := map[string][]cal.Stop{}
	if len(ids) == 0 {
		return out, nil
	}
	type row struct {
		id string
		cal.Stop
	}
	rows, err := db.List(tx, func(s db.Scanner) (row, error) {
		var r row
		var cause, cite string
		err := s.Scan(&r.id, &r.From, &r.To, &cause, &r.Notice, &cite)
		if err == nil {
			r.Cite, err = law.Parse(cite)
		}
		r.Ground = Cause(cause).Say()
		return r, err
	}, `SELECT clock, from_on, to_on, cause, notice, cite FROM limit_stop WHERE clock IN (`+db.Params(1, len(ids))+`) ORDER BY clock, from_on`, ids...)
	for _, r := range rows {
		out[r.id] = append(out[r.id], r.Stop)
	}
	return out, err
}

// A Load is what a unit has in hand (在办量).
type Load struct {
	Unit                     string
	Open, Late, Over, Paused int
}

// Loads counts the open clocks of every unit on a day; a clock past its lawful day
// counts as over and not as late.
func Loads(tx *db.Tx, today cal.Date) ([]Load, error) {
	day := today.String()
	return db.List(tx, func(s db.Scanner) (l Load, err error) {
		err = s.Scan(&l.Unit, &l.Open, &l.Late, &l.Over, &l.Paused)
		return
	}, `SELECT unit, COUNT(*),
  SUM(CASE WHEN paused_on = '' AND by_on < $1 AND (due_on = '' OR due_on >= $2) THEN 1 ELSE 0 END),
  SUM(CASE WHEN paused_on = '' AND due_on <> '' AND due_on < $3 THEN 1 ELSE 0 END),
  SUM(CASE WHEN paused_on <> '' THEN 1 ELSE 0 END)
FROM limit_clock WHERE closed_at = 0 GROUP BY unit ORDER BY unit`, day, day, day)
}

// IsNone reports whether an error says that there is no such clock.
func IsNone(err error) bool { return errors.Is(err, db.ErrNone) }
