package ledger

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"tongban/civic/act"
	"tongban/platform/db"
)

const (
	forever = "public, max-age=31536000, immutable"
	moment  = "public, max-age=1"
)

// Handler serves the log under /ledger/ as C2SP tlog-tiles: checkpoint, tiles,
// entry bundles, and the public key.
func (l *Log) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ledger/checkpoint", l.serveCheckpoint)
	mux.HandleFunc("GET /ledger/key", l.serveKey)
	mux.HandleFunc("GET /ledger/tile/{path...}", l.serveTile)
	return mux
}

func (l *Log) serveCheckpoint(w http.ResponseWriter, r *http.Request) {
	h, err := l.Head(r.Context())
	if err != nil {
		refuse(w, r, err)
		return
	}
	answer(w, "text/plain; charset=utf-8", moment, []byte(h.Checkpoint))
}

func (l *Log) serveKey(w http.ResponseWriter, _ *http.Request) {
	answer(w, "text/plain; charset=utf-8", "public, max-age=3600", []byte(l.Verifier()+"\n"))
}

// serveTile serves tile/<L>/<N>[.p/<W>] and tile/entries/<N>[.p/<W>]. Whatever
// the tree does not hold yet is not there, and caches may not remember that.
func (l *Log) serveTile(w http.ResponseWriter, r *http.Request) {
	t, ok := parseTile(r.PathValue("path"))
	if !ok {
		refuse(w, r, db.ErrNone)
		return
	}
	read := l.tile
	if t.L < 0 {
		read = l.bundle
	}
	data, err := read(r.Context(), t)
	if err != nil {
		refuse(w, r, err)
		return
	}
	answer(w, "application/octet-stream", forever, data)
}

// parseTile reads the path behind tile/; L is -1 for an entry bundle.
func parseTile(path string) (tlog.Tile, bool) {
	rest, entries := strings.CutPrefix(path, "entries/")
	if entries {
		rest = "data/" + rest
	} else if strings.HasPrefix(path, "data/") {
		return tlog.Tile{}, false
	}
	t, err := tlog.ParseTilePath("tile/" + strconv.Itoa(tileHeight) + "/" + rest)
	return t, err == nil && t.L < 64
}

// tile gives the hashes of a tile: a prefix of what is stored, since a wider
// tile begins with every narrower one.
func (l *Log) tile(ctx context.Context, t tlog.Tile) (data []byte, err error) {
	err = l.db.Glance(ctx, func(tx *db.Tx) (err error) {
		data, err = db.One(tx, db.Bytes, `SELECT hashes FROM ledger_tile WHERE level = $1 AND n = $2 AND width >= $3`, t.L, t.N, t.W)
		return err
	})
	if err == nil && len(data) < t.W*tlog.HashSize {
		err = ErrDamaged
	}
	if err != nil {
		return nil, err
	}
	return data[:t.W*tlog.HashSize], nil
}

// bundle gives entries, each with its length in two bytes before it. An act that
// has a place is under the head, since both are written by one transaction. The
// entries are hashes of salted acts: compressing them would gain nothing.
func (l *Log) bundle(ctx context.Context, t tlog.Tile) ([]byte, error) {
	var leaves [][]byte
	first := t.N << tileHeight
	if first>>tileHeight != t.N {
		return nil, db.ErrNone
	}
	err := l.db.Glance(ctx, func(tx *db.Tx) (err error) {
		leaves, err = act.Leaves(tx, first, first+int64(t.W))
		return err
	})
	if err == nil && len(leaves) < t.W {
		err = db.ErrNone
	}
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, t.W*(2+32))
	for _, leaf := range leaves {
		out = append(out, byte(len(leaf)>>8), byte(len(leaf)))
		out = append(out, leaf...)
	}
	return out, nil
}

func answer(w http.ResponseWriter, kind, cache string, data []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", cache)
	h.Set("Content-Length", strconv.Itoa(len(data)))
	h.Set("Access-Control-Allow-Origin", "*") // public data, for verifiers in browsers
	h.Set("X-Content-Type-Options", "nosniff")
	w.Write(data) //nolint:errcheck // the reader went away
}

func refuse(w http.ResponseWriter, r *http.Request, err error) {
	w.Header().Set("Cache-Control", "no-store")
	if errors.Is(err, db.ErrNone) {
		http.Error(w, "not in the tree", http.StatusNotFound)
		return
	}
	slog.ErrorContext(r.Context(), "ledger not served", "path", r.URL.Path, "err", err)
	http.Error(w, "the ledger cannot be read just now", http.StatusServiceUnavailable)
}
