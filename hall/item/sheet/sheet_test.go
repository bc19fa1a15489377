package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"tongban/hall/item/sheet"
	"tongban/platform/fault"
)

// all reads every row; bad ones are given as "line column".
func all(t testing.TB, r sheet.Reader) (rows []sheet.Row, bad []string, err error) {
	t.Helper()
	for {
		row, err := r.Next()
		var b *sheet.Bad
		switch {
		case errors.Is(err, io.EOF):
			return rows, bad, nil
		case errors.As(err, &b):
			if b.Say.Zh == "" || b.Say.En == "" || b.Error() == "" {
				t.Errorf("a bad row without a reason: %+v", b)
			}
			bad = append(bad, fmt.Sprintf("%s%d %s", b.Sheet, b.Line, b.Col))
		case err != nil:
			return rows, bad, err
		default:
			rows = append(rows, row)
		}
	}
}

func open(t testing.TB, s string, l sheet.Limit) sheet.Reader {
	t.Helper()
	r, err := sheet.Open(strings.NewReader(s), l)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestEachFormatGivesTheSameRows(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("名称,编码\n甲,1\n乙,2\n")
	if err != nil {
		t.Fatal(err)
	}
	var book bytes.Buffer
	f := excelize.NewFile()
	for i, row := range [][]any{{"事项清单"}, {"名称", "编码"}, {"甲", 1}, {}, {"乙", 2}} {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Write(&book); err != nil {
		t.Fatal(err)
	}
	for form, x := range map[string]struct{ file, lines string }{
		"jsonl": {"{\"名称\":\"甲\",\"编码\":1}\n\n{\"名称\":\"乙\",\"编码\":\"2\"}\n", "[1 3]"},
		"json":  {`[{"名称":"甲","编码":1},{"名称":"乙","编码":2}]`, "[1 2]"},
		"csv":   {"\ufeff名称,编码\r\n甲,1\r\n\"乙\",2\r\n", "[2 3]"},
		"csv ":  {gb, "[2 3]"},
		"xlsx":  {book.String(), "[3 5]"},
	} {
		r := open(t, x.file, sheet.Usual)
		rows, bad, err := all(t, r)
		if err != nil || len(bad) > 0 || len(rows) != 2 || r.Form() != strings.TrimSpace(form) {
			t.Errorf("%s: got %d rows, bad %v, %v", form, len(rows), bad, err)
			continue
		}
		var lines []int
		for i, want := range []string{"甲", "乙"} {
			lines = append(lines, rows[i].Line)
			if rows[i].Cells["名称"].Text != want || rows[i].Cells["编码"].Text != fmt.Sprint(i+1) {
				t.Errorf("%s: row %d: got %+v", form, i, rows[i].Cells)
			}
		}
		if fmt.Sprint(lines) != x.lines {
			t.Errorf("%s: got lines %v, want %s", form, lines, x.lines)
		}
	}
}

func TestARecordsPartsBecomeCells(t *testing.T) {
	rows, _, err := all(t, open(t, `{"item":{"name":"甲","days":20},"list":["一","二"],"materials":[{"name":"申请书","need":1}],"flag":true,"none":null}`, sheet.Usual))
	if err != nil || len(rows) != 1 {
		t.Fatal(err)
	}
	c := rows[0].Cells
	if c["item.name"].Text != "甲" || c["item.days"].Text != "20" || len(c["list"].List) != 2 || c["materials"].Rows[0]["need"] != "1" || c["flag"].Text != "true" || !c["none"].Empty() {
		t.Errorf("got %+v", c)
	}
}

func TestBadRowsAreLostAloneAndNamed(t *testing.T) {
	for name, x := range map[string]struct{ file, bad string }{
		"json line":   {"{\"a\":\"1\",\"b\":\"2\"}\nnot json\n{\"a\":\"3\",\"b\":\"4\"}\n", "[2 ]"},
		"json array":  {"{\"a\":\"1\"}\n[1]\n{\"a\":\"3\"}\n", "[2 ]"},
		"two records": {"{\"a\":\"1\"}\n{\"a\":\"1\"}{\"a\":\"1\"}\n{\"a\":\"3\"}\n", "[2 ]"},
		"extra cell":  {"a,b\n1,2\n1,2,3\n3,4\n", "[3 C]"},
		"long cell":   {"a,b\n1,2\n1," + strings.Repeat("长", 40) + "\n3,4\n", "[3 B]"},
		"long value":  {"{\"a\":\"1\"}\n{\"a\":\"" + strings.Repeat("长", 40) + "\"}\n{\"a\":\"3\"}\n", "[2 a]"},
	} {
		rows, bad, err := all(t, open(t, x.file, sheet.Limit{Bytes: 1 << 20, Rows: 10, Columns: 5, Cell: 30}))
		if err != nil || len(rows) != 2 || fmt.Sprint(bad) != x.bad {
			t.Errorf("%s: got %d rows, bad %v, %v; want 2 rows and %s", name, len(rows), bad, err, x.bad)
		}
	}
}

func TestAHostileFileCostsLittle(t *testing.T) {
	l := sheet.Limit{Bytes: 1 << 20, Rows: 100, Columns: 20, Cell: 1000}
	refused := func(name string, file []byte, key string) {
		t.Helper()
		r, err := sheet.Open(bytes.NewReader(file), l)
		if err == nil {
			_, _, err = all(t, r)
		}
		if !fault.Is(err, key) {
			t.Errorf("%s: got %v, want %s", name, err, key)
		}
	}
	refused("too large", bytes.Repeat([]byte("a,b\n"), 1<<19), "sheet.big")
	refused("too many rows", append([]byte("a,b\n"), bytes.Repeat([]byte("1,2\n"), 200)...), "sheet.rows")
	refused("too many records", bytes.Repeat([]byte("{\"a\":1}\n"), 200), "sheet.rows")
	refused("too many columns", []byte(strings.Repeat("a,", 50)+"a\n1\n"), "sheet.columns")
	refused("empty", []byte(" \n"), "sheet.empty")
	refused("no text", []byte{0xff, 0xfe, 0x00, 0x81, 0xff, 0xff}, "sheet.text")
	refused("no head", []byte("only one\n1\n"), "sheet.head")
	refused("not a workbook", []byte("PK\x03\x04 and nothing else"), "sheet.book")
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	for _, name := range []string{"[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		zeros := make([]byte, 1<<20)
		for range 30 {
			if _, err := w.Write(zeros); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if bomb.Len() > 1<<20 {
		t.Fatalf("the bomb has %d bytes", bomb.Len())
	}
	refused("a zip bomb", bomb.Bytes(), "sheet.book")
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte("名称,编码\n甲,1\n"))
	f.Add([]byte("{\"a\":{\"b\":[{\"c\":1}]}}\n{"))
	f.Add([]byte(`[{"a":[1,[2]]}]`))
	var book bytes.Buffer
	x := excelize.NewFile()
	if err := x.SetSheetRow("Sheet1", "A1", &[]any{"a", "b"}); err != nil {
		f.Fatal(err)
	}
	if err := x.Write(&book); err != nil {
		f.Fatal(err)
	}
	f.Add(book.Bytes())
	l := sheet.Limit{Bytes: 1 << 16, Rows: 50, Columns: 10, Cell: 200}
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := sheet.Open(bytes.NewReader(raw), l)
		if err != nil {
			return
		}
		rows, bad, err := all(t, r)
		if err != nil && fault.Of(err) != fault.Invalid {
			t.Errorf("reading broke: %v", err)
		}
		if len(rows)+len(bad) > 4*l.Rows {
			t.Errorf("got %d rows past the limit", len(rows)+len(bad))
		}
		for _, row := range rows {
			for k, v := range row.Cells {
				if len([]rune(v.Text)) > l.Cell {
					t.Errorf("cell %q of %d characters", k, len([]rune(v.Text)))
				}
			}
		}
	})
}
