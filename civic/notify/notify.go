// Package notify tells people what happened to their matters (消息). A message is
// written in the transaction of the act it tells of, and stands in the person's
// inbox from then on. Where a mail server is configured and the person gave an
// address it is mailed as well.
//
// Nothing is told twice: one (person, key) is one message. Nothing is mailed
// twice: before the last byte goes out the message is marked as claimed, and a
// claim whose end nobody saw (a crash, a connection lost after the content) is
// not mailed again but shown as unsure. What the mail server refused for the
// moment, or never received, is tried again. So mail is sent at most once, and
// the inbox always has the message.
package notify

import (
	"embed"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the table of messages.
var Schema = db.Schema{Name: "notify", FS: files}

// A Message is one notice to one person or company (消息).
type Message struct {
	ID   string // given by Post
	Key  string // what it tells of, such as "case:…/accepted"; once per person
	To   string // person id of a natural person or company
	Say  i18n.Text
	Body i18n.Text
	Link string // address on this site, such as "/cases/…"
	At   time.Time
	Read time.Time // zero while unread
	Mail MailState
}

// A MailState says how far the mail of a message is (邮件状态).
type MailState string

// The states of the mail.
const (
	MailNew     MailState = "new"     // not tried, or to be tried again
	MailClaimed MailState = "claimed" // being sent
	MailSent    MailState = "sent"    // accepted by the mail server
	MailUnsure  MailState = "unsure"  // perhaps sent; never sent again
	MailRefused MailState = "refused" // refused for good
	MailNone    MailState = "none"    // no address, or too old to mail
)

// Post writes the message in the transaction of what it tells of. A message with
// the same key to the same person is there already and stays as it is. Nothing
// secret and no number of identification belongs into it: mail is read by others.
func Post(tx *db.Tx, m Message) error {
	if m.Key == "" || m.To == "" || m.Say.Zh == "" {
		return fmt.Errorf("message %q to %q: key, person and text must be given", m.Key, m.To)
	}
	if m.Link != "" && (!strings.HasPrefix(m.Link, "/") || strings.HasPrefix(m.Link, "//")) {
		return fmt.Errorf("message %q: %q is no address on this site", m.Key, m.Link)
	}
	err := tx.Send(`INSERT INTO message (id, message_key, person, at, say_zh, say_en, body_zh, body_en, link)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (person, message_key) DO NOTHING`,
		uuid.Must(uuid.NewV7()).String(), m.Key, m.To, clock.Micros(m.At), m.Say.Zh, m.Say.En, m.Body.Zh, m.Body.En, m.Link)
	if err != nil {
		return fmt.Errorf("message %s: %w", m.Key, err)
	}
	tx.After(ring)
	return nil
}

var bell = make(chan struct{}, 1)

func ring() {
	select {
	case bell <- struct{}{}:
	default:
	}
}

const columns = `id, message_key, person, at, say_zh, say_en, body_zh, body_en, link, read_at, mail`

func scan(s db.Scanner) (Message, error) {
	var m Message
	var at, read int64
	err := s.Scan(&m.ID, &m.Key, &m.To, &at, &m.Say.Zh, &m.Say.En, &m.Body.Zh, &m.Body.En, &m.Link, &read, &m.Mail)
	m.At = clock.FromMicros(at)
	if read > 0 {
		m.Read = clock.FromMicros(read)
	}
	return m, err
}

// Inbox gives a person's messages, newest first, those before an id; "" begins.
func Inbox(tx *db.Tx, person, before string, limit int) ([]Message, error) {
	if before == "" {
		before = "~" // after every id
	}
	return db.List(tx, scan, `SELECT `+columns+` FROM message WHERE person = $1 AND id < $2 ORDER BY id DESC LIMIT $3`, person, before, limit)
}

// Unread gives the number of messages not yet opened.
func Unread(tx *db.Tx, person string) (int64, error) {
	return db.One(tx, db.Int, `SELECT COUNT(*) FROM message WHERE person = $1 AND read_at = 0`, person)
}

// Open gives one message of the person and marks it as read. Another's message
// is absent.
func Open(tx *db.Tx, person, id string, at time.Time) (Message, error) {
	m, err := db.One(tx, scan, `SELECT `+columns+` FROM message WHERE id = $1 AND person = $2`, id, person)
	if errors.Is(err, db.ErrNone) {
		return m, fault.New(fault.Absent, "message.absent", i18n.T("没有这条消息。", "There is no such message."))
	}
	if err != nil || !m.Read.IsZero() {
		return m, err
	}
	m.Read = at
	_, err = tx.Exec(`UPDATE message SET read_at = $1 WHERE id = $2 AND read_at = 0`, clock.Micros(at), id)
	return m, err
}

// ReadAll marks every message of the person up to an id as read: what the person
// saw on the page, not what came in meanwhile.
func ReadAll(tx *db.Tx, person, upTo string, at time.Time) error {
	_, err := tx.Exec(`UPDATE message SET read_at = $1 WHERE person = $2 AND read_at = 0 AND id <= $3`, clock.Micros(at), person, upTo)
	return err
}
