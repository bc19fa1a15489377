package access

import (
	"slices"
	"testing"
)

// required is, rule by rule, what must never meet. It is written from the rules
// and not from the table, so that a pair lost from the table is noticed here.
var required = []struct {
	rule string
	a, b []Duty
}{
	{"A7: the front accepts, the back approves, one window hands out", []Duty{WindowAccept, WindowDeliver}, []Duty{ApproveHandle, ApproveDecide, AgencyHead}},
	{"B2: committee, supervision office and centre are three powers", []Duty{TradeCommittee}, []Duty{TradeSupervise, TradeExecute}},
	{"GOV-01: nobody is in both the venue and a supervisor", []Duty{TradeExecute}, []Duty{TradeSupervise, TradeSector, FinanceSupervise, Supervise, Discipline}},
	{"GOV-03: finance runs no procurement and takes no part", []Duty{FinanceSupervise}, []Duty{CentralProcure, Tenderer, TradeAgency, Bidder, Expert}},
	{"GOV-04: supervisors do not evaluate", []Duty{TradeSupervise, TradeSector, FinanceSupervise, Supervise, Discipline}, []Duty{Expert}},
	{"GOV-06: an agency neither bids nor belongs to an organ", []Duty{TradeAgency}, []Duty{Bidder, TradeSupervise, TradeSector, FinanceSupervise, ApproveDecide}},
	{"GOV-15: entrusting against approving, supervising, executing", []Duty{Tenderer, TradeAgency}, []Duty{ApproveHandle, ApproveDecide, AgencyHead, TradeSupervise, TradeSector, Supervise, TradeExecute}},
	{"GOV-15: approving against supervising and executing", []Duty{ApproveHandle, ApproveDecide, AgencyHead}, []Duty{Supervise, Discipline, TradeSupervise, TradeSector, TradeExecute, CentralProcure}},
	{"GOV-15: supervising against executing", []Duty{Supervise, Discipline, TradeSupervise, TradeSector}, []Duty{TradeExecute, CentralProcure}},
	{"GOV-15: supervising against the window's handling", []Duty{Supervise, Discipline}, []Duty{WindowAccept, WindowDeliver, CentreDirect}},
	{"a bidder is on no other side", []Duty{Bidder}, []Duty{Tenderer, TradeAgency, Expert, TradeCommittee, TradeSupervise, TradeExecute, QualifyReview}},
	{"SEED-02, PLT-07: the centre reviews no qualification, approves and evaluates nothing", []Duty{TradeExecute, CentralProcure}, []Duty{QualifyReview, ApproveDecide, Expert}},
	{"SEC-08: three administrators", []Duty{SysAdmin}, []Duty{SecAdmin, AuditAdmin}},
	{"SEC-08: three administrators", []Duty{SecAdmin}, []Duty{AuditAdmin}},
	{"SEC-08: administrators have no business", []Duty{SysAdmin, SecAdmin, AuditAdmin}, []Duty{WindowAccept, WindowDeliver, ApproveHandle, ApproveDecide, AgencyHead,
		CentreDirect, Supervise, Discipline, ItemEdit, ItemReview, ListEdit, ListReview, CalendarEdit, CalendarCheck, TradeCommittee, TradeSupervise, TradeSector,
		FinanceSupervise, TradeExecute, CentralProcure, Tenderer, TradeAgency, Bidder, Expert, QualifyReview}},
}

func TestEveryRequiredPairIsInTheTable(t *testing.T) {
	for _, r := range required {
		for _, a := range r.a {
			for _, b := range r.b {
				if p, ok := Incompatible(a, b); !ok || p.A != a || p.B != b {
					t.Errorf("%s: %s and %s may meet", r.rule, a, b)
				}
				if _, ok := Incompatible(b, a); !ok {
					t.Errorf("%s: %s and %s may meet the other way round", r.rule, b, a)
				}
			}
		}
	}
}

