package account

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/fault"
)

func TestACitizenRegistersAndSignsInByNumberAndPhone(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		w := b.who(b.register())
		if w.Name != "张三" || w.For.ID != w.Person || w.Strong || len(w.Posts) != 0 {
			t.Errorf("after registering: %+v", w)
		}
		for _, login := range []string{zhang, "150302 19900307 0016", mobile, "139 4730 0001"} {
			got, err := b.signIn(login, phrase)
			if err != nil || got.Stage != Entered || b.who(got).Account != w.Account {
				t.Errorf("as %s: %+v, %v", login, got, err)
			}
		}
		_, err := b.Register(b.ctx, Form{Name: "张三", Number: zhang, Phone: "13947300002", Password: phrase, Notice: true})
		wantKey(t, "the same number again", err, "person.taken")
		_, err = b.Register(b.ctx, Form{Name: "王", Number: "15030220150307001" + "1", Phone: "0473", Password: "19900307"})
		f, ok := fault.As(err)
		if !ok || len(f.Fields) < 4 {
			t.Errorf("a bad form: got %+v, want every field at once", f)
		}
	})
}

func TestSomebodyElsesPhoneIsNoWayIn(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		first := b.who(b.register())
		second, err := b.Register(b.ctx, Form{Name: "李四", Number: li, Phone: mobile, Password: phrase + "二", Notice: true})
		if err != nil {
			t.Fatal(err)
		}
		got, err := b.signIn(mobile, phrase)
		if err != nil || b.who(got).Account != first.Account {
			t.Errorf("the telephone leads to %v, %v; want the first account", b.who(got).Account, err)
		}
		if _, err := b.signIn(mobile, phrase+"二"); err == nil {
			t.Error("the telephone leads into the second account too")
		}
		if b.who(second).Account == first.Account {
			t.Error("two people share an account")
		}
	})
}

func TestRefusalsDoNotTellWhetherAnAccountExists(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.register()
		say := func(login string) (out []string) {
			for range 7 {
				_, err := b.signIn(login, "wrong password")
				f, ok := fault.As(err)
				if !ok {
					t.Fatalf("%s: got %v", login, err)
				}
				out = append(out, f.Error()+fields(f))
			}
			return out
		}
		known, unknown := say(zhang), say(li)
		for i := range known {
			if known[i] != unknown[i] {
				t.Errorf("try %d: a known login reads %q, an unknown one %q", i+1, known[i], unknown[i])
			}
		}
		var rows int64
		err := b.DB.Glance(b.ctx, func(tx *db.Tx) (err error) {
			rows, err = db.One(tx, db.Int, `SELECT COUNT(*) FROM act WHERE verb IN ('account.sign-in-failed', 'account.pause')`)
			return err
		})
		if err != nil || rows != 10 {
			t.Errorf("recorded tries: got %d, %v; want 5 of each", rows, err)
		}
	})
}

func fields(f *fault.Error) (out string) {
	for _, x := range f.Fields {
		out += x.Name + x.Why.Zh
	}
	return out
}

// An unknown login costs what a known one costs: one comparison with a hash of the
// same price. Nothing is timed here; the price is in the hash.
func TestAnUnknownLoginCostsWhatAKnownOneCosts(t *testing.T) {
	d := newBench(t, dbtest.Open(t, db.SQLite, schemas...))
	d.register()
	price := func(login string) (out []argon2id.Params) {
		t.Helper()
		d.compared = func(hash string) {
			p, _, _, err := argon2id.DecodeHash(hash)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, *p)
		}
		if _, err := d.signIn(login, "wrong password"); err == nil {
			t.Fatal("let in")
		}
		return out
	}
	known, unknown := price(zhang), price(li)
	if len(known) != 1 || len(unknown) != 1 || known[0] != unknown[0] {
		t.Errorf("known %+v, unknown %+v: the difference tells", known, unknown)
	}
}

func TestFiveWrongTriesPauseForFifteenMinutes(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.register()
		for i := range 5 {
			login := zhang
			if i%2 == 1 {
				login = mobile // the count belongs to the account
			}
			_, err := b.signIn(login, "wrong password")
			want := "account.wrong"
			if i == 4 {
				want = "account.paused"
			}
			wantKey(t, "wrong try", err, want)
		}
		_, err := b.signIn(zhang, phrase)
		wantKey(t, "the right password while paused", err, "account.paused")
		b.clk.Advance(15*time.Minute - time.Second)
		_, err = b.signIn(zhang, phrase)
		wantKey(t, "a second before the end", err, "account.paused")
		b.clk.Advance(time.Second)
		if _, err = b.signIn(zhang, phrase); err != nil {
			t.Errorf("after the pause: %v", err)
		}
		// A right password in between starts the count again.
		for range 3 {
			for range 4 {
				_, err = b.signIn(zhang, "wrong password")
				wantKey(t, "wrong try", err, "account.wrong")
			}
			if _, err = b.signIn(zhang, phrase); err != nil {
				t.Fatalf("after four wrong tries: %v", err)
			}
		}
	})
}

