package search

import (
	"slices"
	"sort"
)

// hits puts the marks in order and cuts them to the limit.
func (s *seeker) hits() []Hit {
	slots := make([]uint32, 0, len(s.best))
	for slot := range s.best {
		slots = append(slots, slot)
	}
	sort.Slice(slots, func(i, k int) bool {
		a, b := s.best[slots[i]], s.best[slots[k]]
		x, y := s.x.slots[slots[i]], s.x.slots[slots[k]]
		switch {
		case a.score != b.score:
			return a.score > b.score
		case len(x.title) != len(y.title):
			return len(x.title) < len(y.title)
		case x.Kind != y.Kind:
			return x.Kind < y.Kind
		}
		return x.ID < y.ID
	})
	var out []Hit
	for _, slot := range slots[:min(len(slots), s.q.Limit)] {
		e, m := s.x.slots[slot], s.best[slot]
		out = append(out, Hit{Kind: e.Kind, ID: e.ID, Title: e.Title, Score: m.score, How: m.how, Spans: tidy(m.spans)})
	}
	return out
}

// tidy puts spans in order and joins those that touch.
func tidy(in []Span) []Span {
	slices.SortFunc(in, func(a, b Span) int { return a.From - b.From })
	var out []Span
	for _, s := range in {
		if n := len(out); n > 0 && s.From <= out[n-1].To {
			out[n-1].To = max(out[n-1].To, s.To)
			continue
		}
		out = append(out, s)
	}
	return out
}

// A Piece is a stretch of a title, marked or not, for drawing.
type Piece struct {
	Text string
	Mark bool
}

// Pieces cuts the title into marked and plain stretches.
func (h Hit) Pieces() []Piece {
	title, at := []rune(h.Title), 0
	var out []Piece
	add := func(from, to int, mark bool) {
		if from < to {
			out = append(out, Piece{string(title[from:to]), mark})
		}
	}
	for _, s := range h.Spans {
		from, to := max(at, min(s.From, len(title))), min(s.To, len(title))
		add(at, from, false)
		add(from, to, true)
		at = max(at, to)
	}
	add(at, len(title), false)
	return out
}
