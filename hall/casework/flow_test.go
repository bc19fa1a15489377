package casework

import (
	"testing"

	"tongban/civic/access"
)

func TestTheFlowIsWhole(t *testing.T) {
	for _, bad := range Flow.Check() {
		t.Error(bad)
	}
}

// rule: LIC-04
func TestIntakeEndsInOneOfFiveWaysOrByTheClock(t *testing.T) {
	ways := map[string]bool{}
	for _, r := range Flow.Lawful(Received, access.WindowAccept) {
		ways[string(r.Verb)] = true
	}
	for _, want := range []string{"case.accept", "case.correct", "case.notice", "case.refuse-intake", "case.not-required"} {
		if !ways[want] {
			t.Errorf("got no %s among %v", want, ways)
		}
	}
}

// rule: SEED-18
func TestNobodyWhoAcceptsDecides(t *testing.T) {
	for _, r := range Flow.All() {
		for _, d := range r.Duty {
			decides := r.Verb == Grant || r.Verb == Refuse
			if decides && d != access.ApproveDecide || r.Verb == Accept && d != access.WindowAccept {
				t.Errorf("%s may %s", d, r.Verb)
			}
		}
	}
}
