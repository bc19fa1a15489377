package vault

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/emmansun/gmsm/sm3"
)

// A KeyID numbers a sealing key (密钥号); the first is 1.
type KeyID uint32

// A ring is one reading of the key file; it never changes after read.
type ring struct {
	current KeyID
	sealers map[KeyID]cipher.AEAD
	streams map[KeyID][]byte // where the keys of streams are derived from
	lookup  []byte           // HMAC-SM3 key; it does not rotate, since every lookup would have to be made again
	file    file
}

// A file is the key file as written: hexadecimal keys in JSON.
type file struct {
	Note   string    `json:"note"`
	Keys   []fileKey `json:"keys"` // oldest first; the last one seals
	Lookup string    `json:"lookup"`
}

type fileKey struct {
	ID  KeyID  `json:"id"`
	SM4 string `json:"sm4"`
}

const note = "Keys of this city's sealed fields and files. Keep a copy apart from the database and the files: without this one sealed numbers and files are lost, with it they are open. 密钥文件：请与数据库和文件分开备份，勿外传。"

// OpenFile reads the key file at path, or makes one with fresh keys, readable by
// its owner only, where there is none (密钥文件). A file that others may read is
// refused with what to do.
func OpenFile(path string) (*Vault, error) {
	r, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = write(path, fresh(), ifAbsent); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		r, err = read(path) // of two first starts at once the faster one's keys stand
	}
	if err != nil {
		return nil, err
	}
	v := &Vault{path: path}
	v.ring.Store(r)
	return v, nil
}

// Rotate makes a new sealing key, writes it to the file and seals with it from
// now on (轮换); what older keys sealed still opens. Other nodes read the file
// again when they meet the new key. With random nonces a key is good for 2^32
// fields; rotate yearly and long before that.
func (v *Vault) Rotate() (KeyID, error) {
	now, err := read(v.path)
	if err != nil {
		return 0, err
	}
	f := now.file
	next := f.Keys[len(f.Keys)-1].ID + 1
	f.Keys = append(slices.Clone(f.Keys), fileKey{next, random(16)})
	if err := write(v.path, f, replacing); err != nil {
		return 0, err
	}
	r, err := read(v.path)
	if err != nil {
		return 0, err
	}
	v.ring.Store(r)
	return next, nil
}

// Current gives the key that seals now (现用密钥号).
func (v *Vault) Current() KeyID { return v.ring.Load().current }

func fresh() file {
	return file{Note: note, Keys: []fileKey{{1, random(16)}}, Lookup: random(32)}
}

func random(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	defer clear(b)
	return hex.EncodeToString(b)
}

func read(path string) (*ring, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("key file %s: others may read it (mode %04o); run chmod 600 and ask whether the keys are still secret", path, info.Mode().Perm())
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	defer clear(raw)
	var f file
	if json.Unmarshal(raw, &f) != nil { // the decoder's error may quote the text
		return nil, fmt.Errorf("key file %s: it is not a key file", path)
	}
	return f.ring(path)
}

func (f file) ring(path string) (*ring, error) {
	r := &ring{sealers: map[KeyID]cipher.AEAD{}, streams: map[KeyID][]byte{}, file: f}
	lookup, err := hex.DecodeString(f.Lookup)
	if err != nil || len(lookup) != 32 {
		return nil, fmt.Errorf("key file %s: the lookup key is damaged", path)
	}
	r.lookup = lookup
	for _, k := range f.Keys {
		key, err := hex.DecodeString(k.SM4)
		if err != nil || len(key) != 16 || k.ID <= r.current {
			return nil, fmt.Errorf("key file %s: key %d is damaged", path, k.ID)
		}
		aead, err := gcm(key)
		if err != nil {
			return nil, fmt.Errorf("key file %s: key %d: %w", path, k.ID, err)
		}
		from, err := hkdf.Extract(sm3.New, key, []byte("tongban stream"))
		if err != nil {
			return nil, fmt.Errorf("key file %s: key %d: %w", path, k.ID, err)
		}
		clear(key)
		r.sealers[k.ID], r.streams[k.ID], r.current = aead, from, k.ID
	}
	if r.current == 0 {
		return nil, fmt.Errorf("key file %s: it holds no key", path)
	}
	return r, nil
}

type writing int

const (
	ifAbsent  writing = iota // an existing file wins
	replacing                // the file is replaced whole
)

// write puts the file on disk completely or not at all.
func write(path string, f file, how writing) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	raw, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	defer clear(raw)
	tmp, err := os.CreateTemp(dir, ".keys-*") // mode 0600
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // gone already after a rename
	_, err = tmp.Write(append(raw, '\n'))
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	put := os.Rename
	if how == ifAbsent {
		put = os.Link // refuses to replace
	}
	if err := put(tmp.Name(), path); err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	return syncDir(dir)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	return nil
}
