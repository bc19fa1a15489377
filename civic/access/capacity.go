package access

import (
	"github.com/cedar-policy/cedar-go"
)

// A capacity is one right in which somebody could act: a post, or their own
// person (身份). Every capacity is judged by itself; a post lends nothing to
// another post.
type capacity struct {
	post   Post // zero for the own person
	entity cedar.Entity
}

// capacities lists the own person first, then the posts as they come.
func capacities(w Who) []capacity {
	if !w.Signed() {
		return nil
	}
	out := make([]capacity, 0, len(w.Posts)+1)
	out = append(out, capacity{entity: self(w)})
	if len(w.Posts) == 0 {
		return out
	}
	mandates := w.Mandates
	if w.For.ID != "" && w.For.ID != w.Person {
		mandates = append([]string{w.For.ID}, mandates...)
	}
	speaksFor := strs(mandates)
	for _, p := range w.Posts {
		out = append(out, capacity{post: p, entity: seat(w, p, speaksFor)})
	}
	return out
}

// none stands for what a holder lacks, so that it equals nothing: a post without a
// scope is not the post for things without a unit.
const none = "∅"

func some(s string) cedar.String {
	if s == "" {
		s = none
	}
	return cedar.String(s)
}

func self(w Who) cedar.Entity {
	actsFor, item := w.For.ID, w.For.Scope
	if actsFor == "" {
		actsFor, item = w.Person, ""
	}
	return cedar.Entity{
		UID: cedar.NewEntityUID("Self", str(w.Account)),
		Attributes: cedar.NewRecord(cedar.RecordMap{
			"person": some(w.Person), "account": some(w.Account),
			"actsFor": some(actsFor), "forItem": str(item), "forCompany": cedar.Boolean(w.For.Company),
		}),
	}
}

func seat(w Who, p Post, speaksFor cedar.Set) cedar.Entity {
	clash := ""
	if pair, bad := clashAt(w, p); bad {
		clash = pair.Rule
	}
	in := make([]cedar.EntityUID, 0, 2*len(p.Duties))
	for _, d := range p.Duties {
		in = append(in, cedar.NewEntityUID("Duty", str(string(d))))
		if info, ok := d.Info(); ok && info.Group != "" {
			in = append(in, cedar.NewEntityUID("Group", str(string(info.Group))))
		}
	}
	return cedar.Entity{
		UID:     cedar.NewEntityUID("Post", str(p.ID)),
		Parents: cedar.NewEntityUIDSet(in...),
		Attributes: cedar.NewRecord(cedar.RecordMap{
			"person": some(w.Person), "account": some(w.Account), "mandates": speaksFor,
			"unit": some(p.Unit), "scope": some(p.Scope), "wide": cedar.Boolean(p.Scope == ""),
			"region": cedar.NewEntityUID("Division", some(p.Region)),
			"strong": cedar.Boolean(w.Strong), "clash": str(clash),
		}),
	}
}

// clashAt finds a pair of duties that must not meet where one of them is this
// post's and the other is any the person holds.
func clashAt(w Who, p Post) (Pair, bool) {
	for _, a := range p.Duties {
		for _, q := range w.Posts {
			for _, b := range q.Duties {
				if pair, bad := Incompatible(a, b); bad {
					return pair, true
				}
			}
		}
	}
	return Pair{}, false
}
