package limit

import (
	"fmt"
	"time"

	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/law"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// A Cause is a statutory ground for leaving time out of a limit (停表事由). The list
// is closed: 行政许可法 45 names eight, and a site survey (现场踏勘) is not among them.
type Cause string

// The eight causes.
const (
	Hearing      Cause = "hearing"
	TenderCause  Cause = "tender"
	Auction      Cause = "auction"
	Inspection   Cause = "inspection"
	Test         Cause = "test"
	Quarantine   Cause = "quarantine"
	Appraisal    Cause = "appraisal"
	ExpertReview Cause = "expert-review"
)

// Causes lists the eight in the order of the article.
var Causes = []Cause{Hearing, TenderCause, Auction, Inspection, Test, Quarantine, Appraisal, ExpertReview}

var causeSay = map[Cause]i18n.Text{
	Hearing: i18n.T("听证", "hearing"), TenderCause: i18n.T("招标", "tender"), Auction: i18n.T("拍卖", "auction"),
	Inspection: i18n.T("检验", "inspection"), Test: i18n.T("检测", "testing"), Quarantine: i18n.T("检疫", "quarantine"),
	Appraisal: i18n.T("鉴定", "appraisal"), ExpertReview: i18n.T("专家评审", "expert review"),
}

// Say gives the words of the cause; empty for one that law does not know.
func (c Cause) Say() i18n.Text { return causeSay[c] }

// A Ground is why, since when and for how long time is left out (停表依据): told to
// the party in writing with the time needed (LIC-17), which is itself limited
// (BIZ-02).
type Ground struct {
	Cause  Cause
	From   cal.Date // first day left out
	Needs  cal.Span // the time needed, as told
	Notice string   // number of the written notice
}

var stopCite = law.Licensing.Art(45)

func refuse(kind fault.Kind, key string, words i18n.Text) *fault.Error {
	return fault.New(kind, "limit."+key, words)
}

// Stop pauses the open clock of a stage (停表). It refuses a cause that is not in
// the article, a stop without notice or needed time, one dated before the day it is
// recorded, and one that comes after the limit has passed.
func Stop(tx *db.Tx, s Stopping) (Clock, error) {
	on, stage, g, at := s.On, s.Stage, s.Ground, s.At
	c, err := Running(tx, on, stage)
	if err != nil {
		return c, fmt.Errorf("stop clock %s of %s: %w", stage, on.ID, err)
	}
	switch {
	case g.Cause.Say().Empty():
		return c, refuse(fault.Invalid, "no-such-cause", i18n.T("法律没有规定这一停表事由：只有听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审的时间不计入期限。",
			"Law knows no such ground: only hearing, tender, auction, inspection, testing, quarantine, appraisal and expert review are left out.")).Under(stopCite.Text())
	case g.Notice == "" || g.Needs.IsZero():
		return c, refuse(fault.Invalid, "not-told", i18n.T("停表须先把所需时间书面告知申请人。", "The applicant must first be told in writing how much time is needed.")).Under(stopCite.Text())
	case !c.PausedOn.IsZero():
		return c, refuse(fault.Conflict, "stopped-already", i18n.T("期限已经暂停。", "The clock is already stopped.")).Under(stopCite.Text())
	case g.From.Before(cal.DateOf(at)) || g.From.Before(c.Start):
		return c, refuse(fault.Invalid, "stop-backdated", i18n.T("停表不能倒签：最早从今天起。", "A stop cannot be dated back: it begins today at the earliest.")).Under(stopCite.Text())
	case !c.DueOn.IsZero() && g.From.After(c.DueOn):
		return c, refuse(fault.Conflict, "stop-too-late", i18n.Tf("期限已于%s届满，不能再停表。", "The limit ended on %s; it can no longer be stopped.", c.DueOn)).Under(stopCite.Text())
	}
	_, err = tx.Exec(`INSERT INTO limit_stop (clock, from_on, cause, needs, notice, cite) VALUES ($1, $2, $3, $4, $5, $6)`,
		c.ID, g.From.String(), string(g.Cause), g.Needs.String(), g.Notice, stopCite.ID())
	if db.IsDuplicate(err) {
		return c, refuse(fault.Conflict, "stopped-that-day", i18n.T("这一天已有一次停表。", "A stop already began on that day.")).Because(err)
	}
	if err != nil {
		return c, fmt.Errorf("stop clock %s of %s: %w", stage, on.ID, err)
	}
	before := c
	c.PausedOn, c.Stopped, c.DueOn, c.PromiseOn = g.From, true, cal.Date{}, cal.Date{}
	return c, save(tx, change{before: before, after: c, ground: "stop", at: at, cite: stopCite})
}

// A Stopping names the clock to stop and the ground for it.
type Stopping struct {
	On    act.Subject
	Stage string
	Ground
	At time.Time
}

// Resume ends the stop that runs (恢复计时): to is the last day left out. The dates
// are counted anew under k with every stop.
func Resume(tx *db.Tx, k *cal.Calendar, r Resumption) (Clock, error) {
	c, err := Running(tx, r.On, r.Stage)
	if err != nil {
		return c, fmt.Errorf("resume clock %s of %s: %w", r.Stage, r.On.ID, err)
	}
	if c.PausedOn.IsZero() {
		return c, refuse(fault.Conflict, "not-stopped", i18n.T("期限没有暂停。", "The clock is not stopped.")).Under(stopCite.Text())
	}
	if r.To.Before(c.PausedOn) || r.To.After(cal.DateOf(r.At)) {
		return c, refuse(fault.Invalid, "resume-day", i18n.Tf("停表的最后一日应在%s至%s之间。", "The last day left out must lie between %s and %s.", c.PausedOn, cal.DateOf(r.At))).Under(stopCite.Text())
	}
	if _, err := tx.Exec(`UPDATE limit_stop SET to_on = $1 WHERE clock = $2 AND to_on = ''`, r.To.String(), c.ID); err != nil {
		return c, fmt.Errorf("resume clock %s of %s: %w", r.Stage, r.On.ID, err)
	}
	stops, err := Stops(tx, c.ID)
	if err != nil {
		return c, err
	}
	before := c
	c.PausedOn = cal.Date{}
	c = c.Dated(k, stops...)
	return c, save(tx, change{before: before, after: c, ground: "resume", at: r.At, cite: stopCite})
}

// A Resumption names the clock to resume and the last day left out.
type Resumption struct {
	On    act.Subject
	Stage string
	To    cal.Date
	At    time.Time
}

// Extend lengthens the lawful period once (延长期限), as an article allows: 10
// working days under 行政许可法 42(1), 15 under 42(2). The caller has checked who
// approved it. It refuses a second extension and one after the limit has passed.
func Extend(tx *db.Tx, k *cal.Calendar, e Extension) (Clock, error) {
	c, err := Running(tx, e.On, e.Stage)
	if err != nil {
		return c, fmt.Errorf("extend clock %s of %s: %w", e.Stage, e.On.ID, err)
	}
	switch {
	case e.By.Unit != c.Legal.Unit || e.By.N <= 0 || e.Cite.IsZero():
		return c, fmt.Errorf("extend clock %s of %s: by %s under %q: same unit, a number and an article are needed", e.Stage, e.On.ID, e.By, e.Cite)
	case !c.Extended.IsZero():
		return c, refuse(fault.Conflict, "extended-already", i18n.T("期限只能延长一次。", "The limit can be extended only once.")).Under(e.Cite.Text())
	case !c.DueOn.IsZero() && c.DueOn.Before(cal.DateOf(e.At)):
		return c, refuse(fault.Conflict, "extend-too-late", i18n.Tf("期限已于%s届满，不能再延长。", "The limit ended on %s; it can no longer be extended.", c.DueOn)).Under(e.Cite.Text())
	}
	stops, err := Stops(tx, c.ID)
	if err != nil {
		return c, err
	}
	before := c
	c.Extended = e.By
	c = c.Dated(k, stops...)
	return c, save(tx, change{before: before, after: c, ground: "extend", at: e.At, cite: e.Cite})
}

// An Extension names the clock to extend, by how much and under which article.
type Extension struct {
	On    act.Subject
	Stage string
	By    cal.Span
	Cite  law.Cite
	At    time.Time
}
