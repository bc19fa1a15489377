// Package access decides who may do what (权限) by policies that are text.
package access

import (
	"context"

	"tongban/civic/act"
)

// A Post is one post held today, with its duties (岗位).
type Post struct {
	ID     string
	Name   string
	Unit   string // the unit the post belongs to
	Scope  string // the unit whose matters it handles: a department for an approval office, the centre for a window
	Region string // division code of the unit
	Duties []Duty
}

// A Principal is the person or company acted for (被代理人).
type Principal struct {
	ID        string // person id
	Name      string
	Company   bool
	Authority string // id of the recorded authority; empty when acting for oneself
	Scope     string // "" = everything the authority names; else an item code
}

// Who is the signed-in account as one request sees it (当前用户).
type Who struct {
	Account string // empty when nobody signed in
	Person  string // person id of the natural person behind the account
	Name    string
	Session string
	Posts   []Post
	For     Principal // whom the account acts for now; itself by default
	Strong  bool      // signed in with a second factor
	// Mandates are the ids of all persons and companies the person may act for,
	// whether acting for them now or not: whoever may speak for an applicant
	// does not handle that applicant's case as an official.
	Mandates []string
}

// Signed reports whether somebody signed in.
func (w Who) Signed() bool { return w.Account != "" }

// Has reports whether any post of today carries the duty.
func (w Who) Has(d Duty) bool {
	_, ok := w.PostWith(d)
	return ok
}

// PostWith gives the first post that carries the duty.
func (w Who) PostWith(d Duty) (Post, bool) {
	for _, p := range w.Posts {
		for _, x := range p.Duties {
			if x == d {
				return p, true
			}
		}
	}
	return Post{}, false
}

// As gives the actor for an act done under a leave.
func (w Who) As(l Leave) act.Actor {
	a := act.Actor{Account: w.Account, Post: l.Post.ID, Unit: l.Post.Unit, Duty: string(l.Duty)}
	if l.Post.ID == "" && w.For.ID != w.Person {
		a.For = w.For.ID
	}
	return a
}

// A Leave is the permission given, with the post and duty that gave it (准许).
type Leave struct {
	Post     Post
	Duty     Duty
	Policies []string // ids of the policies that permitted
	Rules    []string // what those policies cite, as law.Cite ids for the act: "licensing:26.1", "design:SEED-18"
}

type whoKey struct{}

// With returns a context in which w acts.
func With(ctx context.Context, w Who) context.Context { return context.WithValue(ctx, whoKey{}, w) }

// From gives who acts; the zero Who when nobody signed in.
func From(ctx context.Context) Who {
	w, _ := ctx.Value(whoKey{}).(Who)
	return w
}
