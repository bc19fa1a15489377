package access

import (
	"slices"

	"tongban/civic/law"
	"tongban/platform/i18n"
)

// A Pair is two duties that must never meet in one person (不相容职责), whichever
// posts they come from.
type Pair struct {
	A, B Duty
	Rule string // rule id: "GOV-01"
	Cite law.Cite
	Why  i18n.Text
}

// A Wall keeps every duty of one side from every duty of the other (隔离).
type Wall struct {
	A, B []Duty
	Rule string
	Cite law.Cite
	Why  i18n.Text
}

var (
	handling   = []Duty{ApproveHandle, ApproveDecide, AgencyHead}
	windows    = []Duty{WindowAccept, WindowDeliver}
	catalogue  = []Duty{ItemEdit, ItemReview, ListEdit, ListReview}
	overseers  = []Duty{Supervise, Discipline}
	tradeWatch = []Duty{TradeSupervise, TradeSector, FinanceSupervise}
	entrusting = []Duty{Tenderer, TradeAgency}
	executing  = []Duty{TradeExecute, CentralProcure}
	bidding    = []Duty{Bidder}
	judging    = []Duty{Expert, QualifyReview}
	admins     = []Duty{SysAdmin, SecAdmin, AuditAdmin}
)

// business is everything but the three administrators and being an applicant.
func business() []Duty {
	return slices.Concat(windows, handling, catalogue, []Duty{CentreDirect, CalendarEdit, CalendarCheck, TradeCommittee},
		overseers, tradeWatch, entrusting, executing, bidding, judging)
}

// walls is the table the law office reads. Where two rules forbid the same pair
// the first names it.
var walls = []Wall{
	// The service hall.
	{windows, handling, "A7", law.Own("A7"),
		i18n.T("前台综合受理、后台分类审批、统一窗口出件：窗口的不审批，审批的不受理、不出件。",
			"The front accepts, the back approves, one window hands out: none does another's part.")},
	{[]Duty{Supervise}, slices.Concat(windows, handling, catalogue, []Duty{CentreDirect}), "GOV-15", law.Own("GOV-15"),
		i18n.T("监察的人不办自己所监察的事。", "Supervisors do not do what they supervise.")},
	{[]Duty{Discipline}, slices.Concat(windows, handling, catalogue, []Duty{CentreDirect}), "GOV-08", law.Own("GOV-08"),
		i18n.T("纪检监察看全部、办不了任何一件。", "Discipline inspection sees everything and handles nothing.")},

	// The three administrators.
	{[]Duty{SysAdmin}, []Duty{SecAdmin, AuditAdmin}, "SEC-08", law.MLPS.Clause("8.1.5"),
		i18n.T("系统管理、安全管理、审计管理三员分离。", "System, security and audit administration are separate.")},
	{[]Duty{SecAdmin}, []Duty{AuditAdmin}, "SEC-08", law.MLPS.Clause("8.1.5"),
		i18n.T("系统管理、安全管理、审计管理三员分离。", "System, security and audit administration are separate.")},
	{admins, business(), "SEC-08", law.MLPS.Clause("8.1.5"),
		i18n.T("三员不办业务，也不监督业务；没有超级用户。", "Administrators have no part in business or its supervision: there is no super-user.")},

	// Deciding, supervising, executing: three powers.
	{executing, tradeWatch, "GOV-01", law.TenderingRules.Art(5).P(1),
		i18n.T("交易场所不得与行政监督部门有隶属关系，一人不得兼任两边的职责。", "The trading venue is not subordinate to a supervisor, and nobody holds a duty in both.")},
	{[]Duty{TradeCommittee}, slices.Concat(tradeWatch, executing), "B2", law.Own("B2"),
		i18n.T("决策、监管、执行三权分立。", "Deciding, supervising and executing are three powers.")},
	{executing, slices.Concat(handling, []Duty{QualifyReview}), "PLT-07", law.Own("PLT-07"),
		i18n.T("交易中心不得行使审批、监管职能，不得审查资格。", "The trading centre approves nothing, supervises nothing and reviews no qualification.")},

	// Supervisors keep out of what they supervise.
	{slices.Concat(tradeWatch, overseers), judging, "GOV-04", law.TenderingRules.Art(46).P(4),
		i18n.T("行政监督部门的人员不得担任评委。", "Staff of a supervising department do not evaluate.")},
	{[]Duty{FinanceSupervise}, slices.Concat([]Duty{CentralProcure}, entrusting, bidding), "GOV-03", law.Procurement.Art(60).P(1),
		i18n.T("财政部门不得设集中采购机构，不得参与采购活动。", "Finance runs no procurement and takes no part in it.")},
	{[]Duty{TradeAgency}, slices.Concat(tradeWatch, overseers, handling), "GOV-06", law.Tendering.Art(14),
		i18n.T("代理机构与国家机关不得有隶属或者利益关系。", "An agency has no tie to a state organ.")},
	{[]Duty{TradeAgency}, bidding, "GOV-06", law.TenderingRules.Art(13),
		i18n.T("代理机构不得投标、代理投标或者为投标人咨询。", "An agency neither bids nor helps a bidder.")},

	// Entrusting, approving, supervising, executing: four powers; and both ends of a deal.
	{[]Duty{Tenderer}, slices.Concat(handling, tradeWatch, overseers, executing), "GOV-15", law.Own("GOV-15"),
		i18n.T("委托、审批、监督、执行四方分离。", "Entrusting, approving, supervising and executing are four sides.")},
	{[]Duty{TradeAgency}, executing, "GOV-15", law.Own("GOV-15"),
		i18n.T("委托、审批、监督、执行四方分离。", "Entrusting, approving, supervising and executing are four sides.")},
	{handling, slices.Concat(tradeWatch, []Duty{TradeCommittee}), "GOV-15", law.Own("GOV-15"),
		i18n.T("委托、审批、监督、执行四方分离。", "Entrusting, approving, supervising and executing are four sides.")},
	{overseers, slices.Concat(executing, []Duty{TradeCommittee}), "GOV-15", law.Own("GOV-15"),
		i18n.T("监督的人不决策、不执行。", "Overseers neither decide nor execute.")},
	{bidding, slices.Concat([]Duty{Tenderer, TradeCommittee}, executing, tradeWatch, overseers, handling), "GOV-15", law.Own("GOV-15"),
		i18n.T("投标的人不得同时招标、决策、执行、监督或者审批。", "A bidder does not also tender, decide, execute, supervise or approve.")},
	{bidding, judging, "GOV-15", law.Tendering.Art(37).P(4),
		i18n.T("与投标人有利害关系的人不得进入评标委员会。", "Nobody with an interest in a bidder evaluates.")},
	{executing, []Duty{Expert}, "PLT-07", law.Own("PLT-07"),
		i18n.T("交易中心的人员不评标。", "Staff of the trading centre do not evaluate.")},
}

