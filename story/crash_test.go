package story

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/city"
	"tongban/city/demo"
	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/ledger"
	"tongban/hall/casework"
	"tongban/hall/item/wuhai"
	"tongban/platform/clock"
	"tongban/platform/conf"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/form"
)

// acts is how many acknowledged acts the crash test gathers on each engine.
const crashActs = 2000

// TestMain lets the test binary be the process that is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("TONGBAN_CRASH_DATA"); dir != "" {
		worker(dir, os.Getenv("TONGBAN_CRASH_DB"))
		return
	}
	os.Exit(m.Run())
}

func settings(dir, url string) conf.Settings {
	return conf.Settings{Data: dir, DB: url, Base: "http://127.0.0.1", City: conf.Wuhai, Clock: &demo.Clock{Base: clock.System{}}}
}

// worker files and accepts cases from eight goroutines and says each act on
// standard output once it is acknowledged, until it is killed.
func worker(dir, url string) {
	ctx := context.Background()
	c, err := city.Open(ctx, settings(dir, url), slog.New(slog.DiscardHandler))
	if err != nil {
		fmt.Println("ERROR", err)
		os.Exit(1)
	}
	go c.Run(ctx)
	var clerk access.Who
	logins, err := demo.Logins(dir)
	if err != nil {
		fmt.Println("ERROR", err)
		os.Exit(1)
	}
	citizen, err := demo.As(ctx, c, demo.Find(logins, "citizen"))
	if err == nil {
		clerk, err = demo.As(ctx, c, demo.Find(logins, "clerk"))
	}
	if err != nil {
		fmt.Println("ERROR", err)
		os.Exit(1)
	}
	var mu sync.Mutex
	say := func(no casework.No, v act.Verb) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Println("ACK", no, v)
	}
	fmt.Println("READY")
	for range 8 {
		go func() {
			for {
				if err := fileAndAccept(ctx, c, [2]access.Who{citizen, clerk}, say); err != nil {
					fmt.Println("ERROR", err)
				}
			}
		}()
	}
	select {}
}

func fileAndAccept(ctx context.Context, c *city.City, by [2]access.Who, say func(casework.No, act.Verb)) error {
	a := form.Answers{}
	for _, e := range wuhai.Items() {
		if e.Code == wuhai.SeniorCard {
			a = e.Content.Sample
		}
	}
	k, err := c.Cases.Submit(ctx, by[0], casework.Application{Client: demo.ClientID(), Item: wuhai.SeniorCard, Answers: a.With("truth", form.Yes{})})
	if err != nil {
		return err
	}
	say(k.No, casework.Submit)
	if _, err := c.Cases.Acceptance(ctx, by[1], k.No, nil); err != nil {
		return err
	}
	say(k.No, casework.Accept)
	return nil
}

func TestKilledAtAnyInstantNothingAcknowledgedIsLost(t *testing.T) {
	if testing.Short() {
		t.Skip("the crash test takes half a minute")
	}
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			dir, url := t.TempDir(), dbtest.URL(t, e)
			c, err := city.Open(context.Background(), settings(dir, url), slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := demo.Build(context.Background(), c, func(string) {}); err != nil {
				t.Fatal(err)
			}
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
			acked := map[string]bool{}
			kills := 0
			for len(acked) < crashActs {
				kill(t, dir, url, acked)
				if kills++; kills > 200 {
					t.Fatalf("got only %d acts in %d lives", len(acked), kills)
				}
			}
			t.Logf("%d acknowledged acts, killed %d times", len(acked), kills)
			audit(t, dir, url, acked)
		})
	}
}

// kill starts a worker and kills it at a random moment after its first act.
func kill(t *testing.T, dir, url string, acked map[string]bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), "TONGBAN_CRASH_DATA="+dir, "TONGBAN_CRASH_DB="+url)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	armed := false
	for lines.Scan() {
		if !armed && lines.Text() == "READY" {
			armed = true
			time.AfterFunc(time.Duration(5+rand.Int64N(150))*time.Millisecond, func() { cmd.Process.Kill() }) //nolint:errcheck // it may be gone
		}
		if rest, ok := strings.CutPrefix(lines.Text(), "ACK "); ok && strings.Count(rest, " ") == 1 {
			acked[rest] = true
		}
		if strings.HasPrefix(lines.Text(), "ERROR") {
			t.Error(lines.Text())
		}
	}
	cmd.Process.Kill() //nolint:errcheck // it may be gone
	cmd.Wait()         //nolint:errcheck // killed
	if !armed {
		t.Fatalf("the city did not open again: %s", errs.String())
	}
}

// audit opens the city once more, finds every acknowledged act, and verifies the
// whole ledger from its files as an outsider would.
func audit(t *testing.T, dir, url string, acked map[string]bool) {
	t.Helper()
	ctx := context.Background()
	c, err := city.Open(ctx, settings(dir, url), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Ledger.Sequence(ctx); err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for seq := int64(0); ; {
		var page []act.Act
		err := c.DB.Glance(ctx, func(tx *db.Tx) (err error) { page, err = act.Feed(tx, seq, 500); return err })
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, a := range page {
			there[a.Subject.ID+" "+string(a.Verb)] = true
		}
		seq = page[len(page)-1].Seq + 1
	}
	lost := 0
	for k := range acked {
		if !there[k] {
			lost++
			t.Errorf("acknowledged and lost: %s", k)
		}
	}
	if in, err := c.Ledger.Inspect(ctx); err != nil || len(in.Findings) > 0 || in.Waiting > 0 {
		t.Errorf("the ledger is not sound: %+v, %v", in, err)
	}
	files := t.TempDir()
	if err := c.Ledger.Export(ctx, files); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := ledger.RunVerify([]string{"ledger", files, "--key", c.Ledger.Verifier()}, &out, &errs); code != 0 {
		t.Errorf("verify ledger: %d\n%s%s", code, out.String(), errs.String())
	}
	t.Logf("%d acts in the ledger, %d acknowledged by workers, %d lost", len(there), len(acked), lost)
}
