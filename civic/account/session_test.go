package account

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"tongban/civic/access"
	"tongban/civic/person"
	"tongban/platform/clock"
	"tongban/platform/web"
)

func TestSessionsEndByIdlenessAndByAge(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ticket := b.register()
		b.clk.Advance(29 * time.Minute)
		if !b.who(ticket).Signed() {
			t.Error("ended before half an hour")
		}
		b.clk.Advance(29 * time.Minute)
		if !b.who(ticket).Signed() {
			t.Error("a request did not move the idle limit on")
		}
		b.clk.Advance(31 * time.Minute)
		if b.who(ticket).Signed() {
			t.Error("half an hour of idleness did not end the session")
		}
		ticket, err := b.signIn(zhang, phrase)
		if err != nil {
			t.Fatal(err)
		}
		for range 35 {
			b.clk.Advance(20 * time.Minute)
			if !b.who(ticket).Signed() {
				t.Fatal("ended while in use")
			}
		}
		b.clk.Advance(20 * time.Minute)
		if b.who(ticket).Signed() {
			t.Error("twelve hours did not end the session")
		}
		if n, err := b.Sweep(b.ctx); err != nil || n == 0 {
			t.Errorf("sweep: %d, %v", n, err)
		}
	})
}

func TestPeekingDoesNotKeepASessionAlive(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ticket := b.register()
		for range 3 {
			b.clk.Advance(9 * time.Minute)
			if s, err := b.Peek(b.ctx, ticket.Token); err != nil || s.ID == "" {
				t.Fatalf("peek: %+v, %v", s, err)
			}
		}
		b.clk.Advance(4 * time.Minute)
		if s, err := b.Peek(b.ctx, ticket.Token); err != nil || s.ID != "" || b.who(ticket).Signed() {
			t.Errorf("still there after 31 minutes of peeking: %+v, %v", s, err)
		}
	})
}

func TestSigningOutWorksAtOnceHereAndSoonElsewhere(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		one := b.register()
		two, err := b.signIn(zhang, phrase)
		if err != nil {
			t.Fatal(err)
		}
		elsewhere := New(b.Options) // another node on the same database
		w := b.who(one)
		if x, _, err := elsewhere.Who(b.ctx, two.Token); err != nil || !x.Signed() {
			t.Fatalf("elsewhere: %+v, %v", x, err)
		}
		if list, err := b.Sessions(b.ctx, w); err != nil || len(list) != 2 || list[0].Device != "Chrome · Windows" {
			t.Errorf("sessions: %+v, %v", list, err)
		}
		if err := b.SignOut(b.ctx, one.Token); err != nil {
			t.Fatal(err)
		}
		if b.who(one).Signed() || !b.who(two).Signed() {
			t.Error("signing out ended the wrong session, or none")
		}
		if err := b.SignOutEverywhere(b.ctx, b.who(two)); err != nil {
			t.Fatal(err)
		}
		if b.who(two).Signed() {
			t.Error("still signed in on this node")
		}
		b.clk.Advance(5 * time.Second)
		if x, _, err := elsewhere.Who(b.ctx, two.Token); err != nil || x.Signed() {
			t.Errorf("still signed in elsewhere after five seconds: %+v, %v", x, err)
		}
	})
}

func TestAReadThatBeganBeforeASignOutIsNotKept(t *testing.T) {
	c := newCache()
	key := tokenKey("x")
	_, _, gen := c.get(key, time.Unix(100, 0))
	c.drop(func(access.Who, [32]byte) bool { return true })
	c.put(key, cached{who: access.Who{Account: "a"}, at: time.Unix(100, 0)}, gen)
	if _, ok, _ := c.get(key, time.Unix(100, 0)); ok {
		t.Error("what was read before the sign-out came back")
	}
}

