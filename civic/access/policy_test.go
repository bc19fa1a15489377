package access

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cedar-policy/cedar-go/x/exp/ast"
	"github.com/cedar-policy/cedar-go/x/exp/schema"
	"github.com/cedar-policy/cedar-go/x/exp/schema/resolved"
	"github.com/cedar-policy/cedar-go/x/exp/schema/validate"

	"tongban/civic/act"
	"tongban/civic/law"
)

func readSchema(t *testing.T) *resolved.Schema {
	t.Helper()
	raw, err := os.ReadFile("policies/schema.cedarschema")
	if err != nil {
		t.Fatal(err)
	}
	var s schema.Schema
	s.SetFilename("schema.cedarschema")
	if err := s.UnmarshalCedar(raw); err != nil {
		t.Fatal(err)
	}
	r, err := s.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Every policy uses only words of the schema, and every entity we build has its shape.
func TestPoliciesFitTheSchema(t *testing.T) {
	v := validate.New(readSchema(t))
	for _, p := range New().policies {
		if err := v.Policy(p.ID, (*ast.Policy)(p.cedar.AST())); err != nil {
			t.Errorf("%s: %v", p.ID, err)
		}
	}
	w := Who{Account: "a", Person: "p", Strong: true, Mandates: []string{"c"},
		Posts: []Post{{ID: "x", Unit: "u", Scope: "s", Region: "150302", Duties: []Duty{WindowAccept}}}}
	for _, c := range capacities(w) {
		if err := v.Entity(c.entity); err != nil {
			t.Errorf("%s: %v", c.entity.UID, err)
		}
	}
	for kind := range entityTypes {
		if err := v.Entity(Thing{Kind: kind, ID: "1", Region: "150302001002", Handlers: []string{"a"}}.entity()); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// A misspelt attribute, verb or type is caught; else the test above proves nothing.
func TestTheSchemaCatchesMistakes(t *testing.T) {
	v := validate.New(readSchema(t))
	for _, wrong := range []string{
		`permit (principal is Post, action == Action::"case.accept", resource is Case) when { resource.scop == principal.scope };`,
		`permit (principal is Post, action == Action::"case.acept", resource is Case);`,
		`permit (principal is Post, action == Action::"case.accept", resource is Item);`,
		`permit (principal is Post, action == Action::"case.accept", resource is Case) when { resource.scope == principal.strong };`,
	} {
		p, err := load("wrong.cedar", parse(t, wrong))
		if err == nil {
			err = v.Policy("wrong", (*ast.Policy)(p.cedar.AST()))
		}
		if err == nil {
			t.Errorf("accepted: %s", wrong)
		}
	}
}

// The verbs of the schema and the verbs of verb.go are the same, with the same sets.
func TestVerbsAgreeWithTheSchema(t *testing.T) {
	s := readSchema(t)
	inSchema := map[act.Verb][]string{}
	sets := map[string]bool{}
	for uid, a := range s.Actions {
		var in []string
		for p := range a.Entity.Parents.All() {
			in = append(in, string(p.ID))
			sets[string(p.ID)] = true
		}
		slices.Sort(in)
		inSchema[act.Verb(uid.ID)] = in
	}
	for set := range sets {
		delete(inSchema, act.Verb(set))
	}
	for _, x := range verbs {
		want := slices.Clone(x.Sets)
		slices.Sort(want)
		if got := inSchema[x.Verb]; !slices.Equal(got, want) {
			t.Errorf("%s: schema sets %v, verb.go %v", x.Verb, got, want)
		}
		for typ := range appliesTo(s, x.Verb) {
			if typ != string(entityTypes[x.On]) {
				t.Errorf("%s: schema says %s, verb.go %s", x.Verb, typ, x.On)
			}
		}
		delete(inSchema, x.Verb)
	}
	for v := range inSchema {
		t.Errorf("%s: in the schema only", v)
	}
}

func appliesTo(s *resolved.Schema, v act.Verb) map[string]bool {
	out := map[string]bool{}
	for uid, a := range s.Actions {
		if act.Verb(uid.ID) == v && a.AppliesTo != nil {
			for _, r := range a.AppliesTo.Resources {
				out[string(r)] = true
			}
		}
	}
	return out
}

var ruleID = regexp.MustCompile(`^[A-Z]+-?[0-9]+$`)

// Every policy cites an article or a rule id, in words both languages can show.
func TestPoliciesCite(t *testing.T) {
	for _, p := range New().Policies() {
		if _, err := law.Parse(p.Rule); err != nil && !ruleID.MatchString(p.Rule) {
			t.Errorf("%s: @rule %q is neither an article nor a rule id: %v", p.ID, p.Rule, err)
		}
		if c := Citation(p.Rule); c.Zh == "" || c.En == "" {
			t.Errorf("%s: no words for %q", p.ID, p.Rule)
		}
		if !p.Forbid && strings.Contains(p.Text, "when") && p.Else.Empty() {
			t.Errorf("%s: has conditions but no @else_zh to explain them", p.ID)
		}
	}
}
