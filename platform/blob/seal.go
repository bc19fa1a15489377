package blob

import (
	"bytes"
	"crypto/cipher"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
)

// A Cipher gives the keys under which files lie on disk (文件密钥); a
// [tongban/platform/vault.Vault] is one.
type Cipher interface {
	// Stream makes a key that seals one file only, and the mark that names it.
	Stream(label string) (cipher.AEAD, [20]byte, error)
	// StreamOf gives the key of a mark again.
	StreamOf(label string, mark [20]byte) (cipher.AEAD, error)
	// Lookup gives the same 32 bytes for the same text, to nobody without the keys.
	Lookup(kind, text string) []byte
}

// A sealed blob on disk:
//
//	magic (8) | mark (20) | sealed head: size (8), SM3 of the content (32), tag (16)
//	then chunks of 64 KiB, the last one shorter, each followed by its tag (16)
//
// Chunks and not a key stream with the digest as the only check (SM4-CTR): a
// range is served without reading the rest, and a bit turned on the disk must be
// seen then, not when the doctor comes. Both run at the same speed. The file has
// a key of its own, so the nonce of a chunk is its number and chunks cannot
// change places or files; size and digest are sealed, so that a shortened file or
// one under another's name does not open.
const (
	magic    = "\x00TBFILE\x01" // nothing stored in clear begins so: no kind of file may
	markLen  = 20
	tagLen   = 16
	headLen  = len(magic) + markLen + 8 + 32 + tagLen
	chunkLen = 64 << 10
)

// errSealed says that sealed bytes were altered or that the keys are another city's.
var errSealed = errors.New("altered, or sealed under other keys")

func nonce(chunk int64) []byte {
	return binary.BigEndian.AppendUint64(make([]byte, 4, 12), uint64(chunk))
}

const headNonce = -1 // no file has so many chunks

// A sealing writes a sealed blob. The head is zero until finish, so that a file
// left half written never opens.
type sealing struct {
	f     *os.File
	key   cipher.AEAD
	mark  [markLen]byte
	buf   []byte // of the chunk under way
	chunk int64
}

func newSealing(f *os.File, c Cipher) (*sealing, error) {
	key, mark, err := c.Stream("blob")
	if err != nil {
		return nil, err
	}
	_, err = f.Seek(int64(headLen), io.SeekStart)
	return &sealing{f: f, key: key, mark: mark, buf: make([]byte, 0, chunkLen+tagLen)}, err
}

func (s *sealing) Write(p []byte) (done int, err error) {
	for done < len(p) {
		n := min(chunkLen-len(s.buf), len(p)-done)
		s.buf = append(s.buf, p[done:done+n]...)
		if done += n; len(s.buf) == chunkLen {
			if err := s.flush(); err != nil {
				return done, err
			}
		}
	}
	return done, nil
}

func (s *sealing) flush() error {
	if len(s.buf) == 0 {
		return nil
	}
	_, err := s.f.Write(s.key.Seal(s.buf[:0], nonce(s.chunk), s.buf, nil))
	s.buf = s.buf[:0]
	s.chunk++
	return err
}

// finish writes the head; the file opens from now on.
func (s *sealing) finish(size int64, digest []byte) error {
	head := append([]byte(magic), s.mark[:]...)
	plain := append(binary.BigEndian.AppendUint64(nil, uint64(size)), digest...)
	_, err := s.f.WriteAt(s.key.Seal(head, nonce(headNonce), plain, head), 0)
	return err
}

// A sealed reads the content of a sealed blob at any place.
type sealed struct {
	f    io.ReaderAt
	key  cipher.AEAD
	size int64

	mu  sync.Mutex
	at  int64  // the chunk in buf, guarded by mu
	buf []byte // guarded by mu
}

func newSealed(f io.ReaderAt, key cipher.AEAD, size int64) *sealed {
	return &sealed{f: f, key: key, size: size, at: -1}
}

// unseal opens the head of a sealed blob and gives its reader and digest.
func unseal(f io.ReaderAt, head []byte, c Cipher) (*sealed, string, error) {
	if c == nil {
		return nil, "", errors.New("it is sealed and the store has no keys")
	}
	if len(head) != headLen {
		return nil, "", errSealed
	}
	open := head[:len(magic)+markLen]
	key, err := c.StreamOf("blob", [markLen]byte(open[len(magic):]))
	if err != nil {
		return nil, "", err
	}
	plain, err := key.Open(nil, nonce(headNonce), head[len(open):], open)
	if err != nil {
		return nil, "", errSealed
	}
	return newSealed(f, key, int64(binary.BigEndian.Uint64(plain))), hex.EncodeToString(plain[8:]), nil
}

func (s *sealed) ReadAt(p []byte, off int64) (done int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for done < len(p) {
		if off >= s.size {
			return done, io.EOF
		}
		if err := s.load(off / chunkLen); err != nil {
			return done, err
		}
		n := copy(p[done:], s.buf[off%chunkLen:])
		done, off = done+n, off+int64(n)
	}
	return done, nil
}

// load brings one chunk into buf; readers go forward, so it is often there.
func (s *sealed) load(chunk int64) error {
	if s.at == chunk {
		return nil
	}
	s.at = -1
	if s.buf == nil {
		s.buf = make([]byte, min(chunkLen, s.size)+tagLen)
	}
	raw := s.buf[:min(chunkLen, s.size-chunk*chunkLen)+tagLen]
	if _, err := s.f.ReadAt(raw, int64(headLen)+chunk*(chunkLen+tagLen)); err == io.EOF {
		return fmt.Errorf("chunk %d: the file is cut short: %w", chunk, errSealed)
	} else if err != nil {
		return err
	}
	plain, err := s.key.Open(raw[:0], nonce(chunk), raw, nil)
	if err != nil {
		return fmt.Errorf("chunk %d: %w", chunk, errSealed)
	}
	s.at, s.buf = chunk, plain
	return nil
}

func isSealed(head []byte) bool { return bytes.HasPrefix(head, []byte(magic)) }
