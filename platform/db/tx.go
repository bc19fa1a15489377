package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	sqlite "modernc.org/sqlite"
)

// ErrNone says that One found no row (查无此行).
var ErrNone = errors.New("db: no such row")

// A Tx is one transaction, or one glance. It lives inside the function it is
// passed to and is used from that goroutine only.
type Tx struct {
	ctx      context.Context
	c        *conn
	db       *DB
	readonly bool
	wrote    bool
	failed   error // the first statement error; PostgreSQL then refuses the rest
	after    []func()
	queue    []sent // statements waiting to travel together; PostgreSQL only
}

// A sent is a statement whose result nobody waits for.
type sent struct {
	q    string
	args []any
}

// Context gives the context of the call.
func (tx *Tx) Context() context.Context { return tx.ctx }

// Engine tells which database this is; only platform/search asks.
func (tx *Tx) Engine() Engine { return tx.db.engine }

// ReadOnly reports whether this is a Read or a Glance, so that what it sees is
// committed.
func (tx *Tx) ReadOnly() bool { return tx.readonly }

// After runs fn once the transaction is durable: to wake a follower, nothing more.
func (tx *Tx) After(fn func()) { tx.after = append(tx.after, fn) }

func (tx *Tx) run(fn func(*Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("db: panic in transaction: %v\n%s", p, stack())
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	return tx.flush()
}

// Send runs a statement whose result nobody waits for. On PostgreSQL such
// statements travel together, before the next one that gives something or at the
// end of the transaction, and an error appears there; so a statement whose
// duplicate key the caller wants to hear of is run by Exec.
func (tx *Tx) Send(q string, args ...any) error {
	if tx.db.engine != Postgres || tx.readonly {
		_, err := tx.Exec(q, args...)
		return err
	}
	tx.db.statements.Add(1)
	tx.wrote = true
	tx.queue = append(tx.queue, sent{q, args})
	return nil
}

// flush sends what waits, in order, in one round trip.
func (tx *Tx) flush() error {
	if len(tx.queue) == 0 {
		return nil
	}
	queue := tx.queue
	tx.queue = nil
	at := 0
	err := tx.c.raw.Raw(func(driver any) error {
		b := &pgx.Batch{}
		for _, s := range queue {
			b.Queue(s.q, s.args...)
		}
		res := driver.(*stdlib.Conn).Conn().SendBatch(tx.ctx, b)
		for at = range queue {
			if _, err := res.Exec(); err != nil {
				return errors.Join(err, res.Close())
			}
		}
		return res.Close()
	})
	if err != nil {
		return tx.fail(err, queue[at].q)
	}
	return nil
}

// Exec runs a statement and gives the number of rows it changed.
func (tx *Tx) Exec(q string, args ...any) (int64, error) {
	if err := tx.flush(); err != nil {
		return 0, err
	}
	tx.db.statements.Add(1)
	res, err := tx.c.exec(tx.ctx, q, args)
	if err != nil {
		return 0, tx.fail(err, q)
	}
	tx.wrote = true
	n, err := res.RowsAffected()
	return n, err
}

// Query runs a statement that gives rows; prefer One and List.
func (tx *Tx) Query(q string, args ...any) (*sql.Rows, error) {
	if err := tx.flush(); err != nil {
		return nil, err
	}
	tx.db.statements.Add(1)
	if !reads(q) {
		tx.wrote = true
	}
	rows, err := tx.c.query(tx.ctx, q, args)
	if err != nil {
		return nil, tx.fail(err, q)
	}
	return rows, nil
}

func reads(q string) bool {
	q = strings.TrimSpace(q)
	return len(q) >= 4 && (strings.EqualFold(q[:4], "SELE") || strings.EqualFold(q[:4], "WITH"))
}

func (tx *Tx) fail(err error, q string) error {
	if tx.failed == nil {
		tx.failed = err
	}
	if tx.db.engine == Postgres {
		tx.wrote = true // the transaction is lost: others in it must run again
	}
	if len(q) > 80 {
		q = q[:80] + "…"
	}
	return fmt.Errorf("db: %s: %w", strings.Join(strings.Fields(q), " "), err)
}

// A Scanner is a row to scan: *sql.Rows or *sql.Row.
type Scanner interface{ Scan(dest ...any) error }

// One gives the single row of q; ErrNone when there is none. More rows are ignored.
func One[T any](tx *Tx, scan func(Scanner) (T, error), q string, args ...any) (T, error) {
	var zero T
	rows, err := tx.Query(q, args...)
	if err != nil {
		return zero, err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return zero, tx.fail(err, q)
		}
		return zero, ErrNone
	}
	v, err := scan(rows)
	if err != nil {
		return zero, tx.fail(err, q)
	}
	if err := rows.Close(); err != nil {
		return zero, tx.fail(err, q)
	}
	return v, nil
}

// List gives every row of q in order; never more than the LIMIT in q.
func List[T any](tx *Tx, scan func(Scanner) (T, error), q string, args ...any) ([]T, error) {
	rows, err := tx.Query(q, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, tx.fail(err, q)
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		return nil, tx.fail(err, q)
	}
	return out, nil
}

// Int, Str and friends scan a row of one column.
func Int(s Scanner) (n int64, err error) { err = s.Scan(&n); return }

// Str scans a row of one text column.
func Str(s Scanner) (v string, err error) { err = s.Scan(&v); return }

// Bytes scans a row of one binary column.
func Bytes(s Scanner) (v []byte, err error) { err = s.Scan(&v); return }

// IsDuplicate reports whether err comes from a unique or primary key.
func IsDuplicate(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() == 2067 || lite.Code() == 1555
	}
	return false
}

// clashes reports whether PostgreSQL asks for the transaction to be run again.
func clashes(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// Params writes "$from, $from+1, …" for n placeholders, for IN lists.
func Params(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", from+i)
	}
	return b.String()
}
