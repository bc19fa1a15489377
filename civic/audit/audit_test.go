package audit_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/audit"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/fault"
)

var morning = time.Date(2026, 3, 2, 9, 0, 0, 0, clock.Beijing)

func holder(name string, d access.Duty) access.Who {
	return access.Who{Account: "a-" + name, Person: "p-" + name, Name: name, Strong: true, For: access.Principal{ID: "p-" + name},
		Posts: []access.Post{{ID: "post-" + name, Unit: "unit-" + name, Region: "150300", Duties: []access.Duty{d}}}}
}

var auditor = holder("auditor", access.AuditAdmin)

// A book is an audit desk over a few acts.
type book struct {
	*testing.T
	db    *db.DB
	clock *clock.Manual
	desk  *audit.Desk
}

func each(t *testing.T, fn func(b *book)) {
	dbtest.Each(t, []db.Schema{act.Schema}, func(t *testing.T, d *db.DB) {
		c := clock.At(morning)
		fn(&book{t, d, c, &audit.Desk{DB: d, Clock: c, Guard: access.New()}})
	})
}

func (b *book) did(account string, v act.Verb, on string) {
	b.Helper()
	err := b.db.Write(context.Background(), func(tx *db.Tx) error {
		_, err := act.Record(tx, act.New(b.clock.Now(), act.Actor{Account: account}, v, act.Subject{Kind: "case", ID: on}, map[string]string{"answers": "李四住在一号院"}, "licensing:32.1.4"))
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}

func (b *book) read(ask audit.Ask) audit.Page {
	b.Helper()
	p, err := b.desk.Read(context.Background(), auditor, ask)
	if err != nil {
		b.Fatal(err)
	}
	return p
}

func ids(p audit.Page) string {
	var out []string
	for _, a := range p.Acts {
		if a.Subject.Kind == "case" {
			out = append(out, a.Subject.ID)
		}
	}
	return strings.Join(out, " ")
}

// rule: SEC-08
func TestOnlyTheAuditAdministratorReadsTheRecord(t *testing.T) {
	each(t, func(b *book) {
		b.did("a-citizen", "case.submit", "C1")
		for _, d := range access.Duties() {
			if d.Duty == access.AuditAdmin || d.Duty == access.Applicant {
				continue
			}
			if _, err := b.desk.Read(context.Background(), holder("x", d.Duty), audit.Ask{}); err == nil {
				b.Errorf("%s reads the record", d.Duty)
			}
		}
		for _, no := range []access.Who{{}, {Account: "a-citizen", Person: "p"}} {
			if _, err := b.desk.Read(context.Background(), no, audit.Ask{}); err == nil {
				b.Errorf("%q reads the record", no.Account)
			}
		}
		weak := auditor
		weak.Strong = false
		if _, err := b.desk.Read(context.Background(), weak, audit.Ask{}); !fault.Is(err, "access.never-one-factor") {
			b.Errorf("with one factor: got %v", err)
		}
		if got := ids(b.read(audit.Ask{})); got != "C1" {
			b.Errorf("got %q", got)
		}
	})
}

// rule: SEC-11
func TestTheRecordIsNarrowedAndShowsNoContent(t *testing.T) {
	each(t, func(b *book) {
		b.did("a-1", "case.submit", "C1")
		b.clock.Set(morning.AddDate(0, 0, 1).Add(-9 * time.Hour)) // midnight: the next day begins
		b.did("a-2", "case.accept", "C2")
		b.did("a-1", "account.sign-in-failed", "C3")
		b.clock.Set(morning.AddDate(0, 0, 2))
		b.did("a-1", "case.submit", "C4")
		for _, c := range []struct {
			ask  audit.Ask
			want string
		}{
			{audit.Ask{}, "C4 C3 C2 C1"}, {audit.Ask{Account: "a-1"}, "C4 C3 C1"}, {audit.Ask{Verb: "case.submit"}, "C4 C1"},
			{audit.Ask{Day: "2026-03-02"}, "C1"}, {audit.Ask{Day: "2026-03-03"}, "C3 C2"}, {audit.Ask{Day: "2026-03-05"}, ""},
			{audit.Ask{Only: audit.Failures}, "C3"}, {audit.Ask{Only: audit.Failures, Verb: "case.submit"}, ""}, {audit.Ask{Only: audit.Failures, Verb: "account.sign-in-failed"}, "C3"},
			{audit.Ask{Account: "a-1", Verb: "case.submit", Day: "2026-03-04"}, "C4"}, {audit.Ask{Account: "' OR 1=1"}, ""},
		} {
			p := b.read(c.ask)
			if got := ids(p); got != c.want {
				b.Errorf("%+v: got %q, want %q", c.ask, got, c.want)
			}
			for _, a := range p.Acts {
				if len(a.Payload) > 0 || a.Text != "" || a.Salt != nil {
					b.Fatalf("%s shows what was in it", a.Verb)
				}
				if _, ok := act.ParseNumber(string(a.Number())); !ok || a.Subject.Kind == "case" && a.Rules[0] != "licensing:32.1.4" {
					b.Errorf("%s: got number %s, rules %v", a.Verb, a.Number(), a.Rules)
				}
			}
		}
		if got := b.read(audit.Ask{}).Verbs; fmt.Sprint(got) != "[account.sign-in-failed audit.view case.accept case.submit]" {
			b.Errorf("got verbs %v", got)
		}
		_, err := b.desk.Read(context.Background(), auditor, audit.Ask{Day: "gestern"})
		if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || f.Fields[0].Name != "day" {
			b.Errorf("a day that is none: got %v", err)
		}
	})
}

// Whoever audits is audited: every look is on record with what was asked.
func TestEveryLookIsAnAct(t *testing.T) {
	each(t, func(b *book) {
		b.read(audit.Ask{Account: "a-1"})
		p := b.read(audit.Ask{Verb: access.AuditView})
		if len(p.Acts) != 1 || p.Acts[0].Actor.Account != auditor.Account || p.Acts[0].Actor.Duty != string(access.AuditAdmin) {
			b.Fatalf("got %+v", p.Acts)
		}
		a, err := b.first(access.AuditView)
		if err != nil || !strings.Contains(string(a.Payload), `"account":"a-1"`) {
			b.Errorf("got %s, %v", a.Payload, err)
		}
	})
}

func (b *book) first(v act.Verb) (a act.Act, err error) {
	err = b.db.Read(context.Background(), func(tx *db.Tx) error {
		list, err := act.Trail(tx, act.Filter{Verbs: []act.Verb{v}}, 0)
		if len(list) > 0 {
			a = list[len(list)-1]
		}
		return err
	})
	return a, err
}

func TestPagesFollowWithoutGapOrRepeat(t *testing.T) {
	each(t, func(b *book) {
		for i := range 130 {
			b.did("a-1", "case.submit", fmt.Sprintf("C%03d", i))
		}
		seen := map[string]bool{}
		pages := 0
		for ask := (audit.Ask{Verb: "case.submit"}); ; pages++ {
			p := b.read(ask)
			for _, a := range p.Acts {
				if seen[a.ID] {
					b.Fatalf("%s comes twice", a.Subject.ID)
				}
				seen[a.ID] = true
			}
			if ask.Before = p.Next; p.Next == 0 {
				break
			}
		}
		if len(seen) != 130 || pages != 2 {
			b.Errorf("got %d acts on %d pages, want 130 on 3", len(seen), pages+1)
		}
	})
}

// rule: SEC-11
func TestRefusedAttemptsAreOnRecordAndDoNotDrownIt(t *testing.T) {
	each(t, func(b *book) {
		clerk := holder("clerk", access.WindowAccept)
		note := func(w access.Who, address string) {
			b.Helper()
			if err := b.desk.Note(context.Background(), w, address); err != nil {
				b.Fatal(err)
			}
		}
		count := func() int { return len(b.read(audit.Ask{Only: audit.Failures}).Acts) }
		note(access.Who{}, "GET /audit")
		if n := count(); n != 0 {
			b.Errorf("got %d attempts of nobody", n)
		}
		for range 50 {
			note(clerk, "GET /audit")
		}
		if n := count(); n != 20 {
			b.Errorf("got %d attempts in one minute, want 20", n)
		}
		note(holder("other", access.ItemEdit), "GET /"+strings.Repeat("长", 500))
		b.clock.Set(morning.Add(time.Minute))
		note(clerk, "POST /watch/cases/1")
		p := b.read(audit.Ask{Only: audit.Failures})
		if len(p.Acts) != 22 || p.Acts[0].Subject.ID != "POST /watch/cases/1" || p.Acts[0].Actor.Post != "post-clerk" || len([]rune(p.Acts[1].Subject.ID)) != 200 {
			b.Errorf("got %d attempts, the newest %+v", len(p.Acts), p.Acts[0])
		}
	})
}
