package dbtest

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tongban/platform/db"
)

// A Template is a filled database of which tests take copies (模板库): what many tests
// begin with is built once.
type Template struct {
	engine db.Engine
	from   string // path of the file, or name of the PostgreSQL database
}

// NewTemplate builds a template that lives as long as t. fill gets the address of
// an empty database and leaves it closed.
func NewTemplate(t testing.TB, e db.Engine, fill func(url string)) *Template {
	t.Helper()
	if e == db.SQLite {
		m := &Template{e, filepath.Join(t.TempDir(), "city.db")}
		fill("sqlite:" + m.from)
		return m
	}
	m := &Template{e, database(t, "")}
	fill(in(t, m.from))
	return m
}

// Copy gives the address of a fresh copy that lives as long as t.
func (m *Template) Copy(t testing.TB) string {
	t.Helper()
	if m.engine == db.Postgres {
		return in(t, database(t, m.from))
	}
	to := filepath.Join(t.TempDir(), "city.db")
	raw, err := os.ReadFile(m.from)
	if err == nil {
		err = os.WriteFile(to, raw, 0o600)
	}
	if err != nil {
		t.Fatalf("copy template: %v", err)
	}
	return "sqlite:" + to
}

// database makes a PostgreSQL database, as a copy where from names one, and drops
// it with the test.
func database(t testing.TB, from string) string {
	t.Helper()
	name := fmt.Sprintf("t%d_%d_%d", os.Getpid(), time.Now().UnixNano(), serial.Add(1))
	statement := "CREATE DATABASE " + name
	if from != "" {
		statement += " TEMPLATE " + from
	}
	run(t, statement)
	t.Cleanup(func() { run(t, "DROP DATABASE "+name+" WITH (FORCE)") })
	return name
}

func run(t testing.TB, statement string) {
	t.Helper()
	pool, err := sql.Open("pgx", server(t))
	if err == nil {
		defer pool.Close()
		_, err = pool.Exec(statement)
	}
	if err != nil {
		t.Errorf("postgres: %s: %v", statement, err)
	}
}

// in gives the address of another database of the same server.
func in(t testing.TB, name string) string {
	t.Helper()
	u, err := url.Parse(server(t))
	if err != nil || !strings.HasPrefix(u.Scheme, "postgres") {
		t.Fatalf("TONGBAN_TEST_PG must be an address such as postgres://postgres@127.0.0.1:5432/postgres")
	}
	u.Path = "/" + name
	return u.String()
}
