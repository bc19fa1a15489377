package cal

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// shared gives the path of a file of the reference data, read in place; the test
// is skipped where the folder is not there.
func shared(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("../../../shared", name))
	if err != nil {
		t.Skipf("the reference data is not here (%v); CI has it", err)
	}
	return raw
}

// rule: TIM-01 TIM-03 TIM-04 TIM-07 TIM-08 TIM-13
func TestTheReferenceVectorsHold(t *testing.T) {
	var file struct {
		Workdays []struct {
			Fn, Start, Raw, Want string
			N                    int
			Stop                 []string
		}
	}
	if err := json.Unmarshal(shared(t, "domain/vectors.json"), &file); err != nil {
		t.Fatal(err)
	}
	c := Builtin()
	for _, v := range file.Workdays {
		start := MustParse(v.Start)
		var due Due
		switch v.Fn {
		case "addWD":
			due = c.Add(start, WD(v.N))
		case "addCDroll":
			due = c.Add(start, CD(v.N))
		case "backCD":
			due = c.Back(start, CD(v.N))
		case "addWDStop":
			due = c.Add(start, WD(v.N), Stop{From: MustParse(v.Stop[0]), To: MustParse(v.Stop[1])})
		default:
			t.Fatalf("vector %q is new: teach it to this test", v.Fn)
		}
		if due.On.String() != v.Want || (v.Raw != "" && due.Raw.String() != v.Raw) {
			t.Errorf("%s %s %d: got %s (raw %s), want %s (raw %s)", v.Fn, v.Start, v.N, due.On, due.Raw, v.Want, v.Raw)
		}
	}
	if len(file.Workdays) < 14 {
		t.Errorf("got %d vectors, want at least 14", len(file.Workdays))
	}
}

// rule: TIM-08
func TestTheNoticesAgreeWithTheReferenceDays(t *testing.T) {
	rows, err := csv.NewReader(bytesReader(shared(t, "data/calendar/statutory_days_2007_2026.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := map[Date]bool{}
	for _, r := range rows[1:] {
		want[MustParse(r[0])] = r[3] == "true"
	}
	if len(want) != 678 {
		t.Fatalf("got %d reference days, want 678", len(want))
	}
	c := Builtin()
	for d := New(2006, 12, 30); d.Year() <= 2026; d = d.AddDays(1) {
		off, listed := want[d]
		if !listed {
			off = d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
		}
		if got := c.IsWorking(d); got == off {
			t.Errorf("%s: got working %v, want %v", d, got, !off)
		}
		if got := c.Source(d) != nil; got != listed {
			t.Errorf("%s: got a notice that speaks of it %v, want %v", d, got, listed)
		}
	}
}

// rule: TIM-08
func TestMonthsHaveTheReferenceNumberOfWorkingDays(t *testing.T) {
	rows, err := csv.NewReader(bytesReader(shared(t, "data/calendar/workdays_per_month_2010_2026.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	c := Builtin()
	for _, r := range rows[1:] {
		y, m := number(t, r[0]), number(t, r[1])
		first := New(y, time.Month(m), 1)
		next := New(y, time.Month(m+1), 1)
		if got := c.WorkingBetween(first.AddDays(-1), next.AddDays(-1)); got != number(t, r[2]) || next.Sub(first) != number(t, r[3]) {
			t.Errorf("%s-%s: got %d working days of %d, want %s of %s", r[0], r[1], got, next.Sub(first), r[2], r[3])
		}
	}
	if len(rows) != 205 {
		t.Errorf("got %d rows, want 204 and a heading", len(rows))
	}
}
