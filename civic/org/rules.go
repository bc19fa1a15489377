package org

import (
	"slices"

	"tongban/civic/access"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// seats says at which kinds of unit a duty may be seated; a duty that is not
// listed may sit anywhere.
var seats = map[access.Duty][]Kind{
	access.WindowAccept:     {CityCentre, DistrictCentre, Station, Window},
	access.WindowDeliver:    {CityCentre, DistrictCentre, Station, Window},
	access.ApproveHandle:    {Office},
	access.ApproveDecide:    {Office},
	access.AgencyHead:       {Department},
	access.CentreDirect:     {CityCentre, DistrictCentre},
	access.Supervise:        {Organ},
	access.Discipline:       {Organ},
	access.ItemEdit:         {Department, Office, CityCentre, DistrictCentre},
	access.ItemReview:       {CityCentre, DistrictCentre, Department, Government},
	access.ListEdit:         {Department, Office, CityCentre, DistrictCentre},
	access.ListReview:       {Department, Government},
	access.SysAdmin:         {Organ},
	access.SecAdmin:         {Organ},
	access.AuditAdmin:       {Organ},
	access.TradeCommittee:   {TradeCommittee},
	access.TradeSupervise:   {TradeOffice},
	access.TradeExecute:     {TradeCentre},
	access.CentralProcure:   {TradeCentre},
	access.TradeSector:      {Department},
	access.FinanceSupervise: {Department},
}

// notAt says where a duty may never be seated.
var notAt = map[access.Duty][]Kind{
	access.QualifyReview: {TradeCentre}, // SEED-02: the centre reviews no qualification
}

// The rules of placement, as cited in refusals.
const (
	oneWindow = "A7"      // window clerks belong to the centre
	oneOffice = "A6"      // one approval office per department, seated in the centre
	noCentre  = "SEED-02" // the trading centre reviews no qualification
	inName    = "SEED-18" // a window acts in the name of the organ, under a document
	oneStep   = "LIC-36"  // entrusting is public and goes one step
)

// checkSeat says whether the duties may sit at the unit with that scope.
func checkSeat(p PostDef, u Unit) error {
	for _, d := range p.Duties {
		if _, known := d.Info(); !known || d == access.Applicant {
			return fault.New(fault.Invalid, "org.no-duty", i18n.Tf("没有“%s”这项职责。", "There is no duty “%s” to grant.", string(d))).
				At("duties", i18n.T("请从列表中选择职责。", "Choose duties from the list."))
		}
		if at, bound := seats[d]; bound && !slices.Contains(at, u.Kind) {
			return misplaced(d, u)
		}
		if slices.Contains(notAt[d], u.Kind) {
			return misplaced(d, u).Under(access.Citation(noCentre))
		}
	}
	return checkScope(p, u)
}

func misplaced(d access.Duty, u Unit) *fault.Error {
	rule := oneWindow
	if d == access.ApproveHandle || d == access.ApproveDecide {
		rule = oneOffice
	}
	return fault.New(fault.Conflict, "org.misplaced", i18n.Tf("“%s”的职责不能设在%s。", "The duty “%s” has no place at a %s.", d.Name(), u.Kind.Name())).
		Under(access.Citation(rule)).At("duties", i18n.T("请换一个单位或者职责。", "Choose another unit or duty."))
}

// checkScope: an approval office and a department's posts handle that department's
// matters and no other's; a window handles its own hall's.
func checkScope(p PostDef, u Unit) error {
	want, bound := "", false
	for _, d := range p.Duties {
		info, _ := d.Info()
		switch {
		case u.Kind == Office:
			want, bound = u.Department, true
		case u.Kind == Department && (info.Group == access.ApprovalGroup || d == access.ItemEdit || d == access.ListEdit):
			want, bound = u.ID, true
		case u.Kind == Window && info.Group == access.WindowGroup:
			want, bound = u.Parent, true
		case u.Kind.Hall() && (info.Group == access.WindowGroup || d == access.CentreDirect):
			want, bound = u.ID, true
		}
	}
	if bound && p.Scope != want {
		return fault.New(fault.Conflict, "org.scope", i18n.T("这个岗位只能管本部门、本大厅的事。", "This post handles its own department's or hall's matters only.")).
			Under(access.Citation(oneOffice)).At("scope", i18n.T("请填本部门或者本大厅。", "Enter its own department or hall."))
	}
	return nil
}

// clash refuses duties that must not meet in one post or one person.
func clash(held []access.Duty) error {
	pair, bad := access.Clash(held)
	if !bad {
		return nil
	}
	return fault.New(fault.Conflict, "org.incompatible",
		i18n.Tf("“%s”与“%s”不得由一人兼任。%s", "One person must not hold both “%s” and “%s”. %s", pair.A.Name(), pair.B.Name(), pair.Why)).
		Under(pair.Ground()).
		Then(i18n.T("请先免去其中一个岗位，或者任命另一个人。", "End one of the appointments first, or appoint somebody else."))
}

// checkUnder: which units may stand under which. A trading centre stands under no
// supervisor, and no supervisor under it, at any depth; an approval office stands
// under its department and sits in a hall.
func checkUnder(u Unit, above []Unit) error {
	for _, a := range above {
		if supervises(a.Kind) && u.Kind == TradeCentre || a.Kind == TradeCentre && supervises(u.Kind) {
			return fault.New(fault.Conflict, "org.subordinate", i18n.T("交易场所不得与行政监督部门有隶属关系。", "The trading venue must not be subordinate to a supervisor.")).
				Under(access.CitePair(access.TradeExecute, access.TradeSupervise)).At("parent", i18n.T("请换一个上级单位。", "Choose another superior unit."))
		}
	}
	if u.Kind == Office && (u.Department == "" || u.Parent != u.Department) {
		return fault.New(fault.Invalid, "org.office", i18n.T("审批办须隶属它的部门。", "An approval office belongs to its department.")).
			Under(access.Citation(oneOffice)).At("parent", i18n.T("请填它的部门。", "Enter its department."))
	}
	if u.Kind == Window && (len(above) == 0 || !above[0].Kind.Hall()) {
		return fault.New(fault.Invalid, "org.window", i18n.T("窗口设在大厅，属于中心而不属于部门。", "A window stands in a hall and belongs to the centre, not to a department.")).
			Under(access.Citation(oneWindow)).At("parent", i18n.T("请填它所在的大厅。", "Enter the hall it stands in."))
	}
	return nil
}

func supervises(k Kind) bool { return k == TradeOffice || k == Organ || k == Department }
