package search_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/search"
)

var schema = []db.Schema{search.Schema}

func put(t testing.TB, d *db.DB, docs ...search.Doc) {
	t.Helper()
	err := d.Write(context.Background(), func(tx *db.Tx) error {
		for _, x := range docs {
			if err := search.Put(tx, x); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func find(t testing.TB, d *db.DB, x *search.Index, q search.Query) search.Result {
	t.Helper()
	var r search.Result
	err := d.Glance(context.Background(), func(tx *db.Tx) (err error) { r, err = x.Find(tx, q); return err })
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var few = []search.Doc{
	{Kind: "item", ID: "11150300MB1234567A4000131001000", Title: "食品经营许可证核发", Words: []string{"市场监督管理局"}, Facets: map[string]string{"for": "company"}},
	{Kind: "item", ID: "11150300MB1234567A4000131002000", Title: "食品生产许可", Facets: map[string]string{"for": "company"}},
	{Kind: "item", ID: "11150300MB1234567A4000119003000", Title: "公共场所卫生许可", Body: "理发店、美容店应当取得卫生许可证"},
	{Kind: "item", ID: "11150300MB1234567A4000101004000", Title: "内资企业设立登记", Words: []string{"营业执照"}},
	{Kind: "item", ID: "B1", Title: "重庆银行行政许可备案"},
	{Kind: "power", ID: "P1", Title: "食品经营许可证核发"},
}

func TestThingsAreFoundAsPeopleTypeThem(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d *db.DB) {
		put(t, d, few...)
		err := d.Write(context.Background(), func(tx *db.Tx) error {
			return search.PutSynonym(tx, search.Synonym{Kind: "item", Word: "开饭店", Means: "食品经营许可"})
		})
		if err != nil {
			t.Fatal(err)
		}
		x := search.New()
		for _, c := range []struct {
			why, text, first string
			how              search.Way
		}{
			{"the whole name", "食品经营许可证核发", "食品经营许可证核发", search.ByTitle},
			{"a part", "经营许可", "食品经营许可证核发", search.ByTitle},
			{"two characters", "卫生", "公共场所卫生许可", search.ByTitle},
			{"one character", "资", "内资企业设立登记", search.ByTitle},
			{"full-width and spaces", " 食品　 生产 ", "食品生产许可", search.ByTitle},
			{"two words in the other order", "许可 卫生", "公共场所卫生许可", search.ByTitle},
			{"another name", "营业执照", "内资企业设立登记", search.ByWord},
			{"pinyin in full", "shipinjingying", "食品经营许可证核发", search.ByPinyin},
			{"pinyin with spaces", "shi pin sheng chan", "食品生产许可", search.ByPinyin},
			{"pinyin not yet finished", "neiziqiy", "内资企业设立登记", search.ByPinyin},
			{"initials", "spjyxk", "食品经营许可证核发", search.ByPinyin},
			{"initials from the middle", "wsxk", "公共场所卫生许可", search.ByPinyin},
			{"readings of place and office", "chongqingyinhangxingzheng", "重庆银行行政许可备案", search.ByPinyin},
			{"a code from its beginning", "11150300MB1234567A4000131002", "食品生产许可", search.ByCode},
			{"the end of a long code", "119003000", "公共场所卫生许可", search.ByCode},
			{"one wrong character", "食品经赢许可证", "食品经营许可证核发", search.BySound},
			{"one wrong character of another sound", "食品经管许可证", "食品经营许可证核发", search.ByPart},
			{"one missing character", "食品经许可证核发", "食品经营许可证核发", search.ByPart},
			{"the same sound", "味生许可", "公共场所卫生许可", search.BySound},
			{"an everyday word", "我想开饭店怎么办", "食品经营许可证核发", search.BySynonym},
			{"words around the matter", "请问卫生许可需要什么材料", "公共场所卫生许可", search.ByTitle},
			{"a word of the text", "理发店", "公共场所卫生许可", search.ByBody},
		} {
			r := find(t, d, x, search.Query{Text: c.text, Kinds: []string{"item"}})
			if len(r.Hits) == 0 || r.Near || r.Hits[0].Title != c.first || r.Hits[0].How != c.how {
				t.Errorf("%s: %q found %+v (near %v), want first %s by %s", c.why, c.text, r.Hits, r.Near, c.first, c.how)
			}
		}
	})
}

func TestKindsFacetsLimitAndNearest(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d *db.DB) {
		put(t, d, few...)
		x := search.New()
		if r := find(t, d, x, search.Query{Text: "食品经营"}); len(r.Hits) != 2 || r.Hits[0].Kind != "item" || r.Hits[1].Kind != "power" {
			t.Errorf("over all kinds: got %+v, want the item and the power", r.Hits)
		}
		if r := find(t, d, x, search.Query{Text: "许可", Facets: map[string]string{"for": "company"}}); len(r.Hits) != 2 {
			t.Errorf("for companies: got %+v, want two", r.Hits)
		}
		if r := find(t, d, x, search.Query{Text: "许可", Limit: 1}); len(r.Hits) != 1 || r.Total != 5 {
			t.Errorf("limit: got %d of %d, want 1 of 5", len(r.Hits), r.Total)
		}
		if r := find(t, d, x, search.Query{Text: "卫兵"}); !r.Near || len(r.Hits) == 0 || r.Hits[0].Title != "公共场所卫生许可" {
			t.Errorf("no hit: got %+v near %v, want the nearest", r.Hits, r.Near)
		}
		for _, nothing := range []string{"", "   ", "，。！", "龘"} {
			if r := find(t, d, x, search.Query{Text: nothing}); len(r.Hits) != 0 {
				t.Errorf("%q: got %+v, want nothing", nothing, r.Hits)
			}
		}
	})
}

func TestMarkedPiecesShowWhatFits(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, schema...)
	put(t, d, few...)
	x := search.New()
	for _, c := range [][2]string{
		{"经营 核发", "食品[经营]许可证[核发]"},
		{"jingying", "食品[经营]许可证核发"},
		{"spjy", "[食品经营]许可证核发"},
		{"食品经管许可证", "[食品经]营[许可证]核发"},
		{"经赢", "食品[经营]许可证核发"},
	} {
		var b strings.Builder
		for _, p := range find(t, d, x, search.Query{Text: c[0], Kinds: []string{"item"}}).Hits[0].Pieces() {
			if p.Mark {
				b.WriteString("[" + p.Text + "]")
			} else {
				b.WriteString(p.Text)
			}
		}
		if b.String() != c[1] {
			t.Errorf("%q: marked %s, want %s", c[0], b.String(), c[1])
		}
	}
}

