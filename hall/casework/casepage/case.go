package casepage

import (
	"context"
	"net/http"
	"slices"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/hall/casework"
	"tongban/hall/item"
	"tongban/platform/fault"
	"tongban/platform/form"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// A caseView is where one case stands, as its applicant or a follower reads it.
type caseView struct {
	shell     ui.Shell
	receipt   ui.ReceiptView
	state     string
	turn      string
	due       ui.DeadlineView
	running   bool
	light     ui.LightView // of a case that has ended
	correct   string       // address; empty when nothing is asked of the reader
	withdraw  string
	licence   string
	follower  bool // reads with number and code: no files, no form, no papers
	events    []ui.Event
	papers    []fileLink
	materials ui.TableView
	form      form.View
	hall      []ui.Pair
}

// caseLine shows one case to its applicant. Its top is the receipt, from the
// moment of filing on: the address is the one to keep.
func (p *Pages) caseLine(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	who, err := signed(r)
	if err != nil {
		return err
	}
	n, err := no(r)
	if err != nil {
		return err
	}
	x, err := p.Cases.Open(ctx, who, n, purpose("follow"))
	if err != nil {
		return err
	}
	offers, err := p.Cases.Offers(ctx, who, x.Case)
	if err != nil {
		return err
	}
	v, err := p.caseView(r, x)
	if err != nil {
		return err
	}
	if open(offers, casework.Supplement) {
		v.correct = caseHref(n) + "/correct"
	}
	if open(offers, casework.Withdraw) {
		v.withdraw = caseHref(n) + "/withdraw"
	}
	v.events = timeline(ctx, x.Acts, caseHref(n))
	v.papers = paperLinks(ctx, x.Papers)
	v.materials = materialTable(ctx, x, caseHref(n)+"/files/")
	v.form = p.dossierForm(x)
	if x.Case.Licence != "" {
		v.licence = "/licences/" + x.Case.Licence
	}
	return web.Show(w, r, http.StatusOK, casePage(v))
}

// open reports whether a step is offered and not refused.
func open(offers []casework.Offer, v act.Verb) bool {
	return slices.ContainsFunc(offers, func(o casework.Offer) bool { return o.Row.Verb == v && o.No == nil })
}

// caseView gives what everybody reads who may follow the case.
func (p *Pages) caseView(r *http.Request, x casework.Dossier) (caseView, error) {
	ctx := r.Context()
	c, name := x.Case, in(ctx, x.Version.Name)
	hall, err := p.Cases.Hall(ctx, c)
	if err != nil {
		return caseView{}, err
	}
	v := caseView{state: stateWord(ctx, c.State), turn: turn(ctx, c, x.Version.Unit.Name),
		shell: ui.Shell{Title: say(ctx, "case.title", name, c.No), Nav: "cases", Head: sheetHead(stateWord(ctx, c.State), name),
			Crumbs: crumbs(ctx, say(ctx, "cases.title"), "/cases", say(ctx, "case.crumb"), "")}}
	code := p.Cases.QueryCode(c.No)
	v.receipt = ui.ReceiptView{Done: done(ctx, c), Number: spoken(c.No), Code: code, Next: v.turn,
		Link: p.address(r, query("/cases/follow", "no", string(c.No), "code", code)),
		Pairs: []ui.Pair{ui.P(say(ctx, "col.item"), name), ui.P(say(ctx, "col.kind"), className(ctx, c)),
			ui.P(say(ctx, "col.filed"), when(c.Created)), ui.P(say(ctx, "col.dept"), x.Version.Unit.Name)}}
	if web.FaceOf(ctx) == web.Elder {
		v.receipt.Pairs = v.receipt.Pairs[:1] // what it is; the rest only makes the page longer
	}
	d := dated{x.Calendar, x.Today}
	if k, ok := x.Running(); ok {
		v.due, v.running = d.due(ctx, k, say(ctx, "stage.by."+k.Stage)), true
	} else {
		v.light = ui.LightView{State: ui.Done, Say: v.state}
	}
	v.hall = []ui.Pair{ui.P(say(ctx, "hall.name"), hall.Name)}
	for key, text := range map[string]string{"hall.address": hall.Address, "hall.hours": hall.Hours, "hall.phone": hall.Phone} {
		if text != "" {
			v.hall = append(v.hall, ui.P(say(ctx, key), text))
		}
	}
	slices.SortFunc(v.hall[1:], func(a, b ui.Pair) int { return len(a.Say) - len(b.Say) })
	return v, nil
}

// spoken parts a number as people read it aloud: division, date, serial with its
// check. What is typed with the spaces is read the same.
func spoken(n casework.No) string {
	s := string(n)
	if len(s) != 21 {
		return s
	}
	return s[:6] + " " + s[6:14] + " " + s[14:]
}

// done heads the receipt: what the applicant achieved last.
func done(ctx context.Context, c casework.Case) string {
	if c.State == casework.Received && !c.Noticed {
		return say(ctx, "case.filed")
	}
	return stateWord(ctx, c.State)
}

func paperLinks(ctx context.Context, papers []casework.Paper) []fileLink {
	var out []fileLink
	for _, x := range papers {
		out = append(out, fileLink{name: in(ctx, paperWord(x.Kind)), href: "/papers/" + x.ID, note: when(x.Issued)})
	}
	return out
}

// materialTable lists the materials of the item and what is in for each.
func materialTable(ctx context.Context, x casework.Dossier, base string) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "materials.title"), Stack: true, Heads: ui.Heads(say(ctx, "col.material"), say(ctx, "col.files"))}
	for _, m := range x.Version.Materials {
		var files []fileLink
		paper := false
		for _, f := range x.Materials {
			if f.Slot == m.ID && f.Paper {
				paper = true
			} else if f.Slot == m.ID {
				files = append(files, fileLink{name: f.Name, href: base + f.Hash, note: say(ctx, "file.note", size(f.Size), when(f.Added), short(f.Hash))})
			}
		}
		t.Rows = append(t.Rows, ui.R(ui.C(materialName(ctx, m)), ui.CBody(inHand(files, handed(ctx, m, paper, len(files))))))
	}
	return t
}

