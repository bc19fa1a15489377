package casework

import (
	"context"
	"errors"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/flow"
	"tongban/civic/law"
	"tongban/civic/limit"
	"tongban/civic/person"
	"tongban/hall/item"
	"tongban/platform/blob"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/form"
	"tongban/platform/i18n"
)

// An Application is what an applicant files (申请).
type Application struct {
	Client    string // id made by the client: a repeated request never makes a second case
	Item      item.Code
	Version   int // the version that was shown; 0 means the current one
	Answers   form.Answers
	Materials []Material
	Draft     string // the draft this comes from, dropped with the filing; "" for none
}

// Submit files an application on line (网上申请): the case is received at the
// instant the data enters the platform (TIM-12). A repeated Client gives the case
// made the first time.
func (d *Desk) Submit(ctx context.Context, who access.Who, f Application) (Case, error) {
	to := who.For
	if to.ID == "" {
		to = access.Principal{ID: who.Person, Name: who.Name}
	}
	return d.file(ctx, who, filing{Application: f, applicant: to, channel: Online, verb: Submit})
}

// Register files an application at a window for somebody who came with papers
// (窗口收件); the person is in the register already (person.Desk.Register).
func (d *Desk) Register(ctx context.Context, who access.Who, applicant person.ID, f Application) (Case, error) {
	var p person.Person
	err := d.DB.Glance(ctx, func(tx *db.Tx) (err error) { p, err = person.Load(tx, applicant); return err })
	if err != nil {
		return Case{}, err
	}
	to := access.Principal{ID: string(p.ID), Name: p.Name, Company: p.Kind == person.Company}
	return d.file(ctx, who, filing{Application: f, applicant: to, channel: Window, verb: Register})
}

// A filing is an application on its way into the register.
type filing struct {
	Application
	applicant access.Principal
	channel   Channel
	verb      act.Verb
}

func (d *Desk) file(ctx context.Context, who access.Who, f filing) (Case, error) {
	if len(f.Client) < 16 || len(f.Client) > 64 {
		return Case{}, fault.New(fault.Invalid, "case.client", i18n.T("页面已失效，请刷新后重新提交。", "The page has expired; reload it and submit again."))
	}
	var done Case
	write := func(tx *db.Tx) error {
		a := &an{d: d, tx: tx, who: who, at: d.Clock.Now()}
		a.today = cal.DateOf(a.at)
		var err error
		if done, err = byClient(tx, f.Client); err != nil || done.No != "" {
			return err
		}
		v, err := a.openItem(f)
		if err != nil {
			return err
		}
		if a.c, err = a.newCase(f, v); err != nil {
			return err
		}
		if a.leave, err = d.Guard.May(who, f.verb, thing(a.c)); err != nil {
			return err
		}
		a.actor = who.As(a.leave)
		if err := d.checkFiling(f, v); err != nil {
			return err
		}
		done, err = a.enter(f)
		return err
	}
	err := d.DB.Write(ctx, write)
	if db.IsDuplicate(err) { // another node filed the same request first: give its case
		err = d.DB.Write(ctx, write)
	}
	return done, err
}

// openItem finds the version applied for and refuses one that has been replaced
// since the page was shown: a rule never switches silently.
func (a *an) openItem(f filing) (*item.Version, error) {
	v, err := item.Published(a.tx, f.Item)
	if err != nil {
		return nil, err
	}
	if f.Version != 0 && v.No != f.Version {
		return nil, fault.New(fault.Conflict, "case.item-changed", i18n.T("您填写期间，这个事项的指南更新了。", "The guide of this item changed while you were filling the form in.")).
			Then(i18n.T("已填内容都在；请核对更新后的内容再提交。", "Everything you typed is kept; please check it against the new guide and submit again."))
	}
	persons, bodies := v.Serves()
	if f.applicant.Company && !bodies || !f.applicant.Company && !persons {
		return nil, fault.New(fault.Conflict, "case.audience", i18n.T("这个事项的服务对象不包括您现在代表的申请人类型。", "This item is not for the kind of applicant you act for.")).
			Then(i18n.T("个人事项请以本人身份申请，企业事项请切换到所代表的企业。", "For items of companies, switch to the company you act for; for items of persons, act for yourself."))
	}
	return v, nil
}

func (a *an) newCase(f filing, v *item.Version) (Case, error) {
	centre, err := a.d.hallFor(a.tx, v.Region, a.today.String())
	if err != nil {
		return Case{}, err
	}
	filer := a.who.Person
	if p, ok := a.who.PostWith(access.WindowAccept); ok && f.channel == Window {
		centre, filer = p.Scope, f.applicant.ID // the clerk receives; the person at the window files
	}
	return Case{Item: string(v.Code), ItemVersion: int64(v.No), ItemName: v.Name.Zh, Dept: v.Unit.ID, Office: v.Office.ID, Centre: centre,
		Region: v.Region, Applicant: f.applicant.ID, ApplicantName: f.applicant.Name, Filer: filer, Channel: f.channel,
		State: Received, Kind: string(v.Class), ReceivedOn: a.today, Created: a.at, Changed: a.at}, nil
}

