package person

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/ident"
	"tongban/civic/law"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// The verbs of authorities.
const (
	Granted           = access.PersonAuthorise // an authority was given
	Accepted act.Verb = "authority.accept"     // the agent accepted
	Ending   act.Verb = "authority.end"        // revoked by the principal, or laid down by the agent
	Headed   act.Verb = "authority.legal"      // a legal representative was declared
	Checked  act.Verb = "authority.checked"    // the window saw the paper of a legal representative
)

// Grant lets somebody act for a principal (授权、委托): a company's staff, by its
// legal representative; an agent, by any applicant for themselves or by the legal
// representative of a company. It takes effect when the agent accepts. What was
// written does not tell whether the agent is registered here.
func (d *Desk) Grant(ctx context.Context, who access.Who, g Grant) (Authority, error) {
	now := d.Clock.Now()
	number, err := g.check(on(now))
	if err != nil {
		return Authority{}, err
	}
	leave, err := d.Guard.May(who, Granted, access.Thing{Kind: "person", ID: string(g.Principal)})
	if err != nil {
		return Authority{}, err
	}
	a := Authority{ID: uuid.Must(uuid.NewV7()).String(), Principal: g.Principal, Role: g.Role, AgentName: Name(g.Name),
		Masked: number.Masked(), Scope: g.Scope, Target: g.Target, Purpose: g.Purpose, From: g.From, Until: g.Until,
		GrantedBy: ID(who.Person), GrantedAt: now}
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		if err := d.mayGrant(tx, ID(who.Person), a, number); err != nil {
			return err
		}
		if err := insertAuthority(tx, a, Lookup(d.Vault, Natural, string(number))); err != nil {
			return err
		}
		_, err := act.Record(tx, act.New(now, who.As(leave), Granted, act.Subject{Kind: "authority", ID: a.ID}, a.payload(),
			law.Licensing.Art(29).P(2).ID(), law.CivilCode.Art(165).ID()))
		return err
	})
	return a, err
}

func (a Authority) payload() map[string]string {
	return map[string]string{"principal": string(a.Principal), "role": string(a.Role), "scope": string(a.Scope),
		"target": a.Target, "from": a.From, "until": a.Until, "purpose": a.Purpose}
}

// mayGrant: for oneself, or as the company's legal representative. Staff and
// agents do not hand their authority on (民法典 169).
func (d *Desk) mayGrant(tx *db.Tx, who ID, a Authority, agent ident.CitizenID) error {
	p, err := Load(tx, a.Principal)
	if err != nil {
		return err
	}
	if a.Role == Staff && p.Kind != Company || a.Role == Legal || a.Role != Staff && a.Role != Agent {
		return fault.New(fault.Invalid, "authority.role", i18n.T("只有单位可以授权经办人，个人请委托代理人。", "Only companies authorise staff; people appoint agents.")).
			At("role", i18n.T("请选择委托类型。", "Please choose what kind it is."))
	}
	held, err := find(tx, Lookup(d.Vault, Natural, string(agent)))
	if err != nil && !errors.Is(err, db.ErrNone) {
		return err
	}
	if err == nil && held.ID == who {
		return fault.New(fault.Invalid, "authority.oneself", i18n.T("不能委托自己。", "You cannot appoint yourself.")).
			At("number", i18n.T("这是您自己的号码。", "This is your own number."))
	}
	if who == a.Principal {
		return nil
	}
	used, err := MayActFor(tx, who, a.Principal, Matter{On: on(a.GrantedAt), Whole: Everything})
	if err != nil {
		return err
	}
	if used.Role != Legal {
		return fault.New(fault.Forbidden, "authority.handing-on", i18n.T("经办人和代理人不能转委托，请由法定代表人办理。", "Staff and agents cannot hand their authority on; the legal representative can give it.")).
			Under(law.CivilCode.Art(169).Text())
	}
	return nil
}

