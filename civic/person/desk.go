package person

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/ident"
	"tongban/civic/law"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/vault"
)

// The verbs of this counter.
const (
	Registered          = access.PersonRegister // a person or company was entered
	Revealed            = access.PersonReveal   // a sealed field was read
	Proved     act.Verb = "person.prove"        // the paper was seen at a window
	Contacted  act.Verb = "person.contact"      // telephone or e-mail was changed
	Refused    act.Verb = "person.refused"      // a look was refused
)

// A Guard decides who may (权限); it is access.Guard seen from here.
type Guard interface {
	// May gives the leave for verb on a thing, or the fault that says why not.
	May(who access.Who, verb act.Verb, on access.Thing) (access.Leave, error)
}

// A Desk registers people and companies and keeps who may act for whom (登记台).
type Desk struct {
	DB    *db.DB
	Vault *vault.Vault
	Clock clock.Clock
	Guard Guard
}

func (d *Desk) seal() sealer { return sealer{d.Vault} }

func absent() *fault.Error {
	return fault.New(fault.Absent, "person.absent", i18n.T("没有查到这个人或单位的登记。", "No such person or company is registered.")).
		Then(i18n.T("请核对号码；还没有登记的，可以在窗口当场登记。", "Please check the number; whoever is not registered yet can be registered at the window."))
}

// Register enters a person or company at a window whose clerk has seen the paper
// (登记). It gives the person that is there already when number and name agree.
func (d *Desk) Register(ctx context.Context, who access.Who, f Form) (Person, error) {
	var p Person
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		var err error
		p, err = d.EnsureByNumber(tx, who, f)
		return err
	})
	return p, err
}

// EnsureByNumber gives the person of a number, entering them when they are new
// (按号登记), for a clerk who has the paper in hand and needs no account for the
// person. It runs inside the caller's transaction. When the number was only
// declared on line, the telephone must agree, or Prove comes first: otherwise
// whoever declared it would read what the window files under it.
func (d *Desk) EnsureByNumber(tx *db.Tx, who access.Who, f Form) (Person, error) {
	leave, err := d.Guard.May(who, Registered, access.Thing{Kind: "person"})
	if err != nil {
		return Person{}, err
	}
	e, err := f.read()
	if err != nil {
		return Person{}, err
	}
	now := d.Clock.Now()
	p, err := find(tx, Lookup(d.Vault, e.kind, e.number))
	if errors.Is(err, db.ErrNone) {
		return d.enter(tx, newcomer{entry: e, proof: Seen, by: who.Account, actor: who.As(leave), at: now})
	}
	if err != nil {
		return Person{}, err
	}
	if p.Proof == Seen {
		if !SameName(p.Name, e.name) {
			return Person{}, nameDiffers()
		}
		return p, nil
	}
	if p.Kind == Company { // nobody can act for it yet: the licence in hand settles it
		return p, d.prove(tx, &p, who.As(leave), Finding{Account: Mine, Name: e.name})
	}
	if !SameName(p.Name, e.name) {
		return Person{}, unproven().Because(errors.New("the declared name differs"))
	}
	same, err := phoneMatches(tx, p.ID, d.seal().phoneLookup(ident.Phone(e.phone)))
	if err != nil {
		return Person{}, err
	}
	if !same {
		return Person{}, unproven()
	}
	return p, d.prove(tx, &p, who.As(leave), Finding{Account: Mine})
}

func nameDiffers() *fault.Error {
	return fault.New(fault.Conflict, "person.name", i18n.T("这个号码登记的是另一个名称，请对照证件核对姓名和号码。", "This number is registered under another name; please compare name and number with the paper.")).
		At("name", i18n.T("与登记的名称不一致。", "It differs from the registered name."))
}

func unproven() *fault.Error {
	return fault.New(fault.Conflict, "person.unproven", i18n.T("这个号码有人在网上自行登记过，但手机号与您填的不一致，还不能确认是不是本人。", "Somebody declared this number on line with another telephone; it is not certain that it was this person.")).
		Then(i18n.T("请核验证件原件，并当面问清网上账户是否本人开立，再选“是本人”或“不是本人”。", "Look at the original paper, ask whether the online account is theirs, and record the answer.")).
		At("phone", i18n.T("与网上登记的手机号不一致。", "It differs from the telephone declared on line."))
}

