package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

// An asset is one static file under its fingerprinted name.
type asset struct {
	kind   string
	body   []byte
	zipped []byte
}

var (
	assetMu sync.RWMutex
	assets  = map[string]asset{}  // by fingerprinted name; guarded by assetMu
	marked  = map[string]string{} // plain name → fingerprinted name; guarded by assetMu
)

// AddAssets takes every file at the root of fsys into /static/ under a name that
// holds the digest of its bytes, so that browsers may keep it for ever.
func AddAssets(fsys fs.FS) error {
	names, err := fs.Glob(fsys, "*")
	if err != nil {
		return err
	}
	assetMu.Lock()
	defer assetMu.Unlock()
	for _, n := range names {
		body, err := fs.ReadFile(fsys, n)
		if err != nil {
			return fmt.Errorf("asset %s: %w", n, err)
		}
		sum := sha256.Sum256(body)
		ext := path.Ext(n)
		full := strings.TrimSuffix(n, ext) + "." + hex.EncodeToString(sum[:5]) + ext
		kind := mime.TypeByExtension(ext)
		if kind == "" {
			kind = http.DetectContentType(body)
		}
		var zipped bytes.Buffer
		z, _ := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
		z.Write(body) //nolint:errcheck // into memory
		z.Close()     //nolint:errcheck // into memory
		a := asset{kind: kind, body: body}
		if zipped.Len() < len(body) {
			a.zipped = zipped.Bytes()
		}
		assets[full], marked[n] = a, full
	}
	return nil
}

// Asset gives the address of a static file by its plain name, such as "tb.css".
func Asset(name string) string {
	assetMu.RLock()
	defer assetMu.RUnlock()
	if full, ok := marked[name]; ok {
		return "/static/" + full
	}
	return "/static/" + name
}

func serveAsset(w http.ResponseWriter, r *http.Request) {
	visit(r.Context()).route = "GET /static/{name}"
	assetMu.RLock()
	a, ok := assets[r.PathValue("name")]
	assetMu.RUnlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := a.body
	if a.zipped != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.zipped
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	io.Copy(w, bytes.NewReader(body)) //nolint:errcheck // the peer is gone
}

// zip compresses pages for browsers that take it.
func zip(next http.Handler) http.Handler {
	pool := sync.Pool{New: func() any {
		z, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
		return z
	}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") || r.Method == http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		z := &zipper{ResponseWriter: w, pool: &pool}
		defer z.end()
		next.ServeHTTP(z, r)
	})
}

// A zipper decides at the first byte whether the answer is worth compressing.
type zipper struct {
	http.ResponseWriter
	pool    *sync.Pool
	z       *gzip.Writer
	decided bool
}

func (z *zipper) WriteHeader(code int) {
	if !z.decided && code >= 200 {
		z.decided = true
		h := z.Header()
		kind := h.Get("Content-Type")
		if (strings.HasPrefix(kind, "text/html") || strings.HasPrefix(kind, "application/json")) && h.Get("Content-Encoding") == "" && code != http.StatusNoContent && code != http.StatusNotModified {
			h.Set("Content-Encoding", "gzip")
			h.Add("Vary", "Accept-Encoding")
			h.Del("Content-Length")
			z.z = z.pool.Get().(*gzip.Writer)
			z.z.Reset(z.ResponseWriter)
		}
	}
	z.ResponseWriter.WriteHeader(code)
}

func (z *zipper) Write(b []byte) (int, error) {
	if !z.decided {
		if z.Header().Get("Content-Type") == "" {
			z.Header().Set("Content-Type", http.DetectContentType(b))
		}
		z.WriteHeader(http.StatusOK)
	}
	if z.z != nil {
		return z.z.Write(b)
	}
	return z.ResponseWriter.Write(b)
}

func (z *zipper) end() {
	if z.z != nil {
		z.z.Close() //nolint:errcheck // the peer is gone
		z.pool.Put(z.z)
	}
}

// Unwrap lets http.ResponseController reach the connection, for live screens.
func (z *zipper) Unwrap() http.ResponseWriter { return z.ResponseWriter }
