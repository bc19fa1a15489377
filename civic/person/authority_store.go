package person

import (
	"errors"
	"time"

	"tongban/civic/access"
	"tongban/civic/law"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

const authorityCols = `a.id, a.principal, a.kind, a.agent, a.agent_name, a.agent_masked, a.scope, a.target, a.purpose,
a.from_on, a.until_on, a.granted_by, a.granted_at, a.accepted_at, a.checked_at, a.ended_at, a.ended_by, a.ended_why, p.name, p.kind`

const authorityFrom = ` FROM authority a JOIN person p ON p.id = a.principal `

func scanAuthority(s db.Scanner) (a Authority, err error) {
	var granted, accepted, checked, ended int64
	err = s.Scan(&a.ID, &a.Principal, &a.Role, &a.Agent, &a.AgentName, &a.Masked, &a.Scope, &a.Target, &a.Purpose,
		&a.From, &a.Until, &a.GrantedBy, &granted, &accepted, &checked, &ended, &a.EndedBy, &a.Why, &a.PrincipalName, &a.PrincipalKind)
	a.GrantedAt, a.Accepted, a.Checked, a.Ended = instant(granted), instant(accepted), instant(checked), instant(ended)
	return a, err
}

// instant reads a time of which 0 means "not yet".
func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return clock.FromMicros(us)
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return clock.Micros(t)
}

