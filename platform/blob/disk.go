package blob

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"syscall"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// A Disk keeps blobs in a directory: ab/cd/abcd… by hash (磁盘文件库). Files arrive
// in tmp/, are synced, and are renamed into place, so a blob is whole or absent.
type Disk struct {
	dir string
	// place orders the last step of Put against Drop: a blob put again just as
	// the sweep wants it gone must stay.
	place sync.Mutex
}

// OpenDisk opens the store in dir, making it where needed, and clears away what
// an interrupted Put left behind more than a day ago: another process may be
// writing there now.
func OpenDisk(dir string) (*Disk, error) {
	tmp := filepath.Join(dir, "tmp")
	if err := os.MkdirAll(tmp, 0o700); err != nil {
		return nil, fmt.Errorf("open blobs: %w", err)
	}
	old, err := os.ReadDir(tmp)
	if err != nil {
		return nil, fmt.Errorf("open blobs: %w", err)
	}
	for _, e := range old {
		if st, err := e.Info(); err == nil && time.Since(st.ModTime()) > SweepAge {
			os.Remove(filepath.Join(tmp, e.Name())) //nolint:errcheck // the next start tries again
		}
	}
	return &Disk{dir: dir}, nil
}

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (d *Disk) path(hash string) string {
	return filepath.Join(d.dir, hash[:2], hash[2:4], hash)
}

// Put implements Store.
func (d *Disk) Put(ctx context.Context, r io.Reader, l Limit) (ref Ref, err error) {
	most := l.Bytes
	if most <= 0 {
		most = MostBytes
	}
	f, err := os.CreateTemp(filepath.Join(d.dir, "tmp"), "put-*")
	if err != nil {
		return Ref{}, full(fmt.Errorf("put blob: %w", err))
	}
	defer func() {
		f.Close() // synced before, or thrown away
		if err != nil {
			os.Remove(f.Name()) //nolint:errcheck // OpenDisk clears what stays
		}
	}()
	h := sm3.New()
	n, err := io.Copy(io.MultiWriter(f, h), io.LimitReader(&stoppable{ctx, r}, most+1))
	if err != nil {
		return Ref{}, full(fmt.Errorf("put blob: %w", err))
	}
	if n > most {
		return Ref{}, tooLarge(most)
	}
	return d.keep(f, n, hex.EncodeToString(h.Sum(nil)), l)
}

// keep checks a whole temporary file and moves it to its place.
func (d *Disk) keep(f *os.File, n int64, hash string, l Limit) (Ref, error) {
	kind, err := Sniff(f, n, l.Name)
	if err != nil {
		return Ref{}, err
	}
	if err := l.accepts(kind); err != nil {
		return Ref{}, err
	}
	if err := f.Sync(); err != nil {
		return Ref{}, full(fmt.Errorf("put blob: %w", err))
	}
	if err := d.settle(f.Name(), hash); err != nil {
		return Ref{}, full(fmt.Errorf("put blob %s: %w", hash, err))
	}
	return Ref{Hash: hash, Name: NameFor(l.Name, kind), Size: n, Kind: kind}, nil
}

// settle renames tmp into place, or refreshes the blob that is already there.
func (d *Disk) settle(tmp, hash string) error {
	d.place.Lock()
	defer d.place.Unlock()
	to := d.path(hash)
	if _, err := os.Stat(to); err == nil {
		now := time.Now()
		if err := os.Chtimes(to, now, now); err != nil {
			return err
		}
		return os.Remove(tmp)
	}
	low := filepath.Dir(to)
	if err := os.MkdirAll(low, 0o700); err != nil {
		return err
	}
	if err := os.Rename(tmp, to); err != nil {
		return err
	}
	for _, dir := range []string{low, filepath.Dir(low), d.dir} {
		if err := syncDir(dir); err != nil {
			return err
		}
	}
	return nil
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close() // read only
	return f.Sync()
}

// Open implements Store.
func (d *Disk) Open(_ context.Context, hash string) (Content, error) {
	if !hashForm.MatchString(hash) {
		return nil, absent()
	}
	f, err := os.Open(d.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, absent()
	}
	if err != nil {
		return nil, fmt.Errorf("open blob %s: %w", hash, err)
	}
	st, err := f.Stat()
	if err != nil {
		f.Close() // read only
		return nil, fmt.Errorf("open blob %s: %w", hash, err)
	}
	return content{f, st.Size()}, nil
}

type content struct {
	*os.File
	size int64
}

func (c content) Size() int64 { return c.size }

// Verify reads a blob whole and compares its digest with its name, for the
// doctor and for restores.
func Verify(ctx context.Context, s Store, hash string) error {
	c, err := s.Open(ctx, hash)
	if err != nil {
		return err
	}
	defer c.Close() // read only
	h := sm3.New()
	if _, err := io.Copy(h, &stoppable{ctx, c}); err != nil {
		return fmt.Errorf("verify blob %s: %w", hash, err)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != hash {
		return fmt.Errorf("verify blob %s: content has digest %s", hash, got)
	}
	return nil
}

// Each implements Store.
func (d *Disk) Each(ctx context.Context, before time.Time, fn func(string) error) error {
	return filepath.WalkDir(d.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if e.IsDir() && e.Name() == "tmp" {
			return fs.SkipDir
		}
		if e.IsDir() || !hashForm.MatchString(e.Name()) {
			return nil
		}
		st, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || !st.ModTime().Before(before) {
			return err
		}
		return fn(e.Name())
	})
}

// Drop implements Store.
func (d *Disk) Drop(_ context.Context, hash string, before time.Time) error {
	if !hashForm.MatchString(hash) {
		return absent()
	}
	d.place.Lock()
	defer d.place.Unlock()
	st, err := os.Stat(d.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil || !st.ModTime().Before(before) {
		return err
	}
	return os.Remove(d.path(hash))
}

// stoppable ends a read when the request is over.
type stoppable struct {
	ctx context.Context
	r   io.Reader
}

func (s *stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}

// full turns a disk without room into a fault; other errors pass.
func full(err error) error {
	if !errors.Is(err, syscall.ENOSPC) && !errors.Is(err, syscall.EDQUOT) {
		return err
	}
	return fault.New(fault.Busy, "blob.full", i18n.T("存储空间暂时不足，文件没有保存。", "There is no room for files just now; the file was not saved.")).
		Then(i18n.T("请稍后再试，或者到窗口提交纸质材料。", "Please try again later, or hand the material in at a window.")).Because(err)
}

func absent() error {
	return fault.New(fault.Absent, "blob.absent", i18n.T("没有找到这个文件", "There is no such file"))
}
