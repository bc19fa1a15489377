package person

import (
	"testing"

	"tongban/civic/access"
	"tongban/platform/db"
	"tongban/platform/fault"
)

func TestACompanyActsThroughItsPeople(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		boss, staff := b.person("张三", zhang), b.person("李四", li)
		c, p, err := b.RegisterCompany(b.ctx, as(boss), Form{Name: "乌海试验有限公司", Number: "９１150302ma0te0t12q"})
		if err != nil || c.Kind != Company || p.State("2026-09-30") != Unchecked {
			t.Fatalf("declared: %+v %+v %v", c, p, err)
		}
		_, err = b.may(boss.ID, c.ID, Matter{Item: "X"})
		wantKey(t, "declared only", err, "authority.none")
		_, err = b.CheckHead(b.ctx, as(boss), c.ID, boss.ID)
		if fault.Of(err) != fault.Forbidden {
			t.Errorf("checked by oneself: got %v", err)
		}
		_, head := b.firm("乌海试验有限公司", company, boss)
		if a, err := b.may(boss.ID, c.ID, Matter{Item: "X", Presence: MustBePerson}); err != nil || a.Role != Legal {
			t.Errorf("the checked representative: got %+v, %v", a, err)
		}
		g := Grant{Principal: c.ID, Role: Staff, Name: "李四", Number: li, Scope: OneItem, Target: "ITEM-1", Purpose: "办理食品经营许可", Until: "2026-12-31"}
		if _, err = b.Grant(b.ctx, as(staff, access.Principal{ID: string(c.ID), Company: true}), g); err == nil {
			t.Error("somebody without authority authorised for the company")
		}
		a, err := b.Grant(b.ctx, as(boss, head), g)
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.may(staff.ID, c.ID, Matter{Item: "ITEM-1"})
		wantKey(t, "not accepted yet", err, "authority.none")
		if _, err = b.Accept(b.ctx, as(staff), a.ID); err != nil {
			t.Fatal(err)
		}
		if got, err := b.may(staff.ID, c.ID, Matter{Item: "ITEM-1"}); err != nil || got.ID != a.ID {
			t.Errorf("within the scope: got %+v, %v", got, err)
		}
		_, err = b.may(staff.ID, c.ID, Matter{Item: "ITEM-2"})
		wantKey(t, "another item", err, "authority.none")
		_, err = b.may(staff.ID, c.ID, Matter{Item: "ITEM-1", Presence: MustBePerson})
		wantKey(t, "LIC-34: the law wants the applicant in person", err, "authority.presence")
		_, err = b.End(b.ctx, as(boss), head.Authority, "")
		wantKey(t, "the last representative", err, "authority.last-head")
		// A new representative takes the place of the old one.
		if _, err = b.CheckHead(b.ctx, clerk(), c.ID, staff.ID); err != nil {
			t.Fatal(err)
		}
		_, err = b.may(boss.ID, c.ID, Matter{Item: "ITEM-1"})
		wantKey(t, "the former representative", err, "authority.none")
	})
}

