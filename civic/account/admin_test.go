package account

import (
	"testing"
	"time"

	"tongban/civic/access"
	"tongban/civic/person"
	"tongban/platform/clock"
	"tongban/platform/fault"
)

func TestTheAdministratorOpensAndClosesAccountsOnly(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for what, o := range map[string]Opening{
			"until":    {Name: "李四", Number: li, StaffNo: "A07"},
			"staff_no": {Name: "李四", Number: li, StaffNo: mobile, Until: "2027-06-30"},
			"number":   {Name: "李四", Number: "1", StaffNo: "A07", Until: "2027-06-30"},
		} {
			_, _, err := b.Create(b.ctx, admin(), o)
			if f, ok := fault.As(err); !ok || len(f.Fields) != 1 || f.Fields[0].Name != what {
				t.Errorf("wrong in %s: got %v", what, err)
			}
		}
		for name, w := range map[string]access.Who{"a window": clerk(), "security": with("sec", access.SecAdmin), "audit": with("aud", access.AuditAdmin), "nobody": {}} {
			if _, _, err := b.Create(b.ctx, w, Opening{Name: "李四", Number: li, StaffNo: "A07", Until: "2027-06-30"}); fault.Of(err) != fault.Forbidden {
				t.Errorf("%s opens an account: got %v", name, err)
			}
		}
		a, ticket, _, _ := b.staff()
		_, _, err := b.Create(b.ctx, admin(), Opening{Name: "王五", Number: wang, StaffNo: "A07", Until: "2027-06-30"})
		wantKey(t, "a staff number twice", err, "account.staff-no")
		if err := b.Disable(b.ctx, admin(), a.ID, "调离，"+li); err != nil {
			t.Fatal(err)
		}
		if b.who(ticket).Signed() {
			t.Error("a disabled account is still in")
		}
		_, err = b.signIn("A07", phrase+"窗口")
		wantKey(t, "a disabled account, right password", err, "account.disabled")
		_, err = b.signIn("A07", "wrong password")
		wantKey(t, "a disabled account, wrong password", err, "account.wrong")
		if err := b.Unlock(b.ctx, admin(), a.ID); err != nil {
			t.Fatal(err)
		}
		if _, err = b.signIn("A07", phrase+"窗口"); err != nil {
			t.Errorf("enabled again: %v", err)
		}
		b.clk.Set(time.Date(2027, 7, 1, 0, 0, 1, 0, clock.Beijing))
		_, err = b.signIn("A07", phrase+"窗口")
		wantKey(t, "after the last day", err, "account.over")
		list, err := b.List(b.ctx, admin(), "", 10)
		if err != nil || len(list) != 1 || list[0].StaffNo != "A07" {
			t.Errorf("list: %+v, %v", list, err)
		}
		self := admin()
		self.Account = a.ID
		wantKey(t, "one's own account", b.Unlock(b.ctx, self, a.ID), "account.self")
	})
}

