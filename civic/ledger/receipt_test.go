package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/fault"
)

// receipt gives a log of n acts and the receipt file of one of them.
func receipt(t testing.TB, n, of int) (*Log, []byte) {
	t.Helper()
	d := dbtest.Open(t, db.SQLite, schemas...)
	l := open(t, d, newKey(t))
	ids := record(t, d, n, 100)
	sequence(t, l)
	r, err := l.Receipt(context.Background(), ids[of])
	if err != nil {
		t.Fatal(err)
	}
	raw, err := r.File()
	if err != nil {
		t.Fatal(err)
	}
	return l, raw
}

func TestAReceiptIsTrueHoweverItsFileIsLaidOut(t *testing.T) {
	l, raw := receipt(t, 300, 123)
	var compact, wide bytes.Buffer
	if err := json.Compact(&compact, raw); err != nil {
		t.Fatal(err)
	}
	json.Indent(&wide, raw, "", "\t\t") //nolint:errcheck // it was valid
	for name, file := range map[string][]byte{
		"as given": raw, "compact": compact.Bytes(), "indented": wide.Bytes(),
		"with a byte order mark": append([]byte("\ufeff"), raw...), "with Windows line ends": bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n")),
	} {
		rep := VerifyReceipt(file, l.Verifier())
		if !rep.OK() || rep.Proof.Index != 123 || rep.Proof.Act.Verb != "case.accept" || rep.Proof.Act.Actor.Account != "zhang" || rep.Proof.Size != 300 {
			t.Errorf("%s: %v %s, %+v", name, rep.OK(), rep.Why().En, rep.Proof)
		}
	}
}

func TestEveryChangeOfAReceiptIsNamed(t *testing.T) {
	l, raw := receipt(t, 300, 123)
	other, raw2 := receipt(t, 300, 124)
	var twin Receipt
	if err := json.Unmarshal(raw2, &twin); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*Receipt)
		step   string
	}{
		"a word":                {func(r *Receipt) { r.Act = bytes.Replace(r.Act, []byte("受理"), []byte("退回"), 1) }, "inclusion"},
		"the time":              {func(r *Receipt) { r.Act = bytes.Replace(r.Act, []byte(`"at": "2`), []byte(`"at": "1`), 1) }, "inclusion"},
		"a field added":         {func(r *Receipt) { r.Act = append([]byte(`{"x":1,`), r.Act[1:]...) }, "inclusion"},
		"the salt":              {func(r *Receipt) { r.Salt[0] ^= 1 }, "inclusion"},
		"the index":             {func(r *Receipt) { r.Index++ }, "inclusion"},
		"a proof hash":          {func(r *Receipt) { r.Proof[2][5] ^= 1 }, "inclusion"},
		"the proof cut":         {func(r *Receipt) { r.Proof = r.Proof[:3] }, "inclusion"},
		"the number":            {func(r *Receipt) { r.Number = twin.Number }, "number"},
		"the size":              {func(r *Receipt) { r.Checkpoint = strings.Replace(r.Checkpoint, "\n300\n", "\n301\n", 1) }, "signature"},
		"another log's":         {func(r *Receipt) { r.Checkpoint = twin.Checkpoint }, "signature"},
		"the origin":            {func(r *Receipt) { r.Origin = "elsewhere.example" }, "signature"},
		"the format":            {func(r *Receipt) { r.Format = "tongban-receipt/2" }, "format"},
		"the salt cut":          {func(r *Receipt) { r.Salt = r.Salt[:31] }, "format"},
		"a negative index":      {func(r *Receipt) { r.Index = -1 }, "format"},
		"an act that is no act": {func(r *Receipt) { r.Act = []byte(`{}`) }, "format"},
	} {
		var r Receipt
		if err := json.Unmarshal(raw, &r); err != nil {
			t.Fatal(err)
		}
		c.change(&r)
		file, _ := r.File()
		if bytes.Equal(file, raw) {
			t.Errorf("%s: nothing was changed", name)
		}
		rep := VerifyReceipt(file, l.Verifier())
		failed := ""
		for _, s := range rep.Steps {
			if s.Outcome == Failed && failed == "" {
				failed = s.Key
			}
			if s.What.Zh == "" || s.What.En == "" || s.Say.Zh == "" || s.Say.En == "" {
				t.Errorf("%s: step %s lacks words", name, s.Key)
			}
		}
		if rep.OK() || failed != c.step {
			t.Errorf("%s: got %v at %q (%s), want false at %q", name, rep.OK(), failed, rep.Why().En, c.step)
		}
	}
	if rep := VerifyReceipt(raw, other.Verifier()); rep.OK() {
		t.Error("true under the key of another log")
	}
	if rep := VerifyReceipt(raw); rep.OK() {
		t.Error("true without any key")
	}
	if rep := VerifyReceipt(raw, other.Verifier(), l.Verifier()); !rep.OK() {
		t.Error("not true although one of the keys fits")
	}
}

