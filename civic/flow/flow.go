// Package flow holds state tables (状态表): which step of a matter is lawful from
// which state, by whom, under which article. A step that is not in the table is
// refused with the list of those that are. Tables are data: they are checked by a
// test of the package that owns them and rendered into its documents.
package flow

import (
	"slices"
	"strings"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/law"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// A State is where a matter stands (状态).
type State string

// ByClock is the duty under which the clock itself steps (由时限触发): deemed
// acceptance, deemed renewal. No person holds it.
const ByClock access.Duty = "clock"

// A Row is one lawful step (一行): in these states, who holds one of these duties
// may do the verb, and the matter goes to To, under an article.
type Row struct {
	From []State
	Duty []access.Duty
	Verb act.Verb
	Goes State
	Cite law.Cite
	Also []law.Cite
	Say  i18n.Text // what the step is, in words
}

// In begins a row: the states it starts from.
func In(from ...State) Row { return Row{From: from} }

// By names the duties that may take the step.
func (r Row) By(d ...access.Duty) Row { r.Duty = d; return r }

// May names the step.
func (r Row) May(v act.Verb) Row { r.Verb = v; return r }

// To names the state the step leads to.
func (r Row) To(s State) Row { r.Goes = s; return r }

// Under names the article the step rests on, and any further ones.
func (r Row) Under(c law.Cite, also ...law.Cite) Row { r.Cite, r.Also = c, also; return r }

// Note says in words what the step is; it is what a refusal lists and a button says.
func (r Row) Note(t i18n.Text) Row { r.Say = t; return r }

// Rules gives the ids of the citations, for the record of the act.
func (r Row) Rules() []string {
	ids := []string{r.Cite.ID()}
	for _, c := range r.Also {
		ids = append(ids, c.ID())
	}
	return ids
}

// A Table is the lawful life of one kind of matter (状态表). It is read-only once
// built.
type Table struct {
	kind  string
	name  i18n.Text
	start State
	order []State // in the order named
	names map[State]i18n.Text
	ends  map[State]bool
	rows  []Row
}

// New begins a table for a kind of matter, with its name and its first state.
func New(kind string, name i18n.Text, start State) *Table {
	return &Table{kind: kind, name: name, start: start, names: map[State]i18n.Text{}, ends: map[State]bool{}}
}

// Name gives a state its words; it changes and returns t.
func (t *Table) Name(s State, words i18n.Text) *Table {
	if _, ok := t.names[s]; !ok {
		t.order = append(t.order, s)
	}
	t.names[s] = words
	return t
}

// Ends marks states in which the matter is over; it changes and returns t.
func (t *Table) Ends(s ...State) *Table {
	for _, x := range s {
		t.ends[x] = true
	}
	return t
}

// Rows adds lawful steps; it changes and returns t.
func (t *Table) Rows(rows ...Row) *Table { t.rows = append(t.rows, rows...); return t }

// Kind names the kind of matter, such as "case".
func (t *Table) Kind() string { return t.kind }

// Start gives the first state.
func (t *Table) Start() State { return t.start }

// Over reports whether a matter in this state is finished.
func (t *Table) Over(s State) bool { return t.ends[s] }

// Say gives the words of a state; the bare state where it has none.
func (t *Table) Say(s State) i18n.Text {
	if w, ok := t.names[s]; ok {
		return w
	}
	return i18n.T(string(s), string(s))
}

// All gives every row in order.
func (t *Table) All() []Row { return slices.Clone(t.rows) }

// Step finds the row that makes a step lawful. Where there is none it refuses: with
// kind conflict when the state does not allow the step to anybody, forbidden when
// it does, but not to this duty. The refusal lists what the duty may do from here,
// each with its article.
func (t *Table) Step(from State, v act.Verb, d access.Duty) (Row, *fault.Error) {
	var others *Row
	for k, r := range t.rows {
		if r.Verb != v || !slices.Contains(r.From, from) {
			continue
		}
		if slices.Contains(r.Duty, d) {
			return r, nil
		}
		others = &t.rows[k]
	}
	if others != nil {
		f := fault.New(fault.Forbidden, t.kind+".not-your-duty",
			i18n.Tf("“%s”不属于您现在的职责。", "“%s” is not within the duty you are exercising.", t.words(*others))).Under(others.Cite.Text())
		return Row{}, t.listed(f, from, d)
	}
	f := fault.New(fault.Conflict, t.kind+".not-now",
		i18n.Tf("现在的状态是“%s”，这一步不能办：%s。", "This is now “%s”; this step is not open: %s.", t.Say(from), t.verb(v)))
	if r, ok := t.rowOf(v); ok {
		f = f.Under(r.Cite.Text())
	}
	return Row{}, t.listed(f, from, d)
}

func (t *Table) listed(f *fault.Error, from State, d access.Duty) *fault.Error {
	for _, r := range t.Lawful(from, d) {
		c := r.Cite.Text()
		f.May = append(f.May, i18n.T(t.words(r).Zh+"（"+c.Zh+"）", t.words(r).En+" ("+c.En+")"))
	}
	if len(f.May) == 0 {
		f.Do = i18n.T("您现在不需要做什么；请看办理进度中轮到谁。", "There is nothing for you to do now; the progress shows whose turn it is.")
	} else {
		f.Do = i18n.T("您现在可以依法做下面的事。", "What you may lawfully do now is listed below.")
	}
	return f
}

func (t *Table) rowOf(v act.Verb) (Row, bool) {
	k := slices.IndexFunc(t.rows, func(r Row) bool { return r.Verb == v })
	if k < 0 {
		return Row{}, false
	}
	return t.rows[k], true
}

func (t *Table) verb(v act.Verb) i18n.Text {
	if r, ok := t.rowOf(v); ok {
		return t.words(r)
	}
	return i18n.T(string(v), string(v))
}

func (t *Table) words(r Row) i18n.Text {
	if r.Say.Empty() {
		return i18n.T(string(r.Verb), string(r.Verb))
	}
	return r.Say
}

// Lawful lists the rows a duty may use from a state, in the order of the table.
func (t *Table) Lawful(from State, d access.Duty) []Row {
	var out []Row
	for _, r := range t.rows {
		if slices.Contains(r.From, from) && slices.Contains(r.Duty, d) {
			out = append(out, r)
		}
	}
	return out
}

// Doers lists the duties that have a step from a state: whose turn it is (轮到谁).
func (t *Table) Doers(from State) []access.Duty {
	var out []access.Duty
	for _, r := range t.rows {
		if slices.Contains(r.From, from) {
			for _, d := range r.Duty {
				if !slices.Contains(out, d) {
					out = append(out, d)
				}
			}
		}
	}
	return out
}

// Markdown renders the table for docs, Chinese first.
func (t *Table) Markdown() string {
	var b strings.Builder
	b.WriteString("## " + t.name.Zh + " · " + t.name.En + "\n\n| 状态 State | 谁 Who | 可以 May | 到 To | 依据 Under |\n|---|---|---|---|---|\n")
	for _, r := range t.rows {
		var from, who []string
		for _, s := range r.From {
			from = append(from, t.Say(s).Zh)
		}
		for _, d := range r.Duty {
			who = append(who, "`"+string(d)+"`")
		}
		cites := []string{r.Cite.Text().Zh}
		for _, c := range r.Also {
			cites = append(cites, c.Text().Zh)
		}
		b.WriteString("| " + strings.Join(from, "、") + " | " + strings.Join(who, " ") + " | " + t.words(r).Zh + " `" + string(r.Verb) + "` | " +
			t.Say(r.Goes).Zh + " | " + strings.Join(cites, "；") + " |\n")
	}
	return b.String()
}
