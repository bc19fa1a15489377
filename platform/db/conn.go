package db

import (
	"context"
	"database/sql"
	"runtime/debug"
)

func stack() []byte { return debug.Stack() }

// A conn is one connection with its prepared statements. PostgreSQL's driver
// keeps its own; SQLite's would compile each text again, so we keep them here.
// A conn is used by one goroutine at a time.
type conn struct {
	raw   *sql.Conn
	stmts map[string]*sql.Stmt // nil on PostgreSQL
}

const mostStmts = 512

func newConn(raw *sql.Conn, e Engine) *conn {
	c := &conn{raw: raw}
	if e == SQLite {
		c.stmts = map[string]*sql.Stmt{}
	}
	return c
}

func (c *conn) close() {
	c.forget()
	c.raw.Close()
}

func (c *conn) forget() {
	for _, s := range c.stmts {
		s.Close()
	}
	clear(c.stmts)
}

func (c *conn) plain(ctx context.Context, q string) error {
	_, err := c.raw.ExecContext(ctx, q)
	return err
}

func (c *conn) stmt(ctx context.Context, q string) (*sql.Stmt, error) {
	if s, ok := c.stmts[q]; ok {
		return s, nil
	}
	if len(c.stmts) >= mostStmts {
		c.forget()
	}
	s, err := c.raw.PrepareContext(ctx, q)
	if err == nil {
		c.stmts[q] = s
	}
	return s, err
}

func (c *conn) exec(ctx context.Context, q string, args []any) (sql.Result, error) {
	if c.stmts == nil {
		return c.raw.ExecContext(ctx, q, args...)
	}
	s, err := c.stmt(ctx, q) //nolint:sqlclosecheck // kept for the next call
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

func (c *conn) query(ctx context.Context, q string, args []any) (*sql.Rows, error) {
	if c.stmts == nil {
		return c.raw.QueryContext(ctx, q, args...)
	}
	s, err := c.stmt(ctx, q) //nolint:sqlclosecheck // kept for the next call
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}