// A newcomer is a person about to be entered.
type newcomer struct {
	entry
	proof Proof
	by    string
	actor act.Actor
	at    time.Time
}

// Enter writes a person who registers themselves, from civic/account and within
// its transaction (自行登记). The number must be new; fault person.taken otherwise.
// account becomes the actor.
func (d *Desk) Enter(tx *db.Tx, account string, f Form) (Person, error) {
	e, err := f.read()
	if err != nil {
		return Person{}, err
	}
	return d.enter(tx, newcomer{entry: e, proof: Declared, by: account, actor: act.Actor{Account: account}, at: d.Clock.Now()})
}

func (d *Desk) enter(tx *db.Tx, n newcomer) (Person, error) {
	if n.born > n.at.In(clock.Beijing).Format(time.DateOnly) {
		return Person{}, fault.New(fault.Invalid, "person.unborn", i18n.T("号码中的出生日期还没有到，请核对。", "The date of birth in the number lies ahead; please check it.")).
			At("number", i18n.T("出生日期在今天之后。", "The date of birth is after today."))
	}
	p := Person{ID: ID(uuid.Must(uuid.NewV7()).String()), Kind: n.kind, Name: n.name, Paper: n.paper, Masked: n.masked,
		Phone: maskPhone(n.phone), Email: maskEmail(n.email), Proof: n.proof, Epoch: 1, RegisteredAt: n.at, RegisteredBy: n.by}
	if _, err := find(tx, Lookup(d.Vault, n.kind, n.number)); err == nil {
		return Person{}, taken()
	} else if !errors.Is(err, db.ErrNone) {
		return Person{}, err
	}
	if err := d.seal().insert(tx, p, n.entry); err != nil {
		if db.IsDuplicate(err) {
			return Person{}, taken()
		}
		return Person{}, fmt.Errorf("register person: %w", err)
	}
	_, err := act.Record(tx, act.New(n.at, n.actor, Registered, act.Subject{Kind: "person", ID: string(p.ID)},
		map[string]string{"kind": string(p.Kind), "paper": p.Paper, "proof": string(p.Proof)}))
	return p, err
}

func taken() *fault.Error {
	return fault.New(fault.Conflict, "person.taken", i18n.T("这个号码不能在网上再登记。", "This number cannot be registered on line again.")).
		Then(i18n.T("已有账户的请直接登录；没有账户或忘记密码的，请持证件到任一窗口办理。", "If you have an account, sign in; if not, or if the password is lost, bring your card to any window.")).
		At("number", i18n.T("请直接登录，或到窗口办理。", "Please sign in, or come to a window."))
}

// ByNumber finds a person by ID number or credit code as typed (按号查找); the
// fault person.absent when there is none. Finding shows the mask only.
func (d *Desk) ByNumber(ctx context.Context, who access.Who, k Kind, number string) (Person, error) {
	if _, err := d.Guard.May(who, access.PersonLook, access.Thing{Kind: "person"}); err != nil {
		return Person{}, err
	}
	e := entry{kind: k}
	if err := e.readNumber(number); err != nil {
		return Person{}, err
	}
	var p Person
	err := d.DB.Glance(ctx, func(tx *db.Tx) (err error) {
		p, err = find(tx, Lookup(d.Vault, k, e.number))
		return err
	})
	if errors.Is(err, db.ErrNone) {
		return Person{}, absent()
	}
	return p, err
}

// An Answer is what the person says at the window about the online account under
// their number (账户归属).
type Answer string

// The answers.
const (
	Mine    Answer = "mine"     // 是本人开立
	NotMine Answer = "not-mine" // 不是本人开立
)

// A Finding is what the clerk found with the paper in hand (核验结果).
type Finding struct {
	Person  ID
	Account Answer
	Name    string // as on the paper; empty keeps the name declared
}