// Every pair says why and cites; being an applicant never excludes anything.
func TestPairsExplainThemselves(t *testing.T) {
	for _, p := range Pairs() {
		if p.Cite.IsZero() || p.Rule == "" || p.Why.Zh == "" || p.Why.En == "" || p.A == p.B {
			t.Errorf("%s and %s: %+v", p.A, p.B, p)
		}
		if p.A == Applicant || p.B == Applicant {
			t.Errorf("%s and %s: officials stay citizens", p.A, p.B)
		}
	}
}

// What a small office must be able to join stays allowed: else the table would
// pass by forbidding everything.
func TestWhatMayMeet(t *testing.T) {
	for _, pair := range [][2]Duty{{WindowAccept, WindowDeliver}, {ApproveHandle, ApproveDecide}, {ItemEdit, ApproveHandle}, {ItemEdit, ItemReview}, {CalendarEdit, CalendarCheck}, {TradeSupervise, TradeSector}} {
		if p, ok := Incompatible(pair[0], pair[1]); ok {
			t.Errorf("%s and %s: kept apart by %s", pair[0], pair[1], p.Rule)
		}
	}
}

// Whoever holds both duties of a pair, in one post or in two, is refused every act
// of either post, however small, and is left what everybody has for themselves.
func TestClashingDutiesAreRefusedAtUse(t *testing.T) {
	g := New()
	for _, p := range Pairs() {
		one := Who{Account: "me", Person: "me", Strong: true, Posts: []Post{{ID: "x", Unit: "u", Scope: "s", Region: "150300", Duties: []Duty{p.A, p.B}}}}
		two := one
		two.Posts = []Post{{ID: "x", Unit: "u", Scope: "s", Region: "150300", Duties: []Duty{p.A}}, {ID: "y", Unit: "u", Scope: "s", Region: "150300", Duties: []Duty{p.B}}}
		for _, w := range []Who{one, two} {
			for _, v := range verbs {
				thing := Thing{Kind: v.On, ID: "t", Unit: "s", Scope: "s", Region: "150300", Applicant: "somebody", Mandate: "doc", Author: "author"}
				if leave, err := g.May(w, v.Verb, thing); err == nil && leave.Post.ID != "" {
					t.Fatalf("%s with %s: %s allowed by %v", p.A, p.B, v.Verb, leave.Policies)
				}
			}
			if _, err := g.May(w, CaseSubmit, Thing{Kind: "case", Applicant: "me"}); err != nil {
				t.Errorf("%s with %s: cannot even apply for themselves: %v", p.A, p.B, err)
			}
		}
	}
}

// A leave names the post and the duty that gave it, and what to cite in the act.
func TestLeaveNamesItsGround(t *testing.T) {
	w := Who{Account: "me", Person: "me", Strong: true, Posts: []Post{
		{ID: "edit", Unit: "water", Scope: "water", Region: "150300", Duties: []Duty{ItemEdit}},
		{ID: "office", Unit: "water-spb", Scope: "water", Region: "150300", Duties: []Duty{ApproveHandle, ApproveDecide}}}}
	l, err := New().May(w, CaseGrant, Thing{Kind: "case", Unit: "water"})
	if err != nil || l.Post.ID != "office" || l.Duty != ApproveDecide || !slices.Equal(l.Rules, []string{"licensing:38.1"}) {
		t.Errorf("got %+v, %v", l, err)
	}
	if a := w.As(l); a.Post != "office" || a.Unit != "water-spb" || a.Duty != string(ApproveDecide) || a.For != "" {
		t.Errorf("actor: got %+v", a)
	}
	w.For = Principal{ID: "co", Authority: "auth"}
	l, err = New().May(w, CaseSubmit, Thing{Kind: "case", Applicant: "co"})
	if a := w.As(l); err != nil || l.Duty != Applicant || a.For != "co" || a.Post != "" {
		t.Errorf("acting for a company: got %+v, %v", a, err)
	}
}
