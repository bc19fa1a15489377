package casework

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"tongban/civic/cal"
	"tongban/civic/limit"
	"tongban/platform/db"
)

// Tick fires what the clock owes (到时触发): every case whose window has been silent
// past its five working days is accepted from the day of receipt. It may run on
// several nodes at once and as often as one likes; a case is deemed accepted once.
// It gives the number of cases it accepted.
func (d *Desk) Tick(ctx context.Context) (int, error) {
	today := cal.DateOf(d.Clock.Now())
	n := 0
	var page limit.Page
	for {
		var due []limit.Clock
		err := d.DB.Glance(ctx, func(tx *db.Tx) (err error) {
			due, err = limit.DueAt(tx, string(StageIntake), today, page)
			return err
		})
		if err != nil || len(due) == 0 {
			return n, err
		}
		for _, k := range due {
			err := d.deem(ctx, No(k.Subject))
			if errors.Is(err, errAnswered) {
				continue // an officer answered between the list and the act
			}
			if err != nil {
				return n, err
			}
			n++
		}
		page.After = limit.KeyOf(due[len(due)-1])
	}
}

// Run ticks until ctx ends: often enough that a limit which ends at midnight is
// acted on within the first minute of the next day.
func (d *Desk) Run(ctx context.Context, log *slog.Logger) {
	t := time.NewTicker(20 * time.Second)
	defer t.Stop()
	for {
		if n, err := d.Tick(ctx); err != nil && ctx.Err() == nil {
			log.Error("deemed acceptance", "err", err)
		} else if n > 0 {
			log.Info("deemed acceptance", "cases", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}