func TestANumberTellsPlaceAndTimeAndNothingElse(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		l := open(t, d, newKey(t))
		ids := record(t, d, 40, 10)
		sequence(t, l)
		r, err := l.Receipt(ctx, ids[33])
		if err != nil {
			t.Fatal(err)
		}
		s, err := l.Look(ctx, strings.ToLower(string(r.Number)))
		if err != nil || s.Index != 33 || s.Number != r.Number || len(s.Proof) == 0 {
			t.Errorf("got %+v, %v", s, err)
		}
		if said := fmt.Sprint(s); strings.Contains(said, "zhang") || strings.Contains(said, "1506") {
			t.Errorf("a sighting tells: %s", said)
		}
		if _, err := l.Look(ctx, "0000-0000-0001"); fault.Of(err) != fault.Invalid {
			t.Errorf("wrong check sign: got %v", err)
		}
		if _, err := l.Look(ctx, "0000-0000-0000"); fault.Of(err) != fault.Absent {
			t.Errorf("no such act: got %v", err)
		}
		waiting := record(t, d, 1, 1)[0]
		if _, err := l.Receipt(ctx, waiting); !fault.Is(err, "ledger.not-yet") {
			t.Errorf("an act without a place: got %v", err)
		}
	})
}

func TestTheHandlerServesTheFormatExactly(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		l := open(t, d, newKey(t))
		record(t, d, 300, 100)
		sequence(t, l)
		h := l.Handler()
		for _, c := range []struct {
			path   string
			status int
			size   int // -1: any
			cache  string
			kind   string
		}{
			{"checkpoint", 200, -1, "public, max-age=1", "text/plain; charset=utf-8"},
			{"key", 200, len(l.Verifier()) + 1, "public, max-age=3600", "text/plain; charset=utf-8"},
			{"tile/0/000", 200, 8192, forever, "application/octet-stream"},
			{"tile/0/001.p/44", 200, 44 * 32, forever, "application/octet-stream"},
			{"tile/0/001.p/7", 200, 7 * 32, forever, "application/octet-stream"},
			{"tile/1/000.p/1", 200, 32, forever, "application/octet-stream"},
			{"tile/entries/000", 200, 256 * 34, forever, "application/octet-stream"},
			{"tile/entries/001.p/44", 200, 44 * 34, forever, "application/octet-stream"},
			{"tile/0/001", 404, -1, "no-store", ""},
			{"tile/0/001.p/45", 404, -1, "no-store", ""},
			{"tile/0/002.p/1", 404, -1, "no-store", ""},
			{"tile/1/000", 404, -1, "no-store", ""},
			{"tile/1/000.p/2", 404, -1, "no-store", ""},
			{"tile/2/000.p/1", 404, -1, "no-store", ""},
			{"tile/63/000.p/1", 404, -1, "no-store", ""},
			{"tile/64/000.p/1", 404, -1, "no-store", ""},
			{"tile/00/000", 404, -1, "no-store", ""},
			{"tile/0/0", 404, -1, "no-store", ""},
			{"tile/0/x000/000", 404, -1, "no-store", ""},
			{"tile/0/000.p/256", 404, -1, "no-store", ""},
			{"tile/0/000.p/0", 404, -1, "no-store", ""},
			{"tile/0/000.p/07", 404, -1, "no-store", ""},
			{"tile/data/000", 404, -1, "no-store", ""},
			{"tile/-1/000", 404, -1, "no-store", ""},
			{"tile/entries/001", 404, -1, "no-store", ""},
			{"tile/entries/x999/x999/x999/x999/x999/x999/999", 404, -1, "no-store", ""},
			{"tile/", 404, -1, "no-store", ""},
		} {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/ledger/"+c.path, nil))
			if w.Code != c.status || c.size >= 0 && w.Body.Len() != c.size || w.Header().Get("Cache-Control") != c.cache ||
				c.kind != "" && w.Header().Get("Content-Type") != c.kind {
				t.Errorf("%s: got %d, %d bytes, %v, want %+v", c.path, w.Code, w.Body.Len(), w.Header(), c)
			}
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/ledger/checkpoint", nil))
		if w.Code != http.StatusMethodNotAllowed {
			t.Errorf("POST: got %d", w.Code)
		}
	})
}

func TestTheKeyFileIsMadeOnceAndKeptSecret(t *testing.T) {
	dir := t.TempDir()
	k, err := OpenKey(dir, origin)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := note.NewVerifier(k.Verifier()); err != nil || !strings.HasPrefix(k.Verifier(), origin+"+") {
		t.Errorf("public key %q: %v", k.Verifier(), err)
	}
	path := filepath.Join(dir, KeyFile)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v, want 0600", info.Mode(), err)
	}
	again, err := OpenKey(dir, origin)
	if err != nil || again.Verifier() != k.Verifier() {
		t.Errorf("opened again: %v, %v", again.verifier, err)
	}
	if _, err := OpenKey(dir, "other.example/x"); err == nil || !strings.Contains(err.Error(), origin) {
		t.Errorf("another origin: got %v", err)
	}
	os.Chmod(path, 0o640) //nolint:errcheck // seen below
	if _, err := OpenKey(dir, origin); err == nil || !strings.Contains(err.Error(), "0640") && !strings.Contains(err.Error(), "rw-r-----") {
		t.Errorf("readable by others: got %v", err)
	}
	for _, bad := range []string{"", "a b", "a+b", "https://a", "a/"} {
		if _, err := OpenKey(t.TempDir(), bad); err == nil {
			t.Errorf("origin %q was taken", bad)
		}
	}
}