// checkFiling checks the answers as the form says. On line every required
// material must be attached; at a window the clerk sees what is there and the
// one-off notice tells the rest.
func (d *Desk) checkFiling(f filing, v *item.Version) error {
	def, err := FormOf(v)
	if err != nil {
		return err
	}
	bad := def.Check(f.Answers, d.Checks)
	if f.channel == Online {
		for _, m := range missing(v, f.Materials) {
			bad = append(bad, fault.Field{Name: "material-" + m.ID, Why: i18n.Tf("请上传：%s", "Please attach: %s", m.Name)})
		}
	}
	for _, m := range f.Materials {
		if _, ok := v.MaterialByID(m.Slot); !ok {
			return fault.New(fault.Invalid, "case.slot", i18n.T("有一份材料不属于这个事项。", "One of the files belongs to no material of this item.")).
				Under(law.CiteOf("LIC-03").Text())
		}
	}
	if refusal := form.Refusal(bad); refusal != nil {
		return refusal.Under(law.Licensing.Art(31).P(1).Text())
	}
	return nil
}

// enter draws the number and writes case, materials, clock, receipt and act.
func (a *an) enter(f filing) (Case, error) {
	var err error
	if a.c.No, err = a.d.number(a.tx, a.today); err != nil {
		return Case{}, err
	}
	answers := f.Answers.JSON()
	sealed := a.d.Vault.Seal(answers, sealedField(a.c.No))
	if err := insertCase(a.tx, a.c, f.Client, sealed); err != nil {
		return Case{}, err
	}
	if err := a.takeMaterials(f.Materials); err != nil {
		return Case{}, err
	}
	k, err := a.clockOf(StageIntake)
	if err != nil {
		return Case{}, err
	}
	if err := (limit.Turn{On: a.subject(), To: &k, At: a.at}).Take(a.tx); err != nil {
		return Case{}, err
	}
	if _, err := a.issue(PaperReceipt, PaperBody{}); err != nil {
		return Case{}, err
	}
	if f.Draft != "" {
		if err := dropDraft(a.tx, f.Draft, a.who.Person); err != nil {
			return Case{}, err
		}
	}
	a.row = flow.Row{Cite: law.CiteOf("TIM-12")}
	return a.c, a.record(f.verb, map[string]any{
		"item": a.c.Item, "version": a.c.ItemVersion, "channel": a.c.Channel, "received": a.c.ReceivedOn.String(),
		"answers": digest(answers), "materials": hashes(f.Materials),
	})
}

// takeMaterials adds materials to the case and keeps their blobs for it.
func (a *an) takeMaterials(ms []Material) error {
	var blobs []string
	for i := range ms {
		ms[i].Added = a.at
		if ms[i].Paper {
			ms[i].Hash = "paper"
			continue
		}
		blobs = append(blobs, ms[i].Hash)
	}
	if err := addMaterials(a.tx, a.c.No, ms); err != nil {
		return err
	}
	return blob.Keep(a.tx, "case:"+string(a.c.No), a.at, blobs...)
}

func hashes(ms []Material) map[string][]string {
	out := map[string][]string{}
	for _, m := range ms {
		out[m.Slot] = append(out[m.Slot], m.Hash)
	}
	return out
}

// Withdrawal takes an application back before the decision (撤回申请).
func (d *Desk) Withdrawal(ctx context.Context, who access.Who, no No, reason string) (Case, error) {
	return d.do(ctx, who, no, Withdraw, func(*an) (any, error) {
		return map[string]string{"reason": reason}, nil
	})
}

// A Supply is what the applicant hands in after the one-off notice (补正).
type Supply struct {
	Materials []Material
	Answers   form.Answers // the whole form again; nil where no answer changes
	Lines     []int        // further lines of the notice that the applicant says are settled
}

// Supplement takes the corrections (提交补正). When everything told is supplied, the
// case goes back to the window, which must accept it (LIC-04(5)). What comes in
// parts is kept, and the case waits for the rest.
func (d *Desk) Supplement(ctx context.Context, who access.Who, no No, s Supply) (Case, error) {
	var part bool
	work := func(a *an) (any, error) {
		notice, err := a.notice()
		if err != nil {
			return nil, err
		}
		settle(notice.Body.Lines, s)
		open := stillOpen(notice.Body.Lines)
		if part = len(open) > 0; part != (a.row.Verb == SupplyPart) {
			return nil, errOther
		}
		if err := a.takeMaterials(s.Materials); err != nil {
			return nil, err
		}
		if s.Answers != nil {
			if err := a.changeAnswers(s.Answers); err != nil {
				return nil, err
			}
		}
		if !part {
			a.c.ReceivedOn = a.today
		}
		return map[string]any{"notice": notice.ID, "materials": hashes(s.Materials), "open": len(open)}, savePaperLines(a.tx, notice)
	}
	c, err := d.do(ctx, who, no, Supplement, work)
	if errors.Is(err, errOther) {
		c, err = d.do(ctx, who, no, SupplyPart, work)
	}
	return c, err
}

// errOther says that the supply is the other of the two steps: whole or in part.
var errOther = errors.New("casework: the supply does not settle the notice")

// settle marks the lines of the notice that a supply answers.
func settle(lines []Correction, s Supply) {
	for _, m := range s.Materials {
		for i := range lines {
			if lines[i].Slot == m.Slot {
				lines[i].Done = true
			}
		}
	}
	for _, i := range s.Lines {
		if i >= 0 && i < len(lines) && (lines[i].Slot == "" || s.Answers != nil) {
			lines[i].Done = true
		}
	}
}

// changeAnswers replaces the answers of the form after checking them.
func (a *an) changeAnswers(answers form.Answers) error {
	v, err := a.d.version(a.tx, a.c)
	if err != nil {
		return err
	}
	def, err := FormOf(v)
	if err != nil {
		return err
	}
	if refusal := form.Refusal(def.Check(answers, a.d.Checks)); refusal != nil {
		return refusal
	}
	return saveAnswers(a.tx, a.c.No, a.d.Vault.Seal(answers.JSON(), sealedField(a.c.No)))
}
