// Package dbtest runs a store test on both engines (双引擎测试). PostgreSQL is
// used where TONGBAN_TEST_PG gives its address; where TONGBAN_TEST_ALL is set its
// absence fails the test instead of skipping it.
package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tongban/platform/db"
)

var serial atomic.Int64

// Each runs fn as a subtest on a fresh, migrated database of each engine.
func Each(t *testing.T, schemas []db.Schema, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) { fn(t, Open(t, e, schemas...)) })
	}
}

// Open gives a fresh, migrated database of one engine, closed with the test.
func Open(t testing.TB, e db.Engine, schemas ...db.Schema) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), URL(t, e), db.Options{})
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { d.Close() })
	if err := db.Migrate(context.Background(), d, schemas...); err != nil {
		t.Fatalf("migrate: %v", err)
	}
	return d
}

// URL gives the address of a fresh, empty database of one engine.
func URL(t testing.TB, e db.Engine) string {
	t.Helper()
	if e == db.SQLite {
		return "sqlite:" + filepath.Join(t.TempDir(), "city.db")
	}
	admin := server(t)
	pool, err := sql.Open("pgx", admin)
	if err != nil {
		t.Fatalf("postgres: %v", err)
	}
	defer pool.Close()
	name := fmt.Sprintf("t%d_%d_%d", os.Getpid(), time.Now().UnixNano(), serial.Add(1))
	if _, err := pool.Exec("CREATE SCHEMA " + name); err != nil {
		t.Fatalf("postgres: %v", err)
	}
	t.Cleanup(func() {
		pool, err := sql.Open("pgx", admin)
		if err == nil {
			defer pool.Close()
			_, err = pool.Exec("DROP SCHEMA " + name + " CASCADE")
		}
		if err != nil {
			t.Logf("postgres: drop %s: %v", name, err)
		}
	})
	sep := "?"
	if strings.Contains(admin, "?") {
		sep = "&"
	}
	return admin + sep + "search_path=" + url.QueryEscape(name)
}

// server gives the address of the PostgreSQL that tests use, or skips the test
// where there is none.
func server(t testing.TB) string {
	t.Helper()
	admin := os.Getenv("TONGBAN_TEST_PG")
	if admin == "" {
		if os.Getenv("TONGBAN_TEST_ALL") != "" {
			t.Fatal("TONGBAN_TEST_PG is not set: scripts/test starts a PostgreSQL and sets it")
		}
		t.Skip("PostgreSQL is tested where TONGBAN_TEST_PG gives its address; scripts/test does")
	}
	return admin
}
