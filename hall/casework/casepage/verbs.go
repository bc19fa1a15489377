package casepage

import (
	"tongban/civic/act"
	"tongban/platform/i18n"
)

// VerbWords gives the words for an act on a case, for receipts and records of other
// counters; ok is false for an act that is none.
func VerbWords(v act.Verb) (t i18n.Text, ok bool) {
	t = book.Text("act." + string(v))
	return t, t.Zh != "act."+string(v)
}
