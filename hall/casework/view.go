package casework

import (
	"context"
	"crypto/subtle"
	"strings"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/ident"
	"tongban/civic/limit"
	"tongban/civic/person"
	"tongban/hall/item"
	"tongban/platform/blob"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/form"
	"tongban/platform/i18n"
)

// A Dossier is everything about one case that a reader may see (卷宗).
type Dossier struct {
	Case      Case
	Version   *item.Version
	Answers   form.Answers // nil for readers who need no form
	Materials []Material
	Papers    []Paper
	Acts      []act.Act
	Clocks    []limit.Clock
	Calendar  *cal.Calendar
	Today     cal.Date
}

// Running gives the clock that runs now; ok is false in a case that has ended.
func (x Dossier) Running() (k limit.Clock, ok bool) {
	for _, k := range x.Clocks {
		if k.Open() {
			return k, true
		}
	}
	return limit.Clock{}, false
}

// Notice gives the one-off notice, if one was given.
func (x Dossier) Notice() (Paper, bool) { return x.Paper(PaperNotice) }

// Paper gives the newest paper of a kind.
func (x Dossier) Paper(k PaperKind) (Paper, bool) {
	for i := len(x.Papers) - 1; i >= 0; i-- {
		if x.Papers[i].Kind == k {
			return x.Papers[i], true
		}
	}
	return Paper{}, false
}

// Open gives the dossier to somebody who may see it (查看办件). A look by staff is
// recorded for the applicant; purpose says why.
func (d *Desk) Open(ctx context.Context, who access.Who, no No, purpose string) (Dossier, error) {
	x, leave, err := d.read(ctx, who, no)
	if err != nil || leave.Post.ID == "" {
		return x, err
	}
	return x, d.DB.Write(ctx, func(tx *db.Tx) error {
		return person.RecordLook(tx, d.Clock.Now(), person.Looker{Who: who, Leave: leave}, person.Look{Person: person.ID(x.Case.Applicant), What: "case", Matter: string(no), Purpose: purpose})
	})
}

// Before gives the dossier to an act about to be done on it, which is itself the
// record of who handled the case.
func (d *Desk) Before(ctx context.Context, who access.Who, no No) (Dossier, error) {
	x, _, err := d.read(ctx, who, no)
	return x, err
}

func (d *Desk) read(ctx context.Context, who access.Who, no No) (Dossier, access.Leave, error) {
	var x Dossier
	var leave access.Leave
	err := d.DB.Read(ctx, func(tx *db.Tx) error {
		c, err := load(tx, no)
		if err != nil {
			return err
		}
		if leave, err = d.Guard.May(who, access.CaseView, thing(c)); err != nil {
			return hide(err, who, c)
		}
		if x, err = d.dossier(tx, c); err != nil {
			return err
		}
		x.Answers, err = d.answers(tx, no)
		return err
	})
	return x, leave, err
}

func (d *Desk) dossier(tx *db.Tx, c Case) (Dossier, error) {
	x := Dossier{Case: c, Today: cal.DateOf(d.Clock.Now())}
	var err error
	if x.Version, err = d.version(tx, c); err != nil {
		return x, err
	}
	if x.Materials, err = materialsOf(tx, c.No); err != nil {
		return x, err
	}
	if x.Papers, err = papersOf(tx, c.No); err != nil {
		return x, err
	}
	on := act.Subject{Kind: "case", ID: string(c.No)}
	if x.Acts, err = act.Of(tx, on, "", 200); err != nil {
		return x, err
	}
	if x.Clocks, err = limit.Of(tx, on); err != nil {
		return x, err
	}
	x.Calendar, err = d.Calendar.Current(tx.Context())
	return x, err
}

// Follow gives the public line of a case to whoever has number and query code
// (凭号查询): no form, no files, no names of staff.
func (d *Desk) Follow(ctx context.Context, no No, code string) (Dossier, error) {
	code = strings.ToUpper(ident.Tidy(code)) // the receipt writes it in two groups
	if subtle.ConstantTimeCompare([]byte(code), []byte(d.QueryCode(no))) != 1 {
		return Dossier{}, unknown()
	}
	var x Dossier
	err := d.DB.Read(ctx, func(tx *db.Tx) error {
		c, err := load(tx, no)
		if err != nil {
			return err
		}
		x, err = d.dossier(tx, c)
		return err
	})
	x.Materials, x.Answers = nil, nil
	return x, err
}

