package org

import (
	"fmt"
	"sync"
	"testing"

	"tongban/civic/access"
	"tongban/civic/cal"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/fault"
)

// venue makes, for every duty, a post of that duty alone at a unit where it may sit.
func venue(t *testing.T, d *db.DB, k *Desk) map[access.Duty]PostDef {
	t.Helper()
	ctx := t.Context()
	add := func(u Unit) Unit {
		u.Division = "150300"
		u, err := k.AddUnit(ctx, security, u)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	at := map[Kind]Unit{
		TradeCommittee: add(Unit{Kind: TradeCommittee, Name: "管委会", Parent: SeedGovernment}),
		TradeOffice:    add(Unit{Kind: TradeOffice, Name: "公管办", Parent: SeedGovernment}),
		TradeCentre:    add(Unit{Kind: TradeCentre, Name: "交易中心", Parent: SeedGovernment}),
	}
	dept := SeedDepartment("市财政局")
	for kind, id := range map[Kind]string{CityCentre: SeedCityCentre, Office: OfficeID(dept), Department: dept, Organ: SeedRunning, Government: SeedGovernment} {
		read(t, d, func(tx *db.Tx) (err error) { at[kind], err = UnitByID(tx, id); return err })
	}
	posts := map[access.Duty]PostDef{}
	for _, info := range access.Duties() {
		if info.Duty == access.Applicant {
			continue
		}
		kind := Organ
		if ks := seats[info.Duty]; len(ks) > 0 {
			kind = ks[0]
		}
		u := at[kind]
		scope := map[Kind]string{CityCentre: u.ID, Office: dept, Department: dept}[kind]
		p, err := k.AddPost(ctx, security, PostDef{Unit: u.ID, Scope: scope, Name: string(info.Duty), Duties: []access.Duty{info.Duty}})
		if err != nil {
			t.Fatalf("%s: %v", info.Duty, err)
		}
		posts[info.Duty] = p
	}
	return posts
}

// For every pair that must not meet no grant joins it: not as one post, not in two
// posts in either order, not for days to come that touch the other's, not under a
// second record of the same ID number. The same grants to two people are allowed.
func TestNoGrantJoinsWhatMustNotMeet(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		seeded(t, d)
		k := desk(d)
		posts := venue(t, d, k)
		var busy sync.WaitGroup
		for i, pair := range access.Pairs() {
			busy.Go(func() { tryToJoin(t, k, posts, pair, fmt.Sprintf("p%d", i)) }) // together they share commits
		}
		busy.Wait()
		noDayJoins(t, d)
	})
}

// tryToJoin tries every way to one pair, with people of its own.
func tryToJoin(t *testing.T, k *Desk, posts map[access.Duty]PostDef, pair access.Pair, people string) {
	ctx, open := t.Context(), cal.Date{}
	grant := func(duty access.Duty, person string, from, to cal.Date) error {
		_, err := k.Appoint(ctx, security, Appointment{Post: posts[duty].ID, Person: person, Document: "任〔2026〕9号", From: from, To: to})
		return err
	}
	name := fmt.Sprintf("%s with %s", pair.A, pair.B)
	both := posts[pair.A]
	both.ID, both.Name, both.Duties = "", name, []access.Duty{pair.A, pair.B}
	_, err := k.AddPost(ctx, security, both)
	wants(t, name+" in one post", err, "org.incompatible")
	if f, _ := fault.As(err); f != nil && f.Rule.Zh == "" {
		t.Errorf("%s: the refusal cites nothing", name)
	}
	for way, ab := range [2][2]access.Duty{{pair.A, pair.B}, {pair.B, pair.A}} {
		p := fmt.Sprintf("%s-%d", people, way)
		wants(t, name+" first", grant(ab[0], p+"#"+p, open, today.AddDays(20)), "")
		wants(t, name+" second", grant(ab[1], p+"#"+p, open, open), "org.incompatible")
		wants(t, name+" later, overlapping", grant(ab[1], p+"#"+p, today.AddDays(10), open), "org.incompatible")
		wants(t, name+" last day", grant(ab[1], p+"#"+p, today.AddDays(19), open), "org.incompatible")
		wants(t, name+" second record of the number", grant(ab[1], "other"+p+"#"+p, open, open), "org.incompatible")
		wants(t, name+" after the first has ended", grant(ab[1], p+"#"+p, today.AddDays(20), open), "")
		wants(t, name+" another person", grant(ab[1], p+"#"+p+"x", open, open), "")
	}
}

// noDayJoins looks at what was granted, on every day of the tests, with no help of the desk.
func noDayJoins(t *testing.T, d *db.DB) {
	t.Helper()
	var people []string
	read(t, d, func(tx *db.Tx) (err error) {
		people, err = db.List(tx, db.Str, `SELECT DISTINCT person FROM org_holding`)
		return err
	})
	if len(people) < 2*len(access.Pairs()) {
		t.Errorf("only %d people hold anything: the grants above did not happen", len(people))
	}
	for _, day := range []int{0, 10, 19, 20, 21} {
		read(t, d, func(tx *db.Tx) error {
			for _, p := range people {
				posts, err := PostsOf(tx, p, today.AddDays(day).String())
				if err != nil {
					return err
				}
				var all []access.Duty
				for _, x := range posts {
					all = append(all, x.Duties...)
				}
				if pair, bad := access.Clash(all); bad {
					t.Errorf("after %d days %s holds %s and %s", day, p, pair.A, pair.B)
				}
			}
			return nil
		})
	}
}

// Two holdings written past the desk, under two records of one number, come back
// together, and the guard then refuses both posts.
func TestWhatWasWrittenPastTheDeskIsRefusedAtUse(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		seeded(t, d)
		dept := SeedDepartment("市水务局")
		clerk, decider := PostID(SeedCityCentre+"-w01", access.WindowAccept), PostID(OfficeID(dept), access.ApproveDecide)
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			for i, x := range [][2]string{{clerk, "record-a"}, {decider, "record-b"}} {
				if _, err := tx.Exec(`INSERT INTO org_holding (id, post, person, identity, from_on, document, granted_by, granted_at)
VALUES ($1, $2, $3, 'same', '2026-01-01', '', '', 0)`, fmt.Sprint(i), x[0], x[1]); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for _, person := range []string{"record-a", "record-b"} {
			read(t, d, func(tx *db.Tx) error {
				posts, err := PostsOf(tx, person, on)
				if len(posts) != 2 {
					t.Errorf("%s: got %d posts, want both", person, len(posts))
				}
				who := access.Who{Account: person, Person: person, Strong: true, Posts: posts}
				for verb, thing := range map[string]access.Thing{
					"case.accept": {Kind: "case", Scope: SeedCityCentre, Unit: dept, Mandate: "文", Region: "150300"},
					"case.grant":  {Kind: "case", Scope: SeedCityCentre, Unit: dept, Region: "150300"},
				} {
					for _, v := range access.Verbs() {
						if string(v.Verb) == verb {
							_, err := access.New().May(who, v.Verb, thing)
							wants(t, person+" "+verb, err, "access.never-clashing-duties")
						}
					}
				}
				return err
			})
		}
	})
}
