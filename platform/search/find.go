package search

import (
	"slices"
	"sort"
	"strings"

	"tongban/platform/db"
)

// A Query is what somebody looks for (检索请求).
type Query struct {
	Text   string
	Kinds  []string          // empty means all
	Facets map[string]string // each must be equal in the document
	Limit  int               // 0 means 20, at most 200
}

// A Way says how a hit was found (命中方式).
type Way string

// The ways, best first.
const (
	ByCode    Way = "code"
	ByTitle   Way = "title"
	ByWord    Way = "word"    // another name, everyday word or department
	BySynonym Way = "synonym" // through the table of synonyms
	ByPinyin  Way = "pinyin"
	BySound   Way = "sound" // written with other characters of the same sound
	ByBody    Way = "body"
	ByPart    Way = "part" // most of it, not all
	Nearby    Way = "near" // nothing fits; this comes nearest
)

// A Span marks characters of the title, from the first to past the last (高亮).
type Span struct{ From, To int }

// A Hit is one thing found (命中).
type Hit struct {
	Kind, ID, Title string
	Score           int
	How             Way
	Spans           []Span
}

// A Result is what a query found (检索结果).
type Result struct {
	Hits  []Hit
	Total int  // how many there are beyond the limit
	Near  bool // nothing fits the words; the hits are the nearest, at most five
}

const (
	mostQuery = 60 // characters looked at
	mostNear  = 5
)

// Find answers a query, best hits first; equal ones in the order of title length,
// kind and id, the same on both engines. Inside a writing transaction it answers
// from what was committed before the last reading look.
func (x *Index) Find(tx *db.Tx, q Query) (Result, error) {
	if err := x.catchUp(tx); err != nil {
		return Result{}, err
	}
	if q.Limit <= 0 {
		q.Limit = 20
	}
	q.Limit = min(q.Limit, 200)
	text := []rune(flat(q.Text))
	text = text[:min(len(text), mostQuery)]
	if len(text) == 0 {
		return Result{}, nil
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	s := &seeker{x: x, q: q, best: map[uint32]mark{}}
	s.look(string(text))
	near := len(s.best) == 0
	if near {
		s.nearest(bare(string(text)))
		s.q.Limit = min(q.Limit, mostNear)
	}
	return Result{Hits: s.hits(), Total: len(s.best), Near: near}, nil
}

// Len gives the number of documents in memory.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return len(x.place)
}

// A mark is how well one document fits.
type mark struct {
	score int
	how   Way
	spans []Span
}

// A seeker answers one query; it holds the read lock of the index.
type seeker struct {
	x    *Index
	q    Query
	best map[uint32]mark
}

func (s *seeker) wants(e *entry) bool {
	if e.dead || len(s.q.Kinds) > 0 && !slices.Contains(s.q.Kinds, e.Kind) {
		return false
	}
	for k, v := range s.q.Facets {
		if e.Facets[k] != v {
			return false
		}
	}
	return true
}

// look tries the words as typed, then what they may stand for.
func (s *seeker) look(text string) {
	s.try(text, 0, "")
	if joined := strings.ReplaceAll(text, " ", ""); joined != text {
		s.try(joined, 5, "")
	}
	short := bare(text)
	if short != text {
		s.try(short, 150, "")
	}
	for _, y := range s.synonyms(text) {
		s.tryKind(y)
	}
}

// synonyms gives the synonyms whose word the text holds, in order.
func (s *seeker) synonyms(text string) []Synonym {
	packed := strings.ReplaceAll(text, " ", "")
	var out []Synonym
	for y := range s.x.same {
		if strings.Contains(packed, strings.ReplaceAll(y.Word, " ", "")) {
			out = append(out, y)
		}
	}
	sort.Slice(out, func(i, k int) bool {
		a, b := out[i], out[k]
		return a.Word+"\x00"+a.Means+"\x00"+a.Kind < b.Word+"\x00"+b.Means+"\x00"+b.Kind
	})
	return out[:min(len(out), 8)]
}

// tryKind looks for what a synonym means, among the documents it counts for.
func (s *seeker) tryKind(y Synonym) {
	old := s.q.Kinds
	if y.Kind != "" {
		if len(old) > 0 && !slices.Contains(old, y.Kind) {
			return
		}
		s.q.Kinds = []string{y.Kind}
	}
	s.try(y.Means, 60, BySynonym)
	s.q.Kinds = old
}