// handed says how a material came in, other than as files.
func handed(ctx context.Context, m item.Material, paper bool, files int) string {
	switch {
	case paper:
		return say(ctx, "material.paper")
	case m.Held:
		return say(ctx, "material.held")
	case m.Filled():
		return say(ctx, "material.filled")
	case files > 0:
		return ""
	case m.Required():
		return say(ctx, "material.missing")
	}
	return say(ctx, "material.none")
}

// dossierForm shows the answers of a case for reading.
func (p *Pages) dossierForm(x casework.Dossier) form.View {
	def, err := casework.FormOf(x.Version)
	if err != nil {
		return form.View{} // the desk refused such a version when the case was filed
	}
	return form.View{Def: def, Answers: x.Answers, Checks: p.Cases.Checks,
		FileHref: func(_ string, f form.File) string { return caseHref(x.Case.No) + "/files/" + f.Blob }}
}

// receipt gives the ledger's receipt of one act of a case to who may see the case.
func (p *Pages) receipt(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	who, err := signed(r)
	if err != nil {
		return err
	}
	n, err := no(r)
	if err != nil {
		return err
	}
	x, err := p.Cases.Open(ctx, who, n, purpose("receipt"))
	if err != nil {
		return err
	}
	id := r.PathValue("act")
	i := slices.IndexFunc(x.Acts, func(a act.Act) bool { return a.ID == id })
	if i < 0 || p.Receipt == nil {
		return fault.New(fault.Absent, "case.receipt", i18n.T("这个办件没有这张回执。", "This case has no such receipt."))
	}
	file, err := p.Receipt(ctx, id)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="receipt-`+string(x.Acts[i].Number())+`.json"`)
	_, err = w.Write(file)
	return err
}

// alreadyDone reports whether the newest act on the case is this reader's own same
// act: then a refusal only answers a second press, and the page of the case does.
func (p *Pages) alreadyDone(ctx context.Context, who access.Who, n casework.No, verbs ...act.Verb) bool {
	x, err := p.Cases.Open(ctx, who, n, purpose("handle"))
	if err != nil || len(x.Acts) == 0 {
		return false
	}
	last := x.Acts[len(x.Acts)-1]
	return last.Actor.Account == who.Account && slices.Contains(verbs, last.Verb)
}
