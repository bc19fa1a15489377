package account

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/person"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/fault"
	"tongban/platform/vault"
)

var schemas = []db.Schema{act.Schema, person.Schema, Schema}

// Numbers of nobody.
const (
	zhang  = "150302199003070016"
	li     = "150303198506151231"
	wang   = "150304200101010023"
	mobile = "13947300001"
	phrase = "黄河边的葡萄熟了2026"
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
	guard := access.New()
	people := &person.Desk{DB: d, Vault: v, Clock: clk, Guard: guard}
	posts := func(_ *db.Tx, _, _ string) ([]access.Post, error) {
		return []access.Post{{ID: "post-1", Name: "岗位", Unit: "centre", Scope: "centre", Region: "150300", Duties: []access.Duty{access.WindowAccept}}}, nil
	}
	return &bench{Desk: New(Options{DB: d, Vault: v, Clock: clk, Guard: guard, People: people, PostsOf: posts, Issuer: "Wuhai"}), t: t, ctx: context.Background(), clk: clk}
}

func each(t *testing.T, fn func(t *testing.T, b *bench)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) { fn(t, newBench(t, d)) })
}

func with(account string, duty access.Duty) access.Who {
	return access.Who{Account: account, Person: "per-" + account, Strong: true, For: access.Principal{ID: "per-" + account},
		Posts: []access.Post{{ID: "post-" + account, Name: string(duty), Unit: "centre", Scope: "centre", Region: "150300", Duties: []access.Duty{duty}}}}
}

func admin() access.Who { return with("admin", access.SysAdmin) }
func clerk() access.Who { return with("clerk", access.WindowAccept) }

func (b *bench) register() Ticket {
	b.t.Helper()
	t, err := b.Register(b.ctx, Form{Name: "张三", Number: zhang, Phone: mobile, Password: phrase, Notice: true, Device: "Firefox · Linux"})
	if err != nil {
		b.t.Fatalf("register: %v", err)
	}
	return t
}

func (b *bench) signIn(login, password string) (Ticket, error) {
	return b.SignIn(b.ctx, Try{Login: login, Password: password, Device: "Chrome · Windows"})
}

func (b *bench) who(t Ticket) access.Who {
	b.t.Helper()
	w, _, err := b.Who(b.ctx, t.Token)
	if err != nil {
		b.t.Fatalf("who: %v", err)
	}
	return w
}

func wantKey(t *testing.T, what string, err error, key string) {
	t.Helper()
	if !fault.Is(err, key) {
		t.Errorf("%s: got %v, want %s", what, err, key)
	}
}

// staff opens a staff account and goes the whole way in.
func (b *bench) staff() (Account, Ticket, Secret, []string) {
	b.t.Helper()
	a, code, err := b.Create(b.ctx, admin(), Opening{Name: "李四", Number: li, StaffNo: "A07", Until: "2027-06-30"})
	if err != nil {
		b.t.Fatal(err)
	}
	half, err := b.Enrol(b.ctx, Enrolment{Login: "a07", Code: strings.ToLower(code), Password: phrase + "窗口", Device: "Edge · Windows"})
	if err != nil || half.Stage != NeedsTOTP {
		b.t.Fatalf("enrol: %+v, %v", half, err)
	}
	sec, err := b.BeginTOTP(b.ctx, half.Token)
	if err != nil {
		b.t.Fatal(err)
	}
	full, codes, err := b.ConfirmTOTP(b.ctx, half.Token, Proof{Code: b.code(sec)})
	if err != nil || full.Stage != Entered || len(codes) != 8 {
		b.t.Fatalf("confirm: %+v, %v, %v", full, codes, err)
	}
	return a, full, sec, codes
}

func (b *bench) code(s Secret) string {
	b.t.Helper()
	c, err := totp.GenerateCode(s.Key, b.clk.Now())
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}
