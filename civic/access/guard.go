package access

import (
	"errors"
	"iter"
	"slices"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"

	"tongban/civic/act"
)

// A Guard judges by the policies (权限判定). It is read-only after New and may be
// used from any goroutine.
type Guard struct {
	policies []*Policy
	byID     map[string]*Policy
	byVerb   map[act.Verb]bundle
	actions  map[act.Verb]cedar.Entity
}

// A bundle is the policies that name one verb, in the order of the files.
type bundle []*Policy

// All gives the policies the way cedar.Authorize takes them.
func (b bundle) All() iter.Seq2[cedar.PolicyID, *cedar.Policy] {
	return func(yield func(cedar.PolicyID, *cedar.Policy) bool) {
		for _, p := range b {
			if !yield(cedar.PolicyID(p.ID), p.cedar) {
				return
			}
		}
	}
}

// New gives a guard with the policies of this binary. It panics on a broken
// policy file, which a test of the package meets before anybody else does.
func New() *Guard {
	list, err := embedded()
	if err != nil {
		panic("access: " + err.Error())
	}
	return guard(list)
}

func guard(list []*Policy) *Guard {
	g := &Guard{policies: list, byID: map[string]*Policy{}, byVerb: map[act.Verb]bundle{}, actions: map[act.Verb]cedar.Entity{}}
	for _, p := range list {
		g.byID[p.ID] = p
		for _, v := range p.Verbs {
			g.byVerb[v] = append(g.byVerb[v], p)
		}
	}
	for _, v := range verbs {
		sets := make([]cedar.EntityUID, len(v.Sets))
		for i, s := range v.Sets {
			sets[i] = cedar.NewEntityUID("Action", str(s))
		}
		g.actions[v.Verb] = cedar.Entity{UID: cedar.NewEntityUID("Action", str(string(v.Verb))), Parents: cedar.NewEntityUIDSet(sets...)}
	}
	return g
}

// Policies lists every policy in the order of the files.
func (g *Guard) Policies() []Policy {
	out := make([]Policy, len(g.policies))
	for i, p := range g.policies {
		out[i] = *p
	}
	return out
}

// Policy gives a policy by its id.
func (g *Guard) Policy(id string) (Policy, bool) {
	p, ok := g.byID[id]
	if !ok {
		return Policy{}, false
	}
	return *p, true
}

// May says whether w may do v on the thing, in which post and by which duty
// (可否). The own person is tried first, then the posts in their order; each is
// judged by itself. The error is a fault.Forbidden with a sentence, the rule
// and who could do it instead. An error while evaluating a policy refuses.
func (g *Guard) May(w Who, v act.Verb, on Thing) (Leave, error) {
	info, known := verbIndex[v]
	if !known || info.On != on.Kind {
		return Leave{}, g.misuse(v, on)
	}
	if !w.Signed() {
		return Leave{}, signIn(v)
	}
	if on.Kind == "case" && on.ID != "" && w.For.Scope == "case:"+on.ID {
		w.For.Scope = on.Item // an authority for one case reaches that case, and nothing else of its item
	}
	thing := on.normal().entity()
	var no refusal
	for _, c := range capacities(w) {
		verdict := g.judge(c, v, thing)
		if verdict.allowed {
			return g.leave(c, verdict.reasons), nil
		}
		no.add(c, verdict)
	}
	return Leave{}, g.refuse(w, v, no)
}

type verdict struct {
	allowed bool
	reasons []string // permits when allowed, forbids when not
	err     error
}

func (g *Guard) judge(c capacity, v act.Verb, thing cedar.Entity) verdict {
	action := g.actions[v]
	known := trio{c.entity, action, thing}
	decision, diag := cedar.Authorize(g.byVerb[v], known, cedar.Request{
		Principal: c.entity.UID, Action: action.UID, Resource: thing.UID,
	})
	out := verdict{allowed: decision == cedar.Allow && len(diag.Errors) == 0}
	for _, r := range diag.Reasons {
		out.reasons = append(out.reasons, string(r.PolicyID))
	}
	for _, e := range diag.Errors {
		out.err = errors.Join(out.err, errors.New(string(e.PolicyID)+": "+e.Message))
	}
	if out.err != nil {
		out.reasons = nil
	}
	return out
}

// A trio is all that one judgement knows of: who, what, on what. Duties, groups
// and divisions are only named as parents, never looked into.
type trio struct{ who, verb, on cedar.Entity }

// Get finds one of the three.
func (t trio) Get(uid types.EntityUID) (types.Entity, bool) {
	switch uid {
	case t.who.UID:
		return t.who, true
	case t.on.UID:
		return t.on, true
	case t.verb.UID:
		return t.verb, true
	}
	return types.Entity{}, false
}

func (g *Guard) leave(c capacity, ids []string) Leave {
	l := Leave{Post: c.post, Policies: ids, Duty: Applicant}
	for _, id := range ids {
		if r := cite(g.byID[id].Rule).ID(); !slices.Contains(l.Rules, r) {
			l.Rules = append(l.Rules, r)
		}
	}
	if c.post.ID == "" {
		return l
	}
	first := g.byID[ids[0]]
	for _, d := range c.post.Duties {
		if first.Fits(d) {
			l.Duty = d
			break
		}
	}
	return l
}
