package casework

import (
	"context"
	"testing"
	"time"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/limit"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
)

// rule: LIC-34
func TestALimitedAuthorityListsOnlyWhatItCovers(t *testing.T) {
	dbtest.Each(t, []db.Schema{act.Schema, limit.Schema, Schema}, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		at := time.Date(2026, 11, 23, 9, 0, 0, 0, clock.Beijing)
		for _, c := range []Case{{No: "1", Item: "A"}, {No: "2", Item: "A"}, {No: "3", Item: "B"}} {
			c.Applicant, c.State, c.ReceivedOn, c.Created, c.Changed = "firm", Correcting, cal.DateOf(at), at, at
			if err := d.Write(ctx, func(tx *db.Tx) error { return insertCase(tx, c, "client-"+string(c.No), []byte{1}) }); err != nil {
				t.Fatal(err)
			}
		}
		k := &Desk{DB: d, Clock: clock.At(at), Calendar: cal.NewStore(d)}
		for scope, want := range map[string]int{"": 3, "A": 2, "B": 1, "case:2": 1, "case:9": 0, "C": 0} {
			who := access.Who{Account: "a", Person: "agent", For: access.Principal{ID: "firm", Company: true, Scope: scope}}
			mine, err := k.Mine(ctx, who, "")
			if err != nil || len(mine) != want {
				t.Errorf("scope %q: got %d cases (%v), want %d", scope, len(mine), err, want)
			}
		}
	})
}
