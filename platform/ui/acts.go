package ui

import "strings"

func filterForm(f FormView) FormView {
	f.Method = "get"
	f.Class = strings.TrimSpace("filters card " + f.Class)
	return f
}

// spaced parts a code of letters and figures in groups of at most four, as
// people read it aloud; codes that already hold separators stay.
func spaced(code string) string {
	if len(code) <= 4 || strings.ContainsAny(code, " -_/.") {
		return code
	}
	size := 4
	if len(code)%4 != 0 && len(code)%3 == 0 {
		size = 3
	}
	var b strings.Builder
	for i, r := range code {
		if i > 0 && i%size == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}
