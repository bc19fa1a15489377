package item

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"tongban/civic/access"
	"tongban/platform/clock"
	"tongban/platform/db"
)

// A Kept is the report of one import run as it stands (导入记录).
type Kept struct {
	ID      string
	Account string
	File    string
	Started time.Time
	Ended   time.Time // zero while it runs
	Read    int       // rows done so far
	Report  Report    // complete when Ended is set
}

const keptColumns = `id, account, file, started, ended, rows_read, report`

func scanKept(s db.Scanner) (k Kept, err error) {
	var started, ended int64
	var report string
	if err := s.Scan(&k.ID, &k.Account, &k.File, &started, &ended, &k.Read, &report); err != nil {
		return k, err
	}
	k.Started = clock.FromMicros(started)
	if ended > 0 {
		k.Ended = clock.FromMicros(ended)
	}
	if report != "" {
		if err := json.Unmarshal([]byte(report), &k.Report); err != nil {
			return k, fmt.Errorf("import report %s: %w", k.ID, err)
		}
	}
	return k, nil
}

// BeginReport notes that a run has begun, so that its page can be shown at once.
func (d *Desk) BeginReport(ctx context.Context, id, file string, who access.Who) error {
	now := clock.Micros(d.Clock.Now())
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO item_import (id, account, person, file, started) VALUES ($1, $2, $3, $4, $5)`, id, who.Account, who.Person, file, now)
		return err
	})
}

// NoteProgress keeps how many rows of a run are done.
func (d *Desk) NoteProgress(ctx context.Context, id string, rows int) error {
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE item_import SET rows_read = $1 WHERE id = $2`, rows, id)
		return err
	})
}

// KeepReport stores the finished report of a run for its page.
func (d *Desk) KeepReport(ctx context.Context, rep Report) error {
	raw, err := rep.JSON()
	if err != nil {
		return err
	}
	now := clock.Micros(d.Clock.Now())
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE item_import SET ended = $1, rows_read = $2, report = $3 WHERE id = $4`, now, rep.Rows, string(raw), rep.ID)
		return err
	})
}
