package blob

import (
	"context"
	"fmt"
	"time"

	"tongban/platform/clock"
	"tongban/platform/db"
)

// Keep records, in the transaction of the record that holds the files, that user
// ("case:…", "item:…") uses these blobs. Saying it twice changes nothing. A blob
// nobody uses is swept away a day after it was stored.
func Keep(tx *db.Tx, user string, at time.Time, hashes ...string) error {
	for _, h := range hashes {
		if !hashForm.MatchString(h) {
			return fmt.Errorf("keep blob for %s: %q is no hash", user, h)
		}
		if err := tx.Send(`INSERT INTO blob_use (hash, used_by, at) VALUES ($1, $2, $3) ON CONFLICT (hash, used_by) DO NOTHING`,
			h, user, clock.Micros(at)); err != nil {
			return fmt.Errorf("keep blob for %s: %w", user, err)
		}
	}
	return nil
}

// Release takes the uses of one user back: all of them, or those of the hashes.
func Release(tx *db.Tx, user string, hashes ...string) error {
	if len(hashes) == 0 {
		_, err := tx.Exec(`DELETE FROM blob_use WHERE used_by = $1`, user)
		return err
	}
	for _, h := range hashes {
		if _, err := tx.Exec(`DELETE FROM blob_use WHERE used_by = $1 AND hash = $2`, user, h); err != nil {
			return fmt.Errorf("release blob of %s: %w", user, err)
		}
	}
	return nil
}

// Users gives who uses a blob, in order; a page asks it before serving by hash.
func Users(tx *db.Tx, hash string) ([]string, error) {
	return db.List(tx, db.Str, `SELECT used_by FROM blob_use WHERE hash = $1 ORDER BY used_by LIMIT 1000`, hash)
}

// SweepAge is how long a blob may stay without a user: the time between an
// upload and the record that will hold it.
const SweepAge = 24 * time.Hour

// Sweep drops the blobs that are older than SweepAge and that nobody uses, and
// gives their number. Files carry the machine's time, so a clock set forward for
// a demonstration does not make a fresh file old.
func Sweep(ctx context.Context, d *db.DB, s Store, now time.Time) (dropped int, err error) {
	if machine := time.Now(); now.After(machine) {
		now = machine
	}
	before := now.Add(-SweepAge)
	var batch []string
	flush := func() error {
		used := map[string]bool{}
		err := d.Glance(ctx, func(tx *db.Tx) error {
			args := make([]any, len(batch))
			for i, h := range batch {
				args[i] = h
			}
			found, err := db.List(tx, db.Str, `SELECT DISTINCT hash FROM blob_use WHERE hash IN (`+db.Params(1, len(batch))+`)`, args...)
			for _, h := range found {
				used[h] = true
			}
			return err
		})
		if err != nil {
			return err
		}
		for _, h := range batch {
			if used[h] {
				continue
			}
			if err := s.Drop(ctx, h, before); err != nil {
				return err
			}
			dropped++
		}
		batch = batch[:0]
		return nil
	}
	err = s.Each(ctx, before, func(h string) error {
		if batch = append(batch, h); len(batch) < 500 {
			return nil
		}
		return flush()
	})
	if err == nil && len(batch) > 0 {
		err = flush()
	}
	if err != nil {
		return dropped, fmt.Errorf("sweep blobs: %w", err)
	}
	return dropped, nil
}
