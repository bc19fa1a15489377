package casepage

import (
	"net/url"
	"slices"

	"tongban/platform/ui"
)

// A confirmView is a page that asks before what cannot be undone (二次确认页).
type confirmView struct {
	shell  ui.Shell
	ask    ui.ConfirmView
	hidden []pair
	reason ui.FieldView // asked on the page itself where it has a name
}

type pair struct{ name, value string }

// carried gives posted answers as hidden ones, in a fixed order.
func carried(v url.Values) []pair {
	var out []pair
	for name, values := range v {
		for _, value := range values {
			out = append(out, pair{name, value})
		}
	}
	slices.SortStableFunc(out, func(a, b pair) int {
		if a.name < b.name {
			return -1
		}
		if a.name > b.name {
			return 1
		}
		return 0
	})
	return out
}
