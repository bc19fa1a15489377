// Package audit is the audit of the platform (审计): the record of acts as the audit
// administrator reads it, and the attempts that were refused. It shows time, user,
// event and success of each act, and never what was decided or answered; every look
// at it is an act itself.
package audit

import (
	"context"
	"slices"
	"sync"
	"time"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/law"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// Refused is the verb of an attempt that a policy refused (未获准的操作).
const Refused act.Verb = "access.refused"

// attempts are the acts that record what did not succeed; the audit knows their
// names from the record.
var attempts = []act.Verb{Refused, "account.sign-in-failed", "account.pause", "person.refused", "case.second-notice"}

// Failed reports whether an act records an attempt that did not succeed.
func Failed(v act.Verb) bool { return slices.Contains(attempts, v) }

// A Desk is where the record is read (审计台). Use one for the whole process.
type Desk struct {
	DB    *db.DB
	Clock clock.Clock
	Guard *access.Guard

	mu     sync.Mutex
	minute int64          // under mu: the minute that told counts
	told   map[string]int // under mu: refused attempts recorded of an account
}

// An Ask narrows the record (查询条件); its zero value asks for everything.
type Ask struct {
	Account string
	Verb    act.Verb
	Day     string // YYYY-MM-DD
	Only    Only
	Before  int64 // Ord of the last act of the page before
}

// Only narrows the record by success.
type Only string

// What the record may be narrowed to.
const (
	All      Only = ""
	Failures Only = "failed" // attempts that did not succeed
)

// A Page is a piece of the record, newest first (审计记录).
type Page struct {
	Acts  []act.Act // without what was decided
	Next  int64     // Before of the next page; 0 at the end
	Verbs []act.Verb
}

const pageSize = 50

// Read gives a page of the record to the audit administrator and records that they
// looked, and for what (GB/T 22239-2019 8.1.5.2).
func (d *Desk) Read(ctx context.Context, who access.Who, ask Ask) (p Page, err error) {
	leave, err := d.Guard.May(who, access.AuditView, access.Thing{Kind: "act"})
	if err != nil {
		return p, err
	}
	f, ok, err := ask.filter()
	if err != nil {
		return p, err
	}
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		p = Page{}
		if p.Verbs, err = act.Verbs(tx); err != nil {
			return err
		}
		if ok {
			if p.Acts, err = act.Trail(tx, f, pageSize+1); err != nil {
				return err
			}
		}
		if len(p.Acts) > pageSize {
			p.Acts = p.Acts[:pageSize]
			p.Next = p.Acts[pageSize-1].Ord
		}
		for i := range p.Acts {
			p.Acts[i].Payload, p.Acts[i].Text, p.Acts[i].Salt = nil, "", nil
		}
		_, err = act.Record(tx, act.New(d.Clock.Now(), who.As(leave), access.AuditView, act.Subject{Kind: "audit", ID: "record"},
			map[string]string{"account": ask.Account, "verb": string(ask.Verb), "day": ask.Day, "only": string(ask.Only)}, leave.Rules...))
		return err
	})
	return p, err
}

// filter puts the question into that of the record; false where nothing can answer it.
func (a Ask) filter() (f act.Filter, ok bool, err error) {
	f = act.Filter{Account: a.Account, Before: a.Before}
	if a.Day != "" {
		day, err := cal.Parse(a.Day)
		if err != nil || day.IsZero() {
			say := i18n.T("请按 2026-09-30 的样子填写日期。", "Write the date like 2026-09-30.")
			return f, false, fault.New(fault.Invalid, "audit.day", say).At("day", say)
		}
		f.From, f.To = day.Start(), day.AddDays(1).Start()
	}
	if a.Verb != "" {
		f.Verbs = []act.Verb{a.Verb}
	}
	if a.Only == Failures {
		if a.Verb != "" && !Failed(a.Verb) {
			return f, false, nil
		}
		if a.Verb == "" {
			f.Verbs = attempts
		}
	}
	return f, true, nil
}

// mostAttempts are as many refused attempts of one account as are recorded in one
// minute: the record must not be drowned by whoever hammers at a closed door. The
// rest are lines of the machine's log.
const mostAttempts = 20

// Note records an attempt that was refused, by whom and at which address (SEC-11).
// Of visitors who have not signed in there is nobody to record.
func (d *Desk) Note(ctx context.Context, who access.Who, address string) error {
	now := d.Clock.Now()
	if !who.Signed() || !d.due(who.Account, now) {
		return nil
	}
	by := act.Actor{Account: who.Account}
	if len(who.Posts) > 0 {
		by.Post, by.Unit = who.Posts[0].ID, who.Posts[0].Unit
	}
	if r := []rune(address); len(r) > 200 {
		address = string(r[:200])
	}
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := act.Record(tx, act.New(now, by, Refused, act.Subject{Kind: "page", ID: address}, nil, law.CiteOf("SEC-11").ID()))
		return err
	})
}

func (d *Desk) due(account string, now time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if m := now.Unix() / 60; m != d.minute || d.told == nil {
		d.minute, d.told = m, map[string]int{}
	}
	d.told[account]++
	return d.told[account] <= mostAttempts
}
