package casework

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/emmansun/gmsm/sm3"
	"github.com/google/uuid"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/flow"
	"tongban/civic/ident"
	"tongban/civic/law"
	"tongban/civic/limit"
	"tongban/civic/org"
	"tongban/civic/person"
	"tongban/hall/item"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/form"
	"tongban/platform/i18n"
	"tongban/platform/vault"
)

// A Desk does the official acts on cases (办件柜台). Each exported method is one
// act in one transaction: load, may, step, rule, save, record.
type Desk struct {
	DB       *db.DB
	Clock    clock.Clock
	Guard    *access.Guard
	Calendar *cal.Store
	Vault    *vault.Vault
	People   *person.Desk
	Checks   form.Checks
	City     string // six-digit division code that begins case numbers

	// Kept between requests; any goroutine reads and writes them.
	halls  sync.Map // hallKey → unit id: the hall of a division for a day
	pinned sync.Map // versionKey → *item.Version: published content never changes
}

// an is one act being carried out: what every method of the desk works on.
type an struct {
	d     *Desk
	tx    *db.Tx
	who   access.Who
	at    time.Time
	today cal.Date
	c     Case
	row   flow.Row
	leave access.Leave
	actor act.Actor
}

// policyVerb tells under which verb the policies judge an act whose own verb they
// do not know.
var policyVerb = map[act.Verb]act.Verb{
	NotNeeded: RefuseIntake, Recall: Notice, Supplement: Correct, SupplyPart: Correct, SendBack: Grant,
}

// do runs one act on a case: it loads, asks leave, takes the step of the flow,
// calls fn for rules and effects, saves and records. fn gives the act's payload.
func (d *Desk) do(ctx context.Context, who access.Who, no No, verb act.Verb, fn func(*an) (any, error)) (Case, error) {
	var done Case
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		a := &an{d: d, tx: tx, who: who, at: d.Clock.Now()}
		a.today = cal.DateOf(a.at)
		var err error
		if a.c, err = load(tx, no); err != nil {
			return err
		}
		if err = a.may(verb); err != nil {
			return err
		}
		if err := a.step(verb, a.leave.Duty); err != nil {
			return err
		}
		before := a.c.State
		payload, err := fn(a)
		if err != nil {
			return err
		}
		a.c.State, a.c.Changed = a.row.Goes, a.at
		if err := a.turnClock(before); err != nil {
			return err
		}
		if err := save(tx, a.c); err != nil {
			return err
		}
		done = a.c
		return a.record(verb, payload)
	})
	return done, err
}

// may asks the policies; the mandate under which a window acts in the organ's
// name is looked up only for the verbs that need one (SEED-18).
func (a *an) may(verb act.Verb) error {
	asked := verb
	if v, ok := policyVerb[verb]; ok {
		asked = v
	}
	t := thing(a.c)
	switch asked {
	case Accept, Notice, RefuseIntake:
		m, err := org.MandateOf(a.tx, a.c.Dept, a.c.Centre, a.today.String())
		if err != nil {
			return err
		}
		t.Mandate = m
	}
	leave, err := a.d.Guard.May(a.who, asked, t)
	if err != nil {
		return hide(err, a.who, a.c)
	}
	a.leave, a.actor = leave, a.who.As(leave)
	return nil
}

// hide turns a refusal into "no such case" for somebody who may not even know
// that the case exists.
func hide(err error, who access.Who, c Case) error {
	if len(who.Posts) == 0 && who.For.ID != c.Applicant && who.Person != c.Applicant && who.Person != c.Filer {
		return unknown()
	}
	return err
}

func thing(c Case) access.Thing {
	t := access.Thing{Kind: "case", ID: string(c.No), Unit: c.Dept, Scope: c.Centre, Region: c.Region, Item: c.Item,
		Applicant: c.Applicant, FiledBy: c.Filer, AcceptedBy: c.AcceptedBy, State: string(c.State)}
	if c.ExaminedBy != "" {
		t.Handlers = []string{c.ExaminedBy}
	}
	return t
}

// step takes the row of the flow for the verb, or refuses with what is lawful.
func (a *an) step(verb act.Verb, duty access.Duty) error {
	row, refusal := Flow.Step(a.c.State, verb, duty)
	if refusal != nil {
		return refusal
	}
	a.row = row
	return nil
}

func (a *an) record(verb act.Verb, payload any) error {
	rules := a.row.Rules()
	for _, r := range a.leave.Rules {
		if !slices.Contains(rules, r) {
			rules = append(rules, r)
		}
	}
	_, err := act.Record(a.tx, act.New(a.at, a.actor, verb, a.subject(), payload, rules...))
	return err
}

