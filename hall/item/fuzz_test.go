package item_test

import (
	"context"
	"strings"
	"testing"

	"tongban/hall/item"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/fault"
)

// Whatever a file holds, an import either refuses it with a sentence or gives a
// report in which every row is accounted for; a second import of the same file
// changes nothing.
func FuzzImport(f *testing.F) {
	f.Add(sheetHead + "甲事项,CODE-0001,行政许可,市水务局,20个工作日,10个工作日\n")
	f.Add(`{"task_code":"11440000006939756B2440101007000","name":"甲","type":"行政许可","department":"局","legal_days":30,"legal_unit":"工作日","materials":["一","二"],"co_departments":"省级教育（受理,审核）"}`)
	f.Add(`{"item":{"task_name":"甲","task_code":"X-0001","task_type":"1","dept_name":"局"},"bylaw":[{"law_name":"《某法》","clause_number":"第一条"}],"special_procedures":[{"special_name":"听证","special_date":15}]}`)
	d := dbtest.Open(f, db.SQLite, schemas...)
	desk := newDesk(d)
	f.Fuzz(func(t *testing.T, file string) {
		ctx := context.Background()
		dry, err := desk.Import(ctx, item.OrgOffices{}, item.Origin{Name: "fuzz", File: strings.NewReader(file)}, item.Options{Region: "150300", DryRun: true})
		if err != nil {
			if fault.Of(err) != fault.Invalid {
				t.Errorf("a file broke the import: %v", err)
			}
			return
		}
		if got := dry.Accepted + dry.Updated + dry.Unchanged + dry.Rejected; got != dry.Rows {
			t.Errorf("%d rows read, %d accounted for", dry.Rows, got)
		}
		if _, err := desk.Import(ctx, item.OrgOffices{}, item.Origin{Name: "fuzz", File: strings.NewReader(file)}, item.Options{Region: "150300"}); err != nil {
			t.Fatal(err)
		}
		again, err := desk.Import(ctx, item.OrgOffices{}, item.Origin{Name: "fuzz", File: strings.NewReader(file)}, item.Options{Region: "150300"})
		if err != nil || again.Accepted+again.Updated != 0 {
			t.Errorf("a second import: %d accepted, %d updated, %v", again.Accepted, again.Updated, err)
		}
	})
}
