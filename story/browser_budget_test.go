package story

import (
	"net/http"
	"strings"
	"testing"
)

// A budget is what one page may cost on a first visit (页面预算).
type budget struct {
	wire, requests, script, nodes int
}

var (
	citizenBudget = budget{wire: 40 << 10, requests: 5, script: 4 << 10, nodes: 900}
	deskBudget    = budget{wire: 90 << 10, requests: 6, script: 25 << 10, nodes: 1800}
)

// reference are pages that are read like a book and not on the way of anybody's
// affair: the whole calendar of a year, all units, who may do what, all accounts of
// the demonstration. They keep the budget of a desk.
var reference = []string{"/calendar", "/org", "/demo", "/ledger"}

func budgetOf(p party, s sight) budget {
	if p.staff {
		return deskBudget
	}
	for _, r := range reference {
		if strings.HasPrefix(s.path, r) {
			return deskBudget
		}
	}
	return citizenBudget
}

// TestPagesKeepTheirBudgets counts, for every page of every role, the bytes that
// travel, the requests, the script and the elements, and finds no other host.
func TestPagesKeepTheirBudgets(t *testing.T) {
	w := openTown(t)
	w.prepare()
	weights := map[string]int{}
	for _, tr := range w.tours() {
		for _, s := range tr.fresh {
			total, script := s.wire, 0
			for _, a := range s.assets {
				if weights[a] == 0 {
					got := tr.c.look(a)
					if got.status != http.StatusOK {
						t.Fatalf("%s: got %d, want 200", a, got.status)
					}
					weights[a] = got.wire
				}
				total += weights[a]
				if strings.HasSuffix(a, ".js") {
					script += weights[a]
				}
			}
			b := budgetOf(tr.party, s)
			if requests := 1 + len(s.assets); total > b.wire || requests > b.requests || script > b.script || s.nodes > b.nodes {
				t.Errorf("%s %s: %d bytes of %d, %d requests of %d, %d bytes of script of %d, %d elements of %d",
					tr.name(), s.path, total, b.wire, requests, b.requests, script, b.script, s.nodes, b.nodes)
			}
			if len(s.foreign) > 0 {
				t.Errorf("%s %s: loads from elsewhere: %q", tr.name(), s.path, s.foreign)
			}
		}
	}
}
