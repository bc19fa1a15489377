package access

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"tongban/platform/db"
	"tongban/platform/db/dbtest"
)

var thingSchema = db.Schema{Name: "thing", FS: fstest.MapFS{"schema/0001_thing.sql": {Data: []byte(`-- +goose Up
CREATE TABLE thing (
  id TEXT PRIMARY KEY,
  unit TEXT NOT NULL, scope TEXT NOT NULL, region TEXT NOT NULL, item TEXT NOT NULL, applicant TEXT NOT NULL, filed_by TEXT NOT NULL,
  accepted_by TEXT NOT NULL, author TEXT NOT NULL, state TEXT NOT NULL, mandate TEXT NOT NULL
);
CREATE TABLE hand (
  thing TEXT NOT NULL,
  account TEXT NOT NULL
);
-- +goose Down
DROP TABLE hand;
DROP TABLE thing;
`)}}}

var (
	someUnits   = []string{"", "water", "school"}
	someHalls   = []string{"", "hall", "other"}
	someRegions = []string{"", "150300", "150302", "150302001", "150302001002", "150303", "440100"}
	somePeople  = []string{"", "me", "co", "friend"}
	someItems   = []string{"", "A", "B"}
	someStates  = []string{"", "draft", "accepted"}
)

// world is things of every mixture of attributes, the same in every run.
func world() []Thing {
	r := rand.New(rand.NewPCG(2026, 11))
	pick := func(from []string) string { return from[r.IntN(len(from))] }
	out := make([]Thing, 600)
	for i := range out {
		out[i] = Thing{ID: fmt.Sprintf("t%03d", i), Unit: pick(someUnits), Scope: pick(someHalls), Region: pick(someRegions), Item: pick(someItems),
			Applicant: pick(somePeople), FiledBy: pick(somePeople), AcceptedBy: pick(somePeople), Author: pick(somePeople),
			State: pick(someStates), Mandate: pick([]string{"", "doc"})}
		if h := pick(somePeople); h != "" {
			out[i].Handlers = []string{h}
		}
	}
	out[0].ID, out[1].ID = "me", "co" // person records and accounts go by their own id
	return out
}