func TestChangesAreFoundAtOnceAndUndoneOnesNever(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d *db.DB) {
		x, other := search.New(), search.New() // two processes
		put(t, d, few...)
		see := func(text string, want int) {
			t.Helper()
			for _, ix := range []*search.Index{x, other} {
				r := find(t, d, ix, search.Query{Text: text, Kinds: []string{"item"}})
				if r.Near {
					r.Hits = nil
				}
				if len(r.Hits) != want {
					t.Errorf("%q: got %d hits %v, want %d", text, len(r.Hits), r.Hits, want)
				}
			}
		}
		see("食品生产", 1)
		undone := fmt.Errorf("undone")
		err := d.Write(context.Background(), func(tx *db.Tx) error {
			if err := search.Put(tx, search.Doc{Kind: "item", ID: "ghost", Title: "幽灵事项"}); err != nil {
				return err
			}
			if r, err := x.Find(tx, search.Query{Text: "幽灵"}); err != nil || !r.Near && len(r.Hits) > 0 {
				t.Errorf("found %v, %v inside the transaction that writes it", r.Hits, err)
			}
			return undone
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		put(t, d, search.Doc{Kind: "item", ID: "B1", Title: "重庆银行年检"})
		see("幽灵", 0)
		see("备案", 0)
		see("年检", 1)
		err = d.Write(context.Background(), func(tx *db.Tx) error { return search.Remove(tx, "item", "B1") })
		if err != nil {
			t.Fatal(err)
		}
		see("年检", 0)
		see("食品生产", 1)
		s := search.Synonym{Word: "开厂", Means: "食品生产"}
		for _, want := range []int{1, 0} {
			err = d.Write(context.Background(), func(tx *db.Tx) error {
				if want == 1 {
					return search.PutSynonym(tx, s)
				}
				return search.RemoveSynonym(tx, s)
			})
			if err != nil {
				t.Fatal(err)
			}
			see("开厂", want)
		}
	})
}

const itemsFile = "../../../shared/data/service_items/guangdong_items_2021.jsonl"

// corpus reads the real names of items where the file is at hand; the address of
// another copy can be given.
func corpus(t testing.TB) []search.Doc {
	t.Helper()
	path := itemsFile
	if p := os.Getenv("TONGBAN_ITEMS"); p != "" {
		path = p
	}
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("the 2,262 item names of Guangdong are not here (%v); TONGBAN_ITEMS can name them", err)
	}
	defer f.Close()
	var out []search.Doc
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		var row struct {
			Code       string `json:"task_code"`
			Name       string `json:"name"`
			Department string `json:"department"`
			Daily      string `json:"daily_words"`
		}
		if err := json.Unmarshal(in.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		d := search.Doc{Kind: "item", ID: row.Code, Title: row.Name, Words: []string{row.Department}}
		if row.Daily != "" {
			d.Words = append(d.Words, row.Daily)
		}
		out = append(out, d)
	}
	if in.Err() != nil || len(out) != 2262 {
		t.Fatalf("read %d items, %v, want 2262", len(out), in.Err())
	}
	return out
}

// An asked is a query and what the title of a good answer holds: many items begin
// with the same words, and any of them is a good answer to those words.
type asked struct{ kind, text, holds string }