// Accept is the agent taking up an authority offered to them (接受委托).
func (d *Desk) Accept(ctx context.Context, who access.Who, id string) (Authority, error) {
	return d.change(ctx, id, func(tx *db.Tx, a *Authority, now time.Time) (act.Act, error) {
		mine, err := offeredTo(tx, *a, ID(who.Person))
		if err != nil {
			return act.Act{}, err
		}
		me, err := Load(tx, ID(who.Person))
		if err != nil || !mine || !SameName(me.Name, a.AgentName) {
			return act.Act{}, errors.Join(err, notOffered())
		}
		if a.State(on(now)) != Asked {
			return act.Act{}, noLonger()
		}
		a.Agent, a.Accepted = me.ID, now
		return act.New(now, act.Actor{Account: who.Account}, Accepted, act.Subject{Kind: "authority", ID: a.ID},
			map[string]string{"agent": string(me.ID)}), nil
	})
}

// change loads an authority, lets fn step it, saves it and records the act.
func (d *Desk) change(ctx context.Context, id string, fn func(*db.Tx, *Authority, time.Time) (act.Act, error)) (Authority, error) {
	var a Authority
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		var err error
		if a, err = loadAuthority(tx, id); err != nil {
			return err
		}
		done, err := fn(tx, &a, d.Clock.Now())
		if err != nil {
			return err
		}
		if err := saveAuthority(tx, a); err != nil {
			return err
		}
		_, err = act.Record(tx, done)
		return err
	})
	return a, err
}

func notOffered() *fault.Error {
	return fault.New(fault.Absent, "authority.not-yours", i18n.T("没有等您接受的这项委托。", "No such authority waits for you.")).
		Then(i18n.T("请对方核对写下的姓名和身份证号码是否与您的登记一致。", "Please ask whether name and ID number were written as you are registered."))
}

func noLonger() *fault.Error {
	return fault.New(fault.Conflict, "authority.state", i18n.T("这项授权已经撤销、到期或已接受。", "This authority was already ended, accepted or has expired."))
}

// End ends an authority at once (撤销、辞去、拒绝): by the principal or its legal
// representative, or by the agent (民法典 173(2)). A company keeps its last legal
// representative until a window has recorded the next.
func (d *Desk) End(ctx context.Context, who access.Who, id, why string) (Authority, error) {
	return d.change(ctx, id, func(tx *db.Tx, a *Authority, now time.Time) (act.Act, error) {
		if err := mayEnd(tx, ID(who.Person), *a, on(now)); err != nil {
			return act.Act{}, err
		}
		if s := a.State(on(now)); s == Ended {
			return act.Act{}, noLonger()
		}
		if r := []rune(why); len(r) > 200 {
			why = string(r[:200])
		}
		a.Ended, a.EndedBy, a.Why = now, ID(who.Person), ident.Hide(why)
		return act.New(now, own(who, a.Principal), Ending, act.Subject{Kind: "authority", ID: a.ID},
			map[string]string{"why": a.Why}, law.CivilCode.Art(173).I(2).ID()), nil
	})
}

func mayEnd(tx *db.Tx, who ID, a Authority, on string) error {
	if a.Role == Legal && !a.Checked.IsZero() {
		n, err := heads(tx, a.Principal)
		if err != nil {
			return err
		}
		if n < 2 {
			return fault.New(fault.Conflict, "authority.last-head", i18n.T("这是单位登记的最后一名法定代表人，变更请持证照到窗口办理。", "This is the last legal representative on record; please bring the licence to a window for the change."))
		}
	}
	if who != "" && (who == a.Principal || who == a.Agent) {
		return nil
	}
	offered, err := offeredTo(tx, a, who)
	if err != nil || offered {
		return err
	}
	used, err := MayActFor(tx, who, a.Principal, Matter{On: on, Whole: Everything})
	if err == nil && used.Role != Legal {
		err = noAuthority()
	}
	return err
}

