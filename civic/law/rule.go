package law

import (
	"slices"
	"strings"

	"tongban/platform/i18n"
)

// A Force says how software applies a rule (执行方式).
type Force string

// The forces; a rule may have several.
const (
	Blocks    Force = "B" // the step is refused
	Warns     Force = "W" // a reason is asked and kept
	Records   Force = "R" // evidence must exist
	Computes  Force = "C" // the platform works it out
	Publishes Force = "P" // the public sees it
)

// A Rule is one thing the platform makes hold (规则). Say is our own sentence, not
// the text of the instrument.
type Rule struct {
	ID      string // "LIC-04"
	Cite    Cite   // the article, or Own(ID)
	Also    []Cite // further articles it rests on
	Say     i18n.Text
	Force   []Force
	Checked Checked
	From    string // in force since, YYYY-MM-DD; empty where it is our own or unchecked
	// Left names what is not enforced yet, Chinese only, for docs/law; "" when the
	// tests that name the rule cover it.
	Left string
}

// Rules lists the rules we enforce, in the order of their families.
var Rules = func() []Rule {
	all := slices.Concat(timeRules, licensingRules, serviceRules, practiceRules, securityRules, privacyRules, numberRules)
	for k := range all {
		if i, ok := all[k].Cite.Instrument(); ok && all[k].From == "" {
			all[k].From = i.From
		}
	}
	return all
}()

var ruleByID = func() map[string]Rule {
	m := map[string]Rule{}
	for _, r := range Rules {
		m[r.ID] = r
	}
	return m
}()

// RuleByID gives the rule with this id; ok is false where we know none.
func RuleByID(id string) (r Rule, ok bool) {
	r, ok = ruleByID[id]
	return r, ok
}

// CiteOf gives the citation of a rule by its id. It panics on an id the table
// does not hold: a misspelt rule is a bug that the first test meets.
func CiteOf(id string) Cite {
	r, ok := ruleByID[id]
	if !ok {
		panic("law: no rule " + id)
	}
	return r.Cite
}

// Under lists the rules that rest on a citation: on the same place, or on a
// narrower one (an article finds the rules of its paragraphs).
func Under(c Cite) []Rule {
	var out []Rule
	for _, r := range Rules {
		if slices.ContainsFunc(append([]Cite{r.Cite}, r.Also...), func(x Cite) bool { return within(x, c) }) {
			out = append(out, r)
		}
	}
	return out
}

func within(x, c Cite) bool {
	return !x.IsZero() && (x == c || strings.HasPrefix(x.ID(), c.ID()+".") || (c.art == 0 && c.clause == "" && x.in == c.in))
}

// rule makes a row. how is the degree of checking and the letters of the forces,
// such as "T BR".
func rule(id, how string, c Cite, say i18n.Text) Rule {
	checked, forces, _ := strings.Cut(how, " ")
	r := Rule{ID: id, Cite: c, Checked: Checked(checked), Say: say}
	for _, f := range forces {
		r.Force = append(r.Force, Force(f))
	}
	return r
}

func (r Rule) also(c ...Cite) Rule   { r.Also = c; return r }
func (r Rule) left(what string) Rule { r.Left = what; return r }
