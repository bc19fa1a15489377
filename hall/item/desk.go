package item

import (
	"context"
	"errors"
	"strings"
	"time"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// A Guard says who may (access.Guard); tests put a smaller one in its place.
type Guard interface {
	May(who access.Who, verb act.Verb, on access.Thing) (access.Leave, error)
}

// A Desk does the official acts on the catalogue (事项管理). Each method is one
// transaction and one act.
type Desk struct {
	DB    *db.DB
	Guard Guard
	Clock clock.Clock
	// Shelved and Unshelved run inside the publishing or withdrawing transaction,
	// to keep the search index; nil where nobody searches.
	Shelved   func(*db.Tx, *Version) error
	Unshelved func(*db.Tx, *Version) error
}

// A Target names the version an act is about and the revision its author saw, so
// that nobody's work is overwritten unseen.
type Target struct {
	Code Code
	No   int
	Rev  int64
}

// Of names the version as it was read.
func Of(v *Version) Target { return Target{v.Code, v.No, v.Rev} }

// Draft begins version 1 of a new item (新建事项). Conflict where the code is taken.
func (d *Desk) Draft(ctx context.Context, who access.Who, code Code, c Content) (*Version, error) {
	if _, err := ParseCode(string(code)); err != nil {
		return nil, fault.New(fault.Invalid, "item.code", i18n.T("事项编码应为 4 至 64 位字母、数字或连字符。", "The code must be 4 to 64 letters, digits or hyphens.")).
			At("code", i18n.T("编码应为 4 至 64 位字母、数字或连字符。", "The code must be 4 to 64 letters, digits or hyphens.")).Because(err)
	}
	var v *Version
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		if _, _, err := numbers(tx, code); !fault.Is(err, "item.absent") {
			if err != nil {
				return err
			}
			return fault.New(fault.Conflict, "item.code-taken", i18n.Tf("编码 %s 已有事项。", "The code %s is taken.", string(code))).
				Then(i18n.T("请打开该事项，新建一个版本。", "Open that item and begin a new version."))
		}
		var err error
		v, err = d.begin(tx, who, &Version{Code: code, No: 1, Content: c})
		return err
	})
	return v, err
}

// Revise begins the next version of an item from its newest one (新建版本). Conflict
// while another version is still being written or reviewed.
func (d *Desk) Revise(ctx context.Context, who access.Who, code Code) (*Version, error) {
	var v *Version
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		_, latest, err := numbers(tx, code)
		if err != nil {
			return err
		}
		old, err := load(tx, code, latest)
		if err != nil {
			return err
		}
		if err := revisable(old); err != nil {
			return err
		}
		v, err = d.begin(tx, who, &Version{Code: code, No: latest + 1, Content: old.Content})
		return err
	})
	return v, err
}

// begin writes a new draft and its act.
func (d *Desk) begin(tx *db.Tx, who access.Who, v *Version) (*Version, error) {
	leave, err := d.Guard.May(who, access.ItemEditing, thing(v))
	if err != nil {
		return nil, err
	}
	now := d.Clock.Now()
	v.ID, v.State, v.Rev, v.Updated = newID(), Draft, 1, now
	v.Authors = []Author{{who.Account, who.Person}}
	v.GapCount = Blocking(Gaps(&v.Content))
	if err := insert(tx, v); err != nil {
		return nil, err
	}
	_, err = act.Record(tx, act.New(now, who.As(leave), Revise, v.subject(), map[string]any{"version": v.No, "name": v.Name.Zh}))
	return v, err
}

// Edit changes a draft (编制). change is given the content and alters it; it may run
// more than once. The fault is Conflict when somebody was faster.
func (d *Desk) Edit(ctx context.Context, who access.Who, t Target, section string, change func(*Content) error) (*Version, error) {
	return d.pass(ctx, who, passing{Target: t, verb: Edit, then: func(v *Version, p *passing) error {
		if err := change(&v.Content); err != nil {
			return err
		}
		v.GapCount = Blocking(Gaps(&v.Content))
		if !v.Wrote(who.Account, who.Person) {
			v.Authors = append(v.Authors, Author{who.Account, who.Person})
		}
		p.payload["section"], p.payload["digest"] = section, v.Digest()
		return nil
	}})
}

