package blob_test

import (
	"bytes"
	"crypto/cipher"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tongban/platform/blob"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/fault"
	"tongban/platform/vault"
)

// telling gives a file that can be recognised by any 16 bytes of it.
func telling(n int) string {
	var b strings.Builder
	b.WriteString(onePage)
	for b.Len() < n {
		b.WriteString("%乌海市海勃湾区·居民身份证 ")
	}
	return b.String()[:n]
}

const telltale = "·居民身份证 "

// nothingInClear looks through every file and every name of a directory.
func nothingInClear(t testing.TB, dir string, words ...string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, w := range append(words, "%PDF-1.4") {
			if bytes.Contains(raw, []byte(w)) || strings.Contains(path, w) {
				t.Errorf("%s (%d bytes): %q can be read", path, len(raw), w)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// theBlobs gives the paths of the blobs in a directory, those arriving left out.
func theBlobs(t testing.TB, dir string) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && len(e.Name()) == 64 {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// aged makes every blob old enough for the sweep.
func aged(t testing.TB, dir string) {
	t.Helper()
	old := time.Now().Add(-2 * blob.SweepAge)
	for _, p := range theBlobs(t, dir) {
		if err := os.Chtimes(p, old, old); err != nil {
			t.Fatal(err)
		}
	}
}

func putText(t testing.TB, s blob.Store, text string) blob.Ref {
	t.Helper()
	ref, err := s.Put(ctx, strings.NewReader(text), blob.Limit{Name: "a.pdf", Bytes: 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func readText(t testing.TB, s blob.Store, hash string) string {
	t.Helper()
	c, err := s.Open(ctx, hash)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	raw, err := io.ReadAll(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestNothingOfAFileLiesInClearFromItsFirstByteToItsLast(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, blob.Schema)
	dir := t.TempDir()
	u, s := uploads(t, d, dir, clock.At(noon))
	file := telling(700_000)

	// A form on its way: most of the file is in tmp/.
	in, out := io.Pipe()
	done := make(chan error)
	var ref blob.Ref
	go func() {
		var err error
		ref, err = s.Put(ctx, in, blob.Limit{Name: "a.pdf"})
		done <- err
	}()
	if _, err := io.WriteString(out, file[:600_000]); err != nil {
		t.Fatal(err)
	}
	if tmp, err := filepath.Glob(filepath.Join(dir, "blobs", "tmp", "*")); err != nil || len(tmp) != 1 {
		t.Fatalf("got %v, %v, want one file on its way", tmp, err)
	}
	nothingInClear(t, dir, telltale)
	if _, err := io.WriteString(out, file[600_000:]); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(out.Close(), <-done); err != nil {
		t.Fatal(err)
	}
	nothingInClear(t, dir, telltale, ref.Hash)

	// An upload that stops in the middle, then goes on.
	other := file + " "
	up, err := u.Create(ctx, blob.Beginning{Owner: "a1", Purpose: "plan", Name: "a.pdf", Bytes: int64(len(other))})
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(other); {
		n := min(at+150_000, len(other))
		got, err := u.Append(ctx, blob.Piece{Owner: "a1", ID: up.ID, Offset: int64(at), Body: strings.NewReader(other[at:n])})
		if err != nil {
			t.Fatal(err)
		}
		at, up = int(got.Offset), got
		nothingInClear(t, dir, telltale)
	}
	if !up.Done || readText(t, s, up.Ref.Hash) != other || readText(t, s, ref.Hash) != file {
		t.Errorf("what was sealed does not read back")
	}
	nothingInClear(t, dir, telltale, up.Ref.Hash)
}

func TestAnyPartOfASealedFileCanBeRead(t *testing.T) {
	const chunk = 64 << 10
	for _, size := range []int{len(onePage), chunk - 1, chunk, chunk + 1, 3 * chunk, 5*chunk + 77} {
		s, file := disk(t), telling(size)
		ref := putText(t, s, file)
		c, err := s.Open(ctx, ref.Hash)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if c.Size() != int64(size) {
			t.Errorf("size: got %d, want %d", c.Size(), size)
		}
		for range 300 {
			at := rand.IntN(size)
			n := rand.IntN(size-at) + 1
			got := make([]byte, n)
			if _, err := c.Seek(int64(at), io.SeekStart); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(c, got); err != nil || string(got) != file[at:at+n] {
				t.Fatalf("size %d, %d bytes at %d: other content, %v", size, n, at, err)
			}
		}
		if n, err := c.Seek(0, io.SeekEnd); err != nil || n != int64(size) {
			t.Errorf("end: got %d, %v, want %d", n, err, size)
		}
		if n, err := c.Read(make([]byte, 9)); n != 0 || !errors.Is(err, io.EOF) {
			t.Errorf("past the end: got %d, %v, want EOF", n, err)
		}
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Range", fmt.Sprintf("bytes=%d-", size-9))
		w := httptest.NewRecorder()
		if err := blob.Serve(w, r, s, ref, blob.Download); err != nil || w.Code != 206 || w.Body.String() != file[size-9:] {
			t.Errorf("the last nine bytes: got %d %q, %v", w.Code, w.Body, err)
		}
	}
}

func TestEveryBitTurnedOnTheDiskIsSeenWhenItIsRead(t *testing.T) {
	dir := t.TempDir()
	s, err := blob.OpenSealed(dir, keys(t, t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	file := telling(200_000)
	ref := putText(t, s, file)
	d := dbtest.Open(t, db.SQLite, blob.Schema)
	if err := d.Write(ctx, func(tx *db.Tx) error { return blob.Keep(tx, "case:1", noon, ref.Hash) }); err != nil {
		t.Fatal(err)
	}
	path := theBlobs(t, dir)[0]
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	refused := func(what string, raw []byte) {
		t.Helper()
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := s.Open(ctx, ref.Hash)
		if err == nil {
			var got []byte
			got, err = io.ReadAll(c)
			c.Close()
			if !strings.HasPrefix(file, string(got)) {
				t.Errorf("%s: altered bytes were given out", what)
			}
		}
		if err == nil {
			t.Errorf("%s: it reads", what)
		}
		if in, err := s.Inspect(ctx); err != nil || in.Files != 1 || len(in.Broken) != 1 {
			t.Errorf("%s: the inspection says %+v, %v", what, in, err)
		}
		aged(t, dir)
		if n, _ := blob.Sweep(ctx, d, s, time.Now()); n != 0 || len(theBlobs(t, dir)) != 1 {
			t.Fatalf("%s: the sweep took it", what)
		}
	}
	for range 40 {
		bent := bytes.Clone(whole)
		at := rand.IntN(len(bent))
		bent[at] ^= 1 << rand.IntN(8)
		refused(fmt.Sprintf("byte %d of %d", at, len(bent)), bent)
	}
	for at := range 84 {
		bent := bytes.Clone(whole)
		bent[at] ^= 1
		refused(fmt.Sprintf("byte %d of the head", at), bent)
	}
	const chunk = 64<<10 + 16
	refused("cut short", whole[:len(whole)-1])
	refused("a chunk less", whole[:84+2*chunk])
	refused("head alone", whole[:84])
	refused("half a head", whole[:40])
	swapped := bytes.Clone(whole)
	copy(swapped[84:], whole[84+chunk:84+2*chunk])
	copy(swapped[84+chunk:], whole[84:84+chunk])
	refused("two chunks changed places", swapped)
	refused("in clear under a keyed name", []byte(file))
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if readText(t, s, ref.Hash) != file {
		t.Error("put back as it was it does not read")
	}
	// A blob under another's name.
	putText(t, s, onePage)
	paths := theBlobs(t, dir)
	if err := os.Rename(paths[1], paths[0]); err != nil {
		t.Fatal(err)
	}
	in, err := s.Inspect(ctx)
	if err != nil || len(in.Broken) != 1 {
		t.Errorf("under another's name: got %+v, %v", in, err)
	}
	a, b := ref.Hash, sum(onePage)
	for _, h := range []string{a, b} {
		if _, err := s.Open(ctx, h); err == nil {
			t.Errorf("blob %s opens", h)
		}
	}
	// What does not open is replaced when it is put again.
	putText(t, s, file)
	putText(t, s, onePage)
	if in, err := s.Inspect(ctx); err != nil || in.Files != 2 || in.Clear+len(in.Broken) != 0 || readText(t, s, a) != file || readText(t, s, b) != onePage {
		t.Errorf("put again: got %+v, %v", in, err)
	}
}

func TestRotationAndForeignKeys(t *testing.T) {
	dir, v := t.TempDir(), keys(t, t.TempDir())
	s, err := blob.OpenSealed(dir, v)
	if err != nil {
		t.Fatal(err)
	}
	first := putText(t, s, onePage)
	if _, err := v.Rotate(); err != nil {
		t.Fatal(err)
	}
	second := putText(t, s, onePage+"2")
	if again := putText(t, s, onePage); again != first || len(theBlobs(t, dir)) != 2 {
		t.Errorf("the same content after a rotation: got %v and %d files, want the same blob", again, len(theBlobs(t, dir)))
	}
	for _, ref := range []blob.Ref{first, second} {
		if err := blob.Verify(ctx, s, ref.Hash); err != nil {
			t.Error(err)
		}
	}
	for what, c := range map[string]struct {
		keys blob.Cipher
		says string
	}{
		"keys of another city": {keys(t, t.TempDir()), "other keys"},
		"no keys":              {nil, "no keys"},
	} {
		other, err := blob.OpenSealed(dir, c.keys)
		if err != nil {
			t.Fatal(err)
		}
		if in, err := other.Inspect(ctx); err != nil || len(in.Broken) != 2 || !strings.Contains(errors.Join(in.Broken...).Error(), c.says) {
			t.Errorf("%s: got %+v, %v, want both files named with %q", what, in, err, c.says)
		}
		aged(t, dir)
		n, err := blob.Sweep(ctx, dbtest.Open(t, db.SQLite, blob.Schema), other, time.Now())
		if n != 0 || err == nil || !strings.Contains(err.Error(), c.says) || len(theBlobs(t, dir)) != 2 {
			t.Errorf("%s: swept %d, %v; want none and a word about it", what, n, err)
		}
	}
	// The ring without the second key: the copy of the key file from before.
	lost := lostKey{v}
	other, err := blob.OpenSealed(dir, lost)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Open(ctx, second.Hash); !errors.Is(err, vault.ErrNoKey) || strings.Contains(err.Error(), "field") {
		t.Errorf("a lost key: got %v, want ErrNoKey", err)
	}
	if _, err := other.Open(ctx, first.Hash); err != nil {
		t.Errorf("the first key is there: %v", err)
	}
	if n, err := blob.Sweep(ctx, dbtest.Open(t, db.SQLite, blob.Schema), s, time.Now()); n != 2 || err != nil {
		t.Errorf("with its keys: swept %d, %v, want both", n, err)
	}
}

func TestBlobsFromBeforeThereWereKeysAreReadAndThenSealed(t *testing.T) {
	dir := t.TempDir()
	plain, err := blob.OpenDisk(dir)
	if err != nil {
		t.Fatal(err)
	}
	old, damaged, again := putText(t, plain, telling(100_000)), putText(t, plain, onePage+"3"), putText(t, plain, telling(90_000))
	path := func(r blob.Ref) string { return filepath.Join(dir, r.Hash[:2], r.Hash[2:4], r.Hash) }
	if err := os.WriteFile(path(damaged), []byte(onePage+"4"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := blob.OpenSealed(dir, keys(t, t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	if readText(t, s, old.Hash) != telling(100_000) {
		t.Error("an old blob does not read")
	}
	if in, err := s.Inspect(ctx); err != nil || in.Files != 3 || in.Clear != 3 || len(in.Broken) != 1 {
		t.Errorf("before: got %+v, %v, want 3 in clear, one of them damaged", in, err)
	}
	putText(t, s, telling(90_000)) // handed in again
	if _, err := os.Stat(path(again)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("handed in again it still lies in clear: %v", err)
	}
	reader, err := s.Open(ctx, old.Hash)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if n, err := s.SealClear(ctx); n != 1 || err == nil || !strings.Contains(err.Error(), damaged.Hash) {
		t.Errorf("sealed %d, %v, want one, and the damaged one named", n, err)
	}
	if raw, err := io.ReadAll(reader); err != nil || string(raw) != telling(100_000) {
		t.Errorf("who was reading it was cut off: %v", err)
	}
	if in, err := s.Inspect(ctx); err != nil || in.Files != 3 || in.Clear != 1 || len(in.Broken) != 1 {
		t.Errorf("after: got %+v, %v, want only the damaged one in clear", in, err)
	}
	if readText(t, s, old.Hash) != telling(100_000) || readText(t, s, again.Hash) != telling(90_000) {
		t.Error("sealed they do not read")
	}
	if err := os.Remove(path(damaged)); err != nil {
		t.Fatal(err)
	}
	nothingInClear(t, dir, telltale)
	if err := s.Drop(ctx, old.Hash, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Open(ctx, old.Hash); fault.Of(err) != fault.Absent {
		t.Errorf("dropped: got %v, want absent", err)
	}
}

// lostKey is a ring that lost its second key.
type lostKey struct{ *vault.Vault }

func (l lostKey) StreamOf(label string, m [20]byte) (cipher.AEAD, error) {
	if m[3] > 1 {
		m[0] = 9 // a number nobody has
	}
	return l.Vault.StreamOf(label, m)
}

func TestTheNameOnDiskIsNotTheDigest(t *testing.T) {
	dir := t.TempDir()
	s, err := blob.OpenSealed(dir, keys(t, t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	ref := putText(t, s, onePage)
	raw, err := hex.DecodeString(ref.Hash)
	if err != nil {
		t.Fatal(err)
	}
	nothingInClear(t, dir, ref.Hash, string(raw))
	var seen []string
	err = s.Each(ctx, time.Now().Add(time.Hour), func(h string) error { seen = append(seen, h); return nil })
	if err != nil || len(seen) != 1 || seen[0] != ref.Hash {
		t.Errorf("each: got %v, %v, want the hash", seen, err)
	}
}
