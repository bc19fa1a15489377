package ui

import (
	"context"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tongban/platform/fault"
	"tongban/platform/i18n"
)

func lang(ctx context.Context) i18n.Lang { return i18n.From(ctx) }

// count writes a whole number with thousands separators, as official tables do.
func count(n int) string { return Thousands(int64(n)) }

// Thousands writes n as 1,234,567 (千分位).
func Thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// digits keeps what a telephone can dial.
func digits(phone string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, phone)
}

func current(is bool) templ.Attributes {
	if is {
		return templ.Attributes{"aria-current": "page"}
	}
	return nil
}

// backOf gives the nearest crumb that leads somewhere.
func backOf(cs []Crumb) Crumb {
	for i := len(cs) - 1; i >= 0; i-- {
		if cs[i].Href != "" {
			return cs[i]
		}
	}
	return Crumb{}
}

func faultTone(k fault.Kind) Tone {
	if k == fault.Internal || k == fault.Forbidden {
		return Bad
	}
	return Warn
}
