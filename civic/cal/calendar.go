package cal

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"tongban/platform/i18n"
)

// The days a Calendar keeps in its table; outside it only weekends are known.
var firstDay, lastDay = New(2006, 12, 1), New(lunarTo+10, 12, 31)

// yearEnd is the day from which the last week of a year may still be rearranged by
// the next year's notice (in 2008, 2012, 2019 and 2023 it was).
func yearEnd(year int) Date { return New(year, 12, 26) }

// A Calendar is one immutable version of the legal calendar (工作日历) for the
// country or, after In, for a region. It may be shared freely.
type Calendar struct {
	version string
	region  string
	notices []*Notice
	table                        // for this region
	regions map[string]*Calendar // by trimmed division code; nil in a regional one
}

// A table answers questions about days in constant time.
type table struct {
	info    []dayInfo // by days since firstDay
	before  []int32   // number of working days in [firstDay, day)
	work    []int32   // the working days, as days since firstDay
	guesses []int32   // number of provisional days in [firstDay, day)
	whys    []why
}

type dayInfo struct {
	why         uint16 // index into whys
	working     bool
	provisional bool
}

type why struct {
	say    i18n.Text
	notice *Notice // nil where no notice speaks
}

// reasons that no notice gives; their places in table.whys.
const (
	whyWorkday = iota
	whySaturday
	whySunday
	whyFirstNotice
)

var plainWhys = []why{
	whyWorkday:  {say: i18n.T("工作日", "working day")},
	whySaturday: {say: i18n.T("星期六，休息日", "Saturday, rest day")},
	whySunday:   {say: i18n.T("星期日，休息日", "Sunday, rest day")},
}

// Builtin gives the calendar of the notices that come with the program.
var Builtin = sync.OnceValue(func() *Calendar { return Build(nil) })

// Build makes the calendar of the built-in notices and the published ones that
// follow them, in order: a later notice overrides an earlier one day by day.
func Build(published []*Notice) *Calendar {
	return buildOf(append(slices.Clone(builtin()), published...))
}

// buildOf makes the calendar of exactly these notices.
func buildOf(notices []*Notice) *Calendar {
	c := &Calendar{version: versionOf(notices), notices: notices, table: buildTable(notices, ""), regions: map[string]*Calendar{}}
	for _, n := range notices {
		if key := trimRegion(n.Region); key != "" && c.regions[key] == nil {
			c.regions[key] = &Calendar{version: c.version, region: n.Region, notices: notices, table: buildTable(notices, key)}
		}
	}
	return c
}

// versionOf names the content, so that the same notices give the same version.
func versionOf(notices []*Notice) string {
	h := sha256.New()
	last := 0
	for _, n := range notices {
		fmt.Fprintf(h, "%d|%s|%s|%s|%s\n%s", n.Year, n.Region, n.Title, n.Number, n.Source, n.Text())
		if n.Region == "" {
			last = max(last, n.Year)
		}
	}
	return fmt.Sprintf("%d-%s", last, hex.EncodeToString(h.Sum(nil)[:5]))
}

// trimRegion cuts a division code to its significant part: 150000 → 15.
func trimRegion(code string) string {
	for len(code) >= 2 && strings.HasSuffix(code, "00") {
		code = code[:len(code)-2]
	}
	return code
}

// Version names this version; clocks keep it beside their dates.
func (c *Calendar) Version() string { return c.version }

// Region gives the division code of the layer that applies; "" for the country.
func (c *Calendar) Region() string { return c.region }

// Notices lists the notices the version rests on, in order.
func (c *Calendar) Notices() []*Notice { return slices.Clone(c.notices) }

// In gives the calendar of a region by its division code (TIM-10): that of the
// nearest region above it which has a notice of its own, else the country's.
func (c *Calendar) In(region string) *Calendar {
	for code := trimRegion(region); code != "" && len(c.regions) > 0; code = code[:len(code)-1] {
		if r, ok := c.regions[code]; ok {
			return r
		}
	}
	return c
}

// Announced reports whether the State Council's notice of a year is in.
func (c *Calendar) Announced(year int) bool {
	return slices.ContainsFunc(c.notices, func(n *Notice) bool { return n.Year == year && n.Region == "" })
}

// Working tells whether a day is a working day, whether that is provisional
// (TIM-11), and why.
func (c *Calendar) Working(d Date) (working, provisional bool, reason i18n.Text) {
	i := c.at(d)
	return i.working, i.provisional, c.whys[i.why].say
}

// Source gives the notice that speaks of the day; nil where none does.
func (c *Calendar) Source(d Date) *Notice { return c.whys[c.at(d).why].notice }

// IsWorking tells whether a day is a working day.
func (c *Calendar) IsWorking(d Date) bool { return c.at(d).working }

