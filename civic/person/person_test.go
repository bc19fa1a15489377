package person

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
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

// After everything that this counter does, no act and no file of the database
// holds a number or a telephone in the clear.
func TestNoNumberLeavesTheSeal(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		p, agent := b.person("张三", zhang), b.person("李四", li)
		c, head := b.firm("乌海试验有限公司", company, p)
		if _, err := b.Contact(b.ctx, as(p), p.ID, Form{Phone: "13947399999", Email: "zhangsan@example.cn"}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Reveal(b.ctx, clerk(), Request{Person: p.ID, Field: Phone, Purpose: "电话通知 13947399999 补正", For: access.Thing{ID: "案-1", Scope: "centre"}}); err != nil {
			t.Fatal(err)
		}
		a, err := b.Grant(b.ctx, as(p, head), Grant{Principal: c.ID, Role: Staff, Name: "李四", Number: li, Scope: Everything, Purpose: "为" + li + "开通", Until: "2026-12-31"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Accept(b.ctx, as(agent), a.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Reseal(b.ctx); err != nil {
			t.Fatal(err)
		}
		secrets := []string{zhang, li, "19900307", "13947300001", "13947399999", "zhangsan@"}
		var bodies []string
		err = b.DB.Glance(b.ctx, func(tx *db.Tx) (err error) {
			bodies, err = db.List(tx, db.Str, `SELECT body FROM act ORDER BY id`)
			return err
		})
		if err != nil || len(bodies) < 8 {
			t.Fatalf("acts: %d, %v", len(bodies), err)
		}
		for _, s := range secrets {
			if body := strings.Join(bodies, "\n"); strings.Contains(body, s) {
				t.Errorf("an act holds %s: %s", s, body)
			}
		}
		for _, s := range secrets {
			if where := b.stored(s); where != "" {
				t.Errorf("%s holds %s in the clear", where, s)
			}
		}
	})
}

// stored looks for a text in everything the database keeps.
func (b *bench) stored(s string) string {
	b.t.Helper()
	if b.DB.Engine() == db.SQLite {
		return b.inFiles(s)
	}
	for _, q := range []string{`SELECT CAST(p AS TEXT) FROM person p`, `SELECT CAST(a AS TEXT) FROM authority a`, `SELECT CAST(l AS TEXT) FROM look l`} {
		var rows []string
		err := b.DB.Glance(b.ctx, func(tx *db.Tx) (err error) { rows, err = db.List(tx, db.Str, q); return err })
		if err != nil {
			b.t.Fatal(err)
		}
		hexed := strings.ToLower(strings.Join(rows, "\n"))
		if len(rows) == 0 {
			b.t.Errorf("%s gave nothing", q)
		}
		if strings.Contains(hexed, s) || strings.Contains(hexed, hexOf(s)) {
			return q
		}
	}
	return ""
}

func hexOf(s string) string {
	const digits = "0123456789abcdef"
	var out strings.Builder
	for i := range len(s) {
		out.WriteByte(digits[s[i]>>4])
		out.WriteByte(digits[s[i]&15])
	}
	return out.String()
}

func (b *bench) inFiles(s string) string {
	b.t.Helper()
	var path string
	err := b.DB.Glance(b.ctx, func(tx *db.Tx) (err error) {
		path, err = db.One(tx, db.Str, `SELECT file FROM pragma_database_list WHERE name = 'main'`)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) < 2 {
		b.t.Fatalf("database files: %v, %v", files, err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			b.t.Fatal(err)
		}
		if bytes.Contains(raw, []byte(s)) {
			return filepath.Base(f)
		}
	}
	return ""
}

func TestRotationReachesEverySealedField(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		p := b.person("张三", zhang)
		b.person("李四", li)
		if _, err := b.Vault.Rotate(); err != nil {
			t.Fatal(err)
		}
		if n, err := b.Reseal(b.ctx); err != nil || n < 1 {
			t.Fatalf("reseal: %d, %v", n, err)
		}
		err := b.DB.Glance(b.ctx, func(tx *db.Tx) error {
			sealed, err := db.List(tx, db.Bytes, `SELECT number FROM person`)
			for _, s := range sealed {
				if vault.KeyOf(s) != 2 {
					t.Errorf("a number is still under key %d", vault.KeyOf(s))
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := b.Own(b.ctx, as(p), Number); err != nil || got != zhang {
			t.Errorf("after the rotation: %q, %v", got, err)
		}
		if got, err := b.ByNumber(b.ctx, clerk(), Natural, zhang); err != nil || got.ID != p.ID {
			t.Errorf("found after the rotation: %+v, %v", got, err)
		}
	})
}

func TestAPersonInJSONHoldsNoNumber(t *testing.T) {
	raw, err := json.Marshal(struct {
		ID CitizenID
		P  Person
	}{zhang, Person{Masked: CitizenID(zhang).Masked()}})
	if err != nil || bytes.Contains(raw, []byte("19900307")) {
		t.Errorf("got %s, %v", raw, err)
	}
}
