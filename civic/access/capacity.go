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

func self(w Who) cedar.Entity {
	actsFor, item := w.For.ID, w.For.Scope
	if actsFor == "" {
		actsFor, item = w.Person, ""
	}
	return cedar.Entity{
		UID: cedar.NewEntityUID("Self", str(w.Account)),
		Attributes: cedar.NewRecord(cedar.RecordMap{
			"person": str(w.Person), "account": str(w.Account),
			"actsFor": str(actsFor), "forItem": str(item), "forCompany": cedar.Boolean(w.For.Company),
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
			"person": str(w.Person), "account": str(w.Account), "mandates": speaksFor,
			"unit": str(p.Unit), "scope": str(p.Scope),
			"region": cedar.NewEntityUID("Division", str(p.Region)),
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