// try looks for documents that fit every part of the text and keeps the better
// mark of each. how names the hits where the text is not what was typed.
func (s *seeker) try(text string, less int, how Way) {
	parts := runs([]rune(text))
	if len(parts) == 0 || len(parts) > 12 {
		return
	}
	var sum map[uint32]mark
	for i, p := range parts {
		found := s.part(p)
		if i == 0 {
			sum = found
			continue
		}
		for slot, m := range sum {
			n, ok := found[slot]
			if !ok {
				delete(sum, slot)
				continue
			}
			m.score += n.score
			m.how = worse(m.how, n.how)
			m.spans = append(m.spans, n.spans...)
			sum[slot] = m
		}
	}
	typed := len([]rune(strings.ReplaceAll(text, " ", "")))
	for slot, m := range sum {
		e := s.x.slots[slot]
		m.score = m.score/len(parts) - less + min(100, 100*typed/max(1, len(e.title))) + min(max(e.Weight, 0), 50)
		if how != "" {
			m.how = how
		}
		if old, ok := s.best[slot]; !ok || m.score > old.score {
			s.best[slot] = m
		}
	}
}

var ranking = []Way{ByCode, ByTitle, ByWord, BySynonym, ByPinyin, BySound, ByBody, ByPart, Nearby}

func worse(a, b Way) Way {
	if slices.Index(ranking, a) > slices.Index(ranking, b) {
		return a
	}
	return b
}

func (s *seeker) part(r run) map[uint32]mark {
	if r.han {
		return s.chinese(r.text)
	}
	return s.letters(string(r.text))
}

// A tally counts which grams of the text one document holds.
type tally struct {
	all, title, words uint8 // held anywhere, in the title, in title or words
	out               bool  // not wanted
}

// count gives the tally of every document by slot, the slots that hold anything,
// and the number of grams. One slice for all is much faster here than a map.
func (s *seeker) count(text []rune) (got []tally, held []uint32, n int) {
	var want []gram
	if len(text) == 1 {
		want = []gram{pair(0, text[0])}
	}
	for i := 1; i < len(text); i++ {
		if g := pair(text[i-1], text[i]); !slices.Contains(want, g) {
			want = append(want, g)
		}
	}
	got = make([]tally, len(s.x.slots))
	for _, g := range want {
		for _, p := range s.x.grams[g] {
			t := &got[p.slot]
			if t.out {
				continue
			}
			if t.all == 0 {
				if t.out = !s.wants(s.x.slots[p.slot]); t.out {
					continue
				}
				held = append(held, p.slot)
			}
			t.all++
			if p.where&inTitle != 0 {
				t.title++
			}
			if p.where&(inTitle|inWords) != 0 {
				t.words++
			}
		}
	}
	return got, held, len(want)
}

// chinese marks the documents that hold a stretch of Chinese: whole, nearly
// whole, or by its sound when nobody holds it whole.
func (s *seeker) chinese(text []rune) map[uint32]mark {
	out := map[uint32]mark{}
	got, held, n := s.count(text)
	str, whole := string(text), false
	for _, slot := range held {
		if m, ok := s.x.slots[slot].holds(str, text, got[slot], n); ok {
			out[slot] = m
			whole = whole || m.how == ByTitle || m.how == ByWord
		}
	}
	if !whole && len(text) >= 2 {
		s.sounds(text, out)
	}
	return out
}

func (e *entry) holds(str string, text []rune, t tally, n int) (mark, bool) {
	words := int(t.words)
	switch {
	case int(t.title) == n:
		if i := strings.Index(e.flat, str); i >= 0 {
			at := len([]rune(e.flat[:i]))
			m := mark{700, ByTitle, []Span{{at, at + len(text)}}}
			if i == 0 {
				m.score = 800
			}
			if e.flat == str {
				m.score = 1000
			}
			return m, true
		}
		return mark{520, ByTitle, e.spansOf(text)}, true
	case words == n:
		if strings.Contains(e.words, str) {
			return mark{480, ByWord, e.spansOf(text)}, true
		}
		return mark{400, ByWord, e.spansOf(text)}, true
	case int(t.all) == n:
		if strings.Contains(e.body, str) || n == 1 {
			return mark{200, ByBody, e.spansOf(text)}, true
		}
	case n >= 2 && words*2 >= n && words >= n-2-n/6:
		// One wrong character spoils two pairs, one missing character one.
		return mark{100 + 200*words/n, ByPart, e.spansOf(text)}, true
	}
	return mark{}, false
}

// spansOf marks every pair of the text that stands in the title.
func (e *entry) spansOf(text []rune) []Span {
	var out []Span
	for i := 0; i+1 < len(e.title); i++ {
		for k := 0; k+1 < len(text); k++ {
			if e.title[i] == text[k] && e.title[i+1] == text[k+1] {
				out = append(out, Span{i, i + 2})
				break
			}
		}
	}
	return out
}

