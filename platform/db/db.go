// Package db opens the city's database (数据库): embedded SQLite, or PostgreSQL
// when a city outgrows one machine. One SQL text runs on both: $1 placeholders,
// BIGINT microseconds and fen, TEXT dates. See docs/decisions for the words that
// arch_test.go forbids because one engine lacks them.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	_ "modernc.org/sqlite" // driver "sqlite"

	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// An Engine is one of the two databases (数据库引擎).
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Options tune an open database; the zero value is right for most.
type Options struct {
	Readers int // reading connections; 0 means 4 on SQLite, 12 on PostgreSQL
	Writers int // writing connections; SQLite has always one; 0 means one
	Batch   int // most writes that share one commit; 0 means 64
}

// A DB is an open database. Its methods may be called from any goroutine.
type DB struct {
	engine Engine
	pool   *sql.DB
	ro     *sql.DB // SQLite: query_only connections; PostgreSQL: the same as pool
	jobs   chan *job
	idle   chan *conn // readers at rest; nil entries stand for connections not yet made
	quit   chan struct{}
	wg     sync.WaitGroup
	batch  int

	statements atomic.Int64
	commits    atomic.Int64
	writes     atomic.Int64
}

// Open opens the database at url, "sqlite:PATH" or "postgres://…", and starts
// its writer. The caller closes it.
func Open(ctx context.Context, url string, o Options) (*DB, error) {
	d := &DB{jobs: make(chan *job), quit: make(chan struct{}), batch: or(o.Batch, 64)}
	readers, writers := or(o.Readers, 4), 1
	switch {
	case strings.HasPrefix(url, "sqlite:"):
		path := strings.TrimPrefix(strings.TrimPrefix(url, "sqlite:"), "//")
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, fmt.Errorf("open database: %w", err)
		}
		if err := d.openSQLite(path); err != nil {
			return nil, err
		}
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		pool, err := sql.Open("pgx", url)
		if err != nil {
			return nil, fmt.Errorf("open database: %w", err)
		}
		readers, writers = or(o.Readers, 12), or(o.Writers, 1)
		d.engine, d.pool, d.ro = Postgres, pool, pool
	default:
		return nil, fmt.Errorf("open database: the address must begin with sqlite: or postgres://")
	}
	if err := d.pool.PingContext(ctx); err != nil {
		d.pool.Close()
		return nil, fmt.Errorf("open database: %w", err)
	}
	d.idle = make(chan *conn, readers)
	for range readers {
		d.idle <- nil
	}
	for range writers {
		d.wg.Add(1)
		go d.writeLoop()
	}
	return d, nil
}

func or(n, otherwise int) int {
	if n > 0 {
		return n
	}
	return otherwise
}

func (d *DB) openSQLite(path string) error {
	dsn := "file:" + path + "?_pragma=busy_timeout(15000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=foreign_keys(1)&_pragma=cache_size(-65536)&_pragma=temp_store(2)"
	var err error
	if d.pool, err = sql.Open("sqlite", dsn); err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	if d.ro, err = sql.Open("sqlite", dsn+"&_pragma=query_only(1)"); err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	d.engine = SQLite
	return nil
}

// Close waits for the writes under way and closes every connection.
func (d *DB) Close() error {
	close(d.quit)
	d.wg.Wait()
	for range cap(d.idle) {
		if c := <-d.idle; c != nil {
			c.close()
		}
	}
	err := d.pool.Close()
	if d.ro != d.pool {
		err = errors.Join(err, d.ro.Close())
	}
	return err
}

// Engine tells which database this is; only platform/search and migrations ask.
func (d *DB) Engine() Engine { return d.engine }

// Pool gives the database/sql pool for migrations and backups, not for acts.
func (d *DB) Pool() *sql.DB { return d.pool }

// Figures are running totals since Open (计数).
type Figures struct {
	Statements, Commits, Writes int64
}

// Figures gives the totals so far; Writes/Commits is the size of a shared commit.
func (d *DB) Figures() Figures {
	return Figures{d.statements.Load(), d.commits.Load(), d.writes.Load()}
}

// Read runs fn in one read-only transaction: every statement sees the same state.
func (d *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	return d.reader(ctx, fn, true)
}

// Glance runs fn on a reading connection without a transaction, for one statement.
func (d *DB) Glance(ctx context.Context, fn func(*Tx) error) error {
	return d.reader(ctx, fn, false)
}

func (d *DB) reader(ctx context.Context, fn func(*Tx) error, snapshot bool) error {
	var c *conn
	select {
	case c = <-d.idle:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { d.idle <- c }()
	if c == nil {
		raw, err := d.ro.Conn(ctx)
		if err != nil {
			return away(err)
		}
		c = newConn(raw, d.engine)
	}
	if snapshot {
		begin := "BEGIN"
		if d.engine == Postgres {
			begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
		}
		if err := c.plain(ctx, begin); err != nil {
			c.close()
			c = nil
			return away(err)
		}
	}
	tx := &Tx{ctx: ctx, c: c, db: d, readonly: true}
	err := tx.run(fn)
	if snapshot {
		if e := c.plain(context.WithoutCancel(ctx), "ROLLBACK"); e != nil {
			c.close()
			c = nil
		}
	} else if tx.failed != nil && ctx.Err() != nil {
		c.close()
		c = nil
	}
	return err
}

// away turns the loss of the database into a fault a person can read.
func away(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fault.New(fault.Busy, "db.away", i18n.T("系统暂时无法读写数据，您刚才的操作没有生效。", "The system cannot reach its data just now; what you just did has not taken effect.")).
		Then(i18n.T("请稍后再试；已填写的内容请先不要关闭页面。", "Please try again shortly and keep this page open so that nothing you typed is lost.")).Because(err)
}
