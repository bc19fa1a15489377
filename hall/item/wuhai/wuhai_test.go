package wuhai_test

import (
	"context"
	"encoding/csv"
	"os"
	"testing"
	"time"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/org"
	"tongban/hall/item"
	"tongban/hall/item/wuhai"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
)

func who(account string, d access.Duty) access.Who {
	return access.Who{Account: account, Person: "p-" + account, Strong: true, For: access.Principal{ID: "p-" + account},
		Posts: []access.Post{{ID: account, Unit: org.SeedCityCentre, Region: "150300", Duties: []access.Duty{d}}}}
}

func TestEveryShippedItemIsCompleteAndPublishesThroughTheActs(t *testing.T) {
	dbtest.Each(t, []db.Schema{act.Schema, org.Schema, item.Schema}, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		at := time.Date(2026, 3, 2, 9, 0, 0, 0, clock.Beijing)
		if err := d.Write(ctx, func(tx *db.Tx) error { return org.Seed(tx, at) }); err != nil {
			t.Fatal(err)
		}
		desk := &item.Desk{DB: d, Guard: access.New(), Clock: clock.At(at)}
		for range 2 { // a second run changes nothing
			if err := wuhai.Publish(ctx, desk, who("e", access.ItemEdit), who("r", access.ItemReview)); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Read(ctx, func(tx *db.Tx) error {
			departments := map[string]bool{}
			for _, e := range wuhai.Items() {
				v, err := item.Published(tx, e.Code)
				if err != nil {
					return err
				}
				if _, err := org.UnitByID(tx, v.Unit.ID); err != nil {
					t.Errorf("%s: department %s: %v", e.Code, v.Unit.Name, err)
				}
				if _, err := org.UnitByID(tx, v.Office.ID); err != nil {
					t.Errorf("%s: office %s: %v", e.Code, v.Office.Name, err)
				}
				departments[v.Unit.ID] = true
				if def, err := v.FormDef(); err != nil || len(def.Sections) < 3 {
					t.Errorf("%s: form: %d sections, %v", e.Code, len(def.Sections), err)
				}
			}
			if len(departments) < 6 {
				t.Errorf("got items at %d departments, want 6 or more", len(departments))
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestWarningsOnShippedItemsAreOnlyTheMissingListEntry(t *testing.T) {
	for _, e := range wuhai.Items() {
		for _, g := range item.Gaps(&e.Content) {
			if g.Weight == item.Blocks || g.Rule != "BIZ-06" && g.Rule != "OGS-04" {
				t.Errorf("%s: %s %s", e.Code, g.Rule, g.Say.Zh)
			}
		}
	}
}

// The articles that the shared tables hold are really there; those tables are a
// selection, so an article outside them is not an error.
func TestTheLawsNamedExist(t *testing.T) {
	f, err := os.Open("../../../../shared/data/laws/laws_index.csv")
	if os.IsNotExist(err) {
		t.Skip("the shared index of laws is not here: titles are checked where it is")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, r := range rows {
		known[r[1]] = true
	}
	for _, e := range wuhai.Items() {
		refs := e.Content.Basis
		for _, m := range e.Content.Materials {
			refs = append(refs, m.Basis...)
		}
		for _, s := range e.Content.Specials {
			refs = append(refs, s.Basis...)
		}
		for _, r := range refs {
			if !known[r.Law] {
				t.Errorf("%s cites %s, which the index of laws does not hold", e.Code, r)
			}
		}
	}
}
