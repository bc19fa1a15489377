package person

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/ident"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/fault"
	"tongban/platform/vault"
)

var schemas = []db.Schema{act.Schema, Schema}

// Numbers of nobody: the region is Wuhai, the check characters are right.
const (
	zhang   = "150302199003070016"
	li      = "150303198506151231"
	wang    = "150304200101010023"
	company = "91150302MA0TE0T12Q"
	other   = "91150303MA0TE0T127"
	mobile  = "13947300001"
)

type bench struct {
	*Desk
	t   *testing.T
	ctx context.Context
	clk *clock.Manual
}

func newBench(t *testing.T, d *db.DB) *bench {
	t.Helper()
	v, err := vault.OpenFile(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	clk := clock.At(time.Date(2026, 9, 30, 9, 0, 0, 0, clock.Beijing))
	return &bench{Desk: &Desk{DB: d, Vault: v, Clock: clk, Guard: access.New()}, t: t, ctx: context.Background(), clk: clk}
}

// clerk sits at a window of the city centre.
func clerk() access.Who {
	return access.Who{Account: "acc-clerk", Person: "per-clerk", Name: "窗口-张", Strong: true, For: access.Principal{ID: "per-clerk"},
		Posts: []access.Post{{ID: "post-7", Name: "综合窗口七号", Unit: "centre", Scope: "centre", Region: "150300", Duties: []access.Duty{access.WindowAccept}}}}
}

// as is somebody signed in as a citizen, acting for themselves or a principal.
func as(p Person, forWhom ...access.Principal) access.Who {
	w := access.Who{Account: "acc-" + string(p.ID), Person: string(p.ID), Name: p.Name, For: access.Principal{ID: string(p.ID), Name: p.Name}}
	if len(forWhom) > 0 {
		w.For = forWhom[0]
	}
	return w
}

func (b *bench) person(name, number string) Person {
	b.t.Helper()
	p, err := b.Register(b.ctx, clerk(), Form{Name: name, Number: number, Phone: mobile})
	if err != nil {
		b.t.Fatalf("register %s: %v", name, err)
	}
	return p
}

// firm registers a company with its checked legal representative.
func (b *bench) firm(name, code string, head Person) (Person, access.Principal) {
	b.t.Helper()
	c, err := b.Register(b.ctx, clerk(), Form{Kind: Company, Name: name, Number: code})
	if err != nil {
		b.t.Fatal(err)
	}
	a, err := b.CheckHead(b.ctx, clerk(), c.ID, head.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	return c, a.AsPrincipal()
}

func (b *bench) may(who, principal ID, m Matter) (Authority, error) {
	if m.On == "" {
		m.On = on(b.clk.Now())
	}
	var a Authority
	err := b.DB.Read(b.ctx, func(tx *db.Tx) (err error) {
		a, err = MayActFor(tx, who, principal, m)
		return err
	})
	return a, err
}

func wantKey(t *testing.T, what string, err error, key string) {
	t.Helper()
	if !fault.Is(err, key) {
		t.Errorf("%s: got %v, want %s", what, err, key)
	}
}

func each(t *testing.T, fn func(t *testing.T, b *bench)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) { fn(t, newBench(t, d)) })
}

func TestOneNumberIsOnePerson(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		p := b.person("张三", zhang)
		again, err := b.Register(b.ctx, clerk(), Form{Name: " 张 三 ", Number: "１５０３０２ 19900307 0016"})
		if err != nil || again.ID != p.ID {
			t.Errorf("the same number typed otherwise: got %s, %v; want %s", again.ID, err, p.ID)
		}
		_, err = b.Register(b.ctx, clerk(), Form{Name: "李四", Number: zhang})
		wantKey(t, "another name on the number", err, "person.name")
		got, err := b.ByNumber(b.ctx, clerk(), Natural, zhang)
		if err != nil || got != again || got.Masked != "150302********0016" || got.Phone != "139****0001" || got.Proof != Seen {
			t.Errorf("found %+v, %v", got, err)
		}
		_, err = b.ByNumber(b.ctx, clerk(), Natural, li)
		wantKey(t, "an unknown number", err, "person.absent")
		_, err = b.ByNumber(b.ctx, as(p), Natural, zhang)
		if fault.Of(err) != fault.Forbidden {
			t.Errorf("a citizen searches by number: got %v, want forbidden", err)
		}
		_, err = b.Register(b.ctx, clerk(), Form{Name: "赵", Number: "150302199003070017", Phone: "123", Email: "a@"})
		f, ok := fault.As(err)
		if !ok || len(f.Fields) != 4 || f.Rule.Zh == "" {
			t.Errorf("a bad form: got %+v, want all four fields and the standard", f)
		}
		_, err = b.Register(b.ctx, clerk(), Form{Name: "未来", Number: "15030220990307001" + string(ident.CitizenCheck("15030220990307001"))})
		wantKey(t, "born after today", err, "person.unborn")
	})
}

