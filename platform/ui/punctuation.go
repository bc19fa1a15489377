package ui

import (
	"regexp"
	"strings"
)

var (
	han        = `\p{Han}`
	halfBetw   = regexp.MustCompile(`[` + han + `」》）”][ ]?[,;:?!][ ]?[` + han + `「《（“]`)
	halfEnd    = regexp.MustCompile(han + `[,;?!]($|["'\x60<])`)
	halfDot    = regexp.MustCompile(han + `\.($|[` + han + `])`)
	halfParen  = regexp.MustCompile(`[` + han + `]\([^)]*[` + han + `]|\([` + han + `]`)
	manyDots   = regexp.MustCompile(han + `(\.\.\.|。。)`)
	straightQt = regexp.MustCompile(`[` + han + `]"[` + han + `]`)
)

// Punctuation lists what is wrong with the punctuation of a Chinese sentence:
// half-width marks beside Chinese characters, dots for an ellipsis, straight
// quotation marks (中文标点检查). Use it on every zh.json and template.
func Punctuation(s string) []string {
	var out []string
	for _, c := range []struct {
		re  *regexp.Regexp
		why string
	}{
		{halfBetw, "半角标点夹在汉字之间"}, {halfEnd, "句末用了半角标点"}, {halfDot, "句号用了半角点"},
		{halfParen, "括号应为全角（）"}, {manyDots, "省略号应为……"}, {straightQt, "引号应为“”"},
	} {
		if m := c.re.FindString(s); m != "" {
			out = append(out, c.why+"："+strings.TrimSpace(m))
		}
	}
	return out
}
