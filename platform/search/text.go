package search

import (
	"strings"
	"unicode"
)

// fold brings one character into the form that is compared: half-width, lower
// case. It keeps the number of characters, so places in the folded text are
// places in the original. Characters that only separate become a space.
func fold(r rune) rune {
	if r >= 0xff01 && r <= 0xff5e {
		r -= 0xfee0
	}
	r = unicode.ToLower(r)
	if han(r) || unicode.IsLetter(r) || unicode.IsDigit(r) {
		return r
	}
	return ' '
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) || r == '〇' }

func folded(s string) []rune {
	out := []rune(s)
	for i, r := range out {
		out[i] = fold(r)
	}
	return out
}

// flat gives the folded text with single spaces.
func flat(s string) string { return strings.Join(strings.Fields(string(folded(s))), " ") }

// A run is a stretch of a text that is all Chinese or all letters and digits.
type run struct {
	text []rune
	han  bool
	at   int // place of its first character
}

func runs(text []rune) []run {
	var out []run
	for i := 0; i < len(text); {
		if text[i] == ' ' {
			i++
			continue
		}
		j, h := i, han(text[i])
		for j < len(text) && text[j] != ' ' && han(text[j]) == h {
			j++
		}
		out = append(out, run{text[i:j], h, i})
		i = j
	}
	return out
}

// A gram is one or two characters of Chinese (二元字串).
type gram uint64

func pair(a, b rune) gram { return gram(a)<<32 | gram(b) }

// grams gives every pair of neighbours and every single character.
func grams(r run, each func(gram)) {
	for i, c := range r.text {
		each(pair(0, c))
		if i > 0 {
			each(pair(r.text[i-1], c))
		}
	}
}

// idle are words of a question that name no matter; longer ones first.
var idle = []string{"需要什么材料", "需要哪些材料", "需要什么", "要什么材料", "去哪里办", "在哪里办", "怎么办理", "如何办理", "怎么办", "在哪办",
	"请问一下", "请问", "我想要", "我想", "我要", "我们", "想要", "怎么", "怎样", "如何", "哪里", "可以", "办理", "申请", "一家", "一个", "一下", "什么", "手续", "流程", "想", "要", "办", "吗", "呢", "的", "了", "我"}

// bare takes idle words away; what has nothing else stays as it is.
func bare(q string) string {
	out := q
	for _, w := range idle {
		out = strings.ReplaceAll(out, w, " ")
	}
	if out = strings.Join(strings.Fields(out), " "); len([]rune(out)) < 2 {
		return q
	}
	return out
}
