package ledger

import (
	"context"
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tongban/civic/act"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
)

// A forgery is one way of touching the stored ledger, and who must notice it.
type forgery struct {
	name    string
	sql     []string
	args    [][]any
	inspect bool // the inspection of the database
	public  bool // anybody who verifies the published ledger
	tail    bool // the check at every start
}

var forgeries = []forgery{
	{name: "body changed", sql: []string{`UPDATE act SET body = REPLACE(body, '受理', '退回') WHERE seq = 300`}, inspect: true},
	{name: "salt changed", sql: []string{`UPDATE act SET salt = $1 WHERE seq = 300`}, args: [][]any{{make([]byte, 32)}}, inspect: true},
	{name: "verb column changed", sql: []string{`UPDATE act SET verb = 'case.refuse' WHERE seq = 300`}, inspect: true},
	{name: "time column backdated", sql: []string{`UPDATE act SET at = at - 86400000000 WHERE seq = 300`}, inspect: true},
	{name: "actor column changed", sql: []string{`UPDATE act SET account = 'li' WHERE seq = 300`}, inspect: true},
	{name: "leaf changed", sql: []string{`UPDATE act SET leaf = $1 WHERE seq = 300`}, args: [][]any{{make([]byte, 32)}}, inspect: true, public: true},
	{name: "newest leaf changed", sql: []string{`UPDATE act SET leaf = $1 WHERE seq = 599`}, args: [][]any{{make([]byte, 32)}}, inspect: true, public: true, tail: true},
	{name: "two acts exchanged", sql: []string{
		`UPDATE act SET seq = -5 WHERE seq = 10`, `UPDATE act SET seq = 10 WHERE seq = 11`, `UPDATE act SET seq = 11 WHERE seq = -5`}, inspect: true, public: true},
	{name: "act removed", sql: []string{`DELETE FROM act WHERE seq = 300`}, inspect: true, public: true},
	{name: "newest act removed", sql: []string{`DELETE FROM act WHERE seq = 599`}, inspect: true, public: true, tail: true},
	{name: "act removed, those after it moved up", sql: []string{`DELETE FROM act WHERE seq = 300`,
		`UPDATE act SET seq = seq + 1000000 WHERE seq > 300`, `UPDATE act SET seq = seq - 1000001 WHERE seq > 1000000`}, inspect: true, public: true, tail: true},
	{name: "body and salt deleted for one, body for another", sql: []string{
		`UPDATE act SET body = '' WHERE seq = 4`}, inspect: true},
	{name: "full tile changed", sql: []string{`UPDATE ledger_tile SET hashes = $1 WHERE level = 0 AND n = 1`}, args: [][]any{{make([]byte, 8192)}}, inspect: true, public: true},
	{name: "full tile removed", sql: []string{`DELETE FROM ledger_tile WHERE level = 0 AND n = 1`}, inspect: true, public: true},
	{name: "edge of level 0 changed", sql: []string{`UPDATE ledger_tile SET hashes = $1 WHERE level = 0 AND n = 2`}, args: [][]any{{make([]byte, 88*32)}}, inspect: true, public: true, tail: true},
	{name: "edge of level 1 changed", sql: []string{`UPDATE ledger_tile SET hashes = $1 WHERE level = 1 AND n = 0`}, args: [][]any{{make([]byte, 64)}}, inspect: true, public: true, tail: true},
	{name: "edge cut", sql: []string{`UPDATE ledger_tile SET hashes = $1, width = 3 WHERE level = 0 AND n = 2`}, args: [][]any{{make([]byte, 96)}}, inspect: true, public: true, tail: true},
	{name: "size changed", sql: []string{`UPDATE ledger_head SET size = 512`}, inspect: true, tail: true},
	{name: "root changed", sql: []string{`UPDATE ledger_head SET root = $1`}, args: [][]any{{make([]byte, 32)}}, inspect: true, tail: true},
	{name: "checkpoint changed", sql: []string{`UPDATE ledger_head SET checkpoint = REPLACE(checkpoint, '600', '601')`}, inspect: true, public: true, tail: true},
}

