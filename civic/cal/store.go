package cal

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of entered notices and of every version of the calendar.
var Schema = db.Schema{Name: "calendar", FS: files}

// A Store keeps the calendar of a city (日历库): the built-in notices and those
// published at its desk. It may be used from any goroutine.
type Store struct {
	db      *db.DB
	current atomic.Pointer[Calendar]
	mu      sync.Mutex
	old     map[string]*Calendar // by version; guarded by mu
}

// NewStore makes a store on a database. Call Load before serving.
func NewStore(d *db.DB) *Store { return &Store{db: d, old: map[string]*Calendar{}} }

// Current gives the calendar in force. It asks the database only the first time;
// Refresh takes in what another node published.
func (s *Store) Current(ctx context.Context) (*Calendar, error) {
	if c := s.current.Load(); c != nil {
		return c, nil
	}
	return s.Refresh(ctx)
}

// Load brings the store up at the start of a process: it builds the calendar in
// force and keeps its content as a version, if it is a new one.
func (s *Store) Load(ctx context.Context, at time.Time) (*Calendar, error) {
	var c *Calendar
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if c, err = build(tx); err != nil {
			return err
		}
		return keep(tx, c, at)
	})
	if err != nil {
		return nil, fmt.Errorf("load calendar: %w", err)
	}
	s.current.Store(c)
	return c, nil
}

// Refresh reads the published notices and makes their calendar current.
func (s *Store) Refresh(ctx context.Context) (*Calendar, error) {
	var c *Calendar
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		c, err = build(tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("refresh calendar: %w", err)
	}
	if now := s.current.Load(); now != nil && now.version == c.version {
		return now, nil
	}
	s.current.Store(c)
	return c, nil
}

// build makes the calendar of the published notices in the order of publication.
func build(tx *db.Tx) (*Calendar, error) {
	published, err := db.List(tx, scanEntry, `SELECT `+entryColumns+` FROM calendar_notice WHERE state = 'published' ORDER BY seq, id LIMIT 1000`)
	if err != nil {
		return nil, err
	}
	var notices []*Notice
	for _, e := range published {
		notices = append(notices, &e.Notice)
	}
	return Build(notices), nil
}

// keep stores the content of a version once, so that an old "why" stays the same
// when a later program knows more.
func keep(tx *db.Tx, c *Calendar, at time.Time) error {
	content, err := json.Marshal(c.notices)
	if err != nil {
		return fmt.Errorf("keep calendar %s: %w", c.version, err)
	}
	seq, err := db.One(tx, db.Int, `SELECT COALESCE(MAX(seq), 0) + 1 FROM calendar_version`)
	if err == nil {
		_, err = tx.Exec(`INSERT INTO calendar_version (seq, version, at, content) VALUES ($1, $2, $3, $4) ON CONFLICT (version) DO NOTHING`,
			seq, c.version, clock.Micros(at), string(content))
	}
	if err != nil {
		return fmt.Errorf("keep calendar %s: %w", c.version, err)
	}
	return nil
}

// Version gives a calendar by its version, as it was when dates were computed with
// it; a fault of kind absent where it was never in force here.
func (s *Store) Version(ctx context.Context, version string) (*Calendar, error) {
	if c := s.current.Load(); c != nil && c.version == version {
		return c, nil
	}
	s.mu.Lock()
	c, ok := s.old[version]
	s.mu.Unlock()
	if ok {
		return c, nil
	}
	var content string
	err := s.db.Glance(ctx, func(tx *db.Tx) (err error) {
		content, err = db.One(tx, db.Str, `SELECT content FROM calendar_version WHERE version = $1`, version)
		return err
	})
	if errors.Is(err, db.ErrNone) {
		return nil, fault.New(fault.Absent, "calendar.no-version", i18n.Tf("没有编号为%s的日历。", "There is no calendar %s.", version))
	}
	var notices []*Notice
	if err == nil {
		err = json.Unmarshal([]byte(content), &notices)
	}
	if err != nil {
		return nil, fmt.Errorf("calendar %s: %w", version, err)
	}
	c = buildOf(notices)
	c.version = version
	s.mu.Lock()
	s.old[version] = c
	s.mu.Unlock()
	return c, nil
}