var pairs = func() map[[2]Duty]Pair {
	m := map[[2]Duty]Pair{}
	for _, w := range walls {
		for _, a := range w.A {
			for _, b := range w.B {
				if _, had := m[[2]Duty{a, b}]; had {
					continue
				}
				m[[2]Duty{a, b}] = Pair{a, b, w.Rule, w.Cite, w.Why}
				m[[2]Duty{b, a}] = Pair{b, a, w.Rule, w.Cite, w.Why}
			}
		}
	}
	return m
}()

// Walls lists what keeps duties apart, in the words of the rules, to read.
func Walls() []Wall { return slices.Clone(walls) }

// Incompatible finds the rule that keeps two duties apart; ok is false where
// they may meet in one person.
func Incompatible(a, b Duty) (p Pair, ok bool) {
	p, ok = pairs[[2]Duty{a, b}]
	return p, ok
}

// CitePair gives the words of what keeps two duties apart; empty where they may meet.
func CitePair(a, b Duty) i18n.Text {
	p, _ := Incompatible(a, b)
	return p.Ground()
}

// Ground gives the words of what keeps the pair apart.
func (p Pair) Ground() i18n.Text { return citeText(p.Cite) }

// Ground gives the words of what the wall rests on.
func (w Wall) Ground() i18n.Text { return citeText(w.Cite) }

// Clash finds the first pair among the duties that must not meet.
func Clash(held []Duty) (Pair, bool) {
	for i, a := range held {
		for _, b := range held[i+1:] {
			if p, bad := Incompatible(a, b); bad {
				return p, true
			}
		}
	}
	return Pair{}, false
}

// Pairs lists every pair once, in the order of the duties.
func Pairs() []Pair {
	var out []Pair
	for i, a := range duties {
		for _, b := range duties[i+1:] {
			if p, bad := Incompatible(a.Duty, b.Duty); bad {
				out = append(out, p)
			}
		}
	}
	return out
}
