package item_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/org"
	"tongban/hall/item"
	"tongban/platform/clock"
	"tongban/platform/db"
)

var schemas = []db.Schema{act.Schema, org.Schema, item.Schema}

var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, clock.Beijing)

// newDesk gives a desk with the platform's own policies.
func newDesk(d *db.DB) *item.Desk {
	return &item.Desk{DB: d, Guard: access.New(), Clock: clock.At(monday)}
}

func staff(account string, duty access.Duty) access.Who {
	return access.Who{Account: account, Person: "person-" + account, Name: account, Strong: true,
		For:   access.Principal{ID: "person-" + account},
		Posts: []access.Post{{ID: "post-" + account, Name: account, Unit: "centre", Region: "150300", Duties: []access.Duty{duty}}}}
}

var (
	editor   = staff("bianzhi-li", access.ItemEdit)
	editor2  = staff("bianzhi-wang", access.ItemEdit)
	reviewer = staff("shenhe-zhao", access.ItemReview)
	clerk    = staff("chuangkou-zhang", access.WindowAccept)
)

// given opens a file of the shared data, or skips where the folder is absent.
func given(t testing.TB, name string) *os.File {
	t.Helper()
	dir := "../../../shared/data/service_items"
	f, err := os.Open(filepath.Join(dir, name))
	if os.IsNotExist(err) {
		t.Skipf("the shared data is not here (%s): this import is tested where it is", dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func read[T any](t testing.TB, d *db.DB, fn func(*db.Tx) (T, error)) T {
	t.Helper()
	var v T
	if err := d.Read(context.Background(), func(tx *db.Tx) (err error) { v, err = fn(tx); return }); err != nil {
		t.Fatal(err)
	}
	return v
}

func count(t testing.TB, d *db.DB, q string) int64 {
	t.Helper()
	return read(t, d, func(tx *db.Tx) (int64, error) { return db.One(tx, db.Int, q) })
}