// queries makes, from every 23rd name, what a person might type for it.
func queries(docs []search.Doc) (out []asked) {
	var stem string
	add := func(kind, text, _ string) { out = append(out, asked{kind, text, stem}) }
	for i := 0; i < len(docs); i += 23 {
		d := docs[i]
		name := []rune(strings.FieldsFunc(d.Title, func(r rune) bool { return !unicode.Is(unicode.Han, r) })[0])
		stem = d.Title
		add("whole", d.Title, d.ID)
		add("code", d.ID, d.ID)
		if len(name) >= 8 {
			stem = string(name[2:7])
			add("part", stem, d.ID)
			stem = string(name[3:5])
			add("two", stem, d.ID)
			stem = string(name)
			wrong := append([]rune{}, name...)
			wrong[len(name)/2] = '鼎'
			add("typo", string(wrong), d.ID)
			add("missing", string(append(append([]rune{}, name[:4]...), name[5:]...)), d.ID)
			add("pinyin", search.Pinyin(string(name)), d.ID)
			add("initials", search.Initials(string(name)), d.ID)
		}
	}
	return out
}

func TestRealNamesAreFoundAndBothEnginesAgree(t *testing.T) {
	docs := corpus(t)
	queries := queries(docs)
	answers := map[string][]search.Result{}
	dbtest.Each(t, schema, func(t *testing.T, d *db.DB) {
		for i := 0; i < len(docs); i += 500 {
			put(t, d, docs[i:min(i+500, len(docs))]...)
		}
		x := search.New()
		missed := map[string]int{}
		total := map[string]int{}
		for _, q := range queries {
			r := find(t, d, x, search.Query{Text: q.text, Limit: 200})
			answers[t.Name()] = append(answers[t.Name()], r)
			total[q.kind]++
			found := false
			for _, h := range r.Hits[:min(3, len(r.Hits))] {
				found = found || strings.Contains(h.Title, q.holds)
			}
			if !found {
				missed[q.kind]++
				if missed[q.kind] <= 3 {
					t.Logf("%s: %q does not lead to %s", q.kind, q.text, q.holds)
				}
			}
		}
		for kind, n := range total {
			if missed[kind] > 0 {
				t.Errorf("%s: %d of %d not among the first three hits, want none", kind, missed[kind], n)
			}
		}
	})
	var all [][]search.Result
	for _, a := range answers {
		all = append(all, a)
	}
	if len(all) == 2 && !reflect.DeepEqual(all[0], all[1]) {
		t.Errorf("the engines gave different hits")
	}
}

func TestReadingsOfPlacesAndOffices(t *testing.T) {
	for text, want := range map[string]string{
		"重庆": "chongqing", "乌海市": "wuhaishi", "海勃湾区": "haibowanqu", "内蒙古自治区": "neimengguzizhiqu", "银行": "yinhang",
		"行政许可": "xingzhengxuke", "行业协会": "hangyexiehui", "重新核发": "chongxinhefa", "重大事项": "zhongdashixiang",
		"会计师": "kuaijishi", "市长热线": "shizhangrexian", "长期护理": "changqihuli", "调整": "tiaozheng", "调查": "diaocha", "城市绿化": "chengshilvhua",
	} {
		if got := search.Pinyin(text); got != want {
			t.Errorf("%s reads %s, want %s", text, got, want)
		}
	}
}

func FuzzFind(f *testing.F) {
	d := dbtest.Open(f, db.SQLite, schema...)
	put(f, d, few...)
	x := search.New()
	for _, s := range []string{"食品", "spjy", "1115", "重庆 yinhang 1", "\xff", "İ", "ẞ", "〇"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, h := range find(t, d, x, search.Query{Text: s}).Hits {
			var b strings.Builder
			for _, p := range h.Pieces() {
				b.WriteString(p.Text)
			}
			if b.String() != h.Title {
				t.Errorf("%q: pieces make %q, want %q", s, b.String(), h.Title)
			}
		}
	})
}

// BenchmarkFind asks the real queries of 2,262, 5,000 and 50,000 documents.
func BenchmarkFind(b *testing.B) {
	docs := corpus(b)
	queries := queries(docs)
	for _, n := range []int{2262, 5000, 50000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			d := dbtest.Open(b, db.SQLite, schema...)
			var many []search.Doc
			for i := range n {
				x := docs[i%len(docs)]
				if i >= len(docs) {
					x.ID = fmt.Sprintf("%s-%d", x.ID, i)
					x.Title += docs[(i*7)%len(docs)].Title
				}
				many = append(many, x)
			}
			for i := 0; i < len(many); i += 1000 {
				put(b, d, many[i:min(i+1000, len(many))]...)
			}
			x := search.New()
			find(b, d, x, search.Query{Text: "许可"})
			b.ResetTimer()
			var took []time.Duration
			for i := 0; b.Loop(); i++ {
				began := time.Now()
				find(b, d, x, search.Query{Text: queries[i%len(queries)].text})
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
		})
	}
}
