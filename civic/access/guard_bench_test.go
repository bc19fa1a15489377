package access

import "testing"

func benchWho() Who {
	return Who{Account: "a1", Person: "p1", Strong: true, Mandates: []string{"c1"}, Posts: []Post{
		{ID: "post1", Unit: "centre", Scope: "centre", Region: "150300", Duties: []Duty{WindowAccept}},
	}}
}

func BenchmarkMay(b *testing.B) {
	g, w := New(), benchWho()
	t := Thing{Kind: "case", ID: "c", Unit: "dept", Scope: "centre", Region: "150302001002", Applicant: "p9", Mandate: "文1", State: "received"}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := g.May(w, CaseAccept, t); err != nil {
			b.Fatal(err)
		}
	}
}
