package casepage

import (
	"context"
	"fmt"
	"net/http"

	"tongban/civic/cal"
	"tongban/civic/law"
	"tongban/hall/casework"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// A paperView is one document as it is printed (文书). Papers are written in
// Chinese, the language of the proceedings; the English reader gets a translation
// of the frame.
type paperView struct {
	shell   ui.Shell
	title   string
	number  string // number of the document: the receipt number of its act
	to      string
	lines   []string // paragraphs
	table   ui.TableView
	parts   []part // facts, basis, reasons, remedies
	organ   string
	date    string
	seal    string
	link    string // for the QR code
	code    string // query code
	no      string
	back    string
	phone   string
	licence string
}

// A part is a headed paragraph of a decision.
type part struct{ head, text string }

// paper shows one document of a case, laid out to be printed.
func (p *Pages) paper(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	who, err := signed(r)
	if err != nil {
		return err
	}
	paper, x, err := p.Cases.PaperFor(ctx, who, r.PathValue("id"))
	if err != nil {
		return err
	}
	title := in(ctx, paperWord(paper.Kind))
	c := x.Case
	code := p.Cases.QueryCode(c.No)
	v := paperView{shell: ui.Shell{Title: say(ctx, "paper.title", title, c.No), Nav: "cases", Head: plainNothing(),
		Crumbs: crumbs(ctx, say(ctx, "cases.title"), "/cases", string(c.No), caseHref(c.No), title, "")}, title: title, to: c.ApplicantName,
		organ: x.Version.Unit.Name, date: day(ctx, cal.DateOf(paper.Issued)), no: string(c.No), code: code, back: caseHref(c.No), phone: x.Version.Consult}
	if len(who.Posts) > 0 && c.Applicant != who.Person && c.Applicant != who.For.ID {
		v.shell.Face, v.back = web.Desk, deskHref(c.No)
		v.shell.Crumbs = nil
	}
	if words := casework.SealWords(paper.Seal); !words.Empty() {
		v.seal = in(ctx, words)
	}
	if a, ok := x.ActOf(paper); ok {
		v.number = string(a.Number())
	}
	v.link = p.address(r, query("/cases/follow", "no", string(c.No), "code", code))
	p.compose(ctx, &v, paper, x)
	return web.Show(w, r, http.StatusOK, paperPage(v))
}

// compose writes the paper's own words.
func (p *Pages) compose(ctx context.Context, v *paperView, paper casework.Paper, x casework.Dossier) {
	c, b := x.Case, paper.Body
	name, received := in(ctx, x.Version.Name), day(ctx, c.ReceivedOn)
	v.lines = append(v.lines, say(ctx, "paper."+string(paper.Kind)+".body", received, name, c.No, in(ctx, citeOf(paper.Kind))))
	switch paper.Kind {
	case casework.PaperReceipt:
		v.table = slipTable(ctx, x)
		v.lines = append(v.lines, say(ctx, "paper.receipt.next"))
	case casework.PaperAcceptance:
		v.lines = append(v.lines, p.limits(ctx, x)...)
		if c.Deemed {
			v.parts = append(v.parts, part{say(ctx, "paper.deemed.head"), say(ctx, "paper.deemed", b.Basis, day(ctx, c.AcceptedOn))})
		}
	case casework.PaperNotice:
		v.table = noticeTable(ctx, b.Lines)
		v.lines = append(v.lines, say(ctx, "paper.notice.once", len(b.Lines)))
	case casework.PaperNotRequired:
		v.parts = append(v.parts, part{say(ctx, "paper.reasons"), b.Reasons})
	case casework.PaperNotCompetent:
		v.parts = append(v.parts, part{say(ctx, "paper.reasons"), b.Reasons}, part{say(ctx, "paper.where"), b.Where})
	case casework.PaperGrant:
		v.parts = append(v.parts, part{say(ctx, "paper.basis"), b.Basis})
		if b.Reasons != "" {
			v.parts = append(v.parts, part{say(ctx, "paper.remark"), b.Reasons})
		}
		v.parts = append(v.parts, part{say(ctx, "paper.gives"), in(ctx, x.Version.Result.Name) + " " + b.Licence})
		v.licence = b.Licence
	case casework.PaperRefusal:
		v.parts = append(v.parts, part{say(ctx, "paper.facts"), b.Facts}, part{say(ctx, "paper.basis"), b.Basis}, part{say(ctx, "paper.reasons"), b.Reasons})
	case casework.PaperDelivery:
		v.parts = append(v.parts, part{say(ctx, "paper.how"), say(ctx, "do.deliver.how."+b.How)}, part{say(ctx, "paper.proof"), b.Proof})
	}
	if b.Remedies != nil {
		v.parts = append(v.parts, part{say(ctx, "paper.remedies.head"), remediesText(ctx, b.Remedies)})
	}
}

// limits says by when the decision falls, as it was told with the paper.
func (p *Pages) limits(ctx context.Context, x casework.Dossier) []string {
	for _, k := range x.Clocks {
		if k.Stage == string(casework.StageDecide) {
			told := k.ToldOn
			if told.IsZero() {
				told = k.DueOn
			}
			if told.IsZero() {
				return nil
			}
			if told == k.DueOn || k.PromiseOn.IsZero() {
				return []string{say(ctx, "paper.acceptance.until", k.Legal.Say(), day(ctx, told))}
			}
			return []string{say(ctx, "paper.acceptance.promise", k.Legal.Say(), k.Promise.Say(), day(ctx, told))}
		}
	}
	return nil
}

// citeOf gives the article a paper rests on.
func citeOf(k casework.PaperKind) i18n.Text {
	l := law.Licensing
	return map[casework.PaperKind]law.Cite{
		casework.PaperReceipt: l.Art(32).P(1), casework.PaperAcceptance: l.Art(32).P(1).I(5), casework.PaperNotice: l.Art(32).P(1).I(4),
		casework.PaperNotRequired: l.Art(32).P(1).I(1), casework.PaperNotCompetent: l.Art(32).P(1).I(2), casework.PaperGrant: l.Art(38).P(1),
		casework.PaperRefusal: l.Art(38).P(2), casework.PaperDelivery: l.Art(44),
	}[k].Text()
}

func slipTable(ctx context.Context, x casework.Dossier) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "paper.receipt.list"), Heads: ui.Heads(say(ctx, "col.n"), say(ctx, "col.material"), say(ctx, "col.how"))}
	for _, m := range x.Version.Materials {
		n, paper := 0, false
		for _, f := range x.Materials {
			if f.Slot == m.ID {
				n++
				paper = paper || f.Paper
			}
		}
		if n == 0 {
			continue
		}
		how := say(ctx, "paper.files", n)
		if paper {
			how = say(ctx, "material.paper")
		}
		t.Rows = append(t.Rows, ui.R(ui.C(ui.Thousands(int64(len(t.Rows)+1))), ui.C(in(ctx, m.Name)), ui.C(how)))
	}
	return t
}

func noticeTable(ctx context.Context, lines []casework.Correction) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "paper.notice.list"), Heads: ui.Heads(say(ctx, "col.n"), say(ctx, "col.what"), say(ctx, "col.why"))}
	for i, l := range lines {
		t.Rows = append(t.Rows, ui.R(ui.C(ui.Thousands(int64(i+1))), ui.C(l.What), ui.C(l.Why)))
	}
	return t
}

// sheetLang marks the language of the document for readers of the screen.
func sheetLang(ctx context.Context) string { return i18n.From(ctx).Tag() }

// day writes a date as documents do, without the day of the week.
func day(ctx context.Context, d cal.Date) string {
	y, m, n := d.Split()
	return in(ctx, i18n.T(fmt.Sprintf("%d年%d月%d日", y, int(m), n), fmt.Sprintf("%d %s %d", n, m, y)))
}
