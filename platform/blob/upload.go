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
	"strings"
	"sync"
	"time"

	"github.com/emmansun/gmsm/sm3"
	"github.com/google/uuid"

	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// An Upload is one file arriving in pieces (分片上传).
type Upload struct {
	ID      string
	Owner   string // the account that began it; nobody else sees it
	Purpose string // what the page wanted it for, such as "case:…/plan"
	Name    string
	Bytes   int64 // whole size, told at the beginning
	Offset  int64 // bytes that are safe on disk
	Done    bool
	Ref     Ref // once Done
	At      time.Time
}

// Rules says what a purpose may store, and refuses purposes nobody knows.
type Rules func(ctx context.Context, owner, purpose string) (Limit, error)

// Uploads receives files in pieces (续传). What has arrived is what the trail of
// the upload holds, synced before each answer: a crash or a lost answer costs at most
// the piece under way, and the sender asks Head where to go on.
type Uploads struct {
	db     *db.DB
	store  Store
	dir    string
	cipher Cipher
	clock  clock.Clock
	rules  Rules

	mu   sync.Mutex
	busy map[string]bool // uploads with a writer; guarded by mu
}

// UploadAge is how long an unfinished upload is kept after it began.
const UploadAge = 48 * time.Hour

// most uploads of one owner that may be unfinished at a time.
const mostOpen = 20

// UploadConfig is what Uploads need.
type UploadConfig struct {
	DB     *db.DB
	Store  Store
	Dir    string // for unfinished files; on the same disk as the store
	Cipher Cipher // seals them; nil leaves them in clear
	Clock  clock.Clock
	Rules  Rules
}

// NewUploads opens the uploads; unfinished ones go on where they were.
func NewUploads(c UploadConfig) (*Uploads, error) {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("open uploads: %w", err)
	}
	return &Uploads{db: c.DB, store: c.Store, dir: c.Dir, cipher: c.Cipher, clock: c.Clock, rules: c.Rules, busy: map[string]bool{}}, nil
}

func (u *Uploads) path(id string) string { return filepath.Join(u.dir, id) }

// A Beginning is what a sender says before the first byte.
type Beginning struct {
	Owner, Purpose, Name string
	Bytes                int64
}

// Create begins an upload. A file that will be refused for its size or the
// ending of its name is refused now, before it is sent.
func (u *Uploads) Create(ctx context.Context, b Beginning) (Upload, error) {
	if b.Owner == "" {
		return Upload{}, notYours()
	}
	l, err := u.rules(ctx, b.Owner, b.Purpose)
	if err != nil {
		return Upload{}, err
	}
	if err := l.foresee(b); err != nil {
		return Upload{}, err
	}
	now := u.clock.Now()
	up := Upload{ID: uuid.Must(uuid.NewV7()).String(), Owner: b.Owner, Purpose: b.Purpose, Name: CleanName(b.Name), Bytes: b.Bytes, At: now}
	err = u.db.Write(ctx, func(tx *db.Tx) error {
		open, err := db.One(tx, db.Int, `SELECT COUNT(*) FROM upload WHERE owner = $1 AND state = 'open' AND at > $2`, b.Owner, clock.Micros(now.Add(-UploadAge)))
		if err != nil {
			return err
		}
		if open >= mostOpen {
			return fault.New(fault.Busy, "upload.too-many", i18n.T("您有太多没传完的文件，请先传完或稍后再试", "Too many of your files are unfinished; finish them first or try again later"))
		}
		_, err = tx.Exec(`INSERT INTO upload (id, owner, purpose, name, bytes, state, at) VALUES ($1, $2, $3, $4, $5, 'open', $6)`,
			up.ID, up.Owner, up.Purpose, up.Name, up.Bytes, clock.Micros(now))
		return err
	})
	return up, err
}

func (l Limit) foresee(b Beginning) error {
	most := l.Bytes
	if most <= 0 {
		most = MostBytes
	}
	if b.Bytes <= 0 {
		return fault.New(fault.Invalid, "blob.empty", i18n.T("文件是空的，请重新选择", "The file is empty; please choose again"))
	}
	if b.Bytes > most {
		return tooLarge(most)
	}
	ext := extension(b.Name)
	kinds := l.Kinds
	if len(kinds) == 0 {
		kinds = Kinds
	}
	for _, k := range kinds {
		for _, e := range k.Extensions() {
			if ext == e || ext == "" {
				return nil
			}
		}
	}
	return l.accepts(Kind(strings.TrimPrefix(ext, ".")))
}

