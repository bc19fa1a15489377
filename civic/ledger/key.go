package ledger

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// KeyFile is the name of the key file in the data directory.
const KeyFile = "ledger.key"

// A Key signs checkpoints (账本密钥). Its name is the origin of the log.
type Key struct {
	signer   note.Signer
	verifier string
}

// Origin gives the name of the log, such as "wuhai.example/tongban".
func (k Key) Origin() string { return k.signer.Name() }

// Verifier gives the public key in the note format, "name+hash+base64".
func (k Key) Verifier() string { return k.verifier }

// NewKey makes an Ed25519 key for an origin and gives it with the secret text
// that ReadKey takes.
func NewKey(origin string) (Key, string, error) {
	if err := checkOrigin(origin); err != nil {
		return Key{}, "", err
	}
	secret, _, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		return Key{}, "", fmt.Errorf("ledger key for %s: %w", origin, err)
	}
	k, err := ReadKey(secret)
	return k, secret, err
}

// ReadKey reads the secret text of a key.
func ReadKey(secret string) (Key, error) {
	secret = strings.TrimSpace(secret)
	s, err := note.NewSigner(secret)
	if err != nil {
		return Key{}, fmt.Errorf("ledger key: %w", err)
	}
	v, err := publicOf(secret)
	if err != nil {
		return Key{}, fmt.Errorf("ledger key: %w", err)
	}
	return Key{s, v}, nil
}

// OpenKey gives the key of the log from dir, made on the first start with mode
// 0600. Nodes of one city share the file. It refuses a file that others may read
// and one of another origin.
func OpenKey(dir, origin string) (Key, error) {
	if err := checkOrigin(origin); err != nil {
		return Key{}, err
	}
	path := filepath.Join(dir, KeyFile)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		k, secret, err := NewKey(origin)
		if err != nil {
			return Key{}, err
		}
		return k, store(path, secret+"\n")
	}
	if err != nil {
		return Key{}, fmt.Errorf("ledger key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return Key{}, fmt.Errorf("ledger key %s may be read by others (%v): chmod 600 it, and replace it if it was exposed", path, info.Mode().Perm())
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return Key{}, fmt.Errorf("ledger key: %w", err)
	}
	k, err := ReadKey(string(raw))
	if err != nil {
		return Key{}, fmt.Errorf("%s: %w", path, err)
	}
	if k.Origin() != origin {
		return Key{}, fmt.Errorf("ledger key %s is of %q, the configured origin is %q", path, k.Origin(), origin)
	}
	return k, nil
}

// store writes a new file and its directory entry durably; an existing file stays.
func store(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("ledger key: %w", err)
	}
	_, err = f.WriteString(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if dir, e := os.Open(filepath.Dir(path)); e == nil {
		err = errors.Join(err, dir.Sync(), dir.Close())
	}
	if err != nil {
		return fmt.Errorf("ledger key: %w", err)
	}
	return nil
}

func checkOrigin(origin string) error {
	if origin == "" || strings.ContainsAny(origin, "+ \t\r\n") || strings.HasPrefix(origin, "http") || strings.HasSuffix(origin, "/") {
		return fmt.Errorf("ledger origin %q: must be an address without scheme, such as wuhai.example/tongban", origin)
	}
	return nil
}

// publicOf gives the verifier key of a secret that note.NewSigner accepts:
// "PRIVATE+KEY+name+hash+base64(1 ‖ seed)".
func publicOf(secret string) (string, error) {
	parts := strings.SplitN(secret, "+", 5)
	if len(parts) != 5 {
		return "", errors.New("malformed secret")
	}
	raw, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return "", errors.New("malformed secret")
	}
	public := ed25519.NewKeyFromSeed(raw[1:]).Public().(ed25519.PublicKey)
	return note.NewEd25519VerifierKey(parts[2], public)
}
