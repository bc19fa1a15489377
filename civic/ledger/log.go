package ledger

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/tlog"

	"tongban/platform/clock"
	"tongban/platform/db"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the head and the tiles of the log; it comes after act.Schema.
var Schema = db.Schema{Name: "ledger", FS: files}

// ErrDamaged says that what is stored no longer agrees with what was signed
// (账本受损). Nothing more is signed until somebody looked: `doctor` names the place.
var ErrDamaged = errors.New("the stored ledger does not agree with its own checkpoint")

// A Log is the city's log of acts (账本). Its methods may be called from any
// goroutine; Run is started once per process.
type Log struct {
	db     *db.DB
	key    Key
	clock  clock.Clock
	me     string        // names this process as leader
	linger time.Duration // how long acts gather before they are placed
	pace   pace          // owned by the goroutine of Run
	crash  func(point string) error
}

// Open gives the log, beginning an empty one in a new database. It checks that
// the key is the log's key and that the end of the tree agrees with head and acts.
func Open(ctx context.Context, d *db.DB, k Key, c clock.Clock) (*Log, error) {
	l := &Log{db: d, key: k, clock: c, me: uuid.NewString(), linger: 200 * time.Millisecond,
		crash: func(string) error { return nil }}
	if err := l.begin(ctx); err != nil {
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	if err := l.CheckTail(ctx); err != nil {
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	return l, nil
}

// begin writes the head of the empty tree where there is no log yet.
func (l *Log) begin(ctx context.Context) error {
	var heads []Head
	err := l.db.Glance(ctx, func(tx *db.Tx) (err error) {
		heads, err = db.List(tx, scanHead, `SELECT `+headColumns+` FROM ledger_head ORDER BY origin LIMIT 2`)
		return err
	})
	if err != nil {
		return err
	}
	if len(heads) == 0 {
		root, _ := tlog.TreeHash(0, nil)
		text, err := l.sign(tlog.Tree{N: 0, Hash: root})
		if err != nil {
			return err
		}
		return l.db.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO ledger_head (origin, size, root, checkpoint, verifier, holder, at)
VALUES ($1, 0, $2, $3, $4, '', $5) ON CONFLICT (origin) DO NOTHING`,
				l.key.Origin(), root[:], text, l.key.Verifier(), clock.Micros(l.clock.Now()))
			return err
		})
	}
	if h := heads[0]; len(heads) > 1 || h.Origin != l.key.Origin() {
		return fmt.Errorf("the database holds the log of %q, the key is of %q", h.Origin, l.key.Origin())
	} else if h.Verifier != l.key.Verifier() {
		return fmt.Errorf("the log of %q was signed with another key; put back its %s", h.Origin, KeyFile)
	}
	return nil
}

// Origin gives the name of the log.
func (l *Log) Origin() string { return l.key.Origin() }

// Verifier gives the public key for verifying, as /ledger/key serves it.
func (l *Log) Verifier() string { return l.key.Verifier() }

// A Head is the newest signed state of the tree (账本头).
type Head struct {
	Origin     string
	Size       int64 // acts in the tree
	Root       tlog.Hash
	Checkpoint string // the signed note
	Verifier   string // public key of the log
	Holder     string // process that moved the head last
	At         time.Time
}

const headColumns = `origin, size, root, checkpoint, verifier, holder, at`

func scanHead(s db.Scanner) (h Head, err error) {
	var root []byte
	var at int64
	if err = s.Scan(&h.Origin, &h.Size, &root, &h.Checkpoint, &h.Verifier, &h.Holder, &at); err != nil {
		return h, err
	}
	copy(h.Root[:], root)
	h.At = clock.FromMicros(at)
	return h, nil
}

func (l *Log) head(tx *db.Tx) (Head, error) {
	return db.One(tx, scanHead, `SELECT `+headColumns+` FROM ledger_head WHERE origin = $1`, l.key.Origin())
}

// Head gives the newest signed state.
func (l *Log) Head(ctx context.Context) (h Head, err error) {
	err = l.db.Glance(ctx, func(tx *db.Tx) (err error) {
		h, err = l.head(tx)
		return err
	})
	return h, err
}