func TestEveryForgeryIsNoticed(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		k := newKey(t)
		l := open(t, d, k)
		record(t, d, 600, 100)
		sequence(t, l)
		sound(t, l, 600)
		undo := keep(t, d)
		for _, f := range forgeries {
			t.Run(f.name, func(t *testing.T) {
				if err := d.Write(ctx, func(tx *db.Tx) error {
					for i, q := range f.sql {
						var args []any
						if i < len(f.args) {
							args = f.args[i]
						}
						if n, err := tx.Exec(q, args...); err != nil || n == 0 {
							return errors.Join(err, errors.New("touched nothing: "+q))
						}
					}
					return nil
				}); err != nil {
					t.Fatal(err)
				}
				f.check(t, d, l, k)
				undo()
			})
		}
		sound(t, l, 600) // every forgery was undone
	})
}

func (f forgery) check(t *testing.T, d *db.DB, l *Log, k Key) {
	t.Helper()
	ctx := context.Background()
	in, err := l.Inspect(ctx)
	if err != nil || (len(in.Findings) > 0) != f.inspect {
		t.Errorf("inspection: got %d findings, %v, want some: %v", len(in.Findings), err, f.inspect)
	}
	srv := httptest.NewServer(l.Handler())
	defer srv.Close()
	src, _ := OpenSource(srv.URL + "/ledger")
	rep, err := VerifyLedger(ctx, src, l.Verifier(), nil)
	if err != nil || rep.OK() == f.public {
		t.Errorf("public verification: got %v (%s), %v, want %v", rep.OK(), rep.Why().En, err, !f.public)
	}
	_, err = Open(ctx, d, k, clock.System{})
	if errors.Is(err, ErrDamaged) != f.tail {
		t.Errorf("check at start: got %v, want damage: %v", err, f.tail)
	}
}

