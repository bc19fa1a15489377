package ledger

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/civic/act"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
)

// TestKilledProcess is no test of its own: it is the process that the next test kills.
func TestKilledProcess(t *testing.T) {
	url, dir := os.Getenv("LEDGER_KILL_DB"), os.Getenv("LEDGER_KILL_DIR")
	if url == "" {
		return
	}
	ctx := context.Background()
	d, err := db.Open(ctx, url, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	k, err := OpenKey(dir, origin)
	if err != nil {
		t.Fatal(err)
	}
	l, err := Open(ctx, d, k, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	l.linger = 5 * time.Millisecond
	go l.Run(ctx) //nolint:errcheck // it is killed
	var mu sync.Mutex
	say := func(what, text string) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Printf("\n%s %q\n", what, text)
	}
	for range 6 {
		go func() {
			for {
				a := act.New(time.Now(), zhang, "t", case1, nil)
				if err := d.Write(ctx, func(tx *db.Tx) error {
					_, err := act.Record(tx, a)
					return err
				}); err == nil {
					say("ACT", a.ID)
				}
			}
		}()
	}
	for {
		if h, err := l.Head(ctx); err == nil {
			say("CHECKPOINT", h.Checkpoint)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func TestAKilledProcessLosesNoAcknowledgedAct(t *testing.T) {
	if testing.Short() {
		t.Skip("several processes")
	}
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			url, dir := dbtest.URL(t, e), t.TempDir()
			d, err := db.Open(context.Background(), url, db.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			if err := db.Migrate(context.Background(), d, schemas...); err != nil {
				t.Fatal(err)
			}
			acts, points := map[string]bool{}, map[string]bool{}
			for range 5 {
				runAndKill(t, url, dir, acts, points)
			}
			k, err := OpenKey(dir, origin)
			if err != nil {
				t.Fatal(err)
			}
			l := open(t, d, k)
			sequence(t, l)
			h, err := l.Head(context.Background())
			if err != nil || len(acts) < 50 || h.Size < int64(len(acts)) {
				t.Fatalf("%d acts were acknowledged, the log holds %d, %v", len(acts), h.Size, err)
			}
			var older []string
			for p := range points {
				if older = append(older, p); len(older) == 20 {
					break
				}
			}
			sound(t, l, h.Size, older...)
			for id := range acts {
				if err := d.Glance(context.Background(), func(tx *db.Tx) error {
					a, err := act.Get(tx, id)
					if err == nil && a.Seq < 0 {
						t.Errorf("act %s has no place", id)
					}
					return err
				}); err != nil {
					t.Errorf("acknowledged act %s: %v", id, err)
				}
			}
			t.Logf("%d acknowledged, %d in the log, %d checkpoints seen", len(acts), h.Size, len(points))
		})
	}
}

// runAndKill starts the process, collects what it acknowledged and kills it at a
// moment of chance.
func runAndKill(t *testing.T, url, dir string, acts, points map[string]bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilledProcess$")
	cmd.Env = append(os.Environ(), "LEDGER_KILL_DB="+url, "LEDGER_KILL_DIR="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	started := false
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		what, quoted, _ := strings.Cut(lines.Text(), " ")
		var text string
		if n, err := fmt.Sscanf(quoted, "%q", &text); n != 1 || err != nil {
			if strings.Contains(lines.Text(), "FAIL") {
				t.Errorf("the process failed: %s", lines.Text())
			}
			continue
		}
		switch what {
		case "ACT":
			acts[text] = true
			if !started {
				started = true
				time.AfterFunc(time.Duration(50+rand.IntN(300))*time.Millisecond, func() { cmd.Process.Kill() }) //nolint:errcheck // it may be gone
			}
		case "CHECKPOINT":
			points[text] = true
		}
	}
	if err := cmd.Wait(); err == nil || !started {
		t.Errorf("the process ended by itself: %v", err)
	}
}