// Submit sends a draft to review (送审). It is refused with every gap.
func (d *Desk) Submit(ctx context.Context, who access.Who, t Target) (*Version, error) {
	return d.pass(ctx, who, passing{Target: t, verb: Submit, then: func(v *Version, p *passing) error {
		return complete(v, p)
	}})
}

// Recall takes a version back from review before anybody ruled on it (撤回送审).
func (d *Desk) Recall(ctx context.Context, who access.Who, t Target) (*Version, error) {
	return d.pass(ctx, who, passing{Target: t, verb: Recall})
}

// Approve lets a version pass review (审核通过). Nobody reviews what they wrote on.
func (d *Desk) Approve(ctx context.Context, who access.Who, t Target) (*Version, error) {
	return d.pass(ctx, who, passing{Target: t, verb: Approve, then: func(v *Version, p *passing) error {
		v.Reviewer = who.Person
		if err := complete(v, p); err != nil {
			return err
		}
		return notOwn(v, who)
	}})
}

// Return sends a version back to its author with reasons (退回修改).
func (d *Desk) Return(ctx context.Context, who access.Who, t Target, reason string) (*Version, error) {
	if strings.TrimSpace(reason) == "" {
		return nil, needReason("reason")
	}
	return d.pass(ctx, who, passing{Target: t, verb: Return, then: func(v *Version, p *passing) error {
		v.Remark, v.Reviewer = reason, ""
		p.payload["reason"] = reason
		return notOwn(v, who)
	}})
}

// Publish puts a reviewed version before the public and supersedes the one that
// was there (发布). Cases filed under earlier versions go on under them.
func (d *Desk) Publish(ctx context.Context, who access.Who, t Target) (*Version, error) {
	id := newID() // one id however often the transaction runs
	return d.pass(ctx, who, passing{Target: t, verb: Publish, actID: id, then: func(v *Version, p *passing) error {
		if err := complete(v, p); err != nil {
			return err
		}
		if err := notOwn(v, who); err != nil {
			return err
		}
		v.PublishedAt, v.ActID, v.Remark = p.now, id, ""
		p.payload["digest"], p.payload["name"] = v.Digest(), v.Name.Zh
		return nil
	}, after: d.replace})
}

// replace ends the version that was current and shelves the new one.
func (d *Desk) replace(tx *db.Tx, v *Version, now time.Time) error {
	current, _, err := numbers(tx, v.Code)
	if err != nil {
		return err
	}
	if current > 0 && current != v.No {
		old, err := load(tx, v.Code, current)
		if err != nil {
			return err
		}
		if old.State == Current {
			row, err := step(old.State, Supersede, access.ItemReview)
			if err != nil {
				return err
			}
			old.State, old.EndedAt = State(row.Goes), now
			if err := save(tx, old, old.Rev); err != nil {
				return err
			}
		}
	}
	if _, err := tx.Exec(`UPDATE item SET current_no = $1 WHERE code = $2`, v.No, string(v.Code)); err != nil {
		return err
	}
	if err := shelve(tx, v); err != nil {
		return err
	}
	if d.Shelved != nil {
		return d.Shelved(tx, v)
	}
	return nil
}

