package play

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"tongban/city"
	"tongban/city/demo"
	"tongban/platform/clock"
	"tongban/platform/conf"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
)

// founded is when the city of every story was built: no story begins earlier. The
// posts of the demonstration begin with the year, forty days before.
var founded = time.Date(2026, 2, 10, 12, 0, 0, 0, clock.Beijing)

// TestStories plays every story on both engines. TONGBAN_STORY=NAME plays one.
func TestStories(t *testing.T) {
	scripts, err := filepath.Glob("../*.txtar")
	if err != nil || len(scripts) < 11 && os.Getenv("TONGBAN_STORY") == "" {
		t.Fatalf("found %d stories, %v", len(scripts), err)
	}
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			town := build(t, e)
			for _, s := range scripts {
				name := strings.TrimSuffix(filepath.Base(s), ".txtar")
				if only := os.Getenv("TONGBAN_STORY"); only != "" && only != name {
					continue
				}
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					play(t, town, s)
				})
			}
		})
	}
}

// A town is the city every story begins with, built once for an engine.
type town struct {
	dir string
	db  *dbtest.Template
}

func build(t *testing.T, e db.Engine) town {
	t.Helper()
	ctx := context.Background()
	m := town{dir: t.TempDir()}
	m.db = dbtest.NewTemplate(t, e, func(url string) {
		c, err := city.Open(ctx, settings(m.dir, url, &demo.Clock{Base: clock.At(founded)}), slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := demo.BuildQuiet(ctx, c, func(string) {}); err != nil {
			t.Fatal(err)
		}
	})
	return m
}

func settings(dir, url string, c clock.Clock) conf.Settings {
	return conf.Settings{Data: dir, DB: url, Base: "http://127.0.0.1", City: conf.Wuhai, Clock: c}
}

// open gives a story its own copy of the town.
func (m town) open(t *testing.T, c clock.Clock) *city.City {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	if err := copyOwn(dir, m.dir); err != nil {
		t.Fatal(err)
	}
	out, err := city.Open(context.Background(), settings(dir, m.db.Copy(t), c), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { out.Close() })
	return out
}

// copyOwn copies a data directory for its owner only, as its keys demand.
func copyOwn(to, from string) error {
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		return err
	}
	return filepath.WalkDir(to, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.Chmod(path, 0o700)
		}
		return os.Chmod(path, 0o600)
	})
}

// A stage is one story being played.
type stage struct {
	t      *testing.T
	city   *city.City
	clock  *clock.Manual
	base   string
	logins []demo.Login
	people map[string]*browser
	now    *browser
	coded  map[string]time.Time // when each account last used a one-time code
	vars   map[string]string
	files  map[string][]byte
	asked  bool // the script looked at the status of the last answer
}

func play(t *testing.T, m town, script string) {
	file, err := txtar.ParseFile(script)
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{t: t, clock: clock.At(founded), people: map[string]*browser{}, coded: map[string]time.Time{}, vars: map[string]string{}, files: map[string][]byte{}}
	s.city = m.open(t, s.clock)
	if s.logins, err = demo.Logins(s.city.Settings.Data); err != nil || len(s.logins) == 0 {
		t.Fatalf("no accounts: %v", err)
	}
	srv := httptest.NewServer(s.city.Handler())
	t.Cleanup(srv.Close)
	s.base = srv.URL
	for _, f := range file.Files {
		s.files[f.Name] = f.Data
	}
	if err := s.lines(script, string(file.Comment)); err != nil {
		t.Fatalf("%v%s", err, s.shown())
	}
}

// lines plays lines until one fails.
func (s *stage) lines(file, text string) error {
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		if err := s.line(line); err != nil {
			return fmt.Errorf("%s:%d: %s\n\t%w", file, i+1, line, err)
		}
	}
	return nil
}

// shown tells what is before the person when a line fails.
func (s *stage) shown() string {
	if s.now == nil || s.now.page == nil {
		return ""
	}
	p := s.now.page
	text := p.main()
	if r := []rune(text); len(r) > 20000 {
		text = string(r[:20000]) + "…"
	}
	var offers []string
	for _, c := range p.controls() {
		offers = append(offers, c.label)
	}
	for _, n := range all(p.scope(), tag("button")) {
		offers = append(offers, "["+label(n)+"]")
	}
	text += "\n\tquestions and buttons: " + strings.Join(offers, " | ")
	return fmt.Sprintf("\n\t%s at %s sees %s (%d):\n\t%s", s.now.name, s.clock.Now().Format("2006-01-02 15:04"), p.path, p.status, text)
}

// line plays one line.
func (s *stage) line(line string) error {
	verb, rest, _ := strings.Cut(line, " ")
	c, ok := commands[verb]
	if !ok {
		return fmt.Errorf("there is no command %q", verb)
	}
	rest, err := s.expand(strings.TrimSpace(rest))
	if err != nil {
		return err
	}
	if c.page && (s.now == nil || s.now.page == nil) {
		return fmt.Errorf("nobody looks at a page yet")
	}
	// A refusal must be looked at before the story goes on from it.
	if c.moves && s.now != nil && s.now.page != nil && s.now.page.status >= 400 && !s.asked {
		return fmt.Errorf("the answer before was %d; say status %d if that is meant", s.now.page.status, s.now.page.status)
	}
	if c.moves {
		s.asked = false
	}
	return c.do(s, rest)
}

// expand puts in what was remembered.
func (s *stage) expand(text string) (string, error) {
	var missing error
	out := os.Expand(text, func(name string) string {
		v, ok := s.vars[name]
		if !ok {
			missing = fmt.Errorf("nothing is remembered as %s", name)
		}
		return v
	})
	return out, missing
}
