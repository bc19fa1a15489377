package item_test

import (
	"context"
	"strings"
	"testing"

	"tongban/civic/access"
	"tongban/hall/item"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/i18n"
)

func TestTheGuangdongCatalogueGoesInWhole(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		ctx, desk := context.Background(), newDesk(d)
		run := func(o item.Options) item.Report {
			t.Helper()
			o.Region = "150300"
			rep, err := desk.Import(ctx, item.OrgOffices{}, item.Origin{Name: "guangdong-2021", File: given(t, "guangdong_items_2021.jsonl")}, o)
			if err != nil {
				t.Fatal(err)
			}
			return rep
		}
		dry := run(item.Options{DryRun: true})
		if dry.Accepted != 2262 || dry.Rejected != 0 {
			t.Errorf("dry run: got %d accepted, %d rejected, want 2262 and 0", dry.Accepted, dry.Rejected)
		}
		for _, table := range []string{"item", "item_version", "item_source", "act", "org_unit"} {
			if n := count(t, d, "SELECT COUNT(*) FROM "+table); n != 0 {
				t.Errorf("a dry run wrote %d rows of %s", n, table)
			}
		}
		var told []int
		rep := run(item.Options{Progress: func(n, total int) { told = append(told, n) }})
		check := func(what string, got, want int) {
			t.Helper()
			if got != want {
				t.Errorf("%s: got %d, want %d", what, got, want)
			}
		}
		check("rows", rep.Rows, 2262)
		check("accepted", rep.Accepted, 2262)
		check("rejected", rep.Rejected, 0)
		check("with a legal limit", rep.Figures.Legal, 1549)
		check("with a promise", rep.Figures.Promise, 1723)
		check("with both", rep.Figures.Both, 1522)
		check("promise longer or unclear", rep.Figures.Longer, 0)
		check("with materials", rep.Figures.Materials, 809)
		check("with co-departments", rep.Figures.Joint, 87)
		check("public services", rep.Figures.Types[item.Public], 1586)
		check("licences", rep.Figures.Types[item.Licence], 510)
		check("other powers", rep.Figures.Types[item.OtherPower], 77)
		check("credit codes noted", rep.Warned["uscc-check"], 6)
		check("batches told", len(told), 12)
		check("drafts", int(count(t, d, "SELECT COUNT(*) FROM item_version WHERE state = 'draft' AND gaps > 0")), 2262)
		check("acts, one per batch", int(count(t, d, "SELECT COUNT(*) FROM act WHERE verb = 'item.import'")), 12)
		check("departments", len(rep.Met), int(count(t, d, "SELECT COUNT(*) FROM org_unit")))
		items := 0
		for _, m := range rep.Met {
			items += m.Items
		}
		check("items over departments", items, 2262)

		before := count(t, d, "SELECT SUM(rev) FROM item_version")
		again := run(item.Options{})
		check("unchanged on the second import", again.Unchanged, 2262)
		check("accepted on the second import", again.Accepted+again.Updated, 0)
		check("revisions after the second import", int(count(t, d, "SELECT SUM(rev) FROM item_version")), int(before))
		check("acts after the second import", int(count(t, d, "SELECT COUNT(*) FROM act WHERE verb = 'item.import'")), 12)
		if s := rep.Summary(i18n.Zh); !strings.Contains(s, "新增草稿 2262") {
			t.Errorf("summary: %s", s)
		}
	})
}

func TestAnOfficialRecordFillsItsDraft(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, schemas...)
	desk := newDesk(d)
	rep, err := desk.Import(context.Background(), item.OrgOffices{}, item.Origin{Name: "lingshan", File: given(t, "lingshan_450721_full_item.json")}, item.Options{Region: "150300"})
	if err != nil || rep.Accepted != 1 {
		t.Fatalf("got %+v, %v", rep, err)
	}
	v := read(t, d, func(tx *db.Tx) (*item.Version, error) { return item.At(tx, "11450721MB155808114000104002000", 1) })
	if v.Name.Zh != "固定资产投资项目节能审查" || v.Legal != item.Days(20) || v.Promise != item.Days(5) || v.Type != item.Licence || v.Level != item.County {
		t.Errorf("got %q %v %v %v %v", v.Name.Zh, v.Legal, v.Promise, v.Type, v.Level)
	}
	if len(v.Basis) != 3 || v.Basis[0].Law != "固定资产投资项目节能办法" || v.Basis[0].Article != "第三条" {
		t.Errorf("basis: got %+v", v.Basis)
	}
	if len(v.Materials) != 2 || len(v.Materials[0].Basis) != 1 || v.Materials[0].Basis[0].Article != "第八条" || v.Materials[0].Need != "1" {
		t.Errorf("materials: got %+v", v.Materials)
	}
	// 机构评审 is none of the eight causes of 行政许可法 45, so it is kept without stopping the clock.
	if len(v.Specials) != 1 || v.Specials[0].Stops() || v.Specials[0].Limit != item.Days(15) {
		t.Errorf("specials: got %+v", v.Specials)
	}
	if v.Charge != item.Free || v.Visits != 1 || v.VisitReason.Zh == "" || len(v.Questions) != 2 || len(v.Places) != 1 {
		t.Errorf("got charge %q, %d visits (%s), %d questions, %d places", v.Charge, v.Visits, v.VisitReason.Zh, len(v.Questions), len(v.Places))
	}
}

