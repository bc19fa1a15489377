package casework

import (
	"context"
	"errors"
	"strings"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/flow"
	"tongban/civic/law"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/form"
	"tongban/platform/i18n"
)

// inHand lists the materials, by id, that a clerk has in hand on paper (纸质材料).
type inHand []string

func (h inHand) materials() []Material {
	var out []Material
	for _, slot := range h {
		out = append(out, Material{Slot: slot, Name: "纸质原件", Paper: true})
	}
	return out
}

// Acceptance accepts a case that is complete and in due form (受理), LIC-04(5). papers
// are the ids of materials that the clerk has in hand on paper.
func (d *Desk) Acceptance(ctx context.Context, who access.Who, no No, papers []string) (Case, error) {
	return d.do(ctx, who, no, Accept, func(a *an) (any, error) { return a.accept(papers) })
}

// accept is the body of both ways to accept: straight, and after a correction on
// the spot.
func (a *an) accept(papers []string) (any, error) {
	v, err := a.d.version(a.tx, a.c)
	if err != nil {
		return nil, err
	}
	if err := a.takeMaterials(inHand(papers).materials()); err != nil {
		return nil, err
	}
	have, err := materialsOf(a.tx, a.c.No)
	if err != nil {
		return nil, err
	}
	if refusal := complete(v, have); refusal != nil {
		return nil, refusal
	}
	a.c.AcceptedOn, a.c.AcceptedBy = a.today, a.who.Account
	_, err = a.issue(PaperAcceptance, PaperBody{})
	return map[string]any{"accepted": a.today.String(), "outcome": a.row.Verb, "papers": papers}, err
}

// CorrectOnSpot lets the applicant at the window correct the form and accepts
// (当场更正), LIC-04(3). note says what was wrong.
func (d *Desk) CorrectOnSpot(ctx context.Context, who access.Who, no No, answers form.Answers, note string) (Case, error) {
	return d.do(ctx, who, no, Correct, func(a *an) (any, error) {
		if strings.TrimSpace(note) == "" {
			return nil, fault.New(fault.Invalid, "case.spot-note", i18n.T("请写明当场更正了什么。", "Say what was corrected on the spot.")).At("note", i18n.T("请写明更正的内容", "Say what was corrected"))
		}
		if err := a.changeAnswers(answers); err != nil {
			return nil, err
		}
		return a.accept(nil)
	})
}

// OneOffNotice tells the applicant everything to supply, once (一次性告知), LIC-05. A
// second one is refused, and the attempt is itself an act that the watch sees.
func (d *Desk) OneOffNotice(ctx context.Context, who access.Who, no No, lines []Correction) (Case, error) {
	c, err := d.do(ctx, who, no, Notice, func(a *an) (any, error) {
		if refusal := once(a.c); refusal != nil {
			return nil, refusal
		}
		if refusal := noticeLines(lines); refusal != nil {
			return nil, refusal
		}
		a.c.Noticed = true
		p, err := a.issue(PaperNotice, PaperBody{Lines: lines})
		return map[string]any{"paper": p.ID, "lines": len(lines)}, err
	})
	if fault.Is(err, "case.second-notice") {
		if e := d.attempted(ctx, who, no); e != nil {
			return c, e
		}
	}
	return c, err
}

// SecondNotice is the verb of an attempt at a second one-off notice (再次告知未遂).
const SecondNotice act.Verb = "case.second-notice"

// attempted records the refused attempt; the case itself does not change.
func (d *Desk) attempted(ctx context.Context, who access.Who, no No) error {
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		post, _ := who.PostWith(access.WindowAccept)
		actor := who.As(access.Leave{Post: post, Duty: access.WindowAccept})
		_, err := act.Record(tx, act.New(d.Clock.Now(), actor, SecondNotice, act.Subject{Kind: "case", ID: string(no)}, nil, law.CiteOf("LIC-07").ID()))
		return err
	})
}

