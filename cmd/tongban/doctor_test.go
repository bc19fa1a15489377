package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tongban/platform/blob"
	"tongban/platform/vault"
)

func TestTheDoctorReadsFilesThroughTheirSealAndCountsThoseInClear(t *testing.T) {
	dir := t.TempDir()
	foundIn(t, dir)
	look := func(want int, says ...string) {
		t.Helper()
		code, out, errs := tongban(t, append([]string{"doctor", "--data", dir}, wuhai...)...)
		if code != want {
			t.Errorf("got %d, want %d: %s%s", code, want, out, errs)
		}
		for _, s := range says {
			if !strings.Contains(out, s) {
				t.Errorf("got %q, want %q in it", out, s)
			}
		}
	}
	put := func(s *blob.Disk, err error, text string) blob.Ref {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		ref, err := s.Put(context.Background(), strings.NewReader("%PDF-1.4\n"+text), blob.Limit{Name: "a.pdf"})
		if err != nil {
			t.Fatal(err)
		}
		return ref
	}
	files := filepath.Join(dir, "files")
	v, err := vault.OpenFile(filepath.Join(dir, "vault.keys"))
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := blob.OpenSealed(files, v)
	ref := put(sealed, err, "1")
	look(0, "✓ files: 1, broken 0", "✓ files in clear: 0")
	clear, err := blob.OpenDisk(files)
	old := put(clear, err, "2")
	look(1, "✓ files: 2, broken 0", "✗ files in clear: 1")
	if _, err := sealed.SealClear(context.Background()); err != nil {
		t.Fatal(err)
	}
	look(0, "✓ files: 2, broken 0", "✓ files in clear: 0")
	if err := blob.Verify(context.Background(), sealed, old.Hash); err != nil {
		t.Error(err)
	}
	paths, err := filepath.Glob(filepath.Join(files, "??", "??", "*"))
	if err != nil || len(paths) != 2 {
		t.Fatal(paths, err)
	}
	raw, err := os.ReadFile(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	raw[len(raw)-1] ^= 1
	if err := os.WriteFile(paths[0], raw, 0o600); err != nil {
		t.Fatal(err)
	}
	look(1, "✗ files: 2, broken 1", filepath.Base(paths[0]))
	if strings.Contains(paths[0]+paths[1], ref.Hash) {
		t.Error("a file is called by its digest")
	}
}
