package vault

import (
	"bytes"
	"crypto/hmac"
	"encoding/hex"
	"errors"
	"testing"

	"github.com/emmansun/gmsm/sm3"
)

func mac(key, text []byte) []byte {
	m := hmac.New(sm3.New, key)
	m.Write(text)
	return m.Sum(nil)
}

func TestAStreamKeyIsHKDFOverLabelAndMark(t *testing.T) {
	v := open(t)
	key, mark, err := v.Stream("blob")
	if err != nil {
		t.Fatal(err)
	}
	// RFC 5869 written out: extract, then the first block of expand.
	master, err := hex.DecodeString(v.ring.Load().file.Keys[0].SM4)
	if err != nil {
		t.Fatal(err)
	}
	info := append([]byte("blob\x00"), mark[:]...)
	want, err := gcm(mac(mac([]byte("tongban stream"), master), append(info, 1))[:16])
	if err != nil {
		t.Fatal(err)
	}
	nonce := make([]byte, 12)
	sealed := key.Seal(nil, nonce, []byte("身份证"), nil)
	if got, err := want.Open(nil, nonce, sealed, nil); err != nil || string(got) != "身份证" {
		t.Errorf("opened by the key of the standard: got %q, %v", got, err)
	}
	other := mark
	other[19] ^= 1
	for name, k := range map[string]struct {
		label string
		mark  Mark
	}{"another label": {"upload", mark}, "another salt": {"blob", other}} {
		again, err := v.StreamOf(k.label, k.mark)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(again.Seal(nil, nonce, []byte("身份证"), nil), sealed) {
			t.Errorf("%s has the same key", name)
		}
	}
	if _, second, err := v.Stream("blob"); err != nil || second == mark {
		t.Errorf("two streams have one mark %x, %v", mark, err)
	}
}

func TestStreamsOutliveRotationsButNotTheirKey(t *testing.T) {
	v := open(t)
	other, err := OpenFile(v.path) // a second node
	if err != nil {
		t.Fatal(err)
	}
	nonce := make([]byte, 12)
	for want := KeyID(1); want < 4; want++ {
		key, mark, err := v.Stream("blob")
		if err != nil || KeyID(mark[3]) != want {
			t.Fatalf("got key %d, %v, want %d", mark[3], err, want)
		}
		if _, err := v.Rotate(); err != nil {
			t.Fatal(err)
		}
		for name, w := range map[string]*Vault{"this node": v, "the other node": other} {
			again, err := w.StreamOf("blob", mark)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if got, err := again.Open(nil, nonce, key.Seal(nil, nonce, []byte("x"), nil), nil); err != nil || string(got) != "x" {
				t.Errorf("%s, key %d: got %q, %v", name, want, got, err)
			}
		}
		if _, err := open(t).StreamOf("blob", mark); want > 1 && !errors.Is(err, ErrNoKey) {
			t.Errorf("a ring without the key: got %v, want ErrNoKey", err)
		}
	}
}
