package access

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/ast"
	xast "github.com/cedar-policy/cedar-go/x/exp/ast"

	"tongban/civic/act"
	"tongban/platform/fault"
)

// An example is one line of testdata/*.txt:
//
//	ALLOW policy | who | verb | attributes of the thing
//	DENY  reason | who | verb | attributes of the thing
//
// who is "self", "nobody" or posts "post duty,duty scope= region= unit=" divided
// by ";", with words before them: for=, item=, company, mandates=, person=, weak.
// The account and the person are "me". The policy of ALLOW is among those that
// permitted; the reason of DENY is the key of the fault.
type example struct {
	where  string
	allow  bool
	reason string
	who    Who
	verb   act.Verb
	thing  Thing
}

func examples(t *testing.T) []example {
	t.Helper()
	names, _ := filepath.Glob("testdata/*.txt")
	var out []example
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		lines := bufio.NewScanner(f)
		for n := 1; lines.Scan(); n++ {
			if l := strings.TrimSpace(lines.Text()); l != "" && l[0] != '#' {
				out = append(out, readExample(t, fmt.Sprintf("%s:%d", name, n), l))
			}
		}
	}
	return out
}

func readExample(t *testing.T, where, line string) example {
	t.Helper()
	cols := strings.Split(line, "|")
	head := strings.Fields(cols[0])
	if len(cols) != 4 || len(head) != 2 || (head[0] != "ALLOW" && head[0] != "DENY") {
		t.Fatalf("%s: not an example: %s", where, line)
	}
	e := example{where: where, allow: head[0] == "ALLOW", reason: head[1], who: readWho(t, where, cols[1]), verb: act.Verb(strings.TrimSpace(cols[2]))}
	e.thing.Kind = "case"
	if v, ok := verbIndex[e.verb]; ok {
		e.thing.Kind = v.On
	}
	for w := range strings.FieldsSeq(cols[3]) {
		k, v, _ := strings.Cut(w, "=")
		at := map[string]*string{"id": &e.thing.ID, "unit": &e.thing.Unit, "scope": &e.thing.Scope, "region": &e.thing.Region, "item": &e.thing.Item,
			"applicant": &e.thing.Applicant, "filedBy": &e.thing.FiledBy, "acceptedBy": &e.thing.AcceptedBy, "author": &e.thing.Author,
			"state": &e.thing.State, "mandate": &e.thing.Mandate}[k]
		switch {
		case k == "handlers":
			e.thing.Handlers = strings.Split(v, ",")
		case k == "mandates":
			e.who.Mandates = strings.Split(v, ",")
		case at == nil:
			t.Fatalf("%s: no attribute %q", where, k)
		default:
			*at = v
		}
	}
	return e
}

func readWho(t *testing.T, where, text string) Who {
	t.Helper()
	w := Who{Account: "me", Person: "me", Strong: true}
	for part := range strings.SplitSeq(text, ";") {
		words := strings.Fields(part)
		var post *Post
		for _, x := range words {
			k, v, _ := strings.Cut(x, "=")
			switch {
			case x == "self":
			case x == "nobody":
				return Who{}
			case x == "weak":
				w.Strong = false
			case x == "company":
				w.For.Company = true
			case k == "for":
				w.For.ID = v
			case k == "item":
				w.For.Scope = v
			case k == "person":
				w.Person = v
			case k == "mandates":
				w.Mandates = strings.Split(v, ",")
			case x == "post":
				w.Posts = append(w.Posts, Post{ID: fmt.Sprintf("post%d", len(w.Posts)+1)})
				post = &w.Posts[len(w.Posts)-1]
			case post != nil && k == "scope":
				post.Scope = v
			case post != nil && k == "region":
				post.Region = v
			case post != nil && k == "unit":
				post.Unit = v
			case post != nil && len(post.Duties) == 0:
				for d := range strings.SplitSeq(x, ",") {
					post.Duties = append(post.Duties, Duty(d))
				}
			default:
				t.Fatalf("%s: who is %q?", where, x)
			}
		}
	}
	return w
}

