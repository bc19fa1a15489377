package city

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tongban/civic/act"
)

var verbLiteral = regexp.MustCompile(`act\.Verb\s*=\s*"([a-z.-]+)"|act\.New\([^,]+, [^,]+, "([a-z.-]+)"|f\.By, "([a-z.-]+)"`)

// Whoever reads the record reads words, not codes: every verb of the source has some.
func TestEveryVerbHasWords(t *testing.T) {
	seen := map[string]bool{}
	for _, root := range []string{"../civic", "../hall"} {
		err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(p) != ".go" || strings.HasSuffix(p, "_test.go") {
				return err
			}
			raw, err := os.ReadFile(p)
			for _, m := range verbLiteral.FindAllStringSubmatch(string(raw), -1) {
				seen[m[1]+m[2]+m[3]] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(seen) < 80 {
		t.Errorf("found only %d verbs: the test has lost its eyes", len(seen))
	}
	for v := range seen {
		if w := actWords(act.Act{Verb: act.Verb(v)}); w.Zh == v || w.En == v {
			t.Errorf("%s has no words", v)
		}
	}
	for v := range verbs {
		if !seen[string(v)] {
			t.Errorf("%s has words, and nothing does it", v)
		}
	}
}
