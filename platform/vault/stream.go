package vault

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"encoding/binary"
	"fmt"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
)

// A Mark says which key of a stream is meant (密文标记): key id (4) | salt (16). It
// is no secret and stands at the head of what the key seals.
type Mark = [20]byte

// Stream makes a key for one file or stream and for nothing else (流密钥), so that
// its owner may count nonces from zero. The key is HKDF-SM3 of the newest key of
// the ring over label and mark; it never leaves the vault as bytes.
func (v *Vault) Stream(label string) (cipher.AEAD, Mark, error) {
	r := v.ring.Load()
	var m Mark
	binary.BigEndian.PutUint32(m[:], uint32(r.current))
	rand.Read(m[4:])
	key, err := r.stream(label, m)
	return key, m, err
}

// StreamOf gives the key of a mark again, also after rotations; ErrNoKey when the
// ring no longer holds the key it came from.
func (v *Vault) StreamOf(label string, m Mark) (cipher.AEAD, error) {
	r, err := v.holding(KeyID(binary.BigEndian.Uint32(m[:])))
	if err != nil {
		return nil, err
	}
	return r.stream(label, m)
}

func (r *ring) stream(label string, m Mark) (cipher.AEAD, error) {
	raw, err := hkdf.Expand(sm3.New, r.streams[KeyID(binary.BigEndian.Uint32(m[:]))], label+"\x00"+string(m[:]), 16)
	if err != nil {
		return nil, fmt.Errorf("stream key: %w", err)
	}
	defer clear(raw)
	return gcm(raw)
}

// gcm gives SM4 in Galois/counter mode.
func gcm(key []byte) (cipher.AEAD, error) {
	block, err := sm4.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
