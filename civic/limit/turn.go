package limit

import (
	"time"

	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/platform/clock"
	"tongban/platform/db"
)

// A Turn ends the clock of one stage of a matter and starts that of the next
// (环节转换), as one step of the matter does.
type Turn struct {
	On      act.Subject
	From    string // stage that ends; "" when none ran
	MayStop bool   // the stage that ends could be stopped, so a stop may run
	To      *Clock // the clock that starts, Dated; nil when none does
	At      time.Time
}

// Take does a turn without waiting for the database's word: one matter has at most
// one open clock of a stage, which an index keeps; a violation fails the whole
// transaction at its end.
func (t Turn) Take(tx *db.Tx) error {
	if t.From != "" {
		if t.MayStop {
			if err := tx.Send(`UPDATE limit_stop SET to_on = $1 WHERE to_on = '' AND clock IN
(SELECT id FROM limit_clock WHERE subject_kind = $2 AND subject = $3 AND stage = $4 AND closed_at = 0)`,
				cal.DateOf(t.At).String(), t.On.Kind, t.On.ID, t.From); err != nil {
				return err
			}
		}
		if err := tx.Send(`UPDATE limit_clock SET closed_at = $1, paused_on = '' WHERE subject_kind = $2 AND subject = $3 AND stage = $4 AND closed_at = 0`,
			clock.Micros(t.At), t.On.Kind, t.On.ID, t.From); err != nil {
			return err
		}
	}
	if t.To == nil {
		return nil
	}
	c, err := t.To.ready()
	if err != nil {
		return err
	}
	return tx.Send(openSQL, c.row()...)
}
