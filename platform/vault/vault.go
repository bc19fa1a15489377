// Package vault seals single fields (字段加密) so that whoever copies the database
// reads no ID number, telephone or secret: SM4 in Galois/counter mode, with the
// field's place as associated data, and a keyed SM3 lookup for finding a value
// without keeping it readable (GB/T 32907, GB/T 32905; GB/T 22239-2019 8.1.4.7–8).
// The keys live in a file outside the database; see keyring.go. Whole files are
// sealed by their keepers under keys derived here; see stream.go.
package vault

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync/atomic"

	"github.com/emmansun/gmsm/sm3"
)

// A sealed field is: format (1) | key id (4) | nonce (12) | ciphertext | tag (16).
const (
	format    = 1
	headLen   = 1 + 4
	nonceLen  = 12
	tagLen    = 16
	shortest  = headLen + nonceLen + tagLen
	lookupLen = sm3.Size
)

// The ways in which Open refuses. The text never holds any of the value.
var (
	// ErrBroken says that the field was altered, cut, or moved to another place.
	ErrBroken = errors.New("vault: the sealed field was altered or belongs to another place")
	// ErrNoKey says that the key that sealed the field or file is not in the key file.
	ErrNoKey = errors.New("vault: the key that sealed this is not in the key file")
)

// A Vault seals and opens fields (密库). Its methods may be called from any
// goroutine.
type Vault struct {
	path string
	ring atomic.Pointer[ring] // replaced whole by Rotate and by a re-read
}

// Field names the place of a sealed value (字段位置) for Seal and Open: a value
// moved to another table, column or row no longer opens.
func Field(table, column, row string) string {
	out := make([]byte, 0, len(table)+len(column)+len(row)+9)
	for _, s := range [...]string{table, column, row} {
		out = strconv.AppendInt(out, int64(len(s)), 10)
		out = append(out, ':')
		out = append(out, s...)
	}
	return string(out)
}

// Seal encrypts plain under the newest key for the place aad (加密). The same
// value never seals twice to the same bytes. An empty value stays empty, so that
// "none" can be told without a key.
func (v *Vault) Seal(plain, aad string) []byte {
	if plain == "" {
		return []byte{}
	}
	r := v.ring.Load()
	out := make([]byte, headLen+nonceLen, shortest+len(plain))
	out[0] = format
	binary.BigEndian.PutUint32(out[1:], uint32(r.current))
	rand.Read(out[headLen : headLen+nonceLen])
	nonce := out[headLen : headLen+nonceLen]
	return r.sealers[r.current].Seal(out, nonce, []byte(plain), place(out[:headLen], aad))
}

// Open decrypts a field sealed for the place aad (解密). It gives ErrBroken for
// altered or misplaced bytes and ErrNoKey when the key is gone.
func (v *Vault) Open(sealed []byte, aad string) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	if len(sealed) < shortest || sealed[0] != format {
		return "", ErrBroken
	}
	id := KeyID(binary.BigEndian.Uint32(sealed[1:]))
	r, err := v.holding(id)
	if err != nil {
		return "", err
	}
	nonce := sealed[headLen : headLen+nonceLen]
	plain, err := r.sealers[id].Open(nil, nonce, sealed[headLen+nonceLen:], place(sealed[:headLen], aad))
	if err != nil {
		return "", ErrBroken
	}
	return string(plain), nil
}

// place binds the header to the field, so that the key id cannot be exchanged.
func place(head []byte, aad string) []byte {
	return append(append(make([]byte, 0, headLen+len(aad)), head...), aad...)
}

// holding gives a ring that holds the key; an unknown id may have been made by
// another node, so the file is read once more before giving up.
func (v *Vault) holding(id KeyID) (*ring, error) {
	if r := v.ring.Load(); r.sealers[id] != nil {
		return r, nil
	}
	r, err := read(v.path)
	if err != nil {
		return nil, fmt.Errorf("%w: key %d: %w", ErrNoKey, id, err)
	}
	if r.sealers[id] == nil {
		return nil, fmt.Errorf("%w: key %d", ErrNoKey, id)
	}
	v.ring.Store(r)
	return r, nil
}

// KeyOf tells which key sealed a field (密钥号), for a sweep after a rotation;
// zero for an empty field.
func KeyOf(sealed []byte) KeyID {
	if len(sealed) < headLen {
		return 0
	}
	return KeyID(binary.BigEndian.Uint32(sealed[1:]))
}

// Lookup gives the keyed hash by which a value is found again (检索值): HMAC-SM3
// over kind and the normalised value, 32 bytes. Kinds keep a telephone number
// from ever matching a staff number.
func (v *Vault) Lookup(kind, normalised string) []byte {
	mac := hmac.New(sm3.New, v.ring.Load().lookup)
	mac.Write(strconv.AppendInt(nil, int64(len(kind)), 10))
	mac.Write([]byte(":" + kind + normalised))
	return mac.Sum(make([]byte, 0, lookupLen))
}

// Same compares two lookups or tokens in constant time (恒时比较).
func Same(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }

// String tells nothing, so that a vault in a log or an error leaks nothing.
func (v *Vault) String() string { return "vault" }

// GoString tells nothing, for %#v.
func (v *Vault) GoString() string { return "vault" }

// LogValue tells nothing, for structured logs.
func (v *Vault) LogValue() slog.Value { return slog.StringValue("vault") }
