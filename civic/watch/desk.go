package watch

import (
	"context"
	"fmt"
	"unicode/utf8"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/law"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// The least and most that a reason holds, in characters.
const (
	leastWords = 4
	mostWords  = 500
)

// enough refuses a reason that says nothing, or that nobody will read.
func enough(field, words string, say i18n.Text) error {
	switch n := utf8.RuneCountInString(words); {
	case n < leastWords:
		return fault.New(fault.Invalid, "watch."+field, say).At(field, say)
	case n > mostWords:
		long := i18n.Tf("最多%d个字，您写了%d个。", "At most %d characters; you wrote %d.", mostWords, n)
		return fault.New(fault.Invalid, "watch."+field, long).At(field, long)
	}
	return nil
}

// Raise puts an alarm on a matter by hand (督办), with the words of a supervisor or of
// the director of its hall. Nobody raises one on what they handled themselves.
func (d *Desk) Raise(ctx context.Context, who access.Who, on act.Subject, words string) (a Alarm, err error) {
	if err := enough("words", words, i18n.T("请写明督办的原因和要求。", "Say why you raise it and what is to be done.")); err != nil {
		return a, err
	}
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		k, err := known(tx, on)
		if err != nil {
			return err
		}
		a = d.card(Alarm{Kind: ByHand, On: on, Words: words, RaisedBy: who.Account}.on(k))
		a.once = string(ByHand) + ":" + a.ID
		leave, err := d.may(tx, who, Raised, a)
		if err != nil {
			return err
		}
		if _, err := insert(tx, a); err != nil {
			return err
		}
		_, err = act.Record(tx, act.New(a.At, who.As(leave), Raised, on, map[string]string{"alarm": a.ID, "words": words}, append(leave.Rules, law.CiteOf(a.Rule).ID())...))
		return err
	})
	return a, err
}

// Settle takes an alarm down with a reason (销牌): only supervision may, and it is
// itself an act (SUP-04).
func (d *Desk) Settle(ctx context.Context, who access.Who, id, why string) error {
	if err := enough("why", why, i18n.T("请写明销牌的理由。", "Give the reason for settling it.")); err != nil {
		return err
	}
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		a, err := byID(tx, id)
		if err != nil {
			return err
		}
		leave, err := d.may(tx, who, Settled, a)
		if err != nil {
			return err
		}
		if !a.Open() {
			return fault.New(fault.Conflict, "watch.settled", i18n.T("这张牌已经销了。", "This alarm has been settled already."))
		}
		now := d.Clock.Now()
		if _, err := tx.Exec(`UPDATE watch_alarm SET settled_at = $1, settled_by = $2, settled_why = $3 WHERE id = $4`, clock.Micros(now), who.Account, why, id); err != nil {
			return fmt.Errorf("settle alarm %s: %w", id, err)
		}
		_, err = act.Record(tx, act.New(now, who.As(leave), Settled, a.On, map[string]string{"alarm": id, "why": why}, leave.Rules...))
		return err
	})
}

// may judges an act on an alarm, knowing who handled its matter.
func (d *Desk) may(tx *db.Tx, who access.Who, v act.Verb, a Alarm) (access.Leave, error) {
	on := a.thing()
	var err error
	if on.Handlers, err = handlers(tx, a.On); err != nil {
		return access.Leave{}, err
	}
	return d.Guard.May(who, v, on)
}

// handlers gives the accounts that acted on a matter from a post. Those who only
// oversee it have not handled it.
func handlers(tx *db.Tx, on act.Subject) ([]string, error) {
	seen := map[string]bool{}
	var out []string
	for after := ""; ; {
		acts, err := act.Of(tx, on, after, act.MostRead)
		if err != nil || len(acts) == 0 {
			return out, err
		}
		for _, a := range acts {
			duty, _ := access.Duty(a.Actor.Duty).Info()
			if a.Actor.Post != "" && duty.Group != access.OversightGroup && !seen[a.Actor.Account] {
				seen[a.Actor.Account] = true
				out = append(out, a.Actor.Account)
			}
		}
		after = acts[len(acts)-1].ID
	}
}
