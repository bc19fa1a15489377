package casework

import (
	"context"
	"strings"

	"tongban/civic/access"
	"tongban/civic/law"
	"tongban/civic/org"
	"tongban/civic/person"
	"tongban/hall/item"
	"tongban/hall/licence"
	"tongban/platform/fault"
	"tongban/platform/form"
	"tongban/platform/i18n"
	"tongban/platform/vault"
)

// An Opinion is what the handling officer proposes (审查意见).
type Opinion struct {
	Grant Proposal
	Words string
}

// A Proposal is the side an opinion takes (建议).
type Proposal string

// The proposals.
const (
	ProposeGrant  Proposal = "grant"  // 建议准予
	ProposeRefuse Proposal = "refuse" // 建议不予许可
)

// Examination records the opinion of the handling officer (审查), 行政许可法 34.
func (d *Desk) Examination(ctx context.Context, who access.Who, no No, o Opinion) (Case, error) {
	return d.do(ctx, who, no, Examine, func(a *an) (any, error) {
		f := fault.New(fault.Invalid, "case.opinion", i18n.T("审查意见不完整。", "The opinion is incomplete.")).Under(law.Licensing.Art(34).P(1).Text())
		if o.Grant != ProposeGrant && o.Grant != ProposeRefuse {
			f.At("proposal", i18n.T("请选择建议准予或不予许可", "Choose to propose granting or refusing"))
		}
		if o.Grant == ProposeRefuse && len([]rune(strings.TrimSpace(o.Words))) < 4 {
			f.At("words", i18n.T("建议不予许可的，请写明理由", "To propose refusing, give the reasons"))
		}
		if len(f.Fields) > 0 {
			return nil, f
		}
		a.c.ExaminedBy = who.Account
		return map[string]string{"proposal": string(o.Grant), "words": o.Words}, nil
	})
}

// ReturnToHandler sends an examined case back to the handling officer (退回承办).
func (d *Desk) ReturnToHandler(ctx context.Context, who access.Who, no No, why string) (Case, error) {
	return d.do(ctx, who, no, SendBack, func(a *an) (any, error) {
		if len([]rune(strings.TrimSpace(why))) < 4 {
			return nil, fault.New(fault.Invalid, "case.send-back", i18n.T("请写明退回的原因。", "Say why it goes back.")).At("why", i18n.T("请写明原因", "Give the reason"))
		}
		return map[string]string{"why": why}, nil
	})
}

// Granting decides in the applicant's favour (准予) and makes the licence or result
// document in the same transaction.
func (d *Desk) Granting(ctx context.Context, who access.Who, no No, note string) (Case, error) {
	return d.do(ctx, who, no, Grant, func(a *an) (any, error) {
		if refusal := examineFirst(a.c); refusal != nil {
			return nil, refusal
		}
		v, err := a.d.version(a.tx, a.c)
		if err != nil {
			return nil, err
		}
		a.c.DecidedOn, a.c.DecidedBy = a.today, who.Account
		l, err := a.licence(v)
		if err != nil {
			return nil, err
		}
		a.c.Licence = l.Number
		_, err = a.issue(PaperGrant, PaperBody{Basis: basis(v), Reasons: note, Licence: l.Number})
		return map[string]string{"licence": l.Number, "id": string(l.ID), "decided": a.today.String()}, err
	})
}

// licence issues what the item gives: a licence, an approval or another result
// document, each a structured record that anybody can verify.
func (a *an) licence(v *item.Version) (licence.Licence, error) {
	unit, err := org.UnitByID(a.tx, a.c.Dept)
	if err != nil {
		return licence.Licence{}, err
	}
	holder, err := person.Load(a.tx, person.ID(a.c.Applicant))
	if err != nil {
		return licence.Licence{}, err
	}
	shown := holder.Name
	if holder.Kind == person.Natural {
		shown = licence.MaskName(holder.Name)
	}
	lines, err := a.lines(v)
	if err != nil {
		return licence.Licence{}, err
	}
	code, short := licence.TypeOf(v.Result.Licence, v.Result.Type)
	return licence.Issue(a.tx, licence.Grant{Case: string(a.c.No), Item: a.c.Item, TypeCode: code, Short: short, Name: v.Result.Name,
		Holder: a.c.Applicant, HolderName: shown, Issuer: unit.ID, IssuerName: unit.Name, IssuerCode: unit.USCC, Division: a.d.City,
		Seal: SealFor(PaperGrant), Lines: lines, On: a.today, Years: v.Result.Years, At: a.at})
}