func fill(t *testing.T, d *db.DB, things []Thing) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		for _, x := range things {
			if _, err := tx.Exec(`INSERT INTO thing (id, unit, scope, region, item, applicant, filed_by, accepted_by, author, state, mandate)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, x.ID, x.Unit, x.Scope, x.Region, x.Item, x.Applicant, x.FiledBy, x.AcceptedBy, x.Author, x.State, x.Mandate); err != nil {
				return err
			}
			for _, h := range x.Handlers {
				if _, err := tx.Exec(`INSERT INTO hand (thing, account) VALUES ($1, $2)`, x.ID, h); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// columns maps the attributes the way Thing.normal fills them in for a kind.
func columns(kind string) Columns {
	c := Columns{Unit: "unit", Scope: "scope", Region: "region", Item: "item", Applicant: "applicant", FiledBy: "filed_by", AcceptedBy: "accepted_by",
		Author: "author", State: "state", Mandate: "mandate", Handlers: "EXISTS (SELECT 1 FROM hand WHERE hand.thing = thing.id AND hand.account = %s)"}
	switch kind {
	case "person":
		c.Applicant = "CASE WHEN applicant = '' THEN id ELSE applicant END"
	case "account":
		c.Author = "CASE WHEN author = '' THEN id ELSE author END"
	}
	return c
}

func drawWho(t *rapid.T) Who {
	w := Who{Account: "me", Person: rapid.SampledFrom([]string{"me", "me", "me", ""}).Draw(t, "person"), Strong: rapid.IntRange(0, 9).Draw(t, "strong") > 0,
		Mandates: rapid.SliceOfN(rapid.SampledFrom([]string{"co", "friend"}), 0, 2).Draw(t, "mandates"),
		For:      Principal{ID: rapid.SampledFrom([]string{"", "me", "co"}).Draw(t, "for"), Company: rapid.Bool().Draw(t, "company"), Scope: rapid.SampledFrom([]string{"", "", "A"}).Draw(t, "item")}}
	all := make([]Duty, len(duties))
	for i, d := range duties {
		all[i] = d.Duty
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "posts") {
		w.Posts = append(w.Posts, Post{ID: fmt.Sprint("post", i), Unit: "u",
			Scope:  rapid.SampledFrom([]string{"", "water", "school", "hall", "other"}).Draw(t, "scope"),
			Region: rapid.SampledFrom(someRegions).Draw(t, "region"),
			Duties: rapid.SliceOfN(rapid.SampledFrom(all), 1, 2).Draw(t, "duties")})
	}
	return w
}

// For anybody and any verb, the list that SQL gives, the list that Admits gives and
// the list of what May allows are the same list.
func TestScopeAndGuardAgree(t *testing.T) {
	things := world()
	g := New()
	dbtest.Each(t, []db.Schema{thingSchema}, func(t *testing.T, d *db.DB) {
		fill(t, d, things)
		allowed, empty := 0, 0
		rapid.Check(t, func(rt *rapid.T) {
			w := drawWho(rt)
			v := rapid.SampledFrom(verbs).Draw(rt, "verb")
			var want, admits []string
			scope := g.Scope(w, v.Verb)
			for _, x := range things {
				x.Kind = v.On
				if _, err := g.May(w, v.Verb, x); err == nil {
					want = append(want, x.ID)
				}
				if scope.Admits(x) {
					admits = append(admits, x.ID)
				}
			}
			slices.Sort(want)
			slices.Sort(admits)
			if !slices.Equal(want, admits) {
				rt.Fatalf("%s: May allows %v, Admits gives %v", v.Verb, want, admits)
			}
			if got := listed(rt, d, scope, columns(v.On)); !slices.Equal(got, want) {
				rt.Fatalf("%s: May allows %v, SQL gives %v", v.Verb, want, got)
			}
			if scope.None() && len(want) > 0 {
				rt.Fatalf("%s: None, but May allows %v", v.Verb, want)
			}
			if allowed += len(want); len(want) == 0 {
				empty++
			}
		})
		if allowed == 0 || empty == 0 {
			t.Errorf("the worlds prove nothing: %d things allowed, %d empty lists", allowed, empty)
		}
	})
}

func listed(t *rapid.T, d *db.DB, s Scope, c Columns) []string {
	where, args := s.SQL(c, 2)
	var got []string
	err := d.Glance(context.Background(), func(tx *db.Tx) (err error) {
		got, err = db.List(tx, db.Str, `SELECT id FROM thing WHERE id > $1 AND `+where+` ORDER BY id`, append([]any{""}, args...)...)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	return got
}

// Every policy can be put into a condition for every principal it may meet; none
// would silently empty the lists.
func TestEveryPolicyMakesACondition(t *testing.T) {
	g := New()
	w := Who{Account: "me", Person: "me", Strong: true, Mandates: []string{"co"}}
	for _, d := range duties {
		w.Posts = append(w.Posts, Post{ID: string(d.Duty), Scope: "s", Region: "150300", Duties: []Duty{d.Duty}})
	}
	for _, c := range capacities(w) {
		for _, v := range verbs {
			if _, err := g.within(c, v.Verb, entityTypes[v.On]); err != nil {
				t.Errorf("%s for %s: %v", v.Verb, c.post.ID, err)
			}
		}
	}
}

// The condition of a plain clerk is short: what cannot matter is folded away.
func TestScopeIsPlain(t *testing.T) {
	w := Who{Account: "me", Person: "me", Strong: true, Posts: []Post{{ID: "p", Scope: "hall", Region: "150300", Duties: []Duty{WindowAccept}}}}
	where, args := New().Scope(w, CaseReceive).SQL(Columns{Scope: "c.hall", Applicant: "c.applicant"}, 3)
	if want := `(c.hall = $3 AND NOT (c.applicant = $4))`; where != want || len(args) != 2 {
		t.Errorf("got  %s with %v\nwant %s", where, args, want)
	}
}

func TestNobodyHasNoScope(t *testing.T) {
	s := New().Scope(Who{}, CaseView)
	if where, _ := s.SQL(Columns{}, 1); !s.None() || where != "1 = 0" || s.Admits(Thing{Kind: "case"}) {
		t.Errorf("got %q", where)
	}
}

func BenchmarkScope(b *testing.B) {
	g, w := New(), benchWho()
	b.ReportAllocs()
	for b.Loop() {
		if g.Scope(w, CaseView).None() {
			b.Fatal("none")
		}
	}
}
