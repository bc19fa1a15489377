package ident

import "fmt"

const mod37Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"

// Mod37Pure gives the check character of the pure system MOD 37-2 of GB/T 17710
// (纯系统校验), a digit, a capital letter or *: transaction codes carry it. s
// holds digits and capital letters only, else an error.
func Mod37Pure(s string) (byte, error) {
	p := 0
	for i := range len(s) {
		v := value36(s[i])
		if v < 0 {
			return 0, foreign(s, i)
		}
		p = (p + v) * 2 % 37
	}
	return mod37Alphabet[(38-p)%37], nil
}

// Mod37Hybrid gives the check character of the hybrid system MOD 37,36 of
// GB/T 17710 (混合系统校验), a digit or a capital letter: electronic licence
// numbers (GB/T 36904) and our case numbers carry it. s holds digits and capital
// letters only, else an error.
func Mod37Hybrid(s string) (byte, error) {
	p := 36
	for i := range len(s) {
		v := value36(s[i])
		if v < 0 {
			return 0, foreign(s, i)
		}
		if p += v; p > 36 {
			p -= 36
		}
		p = p * 2 % 37
	}
	return mod37Alphabet[(37-p)%36], nil
}

// ValidMod37Hybrid reports whether the last character of s checks the rest
// (校验通过).
func ValidMod37Hybrid(s string) bool { return checks(s, Mod37Hybrid) }

// ValidMod37Pure reports whether the last character of s checks the rest (校验通过).
func ValidMod37Pure(s string) bool { return checks(s, Mod37Pure) }

func checks(s string, of func(string) (byte, error)) bool {
	if len(s) < 2 {
		return false
	}
	c, err := of(s[:len(s)-1])
	return err == nil && c == s[len(s)-1]
}

// foreign names the place, not the text: it may be somebody's number.
func foreign(s string, i int) error {
	return fmt.Errorf("ident: character %d of %d is neither digit nor capital letter", i+1, len(s))
}
