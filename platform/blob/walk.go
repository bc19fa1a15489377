package blob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// walk calls fn for the file of every blob last put before the instant. Dropping
// files meanwhile is allowed.
func (d *Disk) walk(ctx context.Context, before time.Time, fn func(path string) error) error {
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
		return fn(path)
	})
}

// most unreadable files that one error names.
const mostNamed = 20

// Each implements Store. A file that does not open is passed over and named in
// the error at the end: under the wrong keys every file is like that, and none
// of them may be taken for one that nobody uses. Likewise what lies in clear in a
// sealed store waits for SealClear, which tells an old blob from a damaged one.
func (d *Disk) Each(ctx context.Context, before time.Time, fn func(string) error) error {
	var bad []error
	err := d.walk(ctx, before, func(path string) error {
		h, err := d.read(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			if len(bad) < mostNamed {
				bad = append(bad, fmt.Errorf("blob file %s: %w", filepath.Base(path), err))
			}
			return nil
		}
		h.f.Close() // read only
		if h.clear && d.cipher != nil {
			return nil
		}
		return fn(h.hash)
	})
	return errors.Join(append(bad, err)...)
}

// Drop implements Store.
func (d *Disk) Drop(_ context.Context, hash string, before time.Time) error {
	if !hashForm.MatchString(hash) {
		return absent()
	}
	d.place.Lock()
	defer d.place.Unlock()
	for _, path := range [...]string{d.path(d.name(hash)), d.path(hash)} {
		st, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if st.ModTime().Before(before) {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	return nil
}

// An Inspection is what a look at every blob found (文件检查).
type Inspection struct {
	Files  int
	Clear  int     // in clear, for want of keys or until SealClear
	Broken []error // one for each file that does not hold what its name says
}

// Inspect reads every blob whole, for the doctor.
func (d *Disk) Inspect(ctx context.Context) (in Inspection, err error) {
	err = d.walk(ctx, time.Now(), func(path string) error {
		clear, err := d.inspect(ctx, path)
		if errors.Is(err, fs.ErrNotExist) || ctx.Err() != nil {
			return ctx.Err()
		}
		in.Files++
		if clear {
			in.Clear++
		}
		if err != nil {
			in.Broken = append(in.Broken, fmt.Errorf("blob file %s: %w", filepath.Base(path), err))
		}
		return nil
	})
	return in, err
}

func (d *Disk) inspect(ctx context.Context, path string) (clear bool, err error) {
	h, err := d.read(path)
	if err != nil {
		return false, err
	}
	defer h.f.Close() // read only
	if !h.clear && d.name(h.hash) != filepath.Base(path) {
		return false, fmt.Errorf("it is that of blob %s", h.hash)
	}
	return h.clear, verify(ctx, h, h.hash)
}

// SealClear seals the blobs that lie in clear from before there were keys and
// gives their number. One that is damaged stays as it is and is named in the
// error. Sealing does not wipe the disk: what a file system leaves of a deleted
// file is beyond us.
func (d *Disk) SealClear(ctx context.Context) (n int, err error) {
	if d.cipher == nil {
		return 0, nil
	}
	var bad []error
	err = d.walk(ctx, time.Now(), func(path string) error {
		done, err := d.sealOne(ctx, path)
		if err != nil && ctx.Err() == nil && len(bad) < mostNamed {
			bad = append(bad, fmt.Errorf("seal blob %s: %w", filepath.Base(path), err))
		}
		if done {
			n++
		}
		return ctx.Err()
	})
	return n, errors.Join(append(bad, err)...)
}

func (d *Disk) sealOne(ctx context.Context, path string) (done bool, err error) {
	h, err := d.read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer h.f.Close() // read only
	if !h.clear {
		return false, nil
	}
	a, err := d.receive(ctx, h, h.Size())
	defer a.leave()
	if err != nil {
		return false, full(err)
	}
	if got := fmt.Sprintf("%x", a.digest); got != h.hash {
		return false, fmt.Errorf("its content has digest %s", got)
	}
	return true, d.settle(a, h.hash)
}
