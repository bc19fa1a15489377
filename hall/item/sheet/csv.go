package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"tongban/platform/i18n"
)

// grid turns rows of cells under a head row into Rows; CSV and workbooks share it.
type grid struct {
	sheet string
	limit Limit
	heads []string
	count int
}

// headed reports whether the cells can be a head row: two names or more.
func headed(cells []string) bool {
	n := 0
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n >= 2
}

func (g *grid) head(cells []string) error {
	if len(cells) > g.limit.Columns {
		return refuse("sheet.columns", i18n.Tf("文件超过 %d 列。", "The file has more than %d columns.", g.limit.Columns))
	}
	g.heads = nil
	for _, c := range cells {
		g.heads = append(g.heads, strings.TrimSpace(clean(c)))
	}
	return nil
}

func clean(s string) string {
	return strings.TrimPrefix(strings.ReplaceAll(s, "\x00", ""), "\ufeff")
}

func (g *grid) row(line int, cells []string) (Row, error) {
	g.count++
	if g.count > g.limit.Rows {
		return Row{}, refuse("sheet.rows", i18n.Tf("文件超过 %d 行。", "The file has more than %d rows.", g.limit.Rows))
	}
	if len(cells) > len(g.heads) {
		for i, c := range cells[len(g.heads):] {
			if strings.TrimSpace(c) != "" {
				return Row{}, &Bad{g.sheet, line, Letter(len(g.heads) + i), i18n.T("这一列没有表头。", "This column has no head.")}
			}
		}
		cells = cells[:len(g.heads)]
	}
	row := Row{Sheet: g.sheet, Line: line, Cells: map[string]Value{}}
	raw := make([]string, 0, len(cells))
	for i, c := range cells {
		c = clean(c)
		if !utf8.ValidString(c) {
			return Row{}, &Bad{g.sheet, line, Letter(i), i18n.T("不是可读的文字。", "The cell is not readable text.")}
		}
		if utf8.RuneCountInString(c) > g.limit.Cell {
			return Row{}, &Bad{g.sheet, line, Letter(i), i18n.T("单元格内容过长。", "The cell is too long.")}
		}
		if h := g.heads[i]; h != "" {
			row.Cells[h] = Value{Col: Letter(i), Text: strings.TrimSpace(c)}
			raw = append(raw, h+"\x1f"+strings.TrimSpace(c))
		}
	}
	row.Raw = strings.Join(raw, "\x1e")
	return row, nil
}

type csvRows struct {
	grid
	r *csv.Reader
}

func openCSV(raw []byte, l Limit) (Reader, error) {
	if !utf8.Valid(raw) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
		if err != nil || !utf8.Valid(decoded) || bytes.ContainsRune(decoded, utf8.RuneError) {
			return nil, refuse("sheet.text", i18n.T("文件既不是 UTF-8 也不是 GB18030 文字。", "The file is neither UTF-8 nor GB18030 text."))
		}
		raw = decoded
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, false
	c := &csvRows{grid{limit: l}, r}
	cells, err := r.Read()
	if err != nil || !headed(cells) {
		return nil, refuse("sheet.head", i18n.T("第一行不是表头。", "The first row is not a head row.")).Because(err)
	}
	if err := c.head(cells); err != nil {
		return nil, err
	}
	return c, nil
}

// Form implements Reader.
func (c *csvRows) Form() string { return "csv" }

// Heads implements Reader.
func (c *csvRows) Heads() []string { return c.heads }

// Next implements Reader.
func (c *csvRows) Next() (Row, error) {
	cells, err := c.r.Read()
	var broken *csv.ParseError
	switch {
	case errors.As(err, &broken):
		c.count++
		if c.count > c.limit.Rows {
			return Row{}, refuse("sheet.rows", i18n.Tf("文件超过 %d 行。", "The file has more than %d rows.", c.limit.Rows))
		}
		return Row{}, &Bad{Line: broken.Line, Say: i18n.T("引号或分隔符不成对。", "Quotes or separators do not match.")}
	case errors.Is(err, io.EOF):
		return Row{}, io.EOF
	case err != nil:
		return Row{}, err
	}
	line, _ := c.r.FieldPos(0)
	return c.row(line, cells)
}