// PaperFor gives one paper with its case to somebody who may see the case.
func (d *Desk) PaperFor(ctx context.Context, who access.Who, id string) (Paper, Dossier, error) {
	var p Paper
	err := d.DB.Glance(ctx, func(tx *db.Tx) (err error) { p, err = paperByID(tx, id); return err })
	if err != nil {
		return p, Dossier{}, err
	}
	x, _, err := d.read(ctx, who, p.Case)
	return p, x, err
}

// A File is one attached file, ready to be served (附件).
type File struct {
	Ref  blob.Ref
	Name string
}

// Attached gives a file of a case to somebody who may see the case.
func (d *Desk) Attached(ctx context.Context, who access.Who, no No, hash string) (File, error) {
	x, _, err := d.read(ctx, who, no)
	if err != nil {
		return File{}, err
	}
	for _, m := range x.Materials {
		if m.Hash == hash && !m.Paper {
			return File{Ref: blob.Ref{Hash: m.Hash, Size: m.Size, Kind: blob.Kind(m.Kind)}, Name: m.Name}, nil
		}
	}
	return File{}, fault.New(fault.Absent, "case.file", unknown().Say)
}

// A Row is one case in a list with the clock that runs in it (列表行).
type Row struct {
	Case
	Clock   limit.Clock // zero when none runs
	Running bool
	Key     limit.Key // of a queue
}

// Mine lists the cases of whom the reader acts for, newest first, before a number;
// "" begins (我的办件).
func (d *Desk) Mine(ctx context.Context, who access.Who, before No) ([]Row, error) {
	if !who.Signed() {
		return nil, nil
	}
	applicant := applicantOf(who)
	item, only := reach(who)
	if before == "" {
		before = "~" // after every number
	}
	var rows []Row
	err := d.DB.Read(ctx, func(tx *db.Tx) error {
		cases, err := db.List(tx, scanCase, `SELECT `+caseColumns+` FROM office_case
WHERE applicant = $1 AND no < $2 AND ($3 = '' OR item = $3) AND ($4 = '' OR no = $4) ORDER BY no DESC LIMIT 20`, applicant.ID, string(before), item, only)
		if err != nil {
			return err
		}
		rows, err = clocked(tx, cases)
		return err
	})
	return rows, err
}

// clocked joins the running clocks to cases with one further statement.
func clocked(tx *db.Tx, cases []Case) ([]Row, error) {
	ids := make([]string, len(cases))
	for i, c := range cases {
		ids[i] = string(c.No)
	}
	running, err := limit.RunningOf(tx, "case", ids)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, len(cases))
	for i, c := range cases {
		k, ok := running[string(c.No)]
		rows[i] = Row{Case: c, Clock: k, Running: ok}
	}
	return rows, nil
}

// Queue lists the open cases that wait at one unit in one stage, soonest date
// first (待办). Only somebody with a post there sees it.
func (d *Desk) Queue(ctx context.Context, who access.Who, stage Stage, after limit.Key) ([]Row, error) {
	unit, err := queueUnit(who, stage)
	if err != nil {
		return nil, err
	}
	var rows []Row
	err = d.DB.Read(ctx, func(tx *db.Tx) error {
		ks, err := limit.Queue(tx, unit, string(stage), limit.Page{After: after, Size: 50})
		if err != nil || len(ks) == 0 {
			return err
		}
		ids := make([]any, len(ks))
		for i, k := range ks {
			ids[i] = k.Subject
		}
		cases, err := db.List(tx, scanCase, `SELECT `+caseColumns+` FROM office_case WHERE no IN (`+db.Params(1, len(ids))+`)`, ids...)
		if err != nil {
			return err
		}
		byNo := map[string]Case{}
		for _, c := range cases {
			byNo[string(c.No)] = c
		}
		for _, k := range ks {
			rows = append(rows, Row{Case: byNo[k.Subject], Clock: k, Running: true, Key: limit.KeyOf(k)})
		}
		return nil
	})
	return rows, err
}

// queueUnit tells at which unit somebody's post sees a stage: windows at their
// centre, approval offices at their department.
func queueUnit(who access.Who, s Stage) (string, error) {
	var wanted []access.Duty
	switch s {
	case StageIntake, StageCorrect:
		wanted = []access.Duty{access.WindowAccept}
	case StageDecide:
		wanted = []access.Duty{access.ApproveHandle, access.ApproveDecide, access.AgencyHead}
	case StageDeliver, StageClose:
		wanted = []access.Duty{access.WindowDeliver}
	}
	for _, d := range wanted {
		if p, ok := who.PostWith(d); ok {
			return p.Scope, nil
		}
	}
	return "", fault.New(fault.Forbidden, "case.queue", notYours)
}

var notYours = i18n.T("您现在的岗位不处理这一环节的办件。", "Your posts of today do not handle this stage.")