// lines takes from the form what stands on the face of the licence: short answers
// that are no personal numbers.
func (a *an) lines(v *item.Version) ([]licence.Line, error) {
	def, err := FormOf(v)
	if err != nil {
		return nil, err
	}
	answers, err := a.d.answers(a.tx, a.c.No)
	if err != nil {
		return nil, err
	}
	var out []licence.Line
	for _, s := range def.Sections {
		for _, f := range s.Fields {
			switch f.Type {
			case form.Text, form.Choice, form.Choices, form.Address, form.Number, form.Date:
				if x, ok := answers[f.Name]; ok && len(out) < 12 {
					out = append(out, licence.Line{Label: f.Label, Value: a.d.Checks.Say(i18n.With(a.tx.Context(), i18n.Zh), f, x)})
				}
			}
		}
	}
	return out, nil
}

func basis(v *item.Version) string {
	var refs []string
	for _, r := range v.Basis {
		refs = append(refs, r.String())
	}
	return strings.Join(refs, "；")
}

// Refusal decides against the applicant (不予许可): in writing, with facts, basis,
// reasons and remedies, or not at all (LIC-19).
func (d *Desk) Refusal(ctx context.Context, who access.Who, no No, body PaperBody) (Case, error) {
	return d.do(ctx, who, no, Refuse, func(a *an) (any, error) {
		if refusal := examineFirst(a.c); refusal != nil {
			return nil, refusal
		}
		body.Remedies = a.remedies()
		if refusal := refusalComplete(body); refusal != nil {
			return nil, refusal
		}
		a.c.DecidedOn, a.c.DecidedBy = a.today, who.Account
		p, err := a.issue(PaperRefusal, PaperBody{Facts: body.Facts, Basis: body.Basis, Reasons: body.Reasons, Remedies: body.Remedies})
		return map[string]string{"paper": p.ID, "decided": a.today.String()}, err
	})
}

// A Delivery says how a result reached the applicant (送达).
type Delivery struct {
	How   string // "counter" 当面领取 or "post" 邮寄
	Proof string // who signed for it, or the tracking number
}

// Delivering hands the result out with proof (出件送达), LIC-18.
func (d *Desk) Delivering(ctx context.Context, who access.Who, no No, v Delivery) (Case, error) {
	return d.do(ctx, who, no, Deliver, func(a *an) (any, error) {
		f := fault.New(fault.Invalid, "case.delivery", i18n.T("请写明怎样送达、凭什么证明。", "Say how it was delivered and what proves it.")).Under(a.row.Cite.Text())
		if v.How != "counter" && v.How != "post" {
			f.At("how", i18n.T("请选择当面领取或邮寄", "Choose counter or post"))
		}
		if len([]rune(strings.TrimSpace(v.Proof))) < 2 {
			f.At("proof", i18n.T("请填写签收人或邮件号", "Give who signed for it, or the tracking number"))
		}
		if len(f.Fields) > 0 {
			return nil, f
		}
		p, err := a.issue(PaperDelivery, PaperBody{How: v.How, Proof: v.Proof, Licence: a.c.Licence})
		return map[string]string{"paper": p.ID, "how": v.How}, err
	})
}

// Closing closes the file (办结): everything is electronic and goes to the archive
// as it is (OGS-10).
func (d *Desk) Closing(ctx context.Context, who access.Who, no No) (Case, error) {
	return d.do(ctx, who, no, CloseCase, func(a *an) (any, error) {
		have, err := materialsOf(a.tx, a.c.No)
		if err != nil {
			return nil, err
		}
		papers, err := papersOf(a.tx, a.c.No)
		if err != nil {
			return nil, err
		}
		ids := make([]string, len(papers))
		for i, p := range papers {
			ids[i] = p.ID
		}
		return map[string]any{"materials": hashes(have), "papers": ids}, nil
	})
}

// sealedField names where the answers of a case are sealed.
func sealedField(no No) string { return vault.Field("office_case", "answers", string(no)) }
