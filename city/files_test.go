package city_test

import (
	"bytes"
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tongban/city"
	"tongban/platform/blob"
	"tongban/platform/clock"
	"tongban/platform/conf"
)

// TestNobodyWhoTakesTheDiskReadsWhatPeopleHandedIn looks through the whole data
// directory, database included, while files arrive and after.
// rule: PIP-12 SEC-14
func TestNobodyWhoTakesTheDiskReadsWhatPeopleHandedIn(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	open := func() *city.City {
		c, err := city.Open(ctx, conf.Settings{Data: dir, DB: "sqlite:" + filepath.Join(dir, "city.db"), Base: "http://127.0.0.1", City: conf.Wuhai, Clock: clock.System{}}, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	const line = "%居民身份证 150302199003070016\n"
	file := "%PDF-1.4\n" + strings.Repeat(line, 5000) + "%%EOF\n"
	look := func(when string) {
		t.Helper()
		seen := 0
		err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			seen++
			raw, err := os.ReadFile(path)
			if bytes.Contains(raw, []byte("150302199003070016")) || bytes.Contains(raw, []byte("%PDF-1.4")) {
				t.Errorf("%s: %s lets it be read", when, path)
			}
			return err
		})
		if err != nil || seen < 4 { // keys, database, files
			t.Fatalf("%s: looked at %d files, %v", when, seen, err)
		}
	}
	c := open()
	ref, err := c.Blobs.Put(ctx, strings.NewReader(file), blob.Limit{Name: "身份证.pdf"})
	if err != nil {
		t.Fatal(err)
	}
	look("a file of a form")
	up, err := c.Uploads.Create(ctx, blob.Beginning{Owner: "a1", Purpose: "draft:1/plan", Name: "身份证.pdf", Bytes: int64(len(file) + 1)})
	if err == nil {
		up, err = c.Uploads.Append(ctx, blob.Piece{Owner: "a1", ID: up.ID, Body: strings.NewReader(file)})
	}
	if err != nil || up.Offset != int64(len(file)) {
		t.Fatalf("first piece: got %+v, %v", up, err)
	}
	look("an upload that stopped")
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c = open() // the next morning
	defer c.Close()
	up, err = c.Uploads.Append(ctx, blob.Piece{Owner: "a1", ID: up.ID, Offset: up.Offset, Body: strings.NewReader("\n")})
	if err != nil || !up.Done {
		t.Fatalf("last piece: got %+v, %v", up, err)
	}
	look("the whole upload")
	for _, h := range []string{ref.Hash, up.Ref.Hash} {
		if err := blob.Verify(ctx, c.Blobs, h); err != nil {
			t.Error(err)
		}
	}
	if in, err := c.Blobs.Inspect(ctx); err != nil || in.Files != 2 || in.Clear+len(in.Broken) != 0 {
		t.Errorf("inspection: got %+v, %v, want two sealed files", in, err)
	}
}