// sounds adds titles that hold the text as it is spoken.
func (s *seeker) sounds(text []rune, out map[uint32]mark) {
	q := read(text)
	for slot, e := range s.x.slots {
		if !s.wants(e) {
			continue
		}
		from, to, ok := alignedIn(e.read.full, q.full, e.read.at)
		if ok && to-from == len(text) {
			if old, was := out[uint32(slot)]; !was || old.score < 330 {
				out[uint32(slot)] = mark{330, BySound, []Span{{from, to}}}
			}
		}
	}
}

// letters marks documents by code, by a word in letters, and by pinyin.
func (s *seeker) letters(text string) map[uint32]mark {
	out := map[uint32]mark{}
	keep := func(slot uint32, m mark) {
		if old, ok := out[slot]; !ok || m.score > old.score {
			out[slot] = m
		}
	}
	for _, p := range s.x.latin[text] {
		if e := s.x.slots[p.slot]; s.wants(e) {
			switch {
			case p.where&inTitle != 0:
				at := len([]rune(e.flat[:strings.Index(e.flat, text)]))
				keep(p.slot, mark{650, ByTitle, []Span{{at, at + len([]rune(text))}}})
			case p.where&inWords != 0:
				keep(p.slot, mark{450, ByWord, nil})
			default:
				keep(p.slot, mark{200, ByBody, nil})
			}
		}
	}
	spoken := strings.Trim(text, "abcdefghijklmnopqrstuvwxyz") == "" && len(text) >= 2
	for i, e := range s.x.slots {
		if !s.wants(e) {
			continue
		}
		slot := uint32(i)
		if m, ok := e.coded(text); ok {
			keep(slot, m)
		}
		if spoken {
			if m, ok := e.spoken(text); ok {
				keep(slot, m)
			}
		}
	}
	return out
}

func (e *entry) coded(text string) (mark, bool) {
	if len(text) < 3 {
		return mark{}, false
	}
	for _, c := range e.codes {
		switch {
		case c == text:
			return mark{1000, ByCode, nil}, true
		case strings.HasPrefix(c, text):
			return mark{900, ByCode, nil}, true
		case len(text) >= 6 && strings.HasSuffix(c, text): // the end of a long number, as read out on the phone
			return mark{850, ByCode, nil}, true
		}
	}
	return mark{}, false
}

// spoken marks a title by its pinyin, in full or by initials; the last syllable
// may be unfinished.
func (e *entry) spoken(text string) (mark, bool) {
	if from, to, ok := alignedIn(e.read.full, text, e.read.at); ok && len(text) >= 3 {
		m := mark{420, ByPinyin, []Span{{from, to}}}
		if from == 0 {
			m.score = 470
		}
		return m, true
	}
	if from, to, ok := alignedIn(e.read.initials, text, e.read.first); ok {
		m := mark{350, ByPinyin, []Span{{from, to}}}
		if from == 0 {
			m.score = 400
		}
		return m, true
	}
	return e.saidBy(text)
}

// saidBy marks a document by the pinyin of its everyday words, from the beginning
// of a word; two letters would name half the catalogue.
func (e *entry) saidBy(text string) (mark, bool) {
	if len(text) < 3 {
		return mark{}, false
	}
	for _, r := range e.said {
		if from, _, ok := alignedIn(r.full, text, r.at); ok && from == 0 {
			return mark{score: 300, how: ByPinyin}, true
		}
		if from, _, ok := alignedIn(r.initials, text, r.first); ok && from == 0 {
			return mark{score: 250, how: ByPinyin}, true
		}
	}
	return mark{}, false
}

// nearest marks documents by how many rare pairs of the text they hold, when
// nothing fits.
func (s *seeker) nearest(text string) {
	weight := map[uint32]int{}
	for _, r := range runs([]rune(text)) {
		grams(r, func(g gram) {
			list := s.x.grams[g]
			if len(list) == 0 {
				return
			}
			w := 1 + rarity(len(s.x.slots), len(list))
			if g>>32 != 0 {
				w *= 4 // a pair says more than two characters apart
			}
			for _, p := range list {
				if p.where != inBody && s.wants(s.x.slots[p.slot]) {
					weight[p.slot] += w
				}
			}
		})
	}
	for slot, w := range weight {
		s.best[slot] = mark{w, Nearby, s.x.slots[slot].spansOf([]rune(text))}
	}
}

// rarity is the whole part of log2(all/some).
func rarity(all, some int) int {
	n := 0
	for all /= max(some, 1); all > 1; all /= 2 {
		n++
	}
	return n
}
