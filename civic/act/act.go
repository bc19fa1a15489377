// Package act records official acts (公务行为). An act is written in the same
// transaction as the change of state it stands for; nothing changes without one.
// The ledger gives each act its place; followers read them in that order.
package act

import (
	"crypto/rand"
	"embed"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"tongban/platform/clock"
	"tongban/platform/db"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the table of acts and the cursors of their followers.
var Schema = db.Schema{Name: "act", FS: files}

// A Verb names what was done (行为), such as "case.accept".
type Verb string

// A Subject is the matter acted on (客体).
type Subject struct {
	Kind string `json:"kind"` // "case", "item", "account", "calendar", …
	ID   string `json:"id"`
}

// An Actor is who acted and by what right (行为人). The clock and the platform
// itself act as Account "clock" and "system".
type Actor struct {
	Account string `json:"account"`        // account id, or "clock", "system"
	Post    string `json:"post,omitempty"` // the post whose duty gave the right; empty for applicants
	Unit    string `json:"unit,omitempty"` // the unit of that post
	Duty    string `json:"duty,omitempty"` // the duty exercised
	For     string `json:"for,omitempty"`  // person or company acted for, where another's authority is used
}

// The actors that are no person.
var (
	Clock  = Actor{Account: "clock"}
	System = Actor{Account: "system"}
)

// An Act is one official act (公务行为).
type Act struct {
	ID      string          `json:"id"` // UUIDv7
	At      time.Time       `json:"-"`
	Actor   Actor           `json:"actor"`
	Verb    Verb            `json:"verb"`
	Subject Subject         `json:"subject"`
	Rules   []string        `json:"rules,omitempty"`   // citations applied, law.Cite.ID()
	Payload json.RawMessage `json:"payload,omitempty"` // what was decided; no ID numbers, no secrets

	// Read back only:
	Ord  int64    `json:"-"` // order of writing; a cause is always before its effect
	Seq  int64    `json:"-"` // place in the ledger; -1 while it waits for one
	Text string   `json:"-"` // canonical body as recorded; empty once forgotten
	Salt []byte   `json:"-"` // nil once forgotten
	Leaf [32]byte `json:"-"` // commitment that stands in the ledger
}

// New makes an act of actor at an instant. payload is anything encoding/json takes.
func New(at time.Time, who Actor, v Verb, on Subject, payload any, rules ...string) Act {
	raw, err := json.Marshal(payload)
	if err != nil {
		panic(fmt.Sprintf("act %s: payload: %v", v, err)) // a bug: payloads are our own types
	}
	if string(raw) == "null" {
		raw = nil
	}
	return Act{ID: newID(), At: at, Actor: who, Verb: v, Subject: on, Rules: rules, Payload: raw, Seq: -1}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// Record writes the act in the transaction of the change it stands for and gives
// its id. It is the last statement of a desk method.
func Record(tx *db.Tx, a Act) (string, error) {
	body, err := a.Body()
	if err != nil {
		return "", fmt.Errorf("record %s %s: %w", a.Verb, a.Subject.ID, err)
	}
	salt := make([]byte, SaltSize)
	rand.Read(salt)
	leaf := Leaf(salt, body)
	err = tx.Send(`INSERT INTO act (id, at, account, verb, subject_kind, subject, body, salt, leaf)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		a.ID, clock.Micros(a.At), a.Actor.Account, string(a.Verb), a.Subject.Kind, a.Subject.ID, string(body), salt, leaf[:])
	if err != nil {
		return "", fmt.Errorf("record %s %s: %w", a.Verb, a.Subject.ID, err)
	}
	tx.After(wake)
	return a.ID, nil
}
