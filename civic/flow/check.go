package flow

import (
	"fmt"
	"slices"

	"tongban/civic/law"
)

// Check lists what is wrong with the table, empty when all is well (状态表自查): a row
// without an article, duty, verb, words or target; a state without words, out of
// reach from the start, or from which nothing leads on though it is not an end; an
// end from which something does; two rows that answer the same step differently.
func (t *Table) Check() []string {
	var bad []string
	for k, r := range t.rows {
		bad = append(bad, t.checkRow(k, r)...)
	}
	return append(bad, t.checkStates()...)
}

func (t *Table) checkRow(k int, r Row) []string {
	var bad []string
	say := func(what string) { bad = append(bad, fmt.Sprintf("%s row %d (%s): %s", t.kind, k+1, r.Verb, what)) }
	if r.Cite.IsZero() {
		say("cites nothing")
	}
	for _, c := range append([]law.Cite{r.Cite}, r.Also...) {
		if back, err := law.Parse(c.ID()); err != nil || back != c {
			say("cites " + c.ID() + ", which cannot be read back")
		}
	}
	if len(r.From) == 0 || r.Goes == "" {
		say("names no state to start from or to go to")
	}
	if len(r.Duty) == 0 {
		say("names no duty")
	}
	if r.Verb == "" || r.Say.Zh == "" || r.Say.En == "" {
		say("has no verb, or no words in both languages")
	}
	for j, q := range t.rows[:k] {
		if q.Verb == r.Verb && meets(q.From, r.From) && meets(q.Duty, r.Duty) {
			say(fmt.Sprintf("clashes with row %d: same state, duty and verb", j+1))
		}
	}
	return bad
}

func meets[T comparable](a, b []T) bool {
	return slices.ContainsFunc(a, func(x T) bool { return slices.Contains(b, x) })
}

func (t *Table) checkStates() []string {
	var bad []string
	say := func(s State, what string) { bad = append(bad, fmt.Sprintf("%s state %s: %s", t.kind, s, what)) }
	reached := map[State]bool{t.start: true}
	leads := map[State]bool{}
	for grew := true; grew; {
		grew = false
		for _, r := range t.rows {
			for _, s := range r.From {
				leads[s] = true
				if reached[s] && !reached[r.Goes] {
					reached[r.Goes], grew = true, true
				}
			}
		}
	}
	for _, s := range t.states() {
		if _, ok := t.names[s]; !ok {
			say(s, "has no words")
		}
		if !reached[s] {
			say(s, "cannot be reached from "+string(t.start))
		}
		if !leads[s] && !t.ends[s] {
			say(s, "leads nowhere and is no end")
		}
		if leads[s] && t.ends[s] {
			say(s, "is an end, yet a row starts from it")
		}
	}
	return bad
}

// states lists every state named anywhere, each once.
func (t *Table) states() []State {
	out := slices.Clone(t.order)
	add := func(s State) {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	add(t.start)
	for _, r := range t.rows {
		for _, s := range r.From {
			add(s)
		}
		add(r.Goes)
	}
	for s := range t.ends {
		add(s)
	}
	return out
}
