// Package watch is the electronic supervision (电子监察). It sees acts and clocks
// only and imports no counter: what it knows of a case is what was recorded of it.
// It raises alarms by rule, at the moment the record shows the cause; a supervisor
// may raise one by hand and may settle one with a reason. It changes no case.
package watch

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/law"
	"tongban/civic/limit"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the table of alarms.
var Schema = db.Schema{Name: "watch", FS: files}

// The verbs of the watch.
const (
	Alarmed act.Verb = "watch.alarm"     // 自动发牌
	Raised           = access.WatchRaise // 督办
	Settled act.Verb = "watch.settle"    // 销牌
)

// A Level is how grave an alarm is (牌级), after SUP-01.
type Level int64

// The levels, gravest first, so that lists sort by them.
const (
	Red     Level = 1 // 红牌
	Yellow  Level = 2 // 黄牌
	Warning Level = 3 // 预警
)

var levelWords = map[Level]i18n.Text{
	Red: i18n.T("红牌", "Red card"), Yellow: i18n.T("黄牌", "Yellow card"), Warning: i18n.T("预警", "Warning"),
}

// Say gives the words of a level; colour never stands alone.
func (l Level) Say() i18n.Text { return levelWords[l] }

// A Kind is what an alarm is about (报警事由).
type Kind string

// The kinds.
const (
	OverLegal    Kind = "over-legal"    // 超法定时限
	OverPromise  Kind = "over-promise"  // 超承诺时限
	Deemed       Kind = "deemed"        // 逾期未告知，视为受理
	SecondNotice Kind = "second-notice" // 再次告知
	ByHand       Kind = "by-hand"       // 督办
)

// A ruling says how grave a kind is and under which rule it stands.
type ruling struct {
	level Level
	rule  string
	say   i18n.Text
}

var rulings = map[Kind]ruling{
	OverLegal:    {Red, "SUP-02", i18n.T("超过法定时限仍未办", "Past the lawful limit and not done")},
	OverPromise:  {Yellow, "SUP-02", i18n.T("超过承诺时限仍未办", "Past the promised limit and not done")},
	Deemed:       {Red, "LIC-06", i18n.T("五个工作日内未答复，已视为受理", "No answer within five working days: deemed accepted")},
	SecondNotice: {Red, "LIC-07", i18n.T("试图第二次告知补正（已被阻止）", "A second notice of corrections was attempted (and refused)")},
	ByHand:       {Warning, "SUP-01", i18n.T("监察人员督办", "Raised by a supervisor")},
}

// Say gives the words of a kind.
func (k Kind) Say() i18n.Text { return rulings[k].say }

// An Alarm is one card (监察报警).
type Alarm struct {
	ID       string
	Kind     Kind
	Level    Level
	Rule     string // rule id, such as "LIC-06"
	On       act.Subject
	Unit     string // the unit that had to act
	Region   string
	Clock    string // the clock behind it; "" for none
	Act      string // the act behind it; "" for none
	Words    string // a supervisor's words
	RaisedBy string // account, or "clock"
	At       time.Time

	SettledAt  time.Time // zero while open
	SettledBy  string
	SettledWhy string

	once string
}

// Open reports whether the alarm still stands.
func (a Alarm) Open() bool { return a.SettledAt.IsZero() }

// A Desk raises and settles alarms (监察台).
type Desk struct {
	DB       *db.DB
	Clock    clock.Clock
	Guard    *access.Guard
	Calendar *cal.Store
}

// causes are the acts that are alarms by themselves; the watch knows their names
// from the record, not from the counter that does them.
var causes = map[act.Verb]Kind{"case.deem": Deemed, "case.second-notice": SecondNotice}

// Follower reads the acts as they are recorded and raises what they show.
func (d *Desk) Follower() act.Follower {
	return act.Follower{Name: "watch", Take: func(tx *db.Tx, a act.Act) error {
		kind, ok := causes[a.Verb]
		if !ok {
			return nil
		}
		k, err := lastClock(tx, a.Subject)
		if err != nil {
			return err
		}
		return d.alarm(tx, Alarm{Kind: kind, On: a.Subject, Unit: k.Unit, Region: k.Region, Clock: k.ID, Act: a.ID, once: string(kind) + ":" + a.ID})
	}}
}

func lastClock(tx *db.Tx, on act.Subject) (limit.Clock, error) {
	ks, err := limit.Of(tx, on)
	if err != nil || len(ks) == 0 {
		return limit.Clock{}, err
	}
	for _, k := range ks {
		if k.Stage == "intake" { // both causes so far are failings of intake
			return k, nil
		}
	}
	return ks[len(ks)-1], nil
}

// alarm writes an alarm once and records it; a second time changes nothing.
func (d *Desk) alarm(tx *db.Tx, a Alarm) error {
	r := rulings[a.Kind]
	a.ID, a.Level, a.Rule, a.At = uuid.Must(uuid.NewV7()).String(), r.level, r.rule, d.Clock.Now()
	if a.RaisedBy == "" {
		a.RaisedBy = act.Clock.Account
	}
	n, err := tx.Exec(`INSERT INTO watch_alarm (id, once, rule, kind, level, subject_kind, subject, unit, region, clock, act, words, raised_by, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (once) DO NOTHING`,
		a.ID, a.once, a.Rule, string(a.Kind), int64(a.Level), a.On.Kind, a.On.ID, a.Unit, a.Region, a.Clock, a.Act, a.Words, a.RaisedBy, clock.Micros(a.At))
	if err != nil {
		return fmt.Errorf("raise alarm on %s: %w", a.On.ID, err)
	}
	if n == 0 || a.Kind == ByHand {
		return nil
	}
	_, err = act.Record(tx, act.New(a.At, act.Clock, Alarmed, a.On, map[string]any{"alarm": a.ID, "kind": a.Kind, "level": a.Level}, law.CiteOf(a.Rule).ID()))
	return err
}

