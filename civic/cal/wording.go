package cal

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"tongban/platform/i18n"
)

var (
	numbering   = regexp.MustCompile(`^(\(?[一二三四五六七八九十]+[、.)]+|\(?\d{1,2}[、.)]+)\s*`)
	weekdayWord = regexp.MustCompile(`^\(?(星期|周)?([一二三四五六日天])\)?$`)
	weekdayIn   = regexp.MustCompile(`(?:星期|周)([一二三四五六日天])`)
	// One step of the wording: a date with its brackets, a joiner, an act, a total.
	step = regexp.MustCompile(`(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(\([^)]*\))?|(至|到|—|-|~)|(上班)|(放假|补休|连休|休息|调休)|共(\d{1,2})天`)
)

// A wording is a line of a notice on its way to days.
type wording struct {
	year    int
	name    string
	pending []Date // named, not yet said to be off or worked
	run     bool   // the next date ends a run
	last    Date   // the last date named
	month   bool   // last gives month and year to a bare day
	off     int    // days off of this line so far
	out     []Day
}

// readWording reads a line in the notice's own words.
func readWording(year int, line string) ([]Day, *i18n.Text) {
	w := wording{year: year}
	line = numbering.ReplaceAllString(line, "")
	rest := line
	if head, tail, ok := strings.Cut(line, ":"); ok && len([]rune(head)) <= 20 && !hasDate.MatchString(head) {
		w.name, rest = fullName(strings.TrimSpace(head)), tail
	}
	if w.name == "" {
		w.name = "放假安排"
	}
	for _, m := range step.FindAllStringSubmatch(rest, -1) {
		if bad := w.take(m); bad != nil {
			return nil, bad
		}
	}
	if len(w.pending) > 0 {
		return nil, say("%s没有写明放假还是上班。", "It is not said whether %s is off or worked.", w.pending[0])
	}
	return w.out, nil
}

func (w *wording) take(m []string) *i18n.Text {
	switch {
	case m[3] != "":
		return w.date(m)
	case m[5] != "":
		w.run = len(w.pending) > 0
	case m[6] != "":
		w.settle(Work)
	case m[7] != "":
		w.off += w.settle(Off)
	case m[8] != "":
		if n := atoi(m[8]); n != w.off {
			return say("写着“共%d天”，但读到的放假日是%d天。", "It says %d days in all, but %d days off were read.", n, w.off)
		}
	}
	return nil
}

func (w *wording) settle(off Rest) int {
	for _, d := range w.pending {
		w.out = append(w.out, Day{On: d, Off: off, Name: w.name})
	}
	n := len(w.pending)
	w.pending, w.run = nil, false
	return n
}

// date takes one date of the wording; m holds year, month, day and brackets.
func (w *wording) date(m []string) *i18n.Text {
	y, month := w.year, m[2]
	switch {
	case m[1] != "":
		y = atoi(m[1])
	case month == "" && w.month:
		lastYear, lastMonth, _ := w.last.Split()
		y, month = lastYear, strconv.Itoa(int(lastMonth))
	case month == "":
		return say("“%s日”前面没有月份。", "No month stands before day %s.", m[3])
	}
	d, err := civil(strconv.Itoa(y), month, m[3])
	if err != nil {
		return say("没有%d年%s月%s日这一天。", "There is no day %d-%s-%s.", y, month, m[3])
	}
	if bad := w.weekday(&d, m); bad != nil {
		return bad
	}
	if !w.run {
		w.pending = append(w.pending, d)
	} else if bad := w.endRun(d); bad != nil {
		return bad
	}
	w.last, w.month, w.run = d, true, false
	return nil
}

// weekday compares the weekday in brackets with the date. A December date without
// a year may mean the year before: the weekday then tells.
func (w *wording) weekday(d *Date, m []string) *i18n.Text {
	named := weekdayIn.FindStringSubmatch(m[4])
	if named == nil {
		return nil
	}
	want := time.Weekday(strings.Index("日一二三四五六", strings.Replace(named[1], "天", "日", 1)) / len("日"))
	if d.Weekday() == want {
		return nil
	}
	if _, month, day := d.Split(); month == time.December && m[1] == "" {
		if earlier := New(w.year-1, month, day); earlier.Weekday() == want {
			*d = earlier
			return nil
		}
	}
	return say("%s是%s，不是%s。", "%s is a %s, not a %s.", *d, d.WeekdayText(), i18n.T(weekdayZh[want], want.String()))
}

func (w *wording) endRun(to Date) *i18n.Text {
	from := w.pending[len(w.pending)-1]
	if to.Before(from) && from.Sub(to) > 300 { // 12月31日至1月2日
		y, m, d := from.Split()
		from = New(y-1, m, d)
		w.pending[len(w.pending)-1] = from
	}
	if to.Before(from) || to.Sub(from) > longestRun {
		return say("“%s至%s”不是合理的起止日期。", "%s to %s is no sensible run of days.", from, to)
	}
	for d := from.AddDays(1); !d.After(to); d = d.AddDays(1) {
		w.pending = append(w.pending, d)
	}
	return nil
}
