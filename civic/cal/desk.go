package cal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/law"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// An Effect says what a new calendar does to the running limits (对时限的影响).
type Effect struct {
	Looked  int `json:"looked"`  // open clocks counted anew
	Later   int `json:"later"`   // some date moves back
	Earlier int `json:"earlier"` // some date comes forward; nobody had been told a later one
	Kept    int `json:"kept"`    // the count ends earlier, but the told day stands (TIM-11)
	Settled int `json:"settled"` // was provisional and is so no longer
	Paused  int `json:"paused"`  // waits for the end of a stop
}

// Clocks are the running limits as the calendar desk sees them; civic/limit gives
// them, so that this package knows no clock.
type Clocks struct {
	Preview   func(ctx context.Context, k *Calendar) (Effect, error)
	Recompute func(ctx context.Context, k *Calendar, at time.Time) (Effect, error)
}

// A Guard judges who may (权限判定); *access.Guard is one.
type Guard interface {
	May(who access.Who, verb act.Verb, on access.Thing) (access.Leave, error)
}

// A Desk is where notices of holidays are entered by one person and published by
// another (日历岗位). All fields must be set; it may be used from any goroutine.
type Desk struct {
	Store  *Store
	Guard  Guard
	Clock  clock.Clock
	Clocks Clocks
}

// A Draft is what the person who enters a notice fills in (录入单).
type Draft struct {
	Year   int
	Region string // "" for the whole country
	Title  string
	Number string
	Source string // address of the official text
	Text   string // pasted
}

// Enter takes in a notice for somebody else to check (录入放假通知) and gives its id.
// The refusal names every line that was not understood.
func (d *Desk) Enter(ctx context.Context, in Draft) (string, error) {
	who, at := access.From(ctx), d.Clock.Now()
	e := Entry{ID: uuid.Must(uuid.NewV7()).String(), State: Entered, Pasted: in.Text, EnteredBy: who.Account, EnteredPerson: who.Person, EnteredName: who.Name, EnteredAt: at,
		Notice: Notice{Year: in.Year, Region: in.Region, Title: strings.TrimSpace(in.Title), Number: strings.TrimSpace(in.Number), Source: strings.TrimSpace(in.Source)}}
	leave, err := d.Guard.May(who, access.CalendarEnter, thing(e))
	if err != nil {
		return "", err
	}
	if e.Days, err = check(in, at); err != nil {
		return "", err
	}
	return e.ID, d.Store.db.Write(ctx, func(tx *db.Tx) error {
		if err := insertEntry(tx, e); err != nil {
			return err
		}
		return d.record(tx, act.New(at, who.As(leave), access.CalendarEnter, subject(e), e.facts(), law.CiteOf("TIM-08").ID()))
	})
}

func (d *Desk) record(tx *db.Tx, a act.Act) error {
	_, err := act.Record(tx, a)
	return err
}

func subject(e Entry) act.Subject { return act.Subject{Kind: "calendar", ID: e.ID} }

func thing(e Entry) access.Thing {
	return access.Thing{Kind: "calendar", ID: e.ID, Region: e.Region, Author: e.EnteredBy, State: e.State}
}

// facts is what the record of an act says of the notice.
func (e Entry) facts() any {
	return struct {
		Year   int    `json:"year"`
		Region string `json:"region,omitempty"`
		Title  string `json:"title"`
		Number string `json:"number,omitempty"`
		Source string `json:"source"`
		Days   string `json:"days"`
		Sum    string `json:"sum"`
	}{e.Year, e.Region, e.Title, e.Number, e.Source, e.Notice.Text(), e.Sum()}
}

// Sum is the fingerprint of what the notice says (校验值): what is published is what
// the checker looked at.
func (e Entry) Sum() string {
	h := sha256.Sum256([]byte(fmt.Sprintf("%d|%s|%s|%s|%s|%s", e.Year, e.Region, e.Title, e.Number, e.Source, e.Notice.Text())))
	return hex.EncodeToString(h[:8])
}