func TestPowersThatNobodyAppliesForComeBack(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, schemas...)
	desk := newDesk(d)
	from := func() item.Origin {
		return item.Origin{Name: "liaoning", File: given(t, "liaoning_power_items_sample.csv")}
	}
	rep, err := desk.Import(context.Background(), item.OrgOffices{}, from(), item.Options{DryRun: true})
	if err != nil || rep.Rows != 30 || rep.Accepted != 0 || rep.Reasons["no-department"] != 30 {
		t.Fatalf("without a department: got %d rows, %d accepted, %v, %v", rep.Rows, rep.Accepted, rep.Reasons, err)
	}
	rep, err = desk.Import(context.Background(), item.OrgOffices{}, from(), item.Options{Department: "辽宁样表", Region: "150300"})
	if err != nil {
		t.Fatal(err)
	}
	if rep.Accepted == 0 || rep.Reasons["not-applied"] == 0 || rep.Accepted+rep.Rejected != 30 {
		t.Errorf("got %d accepted, %d rejected, %v", rep.Accepted, rep.Rejected, rep.Reasons)
	}
	for _, b := range rep.Bad {
		if b.Line < 2 || b.Col == "" || b.Say.Zh == "" || b.Say.En == "" {
			t.Errorf("a refused row lacks its place or reason: %+v", b)
		}
	}
}

const sheetHead = "事项名称,实施编码,事项类型,实施主体,法定办结时限,承诺办结时限\n"

func TestBadRowsComeBackWithPlaceAndReason(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		desk := newDesk(d)
		csv := sheetHead +
			"甲事项,CODE-0001,行政许可,市水务局,20个工作日,10个工作日\n" +
			",CODE-0002,行政许可,市水务局,20个工作日,\n" +
			"丙事项,CODE-0001,行政许可,市水务局,20个工作日,\n" +
			"丁事项,CODE-0004,行政处罚,市水务局,,\n" +
			"戊事项,CODE-0005,行政许可,市水务局,约二十天,\n" +
			"己事项,?,行政许可,市水务局,,\n" +
			"庚事项,CODE-0007,奇怪,市水务局,,\n" +
			"辛事项,CODE-0008,行政确认,,,\n" +
			"壬事项,CODE-0009,行政确认,市水务局,,,多一列\n"
		rep, err := desk.Import(context.Background(), item.OrgOffices{}, item.Origin{Name: "own", File: strings.NewReader(csv)}, item.Options{Region: "150300"})
		if err != nil {
			t.Fatal(err)
		}
		want := []struct {
			line int
			col  string
			key  string
		}{{10, "G", "unreadable"}, {3, "A", "no-name"}, {4, "B", "duplicate"}, {5, "C", "not-applied"}, {6, "E", "bad-limit"}, {7, "B", "bad-code"}, {8, "C", "bad-type"}, {9, "D", "no-department"}}
		if rep.Accepted != 1 || len(rep.Bad) != len(want) {
			t.Fatalf("got %d accepted and %d refused, want 1 and %d: %+v", rep.Accepted, len(rep.Bad), len(want), rep.Bad)
		}
		for i, w := range want {
			if b := rep.Bad[i]; b.Line != w.line || b.Col != w.col || b.Key != w.key {
				t.Errorf("refused %d: got row %d column %s %s, want row %d column %s %s", i, b.Line, b.Col, b.Key, w.line, w.col, w.key)
			}
		}
		var out strings.Builder
		if err := rep.WriteBad(&out); err != nil || strings.Count(out.String(), "\n") != 9 {
			t.Errorf("download: got %v, %q", err, out.String())
		}
	})
}

