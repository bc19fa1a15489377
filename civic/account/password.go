package account

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// cost is argon2id with 19 MiB and two passes: about 40 ms on the machines we
// know, and so light that two cores can let a morning's queue in.
var cost = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// MostPassword is the most characters a password may have; hashing is not a way
// to keep the machine busy.
const MostPassword = 128

func seats() int { return max(2, runtime.GOMAXPROCS(0)) }

// seat waits for a place to hash, so that a storm of sign-ins costs time and not
// all the memory.
func (d *Desk) seat(ctx context.Context) (leave func(), err error) {
	wait := time.NewTimer(10 * time.Second)
	defer wait.Stop()
	select {
	case d.gate <- struct{}{}:
		return func() { <-d.gate }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-wait.C:
		return nil, fault.New(fault.Busy, "account.busy", i18n.T("现在登录的人太多，请过一会儿再试。", "Too many people are signing in; please try again in a moment."))
	}
}

func (d *Desk) hash(ctx context.Context, password string) (string, error) {
	leave, err := d.seat(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	return argon2id.CreateHash(norm.NFC.String(password), cost)
}

// nobody is the hash that a sign-in without an account is compared with, so that
// it takes as long as any other.
var nobody = sync.OnceValues(func() (string, error) {
	return argon2id.CreateHash("no account has this password", cost)
})

// matches compares a password with a hash; "" stands for no account or one
// without a password, and takes as long.
func (d *Desk) matches(ctx context.Context, password, hash string) (bool, error) {
	leave, err := d.seat(ctx)
	if err != nil {
		return false, err
	}
	defer leave()
	real := hash != ""
	if !real {
		if hash, err = nobody(); err != nil {
			return false, err
		}
	}
	if d.compared != nil {
		d.compared(hash)
	}
	ok, err := argon2id.ComparePasswordAndHash(norm.NFC.String(password), hash)
	if err != nil {
		return false, fmt.Errorf("compare password: %w", err)
	}
	return ok && real, nil
}

// own is what a password must not hold: the data of its owner.
type owned struct {
	name, staffNo, number, phone string
}

// checkPassword applies length before everything (长度优先): at least least
// characters, none of the owner's own data, none of the ones everybody tries.
func checkPassword(password string, least int, of owned) error {
	why := passwordFault(norm.NFC.String(password), least, of)
	if why.Empty() {
		return nil
	}
	return fault.New(fault.Invalid, "account.password", i18n.T("请换一个密码。", "Please choose another password.")).At("password", why)
}

func passwordFault(p string, least int, of owned) i18n.Text {
	n := utf8.RuneCountInString(p)
	switch {
	case n < least:
		return i18n.Tf("密码至少 %d 个字符，可以是一句容易记的话。", "A password has at least %d characters; a sentence you remember is fine.", least)
	case n > MostPassword:
		return i18n.Tf("密码最多 %d 个字符。", "A password has at most %d characters.", MostPassword)
	case few(p):
		return i18n.T("密码里不同的字符太少。", "The password has too few different characters.")
	case common[flat(p)] || sequence(flat(p)):
		return i18n.T("这个密码太常见，别人会最先试它。", "This password is too common; it is the first that others try.")
	}
	low := flat(p)
	parts := []string{of.name, of.staffNo, of.phone}
	if len(of.number) == 18 {
		parts = append(parts, of.number[6:14], of.number[8:14], of.number[12:])
	}
	if len(of.phone) == 11 {
		parts = append(parts, of.phone[3:])
	}
	for _, own := range parts {
		if own = flat(own); utf8.RuneCountInString(own) >= 2 && strings.Contains(low, own) {
			return i18n.T("密码里不能有您的姓名、工号、手机号、生日或证件号码。", "A password must not hold your name, staff number, telephone, birthday or ID number.")
		}
	}
	return i18n.Text{}
}

func flat(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// few reports fewer than four different characters.
func few(p string) bool {
	seen := map[rune]bool{}
	for _, r := range p {
		seen[r] = true
	}
	return len(seen) < 4
}

// sequence reports a run such as 12345678 or hgfedcba over the whole password.
func sequence(p string) bool {
	r := []rune(p)
	if len(r) < 4 {
		return false
	}
	step := r[1] - r[0]
	if step != 1 && step != -1 {
		return false
	}
	for i := 1; i < len(r); i++ {
		next := r[i] - r[i-1]
		wrap := r[i-1] == '9' && r[i] == '0' && step == 1
		if next != step && !wrap {
			return false
		}
	}
	return true
}

// common is a small list of our own of what people choose under a rule of eight
// or twelve; the length does the rest.
var common = func() map[string]bool {
	m := map[string]bool{}
	words := []string{"password", "passw0rd", "p@ssw0rd", "p@ssword", "admin", "administrator", "root", "welcome", "letmein", "qwerty", "qwertyuiop",
		"asdfghjkl", "zxcvbnm", "1qaz2wsx", "1qaz2wsx3edc", "qazwsxedc", "q1w2e3r4", "q1w2e3r4t5", "iloveyou", "woaini", "woaini1314", "woaini520",
		"5201314", "1314520", "abc", "abcd", "a", "aa", "test", "user", "guest", "zhengwu", "zwfw", "dating", "chuangkou", "wuhai", "wuhaishi",
		"monkey", "dragon", "sunshine", "tongban", "mima", "zhongguo", "beijing"}
	tails := []string{"", "1", "12", "123", "1234", "12345", "123456", "1234567", "12345678", "123456789", "1234567890", "888", "8888", "888888", "666", "666666",
		"520", "1314", "2024", "2025", "2026", "@123", "@2026", "!", "!@#", "!@#$", "#123", "@1234", "_123", ".123"}
	for _, w := range words {
		for _, t := range tails {
			m[w+t] = true
			m[t+w] = true
		}
		m[w+w] = true
	}
	for _, w := range []string{"1q2w3e4r", "1q2w3e4r5t", "1q2w3e4r5t6y", "147258369", "123123123", "123123123123", "112233445566", "123321123321", "11223344", "12341234",
		"123412341234", "88888888a", "aa123456", "abcd1234", "abcd12345678", "a1b2c3d4", "a1b2c3d4e5f6", "qwer1234", "qwer1234qwer", "asdf1234", "zxcv1234", "1234qwer",
		"123456789abc", "1234567890ab", "iloveyou1314", "987654321000", "135792468", "13579246810"} {
		m[w] = true
	}
	return m
}()