func check(in Draft, at time.Time) ([]Day, error) {
	f := fault.New(fault.Invalid, "calendar.entry", i18n.T("这份放假通知还不能录入。", "This notice cannot be entered yet."))
	if year := DateOf(at).Year(); in.Year < 2007 || in.Year > year+2 {
		f.At("year", i18n.Tf("请填写2007年至%d年之间的年份。", "Give a year from 2007 to %d.", year+2))
	}
	if strings.TrimSpace(in.Title) == "" {
		f.At("title", i18n.T("请填写通知的标题。", "Give the title of the notice."))
	}
	if !strings.HasPrefix(in.Source, "https://") && !strings.HasPrefix(in.Source, "http://") {
		f.At("source", i18n.T("请填写官方原文的网址，供复核人对照。", "Give the address of the official text, for the checker to compare."))
	}
	for _, c := range in.Region {
		if c < '0' || c > '9' || len(in.Region) < 6 {
			f.At("region", i18n.T("地区请填写六位以上的行政区划代码，全国通知留空。", "Give a division code of six digits or more, or nothing for the whole country."))
			break
		}
	}
	var days []Day
	if len(f.Fields) == 0 || in.Text == "" {
		var bad []Problem
		days, bad = Read(in.Year, in.Text)
		for _, p := range bad {
			f.At("text", p.Say())
		}
	}
	if len(f.Fields) > 0 {
		return nil, f
	}
	return days, nil
}

// A Shift is one day that a notice changes (变动的日子).
type Shift struct {
	On         Date
	Was, Is    i18n.Text
	WasWorking bool
	IsWorking  bool
}

// A Trial is what publishing a notice would do (预演).
type Trial struct {
	Entry   Entry
	Version string
	Shifts  []Shift // days that become worked or off
	Notes   []i18n.Text
	Effect  Effect
	WhyNot  error // why the reader may not publish it; nil when they may
}

// DryRun tells what publishing a notice would change, changing nothing (预演): the
// days, and how many running limits move or are protected.
func (d *Desk) DryRun(ctx context.Context, id string) (Trial, error) {
	who := access.From(ctx)
	var t Trial
	var next *Calendar
	err := d.Store.db.Read(ctx, func(tx *db.Tx) (err error) {
		if t.Entry, err = getEntry(tx, id); err != nil {
			return err
		}
		next, err = nextWith(tx, t.Entry)
		return err
	})
	if err != nil {
		return t, err
	}
	if err := d.mayLook(who); err != nil {
		return Trial{}, err
	}
	t.WhyNot = d.mayPublish(who, t.Entry)
	now, err := d.Store.Current(ctx)
	if err != nil {
		return t, err
	}
	t.Version = next.Version()
	t.Shifts, t.Notes = compare(now, next, t.Entry.Notice)
	t.Effect, err = d.Clocks.Preview(ctx, next)
	return t, err
}

// nextWith builds the calendar that publishing the entry would make.
func nextWith(tx *db.Tx, e Entry) (*Calendar, error) {
	now, err := build(tx)
	if err != nil || e.State == Published {
		return now, err
	}
	return buildOf(append(now.Notices(), &e.Notice)), nil
}

func compare(now, next *Calendar, n Notice) ([]Shift, []i18n.Text) {
	now, next = now.In(n.Region), next.In(n.Region)
	var shifts []Shift
	named := map[Date]bool{}
	for _, d := range n.Days {
		named[d.On] = true
	}
	for d := New(n.Year-1, 12, 1); d.Year() <= n.Year; d = d.AddDays(1) {
		was, _, before := now.Working(d)
		is, _, after := next.Working(d)
		if was != is {
			shifts = append(shifts, Shift{On: d, Was: before, Is: after, WasWorking: was, IsWorking: is})
		}
	}
	return shifts, remarks(now, n, named)
}

// remarks are what a checker should look at: a festival the notice does not name, a
// worked day that is an ordinary one, a year that is announced already.
func remarks(now *Calendar, n Notice, named map[Date]bool) []i18n.Text {
	var out []i18n.Text
	if n.Region == "" && now.Announced(n.Year) {
		out = append(out, i18n.Tf("%d年的放假安排已有一份，这份将逐日覆盖它。", "The arrangement of %d is in already; this one overrides it day by day.", n.Year))
	} else if n.Region == "" {
		told := ""
		for _, f := range Festivals(n.Year) {
			if !named[f.On] && f.Name != told {
				told = f.Name
				out = append(out, i18n.Tf("通知没有提到%s（%s），仍按法定节日休息。", "The notice does not mention %s (%s); it stays off by statute.", i18n.T(f.Name, f.En), f.On.Say()))
			}
		}
	}
	for _, d := range n.Days {
		if d.Off == Work && d.On.Weekday() != 0 && d.On.Weekday() != 6 && now.IsWorking(d.On) {
			out = append(out, i18n.Tf("%s本来就是工作日，通知也写了上班。", "%s is an ordinary working day that the notice lists as worked.", d.On.Say()))
		}
	}
	return out
}

