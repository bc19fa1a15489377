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

// A Disk keeps blobs in a directory: ab/cd/abcd… (磁盘文件库). Files arrive in
// tmp/, are synced, and are renamed into place, so a blob is whole or absent.
//
// With a Cipher everything there is sealed, also in tmp/ while it arrives, and
// files are called by the keyed lookup of their hash: whoever takes the disk
// cannot even find out whether a document he knows or guesses is among them. The
// hash itself stays in the database, where records need it. Blobs stored before
// there were keys lie under their plain hash and are read until SealClear has
// sealed them.
type Disk struct {
	dir    string
	cipher Cipher // nil: in clear
	// place orders the last step of Put against Drop: a blob put again just as
	// the sweep wants it gone must stay.
	place sync.Mutex
}

// OpenSealed opens the store in dir, as OpenDisk does, and seals what it keeps.
func OpenSealed(dir string, c Cipher) (*Disk, error) {
	d, err := OpenDisk(dir)
	if err == nil {
		d.cipher = c
	}
	return d, err
}

// OpenDisk opens a store in clear in dir, making it where needed, and clears away
// what an interrupted Put left behind more than a day ago: another process may be
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

func (d *Disk) path(name string) string {
	return filepath.Join(d.dir, name[:2], name[2:4], name)
}

// name is what the file of a hash is called on disk.
func (d *Disk) name(hash string) string {
	if d.cipher == nil {
		return hash
	}
	return hex.EncodeToString(d.cipher.Lookup("blob", hash))
}

// An arrival is a blob on its way: a temporary file, whole and not yet in place.
type arrival struct {
	f       *os.File
	content io.ReaderAt
	size    int64
	digest  []byte
	seal    *sealing // nil: in clear
}

// receive writes what r gives, at most one byte more than most, to tmp/.
func (d *Disk) receive(ctx context.Context, r io.Reader, most int64) (a arrival, err error) {
	if a.f, err = os.CreateTemp(filepath.Join(d.dir, "tmp"), "put-*"); err != nil {
		return a, err
	}
	a.content = a.f
	w := io.Writer(a.f)
	if d.cipher != nil {
		if a.seal, err = newSealing(a.f, d.cipher); err != nil {
			return a, err
		}
		w = a.seal
	}
	h := sm3.New()
	a.size, err = io.Copy(io.MultiWriter(w, h), io.LimitReader(&stoppable{ctx, r}, most+1))
	a.digest = h.Sum(nil)
	if err == nil && a.seal != nil {
		a.content = newSealed(a.f, a.seal.key, a.size)
		err = a.seal.flush()
	}
	return a, err
}

// leave ends an arrival; what was not settled is thrown away.
func (a *arrival) leave() {
	if a.f != nil {
		a.f.Close()           // synced before, or thrown away
		os.Remove(a.f.Name()) //nolint:errcheck // mostly renamed already; OpenDisk clears what stays
	}
}

// Put implements Store.
func (d *Disk) Put(ctx context.Context, r io.Reader, l Limit) (Ref, error) {
	most := l.Bytes
	if most <= 0 {
		most = MostBytes
	}
	a, err := d.receive(ctx, r, most)
	defer a.leave()
	if err != nil {
		return Ref{}, full(fmt.Errorf("put blob: %w", err))
	}
	if a.size > most {
		return Ref{}, tooLarge(most)
	}
	kind, err := Sniff(a.content, a.size, l.Name)
	if err != nil {
		return Ref{}, err
	}
	if err := l.accepts(kind); err != nil {
		return Ref{}, err
	}
	hash := hex.EncodeToString(a.digest)
	if err := d.settle(a, hash); err != nil {
		return Ref{}, full(fmt.Errorf("put blob %s: %w", hash, err))
	}
	return Ref{Hash: hash, Name: NameFor(l.Name, kind), Size: a.size, Kind: kind}, nil
}

// settle makes an arrival durable and renames it into place, or refreshes the
// blob that is already there. One that is there and does not open is replaced,
// and one in clear gives way to a sealed one.
func (d *Disk) settle(a arrival, hash string) error {
	if a.seal != nil {
		if err := a.seal.finish(a.size, a.digest); err != nil {
			return err
		}
	}
	if err := a.f.Sync(); err != nil {
		return err
	}
	d.place.Lock()
	defer d.place.Unlock()
	to := d.path(d.name(hash))
	if h, err := d.read(to); err == nil {
		h.f.Close() // read only
		if h.hash == hash && h.clear == (a.seal == nil) {
			now := time.Now()
			return errors.Join(os.Chtimes(to, now, now), d.unclear(hash))
		}
	}
	low := filepath.Dir(to)
	if err := os.MkdirAll(low, 0o700); err != nil {
		return err
	}
	if err := os.Rename(a.f.Name(), to); err != nil {
		return err
	}
	for _, dir := range []string{low, filepath.Dir(low), d.dir} {
		if err := syncDir(dir); err != nil {
			return err
		}
	}
	return d.unclear(hash)
}

// unclear removes the file in clear of a blob that is sealed by now.
func (d *Disk) unclear(hash string) error {
	if d.cipher == nil {
		return nil
	}
	if err := os.Remove(d.path(hash)); !errors.Is(err, fs.ErrNotExist) {
		return err
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
	sealed, clear := d.path(d.name(hash)), d.path(hash)
	for _, path := range [...]string{sealed, clear, sealed} { // the clear one may be sealed while we look
		h, err := d.read(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("open blob %s: %w", hash, err)
		}
		if h.hash != hash {
			h.f.Close() // read only
			return nil, fmt.Errorf("open blob %s: its file is that of another blob", hash)
		}
		return h, nil
	}
	return nil, absent()
}

// A held is a blob's open file: its content and the hash it claims.
type held struct {
	*io.SectionReader
	f     *os.File
	hash  string
	clear bool
}

func (h *held) Close() error { return h.f.Close() }

// read opens the file at path, sealed or in clear.
func (d *Disk) read(path string) (_ *held, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			f.Close() // read only
		}
	}()
	head := make([]byte, headLen)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	if !isSealed(head[:n]) {
		st, err := f.Stat()
		if err != nil {
			return nil, err
		}
		return &held{io.NewSectionReader(f, 0, st.Size()), f, filepath.Base(path), true}, nil
	}
	s, hash, err := unseal(f, head[:n], d.cipher)
	if err != nil {
		return nil, err
	}
	return &held{io.NewSectionReader(s, 0, s.size), f, hash, false}, nil
}

// Verify reads a blob whole and compares its digest with its name, for restores.
func Verify(ctx context.Context, s Store, hash string) error {
	c, err := s.Open(ctx, hash)
	if err != nil {
		return err
	}
	defer c.Close() // read only
	return verify(ctx, c, hash)
}

func verify(ctx context.Context, c io.Reader, hash string) error {
	h := sm3.New()
	if _, err := io.Copy(h, &stoppable{ctx, c}); err != nil {
		return fmt.Errorf("verify blob %s: %w", hash, err)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != hash {
		return fmt.Errorf("verify blob %s: content has digest %s", hash, got)
	}
	return nil
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
