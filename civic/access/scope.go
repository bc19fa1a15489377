package access

import (
	"fmt"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/x/exp/ast"

	"tongban/civic/act"
)

// A Scope is the condition under which somebody may do something (可办范围), worked
// out of the same policies that May judges by, for lists that SQL filters. Its
// zero value admits nothing.
type Scope struct{ root cond }

// Scope gives what w may do v on. A policy it cannot put into a condition closes
// the capacity; a test keeps every policy within what it can.
func (g *Guard) Scope(w Who, v act.Verb) Scope {
	info, known := verbIndex[v]
	if !known || !w.Signed() {
		return Scope{}
	}
	var any cond = truth(false)
	for _, c := range capacities(w) {
		one, err := g.within(c, v, entityTypes[info.On])
		if err == nil {
			any = or(any, one)
		}
	}
	return Scope{any}
}

// within is the condition of one capacity: some permit and no forbid.
func (g *Guard) within(c capacity, v act.Verb, kind cedar.EntityType) (cond, error) {
	var permits, forbids cond = truth(false), truth(false)
	for _, p := range g.byVerb[v] {
		one, err := reader{c.entity, kind}.policy((*ast.Policy)(p.cedar.AST()))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.ID, err)
		}
		if p.Forbid {
			forbids = or(forbids, one)
		} else {
			permits = or(permits, one)
		}
	}
	return and(permits, negate(forbids)), nil
}

// A reader turns a policy into a condition on the thing, for one known principal.
type reader struct {
	who  cedar.Entity
	kind cedar.EntityType
}

func (r reader) policy(p *ast.Policy) (cond, error) {
	if ok, err := r.principal(p.Principal); err != nil || !ok {
		return truth(false), err
	}
	switch s := p.Resource.(type) {
	case ast.ScopeTypeAll:
	case ast.ScopeTypeIs:
		if s.Type != r.kind {
			return truth(false), nil
		}
	default:
		return nil, fmt.Errorf("resource scope %T", s)
	}
	var all cond = truth(true)
	for _, c := range p.Conditions {
		one, err := r.boolean(c.Body)
		if err != nil {
			return nil, err
		}
		if c.Condition == ast.ConditionUnless {
			one = negate(one)
		}
		all = and(all, one)
	}
	return all, nil
}

func (r reader) principal(s ast.IsPrincipalScopeNode) (bool, error) {
	switch s := s.(type) {
	case ast.ScopeTypeAll:
		return true, nil
	case ast.ScopeTypeIs:
		return s.Type == r.who.UID.Type, nil
	case ast.ScopeTypeIn:
		return r.who.Parents.Contains(s.Entity), nil
	}
	return false, fmt.Errorf("principal scope %T", s)
}

func (r reader) boolean(n ast.IsNode) (cond, error) {
	switch n := n.(type) {
	case ast.NodeTypeAnd:
		return r.two(n.Left, n.Right, and)
	case ast.NodeTypeOr:
		return r.two(n.Left, n.Right, or)
	case ast.NodeTypeNot:
		c, err := r.boolean(n.Arg)
		return negate(c), err
	case ast.NodeTypeEquals:
		return r.equal(n.Left, n.Right)
	case ast.NodeTypeNotEquals:
		c, err := r.equal(n.Left, n.Right)
		return negate(c), err
	case ast.NodeTypeIn:
		return r.in(n)
	case ast.NodeTypeContains:
		return r.contains(n)
	case ast.NodeTypeAccess, ast.NodeValue:
		if x, err := r.operand(n); err == nil && x.attr == "" {
			if b, ok := x.value.(cedar.Boolean); ok {
				return truth(bool(b)), nil
			}
		}
	}
	return nil, fmt.Errorf("expression %T", n)
}

func (r reader) two(a, b ast.IsNode, join func(a, b cond) cond) (cond, error) {
	x, err := r.boolean(a)
	if err != nil {
		return nil, err
	}
	y, err := r.boolean(b)
	if err != nil {
		return nil, err
	}
	return join(x, y), nil
}

// An operand is an attribute of the thing, or a value that is known.
type operand struct {
	attr  string
	value cedar.Value
}

func (r reader) operand(n ast.IsNode) (operand, error) {
	switch n := n.(type) {
	case ast.NodeValue:
		return operand{value: n.Value}, nil
	case ast.NodeTypeAccess:
		base, ok := n.Arg.(ast.NodeTypeVariable)
		if !ok {
			break
		}
		switch base.Name {
		case "resource":
			return operand{attr: string(n.Value)}, nil
		case "principal":
			if v, ok := r.who.Attributes.Get(n.Value); ok {
				return operand{value: v}, nil
			}
		}
	}
	return operand{}, fmt.Errorf("operand %T", n)
}

func (r reader) equal(a, b ast.IsNode) (cond, error) {
	x, err := r.operand(a)
	if err != nil {
		return nil, err
	}
	y, err := r.operand(b)
	if err != nil {
		return nil, err
	}
	if x.attr == "" {
		x, y = y, x
	}
	if x.attr == "" {
		return truth(x.value.Equal(y.value)), nil
	}
	s, ok := y.value.(cedar.String)
	if y.attr != "" || !ok {
		return nil, fmt.Errorf("comparison of %q with %T", x.attr, y.value)
	}
	return is{x.attr, string(s)}, nil
}

func (r reader) in(n ast.NodeTypeIn) (cond, error) {
	left, ok := n.Left.(ast.NodeTypeVariable)
	right, err := r.operand(n.Right)
	if !ok || left.Name != "resource" || err != nil {
		return nil, fmt.Errorf("membership of %T", n.Left)
	}
	uid, ok := right.value.(cedar.EntityUID)
	if !ok || uid.Type != "Division" {
		return nil, fmt.Errorf("membership in %v", right.value)
	}
	if uid.ID == none {
		return truth(false), nil
	}
	return inRegion(uid.ID), nil
}

func (r reader) contains(n ast.NodeTypeContains) (cond, error) {
	set, err := r.operand(n.Left)
	if err != nil {
		return nil, err
	}
	one, err := r.operand(n.Right)
	if err != nil {
		return nil, err
	}
	if s, ok := one.value.(cedar.String); ok && set.attr == "handlers" {
		return handledBy(s), nil
	}
	known, ok := set.value.(cedar.Set)
	if !ok || one.attr == "" {
		return nil, fmt.Errorf("membership of %q", set.attr)
	}
	var any cond = truth(false)
	for v := range known.All() {
		if s, ok := v.(cedar.String); ok {
			any = or(any, is{one.attr, string(s)})
		}
	}
	return any, nil
}