// Prove records that the clerk has seen the paper of somebody who was only
// declared (核验). With NotMine every account opened under the number so far is
// dead at once, and the telephone declared with it is forgotten.
func (d *Desk) Prove(ctx context.Context, who access.Who, f Finding) (Person, error) {
	var p Person
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		var err error
		if p, err = Load(tx, f.Person); err != nil {
			return err
		}
		leave, err := d.Guard.May(who, Registered, access.Thing{Kind: "person", ID: string(p.ID)})
		if err != nil {
			return err
		}
		if ID(who.Person) == p.ID {
			return selfServed()
		}
		if f.Account != Mine && f.Account != NotMine {
			return fault.New(fault.Invalid, "person.answer", i18n.T("请先问清网上账户是否本人开立。", "Please ask first whether the online account is theirs.")).
				At("account", i18n.T("请选择。", "Please choose."))
		}
		return d.prove(tx, &p, who.As(leave), f)
	})
	return p, err
}

func selfServed() *fault.Error {
	return fault.New(fault.Forbidden, "person.self", i18n.T("不能为自己办理登记核验，请由其他工作人员办理。", "Nobody handles their own matter; please ask a colleague.")).
		Under(law.Own("GOV-15").Text())
}

func (d *Desk) prove(tx *db.Tx, p *Person, by act.Actor, f Finding) error {
	p.Proof = Seen
	if f.Name != "" {
		p.Name = Name(f.Name)
	}
	if f.Account == NotMine {
		p.Epoch++
		p.Phone, p.Email = "", ""
		if err := d.seal().contact(tx, *p, entry{}); err != nil {
			return err
		}
	}
	if err := setProof(tx, *p); err != nil {
		return err
	}
	_, err := act.Record(tx, act.New(d.Clock.Now(), by, Proved, act.Subject{Kind: "person", ID: string(p.ID)},
		map[string]string{"account": string(f.Account)}))
	return err
}

// Contact changes a person's own telephone and e-mail (变更联系方式). A company's
// are changed by whoever may act for it in everything.
func (d *Desk) Contact(ctx context.Context, who access.Who, id ID, c Form) (Person, error) {
	var p Person
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		var err error
		if p, err = Load(tx, id); err != nil {
			return err
		}
		now := d.Clock.Now()
		if _, err = MayActFor(tx, ID(who.Person), id, Matter{Whole: Everything, On: on(now)}); err != nil {
			return err
		}
		e, err := Form{Kind: p.Kind, Name: p.Name, Number: "", Phone: c.Phone, Email: c.Email}.readContact()
		if err != nil {
			return err
		}
		p.Phone, p.Email = maskPhone(e.phone), maskEmail(e.email)
		if err := d.seal().contact(tx, p, e); err != nil {
			return err
		}
		_, err = act.Record(tx, act.New(now, own(who, id), Contacted, act.Subject{Kind: "person", ID: string(id)}, nil))
		return err
	})
	return p, err
}

// readContact reads telephone and e-mail only; the telephone is required.
func (f Form) readContact() (entry, error) {
	bad := fault.New(fault.Invalid, "person.contact", i18n.T("联系方式有误，请改正。", "Please correct the contact details."))
	p, err := ident.ParsePhone(f.Phone)
	at(bad, "phone", err)
	e := entry{phone: string(p)}
	if f.Email != "" {
		e.email, err = readEmail(f.Email)
		at(bad, "email", err)
	}
	if len(bad.Fields) > 0 {
		return entry{}, bad
	}
	return e, nil
}

// own is the actor of somebody acting on their own or a principal's behalf.
func own(who access.Who, principal ID) act.Actor {
	a := act.Actor{Account: who.Account}
	if string(principal) != who.Person {
		a.For = string(principal)
	}
	return a
}

// on gives the legal day of an instant.
func on(t time.Time) string { return t.In(clock.Beijing).Format(time.DateOnly) }

// A Request asks to read a sealed field (揭示申请).
type Request struct {
	Person  ID
	Field   Field
	Purpose string       // required; the person will read it
	For     access.Thing // the case at hand, whose hall or department gives the right; may be empty
}