// check says what is wrong with the guard's answer; "" when it is right.
func (e example) check(g *Guard) string {
	leave, err := g.May(e.who, e.verb, e.thing)
	if e.allow {
		if err != nil {
			return fmt.Sprintf("refused: %v", err)
		}
		if !slices.Contains(leave.Policies, e.reason) {
			return fmt.Sprintf("permitted by %v, not by %s", leave.Policies, e.reason)
		}
		return ""
	}
	if err == nil {
		return fmt.Sprintf("permitted by %v", leave.Policies)
	}
	key := "access." + e.reason
	if strings.Contains(e.reason, ".") {
		key = e.reason
	}
	if !fault.Is(err, key) || fault.Of(err) != fault.Forbidden {
		return fmt.Sprintf("refused by %v, not by %s", err, key)
	}
	return ""
}

func TestExamples(t *testing.T) {
	g := New()
	for _, e := range examples(t) {
		if wrong := e.check(g); wrong != "" {
			t.Errorf("%s: %s", e.where, wrong)
		}
	}
}

// Every policy has an example that names it, and every permit a request that it refuses.
func TestEveryPolicyHasExamples(t *testing.T) {
	yes, no := map[string]bool{}, map[string]bool{}
	for _, e := range examples(t) {
		if e.allow {
			yes[e.reason] = true
		} else {
			no[e.reason] = true
		}
	}
	for _, p := range New().Policies() {
		if p.Forbid && !no[p.ID] {
			t.Errorf("%s: no DENY example", p.ID)
		}
		if !p.Forbid && (!yes[p.ID] || (!p.Else.Empty() && !no[p.ID])) {
			t.Errorf("%s: needs an ALLOW and a DENY example", p.ID)
		}
		delete(yes, p.ID)
	}
	for id := range maps.Keys(yes) {
		t.Errorf("ALLOW example names no policy: %s", id)
	}
}

// Taking any policy away, or any one of its conditions, breaks an example: each of
// them does something, and the examples would notice if it went.
func TestNothingCanBeTakenAway(t *testing.T) {
	list, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	all := examples(t)
	noticed := func(g *Guard) bool {
		return slices.ContainsFunc(all, func(e example) bool { return e.check(g) != "" })
	}
	if noticed(guard(list)) {
		t.Fatal("an example fails with every policy in place")
	}
	for i, p := range list {
		if !noticed(guard(slices.Delete(slices.Clone(list), i, i+1))) {
			t.Errorf("without policy %s every example still holds", p.ID)
		}
		for c := range (*xast.Policy)(p.cedar.AST()).Conditions {
			changed := slices.Clone(list)
			changed[i] = without(p, c)
			if !noticed(guard(changed)) {
				t.Errorf("without condition %d of %s every example still holds", c+1, p.ID)
			}
		}
	}
}

func without(p *Policy, condition int) *Policy {
	tree := *(*xast.Policy)(p.cedar.AST())
	tree.Conditions = slices.Delete(slices.Clone(tree.Conditions), condition, condition+1)
	q := *p
	q.cedar = cedar.NewPolicyFromAST((*ast.Policy)(&tree))
	return &q
}

// A policy that cannot be evaluated refuses; it is not skipped.
func TestAnEvaluationErrorRefuses(t *testing.T) {
	list, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	broken, err := load("test.cedar", parse(t, `@id("broken") @rule("A1") @zh("坏") @en("broken")
forbid (principal, action == Action::"case.draft", resource) when { resource.nothing == "" };`))
	if err != nil {
		t.Fatal(err)
	}
	e := example{who: Who{Account: "me", Person: "me"}, verb: CaseDraft, thing: Thing{Kind: "case", Applicant: "me"}, reason: "error"}
	if wrong := e.check(guard(append(slices.Clone(list), broken))); wrong != "" {
		t.Error(wrong)
	}
	e.allow, e.reason = true, "applicant-own-case"
	if wrong := e.check(guard(list)); wrong != "" {
		t.Errorf("without the broken policy: %s", wrong)
	}
}
