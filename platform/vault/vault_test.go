package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tongban/platform/db"
	"tongban/platform/db/dbtest"
)

func open(t testing.TB) *Vault {
	t.Helper()
	v, err := OpenFile(filepath.Join(t.TempDir(), "keys", "vault.json"))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestWhatIsSealedOpensOnlyInItsPlace(t *testing.T) {
	v := open(t)
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.String().Draw(t, "plain")
		table, column, row := rapid.String().Draw(t, "table"), rapid.String().Draw(t, "column"), rapid.String().Draw(t, "row")
		sealed := v.Seal(plain, Field(table, column, row))
		if got, err := v.Open(sealed, Field(table, column, row)); err != nil || got != plain {
			t.Fatalf("got %q, %v; want %q", got, err, plain)
		}
		if plain == "" {
			return
		}
		if len(plain) > 3 && bytes.Contains(sealed, []byte(plain)) {
			t.Fatalf("%q can be read in %x", plain, sealed)
		}
		if _, err := v.Open(sealed, Field(table, column, row+"x")); !errors.Is(err, ErrBroken) {
			t.Fatalf("moved to another row: got %v, want ErrBroken", err)
		}
		if _, err := v.Open(sealed, Field(table+column, "", row)); column != "" && !errors.Is(err, ErrBroken) {
			t.Fatalf("names run together: got %v, want ErrBroken", err)
		}
		i := rapid.IntRange(0, len(sealed)-1).Draw(t, "byte")
		bent := bytes.Clone(sealed)
		bent[i] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if got, err := v.Open(bent, Field(table, column, row)); err == nil {
			t.Fatalf("a bit of byte %d was turned and it opened as %q", i, got)
		}
	})
}

func TestTheSameValueSealsDifferentlyAndIsFoundTheSame(t *testing.T) {
	v := open(t)
	if bytes.Equal(v.Seal("150302199003070016", "a"), v.Seal("150302199003070016", "a")) {
		t.Error("two seals of one value are equal")
	}
	a, b := v.Lookup("person", "150302199003070016"), v.Lookup("person", "150302199003070016")
	if !Same(a, b) || len(a) != 32 {
		t.Errorf("lookups differ: %x %x", a, b)
	}
	for _, other := range [][]byte{v.Lookup("phone", "150302199003070016"), v.Lookup("person", "150302199003070017"), v.Lookup("perso", "n150302199003070016"), open(t).Lookup("person", "150302199003070016")} {
		if Same(a, other) {
			t.Error("another kind, value or city has the same lookup")
		}
	}
}

func TestRotationKeepsOldFieldsReadable(t *testing.T) {
	v := open(t)
	old := v.Seal("13812345678", "phone")
	other, err := OpenFile(v.path) // a second node with the same file
	if err != nil {
		t.Fatal(err)
	}
	before := v.Lookup("k", "v")
	id, err := v.Rotate()
	if err != nil || id != 2 {
		t.Fatalf("rotate: got key %d, %v", id, err)
	}
	now := v.Seal("13812345678", "phone")
	if KeyOf(old) != 1 || KeyOf(now) != 2 {
		t.Errorf("keys: got %d and %d, want 1 and 2", KeyOf(old), KeyOf(now))
	}
	for name, w := range map[string]*Vault{"this node": v, "the other node": other} {
		for _, sealed := range [][]byte{old, now} {
			if got, err := w.Open(sealed, "phone"); err != nil || got != "13812345678" {
				t.Errorf("%s, key %d: got %q, %v", name, KeyOf(sealed), got, err)
			}
		}
		if !Same(w.Lookup("k", "v"), before) {
			t.Errorf("%s: the lookup changed with the rotation", name)
		}
	}
	stranger := open(t)
	if _, err := stranger.Open(now, "phone"); !errors.Is(err, ErrNoKey) {
		t.Errorf("a vault without the key: got %v, want ErrNoKey", err)
	}
}

func TestTheKeyFileIsForItsOwnerOnly(t *testing.T) {
	v := open(t)
	info, err := os.Stat(v.path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v; want 0600", info.Mode(), err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(v.path), ".keys-*")); err != nil || len(left) != 0 {
		t.Errorf("temporary key files are left: %v %v", left, err)
	}
	if err := os.Chmod(v.path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenFile(v.path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a file others may read: got %v, want a refusal that says what to do", err)
	}
}

func TestADamagedKeyFileIsNamedAndNotQuoted(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"cut": `{"keys":[{"id":1,"sm4":"00112233`, "short": `{"keys":[{"id":1,"sm4":"0011"}],"lookup":"` + strings.Repeat("ab", 32) + `"}`,
		"empty": `{"keys":[],"lookup":"` + strings.Repeat("ab", 32) + `"}`, "nolookup": `{"keys":[]}`} {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := OpenFile(p)
		if err == nil || !strings.Contains(err.Error(), p) || strings.Contains(err.Error(), "0011") {
			t.Errorf("%s: got %v, want the path and none of the text", name, err)
		}
		if now, err := os.ReadFile(p); err != nil || string(now) != text {
			t.Errorf("%s: the damaged file was touched", name)
		}
	}
}

func TestAVaultPrintsNothing(t *testing.T) {
	v := open(t)
	raw, err := os.ReadFile(v.path)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "vault", v)
	out := fmt.Sprintf("%v %+v %#v %s", v, v, v, log.String())
	for _, word := range strings.Fields(string(raw)) {
		if word = strings.Trim(word, `",`); len(word) >= 32 && strings.Contains(out, word) {
			t.Errorf("a key was printed")
		}
	}
	if strings.Contains(out, "sealers") {
		t.Errorf("the vault was printed: %s", out)
	}
}

func TestADatabaseKnowsItsKeyFile(t *testing.T) {
	dbtest.Each(t, []db.Schema{Schema}, func(t *testing.T, d *db.DB) {
		v := open(t)
		for range 2 {
			if err := v.Bind(context.Background(), d); err != nil {
				t.Fatalf("its own file: %v", err)
			}
		}
		if _, err := v.Rotate(); err != nil {
			t.Fatal(err)
		}
		if err := v.Bind(context.Background(), d); err != nil {
			t.Errorf("after a rotation: %v", err)
		}
		if err := open(t).Bind(context.Background(), d); err == nil {
			t.Error("a foreign key file was taken")
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	v := open(b)
	b.ReportAllocs()
	for b.Loop() {
		v.Seal("150302199003070016", "person:number:0190")
	}
}

func BenchmarkOpen(b *testing.B) {
	v := open(b)
	sealed := v.Seal("150302199003070016", "person:number:0190")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.Open(sealed, "person:number:0190"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	v := open(b)
	b.ReportAllocs()
	for b.Loop() {
		v.Lookup("person.natural", "150302199003070016")
	}
}
