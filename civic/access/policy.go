package access

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/x/exp/ast"

	"tongban/civic/act"
	"tongban/platform/i18n"
)

//go:embed policies
var files embed.FS

// A Policy is one sentence of the policy files, with what people read of it (策略).
type Policy struct {
	ID     string
	Forbid bool
	Rule   string    // "licensing:26.1" or "SEED-18"; Citation gives its words
	Say    i18n.Text // what it permits or forbids
	Else   i18n.Text // what a person reads whose duty fits but whose case does not
	Duty   Duty      // the duty it gives; empty for a group, for the own person, for everybody
	Group  Group
	Own    bool // it speaks of people in their own right
	Plain  bool // it has no conditions
	Verbs  []act.Verb
	File   string
	Text   string // Cedar, without the annotations
	cedar  *cedar.Policy
}

// Fits reports whether the policy speaks of holders of the duty.
func (p Policy) Fits(d Duty) bool {
	if d == Applicant {
		return p.Own
	}
	info, _ := d.Info()
	switch {
	case p.Own:
		return false
	case p.Duty != "":
		return p.Duty == d
	case p.Group != "":
		return p.Group == info.Group
	}
	return true
}

var embedded = sync.OnceValues(func() ([]*Policy, error) {
	sub, err := fs.Sub(files, "policies")
	if err != nil {
		return nil, err
	}
	return read(sub)
})

// read reads every *.cedar of a folder in order of name.
func read(fsys fs.FS) ([]*Policy, error) {
	names, err := fs.Glob(fsys, "*.cedar")
	if err != nil {
		return nil, err
	}
	var out []*Policy
	seen := map[string]bool{}
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		list, err := cedar.NewPolicyListFromBytes(name, raw)
		if err != nil {
			return nil, fmt.Errorf("policies %s: %w", name, err)
		}
		for _, c := range list {
			p, err := load(name, c)
			if err != nil {
				return nil, err
			}
			if seen[p.ID] {
				return nil, fmt.Errorf("policies %s: %q twice", name, p.ID)
			}
			seen[p.ID] = true
			out = append(out, p)
		}
	}
	return out, nil
}

func load(file string, c *cedar.Policy) (*Policy, error) {
	a := c.Annotations()
	p := &Policy{
		ID: string(a["id"]), Rule: string(a["rule"]), Forbid: c.Effect() == cedar.Forbid,
		Say:  i18n.T(string(a["zh"]), string(a["en"])),
		Else: i18n.T(string(a["else_zh"]), string(a["else_en"])),
		File: file, Text: body(c), cedar: c,
	}
	if p.ID == "" || p.Rule == "" || p.Say.Zh == "" || p.Say.En == "" {
		return nil, fmt.Errorf("policies %s:%d: needs @id, @rule, @zh and @en", file, c.Position().Line)
	}
	tree := (*ast.Policy)(c.AST())
	p.Plain = len(tree.Conditions) == 0
	if err := p.readScopes(tree); err != nil {
		return nil, fmt.Errorf("policies %s: %s: %w", file, p.ID, err)
	}
	return p, nil
}

// body gives the policy text without its annotation lines.
func body(c *cedar.Policy) string {
	lines := strings.Split(string(c.MarshalCedar()), "\n")
	lines = slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, "@") })
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

func (p *Policy) readScopes(t *ast.Policy) error {
	switch s := t.Principal.(type) {
	case ast.ScopeTypeIs:
		p.Own = s.Type == "Self"
	case ast.ScopeTypeIn:
		switch s.Entity.Type {
		case "Duty":
			p.Duty = Duty(s.Entity.ID)
			if _, ok := p.Duty.Info(); !ok {
				return fmt.Errorf("no duty %q", p.Duty)
			}
		case "Group":
			p.Group = Group(s.Entity.ID)
		}
	}
	var named []cedar.EntityUID
	switch s := t.Action.(type) {
	case ast.ScopeTypeAll:
		for _, v := range verbs {
			p.Verbs = append(p.Verbs, v.Verb)
		}
		return nil
	case ast.ScopeTypeEq:
		named = []cedar.EntityUID{s.Entity}
	case ast.ScopeTypeIn:
		named = []cedar.EntityUID{s.Entity}
	case ast.ScopeTypeInSet:
		named = s.Entities
	}
	for _, v := range verbs {
		if slices.ContainsFunc(named, func(e cedar.EntityUID) bool {
			return string(e.ID) == string(v.Verb) || slices.Contains(v.Sets, string(e.ID))
		}) {
			p.Verbs = append(p.Verbs, v.Verb)
		}
	}
	if len(p.Verbs) == 0 {
		return fmt.Errorf("names no verb of verb.go")
	}
	return nil
}
