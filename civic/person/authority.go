package person

import (
	"strings"
	"time"
	"unicode/utf8"

	"tongban/civic/ident"
	"tongban/civic/law"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// A Role tells by what right somebody acts for another (代理类型).
type Role string

// The roles.
const (
	Legal Role = "legal" // 法定代表人、负责人: acts as the company itself
	Staff Role = "staff" // 单位经办人: under the company's authority
	Agent Role = "agent" // 委托代理人: appointed by the applicant
)

// A Scope tells how far an authority reaches (授权范围).
type Scope string

// The scopes. OneItem and OneCase name a Target.
const (
	Everything Scope = "all"
	OneItem    Scope = "item" // 单个事项: Target is the item's code
	OneCase    Scope = "case" // 单个办件: Target is the case number
)

// An Authority is a recorded right to act for a person or company (授权).
type Authority struct {
	ID        string
	Principal ID
	Role      Role
	Agent     ID     // empty until the agent accepted
	AgentName string // as the principal wrote it
	Masked    string // the agent's number, masked
	Scope     Scope
	Target    string
	Purpose   string
	From      string // first day, YYYY-MM-DD
	Until     string // last day; empty only for a legal representative
	GrantedBy ID     // natural person who granted it
	GrantedAt time.Time
	Accepted  time.Time // zero while the agent has not accepted
	Checked   time.Time // zero while a legal representative was only declared
	Ended     time.Time // zero while it stands
	EndedBy   ID
	Why       string
	// PrincipalName and PrincipalKind come with lists.
	PrincipalName string
	PrincipalKind Kind
}

// A State is where an authority stands on a day (授权状态).
type State string

// The states, in the order in which they are asked.
const (
	Ended     State = "ended"     // 已撤销、已辞去、已拒绝
	Expired   State = "expired"   // 已到期
	Asked     State = "asked"     // 等对方接受
	Unchecked State = "unchecked" // 等窗口核验
	Ahead     State = "ahead"     // 未到起始日
	Current   State = "current"   // 有效
)

// State tells where the authority stands on a day YYYY-MM-DD.
func (a Authority) State(on string) State {
	switch {
	case !a.Ended.IsZero():
		return Ended
	case a.Until != "" && on > a.Until:
		return Expired
	case a.Accepted.IsZero():
		return Asked
	case a.Role == Legal && a.Checked.IsZero():
		return Unchecked
	case on < a.From:
		return Ahead
	}
	return Current
}

// A Matter is what somebody wants to do for another (事由).
type Matter struct {
	On       string   // the day, YYYY-MM-DD
	Whole    Scope    // Everything when the act concerns all of the principal's affairs
	Item     string   // code of the service item
	Case     string   // number of the case, once there is one
	Presence Presence // whether the law wants the applicant in person
}

// A Presence tells whether the applicant must come in person (是否须本人到场).
type Presence string

// The presences.
const (
	MayBeAbsent  Presence = ""          // agents may act
	MustBePerson Presence = "in-person" // 依法须由申请人到场
)

// Covers reports whether a current authority reaches the matter. Acts on all of
// the principal's affairs need an authority for everything.
func (a Authority) Covers(m Matter) bool {
	if a.State(m.On) != Current {
		return false
	}
	switch a.Scope {
	case Everything:
		return true
	case OneItem:
		return m.Whole == "" && m.Item != "" && m.Item == a.Target
	case OneCase:
		return m.Whole == "" && m.Case != "" && m.Case == a.Target
	}
	return false
}

// Longest is the longest an appointment of staff or an agent may run; both ends
// are dated so that no authority outlives its reason.
const Longest = 3 * 366 // days

// A Grant is what a principal writes to let somebody act for it (授权委托书).
type Grant struct {
	Principal ID
	Role      Role // Staff for companies, Agent for everybody
	Name      string
	Number    string // ID number of the agent, as typed
	Scope     Scope
	Target    string
	Purpose   string
	From      string // empty means today
	Until     string
}

// check tells every field of a grant that must change, on the day on.
func (g *Grant) check(on string) (ident.CitizenID, error) {
	bad := fault.New(fault.Invalid, "authority.form", i18n.T("委托内容不完整，请改正后再提交。", "Some answers about the authority need to be changed.")).
		Under(law.CivilCode.Art(165).Text())
	if g.From == "" {
		g.From = on
	}
	if n := utf8.RuneCountInString(Name(g.Name)); n < 2 || n > 60 {
		bad.At("name", i18n.T("请按证件填写对方的姓名。", "Please give their full name as on the card."))
	}
	id, err := ident.ParseCitizenID(g.Number)
	at(bad, "number", err)
	g.checkScope(bad)
	g.Purpose = ident.Hide(g.Purpose)
	if n := utf8.RuneCountInString(g.Purpose); n < 2 || n > 200 {
		bad.At("purpose", i18n.T("请写明委托办什么事（2 至 200 字）。", "Please say what it is for (2 to 200 characters)."))
	}
	g.checkDays(bad, on)
	if len(bad.Fields) > 0 {
		return "", bad
	}
	return id, nil
}

func (g *Grant) checkScope(bad *fault.Error) {
	g.Target = strings.TrimSpace(g.Target)
	switch g.Scope {
	case Everything:
		g.Target = ""
	case OneItem, OneCase:
		if g.Target == "" || len(g.Target) > 64 {
			bad.At("target", i18n.T("请填写事项编码或办件编号。", "Please give the code of the item or the number of the case."))
		}
	default:
		bad.At("scope", i18n.T("请选择委托范围。", "Please choose how far it reaches."))
	}
}

func (g *Grant) checkDays(bad *fault.Error, on string) {
	from, err := time.Parse(time.DateOnly, g.From)
	if err != nil || g.From < on {
		bad.At("from", i18n.T("起始日应为今天或以后的日期。", "The first day is today or later."))
		from, _ = time.Parse(time.DateOnly, on)
	}
	until, err := time.Parse(time.DateOnly, g.Until)
	switch {
	case err != nil:
		bad.At("until", i18n.T("请填写截止日：委托必须有期限。", "Please give the last day: an authority must end."))
	case until.Before(from):
		bad.At("until", i18n.T("截止日不能早于起始日。", "The last day cannot lie before the first."))
	case until.Sub(from) > Longest*24*time.Hour:
		bad.At("until", i18n.T("一次委托最长三年，到期可以再委托。", "An authority runs three years at most; it can be given again."))
	}
}