// RegisterCompany enters a company on line, declared by its legal representative
// (单位自行登记). Nobody can act for it until a window has seen the licence: see
// CheckHead. A company that is on record already only gains the declaration.
func (d *Desk) RegisterCompany(ctx context.Context, who access.Who, f Form) (Person, Authority, error) {
	f.Kind = Company
	e, err := f.read()
	if err != nil {
		return Person{}, Authority{}, err
	}
	if who.Person == "" {
		return Person{}, Authority{}, absent()
	}
	var p Person
	var a Authority
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		by := act.Actor{Account: who.Account}
		now := d.Clock.Now()
		p, err = find(tx, Lookup(d.Vault, Company, e.number))
		if errors.Is(err, db.ErrNone) {
			p, err = d.enter(tx, newcomer{entry: e, proof: Declared, by: who.Account, actor: by, at: now})
		}
		if err != nil {
			return err
		}
		if !SameName(p.Name, e.name) {
			return nameDiffers()
		}
		a, err = d.declareHead(tx, who, p, Head{Person: ID(who.Person), by: by})
		return err
	})
	return p, a, err
}

// A Head names the legal representative of a company to record (法定代表人).
type Head struct {
	Person  ID
	by      act.Actor
	checked time.Time
}

func (d *Desk) declareHead(tx *db.Tx, who access.Who, c Person, h Head) (Authority, error) {
	held, err := standing(tx, h.Person, c.ID)
	if err != nil {
		return Authority{}, err
	}
	for _, a := range held {
		if a.Role == Legal {
			return a, nil // declared before: say so again, once
		}
	}
	p, err := Load(tx, h.Person)
	if err != nil {
		return Authority{}, err
	}
	lookup, err := db.One(tx, db.Bytes, `SELECT lookup FROM person WHERE id = $1`, string(p.ID))
	if err != nil {
		return Authority{}, err
	}
	now := d.Clock.Now()
	a := Authority{ID: uuid.Must(uuid.NewV7()).String(), Principal: c.ID, Role: Legal, Agent: p.ID, AgentName: p.Name, Masked: p.Masked,
		Scope: Everything, Purpose: "法定代表人", From: on(now), GrantedBy: ID(who.Person), GrantedAt: now, Accepted: now, Checked: h.checked,
		PrincipalName: c.Name, PrincipalKind: Company}
	if err := insertAuthority(tx, a, lookup); err != nil {
		return Authority{}, err
	}
	_, err = act.Record(tx, act.New(now, h.by, Headed, act.Subject{Kind: "authority", ID: a.ID}, a.payload(), law.CivilCode.Art(61).ID()))
	return a, err
}

// CheckHead records that a window clerk has seen the licence and the card of a
// legal representative (核验法定代表人), whether declared before or not. The
// representative recorded before ends, since a company has one (公司法 10).
func (d *Desk) CheckHead(ctx context.Context, who access.Who, company, head ID) (Authority, error) {
	var a Authority
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		leave, err := d.Guard.May(who, Registered, access.Thing{Kind: "person", ID: string(company)})
		if err != nil {
			return err
		}
		if ID(who.Person) == head {
			return selfServed()
		}
		c, err := Load(tx, company)
		if err != nil {
			return err
		}
		if c.Kind != Company {
			return absent()
		}
		now := d.Clock.Now()
		if a, err = d.declareHead(tx, who, c, Head{Person: head, by: who.As(leave)}); err != nil {
			return err
		}
		return d.confirmHead(tx, &a, c, who.As(leave), now)
	})
	return a, err
}

// confirmHead makes one representative the checked one: the others end, since a
// company has one.
func (d *Desk) confirmHead(tx *db.Tx, a *Authority, c Person, by act.Actor, now time.Time) error {
	others, err := GivenBy(tx, c.ID)
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.Role != Legal || o.ID == a.ID || !o.Ended.IsZero() {
			continue
		}
		o.Ended, o.Why = now, "法定代表人变更"
		if err := saveAuthority(tx, o); err != nil {
			return err
		}
	}
	a.Checked = now
	if err := saveAuthority(tx, *a); err != nil {
		return err
	}
	if c.Proof != Seen {
		c.Proof = Seen
		if err := setProof(tx, c); err != nil {
			return err
		}
	}
	_, err = act.Record(tx, act.New(now, by, Checked, act.Subject{Kind: "authority", ID: a.ID}, a.payload()))
	return err
}
