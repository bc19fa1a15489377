package cal

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"tongban/civic/law"
	"tongban/platform/i18n"
)

// A naive counter goes day by day and knows nothing but Working and the stops.
type naive struct{ c *Calendar }

func (n naive) stopped(d Date, stops []Stop) bool {
	for _, s := range stops {
		if !d.Before(s.From) && (s.Runs() || !d.After(s.To)) {
			return true
		}
	}
	return false
}

func (n naive) add(start Date, s Span, stops []Stop) (on Date, provisional bool) {
	left := s.N
	if s.Unit == Months {
		left = start.AddMonths(s.N).Sub(start)
	}
	d := start
	for left > 0 {
		d = d.AddDays(1)
		working, unsure, _ := n.c.Working(d)
		if s.Unit == WorkingDays {
			provisional = provisional || unsure
		}
		if !n.stopped(d, stops) && (s.Unit != WorkingDays || working) {
			left--
		}
	}
	if (s.Unit == CalendarDays || s.Unit == Months) && s.N > 0 {
		for {
			working, unsure, _ := n.c.Working(d)
			provisional = provisional || unsure
			if working {
				break
			}
			d = d.AddDays(1)
		}
	}
	return d, provisional
}

func genStart() *rapid.Generator[Date] {
	first := New(2010, 1, 1)
	return rapid.Custom(func(t *rapid.T) Date {
		return first.AddDays(rapid.IntRange(0, New(2026, 12, 31).Sub(first)).Draw(t, "day"))
	})
}

func genStops(start Date) *rapid.Generator[[]Stop] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Stop {
		from := start.AddDays(rapid.IntRange(-20, 90).Draw(t, "from"))
		return Stop{From: from, To: from.AddDays(rapid.IntRange(0, 40).Draw(t, "long"))}
	}), 0, 4)
}

// rule: TIM-01 TIM-03 TIM-04 TIM-13
func TestCountingAgreesWithADayByDayEnumerator(t *testing.T) {
	c := Builtin()
	rapid.Check(t, func(t *rapid.T) {
		start := genStart().Draw(t, "start")
		s := Span{rapid.IntRange(0, 260).Draw(t, "n"), rapid.SampledFrom([]Unit{WorkingDays, CalendarDays, ExactDays}).Draw(t, "unit")}
		stops := genStops(start).Draw(t, "stops")
		due := c.Add(start, s, stops...)
		on, provisional := naive{c}.add(start, s, stops)
		if due.On != on || (due.Provisional != provisional && s.N > 0) {
			t.Fatalf("%s + %s, stops %v: got %s (provisional %v), enumerated %s (%v)", start, s, stops, due.On, due.Provisional, on, provisional)
		}
		checkWhy(t, due)
	})
}

// checkWhy holds the day-by-day list against the outcome it explains.
func checkWhy(t *rapid.T, due Due) {
	list := due.Why()
	if len(list) != due.On.Sub(due.Start)+1 || list[0].Mark != MarkStart {
		t.Fatalf("got %d days from %s to %s", len(list), due.Start, due.On)
	}
	counted := 0
	for i, w := range list {
		if w.On != due.Start.AddDays(i) {
			t.Fatalf("day %d is %s", i, w.On)
		}
		if w.N > 0 {
			counted++
			if w.N != counted {
				t.Fatalf("%s is counted as %d, want %d", w.On, w.N, counted)
			}
		}
		if working := due.cal.IsWorking(w.On); w.Mark == MarkRest && working || w.Mark == MarkCounts && due.Span.Unit == WorkingDays && !working {
			t.Fatalf("%s is marked %s, working %v", w.On, w.Mark, working)
		}
		if w.Say.Empty() {
			t.Fatalf("%s has no reason", w.On)
		}
	}
	if counted != due.Span.N || (due.Span.N > 0 && list[len(list)-1].Mark != MarkDue) {
		t.Fatalf("%d days counted of %s; the last is marked %s", counted, due.Span, list[len(list)-1].Mark)
	}
}

// rule: TIM-02 TIM-04
func TestMonthsEndOnTheCorrespondingDay(t *testing.T) {
	c := Builtin()
	for _, v := range []struct {
		start string
		n     int
		want  string
	}{
		{"2026-01-15", 6, "2026-07-15"}, {"2025-08-31", 6, "2026-02-28"}, {"2023-08-31", 6, "2024-02-29"},
		{"2026-03-31", 1, "2026-04-30"}, {"2026-04-10", 6, "2026-10-10"}, {"2026-04-01", 6, "2026-10-08"}, {"2025-11-30", 15, "2027-03-01"},
	} {
		if got := c.Add(MustParse(v.start), Mo(v.n)); got.On.String() != v.want {
			t.Errorf("%s + %d months: got %s, want %s", v.start, v.n, got.On, v.want)
		}
	}
}

