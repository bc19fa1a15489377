package blob

import (
	"bufio"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// A trail is the file of an unfinished upload. In clear it is the bytes that have
// arrived; sealed it is
//
//	trailMagic (8) | mark (20), then records: length (4) | nonce (12) | bytes | tag (16)
//
// Records are only added, each under a nonce drawn for it: what was cut off and is
// sent again differently never meets the same key stream. A record is bound to
// its place in the file. A crash leaves at most a torn record at the end, which
// does not open and is written over. Pieces in clear from before there were keys
// count as nothing, so that their sender begins anew.
type trail struct {
	f    *os.File
	key  cipher.AEAD // nil: in clear, or nothing there yet
	size int64       // bytes of the upload that have arrived whole
	end  int64       // length of the file that holds them
	buf  []byte      // room for one record
}

const (
	trailMagic = "\x00TBPART\x01"
	trailHead  = len(trailMagic) + markLen
	recordHead = 4 + 12
)

// follow opens a trail and finds its end; flag as of os.OpenFile.
func (u *Uploads) follow(id string, flag int) (*trail, error) {
	f, err := os.OpenFile(u.path(id), flag, 0o600)
	if err != nil {
		return nil, err
	}
	t := &trail{f: f, buf: make([]byte, recordHead+chunkLen+tagLen)}
	if u.cipher == nil {
		t.size, err = f.Seek(0, io.SeekEnd)
		t.end = t.size
	} else {
		err = t.find(u.cipher)
	}
	if err != nil {
		f.Close() // nothing was written
		return nil, err
	}
	return t, nil
}

func (t *trail) find(c Cipher) error {
	head := make([]byte, trailHead)
	if _, err := t.f.ReadAt(head, 0); err == io.EOF || err == nil && string(head[:len(trailMagic)]) != trailMagic {
		return nil
	} else if err != nil {
		return err
	}
	var err error
	if t.key, err = c.StreamOf("upload", [markLen]byte(head[len(trailMagic):])); err != nil {
		return err
	}
	st, err := t.f.Stat()
	if err != nil {
		return err
	}
	t.end = int64(trailHead)
	ends, sizes := []int64{t.end}, []int64{t.size}
	for n, err := t.measure(t.end, st.Size()); n > 0 || err != nil; n, err = t.measure(t.end, st.Size()) {
		if err != nil {
			return err
		}
		t.size, t.end = t.size+n, t.end+recordHead+n+tagLen
		ends, sizes = append(ends, t.end), append(sizes, t.size)
	}
	for last := len(ends) - 1; last > 0; last-- {
		_, err := t.record(ends[last-1], sizes[last-1])
		if !errors.Is(err, errSealed) {
			return err
		}
		t.size, t.end = sizes[last-1], ends[last-1]
	}
	return nil
}

// measure gives how many bytes the record at a place holds; zero where there is
// no whole one.
func (t *trail) measure(at, end int64) (int64, error) {
	if at+recordHead+tagLen >= end {
		return 0, nil
	}
	var b [4]byte
	if _, err := t.f.ReadAt(b[:], at); err != nil {
		return 0, err
	}
	n := int64(binary.BigEndian.Uint32(b[:]))
	if n > chunkLen || at+recordHead+n+tagLen > end {
		return 0, nil
	}
	return n, nil
}

// record opens the record at a place of the file and of the upload; it holds
// until the next use of the trail.
func (t *trail) record(at, offset int64) ([]byte, error) {
	n, err := t.measure(at, t.end)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, errSealed
	}
	raw := t.buf[:recordHead+n+tagLen]
	if _, err := t.f.ReadAt(raw, at); err != nil {
		return nil, err
	}
	nonce, bytes := raw[4:recordHead], raw[recordHead:]
	plain, err := t.key.Open(bytes[:0], nonce, bytes, place(offset))
	if err != nil {
		return nil, errSealed
	}
	return plain, nil
}

func place(offset int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(offset)) }

// extend makes ready to write at the end, cutting off what a crash left there.
func (t *trail) extend(c Cipher) error {
	if c != nil && t.key == nil {
		key, mark, err := c.Stream("upload")
		if err != nil {
			return err
		}
		if err := t.f.Truncate(0); err != nil {
			return err
		}
		if _, err := t.f.WriteAt(append([]byte(trailMagic), mark[:]...), 0); err != nil {
			return err
		}
		t.key, t.end = key, int64(trailHead)
	}
	return t.cut(t.size, t.end)
}

// cut takes the trail back to an earlier end.
func (t *trail) cut(size, end int64) error {
	t.size, t.end = size, end
	if err := t.f.Truncate(end); err != nil {
		return fmt.Errorf("take back: %w", err)
	}
	return nil
}

// Write adds bytes; sealed, every 64 KiB of a call are one record.
func (t *trail) Write(p []byte) (done int, err error) {
	for done < len(p) {
		n := min(chunkLen, len(p)-done)
		raw := p[done : done+n]
		if t.key != nil {
			head := t.buf[:recordHead]
			binary.BigEndian.PutUint32(head, uint32(n))
			rand.Read(head[4:])
			raw = t.key.Seal(head, head[4:], raw, place(t.size))
		}
		k, err := t.f.WriteAt(raw, t.end)
		if err != nil {
			if t.key == nil { // in clear every byte counts
				t.size, t.end, done = t.size+int64(k), t.end+int64(k), done+k
			}
			return done, err
		}
		t.size, t.end, done = t.size+int64(n), t.end+int64(len(raw)), done+n
	}
	return done, nil
}

// add copies what arrives to the trail, gathered to whole records. What arrived
// before an error is kept.
func (t *trail) add(r io.Reader, also io.Writer) error {
	w := bufio.NewWriterSize(t, chunkLen)
	_, err := io.Copy(io.MultiWriter(also, w), r)
	if e := w.Flush(); err == nil {
		err = e
	}
	return errors.Join(err, t.cut(t.size, t.end))
}

// content reads the upload from its beginning; errSealed where a record does not
// open, and then offset and at tell how far the reader came.
func (t *trail) content() *trailReader { return &trailReader{t: t, at: int64(trailHead)} }

type trailReader struct {
	t      *trail
	at     int64  // of the next record
	offset int64  // of the upload, there
	buf    []byte // what was read and not yet given
}

func (r *trailReader) Read(p []byte) (int, error) {
	if r.t.key == nil {
		n, err := r.t.f.ReadAt(p[:min(int64(len(p)), r.t.size-r.offset)], r.offset)
		if r.offset += int64(n); n == 0 && err == nil {
			err = io.EOF
		}
		return n, err
	}
	if len(r.buf) == 0 {
		if r.at >= r.t.end {
			return 0, io.EOF
		}
		plain, err := r.t.record(r.at, r.offset)
		if err != nil {
			return 0, err
		}
		r.buf, r.offset, r.at = plain, r.offset+int64(len(plain)), r.at+recordHead+int64(len(plain))+tagLen
	}
	n := copy(p, r.buf)
	r.buf = r.buf[n:]
	return n, nil
}

// arrived tells how much of an upload is safe; nothing where it has no file.
func (u *Uploads) arrived(id string) (int64, error) {
	t, err := u.follow(id, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	t.f.Close() // read only
	return t.size, nil
}