func TestGuessingAtOnceGainsNothing(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.register()
		var wg sync.WaitGroup
		var mu sync.Mutex
		count := map[string]int{}
		for range 20 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				_, err := b.signIn(zhang, "wrong password")
				f, ok := fault.As(err)
				mu.Lock()
				defer mu.Unlock()
				if ok {
					count[f.Key]++
				}
			}()
		}
		wg.Wait()
		if count["account.wrong"] != 4 || count["account.paused"] != 16 {
			t.Errorf("twenty at once: got %v, want 4 wrong and 16 paused", count)
		}
	})
}

func TestChangingThePasswordEndsTheOtherSessions(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		old := b.register()
		here, err := b.signIn(zhang, phrase)
		if err != nil {
			t.Fatal(err)
		}
		w := b.who(here)
		wantKey(t, "a wrong old password", b.ChangePassword(b.ctx, w, Change{Old: "wrong", New: "新的密码也很好记"}), "account.old")
		wantKey(t, "the own birthday", b.ChangePassword(b.ctx, w, Change{Old: phrase, New: "a19900307b"}), "account.password")
		if err := b.ChangePassword(b.ctx, w, Change{Old: phrase, New: "新的密码也很好记"}); err != nil {
			t.Fatal(err)
		}
		if b.who(old).Signed() || !b.who(here).Signed() {
			t.Error("the other session goes on, or this one ended")
		}
		_, err = b.signIn(zhang, phrase)
		wantKey(t, "the old password", err, "account.wrong")
	})
}

func TestPasswordRules(t *testing.T) {
	of := owned{name: "张三", staffNo: "A0712", number: zhang, phone: mobile}
	for p, ok := range map[string]bool{
		"1234567":                        false, // short
		"12345678":                       false, // a run
		"87654321":                       false,
		"abcdefgh":                       false,
		"password123":                    false,
		"Passw0rd123456":                 false,
		"woaini1314":                     false,
		"aaaabbbb":                       false, // two characters
		"我是张三没错吧":                        false, // the name
		"xx19900307yy":                   false, // the birthday
		"xx900307yy":                     false,
		"my-a0712-pass":                  false, // the staff number
		"call 13947300001":               false,
		"call 47300001":                  false,
		"葡萄熟了甜又甜":                        false, // seven characters
		"葡萄熟了甜又甜啊":                       true,
		"correct horse":                  true,
		strings.Repeat("长密码啊", 32):       true,
		strings.Repeat("长密码啊", 32) + "x": false,
	} {
		if got := passwordFault(p, 8, of).Empty(); got != ok {
			t.Errorf("%q: got allowed %v, want %v (%s)", p, got, ok, passwordFault(p, 8, of).Zh)
		}
	}
}

// No act, no column of this counter and no error holds a number, a password, a
// token or a code.
func TestNothingSecretIsWrittenDown(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ticket := b.register()
		a, full, sec, codes := b.staff()
		_, e1 := b.signIn(zhang, "wrong password")
		_, e2 := b.signIn(wang, "wrong password")
		if err := b.Disable(b.ctx, admin(), a.ID, "证件"+li); err != nil {
			t.Fatal(err)
		}
		var all []string
		err := b.DB.Glance(b.ctx, func(tx *db.Tx) (err error) {
			all, err = db.List(tx, db.Str, `SELECT body FROM act
UNION ALL SELECT id || ' ' || staff_no || ' ' || password FROM account
UNION ALL SELECT id || ' ' || device FROM session
UNION ALL SELECT masked || ' ' || phone_masked FROM person`)
			return err
		})
		if err != nil || len(all) < 10 {
			t.Fatalf("read %d rows, %v", len(all), err)
		}
		text := strings.Join(all, "\n") + errors.Join(e1, e2).Error()
		for _, s := range []string{zhang, li, wang, "19900307", mobile, phrase, ticket.Token, full.Token, sec.Key, codes[0], "wrong password"} {
			if strings.Contains(text, s) {
				t.Errorf("%q was written down", s)
			}
		}
	})
}
