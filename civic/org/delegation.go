package org

import (
	"context"
	"errors"
	"slices"
	"strings"

	"tongban/civic/access"
	"tongban/civic/cal"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// A DelegationKind says what an authorisation document allows (授权种类).
type DelegationKind string

// The kinds. Front lets the windows of a hall, and of the halls under it, accept
// in the name of the department; it moves no power. Entrust lets another
// administrative organ carry out a licence (委托实施): public, and one step only.
const (
	Front   DelegationKind = "front"
	Entrust DelegationKind = "entrust"
)

// A Delegation is an authorisation document on record (授权文件).
type Delegation struct {
	ID          string
	Kind        DelegationKind
	Principal   string // the department that authorises
	Agent       string // the hall, or the department entrusted
	Document    string // its number
	Title       string
	PublishedOn cal.Date
	From, To    cal.Date
}

const delegationCols = `g.id, g.kind, g.principal, g.agent, g.document, g.title, g.published_on, g.from_on, g.to_on`

func scanDelegation(s db.Scanner) (g Delegation, err error) {
	err = s.Scan(&g.ID, &g.Kind, &g.Principal, &g.Agent, &g.Document, &g.Title, &g.PublishedOn, &g.From, &g.To)
	return g, err
}

// Delegate puts an authorisation document on record (登记授权文件). It must have a
// number and be public before it takes effect. Entrusting goes to another
// administrative organ and one step only.
func (d *Desk) Delegate(ctx context.Context, who access.Who, g Delegation) (Delegation, error) {
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		principal, err := UnitByID(tx, g.Principal)
		if err != nil {
			return err
		}
		leave, err := d.may(who, access.OrgDelegate, principal, "")
		if err != nil {
			return err
		}
		agent, err := UnitByID(tx, g.Agent)
		if err != nil {
			return err
		}
		if err := checkDelegation(g, principal, agent); err != nil {
			return err
		}
		if err := checkOneStep(tx, g); err != nil {
			return err
		}
		if g.ID == "" {
			g.ID = newID()
		}
		if err := insertDelegation(tx, g, who.Account, clock.Micros(d.Clock.Now())); err != nil {
			return err
		}
		return d.record(tx, deed{who.As(leave), access.OrgDelegate, g.ID, leave.Rules, map[string]any{"kind": g.Kind, "principal": g.Principal, "agent": g.Agent, "document": g.Document, "from": g.From, "to": g.To}})
	})
	return g, err
}

func insertDelegation(tx *db.Tx, g Delegation, by string, at int64) error {
	_, err := tx.Exec(`INSERT INTO org_delegation (id, kind, principal, agent, document, title, published_on, from_on, to_on, granted_by, granted_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
		g.ID, string(g.Kind), g.Principal, g.Agent, g.Document, g.Title, g.PublishedOn, g.From, g.To, by, at)
	return err
}

func checkDelegation(g Delegation, principal, agent Unit) error {
	no := func(field string, zh, en string) error {
		rule := inName
		if g.Kind == Entrust {
			rule = oneStep
		}
		return fault.New(fault.Invalid, "org.delegation", i18n.T(zh, en)).Under(access.Citation(rule)).At(field, i18n.T(zh, en))
	}
	switch {
	case strings.TrimSpace(g.Document) == "" || strings.TrimSpace(g.Title) == "":
		return no("document", "授权须有文件名称和文号。", "An authorisation names its document and number.")
	case g.From.IsZero() || (!g.To.IsZero() && !g.From.Before(g.To)):
		return no("from", "授权须有起止日期，止在起之后。", "An authorisation has a first day, and ends after it.")
	case g.PublishedOn.IsZero() || g.From.Before(g.PublishedOn):
		return no("published", "授权须先公告后生效。", "An authorisation is published before it takes effect.")
	case principal.Kind != Department:
		return no("principal", "只有部门可以授权。", "Only a department authorises.")
	case g.Kind == Front && !agent.Kind.Hall():
		return no("agent", "窗口受理只能授权给政务服务大厅。", "Acceptance at the window is for service halls only.")
	case g.Kind == Entrust && (agent.Kind != Department || agent.ID == principal.ID):
		return no("agent", "行政许可只能委托给其他行政机关。", "A licence is entrusted to another administrative organ only.")
	case g.Kind != Front && g.Kind != Entrust:
		return no("kind", "没有这种授权。", "There is no such kind of authorisation.")
	}
	return nil
}

// checkOneStep refuses a chain of entrusting: neither may the principal hold by
// entrusting, nor the agent entrust on.
func checkOneStep(tx *db.Tx, g Delegation) error {
	if g.Kind != Entrust {
		return nil
	}
	chain, err := db.List(tx, scanDelegation, `SELECT `+delegationCols+` FROM org_delegation g
WHERE g.kind = 'entrust' AND (g.agent = $1 OR g.principal = $2)`, g.Principal, g.Agent)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(chain, func(x Delegation) bool { return overlap(x.From, x.To, g.From, g.To) }) {
		return fault.New(fault.Conflict, "org.sub-delegation", i18n.T("受委托的行政机关不得再委托。", "An organ that acts by entrusting does not entrust on.")).
			Under(access.Citation("licensing:24.3"))
	}
	return nil
}

// MandateOf gives the number of the document under which the windows of a hall
// accept in the name of a department on a day (受理授权): of the hall itself or of
// a hall above it. It is empty where there is none.
func MandateOf(tx *db.Tx, department, hall, on string) (string, error) {
	doc, err := db.One(tx, db.Str, `WITH RECURSIVE up (id, parent, depth) AS (
  SELECT u.id, u.parent, 0 FROM org_unit u WHERE u.id = $1
  UNION ALL
  SELECT u.id, u.parent, up.depth + 1 FROM org_unit u JOIN up ON u.id = up.parent WHERE up.depth < 8
)
SELECT g.document FROM up JOIN org_delegation g ON g.agent = up.id
WHERE g.principal = $2 AND g.kind = 'front' AND `+inForce("g", "$3")+`
ORDER BY up.depth, g.from_on DESC LIMIT 1`, hall, department, on)
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	return doc, err
}

// DelegationsOf lists the authorisations a unit gave or holds on a day; they are
// public.
func DelegationsOf(tx *db.Tx, unit, on string) ([]Delegation, error) {
	return db.List(tx, scanDelegation, `SELECT `+delegationCols+` FROM org_delegation g
WHERE `+inForce("g", "$1")+` AND (g.principal = $2 OR g.agent = $2) ORDER BY g.principal, g.agent, g.id LIMIT 200`, on, unit)
}
