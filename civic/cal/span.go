package cal

import (
	"fmt"
	"strconv"
	"strings"

	"tongban/civic/law"
	"tongban/platform/i18n"
)

// A Unit says in what a period is counted (期间单位).
type Unit string

// The units.
const (
	WorkingDays  Unit = "wd" // 工作日: only working days count
	CalendarDays Unit = "cd" // 自然日: every day counts; an end on a rest day rolls forward (TIM-04)
	Months       Unit = "mo" // 月: to the corresponding day; an end on a rest day rolls forward
	ExactDays    Unit = "xd" // 自然日，不顺延: for periods that the law does not roll
)

// A Span is a length of time that law gives (期间), such as 20 working days. The
// zero Span is no period at all.
type Span struct {
	N    int
	Unit Unit
}

// WD, CD and Mo make the common spans.
func WD(n int) Span { return Span{n, WorkingDays} }

// CD makes a span of calendar days.
func CD(n int) Span { return Span{n, CalendarDays} }

// Mo makes a span of months.
func Mo(n int) Span { return Span{n, Months} }

// IsZero reports whether there is no period.
func (s Span) IsZero() bool { return s == Span{} }

// String gives the stored form, such as "20wd"; "" for no period.
func (s Span) String() string {
	if s.IsZero() {
		return ""
	}
	return strconv.Itoa(s.N) + string(s.Unit)
}

// ParseSpan reads the stored form back.
func ParseSpan(s string) (Span, error) {
	if s == "" {
		return Span{}, nil
	}
	num := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz")
	n, err := strconv.Atoi(num)
	u := Unit(s[len(num):])
	switch u {
	case WorkingDays, CalendarDays, Months, ExactDays:
	default:
		err = fmt.Errorf("unknown unit")
	}
	if err != nil || n < 0 || n > MostDays {
		return Span{}, fmt.Errorf("period %q: want a number and wd, cd, xd or mo", s)
	}
	return Span{n, u}, nil
}

// MostDays is the longest period counted; a longer one is a typing error.
const MostDays = 40000

// MarshalText writes the stored form.
func (s Span) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the stored form.
func (s *Span) UnmarshalText(b []byte) (err error) {
	*s, err = ParseSpan(string(b))
	return err
}

// Say gives the period to read: 20个工作日, 20 working days.
func (s Span) Say() i18n.Text {
	if s.IsZero() {
		return i18n.Text{}
	}
	plural := "s"
	if s.N == 1 {
		plural = ""
	}
	switch s.Unit {
	case WorkingDays:
		return i18n.Tf("%d个工作日", "%d working day"+plural, s.N)
	case Months:
		return i18n.Tf("%d个月", "%d month"+plural, s.N)
	}
	return i18n.Tf("%d日（自然日）", "%d calendar day"+plural, s.N)
}

// A Stop is a run of days that law leaves out of a period (不计入期限的时间), first
// and last day included (TIM-13).
type Stop struct {
	From   Date
	To     Date      // zero while it still runs
	Ground i18n.Text // the statutory cause
	Cite   law.Cite
	Notice string // the document that told the party
}

// Runs reports whether the stop has not ended.
func (s Stop) Runs() bool { return s.To.IsZero() }
