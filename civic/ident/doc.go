// Package ident reads official identifiers (标识与校验): citizen numbers
// (GB 11643-1999), unified social credit codes (GB 32100-2015), organisation
// codes (GB 11714-1997), and the two MOD 37 check characters of GB/T 17710
// (ISO 7064) that licence numbers, case numbers and transaction codes carry.
//
// Parse functions take what a person typed: full-width digits and spaces are
// forgiven. What comes back is the one official form.
package ident

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// Tidy folds full-width characters and drops spaces, hyphens and invisible
// marks (规整), the ways in which people and scanners split a number.
func Tidy(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Pd, r):
			return -1
		}
		return r
	}, width.Fold.String(s))
}

func refuse(key, zh, en string) *fault.Error {
	return fault.New(fault.Invalid, key, i18n.T(zh, en))
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