// WorkingBetween counts the working days after from up to and including to; it is
// negative when to is earlier than from.
func (c *Calendar) WorkingBetween(from, to Date) int {
	if to.Before(from) {
		return -c.WorkingBetween(to, from)
	}
	n := 0
	for from.Before(firstDay.AddDays(-1)) && from.Before(to) {
		if from = from.AddDays(1); c.at(from).working {
			n++
		}
	}
	for ; to.After(lastDay) && to.After(from); to = to.AddDays(-1) {
		if c.at(to).working {
			n++
		}
	}
	return n + c.upTo(to) - c.upTo(from)
}

// upTo counts the working days of the table up to and including d.
func (c *Calendar) upTo(d Date) int {
	k := min(max(d.Sub(firstDay)+1, 0), len(c.before)-1)
	return int(c.before[k])
}

func (c *Calendar) at(d Date) dayInfo {
	if k := d.Sub(firstDay); k >= 0 && k < len(c.info) {
		return c.info[k]
	}
	return plainDay(d)
}

// plainDay is all we know of a day outside the table.
func plainDay(d Date) dayInfo {
	i := dayInfo{why: whyWorkday, working: true, provisional: true}
	switch d.Weekday() {
	case time.Saturday:
		i.why, i.working = whySaturday, false
	case time.Sunday:
		i.why, i.working = whySunday, false
	}
	return i
}

// buildTable lays festivals over weekends and notices over festivals; region is a
// trimmed division code and takes in the notices of every region above it.
func buildTable(notices []*Notice, region string) table {
	t := table{whys: slices.Clone(plainWhys)}
	announced := map[int]bool{}
	for _, n := range notices {
		if n.Region == "" {
			announced[n.Year] = true
		}
	}
	t.layDays(announced)
	t.layFestivals(announced)
	for pass := range 2 { // regional layers over the national one
		for _, n := range notices {
			own := trimRegion(n.Region)
			if (pass == 0) == (own == "") && strings.HasPrefix(region, own) {
				t.layNotice(n)
			}
		}
	}
	t.count()
	return t
}

func (t *table) layDays(announced map[int]bool) {
	for d := firstDay; !d.After(lastDay); d = d.AddDays(1) {
		i := plainDay(d)
		y := d.Year()
		i.provisional = !announced[y] || (!d.Before(yearEnd(y)) && !announced[y+1])
		t.info = append(t.info, i)
	}
}

func (t *table) layFestivals(announced map[int]bool) {
	for y := firstDay.Year() + 1; y <= lastDay.Year(); y++ {
		for _, f := range Festivals(y) {
			zh, en := f.Name+"，法定节日", f.En+", statutory holiday"
			if !announced[y] {
				zh, en = zh+"（放假安排未公布，暂定）", en+" (arrangement not announced, provisional)"
			}
			t.set(f.On, Off, why{say: i18n.T(zh, en)})
		}
	}
}

func (t *table) layNotice(n *Notice) {
	for _, d := range n.Days {
		en := festivalEn[d.Name]
		if en == "" {
			en = d.Name
		}
		w := why{notice: n, say: i18n.T(d.Name+"放假", en+", day off")}
		if d.Off == Work {
			w.say = i18n.T(d.Name+"调休，上班", "working day in exchange for "+en)
		}
		t.set(d.On, d.Off, w)
	}
}

func (t *table) set(d Date, off Rest, w why) {
	k := d.Sub(firstDay)
	if k < 0 || k >= len(t.info) {
		return
	}
	at := slices.IndexFunc(t.whys, func(x why) bool { return x == w })
	if at < 0 {
		at = len(t.whys)
		t.whys = append(t.whys, w)
	}
	t.info[k].why, t.info[k].working = uint16(at), off == Work
}

func (t *table) count() {
	t.before, t.guesses = make([]int32, len(t.info)+1), make([]int32, len(t.info)+1)
	for k, i := range t.info {
		t.before[k+1], t.guesses[k+1] = t.before[k], t.guesses[k]
		if i.provisional {
			t.guesses[k+1]++
		}
		if i.working {
			t.work = append(t.work, int32(k))
			t.before[k+1]++
		}
	}
}

// Festivity lists the days of a year that are not what their weekday says: off
// weekdays, worked weekends, and the festivals among them, in order.
func (c *Calendar) Festivity(year int) []Date {
	var out []Date
	for d := New(year, 1, 1); d.Year() == year; d = d.AddDays(1) {
		if int(c.at(d).why) >= whyFirstNotice {
			out = append(out, d)
		}
	}
	sort.Slice(out, func(a, b int) bool { return out[a].Before(out[b]) })
	return out
}