func TestAChangedSourceUpdatesUntouchedDraftsOnly(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		ctx, desk := context.Background(), newDesk(d)
		run := func(csv string) item.Report {
			t.Helper()
			rep, err := desk.Import(ctx, item.OrgOffices{}, item.Origin{Name: "own", File: strings.NewReader(sheetHead + csv)}, item.Options{Region: "150300", Who: editor})
			if err != nil {
				t.Fatal(err)
			}
			return rep
		}
		run("甲事项,CODE-0001,行政许可,市水务局,20个工作日,10个工作日\n乙事项,CODE-0002,行政许可,市水务局,20个工作日,10个工作日\n")
		v := read(t, d, func(tx *db.Tx) (*item.Version, error) { return item.At(tx, "CODE-0002", 1) })
		if _, err := desk.Edit(ctx, editor, item.Of(v), "basics", func(c *item.Content) error { c.About = i18n.T("编制人写的。", ""); return nil }); err != nil {
			t.Fatal(err)
		}
		rep := run("甲事项,CODE-0001,行政许可,市水务局,20个工作日,8个工作日\n乙事项,CODE-0002,行政许可,市水务局,20个工作日,8个工作日\n")
		if rep.Updated != 1 || rep.Reasons["edited"] != 1 {
			t.Errorf("got %d updated, refused %v, want 1 updated and 1 refused as edited", rep.Updated, rep.Reasons)
		}
		kept := read(t, d, func(tx *db.Tx) (*item.Version, error) { return item.At(tx, "CODE-0002", 1) })
		if kept.About.Zh != "编制人写的。" || kept.Promise.N != 10 {
			t.Errorf("the editor's work was overwritten: %+v", kept.Promise)
		}
		other, err := desk.Import(ctx, item.OrgOffices{}, item.Origin{Name: "another", File: strings.NewReader(sheetHead + "甲事项,CODE-0001,行政许可,市水务局,20个工作日,\n")}, item.Options{Region: "150300"})
		if err != nil || other.Reasons["code-taken"] != 1 {
			t.Errorf("another source with the same code: got %v, %v", other.Reasons, err)
		}
	})
}

func TestNobodyImportsForAnotherDepartment(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, schemas...)
	desk := newDesk(d)
	bound := staff("shuiwu-sun", access.ItemEdit)
	bound.Posts[0].Scope = "some-other-department"
	rep, err := desk.Import(context.Background(), item.OrgOffices{}, item.Origin{Name: "own", File: strings.NewReader(sheetHead + "甲事项,CODE-0001,行政许可,市水务局,20个工作日,\n")}, item.Options{Region: "150300", Who: bound})
	if err != nil || rep.Accepted != 0 || rep.Reasons["not-your-department"] != 1 {
		t.Errorf("got %d accepted, %v, %v", rep.Accepted, rep.Reasons, err)
	}
}

func TestAColumnMapNamesTheColumns(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, schemas...)
	desk := newDesk(d)
	odd := "编号,叫什么,哪个局,哪类\nCODE-0001,甲事项,市水务局,行政许可\n"
	_, err := desk.Import(context.Background(), item.OrgOffices{}, item.Origin{Name: "odd", File: strings.NewReader(odd)}, item.Options{})
	if err == nil || !strings.Contains(err.Error(), "item.not-items") {
		t.Errorf("without a map: got %v, want item.not-items", err)
	}
	m := item.ColumnMap{"code": "编号", "name": "叫什么", "department": "哪个局", "typeName": "哪类"}
	rep, err := desk.Import(context.Background(), item.OrgOffices{}, item.Origin{Name: "odd", File: strings.NewReader(odd)}, item.Options{Columns: m})
	if err != nil || rep.Accepted != 1 {
		t.Errorf("with a map: got %+v, %v", rep, err)
	}
	_, err = desk.Import(context.Background(), item.OrgOffices{}, item.Origin{Name: "odd", File: strings.NewReader(odd)}, item.Options{Columns: item.ColumnMap{"nome": "编号", "name": "没有这列"}})
	if err == nil || !strings.Contains(err.Error(), "nome") || !strings.Contains(err.Error(), "没有这列") {
		t.Errorf("a wrong map: got %v", err)
	}
}