// rule: TIM-07
func TestCountingBackIsNeverRolled(t *testing.T) {
	c := Builtin()
	rapid.Check(t, func(t *rapid.T) {
		deadline := genStart().Draw(t, "deadline")
		n := rapid.IntRange(0, 120).Draw(t, "n")
		if got := c.Back(deadline, CD(n)).On; got != deadline.AddDays(-n) {
			t.Fatalf("%d days before %s: got %s", n, deadline, got)
		}
		due := c.Back(deadline, WD(n))
		if n > 0 && (c.WorkingBetween(due.On.AddDays(-1), deadline.AddDays(-1)) != n || !c.IsWorking(due.On)) {
			t.Fatalf("%d working days before %s: got %s", n, deadline, due.On)
		}
		if list := due.Why(); len(list) != deadline.Sub(due.On)+1 {
			t.Fatalf("got %d days of account from %s back to %s", len(list), deadline, due.On)
		}
	})
}

// rule: TIM-13
func TestAStopThatRunsLeavesTheEndOpen(t *testing.T) {
	c := Builtin()
	running := Stop{From: MustParse("2026-03-10"), Ground: i18n.T("专家评审", "expert review"), Cite: law.Licensing.Art(45), Notice: "N-1"}
	due := c.Add(MustParse("2026-03-02"), WD(20), running)
	if !due.On.IsZero() || !due.Paused() {
		t.Errorf("got %s, want no end while the stop runs", due.On)
	}
	list := due.Why()
	if last := list[len(list)-1]; last.On != running.From || last.Mark != MarkStopped || last.Stop == nil || last.Stop.Notice != "N-1" {
		t.Errorf("got %+v, want the account to end with the stop's first day", last)
	}
	if due = c.Add(MustParse("2026-03-02"), WD(3), running); due.On.String() != "2026-03-05" {
		t.Errorf("a period over before the stop: got %s, want 2026-03-05", due.On)
	}
}

// rule: TIM-05 TIM-06
func TestADayEndsAtMidnightInBeijingAndHoursRunFromTheirMoment(t *testing.T) {
	due := Builtin().Add(MustParse("2026-02-12"), WD(5))
	if got := due.Ends().UTC().Format(time.RFC3339); got != "2026-02-26T16:00:00Z" {
		t.Errorf("got %s, want the end of 26 February in Beijing", got)
	}
	if got := due.EndsAtCounter(17 * time.Hour).UTC().Format(time.RFC3339); got != "2026-02-26T09:00:00Z" {
		t.Errorf("got %s, want 17:00 of 26 February in Beijing, when the counter closes", got)
	}
	if got := due.EndsAtCounter(0); !got.Equal(due.Ends()) {
		t.Errorf("got %s, want the end on line where no hours are kept", got)
	}
	from := time.Date(2026, 2, 26, 23, 30, 0, 0, time.UTC)
	if got := Hours(from, 12); got.Sub(from) != 12*time.Hour || DateOf(from).String() != "2026-02-27" {
		t.Errorf("got %s on %s", got, DateOf(from))
	}
}

// rule: TIM-09
func TestHolidaysForSomeCitizensStopNothing(t *testing.T) {
	for _, day := range []string{"2024-03-08", "2023-05-04", "2023-06-01", "2023-08-01", "2028-03-08", "2028-05-04", "2028-06-01", "2028-08-01"} {
		if !Builtin().IsWorking(MustParse(day)) {
			t.Errorf("%s: got a rest day, want a working day", day)
		}
	}
}

// rule: TIM-11
func TestYearsWithoutANoticeAreProvisional(t *testing.T) {
	c := Builtin()
	for _, v := range []struct {
		start       string
		span        Span
		want        string
		provisional bool
	}{
		{"2026-11-20", WD(10), "2026-12-04", false},
		{"2026-12-18", WD(5), "2026-12-25", false},
		{"2026-12-18", WD(6), "2026-12-28", true}, // the last week may still be rearranged
		{"2026-12-18", WD(10), "2027-01-04", true},
		{"2026-12-01", CD(30), "2026-12-31", true},
		{"2026-11-01", CD(30), "2026-12-01", false},
		{"2027-02-01", WD(5), "2027-02-10", true}, // 5 to 8 February by statute, 6 and 7 a weekend
		{"2027-04-30", WD(1), "2027-05-03", true}, // 1 and 2 May by statute
		{"2026-12-01", Span{60, ExactDays}, "2027-01-30", false},
	} {
		due := c.Add(MustParse(v.start), v.span)
		if due.On.String() != v.want || due.Provisional != v.provisional {
			t.Errorf("%s + %s: got %s (provisional %v), want %s (%v)", v.start, v.span, due.On, due.Provisional, v.want, v.provisional)
		}
	}
	if _, _, why := c.Working(MustParse("2027-02-05")); why.Zh != "春节，法定节日（放假安排未公布，暂定）" {
		t.Errorf("got %q", why.Zh)
	}
	if c.Announced(2027) || !c.Announced(2026) {
		t.Error("2026 is announced, 2027 is not")
	}
}

