package account

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"tongban/civic/ident"
	"tongban/platform/db"
	"tongban/platform/vault"
)

// step is the period of a one-time code (RFC 6238).
const step = 30

// A Secret is what an authenticator app needs (动态口令密钥); it is shown once.
type Secret struct {
	Key string // base32, for typing
	URI string // otpauth://, for the QR code
}

func newKey() string {
	raw := make([]byte, 20)
	rand.Read(raw)
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)
}

func secretOf(issuer, name, key string) Secret {
	q := url.Values{"secret": {key}, "issuer": {issuer}, "period": {fmt.Sprint(step)}, "digits": {"6"}, "algorithm": {"SHA1"}}
	label := url.PathEscape(issuer + ":" + name)
	return Secret{Key: key, URI: "otpauth://totp/" + label + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")}
}

// stepOf gives the step in which a code is right, looking one step back and one
// ahead for clocks that differ; ok is false for a wrong code. It always compares
// all three.
func stepOf(key, code string, at time.Time) (found int64, ok bool, err error) {
	now := at.Unix() / step
	for _, s := range []int64{now - 1, now, now + 1} {
		want, err := hotp.GenerateCodeCustom(key, uint64(s), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return 0, false, fmt.Errorf("one-time code: %w", err)
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			found, ok = s, true
		}
	}
	return found, ok, nil
}

func totpPlace(account string) string { return vault.Field("account", "totp", account) }

// newCodes makes n codes of ten letters and digits that cannot be misread, in two
// groups (50 bits each).
func newCodes(n int) []string {
	const letters = "ABCDEFGHJKMNPQRSTVWXYZ23456789AB" // 32 places, of which two letters stand twice
	out := make([]string, n)
	for i := range out {
		raw := make([]byte, 10)
		rand.Read(raw)
		for k := range raw {
			raw[k] = letters[raw[k]&31]
		}
		out[i] = string(raw[:5]) + "-" + string(raw[5:])
	}
	return out
}

func tidyCode(s string) string { return strings.ToUpper(ident.Tidy(s)) }

func (d *Desk) codeHash(kind, account, code string) []byte {
	return d.Vault.Lookup(kind+"."+account, tidyCode(code))
}

// putRecovery replaces the recovery codes of an account.
func (d *Desk) putRecovery(tx *db.Tx, account string, codes []string) error {
	if _, err := tx.Exec(`DELETE FROM recovery WHERE account = $1`, account); err != nil {
		return err
	}
	for _, c := range codes {
		if _, err := tx.Exec(`INSERT INTO recovery (account, code) VALUES ($1, $2)`, account, d.codeHash("recovery", account, c)); err != nil {
			return err
		}
	}
	return nil
}

// takeRecovery uses up a recovery code; false when there is none such.
func (d *Desk) takeRecovery(tx *db.Tx, account, code string) (bool, error) {
	n, err := tx.Exec(`DELETE FROM recovery WHERE account = $1 AND code = $2`, account, d.codeHash("recovery", account, code))
	return n == 1, err
}
