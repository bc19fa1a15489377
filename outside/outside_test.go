package outside

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/transparency-dev/formats/log"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"

	"tongban/civic/act"
	"tongban/civic/ledger"
	"tongban/platform/clock"
	"tongban/platform/db"
)

const (
	origin = "wuhai.example/tongban"
	acts   = 10_000
	early  = 7_777 // size of the older checkpoint that somebody kept
)

// A city is a ledger of ten thousand acts with what a citizen and a watcher kept.
type city struct {
	log      *ledger.Log
	verifier note.Verifier
	older    []byte   // checkpoint of the first acts
	receipts [][]byte // files of a few acts
}

// build records n acts in a new database and places them.
func build(t *testing.T, k ledger.Key, n int) city {
	t.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "city.db"), db.Options{})
	must(t, err)
	t.Cleanup(func() { d.Close() })
	must(t, db.Migrate(ctx, d, act.Schema, ledger.Schema))
	l, err := ledger.Open(ctx, d, k, clock.System{})
	must(t, err)
	v, err := note.NewVerifier(l.Verifier())
	must(t, err)
	c := city{log: l, verifier: v}
	var ids []string
	for len(ids) < n {
		must(t, d.Write(ctx, func(tx *db.Tx) error {
			for range min(101, n-len(ids)) {
				id, err := act.Record(tx, act.New(time.Now(), act.Actor{Account: "zhang", Duty: "window.accept"}, "case.accept",
					act.Subject{Kind: "case", ID: "1506-2026-000001"}, map[string]any{"n": len(ids), "说明": "予以受理"}, "licensing-law:32.1.5"))
				if err != nil {
					return err
				}
				ids = append(ids, id)
			}
			return nil
		}))
		if len(ids) >= early && c.older == nil || len(ids) == n {
			_, err := l.Sequence(ctx)
			must(t, err)
			h, err := l.Head(ctx)
			must(t, err)
			if c.older == nil {
				c.older = []byte(h.Checkpoint)
			}
		}
	}
	for _, i := range []int{0, 255, 256, 5_000, n - 1} {
		r, err := l.Receipt(ctx, ids[i])
		must(t, err)
		file, err := r.File()
		must(t, err)
		c.receipts = append(c.receipts, file)
	}
	return c
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// serve puts a log on an address, as outsiders meet it.
func serve(t *testing.T, c city) *client.HTTPFetcher {
	t.Helper()
	srv := httptest.NewServer(c.log.Handler())
	t.Cleanup(srv.Close)
	u, err := url.Parse(srv.URL + "/ledger/")
	must(t, err)
	f, err := client.NewHTTPFetcher(u, srv.Client())
	must(t, err)
	return f
}

var errStuck = errors.New("the verifier did not come back")

// judge runs tessera's fsck: every entry, every tile, the root, the signature.
// On a broken log version 1.0.4 may hang with its workers gone, and panics on a
// short bundle: it is given a time, and a panic is no acceptance.
func judge(c city, f fsck.Fetcher) error {
	hash := func(bundle []byte) ([][]byte, error) {
		var b api.EntryBundle
		if err := b.UnmarshalText(bundle); err != nil {
			return nil, err
		}
		var out [][]byte
		for _, e := range b.Entries {
			out = append(out, rfc6962.DefaultHasher.HashLeaf(e))
		}
		return out, nil
	}
	done := make(chan error, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- fmt.Errorf("the verifier gave up: %v", p)
			}
		}()
		done <- fsck.New(origin, c.verifier, f, hash, fsck.Opts{N: 4}).Check(context.Background())
	}()
	select {
	case err := <-done:
		return err
	case <-time.After(time.Minute):
		return errStuck
	}
}

func TestVerifiersWrittenElsewhereJudgeTheLedger(t *testing.T) {
	k, _, err := ledger.NewKey(origin)
	must(t, err)
	c := build(t, k, acts)
	f := serve(t, c)
	ctx := context.Background()

	t.Run("they accept the served ledger", func(t *testing.T) {
		must(t, judge(c, f))
		cp, _, _, err := client.FetchCheckpoint(ctx, f.ReadCheckpoint, c.verifier, origin)
		must(t, err)
		if cp.Size != acts {
			t.Errorf("got %d acts, want %d", cp.Size, acts)
		}
	})
	t.Run("they prove that an older checkpoint is its beginning", func(t *testing.T) { must(t, follow(c, f)) })
	t.Run("they accept receipts", func(t *testing.T) {
		for _, file := range c.receipts {
			must(t, include(c, file))
			if err := include(c, bytes.Replace(file, []byte("予以受理"), []byte("不予受理"), 1)); err == nil {
				t.Error("a receipt with another word was accepted")
			}
		}
	})
	t.Run("the script in docs/verify.md accepts receipts", func(t *testing.T) { script(t, c) })
	t.Run("they refuse tampered copies", func(t *testing.T) { tampered(t, c) })
	t.Run("they refuse a history rewritten with the right key", func(t *testing.T) {
		other := build(t, k, acts-1)
		g := serve(t, other)
		must(t, judge(other, g)) // in itself it is sound
		if err := follow(city{log: other.log, verifier: c.verifier, older: c.older}, g); err == nil {
			t.Error("a rewritten history was accepted as a continuation")
		}
	})
}

