package access

import (
	"fmt"
	"slices"

	"tongban/civic/act"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// A refusal gathers, over the capacities tried, why none was allowed.
type refusal struct {
	forbids []string
	tried   []capacity
	err     error
}

func (r *refusal) add(c capacity, v verdict) {
	r.tried = append(r.tried, c)
	for _, id := range v.reasons {
		if !slices.Contains(r.forbids, id) {
			r.forbids = append(r.forbids, id)
		}
	}
	if r.err == nil {
		r.err = v.err
	}
}

// misuse is a bug of a desk: a verb no policy knows, or on a kind it is not for.
func (g *Guard) misuse(v act.Verb, on Thing) error {
	return fault.New(fault.Forbidden, "access.unknown", i18n.T("没有规定谁可以这样做，因此不准许。", "No policy says who may do this, so nobody may.")).
		Because(fmt.Errorf("access: verb %q on kind %q is not in verb.go", v, on.Kind))
}

// signIn carries the key by which platform/web leads to the sign-in page and back.
func signIn(v act.Verb) error {
	return fault.New(fault.Forbidden, "web.sign-in", i18n.Tf("%s须先登录。", "Sign in to %s.", VerbName(v))).
		Then(i18n.T("请登录后再试。", "Please sign in and try again."))
}

// refuse words the refusal: a policy that forbids comes first; then a post whose
// duty fits but whose matter this is not; then that no post has the duty.
func (g *Guard) refuse(w Who, v act.Verb, r refusal) error {
	f := g.word(w, v, r)
	f.May = g.others(v)
	if r.err != nil {
		f = fault.New(fault.Forbidden, "access.error", i18n.T("权限判定出错，因此不准许。", "The permission could not be judged, so it is refused.")).Because(r.err)
	}
	return f
}

func (g *Guard) word(w Who, v act.Verb, r refusal) *fault.Error {
	if len(r.forbids) > 0 {
		p := g.byID[r.forbids[0]]
		f := fault.New(fault.Forbidden, "access."+p.ID, p.Say).Under(Citation(p.Rule))
		if p.ID == "never-clashing-duties" {
			f = g.wordClash(w, f)
		}
		return f
	}
	p := g.near(v, r, false)
	if p == nil && len(w.Posts) == 0 {
		p = g.near(v, r, true)
	}
	if p != nil && !p.Else.Empty() {
		return fault.New(fault.Forbidden, "access."+p.ID, p.Else).Under(Citation(p.Rule))
	}
	say := i18n.Tf("您没有“%s”的权限。", "You have no right to %s.", VerbName(v))
	if len(w.Posts) > 0 {
		say = i18n.Tf("您的岗位没有“%s”的职责。", "None of your posts carries the duty to %s.", VerbName(v))
	}
	f := fault.New(fault.Forbidden, "access.no-duty", say)
	for _, p := range g.byVerb[v] {
		if !p.Forbid && !p.Own {
			return f.Under(Citation(p.Rule))
		}
	}
	return f
}

// wordClash names the two duties and the rule that keeps them apart.
func (g *Guard) wordClash(w Who, f *fault.Error) *fault.Error {
	for _, p := range w.Posts {
		if pair, bad := clashAt(w, p); bad {
			f.Say = i18n.Tf("“%s”与“%s”不得由一人兼任，在改正之前有关岗位停用。", "One person must not hold both “%s” and “%s”; until this is mended the posts are suspended.", pair.A.Name(), pair.B.Name())
			f.Rule = pair.Ground()
			f.Do = i18n.T("请安全管理员免去其中一个岗位。", "Ask the security administrator to end one of the appointments.")
		}
	}
	return f
}

// near finds the permit whose duty a tried capacity carries.
func (g *Guard) near(v act.Verb, r refusal, own bool) *Policy {
	for _, p := range g.byVerb[v] {
		if p.Forbid || p.Own != own {
			continue
		}
		for _, c := range r.tried {
			if own && c.post.ID == "" {
				return p
			}
			if !own && slices.ContainsFunc(c.post.Duties, p.Fits) {
				return p
			}
		}
	}
	return nil
}

// others lists who could do it, as sentences of the permits.
func (g *Guard) others(v act.Verb) []i18n.Text {
	var out []i18n.Text
	for _, p := range g.byVerb[v] {
		if !p.Forbid {
			out = append(out, p.Say)
		}
	}
	return out
}
