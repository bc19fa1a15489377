package ledger

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// A Source is where a published ledger is read from (来源): a directory or an address.
type Source interface {
	// Get gives the bytes at a path such as "checkpoint" or "tile/0/000", at most
	// limit; an error wraps fs.ErrNotExist where nothing is there.
	Get(ctx context.Context, path string, limit int64) ([]byte, error)
}

// OpenSource gives the source that a person names: an http(s) address of a log,
// with or without "checkpoint" at its end, or a directory.
func OpenSource(name string) (Source, error) {
	if strings.HasPrefix(name, "http://") || strings.HasPrefix(name, "https://") {
		u, err := url.Parse(strings.TrimSuffix(strings.TrimSuffix(name, "checkpoint"), "/"))
		if err != nil {
			return nil, fmt.Errorf("address: %w", err)
		}
		return site{u, &http.Client{Timeout: 30 * time.Second}}, nil
	}
	if info, err := os.Stat(name); err != nil {
		return nil, err
	} else if !info.IsDir() {
		return nil, fmt.Errorf("%s is neither a directory nor an address", name)
	}
	return folder{os.DirFS(name)}, nil
}

type folder struct{ fsys fs.FS }

func (f folder) Get(_ context.Context, path string, limit int64) ([]byte, error) {
	file, err := f.fsys.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readUpTo(file, limit)
}

type site struct {
	base   *url.URL
	client *http.Client
}

func (s site) Get(ctx context.Context, path string, limit int64) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base.JoinPath(path).String(), nil)
	if err != nil {
		return nil, err
	}
	res, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	switch res.StatusCode {
	case http.StatusOK:
		return readUpTo(res.Body, limit)
	case http.StatusNotFound:
		return nil, fmt.Errorf("%s: %w", path, fs.ErrNotExist)
	}
	return nil, fmt.Errorf("%s: %s", path, res.Status)
}

func readUpTo(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = errors.New("more than the format allows")
	}
	return data, err
}

// tilePath gives the C2SP path of a tile; level -1 is the entry bundle.
func tilePath(t tlog.Tile) string {
	rest := strings.TrimPrefix(t.Path(), fmt.Sprintf("tile/%d/", tileHeight))
	if t.L < 0 {
		rest = "entries/" + strings.TrimPrefix(rest, "data/")
	}
	return "tile/" + rest
}

// getTile reads a tile; a narrow one that was already replaced by the full one is
// cut from that, as the format allows.
func getTile(ctx context.Context, src Source, t tlog.Tile) ([]byte, error) {
	const widest = tileWidth * (2 + 1<<16)
	data, err := src.Get(ctx, tilePath(t), widest)
	if errors.Is(err, fs.ErrNotExist) && t.W < tileWidth {
		full := t
		full.W = tileWidth
		if data, err = src.Get(ctx, tilePath(full), widest); err == nil {
			data = data[:min(len(data), t.W*entrySize(t))]
		}
	}
	return data, err
}

// entrySize gives the bytes per entry of a tile: a hash, or in a bundle our
// entries of one hash with the length before it.
func entrySize(t tlog.Tile) int {
	if t.L < 0 {
		return 2 + tlog.HashSize
	}
	return tlog.HashSize
}

// Export writes the published ledger as files into dir, which an ordinary web
// server may serve and VerifyLedger reads. The checkpoint comes last.
func (l *Log) Export(ctx context.Context, dir string) error {
	h, err := l.Head(ctx)
	if err != nil {
		return err
	}
	for _, t := range tlog.NewTiles(tileHeight, 0, h.Size) {
		data, err := l.tile(ctx, t)
		if err == nil {
			err = writeFile(dir, tilePath(t), data)
		}
		if err == nil && t.L == 0 {
			t.L = -1
			if data, err = l.bundle(ctx, t); err == nil {
				err = writeFile(dir, tilePath(t), data)
			}
		}
		if err != nil {
			return fmt.Errorf("export %s: %w", tilePath(t), err)
		}
	}
	if err := writeFile(dir, "key", []byte(l.Verifier()+"\n")); err != nil {
		return err
	}
	return writeFile(dir, "checkpoint", []byte(h.Checkpoint))
}

func writeFile(dir, path string, data []byte) error {
	name := filepath.Join(dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, data, 0o644)
}