// follow lets tessera's client move from the older checkpoint to the present one.
func follow(c city, f *client.HTTPFetcher) error {
	ctx := context.Background()
	lst, err := client.NewLogStateTracker(ctx, f.ReadTile, c.older, c.verifier, origin, client.UnilateralConsensus(f.ReadCheckpoint))
	if err != nil {
		return err
	}
	_, _, _, err = lst.Update(ctx)
	return err
}

// include checks a receipt with nothing of ours: encoding/json writes the act
// canonically (its keys sort alike and it holds no fractions), crypto/sha256
// commits, transparency-dev/merkle climbs to the root of the parsed checkpoint.
func include(c city, file []byte) error {
	var r struct {
		Act        map[string]any
		Salt       []byte
		Index      uint64
		Proof      [][]byte
		Checkpoint string
	}
	if err := json.Unmarshal(file, &r); err != nil {
		return err
	}
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r.Act); err != nil {
		return err
	}
	entry := sha256.Sum256(append(r.Salt, bytes.TrimSpace(body.Bytes())...))
	cp, _, _, err := log.ParseCheckpoint([]byte(r.Checkpoint), origin, c.verifier)
	if err != nil {
		return err
	}
	h := rfc6962.DefaultHasher
	return proof.VerifyInclusion(h, r.Index, cp.Size, h.HashLeaf(entry[:]), r.Proof, cp.Hash)
}

// script runs the Python program that docs/verify.md gives to readers.
func script(t *testing.T, c city) {
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("TONGBAN_TEST_ALL") != "" {
			t.Fatal(err)
		}
		t.Skip("no Python here")
	}
	doc, err := os.ReadFile(filepath.Join("..", "docs", "verify.md"))
	must(t, err)
	_, rest, found := strings.Cut(string(doc), "```python\n")
	program, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatal("docs/verify.md has no Python program")
	}
	run := func(file []byte) string {
		name := filepath.Join(t.TempDir(), "receipt.json")
		must(t, os.WriteFile(name, file, 0o600))
		out, err := exec.Command(python, "-c", program, name).CombinedOutput()
		if err != nil {
			t.Errorf("python: %v", err)
		}
		return strings.TrimSpace(string(out))
	}
	for _, file := range c.receipts {
		if got := run(file); got != "TRUE" {
			t.Errorf("got %s, want TRUE", got)
		}
		if got := run(bytes.Replace(file, []byte("予以受理"), []byte("不予受理"), 1)); got != "FALSE" {
			t.Errorf("another word: got %s, want FALSE", got)
		}
	}
}

func tampered(t *testing.T, c city) {
	clean := t.TempDir()
	must(t, c.log.Export(context.Background(), clean))
	must(t, judge(c, &client.FileFetcher{Root: clean}))
	for name, do := range map[string]struct {
		path   string
		change func([]byte) []byte
	}{
		"an entry flipped":        {"tile/entries/017", flip(5000)},
		"a tile flipped":          {"tile/0/017", flip(5000)},
		"an upper tile flipped":   {"tile/1/000.p/39", flip(100)},
		"an act dropped":          {"tile/entries/003", func(b []byte) []byte { return append(b[:34*7:34*7], b[34*8:]...) }},
		"the newest act dropped":  {"tile/entries/039.p/16", func(b []byte) []byte { return b[:len(b)-34] }},
		"two acts exchanged":      {"tile/entries/003", func(b []byte) []byte { return append(append(append([]byte{}, b[34:68]...), b[:34]...), b[68:]...) }},
		"the signature flipped":   {"checkpoint", func(b []byte) []byte { b[len(b)-9] ^= 1; return b }},
		"the size changed":        {"checkpoint", func(b []byte) []byte { return bytes.Replace(b, []byte("10000"), []byte("10001"), 1) }},
		"an older root, new size": {"checkpoint", func([]byte) []byte { return bytes.Replace(c.older, []byte("\n77"), []byte("\n78"), 1) }},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			must(t, os.CopyFS(dir, os.DirFS(clean)))
			path := filepath.Join(dir, filepath.FromSlash(do.path))
			good, err := os.ReadFile(path)
			must(t, err)
			bad := do.change(bytes.Clone(good))
			if bytes.Equal(good, bad) {
				t.Fatal("nothing was changed")
			}
			must(t, os.WriteFile(path, bad, 0o644))
			err = judge(c, &client.FileFetcher{Root: dir})
			if err == nil || errors.Is(err, errStuck) {
				t.Errorf("got %v, want the verifier to name what is wrong", err)
			}
			t.Logf("it says: %.90v", err)
		})
	}
}

func flip(at int) func([]byte) []byte {
	return func(b []byte) []byte { b[at] ^= 1; return b }
}
