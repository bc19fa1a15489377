package blob

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// CleanName makes a display name of what a browser sent: no path, no control or
// direction characters, nothing a file system dislikes, at most 100 characters.
// Every result can be a file name on any system and is its own CleanName.
func CleanName(s string) string {
	for {
		// Cutting and trimming can bring another ending to light.
		out := cleanOnce(s)
		if out == s {
			return out
		}
		s = out
	}
}

func cleanOnce(s string) string {
	s = strings.ToValidUTF8(s, "")
	if i := strings.LastIndexAny(s, `/\`); i >= 0 {
		s = s[i+1:]
	}
	s = norm.NFC.String(strings.Map(clean, norm.NFC.String(s)))
	s = strings.TrimRight(strings.Join(strings.Fields(s), " "), ". ")
	ext := path.Ext(s)
	base := []rune(strings.Trim(strings.TrimSuffix(s, ext), ". "))
	if len([]rune(ext)) > 10 {
		ext = ""
		base = []rune(strings.Trim(s, ". "))
	}
	for len(base)+len([]rune(ext)) > 100 || len(string(base))+len(ext) > 200 {
		base = base[:len(base)-1]
	}
	name := strings.Trim(string(base), ". ")
	if name == "" || device(name) {
		name = "文件" + name
	}
	return name + ext
}

func clean(r rune) rune {
	switch {
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r == unicode.ReplacementChar:
		return -1
	case unicode.IsSpace(r):
		return ' '
	case strings.ContainsRune(`<>:"|?*;%`, r):
		return '_'
	}
	return r
}

// device reports names that some systems reserve for devices.
func device(base string) bool {
	stem, _, _ := strings.Cut(strings.ToUpper(base), ".")
	if slices.Contains([]string{"CON", "PRN", "AUX", "NUL"}, stem) {
		return true
	}
	return len(stem) == 4 && (strings.HasPrefix(stem, "COM") || strings.HasPrefix(stem, "LPT"))
}

// NameFor gives the display name with an extension that fits the kind.
func NameFor(name string, k Kind) string {
	name = CleanName(name)
	ext := extension(name)
	if slices.Contains(k.Extensions(), ext) {
		return name
	}
	return CleanName(strings.TrimSuffix(name, path.Ext(name)) + k.Extensions()[0])
}

// extension gives the ending of a name in lower case, "" when it has none that
// looks like one.
func extension(name string) string {
	ext := strings.ToLower(path.Ext(CleanName(name)))
	if len(ext) < 2 || len(ext) > 6 || strings.Trim(ext[1:], "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		return ""
	}
	return ext
}

// Bytes says a size as people read it: "20 MB", "350 KB".
func Bytes(n int64) string {
	switch {
	case n >= 1<<30:
		return trim(n, 1<<30) + " GB"
	case n >= 1<<20:
		return trim(n, 1<<20) + " MB"
	case n >= 1<<10:
		return trim(n, 1<<10) + " KB"
	}
	return fmt.Sprintf("%d B", n)
}

func trim(n, unit int64) string {
	tenths := (n*10 + unit/2) / unit
	return strings.TrimSuffix(fmt.Sprintf("%d.%d", tenths/10, tenths%10), ".0")
}