func TestAnAgentActsUntilTheLastDayOrTheRevocation(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		p, agent, third := b.person("张三", zhang), b.person("李四", li), b.person("王五", wang)
		base := Grant{Principal: p.ID, Role: Agent, Name: "李四", Number: li, Scope: Everything, Purpose: "代办社保", Until: "2026-10-31"}
		for field, g := range map[string]Grant{
			"until":   {Principal: p.ID, Role: Agent, Name: "李四", Number: li, Scope: Everything, Purpose: "代办社保"},
			"scope":   {Principal: p.ID, Role: Agent, Name: "李四", Number: li, Purpose: "代办社保", Until: "2026-10-31"},
			"target":  {Principal: p.ID, Role: Agent, Name: "李四", Number: li, Scope: OneCase, Purpose: "代办社保", Until: "2026-10-31"},
			"purpose": {Principal: p.ID, Role: Agent, Name: "李四", Number: li, Scope: Everything, Until: "2026-10-31"},
			"from":    {Principal: p.ID, Role: Agent, Name: "李四", Number: li, Scope: Everything, Purpose: "代办社保", From: "2026-09-01", Until: "2026-10-31"},
			"number":  {Principal: p.ID, Role: Agent, Name: "张三", Number: zhang, Scope: Everything, Purpose: "代办社保", Until: "2026-10-31"},
		} {
			_, err := b.Grant(b.ctx, as(p), g)
			f, ok := fault.As(err)
			if !ok || len(f.Fields) != 1 || f.Fields[0].Name != field {
				t.Errorf("a grant wrong in %s: got %v %+v", field, err, f)
			}
		}
		a, err := b.Grant(b.ctx, as(p), base)
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.Accept(b.ctx, as(third), a.ID)
		wantKey(t, "somebody else accepts", err, "authority.not-yours")
		if _, err = b.Accept(b.ctx, as(agent), a.ID); err != nil {
			t.Fatal(err)
		}
		_, err = b.Accept(b.ctx, as(agent), a.ID)
		wantKey(t, "accepted twice", err, "authority.state")
		for day, want := range map[string]bool{"2026-09-29": false, "2026-09-30": true, "2026-10-31": true, "2026-11-01": false} {
			if _, err := b.may(agent.ID, p.ID, Matter{On: day, Item: "X"}); (err == nil) != want {
				t.Errorf("on %s: got %v, want allowed %v", day, err, want)
			}
			var ids []string
			err := b.DB.Glance(b.ctx, func(tx *db.Tx) (err error) { ids, err = MandatesOf(tx, agent.ID, day); return err })
			if err != nil || (len(ids) == 1) != want {
				t.Errorf("mandates on %s: got %v, %v, want one: %v", day, ids, err, want)
			}
		}
		_, err = b.Grant(b.ctx, as(agent, a.AsPrincipal()), Grant{Principal: p.ID, Role: Agent, Name: "王五", Number: wang, Scope: Everything, Purpose: "转委托", Until: "2026-10-31"})
		if err == nil {
			t.Error("an agent handed the authority on")
		}
		_, err = b.End(b.ctx, as(third), a.ID, "")
		wantKey(t, "a stranger revokes", err, "authority.none")
		if _, err = b.End(b.ctx, as(p), a.ID, "不需要了，"+li); err != nil {
			t.Fatal(err)
		}
		_, err = b.may(agent.ID, p.ID, Matter{Item: "X"})
		wantKey(t, "after the revocation", err, "authority.none")
		var list []access.Principal
		err = b.DB.Read(b.ctx, func(tx *db.Tx) (err error) { list, err = PrincipalsOf(tx, agent.ID, "2026-09-30"); return err })
		if err != nil || len(list) != 1 || list[0].ID != string(agent.ID) {
			t.Errorf("principals: got %+v, %v; want oneself only", list, err)
		}
	})
}

func TestAnAgentNeedNotBeKnownYet(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		p := b.person("张三", zhang)
		a, err := b.Grant(b.ctx, as(p), Grant{Principal: p.ID, Role: Agent, Name: "李四", Number: li, Scope: OneCase, Target: "W-1", Purpose: "代办", Until: "2026-10-31"})
		if err != nil {
			t.Fatal(err)
		}
		agent := b.person("李四", li)
		var held []Authority
		err = b.DB.Glance(b.ctx, func(tx *db.Tx) (err error) { held, err = HeldBy(tx, agent.ID); return err })
		if err != nil || len(held) != 1 || held[0].ID != a.ID || held[0].PrincipalName != "张三" {
			t.Fatalf("offered: %+v, %v", held, err)
		}
		if _, err = b.Accept(b.ctx, as(agent), a.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := b.may(agent.ID, p.ID, Matter{Item: "X", Case: "W-1"}); err != nil {
			t.Errorf("the case itself: %v", err)
		}
		for what, m := range map[string]Matter{"another case": {Case: "W-2"}, "a new application": {Item: "X"}, "everything": {Whole: Everything, Case: "W-1"}} {
			_, err := b.may(agent.ID, p.ID, m)
			wantKey(t, what, err, "authority.none")
		}
	})
}

func TestAnOfferIsDeclinedByWhomItNames(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		p, agent := b.person("张三", zhang), b.person("李四", li)
		a, err := b.Grant(b.ctx, as(p), Grant{Principal: p.ID, Role: Agent, Name: "李四", Number: li, Scope: Everything, Purpose: "代办", Until: "2026-10-31"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.End(b.ctx, as(agent), a.ID, "不认识"); err != nil {
			t.Fatal(err)
		}
		_, err = b.Accept(b.ctx, as(agent), a.ID)
		wantKey(t, "accepted after declining", err, "authority.state")
	})
}
