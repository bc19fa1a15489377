package act_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"tongban/civic/act"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
)

var (
	schemas = []db.Schema{act.Schema}
	noon    = time.Date(2026, 9, 30, 12, 0, 0, 123456000, clock.Beijing)
	zhang   = act.Actor{Account: "zhang", Post: "p1", Unit: "u1", Duty: "window.accept"}
	case1   = act.Subject{Kind: "case", ID: "1506-2026-000001"}
)

// record writes acts, each in its own transaction, and gives their ids.
func record(t testing.TB, d *db.DB, acts ...act.Act) []string {
	t.Helper()
	var ids []string
	for _, a := range acts {
		if err := d.Write(context.Background(), func(tx *db.Tx) error {
			_, err := act.Record(tx, a)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, a.ID)
	}
	return ids
}

// place gives every waiting act its place, as the ledger's sequencer does.
func place(t testing.TB, d *db.DB) {
	t.Helper()
	if err := d.Write(context.Background(), func(tx *db.Tx) error {
		first, err := db.One(tx, db.Int, `SELECT COALESCE(MAX(seq) + 1, 0) FROM act WHERE seq IS NOT NULL`)
		if err != nil {
			return err
		}
		w, err := act.ListWaiting(tx, 1000)
		if err != nil {
			return err
		}
		return act.Place(tx, first, w)
	}); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, d *db.DB, fn func(*db.Tx) error) {
	t.Helper()
	if err := d.Read(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func TestABodyIsCanonicalJSON(t *testing.T) {
	a := act.New(noon, zhang, "case.accept", case1, map[string]any{
		"说明": "材料齐全，予以受理 <&> \u2028", "€": 1, "b": []int{3, 1}, "a": map[string]any{"z": 1e3, "y": true}, "empty": "",
	}, "licensing-law:32.1.5")
	a.ID = "0192f0c0-0000-7000-8000-000000000001"
	got, err := a.Body()
	if err != nil {
		t.Fatal(err)
	}
	want := `{"actor":{"account":"zhang","duty":"window.accept","post":"p1","unit":"u1"},` +
		`"at":"2026-09-30T12:00:00.123456+08:00","id":"0192f0c0-0000-7000-8000-000000000001",` +
		`"payload":{"a":{"y":true,"z":1000},"b":[3,1],"empty":"","€":1,"说明":"材料齐全，予以受理 <&> ` + "\u2028" + `"},` +
		`"rules":["licensing-law:32.1.5"],"subject":{"id":"1506-2026-000001","kind":"case"},"verb":"case.accept"}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	back, err := act.Parse(got)
	if err != nil {
		t.Fatal(err)
	}
	again, err := back.Body()
	if err != nil || string(again) != want {
		t.Errorf("read back and written again: %s, %v", again, err)
	}
}

func TestANumberThatJSONWouldChangeIsRefused(t *testing.T) {
	for payload, fits := range map[string]bool{
		`{"fen":9007199254740991}`:        true,
		`{"fen":-9007199254740991}`:       true,
		`{"fen":9007199254740992}`:        false,
		`[1,{"n":92233720368547758079}]`:  false,
		`{"no":"9007199254740992999"}`:    true, // text may hold any digits
		`{"\"9007199254740993":"x\\"}`:    true,
		`{"us":1790740800123456,"k":"a"}`: true,
	} {
		a := act.New(noon, zhang, "t", case1, json.RawMessage(payload))
		if _, err := a.Body(); (err == nil) != fits {
			t.Errorf("%s: got %v, want it to fit: %v", payload, err, fits)
		}
	}
}

func TestActsAreReadBackAsRecorded(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		type decision struct {
			Reason string `json:"reason"`
		}
		in := act.New(noon, zhang, "case.refuse", case1, decision{"不属于本机关职权范围"}, "licensing-law:32.1.2")
		record(t, d, in)
		read(t, d, func(tx *db.Tx) error {
			a, err := act.Get(tx, in.ID)
			if err != nil {
				return err
			}
			if !a.At.Equal(noon) || a.Actor != zhang || a.Verb != in.Verb || a.Subject != case1 || len(a.Rules) != 1 || a.Seq != -1 {
				t.Errorf("got %+v", a)
			}
			if got, err := act.Decode[decision](a); err != nil || got.Reason != "不属于本机关职权范围" {
				t.Errorf("payload: got %+v, %v", got, err)
			}
			if act.Leaf(a.Salt, []byte(a.Text)) != a.Leaf || len(a.Salt) != act.SaltSize {
				t.Error("the leaf is not the commitment of salt and body")
			}
			if _, err := act.Get(tx, "nobody"); !errors.Is(err, db.ErrNone) {
				t.Errorf("unknown act: got %v, want ErrNone", err)
			}
			return nil
		})
	})
}

func TestListsPageInTheOrderOfWriting(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		var want []string
		for i := range 7 {
			// The clock of the second node is behind: its ids sort before.
			at := noon.Add(-time.Duration(i) * time.Minute)
			a := act.New(at, zhang, "case.note", case1, i)
			a.ID = fmt.Sprintf("%02d-%s", 50-i, a.ID)
			want = append(want, record(t, d, a)...)
			record(t, d, act.New(at, act.Clock, "case.note", act.Subject{Kind: "item", ID: case1.ID}, i))
		}
		read(t, d, func(tx *db.Tx) error {
			var of, by []string
			for after := ""; ; {
				acts, err := act.Of(tx, case1, after, 3)
				if err != nil || len(acts) == 0 {
					break
				}
				for _, a := range acts {
					of = append(of, a.ID)
				}
				after = of[len(of)-1]
			}
			acts, err := act.By(tx, "zhang", want[1], 4)
			for _, a := range acts {
				by = append(by, a.ID)
			}
			if fmt.Sprint(of) != fmt.Sprint(want) {
				t.Errorf("of the case: got %v, want %v", of, want)
			}
			if fmt.Sprint(by) != fmt.Sprint(want[2:6]) {
				t.Errorf("by zhang after the second: got %v, want %v", by, want[2:6])
			}
			return err
		})
	})
}

func TestANumberFindsItsActAndEverySlip(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		id := record(t, d, act.New(noon, zhang, "a", case1, nil), act.New(noon, zhang, "b", case1, nil))[1]
		read(t, d, func(tx *db.Tx) error {
			a, err := act.Get(tx, id)
			if err != nil {
				return err
			}
			n := a.Number()
			for _, typed := range []string{string(n), strings.ToLower(string(n)), " " + strings.ReplaceAll(string(n), "-", " "), strings.ReplaceAll(string(n), "0", "o")} {
				p, ok := act.ParseNumber(typed)
				if !ok || p != n {
					t.Errorf("typed %q: got %s, %v, want %s", typed, p, ok, n)
				}
			}
			if got, err := act.ByNumber(tx, n); err != nil || got.ID != id {
				t.Errorf("got %s, %v, want %s", got.ID, err, id)
			}
			slips(t, string(n))
			return nil
		})
	})
}

func slips(t *testing.T, n string) {
	t.Helper()
	const signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	for i := range n {
		if n[i] == '-' {
			continue
		}
		for _, c := range []byte(signs) {
			wrong := []byte(n)
			if wrong[i] = c; c != n[i] {
				if _, ok := act.ParseNumber(string(wrong)); ok {
					t.Errorf("%s passes for %s", wrong, n)
				}
			}
		}
		for j := range i {
			wrong := []byte(n)
			wrong[i], wrong[j] = wrong[j], wrong[i]
			if _, ok := act.ParseNumber(string(wrong)); ok && n[i] != n[j] && n[j] != '-' {
				t.Errorf("%s passes for %s", wrong, n)
			}
		}
	}
}

func TestAGuessedNumberFindsNothing(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, schemas...)
	id := record(t, d, act.New(noon, zhang, "a", case1, nil))[0]
	read(t, d, func(tx *db.Tx) error {
		a, err := act.Get(tx, id)
		if err != nil {
			return err
		}
		a.Leaf[0] ^= 0x80
		if _, err := act.ByNumber(tx, a.Number()); !errors.Is(err, db.ErrNone) {
			t.Errorf("right order, wrong commitment: got %v, want ErrNone", err)
		}
		return nil
	})
}

func TestForgettingKeepsTheLeafAndSaysWhy(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		ids := record(t, d, act.New(noon, zhang, "case.submit", case1, "甲"), act.New(noon, zhang, "case.accept", case1, "乙"))
		var before act.Act
		read(t, d, func(tx *db.Tx) (err error) {
			before, err = act.Get(tx, ids[0])
			return err
		})
		forget := func(acts ...string) (id string, err error) {
			err = d.Write(context.Background(), func(tx *db.Tx) (err error) {
				id, err = act.Forget(tx, act.Forgetting{At: noon, By: zhang, Of: act.Subject{Kind: "person", ID: "p"}, Acts: acts, Rules: []string{"personal-info-law:47"}})
				return err
			})
			return id, err
		}
		if _, err := forget(ids[0], "nobody"); err == nil {
			t.Error("an unknown act was forgotten")
		}
		why, err := forget(ids[0])
		if err != nil {
			t.Fatal(err)
		}
		read(t, d, func(tx *db.Tx) error {
			gone, _ := act.Get(tx, ids[0])
			stays, _ := act.Get(tx, ids[1])
			rec, err := act.Get(tx, why)
			if !gone.Forgotten() || gone.Salt != nil || gone.Payload != nil || gone.Leaf != before.Leaf || gone.Verb != "case.submit" {
				t.Errorf("forgotten: got %+v", gone)
			}
			if stays.Forgotten() || rec.Verb != "act.forget" || !strings.Contains(string(rec.Payload), ids[0]) {
				t.Errorf("got %+v and %+v", stays, rec)
			}
			return err
		})
	})
}

func BenchmarkBody(b *testing.B) {
	a := act.New(noon, zhang, "case.accept", case1, map[string]any{"by": "窗口", "due": "2026-10-20", "materials": []string{"身份证明", "申请表"}}, "licensing-law:32.1.5")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.Body(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRecord(b *testing.B) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		b.Run(string(e), func(b *testing.B) {
			d := dbtest.Open(b, e, schemas...)
			b.ReportAllocs()
			for b.Loop() { // four acts in a transaction, as a case has
				err := d.Write(context.Background(), func(tx *db.Tx) error {
					for range 4 {
						if _, err := act.Record(tx, act.New(noon, zhang, "case.accept", case1, map[string]any{"due": "2026-10-20"}, "licensing-law:32.1.5")); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