// Versions lists the versions that were ever in force, newest first.
func (s *Store) Versions(ctx context.Context) (list []Kept, err error) {
	err = s.db.Glance(ctx, func(tx *db.Tx) error {
		list, err = db.List(tx, func(row db.Scanner) (k Kept, err error) {
			var at int64
			err = row.Scan(&k.Version, &at)
			k.At = clock.FromMicros(at)
			return k, err
		}, `SELECT version, at FROM calendar_version ORDER BY seq DESC LIMIT 100`)
		return err
	})
	return list, err
}

// A Kept is one version of the calendar and when it came into force (历次版本).
type Kept struct {
	Version string
	At      time.Time
}

// The states of an entered notice.
const (
	Entered   = "entered"   // 待复核
	Published = "published" // 已发布
	Dropped   = "dropped"   // 已撤下
)

// An Entry is a notice on its way through the desk (录入的放假通知).
type Entry struct {
	ID string
	Notice
	Pasted        string // what was pasted
	State         string
	EnteredBy     string // account
	EnteredPerson string // person id
	EnteredName   string
	EnteredAt     time.Time
	CheckedBy     string
	CheckedName   string
	CheckedAt     time.Time
}

const entryColumns = `id, region, year, title, number, source, pasted, days, state, entered_by, entered_person, entered_name, entered_at, checked_by, checked_name, checked_at`

func scanEntry(s db.Scanner) (Entry, error) {
	var e Entry
	var days string
	var entered, checked int64
	err := s.Scan(&e.ID, &e.Region, &e.Year, &e.Title, &e.Number, &e.Source, &e.Pasted, &days, &e.State, &e.EnteredBy, &e.EnteredPerson, &e.EnteredName, &entered,
		&e.CheckedBy, &e.CheckedName, &checked)
	if err == nil {
		err = json.Unmarshal([]byte(days), &e.Days)
	}
	e.EnteredAt = clock.FromMicros(entered)
	if checked != 0 {
		e.CheckedAt = clock.FromMicros(checked)
	}
	if err != nil {
		return e, fmt.Errorf("calendar notice %s: %w", e.ID, err)
	}
	return e, nil
}

func insertEntry(tx *db.Tx, e Entry) error {
	days, err := json.Marshal(e.Days)
	if err == nil {
		_, err = tx.Exec(`INSERT INTO calendar_notice (id, region, year, title, number, source, pasted, days, state, entered_by, entered_person, entered_name, entered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
			e.ID, e.Region, e.Year, e.Title, e.Number, e.Source, e.Pasted, string(days), e.State, e.EnteredBy, e.EnteredPerson, e.EnteredName, clock.Micros(e.EnteredAt))
	}
	if err != nil {
		return fmt.Errorf("enter calendar notice %s: %w", e.ID, err)
	}
	return nil
}

func getEntry(tx *db.Tx, id string) (Entry, error) {
	e, err := db.One(tx, scanEntry, `SELECT `+entryColumns+` FROM calendar_notice WHERE id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return e, fault.New(fault.Absent, "calendar.no-notice", i18n.T("没有这份放假通知。", "There is no such notice."))
	}
	return e, err
}

func settleEntry(tx *db.Tx, e Entry) error {
	_, err := tx.Exec(`UPDATE calendar_notice SET state = $1, checked_by = $2, checked_name = $3, checked_at = $4,
  seq = (SELECT COALESCE(MAX(seq), 0) + 1 FROM calendar_notice) WHERE id = $5`, e.State, e.CheckedBy, e.CheckedName, clock.Micros(e.CheckedAt), e.ID)
	if err != nil {
		return fmt.Errorf("settle calendar notice %s: %w", e.ID, err)
	}
	return nil
}
