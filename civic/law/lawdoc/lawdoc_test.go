package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tongban/civic/law"
	"tongban/platform/i18n"
)

const root = "../../.."

func TestTheDocumentsAreFresh(t *testing.T) {
	tests, err := scan(root)
	if err != nil {
		t.Fatal(err)
	}
	want := render(law.Rules, tests)
	dir := filepath.Join(root, "docs", "law")
	have, err := filepath.Glob(filepath.Join(dir, "*.md"))
	if err != nil || len(have) != len(want) {
		t.Errorf("got %d pages in docs/law, want %d: run go generate ./civic/law", len(have), len(want))
	}
	for name, text := range want {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != text {
			t.Errorf("docs/law/%s is stale (%v): run go generate ./civic/law", name, err)
		}
	}
}

func TestNoTestNamesARuleOfOurFamiliesThatDoesNotExist(t *testing.T) {
	tests, err := scan(root)
	if err != nil {
		t.Fatal(err)
	}
	family := map[string]bool{}
	for _, r := range law.Rules {
		family[r.ID[:strings.Index(r.ID, "-")]] = true
	}
	for id, by := range tests {
		if _, ok := law.RuleByID(id); !ok && family[id[:strings.Index(id, "-")]] && id != "IDN-06" && id != "IDN-07" {
			t.Errorf("%s is no rule, yet named by %v", id, by)
		}
	}
}

func TestAScanFindsCommentsBodiesAndStories(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a/a_test.go":       "package a\n\nimport \"testing\"\n\n// rule: LIC-05\nfunc TestFive(t *testing.T) {}\n\nfunc TestSix(t *testing.T) { t.Log(\"LIC-06\") }\n\nfunc helper() { _ = \"LIC-07\" }\n",
		"story/x.txtar":     "# rule: LIC-05\nas clerk\n",
		".hidden/b_test.go": "package b\n\n// rule: LIC-08\nfunc TestEight() {}\n",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := scan(dir)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(got["LIC-05"], ",") != "a · TestFive,story/x.txtar" || strings.Join(got["LIC-06"], ",") != "a · TestSix" || len(got) != 2 {
		t.Errorf("got %v", got)
	}
}

func TestStatesFollowTestsAndLeftovers(t *testing.T) {
	r := law.Rule{ID: "LIC-05", Cite: law.Licensing.Art(32), Say: i18n.T("一次告知", "tell once")}
	half := r
	half.ID, half.Left = "LIC-06", "红牌"
	tests := map[string][]string{"LIC-05": {"a · TestFive"}, "LIC-06": {"a · TestSix"}}
	md := render([]law.Rule{r, half, {ID: "LIC-07", Cite: law.Licensing.Art(32), Say: r.Say}}, tests)["licensing.md"]
	for _, want := range []string{"| 第三十二条 | LIC-05 |", "| a · TestFive | 完成 done |", "遗留：红牌 | 部分 partly |", "|  | 未做 not |"} {
		if !strings.Contains(md, want) {
			t.Errorf("got\n%s\nwant %q in it", md, want)
		}
	}
}