// Reveal shows a sealed field and records the look (揭示): the reason is
// recorded, the person will see it, and a refused attempt is recorded too.
func (d *Desk) Reveal(ctx context.Context, who access.Who, q Request) (string, error) {
	if _, ok := sealedColumn[q.Field]; !ok {
		return "", fmt.Errorf("reveal: no field %q", q.Field)
	}
	leave, refusal := d.Guard.May(who, Revealed, access.Thing{Kind: "person", ID: string(q.Person),
		Unit: q.For.Unit, Scope: q.For.Scope, Region: q.For.Region, Item: q.For.Item})
	if refusal != nil {
		return "", d.refused(ctx, who, q, refusal)
	}
	var plain string
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := Load(tx, q.Person); err != nil {
			return err
		}
		var err error
		if plain, err = d.seal().open(tx, q.Person, q.Field); err != nil {
			return err
		}
		return RecordLook(tx, d.Clock.Now(), Looker{who, leave}, Look{Person: q.Person, What: string(q.Field), Matter: q.For.ID, Purpose: q.Purpose})
	})
	if err != nil {
		return "", err
	}
	return plain, nil
}

// refused records an attempt (GB/T 22239-2019 8.1.4.3 b) and gives the refusal.
func (d *Desk) refused(ctx context.Context, who access.Who, q Request, refusal error) error {
	if !who.Signed() {
		return refusal
	}
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := act.Record(tx, act.New(d.Clock.Now(), act.Actor{Account: who.Account}, Refused,
			act.Subject{Kind: "person", ID: string(q.Person)}, map[string]string{"what": string(q.Field)}, law.MLPS.Clause("8.1.4.3 b").ID()))
		return err
	})
	return errors.Join(refusal, err)
}

// Own gives a person's own sealed field to themselves (查看本人信息), PIP-11; no look is
// recorded.
func (d *Desk) Own(ctx context.Context, who access.Who, f Field) (string, error) {
	if _, ok := sealedColumn[f]; !ok || who.Person == "" {
		return "", absent()
	}
	var plain string
	err := d.DB.Glance(ctx, func(tx *db.Tx) (err error) {
		plain, err = d.seal().open(tx, ID(who.Person), f)
		return err
	})
	return plain, err
}

// Reseal brings every sealed field to the newest key after a rotation (换钥), in
// transactions of 200 people, and gives how many transactions that took.
func (d *Desk) Reseal(ctx context.Context) (int, error) {
	after, n := ID(""), 0
	for {
		var next ID
		err := d.DB.Write(ctx, func(tx *db.Tx) (err error) {
			next, err = d.seal().reseal(tx, after, 200)
			return err
		})
		after = next
		n++
		if err != nil || after == "" {
			return n, err
		}
	}
}

// Employ gives the person of a number for a staff account (用工登记), from
// civic/account and within its transaction. A number that was only declared on
// line may be another's declaration and goes to a window first.
func (d *Desk) Employ(tx *db.Tx, by act.Actor, f Form) (Person, error) {
	f.Kind = Natural
	e, err := f.read()
	if err != nil {
		return Person{}, err
	}
	p, err := find(tx, Lookup(d.Vault, Natural, e.number))
	if errors.Is(err, db.ErrNone) {
		return d.enter(tx, newcomer{entry: e, proof: Seen, by: by.Account, actor: by, at: d.Clock.Now()})
	}
	if err != nil {
		return Person{}, err
	}
	if !SameName(p.Name, e.name) {
		return Person{}, nameDiffers()
	}
	if p.Proof != Seen {
		return Person{}, fault.New(fault.Conflict, "person.declared", i18n.T("此人在网上自行登记过，尚未核验，请本人先持证件到窗口核验。", "This person registered on line and was not verified; they bring their card to a window first.")).
			At("number", i18n.T("尚未核验。", "Not verified yet."))
	}
	return p, nil
}

// NumberOf opens a natural person's number for civic/account to key a login with
// (读取号码); it never reaches a page.
func (d *Desk) NumberOf(tx *db.Tx, id ID) (CitizenID, error) {
	n, err := d.seal().open(tx, id, Number)
	return CitizenID(n), err
}
