package sheet

import (
	"bytes"
	"io"

	"github.com/xuri/excelize/v2"

	"tongban/platform/i18n"
)

// bookRows streams the sheets of a workbook one after the other. Each sheet has a
// head row: the first row with two names or more.
type bookRows struct {
	grid
	file  *excelize.File
	names []string
	at    int
	rows  *excelize.Rows
	line  int
	all   []string
}

func openBook(raw []byte, l Limit) (Reader, error) {
	f, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{
		UnzipSizeLimit: 10 * l.Bytes, UnzipXMLSizeLimit: 1 << 20, RawCellValue: true,
	})
	if err != nil {
		return nil, refuse("sheet.book", i18n.T("不是可读的 XLSX 工作簿，或解开后过大。", "This is not a readable XLSX workbook, or it unpacks to too much.")).Because(err)
	}
	b := &bookRows{grid: grid{limit: l}, file: f, names: f.GetSheetList()}
	return b, nil
}

// Form implements Reader.
func (b *bookRows) Form() string { return "xlsx" }

// Heads implements Reader.
func (b *bookRows) Heads() []string { return b.all }

// Next implements Reader.
func (b *bookRows) Next() (Row, error) {
	for {
		if b.rows == nil {
			if err := b.turn(); err != nil {
				return Row{}, err
			}
			if b.rows == nil {
				continue
			}
		}
		if !b.rows.Next() {
			if err := b.rows.Error(); err != nil {
				b.shut()
				return Row{}, &Bad{Sheet: b.sheet, Line: b.line, Say: i18n.T("这张工作表读到这里中断了。", "The sheet could not be read beyond this row.")}
			}
			b.shut()
			continue
		}
		b.line++
		cells, err := b.rows.Columns()
		if err != nil {
			b.shut()
			return Row{}, &Bad{Sheet: b.sheet, Line: b.line, Say: i18n.T("这张工作表读到这里中断了。", "The sheet could not be read beyond this row.")}
		}
		if blank(cells) {
			continue
		}
		return b.row(b.line, cells)
	}
}

// turn opens the next sheet and reads to its head row; b.rows stays nil where the
// sheet has none.
func (b *bookRows) turn() error {
	if b.at >= len(b.names) {
		_ = b.file.Close()
		return io.EOF
	}
	b.sheet, b.line = b.names[b.at], 0
	b.at++
	rows, err := b.file.Rows(b.sheet)
	if err != nil {
		return &Bad{Sheet: b.sheet, Say: i18n.T("这张工作表无法打开。", "The sheet cannot be opened.")}
	}
	for rows.Next() {
		b.line++
		cells, err := rows.Columns()
		if err != nil || b.line > 50 {
			break
		}
		if !headed(cells) {
			continue
		}
		if err := b.head(cells); err != nil {
			_ = rows.Close()
			return err
		}
		b.all = append(b.all, b.heads...)
		b.rows = rows
		return nil
	}
	return rows.Close()
}

func (b *bookRows) shut() {
	if b.rows != nil {
		_ = b.rows.Close()
		b.rows = nil
	}
}

func blank(cells []string) bool {
	for _, c := range cells {
		if c != "" {
			return false
		}
	}
	return true
}