func TestTheCommandExitsByWhatItFound(t *testing.T) {
	l, raw := receipt(t, 300, 5)
	dir := t.TempDir()
	if err := l.Export(context.Background(), dir); err != nil {
		t.Fatal(err)
	}
	file := func(name string, data []byte) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := file("good.json", raw)
	bad := file("bad.json", bytes.Replace(raw, []byte("受理"), []byte("退回"), 1))
	h, _ := l.Head(context.Background())
	old := file("old", []byte(h.Checkpoint))
	tampered := t.TempDir()
	if err := os.CopyFS(tampered, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	tile := filepath.Join(tampered, "tile", "entries", "000")
	data, _ := os.ReadFile(tile)
	data[100] ^= 1
	os.WriteFile(tile, data, 0o644) //nolint:errcheck // verified below
	key := filepath.Join(dir, "key")
	for _, c := range []struct {
		args string
		code int
		out  string
	}{
		{"receipt " + good + " --key " + l.Verifier(), ExitTrue, "真实"},
		{"receipt " + good + " --key=" + key + " --lang en", ExitTrue, "TRUE"},
		{"receipt --key " + key + " " + bad, ExitFalse, "核验未通过：回执的内容不在账本第 5 项"},
		{"receipt " + bad + " --key " + key + " --lang en", ExitFalse, "Verification failed: What the receipt says does not stand at place 5"},
		{"receipt nowhere.json --key " + key, ExitUsage, "无法核验"},
		{"ledger " + dir + " --key " + key + " --since " + old, ExitTrue, "真实"},
		{"ledger " + tampered + " --key " + key, ExitFalse, "核验未通过：账本被改动或缺失"},
		{"ledger " + t.TempDir() + " --key " + key, ExitUsage, "无法核验"},
		{"ledger http://127.0.0.1:1/ledger --key " + key, ExitUsage, "无法核验"},
		{"receipt " + good, ExitUsage, "Usage"},
		{"", ExitUsage, "Usage"},
		{"ledger " + dir + " --key " + key + " --lang fr", ExitUsage, "Usage"},
		{"ledger " + dir + " --key " + key + " --since", ExitUsage, "Usage"},
		{"ledger " + dir + " --key " + key + " --fast 1", ExitUsage, "unknown option"},
	} {
		var out bytes.Buffer
		if code := RunVerify(strings.Fields(c.args), &out, &out); code != c.code || !strings.Contains(out.String(), c.out) {
			t.Errorf("verify %s: got %d, want %d with %q:\n%s", c.args, code, c.code, c.out, out.String())
		}
	}
}

func FuzzVerifyReceipt(f *testing.F) {
	l, raw := receipt(f, 20, 7)
	f.Add(raw)
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"format":"tongban-receipt/1","number":"0000-0000-0000","origin":"a","key":"","act":{"at":"2026-09-30T12:00:00.123456+08:00"},"salt":"AAAA","index":1e3,"proof":["AA=="],"checkpoint":"a\n1\n"}`))
	f.Add(bytes.Replace(raw, []byte(`"n":`), []byte(`"n": 1, "n":`), 1))
	f.Add(bytes.Replace(raw, []byte("受理"), []byte(`\ud800`), 1))
	want, body, err := ParseReceipt(raw)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		rep := VerifyReceipt(file, l.Verifier())
		if !rep.OK() {
			if rep.Why().Empty() {
				t.Error("not true and no sentence says why")
			}
			return
		}
		// Only layouts of the one true receipt can pass.
		got, b, err := ParseReceipt(file)
		if err != nil || string(b) != string(body) || got.Index != want.Index || !bytes.Equal(got.Salt, want.Salt) {
			t.Errorf("a forged receipt passed: %s", file)
		}
	})
}

func FuzzCheckpoint(f *testing.F) {
	k, _, err := NewKey(origin)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(origin + "\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"))
	f.Add([]byte("a\n-1\n\n\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if c, err := parseCheckpoint(text); err == nil {
			if want := fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.N, c.Hash); !strings.HasPrefix(string(text), want) {
				t.Errorf("%q was read as %q", text, want)
			}
		}
		if _, err := OpenCheckpoint(text, k.Verifier()); err == nil {
			t.Errorf("passed without our signature: %q", text)
		}
	})
}
