// Package search finds things by what people type (搜索): Chinese words and parts
// of words, pinyin in full or by initials, codes, everyday words for official
// ones, and all of these with a mistake in them.
//
// The documents are rows of one table, written in the transaction of the thing
// they describe. Each process holds their index in memory and reads what changed
// before it answers, so both engines give the same hits in the same order, and
// the newest ones. Why no full-text engine: docs/decisions/0005-search-in-memory.md.
package search

import (
	"embed"
	"encoding/json"
	"fmt"

	"tongban/platform/db"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of documents and synonyms.
var Schema = db.Schema{Name: "search", FS: files}

// A Doc is one thing that can be found (可检索对象).
type Doc struct {
	Kind   string            `json:"kind"` // "item", "power", "notice", …
	ID     string            `json:"id"`   // unique within the kind; a code is found by its beginning
	Title  string            `json:"title"`
	Codes  []string          `json:"codes,omitempty"`  // further numbers people type
	Words  []string          `json:"words,omitempty"`  // other names, everyday words, department
	Body   string            `json:"body,omitempty"`   // found only by whole words, below the rest
	Facets map[string]string `json:"facets,omitempty"` // what Query.Facets can demand
	Weight int               `json:"weight,omitempty"` // 0–50, how much it is asked for
}

// Put writes or replaces a document in the transaction of what it describes.
func Put(tx *db.Tx, d Doc) error {
	if d.Kind == "" || d.ID == "" {
		return fmt.Errorf("index %s %s: kind and id must be given", d.Kind, d.ID)
	}
	raw, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("index %s %s: %w", d.Kind, d.ID, err)
	}
	n, err := next(tx)
	if err == nil {
		_, err = tx.Exec(`INSERT INTO search_doc (kind, id, seq, gone, doc) VALUES ($1, $2, $3, FALSE, $4)
ON CONFLICT (kind, id) DO UPDATE SET seq = excluded.seq, gone = FALSE, doc = excluded.doc`, d.Kind, d.ID, n, string(raw))
	}
	if err != nil {
		return fmt.Errorf("index %s %s: %w", d.Kind, d.ID, err)
	}
	return nil
}

// Remove takes a document out; one that is not there is no error.
func Remove(tx *db.Tx, kind, id string) error {
	n, err := next(tx)
	if err == nil {
		_, err = tx.Exec(`UPDATE search_doc SET seq = $1, gone = TRUE, doc = '' WHERE kind = $2 AND id = $3`, n, kind, id)
	}
	if err != nil {
		return fmt.Errorf("index: remove %s %s: %w", kind, id, err)
	}
	return nil
}

// next draws the number of a change. The row lock makes numbers appear in the
// order of commits, so a reader that has seen n has seen all before it.
func next(tx *db.Tx) (int64, error) {
	return db.One(tx, db.Int, `UPDATE search_seq SET n = n + 1 WHERE one = 1 RETURNING n`)
}

// A Synonym says that people who type Word look for Means (同义词). Kind limits it
// to documents of one kind; "" counts for all.
type Synonym struct {
	Kind, Word, Means string
}

// PutSynonym adds a synonym; one that is there stays.
func PutSynonym(tx *db.Tx, s Synonym) error {
	s.Word, s.Means = flat(s.Word), flat(s.Means)
	if s.Word == "" || s.Means == "" {
		return fmt.Errorf("synonym: both words must be given")
	}
	n, err := next(tx)
	if err == nil {
		_, err = tx.Exec(`INSERT INTO search_synonym (kind, word, means, seq, gone) VALUES ($1, $2, $3, $4, FALSE)
ON CONFLICT (kind, word, means) DO UPDATE SET seq = excluded.seq, gone = FALSE`, s.Kind, s.Word, s.Means, n)
	}
	return err
}

// RemoveSynonym takes a synonym away.
func RemoveSynonym(tx *db.Tx, s Synonym) error {
	n, err := next(tx)
	if err == nil {
		_, err = tx.Exec(`UPDATE search_synonym SET seq = $1, gone = TRUE WHERE kind = $2 AND word = $3 AND means = $4`, n, s.Kind, flat(s.Word), flat(s.Means))
	}
	return err
}

// Synonyms lists the synonyms in order, for the page that edits them.
func Synonyms(tx *db.Tx, after Synonym, limit int) ([]Synonym, error) {
	return db.List(tx, func(s db.Scanner) (x Synonym, err error) { err = s.Scan(&x.Kind, &x.Word, &x.Means); return },
		`SELECT kind, word, means FROM search_synonym WHERE NOT gone AND (word > $1 OR word = $2 AND (means > $3 OR means = $4 AND kind > $5))
ORDER BY word, means, kind LIMIT $6`, after.Word, after.Word, after.Means, after.Means, after.Kind, limit)
}