// Head tells how far an upload of the owner has come.
func (u *Uploads) Head(ctx context.Context, owner, id string) (Upload, error) {
	var up Upload
	err := u.db.Glance(ctx, func(tx *db.Tx) (err error) {
		up, err = db.One(tx, scanUpload, `SELECT id, owner, purpose, name, bytes, state, hash, kind, at FROM upload WHERE id = $1`, id)
		return err
	})
	if errors.Is(err, db.ErrNone) || err == nil && up.Owner != owner {
		return Upload{}, notYours()
	}
	if err != nil {
		return Upload{}, err
	}
	if up.Done {
		up.Offset = up.Bytes
		return up, nil
	}
	if up.Offset, err = u.arrived(id); err != nil {
		return Upload{}, fmt.Errorf("upload %s: %w", id, err)
	}
	return up, nil
}

func scanUpload(s db.Scanner) (Upload, error) {
	var up Upload
	var state string
	var at int64
	err := s.Scan(&up.ID, &up.Owner, &up.Purpose, &up.Name, &up.Bytes, &state, &up.Ref.Hash, &up.Ref.Kind, &at)
	up.Done, up.At = state == "done", clock.FromMicros(at)
	if up.Done {
		up.Ref.Name, up.Ref.Size = NameFor(up.Name, up.Ref.Kind), up.Bytes
	}
	return up, err
}

// A Piece is a part of a file (分片). SM3 is its digest in hexadecimal, or empty;
// a piece that does not have it is thrown away whole.
type Piece struct {
	Owner, ID string
	Offset    int64
	SM3       string
	Body      io.Reader
}

// Append adds a piece. Where Offset is not the end of what has arrived the
// answer is a fault.Conflict "upload.offset" together with the true offset in
// the Upload. What arrived before a connection broke is kept. The piece that
// completes the file also finishes it.
func (u *Uploads) Append(ctx context.Context, p Piece) (Upload, error) {
	if !u.take(p.ID) {
		return Upload{}, fault.New(fault.Conflict, "upload.busy", i18n.T("这个文件正在从另一处上传", "This file is being uploaded from somewhere else"))
	}
	defer u.give(p.ID)
	up, err := u.Head(ctx, p.Owner, p.ID)
	if err != nil {
		return up, err
	}
	if p.Offset != up.Offset {
		return up, elsewhere(up.Offset)
	}
	if up.Done {
		return up, nil
	}
	n, err := u.write(ctx, up, p)
	up.Offset += n
	if err != nil {
		return up, err
	}
	if up.Offset < up.Bytes {
		return up, nil
	}
	return u.finish(ctx, up)
}

// write adds to the trail and syncs it; it gives the bytes kept.
func (u *Uploads) write(ctx context.Context, up Upload, p Piece) (kept int64, err error) {
	t, err := u.follow(up.ID, os.O_CREATE|os.O_RDWR)
	if err != nil {
		return 0, full(fmt.Errorf("upload %s: %w", up.ID, err))
	}
	defer t.f.Close() // synced before
	if err := t.extend(u.cipher); err != nil {
		return 0, full(fmt.Errorf("upload %s: %w", up.ID, err))
	}
	size, end := t.size, t.end
	back := func(why error) (int64, error) {
		if err := t.cut(size, end); err != nil {
			return 0, fmt.Errorf("upload %s: %w", up.ID, err)
		}
		return 0, why
	}
	h := sm3.New()
	copyErr := t.add(io.LimitReader(&stoppable{ctx, p.Body}, up.Bytes-size+1), h)
	n := t.size - size
	if t.size > up.Bytes {
		return back(tooLarge(up.Bytes))
	}
	if p.SM3 != "" && (copyErr != nil || !strings.EqualFold(p.SM3, hex.EncodeToString(h.Sum(nil)))) {
		return back(fault.New(fault.Invalid, "upload.digest", i18n.T("这一段在传送中损坏，请重传", "This piece was damaged on its way; send it again")))
	}
	if err := t.f.Sync(); err != nil {
		return back(full(fmt.Errorf("upload %s: %w", up.ID, err)))
	}
	if copyErr != nil {
		if e := full(copyErr); fault.Of(e) == fault.Busy {
			return n, e
		}
		return n, fault.New(fault.Busy, "upload.broken", i18n.T("连接中断，已收到的部分保留着，可以继续上传", "The connection broke; what arrived is kept and the upload can go on")).Because(copyErr)
	}
	return n, nil
}