// turnClock ends the clock of the state left and starts that of the state
// entered, so that an open case always has exactly one.
func (a *an) turnClock(before State) error {
	from, to := stageOf(before), stageOf(a.c.State)
	again := from == to && before != a.c.State && to == StageIntake
	if from == to && !again {
		return nil
	}
	t := limit.Turn{On: a.subject(), From: string(from), MayStop: from == StageDecide, At: a.at}
	if to != "" {
		k, err := a.clockOf(to)
		if err != nil {
			return err
		}
		t.To = &k
	}
	return t.Take(a.tx)
}

func (a *an) subject() act.Subject { return act.Subject{Kind: "case", ID: string(a.c.No)} }

// clockOf makes the clock of a stage: whose turn it is, from which day, for how
// long, under which article. The day it ends is told to the applicant with the
// paper of the act, so no later calendar brings it forward (TIM-11).
func (a *an) clockOf(s Stage) (limit.Clock, error) {
	calendar, err := a.d.Calendar.Current(a.tx.Context())
	if err != nil {
		return limit.Clock{}, err
	}
	k := limit.Clock{SubjectKind: "case", Subject: string(a.c.No), Stage: string(s), Unit: a.c.Centre, Scope: a.c.Centre, Region: a.c.Region, Start: a.today, Opened: a.at}
	l := IntakeLimit
	switch s {
	case StageIntake:
		k.Duty, k.Start = string(access.WindowAccept), a.c.ReceivedOn
	case StageCorrect:
		k.Duty, l = string(access.Applicant), CorrectLimit
	case StageDecide:
		v, err := a.d.version(a.tx, a.c)
		if err != nil {
			return k, err
		}
		k.Unit, k.Duty, k.Start, k.Promise = a.c.Dept, string(access.ApproveDecide), a.c.AcceptedOn, span(v.Promise)
		l = decideLimit(span(v.Legal))
	case StageDeliver:
		k.Duty, l = string(access.WindowDeliver), DeliverLimit
	case StageClose:
		k.Duty, l = string(access.WindowDeliver), CloseLimit
	}
	k.Legal, k.Cite = l.Span, l.Cite
	k = k.Dated(calendar)
	k.ToldOn = k.By()
	return k, nil
}

// span turns an item's limit into a counted span; the zero Span for none.
func span(l item.Limit) cal.Span {
	if !l.Set() {
		return cal.Span{}
	}
	if l.Unit == item.WorkingDays {
		return cal.WD(l.N)
	}
	return cal.CD(l.N)
}

// issue writes a paper of the act under way and gives it.
func (a *an) issue(k PaperKind, b PaperBody) (Paper, error) {
	p := Paper{ID: newID(), Case: a.c.No, Kind: k, Seal: SealFor(k), Body: b, Issued: a.at}
	return p, addPaper(a.tx, p)
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// digest gives the SM3 of a text, by which an act names answers without telling them.
func digest(text string) string {
	sum := sm3.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}

// number draws the next case number (CNO-01): division, date, serial of the day,
// check character.
func (d *Desk) number(tx *db.Tx, day cal.Date) (No, error) {
	y, m, dd := day.Split()
	prefix := fmt.Sprintf("%s%04d%02d%02d", d.City, y, m, dd)
	n, err := nextSerial(tx, prefix)
	if err != nil {
		return "", fmt.Errorf("draw case number: %w", err)
	}
	body := fmt.Sprintf("%s%06d", prefix, n)
	check, err := ident.Mod37Hybrid(body)
	if err != nil {
		return "", fmt.Errorf("draw case number: %w", err)
	}
	return No(body + string(check)), nil
}

// ParseNo reads a case number as people type it; the fault says what is wrong.
func ParseNo(s string) (No, error) {
	s = ident.Tidy(s)
	if len(s) != 21 || !ident.ValidMod37Hybrid(s) {
		return "", fault.New(fault.Invalid, "case.number", i18n.T("办件编号不对：应为21位，末位是校验码。", "This is not a case number: it has 21 characters, the last of them a check.")).
			Under(law.CiteOf("CNO-01").Text()).
			At("no", i18n.T("请对照回执核对编号。", "Compare it with the receipt."))
	}
	return No(s), nil
}

// QueryCode gives the code that, with the number, lets anybody follow a case
// without signing in (查询码); it is printed on the receipt.
func (d *Desk) QueryCode(no No) string {
	const letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
	sum := d.Vault.Lookup("case-query", string(no))
	out := make([]byte, 6)
	for i := range out {
		out[i] = letters[int(sum[i])%len(letters)]
	}
	return string(out)
}
