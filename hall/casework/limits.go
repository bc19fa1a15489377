package casework

import (
	"tongban/civic/cal"
	"tongban/civic/law"
)

// A Stage names the clock that runs in a state (期限环节).
type Stage string

// The stages; at most one runs at a time, so every open case has one next date.
const (
	StageIntake  Stage = "intake"  // 受理: the window answers
	StageCorrect Stage = "correct" // 补正: the applicant supplies
	StageDecide  Stage = "decide"  // 决定: the approval office decides
	StageDeliver Stage = "deliver" // 送达: the result is handed out
	StageClose   Stage = "close"   // 办结: the file is closed
)

// A Limit is a legal time with its citation (法定期限).
type Limit struct {
	Span cal.Span
	Cite law.Cite
}

// The limits that hold for every item; the decision limit is the item's own
// where another law sets it (行政许可法 42: 法律、法规另有规定的，依照其规定).
var (
	IntakeLimit  = Limit{Span: cal.WD(5), Cite: law.Licensing.Art(32).P(1).I(4)}
	DecideLimit  = Limit{Span: cal.WD(20), Cite: law.Licensing.Art(42).P(1)}
	DeliverLimit = Limit{Span: cal.WD(10), Cite: law.Licensing.Art(44)}
	// No law limits the applicant's time to supply or the desk's to close; these
	// two give every open case a next date and have no consequence of their own.
	CorrectLimit = Limit{Span: cal.CD(30), Cite: law.Own("CASE-REMIND")}
	CloseLimit   = Limit{Span: cal.WD(5), Cite: law.Own("CASE-REMIND")}
)

// decideLimit takes the statutory limit of the item, or the general one.
func decideLimit(own cal.Span) Limit {
	if own.N == 0 {
		return DecideLimit
	}
	return Limit{Span: own, Cite: DecideLimit.Cite}
}

// stageOf tells which clock runs in a state; "" when none does.
func stageOf(s State) Stage {
	switch s {
	case Received:
		return StageIntake
	case Correcting:
		return StageCorrect
	case Accepted, Examined:
		return StageDecide
	case Granted, Refused:
		return StageDeliver
	case Delivered:
		return StageClose
	}
	return ""
}