func (d *Desk) mayPublish(who access.Who, e Entry) error {
	if _, err := d.Guard.May(who, access.CalendarPublish, thing(e)); err != nil {
		return err
	}
	if who.Account == e.EnteredBy || who.Person == e.EnteredPerson {
		return fault.New(fault.Forbidden, "calendar.same-person", i18n.T("录入人不能复核自己录入的通知。", "Nobody checks a notice they entered themselves.")).
			Under(law.CiteOf("TIM-08").Text()).Then(i18n.T("请另一位有复核职责的同事对照原文后发布。", "Ask a colleague with the checking duty to compare and publish it."))
	}
	if e.State != Entered {
		return fault.New(fault.Conflict, "calendar.settled", i18n.T("这份通知已经处理过了。", "This notice has been dealt with already."))
	}
	return nil
}

// Publish puts a notice into force (发布放假通知): a second person, who saw what sum
// stands for, makes the next version of the calendar; then every open limit is
// counted anew. If that is interrupted, CatchUp finishes it.
func (d *Desk) Publish(ctx context.Context, id, sum string) (Effect, error) {
	who, at := access.From(ctx), d.Clock.Now()
	var next *Calendar
	err := d.Store.db.Write(ctx, func(tx *db.Tx) error {
		e, err := getEntry(tx, id)
		if err != nil {
			return err
		}
		if err := d.mayPublish(who, e); err != nil {
			return err
		}
		if e.Sum() != sum {
			return fault.New(fault.Conflict, "calendar.changed", i18n.T("通知的内容与您预演时看到的不同，请重新预演。", "The notice is not what you saw in the dry run; run it again."))
		}
		leave, err := d.Guard.May(who, access.CalendarPublish, thing(e))
		if err != nil {
			return err
		}
		if next, err = nextWith(tx, e); err != nil {
			return err
		}
		e.State, e.CheckedBy, e.CheckedName, e.CheckedAt = Published, who.Account, who.Name, at
		if err := settleEntry(tx, e); err != nil {
			return err
		}
		if err := keep(tx, next, at); err != nil {
			return err
		}
		return d.record(tx, act.New(at, who.As(leave), access.CalendarPublish, subject(e), struct {
			Version string `json:"version"`
			Notice  any    `json:"notice"`
		}{next.Version(), e.facts()}, law.CiteOf("TIM-08").ID(), law.CiteOf("TIM-11").ID()))
	})
	if err != nil {
		return Effect{}, err
	}
	d.Store.current.Store(next)
	return d.Clocks.Recompute(context.WithoutCancel(ctx), next, at)
}

// CatchUp counts anew what does not carry the version in force (补算): at the start
// of a process, and after another node published.
func (d *Desk) CatchUp(ctx context.Context) (Effect, error) {
	c, err := d.Store.Refresh(ctx)
	if err != nil {
		return Effect{}, err
	}
	return d.Clocks.Recompute(ctx, c, d.Clock.Now())
}

// CalendarDrop is the verb of taking back a notice before it is published.
const CalendarDrop act.Verb = "calendar.drop"

// Drop takes back a notice that is not published (撤下), by whoever may enter one.
// A published notice is amended by entering a later one.
func (d *Desk) Drop(ctx context.Context, id string) error {
	who, at := access.From(ctx), d.Clock.Now()
	return d.Store.db.Write(ctx, func(tx *db.Tx) error {
		e, err := getEntry(tx, id)
		if err != nil {
			return err
		}
		leave, err := d.Guard.May(who, access.CalendarEnter, thing(e))
		if err != nil {
			return err
		}
		if e.State != Entered {
			return fault.New(fault.Conflict, "calendar.settled", i18n.T("已发布的通知不能撤下；如有调整，请录入后来的通知。", "A published notice cannot be taken back; enter the later notice that amends it."))
		}
		e.State, e.CheckedBy, e.CheckedName, e.CheckedAt = Dropped, who.Account, who.Name, at
		if err := settleEntry(tx, e); err != nil {
			return err
		}
		return d.record(tx, act.New(at, who.As(leave), CalendarDrop, subject(e), e.facts()))
	})
}

// Entries lists what was entered, newest first, for those with a calendar duty.
func (d *Desk) Entries(ctx context.Context) (list []Entry, err error) {
	if err := d.mayLook(access.From(ctx)); err != nil {
		return nil, err
	}
	err = d.Store.db.Glance(ctx, func(tx *db.Tx) (err error) {
		list, err = db.List(tx, scanEntry, `SELECT `+entryColumns+` FROM calendar_notice ORDER BY id DESC LIMIT 100`)
		return err
	})
	return list, err
}

// mayLook lets in those of the two desks; the refusal is that of entering.
func (d *Desk) mayLook(who access.Who) error {
	if who.Has(access.CalendarCheck) {
		return nil
	}
	_, err := d.Guard.May(who, access.CalendarEnter, access.Thing{Kind: "calendar"})
	return err
}
