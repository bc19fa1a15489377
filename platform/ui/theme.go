package ui

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// The least contrasts of WCAG 2.2 (1.4.3 and 1.4.11), which a theme must keep.
const (
	textContrast = 4.5
	edgeContrast = 3.0
)

// A pair is a foreground token on a background token.
type pair struct{ fore, back string }

// textPairs are all pairs of words and what they stand on.
var textPairs = pairs(
	"text: paper ground brand-soft bad-soft warn-soft note-soft good-soft",
	"text-2: paper ground brand-soft good-soft", "text-3: paper ground brand-soft",
	"link: paper ground brand-soft", "brand: paper ground brand-soft",
	"on-brand: brand brand-deep", "on-bar: bar", "paper: bad", "ink: amber",
	"bad: paper ground bad-soft brand-soft", "warn: paper ground warn-soft", "note: paper note-soft", "good: paper ground good-soft brand-soft",
)

// edgePairs are the edges of fields, marks and lines of charts.
var edgePairs = pairs("edge: paper ground", "brand: paper ground", "bad: paper ground", "warn: paper",
	"series-1: paper", "series-2: paper", "series-3: paper", "series-4: paper", "ring: ring-edge")

// rings are the grounds on which the focus ring must be seen: either its amber
// or its dark edge differs enough.
var rings = []string{"paper", "ground", "brand", "brand-soft", "bar", "brand-deep"}

func pairs(lines ...string) []pair {
	var out []pair
	for _, l := range lines {
		fore, backs, _ := strings.Cut(l, ":")
		for _, b := range strings.Fields(backs) {
			out = append(out, pair{fore, b})
		}
	}
	return out
}

var (
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	cssRule    = regexp.MustCompile(`([^{};]+)\{([^{}]*)\}`)
	cssToken   = regexp.MustCompile(`--([a-z0-9-]+)\s*:\s*([^;]+)`)
	cssVar     = regexp.MustCompile(`^var\(--([a-z0-9-]+)\)$`)
)

// CheckTheme recomputes the contrast of every pair of tokens in every face, and
// under prefers-contrast, of tb.css followed by a city's theme, and lists those
// that are too weak (主题对比度). An empty theme checks tb.css itself.
func CheckTheme(theme string) []string {
	css, err := staticFS.ReadFile("static/tb.css")
	if err != nil {
		return []string{err.Error()}
	}
	all := cssComment.ReplaceAllString(string(css)+"\n"+theme, "")
	normal, strong := splitContrast(all)
	var bad []string
	for _, face := range []string{"", "desk", "elder", "wall"} {
		tokens := map[string]string{}
		collect(tokens, normal, face)
		bad = append(bad, weak(face, tokens)...)
		collect(tokens, strong, face)
		bad = append(bad, weak(face+" prefers-contrast", tokens)...)
	}
	return bad
}

// splitContrast parts the rules under prefers-contrast from the others.
func splitContrast(css string) (normal, strong string) {
	const mark = "@media (prefers-contrast: more) {"
	i := strings.Index(css, mark)
	if i < 0 {
		return css, ""
	}
	rest := css[i+len(mark):]
	depth := 1
	for j, r := range rest {
		switch r {
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth == 0 {
			return css[:i] + rest[j+1:], rest[:j]
		}
	}
	return css[:i], rest
}

// collect reads the tokens that hold in a face: those of :root, then its own.
func collect(tokens map[string]string, css, face string) {
	for _, sel := range []string{":root", "." + face} {
		for _, rule := range cssRule.FindAllStringSubmatch(css, -1) {
			if strings.TrimSpace(rule[1]) != sel {
				continue
			}
			for _, t := range cssToken.FindAllStringSubmatch(rule[2], -1) {
				tokens[t[1]] = strings.TrimSpace(t[2])
			}
		}
	}
}

func weak(face string, tokens map[string]string) []string {
	var out []string
	say := func(p pair, got, want float64) {
		out = append(out, fmt.Sprintf("[%s] %s on %s: %.2f, want %.1f", strings.TrimSpace(face), p.fore, p.back, got, want))
	}
	for _, p := range textPairs {
		if c := contrast(tokens, p); c < textContrast {
			say(p, c, textContrast)
		}
	}
	for _, p := range edgePairs {
		if c := contrast(tokens, p); c < edgeContrast {
			say(p, c, edgeContrast)
		}
	}
	for _, back := range rings {
		c := math.Max(contrast(tokens, pair{"ring", back}), contrast(tokens, pair{"ring-edge", back}))
		if c < edgeContrast {
			say(pair{"ring", back}, c, edgeContrast)
		}
	}
	return out
}

// contrast is the ratio of WCAG 2; zero when a token has no colour.
func contrast(tokens map[string]string, p pair) float64 {
	a, okA := luminance(tokens, p.fore)
	b, okB := luminance(tokens, p.back)
	if !okA || !okB {
		return 0
	}
	return (math.Max(a, b) + .05) / (math.Min(a, b) + .05)
}

// luminance follows var() to the colour of a token.
func luminance(tokens map[string]string, name string) (float64, bool) {
	v := tokens[name]
	for i := 0; i < 5; i++ {
		m := cssVar.FindStringSubmatch(v)
		if m == nil {
			break
		}
		v = tokens[m[1]]
	}
	if len(v) == 4 && v[0] == '#' {
		v = "#" + strings.Repeat(v[1:2], 2) + strings.Repeat(v[2:3], 2) + strings.Repeat(v[3:4], 2)
	}
	if len(v) != 7 || v[0] != '#' {
		return 0, false
	}
	n, err := strconv.ParseUint(v[1:], 16, 32)
	if err != nil {
		return 0, false
	}
	lin := func(c uint64) float64 {
		f := float64(c&255) / 255
		if f <= .04045 {
			return f / 12.92
		}
		return math.Pow((f+.055)/1.055, 2.4)
	}
	return .2126*lin(n>>16) + .7152*lin(n>>8) + .0722*lin(n), true
}
