package cal

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"tongban/platform/i18n"
)

// A Problem is a line of a pasted notice that cannot be taken (问题行).
type Problem struct {
	Line int    // from 1
	Text string // the line as pasted
	Why  i18n.Text
}

// Say gives the problem to read, with its line.
func (p Problem) Say() i18n.Text {
	return i18n.Tf("第%d行“%s”：%s", "Line %d “%s”: %s", p.Line, clip(p.Text), p.Why)
}

func clip(s string) string {
	if r := []rune(s); len(r) > 24 {
		return string(r[:24]) + "…"
	}
	return s
}

// Read reads the days of a notice as somebody pasted it (读入放假安排). Each line may
// be a table row ("2027-01-01 off 元旦", "2027/1/4,上班,元旦"), the compact form
// ("春节 02-05..02-12 +01-31"), or the notice's own wording (“一、元旦：1月1日至3日放假
// 调休，共3天。1月4日（星期日）上班。”). Lines without a date are passed over. A
// weekday or number of days that the wording names is checked against the dates.
func Read(year int, text string) ([]Day, []Problem) {
	var days []Day
	var problems []Problem
	for k, raw := range strings.Split(text, "\n") {
		line := strings.TrimSpace(strings.TrimPrefix(width.Fold.String(raw), "\ufeff"))
		var got []Day
		var bad *i18n.Text
		switch {
		case !hasDate.MatchString(line) || onlyDate.MatchString(line):
			continue
		case rowDate.MatchString(line):
			got, bad = readRow(line)
		case compactLine.MatchString(line):
			got, bad = readCompact(year, line)
		default:
			got, bad = readWording(year, line)
		}
		for i := range got {
			got[i].Line = k + 1
			if bad == nil {
				bad = unfit(year, got[i], days)
			}
		}
		if bad != nil {
			problems = append(problems, Problem{k + 1, strings.TrimSpace(raw), *bad})
			continue
		}
		days = append(days, got...)
	}
	if len(days) == 0 && len(problems) == 0 {
		problems = append(problems, Problem{1, clip(text), i18n.T("没有读到任何日期。", "No date was found.")})
	}
	return days, problems
}

var (
	hasDate     = regexp.MustCompile(`\d{1,2}月\d{1,2}日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{2}-\d{2}`)
	onlyDate    = regexp.MustCompile(`^\d{4}年\d{1,2}月\d{1,2}日$`)
	rowDate     = regexp.MustCompile(`^"?(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"?([\s,;|]|$)`)
	compactLine = regexp.MustCompile(`^\S+( \+?(\d{4}-)?\d{2}-\d{2}(\.\.(\d{4}-)?\d{2}-\d{2})?)+$`)
	between     = regexp.MustCompile(`[\s,;|"]+`)
)

// unfit tells why a day cannot belong to the notice of the year.
func unfit(year int, d Day, before []Day) *i18n.Text {
	if d.On.Before(New(year-1, 12, 1)) || d.On.Year() > year {
		return say("%s不在%d年的放假安排范围内。", "%s does not belong to the arrangement of %d.", d.On, year)
	}
	if k := slices.IndexFunc(before, func(x Day) bool { return x.On == d.On && x.Off != d.Off }); k >= 0 {
		return say("%s在第%d行写的正相反。", "%s says the opposite of line %d.", d.On, before[k].Line)
	}
	return nil
}

var (
	offWords  = []string{"off", "true", "放假", "休", "休息", "holiday", "1"}
	workWords = []string{"work", "working", "false", "上班", "班", "调休上班", "workday", "0"}
)

// readRow reads a table row: a date, a word for off or worked, a name, in any order
// after the date; weekdays and anything else are passed over.
func readRow(line string) ([]Day, *i18n.Text) {
	m := rowDate.FindStringSubmatch(line)
	on, err := civil(m[1], m[2], m[3])
	if err != nil {
		return nil, say("没有%s年%s月%s日这一天。", "There is no day %s-%s-%s.", m[1], m[2], m[3])
	}
	d := Day{On: on}
	known := false
	for _, w := range between.Split(line[len(m[0]):], -1) {
		switch low := strings.ToLower(w); {
		case slices.Contains(offWords, low):
			d.Off, known = Off, true
		case slices.Contains(workWords, low):
			d.Off, known = Work, true
		case d.Name == "" && w != "" && !weekdayWord.MatchString(w) && !strings.Contains(w, "//"):
			d.Name = w
		}
	}
	if !known {
		return nil, say("没有写明放假（off）还是上班（work）。", "It does not say off or work.")
	}
	if d.Name == "" {
		d.Name = "放假安排"
	}
	d.Name = fullName(d.Name)
	return []Day{d}, nil
}

func civil(y, m, d string) (Date, error) {
	return Parse(fmt.Sprintf("%04s-%02s-%02s", y, m, d))
}

// readCompact reads one line of the compact form: a name, then days off
// ("02-15..02-23", "05-01") and days worked ("+02-14"), each with or without year.
func readCompact(year int, line string) ([]Day, *i18n.Text) {
	words := strings.Fields(line)
	if len(words) < 2 {
		return nil, say("“%s”没有日期。", "“%s” names no day.", line)
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
		if err1 != nil || err2 != nil || to.Before(from) || to.Sub(from) > longestRun {
			return nil, say("看不懂“%s”：应写成 05-01、05-01..05-05 或 +04-26。", "“%s” is not understood: write 05-01, 05-01..05-05 or +04-26.", w)
		}
		out = append(out, run(from, to, off, fullName(words[0]))...)
	}
	return out, nil
}

// longestRun bounds a run of days off, so that a slip of the pen is seen.
const longestRun = 30

func run(from, to Date, off Rest, name string) []Day {
	var out []Day
	for d := from; !d.After(to); d = d.AddDays(1) {
		out = append(out, Day{On: d, Off: off, Name: name})
	}
	return out
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

// fullName gives the festival's usual name for the short ones people type.
func fullName(s string) string {
	s = strings.Trim(s, "“”\"' :：")
	for _, pair := range [][2]string{{"清明", "清明节"}, {"端午", "端午节"}, {"中秋", "中秋节"}, {"国庆", "国庆节"}, {"劳动", "劳动节"},
		{"五一", "劳动节"}, {"十一", "国庆节"}, {"新年", "元旦"}, {"元旦节", "元旦"}} {
		if s == pair[0] {
			return pair[1]
		}
	}
	return s
}

func atoi(s string) int { n, _ := strconv.Atoi(s); return n }
