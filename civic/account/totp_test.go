package account

import (
	"strings"
	"sync"
	"testing"
	"time"
)

func TestStaffNeedASecondFactor(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		a, full, sec, _ := b.staff()
		if w := b.who(full); !w.Strong || w.Account != a.ID || len(w.Posts) != 1 {
			t.Errorf("signed in: %+v", w)
		}
		b.clk.Advance(time.Minute)
		half, err := b.signIn("A07", phrase+"窗口")
		if err != nil || half.Stage != NeedsCode {
			t.Fatalf("password only: %+v, %v", half, err)
		}
		if w := b.who(half); w.Signed() {
			t.Errorf("half a sign-in is somebody: %+v", w)
		}
		_, err = b.Code(b.ctx, half.Token, "000000")
		wantKey(t, "a wrong code", err, "account.code")
		now := b.code(sec)
		ok, err := b.Code(b.ctx, half.Token, now)
		if err != nil || !b.who(ok).Strong || ok.Token == half.Token {
			t.Fatalf("the right code: %+v, %v; want a new token", ok, err)
		}
		_, err = b.Code(b.ctx, half.Token, now)
		wantKey(t, "the half-open token again", err, "account.expired")
		again, err := b.signIn("A07", phrase+"窗口")
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.Code(b.ctx, again.Token, now)
		wantKey(t, "the same code twice", err, "account.code")
		b.clk.Advance(30 * time.Second)
		if _, err = b.Code(b.ctx, again.Token, b.code(sec)); err != nil {
			t.Errorf("the next code: %v", err)
		}
		late, err := b.signIn("A07", phrase+"窗口")
		if err != nil {
			t.Fatal(err)
		}
		b.clk.Advance(6 * time.Minute)
		_, err = b.Code(b.ctx, late.Token, b.code(sec))
		wantKey(t, "a code five minutes after the password", err, "account.expired")
	})
}

func TestACodeOpensOneOfTwoDoorsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		_, _, sec, _ := b.staff()
		b.clk.Advance(time.Minute)
		var halves []Ticket
		for range 4 {
			h, err := b.signIn("A07", phrase+"窗口")
			if err != nil {
				t.Fatal(err)
			}
			halves = append(halves, h)
		}
		code := b.code(sec)
		var wg sync.WaitGroup
		var mu sync.Mutex
		in := 0
		for _, h := range halves {
			wg.Add(1)
			go func() {
				defer wg.Done()
				if _, err := b.Code(b.ctx, h.Token, code); err == nil {
					mu.Lock()
					in++
					mu.Unlock()
				}
			}()
		}
		wg.Wait()
		if in != 1 {
			t.Errorf("one code let %d in", in)
		}
	})
}

func TestRecoveryCodesWorkOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		_, _, _, codes := b.staff()
		for i, code := range []string{codes[0], codes[0], strings.ToLower(strings.ReplaceAll(codes[1], "-", " "))} {
			half, err := b.signIn("A07", phrase+"窗口")
			if err != nil {
				t.Fatal(err)
			}
			_, err = b.Code(b.ctx, half.Token, code)
			if want := i != 1; (err == nil) != want {
				t.Errorf("use %d: got %v, want let in %v", i, err, want)
			}
		}
	})
}

func TestCodesAreCountedAsTries(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		_, _, sec, _ := b.staff()
		b.clk.Advance(time.Minute)
		half, err := b.signIn("A07", phrase+"窗口")
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			_, err = b.Code(b.ctx, half.Token, "12345X")
		}
		wantKey(t, "the fifth wrong code", err, "account.paused")
		_, err = b.Code(b.ctx, half.Token, b.code(sec))
		wantKey(t, "the right code while paused", err, "account.paused")
	})
}

func TestASecretShownToOneSessionServesNoOther(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		_, code, err := b.Create(b.ctx, admin(), Opening{Name: "李四", Number: li, StaffNo: "A07", Until: "2027-06-30"})
		if err != nil {
			t.Fatal(err)
		}
		one, err := b.Enrol(b.ctx, Enrolment{Login: "A07", Code: code, Password: phrase + "窗口"})
		if err != nil {
			t.Fatal(err)
		}
		first, err := b.BeginTOTP(b.ctx, one.Token)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := b.BeginTOTP(b.ctx, one.Token); err != nil || again != first {
			t.Errorf("the same session was shown another secret: %v", err)
		}
		two, err := b.signIn("A07", phrase+"窗口")
		if err != nil {
			t.Fatal(err)
		}
		second, err := b.BeginTOTP(b.ctx, two.Token)
		if err != nil || second.Key == first.Key {
			t.Fatalf("another session was shown the same secret: %v", err)
		}
		_, _, err = b.ConfirmTOTP(b.ctx, one.Token, Proof{Code: b.code(first)})
		wantKey(t, "the first session's secret", err, "account.code")
		_, _, err = b.ConfirmTOTP(b.ctx, two.Token, Proof{Code: b.code(first)})
		wantKey(t, "a code of the other secret", err, "account.code")
		if _, _, err = b.ConfirmTOTP(b.ctx, two.Token, Proof{Code: b.code(second)}); err != nil {
			t.Errorf("the own secret: %v", err)
		}
	})
}
