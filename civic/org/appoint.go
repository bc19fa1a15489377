package org

import (
	"context"
	"errors"
	"strings"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// An Appointment puts a person into a post (任命). From is today when zero; To is
// the first day the person no longer holds it, zero for open. Document is the
// number of the appointment document.
type Appointment struct {
	Post, Person string
	From, To     cal.Date
	Document     string
}

// Appoint puts a person into a post (任命到岗). It is refused, with the rule, when
// the person holds on any day of the appointment a duty that must not meet with
// the post's, under any record of the same ID number; and when people appoint
// themselves.
func (d *Desk) Appoint(ctx context.Context, who access.Who, a Appointment) (Holding, error) {
	var h Holding
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		p, err := PostByID(tx, a.Post)
		if err != nil {
			return err
		}
		u, err := UnitByID(tx, p.Unit)
		if err != nil {
			return err
		}
		leave, err := d.may(who, access.OrgAppoint, u, a.Person)
		if err != nil {
			return err
		}
		h, err = d.grant(tx, p, a, who.Account)
		if err != nil {
			return err
		}
		return d.record(tx, deed{who.As(leave), access.OrgAppoint, h.ID, leave.Rules, h.payload()})
	})
	return h, err
}

func (h Holding) payload() map[string]any {
	return map[string]any{"post": h.Post, "person": h.Person, "from": h.From, "to": h.To, "document": h.Document}
}

// grant checks and writes a holding.
func (d *Desk) grant(tx *db.Tx, p PostDef, a Appointment, by string) (Holding, error) {
	now := d.Clock.Now()
	h := Holding{ID: newID(), Post: p.ID, Person: a.Person, From: a.From, To: a.To, Document: strings.TrimSpace(a.Document), By: by}
	if h.From.IsZero() {
		h.From = cal.DateOf(now)
	}
	if err := checkAppointment(h, p, cal.DateOf(now)); err != nil {
		return h, err
	}
	if d.Identify == nil {
		return h, errors.New("org: Desk.Identify is not set")
	}
	identity, err := d.Identify(tx, a.Person)
	if err != nil {
		return h, err
	}
	if identity == "" {
		return h, fault.New(fault.Invalid, "org.nobody", i18n.T("这个人没有登记证件号码，不能任命。", "This person has no ID number on record and cannot be appointed.")).
			At("person", i18n.T("请先登记证件号码。", "Register the ID number first."))
	}
	if err := checkMeeting(tx, identity, p, h); err != nil {
		return h, err
	}
	_, err = tx.Exec(`INSERT INTO org_holding (id, post, person, identity, from_on, to_on, document, granted_by, granted_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, h.ID, h.Post, h.Person, identity, h.From, h.To, h.Document, by, clock.Micros(now))
	return h, err
}

func checkAppointment(h Holding, p PostDef, today cal.Date) error {
	switch {
	case h.Person == "":
		return fault.New(fault.Invalid, "org.appoint", i18n.T("请选择被任命的人。", "Choose whom to appoint.")).At("person", i18n.T("请选择。", "Choose."))
	case h.Document == "":
		return fault.New(fault.Invalid, "org.appoint", i18n.T("任命须有文号。", "An appointment names its document.")).
			At("document", i18n.T("请填写任命文件的文号。", "Enter the number of the appointment document."))
	case h.From.Before(today):
		return fault.New(fault.Invalid, "org.appoint", i18n.T("不能倒签任命：任职不早于今天。", "Appointments are not backdated: they begin today or later.")).
			At("from", i18n.T("请填今天或者以后的日期。", "Enter today or a later day."))
	case !h.To.IsZero() && !h.From.Before(h.To):
		return fault.New(fault.Invalid, "org.appoint", i18n.T("任期的结束须在开始之后。", "The term ends after it begins.")).
			At("to", i18n.T("请填更晚的日期。", "Enter a later day."))
	case !p.To.IsZero() && (h.To.IsZero() || p.To.Before(h.To)):
		return fault.New(fault.Conflict, "org.appoint", i18n.T("岗位在任期结束之前撤销。", "The post ends before the term does.")).
			At("to", i18n.Tf("请填不晚于 %s 的日期。", "Enter a day no later than %s.", p.To))
	}
	return nil
}

// checkMeeting refuses a holding whose duties must not meet with those of another
// holding of the same number on a common day; and a second holding of the post.
func checkMeeting(tx *db.Tx, identity string, p PostDef, h Holding) error {
	type held struct {
		PostDef
		from, to cal.Date
	}
	others, err := db.List(tx, func(s db.Scanner) (x held, err error) {
		var duties string
		err = s.Scan(&x.ID, &x.Name, &duties, &x.from, &x.to)
		x.Duties = splitDuties(duties)
		return x, err
	}, `SELECT p.id, p.name, p.duties, h.from_on, h.to_on FROM org_holding h JOIN org_post p ON p.id = h.post WHERE h.identity = $1`, identity)
	if err != nil {
		return err
	}
	for _, o := range others {
		if !overlap(o.from, o.to, h.From, h.To) {
			continue
		}
		if o.ID == p.ID {
			return fault.New(fault.Conflict, "org.holds", i18n.T("此人在这段时间已任这个岗位。", "This person holds the post at that time already."))
		}
		for _, a := range p.Duties {
			for _, b := range o.Duties {
				if err := clash([]access.Duty{a, b}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// An Ending takes a person out of a post (免职).
type Ending struct {
	Holding string
	On      cal.Date // first day no longer held; zero for today, at once
	Why     string
}

// EndHolding takes a person out of a post (免去岗位), at once or from a later day.
// A holding that has ended stays as it was.
func (d *Desk) EndHolding(ctx context.Context, who access.Who, e Ending) error {
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		h, err := HoldingByID(tx, e.Holding)
		if err != nil {
			return err
		}
		p, err := PostByID(tx, h.Post)
		if err != nil {
			return err
		}
		u, err := UnitByID(tx, p.Unit)
		if err != nil {
			return err
		}
		leave, err := d.may(who, access.OrgEnd, u, h.Person)
		if err != nil {
			return err
		}
		today := cal.DateOf(d.Clock.Now())
		if e.On.IsZero() {
			e.On = today
		}
		if err := checkEnding(h, e, today); err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE org_holding SET to_on = $1, ended_by = $2, ended_why = $3 WHERE id = $4`, e.On, who.Account, e.Why, h.ID); err != nil {
			return err
		}
		return d.record(tx, deed{who.As(leave), access.OrgEnd, h.ID, leave.Rules, map[string]any{"post": h.Post, "person": h.Person, "on": e.On, "why": e.Why}})
	})
}

