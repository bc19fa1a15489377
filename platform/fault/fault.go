// Package fault says what went wrong (差错) so that a person can act on it: a
// kind, a sentence in both languages, the rule behind it, and what to do. Only
// platform/web turns a kind into a page.
package fault

import (
	"errors"
	"strings"

	"tongban/platform/i18n"
)

// A Kind tells who can mend the fault (差错类别).
type Kind int

// The kinds. Internal is the zero value: an unknown error is ours.
const (
	Internal  Kind = iota // ours to mend; the person sees an apology and a number
	Invalid               // the input; shown with the form, which keeps what was typed
	Forbidden             // the person may not
	Absent                // no such thing, or none this person may know of
	Conflict              // the state does not allow it, or somebody was faster
	Busy                  // come back later: too many tries, database away, disk full
)

// String gives the stable name of the kind, for logs and tests.
func (k Kind) String() string {
	return [...]string{"internal", "invalid", "forbidden", "absent", "conflict", "busy"}[k]
}

// A Field names one answer of a form that must be changed and why.
type Field struct {
	Name string
	Why  i18n.Text
}

// An Error is a refusal or failure with its sentence (差错).
type Error struct {
	Kind Kind
	Key  string    // stable name, such as "case.second-notice", for tests and logs
	Say  i18n.Text // what the person reads; never holds personal data of others
	Rule i18n.Text // the citation, empty where no law is behind it
	Do   i18n.Text // what to do now
	// May lists what would be lawful instead, in the order to show.
	May    []i18n.Text
	Fields []Field
	Err    error // the chain for the log; never shown
}

// Error gives key, Chinese sentence and chain for the log.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Key)
	if e.Say.Zh != "" {
		b.WriteString(": " + e.Say.Zh)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap gives the error beneath.
func (e *Error) Unwrap() error { return e.Err }

// New makes a fault of a kind with its key and sentence.
func New(k Kind, key string, say i18n.Text) *Error { return &Error{Kind: k, Key: key, Say: say} }

// Under adds the rule that refuses; it changes and returns e.
func (e *Error) Under(rule i18n.Text) *Error { e.Rule = rule; return e }

// Then adds what to do now; it changes and returns e.
func (e *Error) Then(do i18n.Text) *Error { e.Do = do; return e }

// At adds a field and the reason it is refused; it changes and returns e.
func (e *Error) At(name string, why i18n.Text) *Error {
	e.Fields = append(e.Fields, Field{name, why})
	return e
}

// Because adds the error beneath, for the log only; it changes and returns e.
func (e *Error) Because(err error) *Error { e.Err = err; return e }

// As finds the fault in a chain; ok is false where there is none.
func As(err error) (*Error, bool) {
	var f *Error
	ok := errors.As(err, &f)
	return f, ok
}

// Of gives the kind of any error: Internal when it holds no fault.
func Of(err error) Kind {
	if f, ok := As(err); ok {
		return f.Kind
	}
	return Internal
}

// Is reports whether err is a fault with this key.
func Is(err error, key string) bool {
	f, ok := As(err)
	return ok && f.Key == key
}
