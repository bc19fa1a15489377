package form

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// line makes one line of what was typed: NFC, no control characters, ends
// trimmed, at most maxChars characters.
func line(s string) string {
	return strings.TrimSpace(cut(norm.NFC.String(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case unicode.IsControl(r) || r == unicode.ReplacementChar || r == '\ufeff':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "")))))
}

// lines keeps line breaks as \n.
func lines(s string) string {
	parts := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, p := range parts {
		parts[i] = strings.TrimRight(line("·"+p), " ")[len("·"):]
	}
	return strings.Trim(cut(strings.Join(parts, "\n")), " \n")
}

func cut(s string) string {
	n := 0
	for i := range s {
		if n == maxChars {
			return s[:i]
		}
		n++
	}
	return s
}

// tight folds full-width forms and drops what people put into numbers to read
// them better: spaces and dashes of every kind.
func tight(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || r == '−' {
			return -1
		}
		return r
	}, width.Fold.String(line(s)))
}

// cleanNumber reads a decimal as people type it: "１，２３４．５", "+3".
func cleanNumber(s string, scale int) (Num, bool) {
	s = width.Fold.String(line(s))
	neg := strings.HasPrefix(s, "-") || strings.HasPrefix(s, "−")
	s = strings.TrimLeft(s, "+-− ")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == ',' || r == '，' || unicode.IsSpace(r):
			return -1
		case r == '。':
			return '.'
		}
		return r
	}, s)
	if strings.HasPrefix(s, ".") {
		s = "0" + s
	}
	n, ok := parseNum(s, scale)
	if neg {
		n = -n
	}
	return n, ok
}

// cleanMoney reads yuan, with 元 and 万元 as people write them, into fen.
func cleanMoney(s string) (Num, bool) {
	s = strings.Trim(width.Fold.String(line(s)), " ¥￥")
	by := int64(100)
	s = strings.TrimSuffix(strings.TrimSuffix(s, "整"), "元")
	scale := 2
	if rest, ok := strings.CutSuffix(s, "万"); ok {
		s, by, scale = rest, 100*10000, 3
	}
	n, ok := cleanNumber(s, scale)
	if !ok || int64(n) > (1<<62)/by || int64(n) < -(1<<62)/by {
		return 0, false
	}
	fen := int64(n) * by
	if fen%thousand != 0 || fen/thousand > 999999999999999 || fen/thousand < -999999999999999 {
		return 0, false
	}
	return Num(fen), true
}

// yuan gives the amount of a money value as it is typed.
func yuan(n Num) string {
	fen, sign := int64(n)/thousand, ""
	if fen < 0 {
		fen, sign = -fen, "-"
	}
	s := sign + strconv.FormatInt(fen/100, 10)
	if rest := fen % 100; rest != 0 {
		s += "." + string([]byte{byte('0' + rest/10), byte('0' + rest%10)})
	}
	return s
}

var (
	fullDate  = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$`)
	tightDate = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	shortDate = regexp.MustCompile(`^(\d{1,2})[-/.月](\d{1,2})日?$|^(\d{2})(\d{2})$`)
)

// cleanDate reads 2026-11-23, 2026年11月23日, 20261123 and, where the year of
// today is known, 11-23 and 1123.
func cleanDate(s, today string) (string, bool) {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		if unicode.Is(unicode.Pd, r) || r == '−' {
			return '-'
		}
		return r
	}, width.Fold.String(line(s)))
	var y, m, d string
	if p := fullDate.FindStringSubmatch(s); p != nil {
		y, m, d = p[1], p[2], p[3]
	} else if p := tightDate.FindStringSubmatch(s); p != nil {
		y, m, d = p[1], p[2], p[3]
	} else if p := shortDate.FindStringSubmatch(s); p != nil && len(today) >= 4 {
		y, m, d = today[:4], p[1]+p[3], p[2]+p[4]
	} else {
		return "", false
	}
	return realDate(y + "-" + two(m) + "-" + two(d))
}

func two(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// realDate accepts days of the calendar from 1900 to 2199.
func realDate(s string) (string, bool) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil || t.Year() < 1900 || t.Year() > 2199 {
		return "", false
	}
	return s, true
}

// compile makes the pattern match whole answers only.
func compile(pattern string) (*regexp.Regexp, error) {
	return regexp.Compile(whole(pattern))
}

func whole(pattern string) string { return "^(?:" + pattern + ")$" }