// Withdraw takes a published item from the public with a reason (停用): no new
// applications; cases under it go on.
func (d *Desk) Withdraw(ctx context.Context, who access.Who, t Target, reason string) (*Version, error) {
	if strings.TrimSpace(reason) == "" {
		return nil, needReason("reason")
	}
	return d.pass(ctx, who, passing{Target: t, verb: Withdraw, then: func(v *Version, p *passing) error {
		v.EndedAt, v.Remark = p.now, reason
		p.payload["reason"] = reason
		return nil
	}, after: func(tx *db.Tx, v *Version, now time.Time) error {
		if err := unshelve(tx, v.Code); err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE item SET current_no = 0 WHERE code = $1`, string(v.Code)); err != nil {
			return err
		}
		if d.Unshelved != nil {
			return d.Unshelved(tx, v)
		}
		return nil
	}})
}

// A passing is one act on one version: what is checked and changed, and when.
type passing struct {
	Target
	verb    act.Verb
	actID   string
	then    func(*Version, *passing) error
	after   func(*db.Tx, *Version, time.Time) error
	now     time.Time
	payload map[string]any
	rules   []string
}

// pass is the order of every act: load, may, step, rule, save, record.
func (d *Desk) pass(ctx context.Context, who access.Who, p passing) (*Version, error) {
	p.now = d.Clock.Now()
	var v *Version
	err := d.DB.Write(ctx, func(tx *db.Tx) (err error) {
		p.payload, p.rules = map[string]any{"version": p.No}, nil
		if v, err = load(tx, p.Code, p.No); err != nil {
			return err
		}
		leave, err := d.Guard.May(who, permission[p.verb], thing(v))
		if err != nil {
			return err
		}
		if v.Rev != p.Rev {
			return overtaken(v)
		}
		row, err := step(v.State, p.verb, leave.Duty)
		if err != nil {
			return err
		}
		before := thing(v)
		if p.then != nil {
			if err := p.then(v, &p); err != nil {
				return err
			}
		}
		if t := thing(v); t.Unit != before.Unit || t.Region != before.Region {
			if _, err := d.Guard.May(who, permission[p.verb], t); err != nil {
				return err // nobody hands an item to a department they do not edit for
			}
		}
		v.State, v.Updated = State(row.Goes), p.now
		if err := save(tx, v, p.Rev); err != nil {
			return err
		}
		if p.after != nil {
			if err := p.after(tx, v, p.now); err != nil {
				return err
			}
		}
		a := act.New(p.now, who.As(leave), p.verb, v.subject(), p.payload, append(row.Rules(), p.rules...)...)
		if p.actID != "" {
			a.ID = p.actID
		}
		_, err = act.Record(tx, a)
		return err
	})
	if err != nil {
		return nil, err
	}
	return v, nil
}

func (v *Version) subject() act.Subject { return act.Subject{Kind: "item", ID: string(v.Code)} }

// thing is the version as the policies see it. The author named is the newest, so
// that a reviewer who is any of them is met by notOwn.
func thing(v *Version) access.Thing {
	t := access.Thing{Kind: "item", ID: string(v.Code), Item: string(v.Code), Unit: v.Unit.ID, Region: v.Region, State: string(v.State)}
	if n := len(v.Authors); n > 0 {
		t.Author = v.Authors[n-1].Account
	}
	return t
}

// notOwn refuses the reviewer who wrote on the version.
func notOwn(v *Version, who access.Who) error {
	if !v.Wrote(who.Account, who.Person) {
		return nil
	}
	return fault.New(fault.Forbidden, "item.own-review", i18n.T("您参与编制了这个版本，不能由您审核或发布。", "You wrote on this version, so you may not review or publish it.")).
		Then(i18n.T("请另一位审核人员办理。", "Please ask another reviewer."))
}

func needReason(field string) error {
	return fault.New(fault.Invalid, "item.reason", i18n.T("请写明理由。", "Please give the reason.")).
		At(field, i18n.T("请写明理由；理由会一并存档。", "Please give the reason; it is kept with the record."))
}

// complete refuses a version with gaps, listing each with its rule and what to do.
func complete(v *Version, p *passing) error {
	f := Refusal(v)
	if f == nil {
		p.rules = append(p.rules, gateRules()...)
		return nil
	}
	return f
}

// Lacks gives the gaps of a refusal to publish; empty for any other error.
func Lacks(err error) []fault.Field {
	var f *fault.Error
	if errors.As(err, &f) && f.Key == "item.gaps" {
		return f.Fields
	}
	return nil
}
