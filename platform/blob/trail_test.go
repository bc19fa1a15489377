package blob_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tongban/platform/blob"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/fault"
)

// TestATornTrailGoesOn plays what a loss of power leaves: any end of the piece
// file cut off, lost or turned to zeros.
func TestATornTrailGoesOn(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, blob.Schema)
	for round := range 30 {
		dir := t.TempDir()
		u, s := uploads(t, d, dir, clock.At(noon))
		file := telling(300_000)
		up, err := u.Create(ctx, blob.Beginning{Owner: fmt.Sprint("a", round), Purpose: "plan", Name: "a.pdf", Bytes: int64(len(file))})
		if err != nil {
			t.Fatal(err)
		}
		add := func(at, to int64) (blob.Upload, error) {
			return u.Append(ctx, blob.Piece{Owner: up.Owner, ID: up.ID, Offset: at, Body: strings.NewReader(file[at:to])})
		}
		if up, err = add(0, 250_000); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, "uploads", up.ID)
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		at := rand.IntN(len(raw))
		torn := [][]byte{raw[:at], append(bytes.Clone(raw[:at]), make([]byte, len(raw)-at)...), append(bytes.Clone(raw[:at]), make([]byte, 70_000)...)}[round%3]
		if round%5 == 4 { // a hole in the middle, the end is there
			torn = bytes.Clone(raw)
			clear(torn[at : at+min(4096, len(raw)-at)])
		}
		if err := os.WriteFile(path, torn, 0o600); err != nil {
			t.Fatal(err)
		}
		for n := 0; !up.Done; n++ {
			if up, err = u.Head(ctx, up.Owner, up.ID); err != nil || n > 3 || up.Offset > 250_000 {
				t.Fatalf("torn at %d, try %d: got %d, %v", at, n, up.Offset, err)
			}
			if up, err = add(up.Offset, int64(len(file))); err != nil && !fault.Is(err, "upload.offset") {
				t.Fatalf("torn at %d: %v", at, err)
			}
		}
		if readText(t, s, up.Ref.Hash) != file || up.Ref.Hash != sum(file) {
			t.Errorf("torn at %d: another file came out", at)
		}
	}
}

func TestPiecesInClearFromBeforeCountAsNothing(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, blob.Schema)
	dir, c, file := t.TempDir(), clock.At(noon), telling(90_000)
	before, _ := clearUploads(t, d, dir, c)
	up, err := before.Create(ctx, blob.Beginning{Owner: "a1", Purpose: "plan", Name: "a.pdf", Bytes: int64(len(file))})
	if err == nil {
		up, err = before.Append(ctx, blob.Piece{Owner: "a1", ID: up.ID, Body: strings.NewReader(file[:50_000])})
	}
	if err != nil || up.Offset != 50_000 {
		t.Fatal(up, err)
	}
	u, s := uploads(t, d, dir, c)
	if up, err = u.Head(ctx, "a1", up.ID); err != nil || up.Offset != 0 {
		t.Errorf("got %d, %v, want to begin anew", up.Offset, err)
	}
	if up, err = u.Append(ctx, blob.Piece{Owner: "a1", ID: up.ID, Body: strings.NewReader(file[:80_000])}); err != nil {
		t.Fatal(err)
	}
	nothingInClear(t, dir, telltale)
	if up, err = u.Append(ctx, blob.Piece{Owner: "a1", ID: up.ID, Offset: 80_000, Body: strings.NewReader(file[80_000:])}); err != nil || readText(t, s, up.Ref.Hash) != file {
		t.Errorf("got %+v, %v", up, err)
	}
}
