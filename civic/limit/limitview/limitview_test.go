package limitview_test

import (
	"context"
	"testing"

	"tongban/civic/cal"
	"tongban/civic/law"
	"tongban/civic/limit"
	"tongban/civic/limit/limitview"
	"tongban/platform/ui"
)

// rule: SUP-02
func TestEveryStandingHasItsLight(t *testing.T) {
	k := cal.Builtin()
	c := limit.Clock{ID: "K", Start: cal.MustParse("2026-03-02"), Legal: cal.WD(20), Promise: cal.WD(10), Cite: law.Licensing.Art(42).P(1)}.Dated(k)
	for on, want := range map[string]ui.LightView{
		"2026-03-02": {State: ui.OK, Days: 10},
		"2026-03-13": {State: ui.Soon, Days: 1},
		"2026-03-16": {State: ui.Today},
		"2026-03-18": {State: ui.Over, Days: 2, Say: "超承诺时限"},
		"2026-04-01": {State: ui.Over, Days: 2},
	} {
		v := limitview.Deadline(context.Background(), c, k, cal.MustParse(on))
		day := "2026-03-16" // promised
		if on == "2026-04-01" {
			day = "2026-03-30" // past the lawful day, from which the light counts
		}
		if v.Light != want || v.On != day || v.ID != "K" {
			t.Errorf("%s: got %+v, want %+v on %s", on, v, want, day)
		}
	}
}