// Sweep raises the alarms of clocks that ran out (超期巡查) and gives their number.
func (d *Desk) Sweep(ctx context.Context) (int, error) {
	today := cal.DateOf(d.Clock.Now())
	raised := 0
	var page limit.Page
	page.Size = 200
	for {
		var due []limit.Clock
		err := d.DB.Glance(ctx, func(tx *db.Tx) (err error) { due, err = limit.Due(tx, today, page); return err })
		if err != nil || len(due) == 0 {
			return raised, err
		}
		err = d.DB.Write(ctx, func(tx *db.Tx) error {
			k, err := d.Calendar.Current(tx.Context())
			if err != nil {
				return err
			}
			raised = 0
			for _, c := range due {
				kind := map[limit.Light]Kind{limit.Over: OverLegal, limit.Late: OverPromise}[c.Light(k, today)]
				if kind == "" || c.Duty == string(access.Applicant) {
					continue
				}
				if err := d.alarm(tx, Alarm{Kind: kind, On: c.On(), Unit: c.Unit, Region: c.Region, Clock: c.ID, once: string(kind) + ":" + c.ID}); err != nil {
					return err
				}
				raised++
			}
			return nil
		})
		if err != nil {
			return raised, err
		}
		page.After = limit.KeyOf(due[len(due)-1])
	}
}

// Run sweeps until ctx ends; the follower is run beside it with act.Follow.
func (d *Desk) Run(ctx context.Context, log *slog.Logger) {
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for {
		if _, err := d.Sweep(ctx); err != nil && ctx.Err() == nil {
			log.Error("watch", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

func thing(a Alarm) access.Thing {
	return access.Thing{Kind: "alarm", ID: a.ID, Unit: a.Unit, Region: a.Region}
}

// Raise puts an alarm on a matter by hand (督办), with the supervisor's words.
func (d *Desk) Raise(ctx context.Context, who access.Who, on act.Subject, words string) (Alarm, error) {
	a := Alarm{Kind: ByHand, On: on, Words: words, RaisedBy: who.Account, once: "by-hand:" + uuid.Must(uuid.NewV7()).String()}
	if len([]rune(words)) < 4 {
		return a, fault.New(fault.Invalid, "watch.words", i18n.T("请写明督办的原因和要求。", "Say why you raise it and what is to be done.")).
			At("words", i18n.T("请写明原因和要求", "Give the reason and what is to be done"))
	}
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		k, err := lastClock(tx, on)
		if err != nil {
			return err
		}
		a.Unit, a.Region, a.Clock = k.Unit, k.Region, k.ID
		leave, err := d.Guard.May(who, Raised, thing(a))
		if err != nil {
			return err
		}
		if err := d.alarm(tx, a); err != nil {
			return err
		}
		_, err = act.Record(tx, act.New(d.Clock.Now(), who.As(leave), Raised, on, map[string]string{"words": words}, law.CiteOf("SUP-01").ID()))
		return err
	})
	return a, err
}

// Settle takes an alarm down with a reason (销牌): only supervision may, and it is
// itself an act (SUP-04).
func (d *Desk) Settle(ctx context.Context, who access.Who, id, why string) error {
	if len([]rune(why)) < 4 {
		return fault.New(fault.Invalid, "watch.why", i18n.T("请写明销牌的理由。", "Give the reason.")).At("why", i18n.T("请写明理由", "Give the reason"))
	}
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		a, err := byID(tx, id)
		if err != nil {
			return err
		}
		leave, err := d.Guard.May(who, Raised, thing(a))
		if err != nil {
			return err
		}
		if !a.Open() {
			return fault.New(fault.Conflict, "watch.settled", i18n.T("这张牌已经销了。", "This alarm has been settled already."))
		}
		now := d.Clock.Now()
		if _, err := tx.Exec(`UPDATE watch_alarm SET settled_at = $1, settled_by = $2, settled_why = $3 WHERE id = $4`, clock.Micros(now), who.Account, why, id); err != nil {
			return fmt.Errorf("settle alarm %s: %w", id, err)
		}
		_, err = act.Record(tx, act.New(now, who.As(leave), Settled, a.On, map[string]string{"alarm": id, "why": why}, law.CiteOf("SUP-04").ID()))
		return err
	})
}

const columns = `id, once, rule, kind, level, subject_kind, subject, unit, region, clock, act, words, raised_by, at, settled_at, settled_by, settled_why`

func scan(s db.Scanner) (Alarm, error) {
	var a Alarm
	var at, settled int64
	err := s.Scan(&a.ID, &a.once, &a.Rule, &a.Kind, &a.Level, &a.On.Kind, &a.On.ID, &a.Unit, &a.Region, &a.Clock, &a.Act, &a.Words, &a.RaisedBy, &at, &settled, &a.SettledBy, &a.SettledWhy)
	a.At = clock.FromMicros(at)
	if settled != 0 {
		a.SettledAt = clock.FromMicros(settled)
	}
	return a, err
}

func byID(tx *db.Tx, id string) (Alarm, error) {
	a, err := db.One(tx, scan, `SELECT `+columns+` FROM watch_alarm WHERE id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return a, fault.New(fault.Absent, "watch.absent", i18n.T("没有这张牌。", "There is no such alarm."))
	}
	return a, err
}
