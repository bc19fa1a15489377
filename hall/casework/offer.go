package casework

import (
	"context"
	"slices"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/flow"
	"tongban/hall/item"
	"tongban/platform/db"
	"tongban/platform/fault"
)

// An Offer is one step that the table holds for somebody's duty in a case's state
// (可办的事): open, or closed to this person for a reason.
type Offer struct {
	Row flow.Row
	No  *fault.Error // why this person may not; nil where they may
}

// Offers lists the steps of a case that fall to the reader's duties, in the order
// of the table. The pages show those that are open, and say why the others are not.
func (d *Desk) Offers(ctx context.Context, who access.Who, c Case) ([]Offer, error) {
	var out []Offer
	err := d.DB.Glance(ctx, func(tx *db.Tx) error {
		out = nil
		a := &an{d: d, tx: tx, who: who, at: d.Clock.Now(), c: c}
		a.today = cal.DateOf(a.at)
		for _, duty := range dutiesAt(who, c) {
			for _, row := range Flow.Lawful(c.State, duty) {
				err := a.may(row.Verb)
				f, isFault := fault.As(err)
				if err != nil && !isFault {
					return err
				}
				if err != nil || slices.Contains(row.Duty, a.leave.Duty) {
					out = append(out, Offer{Row: row, No: f})
				}
			}
		}
		return nil
	})
	return out, err
}

// dutiesAt gives the duties somebody holds over a case: their own, and those of
// posts whose scope it is in.
func dutiesAt(who access.Who, c Case) []access.Duty {
	var out []access.Duty
	if applicantOf(who).ID == c.Applicant {
		out = append(out, access.Applicant)
	}
	for _, p := range who.Posts {
		if p.Scope != c.Centre && p.Scope != c.Dept {
			continue
		}
		for _, d := range p.Duties {
			if !slices.Contains(out, d) {
				out = append(out, d)
			}
		}
	}
	return out
}

// Foresee checks, before the page asks "are you sure", what the act itself will
// check again: so that nobody confirms what is then refused (预检).
func (x Dossier) Foresee(v act.Verb, papers []string, lines []Correction, body PaperBody) error {
	var f *fault.Error
	switch v {
	case Accept:
		f = complete(x.Version, append(slices.Clone(x.Materials), inHand(papers).materials()...))
	case Notice:
		if f = once(x.Case); f == nil {
			f = noticeLines(lines)
		}
	case NotNeeded:
		f = saysWhy(body.Reasons)
	case RefuseIntake:
		f = saysWhere(body)
	case Grant:
		f = examineFirst(x.Case)
	case Refuse:
		if f = examineFirst(x.Case); f == nil {
			body.Remedies = x.Remedies()
			f = refusalComplete(body)
		}
	}
	if f == nil {
		return nil
	}
	return f
}

// Remedies gives what a refusal in this case will name; nil where the guide of the
// item names none.
func (x Dossier) Remedies() *Remedies {
	if x.Version.Remedies.Review == "" || x.Version.Remedies.Court == "" {
		return nil
	}
	r := RemediesOf(x.Version.Remedies)
	return &r
}

// Lacking gives the required materials that are not in.
func (x Dossier) Lacking() []item.Material { return missing(x.Version, x.Materials) }

// ActOf finds the act by which a paper was issued (文书的行为): the one that names it,
// or else the newest that issues its kind.
func (x Dossier) ActOf(p Paper) (act.Act, bool) {
	for _, a := range x.Acts {
		if body, err := act.Decode[struct{ Paper string }](a); err == nil && body.Paper == p.ID {
			return a, true
		}
	}
	for i := len(x.Acts) - 1; i >= 0; i-- {
		if slices.Contains(issuing[p.Kind], x.Acts[i].Verb) {
			return x.Acts[i], true
		}
	}
	return act.Act{}, false
}

// issuing tells which acts issue a kind of paper.
var issuing = map[PaperKind][]act.Verb{
	PaperReceipt: {Submit, Register}, PaperAcceptance: {Accept, Correct, Deem}, PaperNotice: {Notice}, PaperNotRequired: {NotNeeded},
	PaperNotCompetent: {RefuseIntake}, PaperGrant: {Grant}, PaperRefusal: {Refuse}, PaperDelivery: {Deliver},
}