// rule: TIM-10
func TestARegionsFestivalHoldsThereAndBelow(t *testing.T) {
	c := Build([]*Notice{{Year: 2026, Title: "试验用地方通知", Region: "150000", Days: []Day{{On: MustParse("2026-07-15"), Off: Off, Name: "那达慕（试验）"}}},
		{Year: 2026, Title: "试验用市通知", Region: "150300", Days: []Day{{On: MustParse("2026-07-16"), Off: Off, Name: "市节（试验）"}}}})
	for _, v := range []struct {
		region   string
		wed, thu bool
	}{{"", true, true}, {"110000", true, true}, {"150000", false, true}, {"150100", false, true}, {"150300", false, false}, {"150302", false, false}, {"150302001002", false, false}} {
		k := c.In(v.region)
		if k.IsWorking(MustParse("2026-07-15")) != v.wed || k.IsWorking(MustParse("2026-07-16")) != v.thu {
			t.Errorf("%q: got %v and %v, want %v and %v", v.region, k.IsWorking(MustParse("2026-07-15")), k.IsWorking(MustParse("2026-07-16")), v.wed, v.thu)
		}
		if k.Version() != c.Version() {
			t.Errorf("%q: version %s, want %s", v.region, k.Version(), c.Version())
		}
	}
	if got := c.In("150302").Add(MustParse("2026-07-14"), WD(1)).On.String(); got != "2026-07-17" {
		t.Errorf("one working day after 14 July in Haibowan: got %s, want 2026-07-17", got)
	}
}

func TestDatesReadWriteAndAdd(t *testing.T) {
	at := time.Date(1999, 12, 28, 12, 0, 0, 0, time.UTC)
	for d := New(1999, 12, 28); d.Year() < 2105; d, at = d.AddDays(1), at.AddDate(0, 0, 1) {
		if d.String() != at.Format(time.DateOnly) || d.Weekday() != at.Weekday() || MustParse(d.String()) != d {
			t.Fatalf("got %s, %s; want %s, %s", d, d.Weekday(), at.Format(time.DateOnly), at.Weekday())
		}
	}
	for _, s := range []string{"2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "0000-01-01", "20260101", "2026-01-01 ", "２０２６-01-01"} {
		if d, err := Parse(s); err == nil {
			t.Errorf("%q: got %s, want an error", s, d)
		}
	}
	for _, s := range []string{"20wd", "", "3cd", "6mo", "2xd"} {
		if got, err := ParseSpan(s); err != nil || got.String() != s {
			t.Errorf("%q: got %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"20", "wd", "-3wd", "20xx", "99999999wd"} {
		if got, err := ParseSpan(s); err == nil {
			t.Errorf("%q: got %v, want an error", s, got)
		}
	}
}

func TestOutsideTheTableOnlyWeekendsAreKnown(t *testing.T) {
	c := Builtin()
	for _, v := range [][3]string{{"2000-01-07", "5", "2000-01-14"}, {"2006-11-29", "3", "2006-12-04"}, {"2060-12-30", "3", "2061-01-04"}, {"2070-01-03", "5", "2070-01-10"}} {
		due := c.Add(MustParse(v[0]), WD(number(t, v[1])))
		if due.On.String() != v[2] || !due.Provisional {
			t.Errorf("%s + %s: got %s (provisional %v), want %s", v[0], v[1], due.On, due.Provisional, v[2])
		}
		if n := c.WorkingBetween(MustParse(v[0]), due.On); n != number(t, v[1]) {
			t.Errorf("%s to %s: got %d working days, want %s", v[0], due.On, n, v[1])
		}
	}
}

func BenchmarkAdd(b *testing.B) {
	c, start := Builtin(), MustParse("2026-09-24")
	stop := Stop{From: MustParse("2026-10-10"), To: MustParse("2026-10-20")}
	for b.Loop() {
		c.Add(start, WD(20), stop)
	}
}

func BenchmarkBuild(b *testing.B) {
	for b.Loop() {
		Build(nil)
	}
}
