package org

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/ident"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// A Desk keeps the organisation (机构编制台). Every method is one official act of
// the security administrator, in one transaction.
type Desk struct {
	DB    *db.DB
	Guard *access.Guard
	Clock clock.Clock
	// Identify gives the keyed lookup of a person's ID number, the same for every
	// record of the same number. It must be set: duties are kept apart by number,
	// not by record.
	Identify func(tx *db.Tx, person string) (string, error)
}

// may asks the guard for a verb of the organisation on a unit.
func (d *Desk) may(who access.Who, v act.Verb, u Unit, person string) (access.Leave, error) {
	return d.Guard.May(who, v, access.Thing{Kind: "unit", ID: u.ID, Unit: u.ID, Region: u.Division, Applicant: person})
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// AddUnit sets up a unit (设立单位). Its place must be lawful: a second approval
// office of a department, a window outside a hall, a trading centre under a
// supervisor are refused with the rule.
func (d *Desk) AddUnit(ctx context.Context, who access.Who, u Unit) (Unit, error) {
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		leave, err := d.may(who, access.OrgUnit, u, "")
		if err != nil {
			return err
		}
		u, err = d.checkNewUnit(tx, u)
		if err != nil {
			return err
		}
		fresh, err := insertUnit(tx, u)
		if err == nil && !fresh {
			err = takenUnit(u)
		}
		if err != nil {
			return err
		}
		return d.record(tx, deed{who.As(leave), access.OrgUnit, u.ID, leave.Rules, map[string]any{"kind": u.Kind, "name": u.Name, "parent": u.Parent, "division": u.Division}})
	})
	return u, err
}

func takenUnit(u Unit) error {
	if u.Kind == Office {
		return fault.New(fault.Conflict, "org.second-office", i18n.T("这个部门已有审批办，一个部门只设一个。", "This department has an approval office already; there is only one.")).
			Under(access.Citation(oneOffice))
	}
	return fault.New(fault.Conflict, "org.taken", i18n.T("已有这个单位或者这个统一社会信用代码。", "This unit or this credit code exists already."))
}

func (d *Desk) checkNewUnit(tx *db.Tx, u Unit) (Unit, error) {
	u.Name = strings.TrimSpace(u.Name)
	if _, ok := kindNames[u.Kind]; !ok || u.Name == "" {
		return u, fault.New(fault.Invalid, "org.unit", i18n.T("请填写单位类别和名称。", "Enter the kind and the name of the unit.")).
			At("name", i18n.T("请填写名称。", "Enter the name."))
	}
	if u.USCC != "" {
		if _, err := ident.ParseCreditCode(u.USCC); err != nil {
			return u, err
		}
	}
	if u.ID == "" {
		if u.ID = u.USCC; u.ID == "" {
			u.ID = newID()
		}
	}
	if _, err := DivisionByCode(tx, u.Division); err != nil {
		return u, err
	}
	above, err := Above(tx, u.Parent)
	if err != nil {
		return u, err
	}
	return u, checkUnder(u, above)
}

// ChangeUnit corrects a unit's name, address, telephone, hours and note (变更单位).
// What it is, where it stands and whose office it is do not change: that is
// another unit.
func (d *Desk) ChangeUnit(ctx context.Context, who access.Who, u Unit) error {
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		was, err := UnitByID(tx, u.ID)
		if err != nil {
			return err
		}
		leave, err := d.may(who, access.OrgUnit, was, "")
		if err != nil {
			return err
		}
		if u.Name = strings.TrimSpace(u.Name); u.Name == "" {
			return fault.New(fault.Invalid, "org.unit", i18n.T("单位须有名称。", "A unit has a name.")).At("name", i18n.T("请填写名称。", "Enter the name."))
		}
		if _, err := tx.Exec(`UPDATE org_unit SET name = $1, address = $2, phone = $3, hours = $4, note = $5 WHERE id = $6`,
			u.Name, u.Address, u.Phone, u.Hours, u.Note, u.ID); err != nil {
			return err
		}
		return d.record(tx, deed{who.As(leave), access.OrgUnit, u.ID, leave.Rules, map[string]any{"was": was.contact(), "is": u.contact()}})
	})
}

func (u Unit) contact() [5]string { return [5]string{u.Name, u.Address, u.Phone, u.Hours, u.Note} }

// AddPost sets up a post (设立岗位). Duties that must not meet, a duty at the wrong
// kind of unit and a scope that is not its own are refused with the rule.
func (d *Desk) AddPost(ctx context.Context, who access.Who, p PostDef) (PostDef, error) {
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		u, err := UnitByID(tx, p.Unit)
		if err != nil {
			return err
		}
		leave, err := d.may(who, access.OrgPost, u, "")
		if err != nil {
			return err
		}
		if err := checkPost(p, u); err != nil {
			return err
		}
		if p.ID == "" {
			p.ID = newID()
		}
		if p.From.IsZero() {
			p.From = cal.DateOf(d.Clock.Now())
		}
		fresh, err := insertPost(tx, p)
		if err == nil && !fresh {
			err = fault.New(fault.Conflict, "org.post-taken", i18n.T("已有这个岗位。", "This post exists already."))
		}
		if err != nil {
			return err
		}
		return d.record(tx, deed{who.As(leave), access.OrgPost, p.ID, leave.Rules, map[string]any{"unit": p.Unit, "scope": p.Scope, "name": p.Name, "duties": p.Duties}})
	})
	return p, err
}

func checkPost(p PostDef, u Unit) error {
	if strings.TrimSpace(p.Name) == "" || len(p.Duties) == 0 {
		return fault.New(fault.Invalid, "org.post", i18n.T("岗位须有名称和职责。", "A post has a name and at least one duty.")).
			At("name", i18n.T("请填写名称。", "Enter the name."))
	}
	if err := clash(p.Duties); err != nil {
		return err
	}
	return checkSeat(p, u)
}

// A deed is what a method of the desk did, to be recorded.
type deed struct {
	by    act.Actor
	verb  act.Verb
	id    string // of the unit, post, holding or delegation
	rules []string
	what  any
}

func (d *Desk) record(tx *db.Tx, x deed) error {
	_, err := act.Record(tx, act.New(d.Clock.Now(), x.by, x.verb, act.Subject{Kind: subjectOf(x.verb), ID: x.id}, x.what, x.rules...))
	return err
}

func subjectOf(v act.Verb) string {
	switch v {
	case access.OrgPost:
		return "post"
	case access.OrgAppoint, access.OrgEnd:
		return "holding"
	case access.OrgDelegate:
		return "delegation"
	}
	return "unit"
}

// Above lists the units over and including one, nearest first (上级单位).
func Above(tx *db.Tx, id string) ([]Unit, error) {
	var up []Unit
	for id != "" {
		u, err := UnitByID(tx, id)
		if err != nil {
			return nil, fmt.Errorf("unit above: %w", err)
		}
		if up = append(up, u); len(up) > 12 {
			return nil, errors.New("org: units stand in a circle at " + id)
		}
		id = u.Parent
	}
	return up, nil
}