// keep copies the three tables and gives the function that puts them back.
func keep(t *testing.T, d *db.DB) (undo func()) {
	t.Helper()
	run := func(qs ...string) {
		t.Helper()
		if err := d.Write(context.Background(), func(tx *db.Tx) error {
			for _, q := range qs {
				if _, err := tx.Exec(q); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	tables := map[string]string{
		"act":         "ord, id, at, account, verb, subject_kind, subject, body, salt, leaf, seq",
		"ledger_head": headColumns,
		"ledger_tile": "level, n, width, hashes",
	}
	var copies, restores []string
	for n, columns := range tables {
		copies = append(copies, `CREATE TABLE kept_`+n+` AS SELECT `+columns+` FROM `+n)
		restores = append(restores, `DELETE FROM `+n, `INSERT INTO `+n+` (`+columns+`) SELECT `+columns+` FROM kept_`+n)
	}
	run(copies...)
	return func() { run(restores...) }
}

func TestADamagedEdgeStopsSigning(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		l := open(t, d, newKey(t))
		record(t, d, 10, 10)
		sequence(t, l)
		if err := d.Write(context.Background(), func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE ledger_tile SET hashes = $1 WHERE level = 0`, make([]byte, 320))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		record(t, d, 1, 1)
		if err := l.Run(context.Background()); !errors.Is(err, ErrDamaged) {
			t.Errorf("run: got %v, want %v", err, ErrDamaged)
		}
		if h, _ := l.Head(context.Background()); h.Size != 10 {
			t.Errorf("the head moved to %d over a damaged edge", h.Size)
		}
	})
}

// Whoever holds database and key can rewrite everything so that it fits. Only an
// older checkpoint in other hands shows it.
func TestARewrittenHistoryFailsAgainstAnOlderCheckpoint(t *testing.T) {
	k := newKey(t)
	build := func(n int) (*Log, Source) {
		d := dbtest.Open(t, db.SQLite, schemas...)
		l := open(t, d, k)
		record(t, d, n, 100)
		sequence(t, l)
		dir := t.TempDir()
		if err := l.Export(context.Background(), dir); err != nil {
			t.Fatal(err)
		}
		src, err := OpenSource(dir)
		if err != nil {
			t.Fatal(err)
		}
		return l, src
	}
	real, realSrc := build(300)
	h, _ := real.Head(context.Background())
	_, rewritten := build(400)
	_, shrunk := build(200)
	for name, c := range map[string]struct {
		src   Source
		since string
		want  string // part of the sentence; empty means true
	}{
		"real":             {realSrc, h.Checkpoint, ""},
		"real, no older":   {realSrc, "", ""},
		"rewritten":        {rewritten, h.Checkpoint, "history was changed"},
		"rewritten, blind": {rewritten, "", ""},
		"shrunk":           {shrunk, h.Checkpoint, "shrank"},
		"forged older":     {realSrc, strings.Replace(h.Checkpoint, "300", "299", 1), "signature does not hold"},
	} {
		rep, err := VerifyLedger(context.Background(), c.src, k.Verifier(), []byte(c.since))
		if err != nil || rep.OK() != (c.want == "") || !strings.Contains(rep.Why().En, c.want) {
			t.Errorf("%s: got %v (%s), %v, want %q", name, rep.OK(), rep.Why().En, err, c.want)
		}
	}
}

func TestForgettingKeepsTheTreeWhole(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		l := open(t, d, newKey(t))
		ids := record(t, d, 300, 100)
		sequence(t, l)
		h, _ := l.Head(ctx)
		before, err := l.Receipt(ctx, ids[7])
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error {
			_, err := act.Forget(tx, act.Forgetting{At: h.At, By: zhang, Of: act.Subject{Kind: "person", ID: "p"}, Acts: ids[7:9]})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		sequence(t, l)
		sound(t, l, 301, h.Checkpoint)
		if _, err := l.Receipt(ctx, ids[7]); err == nil {
			t.Error("a receipt of a forgotten act was made")
		}
		raw, _ := before.File()
		if rep := VerifyReceipt(raw, l.Verifier()); !rep.OK() {
			t.Errorf("the receipt in the citizen's hands is no longer true: %s", rep.Why().En)
		}
		s, err := l.Look(ctx, string(before.Number))
		if err != nil || s.Index != 7 {
			t.Errorf("number of a forgotten act: got %d, %v, want 7", s.Index, err)
		}
	})
}

func TestExportedFilesAreTamperEvident(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, schemas...)
	l := open(t, d, newKey(t))
	record(t, d, 700, 100)
	sequence(t, l)
	dir := t.TempDir()
	if err := l.Export(context.Background(), dir); err != nil {
		t.Fatal(err)
	}
	var files []string
	filepath.WalkDir(dir, func(p string, e os.DirEntry, _ error) error { //nolint:errcheck // a temporary directory
		if !e.IsDir() && filepath.Base(p) != "key" {
			files = append(files, p)
		}
		return nil
	})
	if len(files) != 1+3+3+1 {
		t.Fatalf("got %d files: %v", len(files), files)
	}
	src, _ := OpenSource(dir)
	verify := func() (Report, error) { return VerifyLedger(context.Background(), src, l.Verifier(), nil) }
	for _, name := range files {
		good, _ := os.ReadFile(name)
		for what, bad := range map[string][]byte{
			"a bit flipped":  append(append([]byte{}, good[:len(good)/2]...), append([]byte{good[len(good)/2] ^ 1}, good[len(good)/2+1:]...)...),
			"the end cut":    good[:len(good)-1],
			"a byte added":   append(append([]byte{}, good...), 0),
			"emptied":        {},
			"an entry twice": append(append([]byte{}, good[:34]...), good...),
		} {
			if err := os.WriteFile(name, bad, 0o644); err != nil {
				t.Fatal(err)
			}
			if rep, err := verify(); err == nil && rep.OK() {
				t.Errorf("%s: %s was not noticed", filepath.Base(name), what)
			}
		}
		os.WriteFile(name, good, 0o644) //nolint:errcheck // verified below
	}
	if rep, err := verify(); err != nil || !rep.OK() {
		t.Errorf("put back: %v, %v", rep.Why().En, err)
	}
}
