package cal

import (
	"database/sql/driver"
	"fmt"
	"time"

	"tongban/platform/clock"
	"tongban/platform/i18n"
)

// A Date is one legal day in Beijing time (日期). Dates are comparable with ==;
// the zero Date is no date and writes as "".
type Date struct {
	n int32 // days since 0000-03-01, which keeps the zero value out of use
}

// New makes a Date; days past the end of the month run on, as in time.Date.
func New(year int, month time.Month, day int) Date {
	y, m := year, int(month)-1
	y += m / 12
	if m %= 12; m < 0 {
		m, y = m+12, y-1
	}
	return Date{int32(dayNumber(y, m+1) + day - 1)}
}

// dayNumber counts days to the first of a month; years begin in March so that a
// leap day is the last day of its year.
func dayNumber(y, m int) int {
	if m < 3 {
		y--
		m += 12
	}
	return 365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5
}

// DateOf gives the day in Beijing on which an instant falls.
func DateOf(t time.Time) Date {
	y, m, d := t.In(clock.Beijing).Date()
	return New(y, m, d)
}

// Parse reads YYYY-MM-DD (解析日期); "" is the zero Date. A day that does not exist
// is an error.
func Parse(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	bad := fmt.Errorf("date %q: want YYYY-MM-DD", s)
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return Date{}, bad
	}
	var num [3]int
	for k, part := range [3]string{s[:4], s[5:7], s[8:]} {
		for _, c := range []byte(part) {
			if c < '0' || c > '9' {
				return Date{}, bad
			}
			num[k] = num[k]*10 + int(c-'0')
		}
	}
	d := New(num[0], time.Month(num[1]), num[2])
	if num[0] < 1 || d.String() != s {
		return Date{}, fmt.Errorf("date %q: no such day", s)
	}
	return d, nil
}

// MustParse is Parse for dates written in the program; it panics on a wrong one.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Split gives year, month and day.
func (d Date) Split() (year int, month time.Month, day int) {
	z := int(d.n)
	era := z / 146097
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	year, day = yoe+era*400, doy-(153*mp+2)/5+1
	if mp < 10 {
		return year, time.Month(mp + 3), day
	}
	return year + 1, time.Month(mp - 9), day
}

// Year gives the calendar year.
func (d Date) Year() int { y, _, _ := d.Split(); return y }

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d.n == 0 }

// AddDays gives the day n days later, or earlier for a negative n.
func (d Date) AddDays(n int) Date { return Date{d.n + int32(n)} }

// AddMonths gives the same day n months later; where that month has no such day,
// its last day.
func (d Date) AddMonths(n int) Date {
	y, m, day := d.Split()
	first := New(y, m+time.Month(n), 1)
	last := New(y, m+time.Month(n)+1, 1).AddDays(-1)
	if r := first.AddDays(day - 1); r.Before(last) {
		return r
	}
	return last
}

// Sub gives the number of days from e to d.
func (d Date) Sub(e Date) int { return int(d.n - e.n) }

// Before reports whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.n < e.n }

// After reports whether d is later than e.
func (d Date) After(e Date) bool { return d.n > e.n }

// Weekday gives the day of the week.
func (d Date) Weekday() time.Weekday { return time.Weekday((d.n + 3) % 7) }

// Start gives the instant the day begins, 0:00 in Beijing.
func (d Date) Start() time.Time {
	y, m, day := d.Split()
	return time.Date(y, m, day, 0, 0, 0, 0, clock.Beijing)
}

// End gives the instant the day ends (24时): a period that ends on the day is kept
// by everything that happens before this instant (TIM-05).
func (d Date) End() time.Time { return d.AddDays(1).Start() }

// String gives YYYY-MM-DD, or "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	y, m, day := d.Split()
	b := []byte("0000-00-00")
	b[0], b[1], b[2], b[3] = digit(y/1000), digit(y/100), digit(y/10), digit(y)
	b[5], b[6], b[8], b[9] = digit(int(m)/10), digit(int(m)), digit(day/10), digit(day)
	return string(b)
}

func digit(n int) byte { return byte('0' + n%10) }

var weekdayZh = [...]string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"}

// Say gives the day to read: 2026年2月26日（星期四）, Thu 26 Feb 2026.
func (d Date) Say() i18n.Text {
	if d.IsZero() {
		return i18n.Text{}
	}
	y, m, day := d.Split()
	return i18n.T(fmt.Sprintf("%d年%d月%d日（%s）", y, m, day, weekdayZh[d.Weekday()]), d.Start().Format("Mon 2 Jan 2006"))
}

// WeekdayText gives the day of the week to read.
func (d Date) WeekdayText() i18n.Text {
	return i18n.T(weekdayZh[d.Weekday()], d.Weekday().String())
}

// MarshalText writes YYYY-MM-DD.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD.
func (d *Date) UnmarshalText(b []byte) (err error) {
	*d, err = Parse(string(b))
	return err
}

// Value stores the date as TEXT.
func (d Date) Value() (driver.Value, error) { return d.String(), nil }

// Scan reads the date from TEXT.
func (d *Date) Scan(v any) (err error) {
	switch x := v.(type) {
	case string:
		*d, err = Parse(x)
	case []byte:
		*d, err = Parse(string(x))
	default:
		err = fmt.Errorf("date: cannot read %T", v)
	}
	return err
}