func loadAuthority(tx *db.Tx, id string) (Authority, error) {
	a, err := db.One(tx, scanAuthority, `SELECT `+authorityCols+authorityFrom+`WHERE a.id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return a, fault.New(fault.Absent, "authority.absent", i18n.T("没有这项授权。", "There is no such authority."))
	}
	return a, err
}

func insertAuthority(tx *db.Tx, a Authority, agentLookup []byte) error {
	_, err := tx.Exec(`INSERT INTO authority (id, principal, kind, agent, agent_lookup, agent_name, agent_masked, scope, target, purpose,
from_on, until_on, granted_by, granted_at, accepted_at, checked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		a.ID, string(a.Principal), string(a.Role), string(a.Agent), agentLookup, a.AgentName, a.Masked, string(a.Scope), a.Target, a.Purpose,
		a.From, a.Until, string(a.GrantedBy), micros(a.GrantedAt), micros(a.Accepted), micros(a.Checked))
	return err
}

// saveAuthority writes what can change: agent, accepted, checked, ended.
func saveAuthority(tx *db.Tx, a Authority) error {
	_, err := tx.Exec(`UPDATE authority SET agent = $1, accepted_at = $2, checked_at = $3, ended_at = $4, ended_by = $5, ended_why = $6 WHERE id = $7`,
		string(a.Agent), micros(a.Accepted), micros(a.Checked), micros(a.Ended), string(a.EndedBy), a.Why, a.ID)
	return err
}

// standing gives the accepted authorities of a person that have not ended, for
// one principal, or for all when principal is empty; at most 200.
func standing(tx *db.Tx, agent, principal ID) ([]Authority, error) {
	if principal == "" {
		return db.List(tx, scanAuthority, `SELECT `+authorityCols+authorityFrom+
			`WHERE a.agent = $1 AND a.ended_at = 0 ORDER BY a.principal, a.id LIMIT 200`, string(agent))
	}
	return db.List(tx, scanAuthority, `SELECT `+authorityCols+authorityFrom+
		`WHERE a.agent = $1 AND a.principal = $2 AND a.ended_at = 0 ORDER BY a.id LIMIT 200`, string(agent), string(principal))
}

// MayActFor decides whether a natural person may do something for a principal
// (代理资格, LIC-34) and gives the authority used: the zero Authority for oneself.
// The refusal cites 行政许可法 29(2): also where the law wants the applicant to
// come in person and the authority is not that of a legal representative.
func MayActFor(tx *db.Tx, who, principal ID, m Matter) (Authority, error) {
	if who != "" && who == principal {
		return Authority{}, nil
	}
	if who == "" || principal == "" {
		return Authority{}, noAuthority()
	}
	list, err := standing(tx, who, principal)
	if err != nil {
		return Authority{}, err
	}
	for _, a := range list {
		if a.Role == Legal && a.Covers(m) {
			return a, nil
		}
	}
	if m.Presence == MustBePerson {
		return Authority{}, fault.New(fault.Forbidden, "authority.presence",
			i18n.T("这个事项依法须由申请人本人到场提出，不能由代理人代办。", "The law wants the applicant to come in person for this; an agent cannot apply.")).
			Under(law.Licensing.Art(29).P(2).Text()).
			Then(i18n.T("请申请人本人（单位由法定代表人）到窗口办理。", "Please let the applicant, or the legal representative of a company, come to a window."))
	}
	for _, a := range list {
		if a.Covers(m) {
			return a, nil
		}
	}
	return Authority{}, noAuthority()
}

func noAuthority() *fault.Error {
	return fault.New(fault.Forbidden, "authority.none", i18n.T("您没有代其办理这件事的有效授权。", "You hold no valid authority to do this for them.")).
		Under(law.Licensing.Art(29).P(2).Text()).
		Then(i18n.T("请对方在“我的授权”里委托您，并由您接受。", "They can appoint you under “My authorities”, and you accept."))
}

// PrincipalsOf gives whom a person may act for on a day: themselves first, then
// every principal of a current authority in the order of their ids (可代理主体).
func PrincipalsOf(tx *db.Tx, id ID, on string) ([]access.Principal, error) {
	me, err := Load(tx, id)
	if err != nil {
		return nil, err
	}
	list, err := standing(tx, id, "")
	if err != nil {
		return nil, err
	}
	out := []access.Principal{{ID: string(me.ID), Name: me.Name}}
	for _, a := range list {
		if a.State(on) == Current {
			out = append(out, a.AsPrincipal())
		}
	}
	return out, nil
}

// MandatesOf gives the ids of everybody a person may act for on a day, without
// themselves, in one statement (有权代理的主体编号).
func MandatesOf(tx *db.Tx, id ID, on string) ([]string, error) {
	return db.List(tx, db.Str, `SELECT DISTINCT principal FROM authority
WHERE agent = $1 AND ended_at = 0 AND accepted_at > 0 AND (kind <> 'legal' OR checked_at > 0)
AND from_on <= $2 AND (until_on = '' OR until_on >= $3) ORDER BY principal LIMIT 200`, string(id), on, on)
}

// ActingFor gives the principal of an authority if its agent may use it on a day
// (当前代理); ok is false where it ended, expired or belongs to somebody else.
func ActingFor(tx *db.Tx, agent ID, authority, on string) (p access.Principal, ok bool, err error) {
	a, err := db.One(tx, scanAuthority, `SELECT `+authorityCols+authorityFrom+`WHERE a.id = $1 AND a.agent = $2`, authority, string(agent))
	if errors.Is(err, db.ErrNone) {
		return p, false, nil
	}
	if err != nil || a.State(on) != Current {
		return p, false, err
	}
	return a.AsPrincipal(), true, nil
}

// AsPrincipal gives the authority as the policies read it (代理身份). An authority for one case
// has the scope "case:" and its number, which is no item's code, so that a
// policy that knows of items only refuses rather than opens.
func (a Authority) AsPrincipal() access.Principal {
	p := access.Principal{ID: string(a.Principal), Name: a.PrincipalName, Company: a.PrincipalKind == Company, Authority: a.ID}
	switch a.Scope {
	case OneItem:
		p.Scope = a.Target
	case OneCase:
		p.Scope = "case:" + a.Target
	}
	return p
}

// GivenBy gives the authorities that a principal gave, newest first, at most 200 (我委托的).
func GivenBy(tx *db.Tx, principal ID) ([]Authority, error) {
	return db.List(tx, scanAuthority, `SELECT `+authorityCols+authorityFrom+
		`WHERE a.principal = $1 ORDER BY a.id DESC LIMIT 200`, string(principal))
}

// HeldBy gives the authorities offered to or held by a person, newest first, at
// most 200 (委托我的): by id once accepted, by number before.
func HeldBy(tx *db.Tx, id ID) ([]Authority, error) {
	return db.List(tx, scanAuthority, `SELECT `+authorityCols+authorityFrom+
		`WHERE (a.agent = $1 OR (a.agent = '' AND a.ended_at = 0 AND a.agent_lookup = (SELECT lookup FROM person WHERE id = $2))) ORDER BY a.id DESC LIMIT 200`,
		string(id), string(id))
}

// offeredTo reports whether an authority waits for this person: the number that
// the principal wrote is theirs.
func offeredTo(tx *db.Tx, a Authority, id ID) (bool, error) {
	n, err := db.One(tx, db.Int, `SELECT COUNT(*) FROM authority a JOIN person p ON p.lookup = a.agent_lookup WHERE a.id = $1 AND p.id = $2`, a.ID, string(id))
	return n == 1, err
}

// heads counts the checked legal representatives of a company that still stand.
func heads(tx *db.Tx, company ID) (int64, error) {
	return db.One(tx, db.Int, `SELECT COUNT(*) FROM authority WHERE principal = $1 AND kind = 'legal' AND ended_at = 0 AND checked_at > 0`, string(company))
}
