// Package sheet reads rows (表格行) out of the files in which catalogues travel:
// JSON lines, one JSON record, CSV and XLSX workbooks. It knows columns and
// limits, and nothing about what a row means. A file that cannot be read at all
// is a fault; a row that cannot be read is a [Bad] with its place, and reading
// goes on.
package sheet

import (
	"fmt"
	"io"
	"strings"

	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// A Limit bounds what is read, so that a hostile file costs little (读取上限).
type Limit struct {
	Bytes   int64 // of the file; of all parts unpacked, for a workbook, ten times this
	Rows    int
	Columns int
	Cell    int // characters in one cell
}

// Usual is enough for the catalogue of a province.
var Usual = Limit{Bytes: 64 << 20, Rows: 100_000, Columns: 256, Cell: 32_768}

// A Value is one cell (单元格): its text, or a list of texts, or rows of a list
// inside a record.
type Value struct {
	Col  string // the column's letter or the key, to show
	Text string
	List []string
	Rows []map[string]string
}

// Items gives the list, or the text cut at the usual Chinese and Latin separators.
func (v Value) Items() []string {
	list := v.List
	if list == nil {
		list = strings.FieldsFunc(v.Text, func(r rune) bool { return strings.ContainsRune("、；;|\n", r) })
	}
	var out []string
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// Empty reports whether the cell holds nothing.
func (v Value) Empty() bool {
	return strings.TrimSpace(v.Text) == "" && len(v.List) == 0 && len(v.Rows) == 0
}

// A Row is one row with its place (行).
type Row struct {
	Sheet string // name of the sheet; empty but for a workbook
	Line  int    // counted from 1 as people count
	Cells map[string]Value
	Raw   string // canonical text of the row, for its digest
}

// A Bad is a row that could not be read (坏行).
type Bad struct {
	Sheet string
	Line  int
	Col   string
	Say   i18n.Text
}

// Error gives the place and the reason.
func (b *Bad) Error() string { return fmt.Sprintf("row %d %s: %s", b.Line, b.Col, b.Say.En) }

// A Reader gives rows until io.EOF. A *Bad is one row lost; any other error ends
// the reading.
type Reader interface {
	Next() (Row, error)
	// Heads gives the columns or keys seen so far, in their order.
	Heads() []string
	// Form names the format: "jsonl", "json", "csv", "xlsx".
	Form() string
}

// Open reads the file as far as its format needs and gives its rows.
func Open(r io.Reader, l Limit) (Reader, error) {
	raw, err := io.ReadAll(io.LimitReader(r, l.Bytes+1))
	if err != nil {
		return nil, fmt.Errorf("read table: %w", err)
	}
	if int64(len(raw)) > l.Bytes {
		return nil, refuse("sheet.big", i18n.Tf("文件超过 %d MB。", "The file is larger than %d MB.", l.Bytes>>20))
	}
	head := strings.TrimLeft(string(raw[:min(len(raw), 512)]), "\ufeff \t\r\n")
	switch {
	case head == "":
		return nil, refuse("sheet.empty", i18n.T("文件是空的。", "The file is empty."))
	case strings.HasPrefix(head, "PK\x03\x04"):
		return openBook(raw, l)
	case head[0] == '{' || head[0] == '[':
		return openJSON(raw, l)
	}
	return openCSV(raw, l)
}

func refuse(key string, say i18n.Text) *fault.Error {
	return fault.New(fault.Invalid, key, say).
		Then(i18n.T("可用的格式：JSONL、JSON、CSV（UTF-8 或 GB18030）、XLSX。", "Formats read: JSONL, JSON, CSV (UTF-8 or GB18030), XLSX."))
}

// Letter gives the column letter of a number counted from 0: A, B, …, Z, AA.
func Letter(n int) string {
	s := ""
	for n >= 0 {
		s = string(rune('A'+n%26)) + s
		n = n/26 - 1
	}
	return s
}