func TestFirstLoginCodesWorkOnceAndNotForLong(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		a, code, err := b.Create(b.ctx, admin(), Opening{Name: "李四", Number: li, StaffNo: "A07", Until: "2027-06-30"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.signIn("A07", "")
		wantKey(t, "no password yet", err, "account.wrong")
		_, err = b.Enrol(b.ctx, Enrolment{Login: "A07", Code: code, Password: "短密码"})
		wantKey(t, "a short password", err, "account.password")
		_, err = b.Enrol(b.ctx, Enrolment{Login: "A07", Code: "AAAAA-AAAAA", Password: phrase + "窗口"})
		wantKey(t, "a wrong code", err, "account.enrol")
		_, err = b.Enrol(b.ctx, Enrolment{Login: "A08", Code: code, Password: phrase + "窗口"})
		wantKey(t, "an unknown login", err, "account.enrol")
		if _, err = b.Enrol(b.ctx, Enrolment{Login: li, Code: code, Password: phrase + "窗口"}); err != nil {
			t.Fatal(err)
		}
		_, err = b.Enrol(b.ctx, Enrolment{Login: "A07", Code: code, Password: phrase + "别人"})
		wantKey(t, "the code again", err, "account.enrol")
		code, err = b.Reissue(b.ctx, admin(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.signIn("A07", phrase+"窗口")
		wantKey(t, "the old password after a new code", err, "account.wrong")
		b.clk.Advance(73 * time.Hour)
		_, err = b.Enrol(b.ctx, Enrolment{Login: "A07", Code: code, Password: phrase + "窗口"})
		wantKey(t, "three days later", err, "account.enrol")
	})
}

func TestAnAdministratorCannotWalkIntoACitizensAccount(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ticket := b.register()
		w := b.who(ticket)
		o := Opening{Name: "张三", Number: zhang, StaffNo: "B01", Until: "2027-06-30"}
		_, _, err := b.Create(b.ctx, admin(), o)
		wantKey(t, "a declared number", err, "person.declared")
		if _, err := b.People.Prove(b.ctx, clerk(), person.Finding{Person: person.ID(w.Person), Account: person.Mine}); err != nil {
			t.Fatal(err)
		}
		a, code, err := b.Create(b.ctx, admin(), o)
		if err != nil || code != "" || a.ID != w.Account {
			t.Fatalf("became staff: %+v, code %q, %v; want the same account and no code", a, code, err)
		}
		if b.who(ticket).Signed() {
			t.Error("the weaker sign-in goes on")
		}
		half, err := b.signIn("B01", phrase)
		if err != nil || half.Stage != NeedsTOTP {
			t.Fatalf("the own password: %+v, %v", half, err)
		}
		sec, err := b.BeginTOTP(b.ctx, half.Token)
		if err != nil {
			t.Fatal(err)
		}
		if long, err := b.NeedsLonger(b.ctx, half.Token); err != nil || !long {
			t.Errorf("a citizen's password is long enough for staff: %v, %v", long, err)
		}
		_, _, err = b.ConfirmTOTP(b.ctx, half.Token, Proof{Code: b.code(sec), Password: "short one"})
		wantKey(t, "a short new password", err, "account.password")
		full, _, err := b.ConfirmTOTP(b.ctx, half.Token, Proof{Code: b.code(sec), Password: phrase + "更长的"})
		if err != nil || !b.who(full).Strong {
			t.Fatalf("confirm: %v", err)
		}
		_, err = b.Reissue(b.ctx, admin(), "nobody")
		wantKey(t, "no such account", err, "account.absent")
	})
}

func TestTheOwnerOfANumberTakesItBackAtTheWindow(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ticket := b.register() // by somebody who knew the number
		p := person.ID(b.who(ticket).Person)
		_, err := b.Invite(b.ctx, clerk(), p)
		wantKey(t, "before the card was seen", err, "account.unproven")
		if _, err := b.People.Prove(b.ctx, clerk(), person.Finding{Person: p, Account: person.NotMine}); err != nil {
			t.Fatal(err)
		}
		b.clk.Advance(4 * time.Second)
		if b.who(ticket).Signed() {
			t.Error("the stranger is still in")
		}
		_, err = b.signIn(zhang, phrase)
		wantKey(t, "the stranger's password", err, "account.wrong")
		_, err = b.Invite(b.ctx, with("x", access.ApproveDecide), p)
		if fault.Of(err) != fault.Forbidden {
			t.Errorf("an approver gives codes: %v", err)
		}
		code, err := b.Invite(b.ctx, clerk(), p)
		if err != nil {
			t.Fatal(err)
		}
		mine, err := b.Enrol(b.ctx, Enrolment{Login: zhang, Code: code, Password: "本人的新密码在这里"})
		if err != nil || !b.who(mine).Signed() {
			t.Fatalf("the owner: %+v, %v", mine, err)
		}
		_, err = b.signIn(mobile, phrase)
		wantKey(t, "the stranger's telephone", err, "account.wrong")
	})
}

func TestBootstrapIsForAnEmptyCityOnly(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		o := Opening{Name: "李四", Number: li, StaffNo: "ROOT1", Until: "2027-06-30"}
		if _, code, err := b.Bootstrap(b.ctx, o); err != nil || len(code) != 1 || code[0] == "" {
			t.Fatalf("first: %q, %v", code, err)
		}
		o.Number, o.StaffNo = wang, "ROOT2"
		_, _, err := b.Bootstrap(b.ctx, o)
		wantKey(t, "second", err, "account.bootstrap")
	})
}
