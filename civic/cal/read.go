package cal

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"tongban/platform/i18n"
)

// readCompact reads one line of the compact form: a name, then days off
// ("02-15..02-23", "05-01") and days worked ("+02-14"), each with or without year.
func readCompact(year int, line string) ([]Day, *i18n.Text) {
	words := strings.Fields(line)
	if len(words) < 2 {
		return nil, say("“%s”没有日期。", "%q names no day.", line)
	}
	var out []Day
	for _, w := range words[1:] {
		off := Off
		if rest, ok := strings.CutPrefix(w, "+"); ok {
			w, off = rest, Work
		}
		a, b, isRun := strings.Cut(w, "..")
		if !isRun {
			b = a
		}
		from, err1 := shortDate(year, a)
		to, err2 := shortDate(year, b)
		if err1 != nil || err2 != nil || to.Before(from) || to.Sub(from) > 30 {
			return nil, say("看不懂“%s”：应写成 05-01、05-01..05-05 或 +04-26。", "%q is not understood: write 05-01, 05-01..05-05 or +04-26.", w)
		}
		for d := from; !d.After(to); d = d.AddDays(1) {
			out = append(out, Day{On: d, Off: off, Name: words[0]})
		}
	}
	return out, nil
}

func shortDate(year int, s string) (Date, error) {
	if len(s) == 5 {
		s = fmt.Sprintf("%04d-%s", year, s)
	}
	return Parse(s)
}

func say(zh, en string, args ...any) *i18n.Text {
	t := i18n.Tf(zh, en, args...)
	return &t
}

var _ = regexp.MustCompile
var _ = time.Monday
