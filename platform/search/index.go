package search

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"tongban/platform/db"
)

// Where in a document a gram stands.
const (
	inTitle uint8 = 1 << iota
	inWords
	inBody
)

// A posting says that a gram stands in a document.
type posting struct {
	slot  uint32
	where uint8
}

// An entry is a document as the index holds it; immutable but for dead.
type entry struct {
	Doc
	title []rune // folded
	flat  string // the folded title as text
	words string // folded words, between line ends
	body  string
	codes []string
	read  reading
	said  []reading // of the everyday words
	dead  bool
}

// An Index holds every document in memory (内存索引). Make one per database and
// process; its methods may be called from any goroutine.
type Index struct {
	mu    sync.RWMutex
	seq   int64             // guarded by mu: changes up to here are in
	slots []*entry          // guarded by mu
	place map[string]uint32 // kind+"/"+id → slot; guarded by mu
	grams map[gram][]posting
	latin map[string][]posting // words of letters and digits
	same  map[Synonym]bool
	dead  int
}

// New makes an empty index; the first Find fills it from the database.
func New() *Index {
	x := &Index{}
	x.clear()
	return x
}

func (x *Index) clear() {
	x.seq, x.slots, x.dead = 0, nil, 0
	x.place, x.grams, x.latin, x.same = map[string]uint32{}, map[gram][]posting{}, map[string][]posting{}, map[Synonym]bool{}
}

type change struct {
	seq      int64
	kind, id string
	gone     bool
	doc      string
}

// catchUp reads what changed since the last look. In a writing transaction it
// looks at nothing: what that transaction wrote may yet be undone.
func (x *Index) catchUp(tx *db.Tx) error {
	if !tx.ReadOnly() {
		return nil
	}
	now, err := db.One(tx, db.Int, `SELECT n FROM search_seq WHERE one = 1`)
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	x.mu.RLock()
	seen := x.seq
	x.mu.RUnlock()
	if now <= seen {
		return nil
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if seen = x.seq; now <= seen {
		return nil // another reader was faster, perhaps with newer eyes
	}
	for x.seq < now {
		n, last, err := x.load(tx, x.seq)
		if err != nil {
			return err
		}
		if n < loadAtOnce {
			x.seq = now
		} else {
			x.seq = last
		}
	}
	if err := x.loadSynonyms(tx, seen); err != nil {
		return err
	}
	if x.dead > 1000 && x.dead > len(x.slots)/2 {
		x.squeeze()
	}
	return nil
}

const loadAtOnce = 2000

// load takes in one page of changes after seq. Rows newer than the number read
// first are taken in as well, and again with the next look: that does no harm.
func (x *Index) load(tx *db.Tx, seq int64) (n int, last int64, err error) {
	rows, err := db.List(tx, func(s db.Scanner) (c change, err error) {
		err = s.Scan(&c.seq, &c.kind, &c.id, &c.gone, &c.doc)
		return c, err
	}, `SELECT seq, kind, id, gone, doc FROM search_doc WHERE seq > $1 ORDER BY seq LIMIT $2`, seq, loadAtOnce)
	if err != nil {
		return 0, 0, fmt.Errorf("search: %w", err)
	}
	for _, c := range rows {
		x.bury(c.kind + "/" + c.id)
		last = c.seq
		if c.gone {
			continue
		}
		var d Doc
		if err := json.Unmarshal([]byte(c.doc), &d); err != nil {
			return 0, 0, fmt.Errorf("search: %s %s: %w", c.kind, c.id, err)
		}
		x.insert(newEntry(d))
	}
	return len(rows), last, nil
}

func (x *Index) loadSynonyms(tx *db.Tx, seq int64) error {
	_, err := db.List(tx, func(s db.Scanner) (struct{}, error) {
		var y Synonym
		var gone bool
		err := s.Scan(&y.Kind, &y.Word, &y.Means, &gone)
		if gone {
			delete(x.same, y)
		} else {
			x.same[y] = true
		}
		return struct{}{}, err
	}, `SELECT kind, word, means, gone FROM search_synonym WHERE seq > $1 ORDER BY seq`, seq)
	return err
}

func newEntry(d Doc) *entry {
	e := &entry{Doc: d, title: folded(d.Title)}
	e.flat = string(e.title)
	words := make([]string, len(d.Words))
	for i, w := range d.Words {
		e.said = append(e.said, read(folded(w)))
		words[i] = string(folded(w))
	}
	e.words, e.body = strings.Join(words, "\n"), string(folded(d.Body))
	for _, c := range append([]string{d.ID}, d.Codes...) {
		e.codes = append(e.codes, code(c))
	}
	e.read = read(e.title)
	e.Body = ""
	return e
}

// code gives a number as it is compared: letters and digits only, lower case.
func code(s string) string {
	return strings.ReplaceAll(string(folded(s)), " ", "")
}

func (x *Index) bury(key string) {
	if slot, ok := x.place[key]; ok {
		x.slots[slot].dead = true
		delete(x.place, key)
		x.dead++
	}
}

func (x *Index) insert(e *entry) {
	slot := uint32(len(x.slots))
	x.slots = append(x.slots, e)
	x.place[e.Kind+"/"+e.ID] = slot
	found, words := map[gram]uint8{}, map[string]uint8{}
	take := func(text []rune, where uint8) {
		for _, r := range runs(text) {
			if r.han {
				grams(r, func(g gram) { found[g] |= where })
			} else {
				words[string(r.text)] |= where
			}
		}
	}
	take(e.title, inTitle)
	take([]rune(strings.ReplaceAll(e.words, "\n", " ")), inWords)
	take([]rune(e.body), inBody)
	for g, where := range found {
		x.grams[g] = append(x.grams[g], posting{slot, where})
	}
	for w, where := range words {
		x.latin[w] = append(x.latin[w], posting{slot, where})
	}
}

// squeeze rebuilds the index without the dead.
func (x *Index) squeeze() {
	old, seq, same := x.slots, x.seq, x.same
	x.clear()
	x.seq, x.same = seq, same
	for _, e := range old {
		if !e.dead {
			x.insert(e)
		}
	}
}