func TestActingForAnotherHoldsOnlyWhileTheAuthorityDoes(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		agent := b.register()
		w := b.who(agent)
		p, err := b.People.Register(b.ctx, clerk(), person.Form{Name: "李四", Number: li, Phone: mobile})
		if err != nil {
			t.Fatal(err)
		}
		principal := access.Who{Account: "acc-li", Person: string(p.ID), For: access.Principal{ID: string(p.ID)}}
		a, err := b.People.Grant(b.ctx, principal, person.Grant{Principal: p.ID, Role: person.Agent, Name: "张三", Number: zhang, Scope: person.Everything, Purpose: "代办", Until: "2026-09-30"})
		if err != nil {
			t.Fatal(err)
		}
		err = b.ActFor(b.ctx, w, a.ID)
		wantKey(t, "before accepting", err, "account.act-for")
		if _, err = b.People.Accept(b.ctx, w, a.ID); err != nil {
			t.Fatal(err)
		}
		if err = b.ActFor(b.ctx, w, a.ID); err != nil {
			t.Fatal(err)
		}
		if got := b.who(agent).For; got.ID != string(p.ID) || got.Authority != a.ID {
			t.Errorf("acts for %+v, want %s", got, p.ID)
		}
		b.clk.Set(time.Date(2026, 10, 1, 0, 0, 0, 0, clock.Beijing))
		ticket, err := b.signIn(zhang, phrase)
		if err != nil {
			t.Fatal(err)
		}
		err = b.ActFor(b.ctx, b.who(ticket), a.ID)
		wantKey(t, "the day after", err, "account.act-for")
	})
}

func TestARevokedAuthorityEndsActingAtTheNextRead(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		agent := b.register()
		w := b.who(agent)
		p, err := b.People.Register(b.ctx, clerk(), person.Form{Name: "李四", Number: li, Phone: mobile})
		if err != nil {
			t.Fatal(err)
		}
		principal := access.Who{Account: "acc-li", Person: string(p.ID), For: access.Principal{ID: string(p.ID)}}
		a, err := b.People.Grant(b.ctx, principal, person.Grant{Principal: p.ID, Role: person.Agent, Name: "张三", Number: zhang, Scope: person.Everything, Purpose: "代办", Until: "2026-12-30"})
		if err == nil {
			_, err = b.People.Accept(b.ctx, w, a.ID)
		}
		if err == nil {
			err = b.ActFor(b.ctx, w, a.ID)
		}
		if err != nil || b.who(agent).For.ID != string(p.ID) {
			t.Fatalf("acting: %v", err)
		}
		if _, err := b.People.End(b.ctx, principal, a.ID, ""); err != nil {
			t.Fatal(err)
		}
		b.clk.Advance(4 * time.Second)
		if got := b.who(agent); got.For.ID != got.Person {
			t.Errorf("still acts for %+v", got.For)
		}
	})
}

func TestTheCookieIsForThisSiteAndNoScript(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ticket := b.register()
		for _, secure := range []bool{true, false} {
			b.Secure = secure
			rec := httptest.NewRecorder()
			b.SetCookie(rec, ticket)
			c := rec.Result().Cookies()[0]
			name := "tongban"
			if secure {
				name = "__Host-tongban"
			}
			if c.Name != name || c.Secure != secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
				t.Errorf("secure %v: %+v", secure, c)
			}
			var seen access.Who
			var frame web.Visitor
			h := b.Middleware(nil)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				seen, frame = access.From(r.Context()), web.VisitorFrom(r.Context())
			}))
			r := httptest.NewRequest("GET", "/", nil)
			r.AddCookie(c)
			h.ServeHTTP(httptest.NewRecorder(), r)
			if seen.Name != "张三" || !frame.SignedIn || frame.Name != "张三" {
				t.Errorf("the page sees %+v %+v", seen, frame)
			}
			out := httptest.NewRecorder()
			r = httptest.NewRequest("GET", "/", nil)
			r.AddCookie(&http.Cookie{Name: name, Value: newToken()})
			seen = access.Who{}
			h.ServeHTTP(out, r)
			if dropped := out.Result().Cookies(); seen.Signed() || len(dropped) != 1 || dropped[0].MaxAge >= 0 {
				t.Errorf("an unknown token: %+v %+v", seen, dropped)
			}
		}
	})
}

func TestARequestReadsTheSessionOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ticket := b.register()
		b.who(ticket)
		before := b.DB.Figures().Statements
		for range 10 {
			b.who(ticket)
		}
		if n := b.DB.Figures().Statements - before; n != 0 {
			t.Errorf("ten requests in one second took %d statements", n)
		}
		b.clk.Advance(4 * time.Second)
		before = b.DB.Figures().Statements
		b.who(ticket)
		if n := b.DB.Figures().Statements - before; n != 1 {
			t.Errorf("a citizen's request took %d statements, want 1", n)
		}
	})
}
