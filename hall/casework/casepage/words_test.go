package casepage

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tongban/civic/act"
	"tongban/hall/casework"
	"tongban/platform/i18n"
)

var sayings = regexp.MustCompile(`(?:say\([a-z.A-Z()]*ctx[a-zA-Z()]*, |say\(r\.Context\(\), |book\.Text\(|words\()"([^"]*)"[,)]`)

func TestEveryWordThatPagesSayIsInTheBook(t *testing.T) {
	files, err := filepath.Glob("*.*")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") || strings.HasSuffix(f, "_templ.go") || !strings.HasSuffix(f, ".go") && !strings.HasSuffix(f, ".templ") {
			continue
		}
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range sayings.FindAllStringSubmatch(string(raw), -1) {
			n++
			if book.SayIn(i18n.Zh, m[1]) == m[1] {
				t.Errorf("%s: no words for %q", f, m[1])
			}
		}
	}
	if n < 200 {
		t.Errorf("found %d words, want more: the pattern no longer matches the code", n)
	}
}

func TestEveryStateActAndPaperHasWords(t *testing.T) {
	want := []string{}
	for _, r := range casework.Flow.All() {
		want = append(want, "act."+string(r.Verb))
	}
	for _, v := range []act.Verb{casework.Submit, casework.Register, casework.SecondNotice} {
		want = append(want, "act."+string(v))
	}
	for _, k := range []casework.PaperKind{casework.PaperReceipt, casework.PaperAcceptance, casework.PaperNotice, casework.PaperNotRequired,
		casework.PaperNotCompetent, casework.PaperGrant, casework.PaperRefusal, casework.PaperDelivery} {
		want = append(want, "paper."+string(k), "paper."+string(k)+".body")
	}
	for _, s := range []casework.Stage{casework.StageIntake, casework.StageCorrect, casework.StageDecide, casework.StageDeliver, casework.StageClose} {
		want = append(want, "stage."+string(s), "stage.by."+string(s))
	}
	for _, name := range actNames {
		want = append(want, "do."+name, "do."+name+".button")
	}
	for _, k := range want {
		for _, l := range []i18n.Lang{i18n.Zh, i18n.En} {
			if book.SayIn(l, k) == k {
				t.Errorf("no words for %q in %s", k, l)
			}
		}
	}
	for _, gap := range i18n.Gaps() {
		if strings.HasPrefix(gap, "casepage: ") {
			t.Error(gap)
		}
	}
}
