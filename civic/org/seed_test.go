package org

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/ident"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
)

var schemas = []db.Schema{act.Schema, Schema}

// on is the day of the tests.
const on = "2026-11-22"

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, clock.Beijing)

func seeded(t *testing.T, d *db.DB) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return Seed(tx, noon) }); err != nil {
		t.Fatal(err)
	}
}

// The demonstration city has what the city's account counts, and seeding again changes nothing.
func TestSeedCounts(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		seeded(t, d)
		counts := func() (rows [4]int64) {
			for i, table := range []string{"org_unit", "org_post", "org_delegation", "act"} {
				read(t, d, func(tx *db.Tx) (err error) {
					rows[i], err = db.One(tx, db.Int, `SELECT COUNT(1) FROM `+table)
					return err
				})
			}
			return rows
		}
		before := counts()
		seeded(t, d)
		if after := counts(); after != before {
			t.Errorf("second seeding: got %v rows, want %v", after, before)
		}
		for kind, want := range map[Kind]int{Government: 1, CityCentre: 1, DistrictCentre: 3, Station: 54, Department: 38, Office: 38, Organ: 2} {
			var us []Unit
			read(t, d, func(tx *db.Tx) (err error) { us, err = Units(tx, UnitQuery{On: on, Kind: kind}); return err })
			if len(us) != want {
				t.Errorf("%s: got %d, want %d", kind, len(us), want)
			}
			for _, u := range us {
				if u.USCC != "" {
					if _, err := ident.ParseCreditCode(u.USCC); err != nil || !strings.HasPrefix(u.USCC, "111503") {
						t.Errorf("%s: credit code %s: %v", u.Name, u.USCC, err)
					}
				}
				if u.Note != demoNote {
					t.Errorf("%s is not marked as demonstration", u.Name)
				}
			}
		}
	})
}

// What the seed writes past the desk is what the desk would have allowed.
func TestSeedKeepsTheRules(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		seeded(t, d)
		read(t, d, func(tx *db.Tx) error {
			us, err := Units(tx, UnitQuery{On: on, Limit: 1000})
			if err != nil {
				return err
			}
			seen := map[access.Duty]bool{}
			for _, u := range us {
				above, err := Above(tx, u.Parent)
				if err != nil {
					return err
				}
				if err := checkUnder(u, above); err != nil {
					t.Errorf("%s: %v", u.Name, err)
				}
				posts, err := PostsAt(tx, u.ID, on)
				if err != nil {
					return err
				}
				for _, p := range posts {
					if err := checkPost(p, u); err != nil {
						t.Errorf("%s %s: %v", u.Name, p.Name, err)
					}
					for _, duty := range p.Duties {
						seen[duty] = true
					}
				}
			}
			for _, info := range access.Duties() {
				if info.Group != access.TradeGroup && info.Duty != access.Applicant && !seen[info.Duty] {
					t.Errorf("no post of the demonstration carries %s", info.Duty)
				}
			}
			return nil
		})
	})
}

// Stations are chosen once, evenly, in all three districts.
func TestStationsAreSpread(t *testing.T) {
	list := StationCommunities()
	codes := map[string]int{}
	var all []string
	for _, v := range list {
		codes[v.Code[:6]]++
		all = append(all, v.Code)
	}
	slices.Sort(all)
	if n := len(slices.Compact(all)); n != 54 || len(codes) != 3 {
		t.Errorf("got %d stations in %v, want 54 different ones in 3 districts", n, codes)
	}
}

func read(t *testing.T, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Read(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}
