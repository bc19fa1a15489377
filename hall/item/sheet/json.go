package sheet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"tongban/platform/i18n"
)

// jsonRows reads JSON lines, or the records of one document.
type jsonRows struct {
	form  string
	limit Limit
	recs  []record
	at    int
	heads []string
	seen  map[string]bool
}

type record struct {
	line int
	raw  []byte
}

func openJSON(raw []byte, l Limit) (Reader, error) {
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	j := &jsonRows{limit: l, seen: map[string]bool{}}
	if json.Valid(raw) {
		j.form = "json"
		if bytes.TrimLeft(raw, " \t\r\n")[0] == '[' {
			var list []json.RawMessage
			if err := json.Unmarshal(raw, &list); err != nil {
				return nil, refuse("sheet.json", i18n.T("JSON 不是记录的列表。", "The JSON is not a list of records.")).Because(err)
			}
			for i, r := range list {
				j.recs = append(j.recs, record{i + 1, r})
			}
		} else {
			j.recs = []record{{1, raw}}
		}
		if len(j.recs) == 1 && !bytes.Contains(bytes.TrimSpace(raw), []byte("\n")) {
			j.form = "json"
		}
		return j.bounded()
	}
	j.form = "jsonl"
	for i, line := range bytes.Split(raw, []byte("\n")) {
		if len(bytes.TrimSpace(line)) > 0 {
			j.recs = append(j.recs, record{i + 1, line})
		}
	}
	return j.bounded()
}

func (j *jsonRows) bounded() (Reader, error) {
	if len(j.recs) > j.limit.Rows {
		return nil, refuse("sheet.rows", i18n.Tf("文件超过 %d 行。", "The file has more than %d rows.", j.limit.Rows))
	}
	return j, nil
}

// Form implements Reader.
func (j *jsonRows) Form() string { return j.form }

// Heads implements Reader.
func (j *jsonRows) Heads() []string { return j.heads }

// Next implements Reader.
func (j *jsonRows) Next() (Row, error) {
	if j.at >= len(j.recs) {
		return Row{}, io.EOF
	}
	rec := j.recs[j.at]
	j.at++
	bad := func(col, zh, en string) (Row, error) {
		return Row{}, &Bad{Line: rec.line, Col: col, Say: i18n.T(zh, en)}
	}
	if !utf8.Valid(rec.raw) {
		return bad("", "不是 UTF-8 文字。", "The row is not UTF-8.")
	}
	var tree map[string]any
	dec := json.NewDecoder(bytes.NewReader(rec.raw))
	dec.UseNumber()
	if err := dec.Decode(&tree); err != nil || tree == nil || dec.More() {
		return bad("", "不是一条 JSON 记录。", "The row is not one JSON record.")
	}
	row := Row{Line: rec.line, Cells: map[string]Value{}}
	flatten(row.Cells, "", tree, 0)
	if len(row.Cells) > j.limit.Columns {
		return bad("", "栏目太多。", "The row has too many columns.")
	}
	for k, v := range row.Cells {
		if long(v, j.limit.Cell) {
			return bad(k, "单元格内容过长。", "The cell is too long.")
		}
		if !j.seen[k] {
			j.seen[k] = true
			j.heads = append(j.heads, k)
		}
	}
	slices.Sort(j.heads)
	canonical, err := json.Marshal(tree) // keys sorted
	if err != nil {
		return bad("", "不是一条 JSON 记录。", "The row is not one JSON record.")
	}
	row.Raw = string(canonical)
	return row, nil
}

func long(v Value, most int) bool {
	n := utf8.RuneCountInString(v.Text)
	for _, s := range v.List {
		n += utf8.RuneCountInString(s)
	}
	for _, r := range v.Rows {
		for _, s := range r {
			n += utf8.RuneCountInString(s)
		}
	}
	return n > most
}

// flatten turns a record into cells: a record inside becomes "outer.inner", a
// list of plain values a list, a list of records rows. Three levels are enough
// for every exchange format; what lies deeper is kept as JSON text.
func flatten(cells map[string]Value, prefix string, tree map[string]any, depth int) {
	for k, v := range tree {
		key := prefix + k
		switch x := v.(type) {
		case map[string]any:
			if depth < 3 {
				flatten(cells, key+".", x, depth+1)
				continue
			}
			cells[key] = Value{Col: key, Text: plain(v)}
		case []any:
			cells[key] = list(key, x)
		default:
			cells[key] = Value{Col: key, Text: plain(v)}
		}
	}
}

func list(key string, x []any) Value {
	out := Value{Col: key, List: []string{}}
	for _, e := range x {
		m, isRecord := e.(map[string]any)
		if !isRecord {
			out.List = append(out.List, plain(e))
			continue
		}
		r := map[string]string{}
		for k, v := range m {
			r[k] = plain(v)
		}
		out.Rows = append(out.Rows, r)
	}
	return out
}

func plain(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return strings.ReplaceAll(x, "\x00", "")
	case json.Number:
		return x.String()
	case bool:
		return fmt.Sprint(x)
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(raw)
}
