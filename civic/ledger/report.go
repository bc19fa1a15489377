package ledger

import (
	"tongban/civic/act"
	"tongban/platform/i18n"
)

// An Outcome tells how one step of a verification ended (核验结果).
type Outcome string

// The outcomes. A step that an earlier failure made pointless is skipped.
const (
	Passed  Outcome = "passed"
	Failed  Outcome = "failed"
	Skipped Outcome = "skipped"
)

// A Step is one thing that was checked, in a sentence (核验步骤).
type Step struct {
	Key     string    // stable name, such as "signature"
	Outcome Outcome   //
	What    i18n.Text // what is checked
	Say     i18n.Text // what was found
}

// A Report is the steps of a verification in order (核验报告).
type Report struct {
	Steps []Step
	Proof Proof
}

// A Proof is what a verified receipt proves; only trustworthy when OK.
type Proof struct {
	Act    act.Act
	Number act.Number
	Origin string
	Index  int64
	Size   int64 // size of the tree whose checkpoint was checked
}

// OK reports whether there were steps and every one passed.
func (r Report) OK() bool {
	for _, s := range r.Steps {
		if s.Outcome != Passed {
			return false
		}
	}
	return len(r.Steps) > 0
}

// Why gives the sentence of the first step that failed; empty when all passed.
func (r Report) Why() i18n.Text {
	for _, s := range r.Steps {
		if s.Outcome == Failed {
			return s.Say
		}
	}
	return i18n.Text{}
}

// step adds a step: done when err is empty.
func (r *Report) step(key string, what, done, fail i18n.Text) bool {
	s := Step{Key: key, Outcome: Passed, What: what, Say: done}
	if !fail.Empty() {
		s.Outcome, s.Say = Failed, fail
	}
	r.Steps = append(r.Steps, s)
	return s.Outcome == Passed
}

func (r *Report) skip(key string, what i18n.Text) {
	r.Steps = append(r.Steps, Step{Key: key, Outcome: Skipped, What: what,
		Say: i18n.T("因前面的步骤未通过，未核验此步。", "Not checked, because a step before it failed.")})
}
