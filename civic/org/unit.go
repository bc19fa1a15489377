package org

import (
	"strings"

	"tongban/civic/access"
	"tongban/civic/cal"
	"tongban/platform/i18n"
)

// A Kind is what a unit is (单位类别).
type Kind string

// The kinds of unit.
const (
	Government     Kind = "government"      // 人民政府
	CityCentre     Kind = "centre.city"     // 市级政务服务中心
	DistrictCentre Kind = "centre.district" // 区级政务服务中心
	Station        Kind = "station"         // 社区便民服务站
	Department     Kind = "department"      // 部门
	Office         Kind = "approval-office" // 审批办
	Window         Kind = "window"          // 窗口
	Organ          Kind = "organ"           // 监督、运行机构
	TradeCommittee Kind = "trade.committee" // 管委会
	TradeOffice    Kind = "trade.office"    // 公管办
	TradeCentre    Kind = "trade.centre"    // 公共资源交易中心
)

var kindNames = map[Kind]i18n.Text{
	Government:     i18n.T("人民政府", "people's government"),
	CityCentre:     i18n.T("市级政务服务中心", "city service centre"),
	DistrictCentre: i18n.T("区级政务服务中心", "district service centre"),
	Station:        i18n.T("社区便民服务站", "community station"),
	Department:     i18n.T("部门", "department"),
	Office:         i18n.T("审批办", "approval office"),
	Window:         i18n.T("窗口", "window"),
	Organ:          i18n.T("监督、运行机构", "supervising or running body"),
	TradeCommittee: i18n.T("公共资源交易管理委员会", "trading committee"),
	TradeOffice:    i18n.T("公共资源交易管理办公室", "trading supervision office"),
	TradeCentre:    i18n.T("公共资源交易中心", "trading centre"),
}

// Name gives the words for the kind; its code where it is unknown.
func (k Kind) Name() i18n.Text {
	if t, ok := kindNames[k]; ok {
		return t
	}
	return i18n.T(string(k), string(k))
}

// Hall reports whether people are served at a unit of this kind.
func (k Kind) Hall() bool { return k == CityCentre || k == DistrictCentre || k == Station }

// A Unit is one body of the city (单位). From is its first day, To the first day
// it is no more; either may be the zero Date: not known, and still there.
type Unit struct {
	ID         string // official credit code where it has one, else ours
	Kind       Kind
	Name       string
	Parent     string
	Division   string // division code
	USCC       string // unified social credit code; empty where it has none
	Department string // the department an approval office decides for
	Seat       string // the hall it sits in
	Address    string
	Phone      string
	Hours      string
	Note       string
	From, To   cal.Date
}

// A PostDef is a post of a unit with its duties (岗位). Its duties never change:
// other duties are another post, so that what somebody held stays what it was.
type PostDef struct {
	ID       string
	Unit     string
	Scope    string // the unit whose matters it handles; empty for the whole region
	Name     string
	Duties   []access.Duty
	From, To cal.Date
}

// A Holding is a post held by a person from a day on, until the day before To (任职).
type Holding struct {
	ID       string
	Post     string
	Person   string // person id
	From, To cal.Date
	Document string // number of the appointment document
	By       string // account that granted it
	EndedWhy string
}

// Holds reports whether the holding is in force on the day.
func (h Holding) Holds(on cal.Date) bool { return within(h.From, h.To, on) }

// within is [from, to) with zero dates for "ever".
func within(from, to, on cal.Date) bool {
	return !on.Before(from) && (to.IsZero() || on.Before(to))
}

// overlap reports whether two spans share a day.
func overlap(aFrom, aTo, bFrom, bTo cal.Date) bool {
	return (aTo.IsZero() || bFrom.Before(aTo)) && (bTo.IsZero() || aFrom.Before(bTo)) &&
		(aTo.IsZero() || aFrom.Before(aTo)) && (bTo.IsZero() || bFrom.Before(bTo))
}

func joinDuties(ds []access.Duty) string {
	ss := make([]string, len(ds))
	for i, d := range ds {
		ss[i] = string(d)
	}
	return strings.Join(ss, " ")
}

func splitDuties(s string) []access.Duty {
	var ds []access.Duty
	for f := range strings.FieldsSeq(s) {
		ds = append(ds, access.Duty(f))
	}
	return ds
}