func checkEnding(h Holding, e Ending, today cal.Date) error {
	switch {
	case strings.TrimSpace(e.Why) == "":
		return fault.New(fault.Invalid, "org.end", i18n.T("免职须写明原因。", "Give the reason for ending it.")).At("why", i18n.T("请填写原因。", "Enter the reason."))
	case e.On.Before(today):
		return fault.New(fault.Invalid, "org.end", i18n.T("不能倒签免职：最早从今天起。", "Endings are not backdated: today at the earliest.")).At("on", i18n.T("请填今天或者以后的日期。", "Enter today or a later day."))
	case !h.To.IsZero() && !e.On.Before(h.To):
		return fault.New(fault.Conflict, "org.ended", i18n.Tf("任职到 %s 已结束。", "The appointment ends on %s already.", h.To))
	}
	return nil
}

const holdingCols = `h.id, h.post, h.person, h.from_on, h.to_on, h.document, h.granted_by, h.ended_why`

func scanHolding(s db.Scanner) (h Holding, err error) {
	err = s.Scan(&h.ID, &h.Post, &h.Person, &h.From, &h.To, &h.Document, &h.By, &h.EndedWhy)
	return h, err
}

// HoldingByID gives a holding; fault org.no-holding where there is none.
func HoldingByID(tx *db.Tx, id string) (Holding, error) {
	h, err := db.One(tx, scanHolding, `SELECT `+holdingCols+` FROM org_holding h WHERE h.id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Holding{}, fault.New(fault.Absent, "org.no-holding", i18n.T("没有这项任职。", "There is no such appointment."))
	}
	return h, err
}

// HoldingsAt lists the holdings of a unit's posts that run or are to come on a
// day, by post and first day.
func HoldingsAt(tx *db.Tx, unit, on string) ([]Holding, error) {
	return db.List(tx, scanHolding, `SELECT `+holdingCols+` FROM org_holding h JOIN org_post p ON p.id = h.post
WHERE (h.to_on = '' OR h.to_on > $1) AND p.unit = $2 ORDER BY h.post, h.from_on, h.id LIMIT 1000`, on, unit)
}

// Found appoints the first security administrator of a city that has none, by the
// platform itself (初始任命); fault org.founded where there ever was one. Everybody
// else is appointed by Appoint.
func (d *Desk) Found(ctx context.Context, a Appointment) (Holding, error) {
	var h Holding
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		p, err := PostByID(tx, a.Post)
		if err != nil {
			return err
		}
		n, err := db.One(tx, db.Int, `SELECT COUNT(1) FROM org_holding h JOIN org_post p ON p.id = h.post WHERE p.duties = $1`, string(access.SecAdmin))
		if err != nil {
			return err
		}
		if n > 0 || joinDuties(p.Duties) != string(access.SecAdmin) {
			return fault.New(fault.Conflict, "org.founded", i18n.T("只有还没有安全管理员的城市可以这样任命，而且只能任命安全管理员。", "Only a city without a security administrator is founded, and only with one.")).
				Under(access.Citation("SEC-08"))
		}
		if h, err = d.grant(tx, p, a, act.System.Account); err != nil {
			return err
		}
		return d.record(tx, deed{act.System, access.OrgAppoint, h.ID, []string{"mlps:8.1.5"}, h.payload()})
	})
	return h, err
}
