package casework

import (
	"context"
	"strings"

	"tongban/civic/access"
	"tongban/civic/cal"
	"tongban/civic/limit"
	"tongban/civic/org"
	"tongban/civic/person"
	"tongban/hall/licence"
	"tongban/platform/db"
)

// A Worklist is one page of cases as a workbench or an applicant reads it (办件列表).
type Worklist struct {
	Rows     []Row
	Waiting  []Row // the reader's own cases that wait for corrections; first page only
	Names    map[string]string
	Counts   map[Stage]int // of every stage the reader's posts handle
	More     bool          // there may be rows behind the last one
	Calendar *cal.Calendar
	Today    cal.Date
}

// worklistPage is how many rows Queue gives, minePage how many Mine gives.
const (
	worklistPage = 50
	minePage     = 20
)

// stages lists the stages in the order of a case's life.
var stages = []Stage{StageIntake, StageCorrect, StageDecide, StageDeliver, StageClose}

// StagesOf lists the stages that somebody's posts of today handle (岗位环节).
func StagesOf(who access.Who) []Stage {
	var out []Stage
	for _, s := range stages {
		if _, err := queueUnit(who, s); err == nil {
			out = append(out, s)
		}
	}
	return out
}

// Bench gives one page of the queue of a stage with the counts of all stages of
// the reader's posts (工作台), in five statements whatever its length.
func (d *Desk) Bench(ctx context.Context, who access.Who, stage Stage, after limit.Key) (Worklist, error) {
	rows, err := d.Queue(ctx, who, stage, after)
	if err != nil {
		return Worklist{}, err
	}
	w := Worklist{Rows: rows, More: len(rows) == worklistPage, Today: cal.DateOf(d.Clock.Now())}
	return w, d.DB.Glance(ctx, func(tx *db.Tx) error {
		if w.Calendar, err = d.Calendar.Current(tx.Context()); err != nil {
			return err
		}
		if w.Names, err = shownNames(tx, rows); err != nil {
			return err
		}
		w.Counts, err = counts(tx, who)
		return err
	})
}

// counts adds up what waits in the stages of somebody's posts.
func counts(tx *db.Tx, who access.Who) (map[Stage]int, error) {
	byUnit := map[string]map[string]int{}
	out := map[Stage]int{}
	for _, s := range StagesOf(who) {
		unit, err := queueUnit(who, s)
		if err != nil {
			return nil, err
		}
		if byUnit[unit] == nil {
			if byUnit[unit], err = limit.ByStage(tx, unit); err != nil {
				return nil, err
			}
		}
		out[s] = byUnit[unit][string(s)]
	}
	return out, nil
}

// shownNames gives the applicants' names as a list shows them: natural persons
// masked, because a list is no reason to read a whole name (PIP-05).
func shownNames(tx *db.Tx, rows []Row) (map[string]string, error) {
	var ids []person.ID
	for _, r := range rows {
		ids = append(ids, person.ID(r.Applicant))
	}
	people, err := person.LoadAll(tx, ids)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for id, p := range people {
		out[string(id)] = p.Name
		if p.Kind == person.Natural {
			out[string(id)] = licence.MaskName(p.Name)
		}
	}
	return out, nil
}

// After gives the case that waits behind one in its queue, for the key that leads
// to the next; "" where it is the last or the reader has no post there.
func (d *Desk) After(ctx context.Context, who access.Who, k limit.Clock) (No, error) {
	unit, err := queueUnit(who, Stage(k.Stage))
	if err != nil || unit != k.Unit {
		return "", nil //nolint:nilerr // a reader without the post has no queue, which is no fault
	}
	var next []limit.Clock
	err = d.DB.Glance(ctx, func(tx *db.Tx) (err error) {
		next, err = limit.Queue(tx, unit, k.Stage, limit.Page{After: limit.KeyOf(k), Size: 1})
		return err
	})
	if err != nil || len(next) == 0 {
		return "", err
	}
	return No(next[0].Subject), nil
}

// Own gives one page of the cases of whom the reader acts for, and on the first
// page those that wait for corrections apart (我的办件).
func (d *Desk) Own(ctx context.Context, who access.Who, before No) (Worklist, error) {
	rows, err := d.Mine(ctx, who, before)
	if err != nil {
		return Worklist{}, err
	}
	item, only := reach(who)
	w := Worklist{Rows: rows, More: len(rows) == minePage, Today: cal.DateOf(d.Clock.Now())}
	return w, d.DB.Read(ctx, func(tx *db.Tx) error {
		if w.Calendar, err = d.Calendar.Current(tx.Context()); err != nil || before != "" {
			return err
		}
		cases, err := db.List(tx, scanCase, `SELECT `+caseColumns+` FROM office_case
WHERE applicant = $1 AND state = $2 AND ($3 = '' OR item = $3) AND ($4 = '' OR no = $4) ORDER BY no DESC LIMIT 50`,
			applicantOf(who).ID, string(Correcting), item, only)
		if err != nil {
			return err
		}
		w.Waiting, err = clocked(tx, cases)
		return err
	})
}

// applicantOf tells for whom somebody acts now: themselves unless they chose another.
func applicantOf(who access.Who) access.Principal {
	if who.For.ID == "" {
		return access.Principal{ID: who.Person, Name: who.Name}
	}
	return who.For
}

// reach tells to which item or which case an authority is limited (授权范围); both
// are empty for those who act for themselves or with full authority.
func reach(who access.Who) (item, only string) {
	if no, ok := strings.CutPrefix(who.For.Scope, "case:"); ok {
		return "", no
	}
	return who.For.Scope, ""
}

// Hall gives the unit at whose windows a case is (受理地点).
func (d *Desk) Hall(ctx context.Context, c Case) (org.Unit, error) {
	var u org.Unit
	err := d.DB.Glance(ctx, func(tx *db.Tx) (err error) { u, err = org.UnitByID(tx, c.Centre); return err })
	return u, err
}