func TestWhatWasOnlyDeclaredOpensNothing(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		var p Person
		err := b.DB.Write(b.ctx, func(tx *db.Tx) (err error) {
			p, err = b.Enter(tx, "acc-online", Form{Name: "张三", Number: zhang, Phone: mobile})
			return err
		})
		if err != nil || p.Proof != Declared {
			t.Fatalf("enter: %+v, %v", p, err)
		}
		err = b.DB.Write(b.ctx, func(tx *db.Tx) error {
			_, err := b.Enter(tx, "acc-second", Form{Name: "张三", Number: zhang, Phone: mobile})
			return err
		})
		wantKey(t, "declared twice", err, "person.taken")
		_, err = b.Register(b.ctx, clerk(), Form{Name: "张三", Number: zhang, Phone: "13947300002"})
		wantKey(t, "another telephone at the window", err, "person.unproven")
		_, err = b.Prove(b.ctx, as(p), Finding{Person: p.ID, Account: Mine})
		if fault.Of(err) != fault.Forbidden {
			t.Errorf("a citizen proves themselves: got %v", err)
		}
		got, err := b.Prove(b.ctx, clerk(), Finding{Person: p.ID, Account: NotMine, Name: "张叁"})
		if err != nil || got.Proof != Seen || got.Epoch != 2 || got.Phone != "" || got.Name != "张叁" {
			t.Errorf("not mine: got %+v, %v; want seen, a new epoch, no telephone", got, err)
		}
		if phone, err := b.Own(b.ctx, as(p), "phone"); err != nil || phone != "" {
			t.Errorf("the declared telephone is still there: %q, %v", phone, err)
		}
		// With the telephone that was declared the window goes on without a question.
		err = b.DB.Write(b.ctx, func(tx *db.Tx) (err error) {
			_, err = b.Enter(tx, "acc-li", Form{Name: "李四", Number: li, Phone: mobile})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err = b.Register(b.ctx, clerk(), Form{Name: "李四", Number: li, Phone: mobile})
		if err != nil || got.Proof != Seen || got.Epoch != 1 {
			t.Errorf("the same telephone: got %+v, %v", got, err)
		}
	})
}

func TestEveryLookIsRecordedAndShownToThePerson(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		p := b.person("张三", zhang)
		at := access.Thing{ID: "案-1", Scope: "centre"}
		got, err := b.Reveal(b.ctx, clerk(), Request{Person: p.ID, Field: Number, Purpose: "核对" + zhang + "的身份", For: at})
		if err != nil || got != zhang {
			t.Fatalf("reveal: %q, %v", got, err)
		}
		_, err = b.Reveal(b.ctx, clerk(), Request{Person: p.ID, Field: Number, Purpose: " ", For: at})
		wantKey(t, "no purpose", err, "person.look.purpose")
		_, err = b.Reveal(b.ctx, clerk(), Request{Person: p.ID, Field: Number, Purpose: "看看", For: access.Thing{Scope: "another hall"}})
		if fault.Of(err) != fault.Forbidden {
			t.Errorf("no case at this hall: got %v, want forbidden", err)
		}
		err = b.DB.Write(b.ctx, func(tx *db.Tx) error {
			leave := access.Leave{Post: clerk().Posts[0], Duty: access.WindowAccept}
			return RecordLook(tx, b.clk.Now(), Looker{clerk(), leave}, Look{Person: p.ID, What: "case", Matter: "案-1", Purpose: "受理"})
		})
		if err != nil {
			t.Fatal(err)
		}
		var looks []Look
		err = b.DB.Glance(b.ctx, func(tx *db.Tx) (err error) { looks, err = Looks(tx, p.ID, "", 10); return err })
		if err != nil || len(looks) != 2 {
			t.Fatalf("looks: %+v, %v; want two", looks, err)
		}
		if l := looks[1]; l.Purpose != "核对150302********0016的身份" || l.PostName != "综合窗口七号" || l.Unit != "centre" || l.Matter != "案-1" || !l.At.Equal(b.clk.Now()) {
			t.Errorf("the look says %+v", l)
		}
		if own, err := b.Own(b.ctx, as(p), Number); err != nil || own != zhang {
			t.Errorf("one's own number: %q, %v", own, err)
		}
		refused := b.acts(Refused)
		if len(refused) != 1 {
			t.Errorf("refused attempts on record: got %d, want 1", len(refused))
		}
	})
}

func (b *bench) acts(v act.Verb) (bodies []string) {
	b.t.Helper()
	err := b.DB.Glance(b.ctx, func(tx *db.Tx) (err error) {
		bodies, err = db.List(tx, db.Str, `SELECT body FROM act WHERE verb = $1 ORDER BY id`, string(v))
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return bodies
}