// Reminder sends a case back whose notice was not fully met (提醒补齐): it names
// points of the one-off notice, by their place in it, and adds nothing new.
func (d *Desk) Reminder(ctx context.Context, who access.Who, no No, open []int) (Case, error) {
	return d.do(ctx, who, no, Recall, func(a *an) (any, error) {
		if !a.c.Noticed || len(open) == 0 {
			return nil, fault.New(fault.Conflict, "case.no-notice", i18n.T("没有可以提醒的补正事项。", "There is no point of a notice to remind of.")).
				Under(law.CiteOf("LIC-07").Text()).
				Then(i18n.T("材料齐全的应当受理；第一次告知请用一次性告知书。", "Accept if everything is there; use the one-off notice to tell something the first time."))
		}
		p, err := a.notice()
		if err != nil {
			return nil, err
		}
		for _, i := range open {
			if i < 0 || i >= len(p.Body.Lines) {
				return nil, fault.New(fault.Invalid, "case.line", i18n.T("只能提醒告知书上已有的事项。", "Only points of the notice can be named."))
			}
			p.Body.Lines[i].Done = false
		}
		return map[string]any{"notice": p.ID, "open": open}, savePaperLines(a.tx, p)
	})
}

// notice gives the one-off notice of the case.
func (a *an) notice() (Paper, error) {
	papers, err := papersOf(a.tx, a.c.No)
	if err != nil {
		return Paper{}, err
	}
	for _, p := range papers {
		if p.Kind == PaperNotice {
			return p, nil
		}
	}
	return Paper{}, fault.New(fault.Conflict, "case.no-notice", i18n.T("这个办件没有补正告知书。", "This case has no notice of corrections."))
}

// NotRequired ends intake because no licence is needed (不需要许可), LIC-04(1).
func (d *Desk) NotRequired(ctx context.Context, who access.Who, no No, reasons string) (Case, error) {
	return d.do(ctx, who, no, NotNeeded, func(a *an) (any, error) {
		if refusal := saysWhy(reasons); refusal != nil {
			return nil, refusal
		}
		p, err := a.issue(PaperNotRequired, PaperBody{Reasons: reasons})
		return map[string]string{"paper": p.ID}, err
	})
}

// NotCompetent ends intake because another organ has the power (不予受理), LIC-04(2); the
// paper names which.
func (d *Desk) NotCompetent(ctx context.Context, who access.Who, no No, body PaperBody) (Case, error) {
	return d.do(ctx, who, no, RefuseIntake, func(a *an) (any, error) {
		if refusal := saysWhere(body); refusal != nil {
			return nil, refusal
		}
		p, err := a.issue(PaperNotCompetent, PaperBody{Reasons: body.Reasons, Where: body.Where, Remedies: a.remedies()})
		return map[string]string{"paper": p.ID}, err
	})
}

// remedies gives the ways against an adverse decision from the item's guide; nil
// where the guide names none, which the paper's own check then refuses.
func (a *an) remedies() *Remedies {
	v, err := a.d.version(a.tx, a.c)
	if err != nil || v.Remedies.Review == "" {
		return nil
	}
	r := RemediesOf(v.Remedies)
	return &r
}

// deem accepts a case whose window said nothing in time (视为受理), LIC-06: from the
// day of receipt, by the clock, and nobody can prevent it.
func (d *Desk) deem(ctx context.Context, no No) error {
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		a := &an{d: d, tx: tx, at: d.Clock.Now(), actor: act.Clock}
		a.today = cal.DateOf(a.at)
		var err error
		if a.c, err = load(tx, no); err != nil {
			return err
		}
		if a.c.State != Received {
			return errAnswered
		}
		if err := a.step(Deem, flow.ByClock); err != nil {
			return err
		}
		a.c.State, a.c.Changed = a.row.Goes, a.at
		a.c.AcceptedOn, a.c.Deemed = a.c.ReceivedOn, true
		if err := a.turnClock(Received); err != nil {
			return err
		}
		if _, err := a.issue(PaperAcceptance, PaperBody{Basis: law.CiteOf("LIC-06").Text().Zh}); err != nil {
			return err
		}
		if err := save(tx, a.c); err != nil {
			return err
		}
		return a.record(Deem, map[string]string{"accepted": a.c.AcceptedOn.String()})
	})
}

// errAnswered says that somebody answered before the clock could.
var errAnswered = errors.New("casework: answered in the meantime")