// finish stores the whole file. One that is refused is forgotten, so that the
// sender begins anew.
func (u *Uploads) finish(ctx context.Context, up Upload) (Upload, error) {
	l, err := u.rules(ctx, up.Owner, up.Purpose)
	if err != nil {
		return up, err
	}
	t, err := u.follow(up.ID, os.O_RDWR)
	if err != nil {
		return up, fmt.Errorf("upload %s: %w", up.ID, err)
	}
	defer t.f.Close() // whole, or cut back
	if t.size < up.Bytes {
		up.Offset = t.size
		return up, elsewhere(t.size)
	}
	l.Name = up.Name
	r := t.content()
	ref, err := u.store.Put(ctx, r, l)
	if errors.Is(err, errSealed) { // a loss of power tore what was not yet acknowledged
		up.Offset = r.offset
		return up, errors.Join(elsewhere(r.offset), t.cut(r.offset, r.at))
	}
	if fault.Of(err) == fault.Invalid {
		return up, errors.Join(err, u.forget(ctx, up.ID))
	}
	if err != nil {
		return up, err
	}
	err = u.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE upload SET state = 'done', hash = $1, kind = $2 WHERE id = $3`, ref.Hash, string(ref.Kind), up.ID)
		return err
	})
	if err != nil {
		return up, err
	}
	up.Done, up.Ref, up.Offset = true, ref, up.Bytes
	return up, os.Remove(u.path(up.ID))
}

func (u *Uploads) forget(ctx context.Context, id string) error {
	err := u.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`DELETE FROM upload WHERE id = $1`, id)
		return err
	})
	if e := os.Remove(u.path(id)); !errors.Is(e, fs.ErrNotExist) {
		err = errors.Join(err, e)
	}
	return err
}

// Take gives the finished upload that a form names by id or by its address, for
// the purpose it was begun for. The upload stays until it expires, so that a
// form sent twice finds it twice.
func (u *Uploads) Take(ctx context.Context, owner, purpose, address string) (Ref, error) {
	up, err := u.Head(ctx, owner, address[strings.LastIndex(address, "/")+1:])
	if err != nil {
		return Ref{}, err
	}
	if !up.Done || up.Purpose != purpose {
		return Ref{}, fault.New(fault.Invalid, "upload.unfinished", i18n.T("文件还没有传完，请等待上传完成", "The file has not arrived yet; wait until the upload is complete"))
	}
	return up.Ref, nil
}

// Expire forgets uploads begun more than UploadAge ago and gives their number.
func (u *Uploads) Expire(ctx context.Context) (int, error) {
	var old []string
	before := clock.Micros(u.clock.Now().Add(-UploadAge))
	err := u.db.Glance(ctx, func(tx *db.Tx) (err error) {
		old, err = db.List(tx, db.Str, `SELECT id FROM upload WHERE at < $1 ORDER BY at LIMIT 1000`, before)
		return err
	})
	for _, id := range old {
		if err == nil && u.take(id) {
			err = u.forget(ctx, id)
			u.give(id)
		}
	}
	return len(old), err
}

func (u *Uploads) take(id string) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.busy[id] {
		return false
	}
	u.busy[id] = true
	return true
}

func (u *Uploads) give(id string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.busy, id)
}

func elsewhere(offset int64) error {
	return fault.New(fault.Conflict, "upload.offset", i18n.Tf("应当从第%d字节继续", "Go on from byte %d", offset))
}

func notYours() error {
	return fault.New(fault.Absent, "upload.absent", i18n.T("没有找到这次上传，可能已经过期，请重新上传", "There is no such upload; it may have expired. Please upload again"))
}
