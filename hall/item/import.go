package item

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/hall/item/sheet"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// Offices finds the department a row names, by credit code, else by name, and sets
// it up where there is none (匹配部门). It runs inside the importing transaction.
type Offices interface {
	Department(tx *db.Tx, d Department) (Seat, error)
}

// An Origin is the file an import reads (导入来源).
type Origin struct {
	Name string // names the source for ever: rows are the same when source and code are
	File io.Reader
}

// Options say how to import (导入选项).
type Options struct {
	DryRun     bool      // write nothing, report all
	Columns    ColumnMap // the file's column for our fields, where the usual names do not fit
	Department string    // for rows that name none
	Region     string    // division the departments are set up in; empty = as the row says
	Batch      int       // rows per transaction; 0 means 200
	Limit      sheet.Limit
	Progress   func(read, total int) // told after each batch; may be nil
	Who        access.Who            // nobody signed in = the platform's own operator at the command line
	ID         string                // of the run; empty = a new one
}

// Import reads a catalogue into drafts (导入事项). Good rows go in, bad rows come
// back with their place and reason; rows that have not changed since the last time
// are left alone, so that importing twice changes nothing. An error means that
// the file as a whole could not be used; what was reported before it was kept.
func (d *Desk) Import(ctx context.Context, offices Offices, from Origin, o Options) (Report, error) {
	if o.Batch <= 0 {
		o.Batch = 200
	}
	if o.Limit == (sheet.Limit{}) {
		o.Limit = sheet.Usual
	}
	if o.ID == "" {
		o.ID = newID()
	}
	rep := newReport(o, from.Name)
	r, err := sheet.Open(from.File, o.Limit)
	if err != nil {
		return *rep, err
	}
	good, err := readAll(r, &o, rep)
	if err != nil {
		return *rep, err
	}
	run := &importing{desk: d, offices: offices, source: from.Name, o: o, rep: rep}
	for at := 0; at < len(good); at += o.Batch {
		batch := good[at:min(at+o.Batch, len(good))]
		if err := run.batch(ctx, batch); err != nil {
			return *rep, fmt.Errorf("import %s rows %d to %d: %w", from.Name, batch[0].place.Line, batch[len(batch)-1].place.Line, err)
		}
		if o.Progress != nil {
			o.Progress(at+len(batch), len(good))
		}
	}
	rep.finish()
	return *rep, nil
}

// readAll reads and maps every row; duplicates within the file are refused.
func readAll(r sheet.Reader, o *Options, rep *Report) ([]incoming, error) {
	var rows []sheet.Row
	for {
		row, err := r.Next()
		var bad *sheet.Bad
		switch {
		case errors.Is(err, io.EOF):
			rep.Format = r.Form()
			return mapAll(rows, r.Heads(), o, rep)
		case errors.As(err, &bad):
			rep.Rows++
			rep.refuse(Reject{Spot: Spot{bad.Sheet, bad.Line, bad.Col}, Key: "unreadable", Say: bad.Say})
		case err != nil:
			return nil, err
		default:
			rep.Rows++
			rows = append(rows, row)
		}
	}
}

func mapAll(rows []sheet.Row, heads []string, o *Options, rep *Report) ([]incoming, error) {
	keys, missing := o.Columns.strangers(heads)
	if len(keys)+len(missing) > 0 {
		return nil, fault.New(fault.Invalid, "item.map", i18n.Tf("列对照表有误：不认识的字段 %s；文件中没有的列 %s。", "The column map is wrong: unknown fields %s; columns the file lacks %s.", strings.Join(keys, "、"), strings.Join(missing, "、")))
	}
	columns := o.Columns.find(heads)
	rep.Columns = columns
	if columns["name"] == "" || columns["code"] == "" && columns["catalogue"] == "" {
		return nil, fault.New(fault.Invalid, "item.not-items", i18n.Tf("文件里找不到事项名称或编码的列。文件的列是：%s。", "The file has no column for the item's name or code. Its columns are: %s.", shown(heads))).
			Then(i18n.T("请用列对照表指明哪一列是名称、编码和部门。", "Please name the columns for name, code and department in a column map."))
	}
	rd := &reading{columns: columns}
	var good []incoming
	seen := map[Code]Spot{}
	for _, row := range rows {
		in, bad := rd.read(row, o)
		if bad != nil {
			rep.refuse(*bad)
			continue
		}
		if first, dup := seen[in.code]; dup {
			rep.refuse(Reject{Spot: rd.place("code"), Key: "duplicate", Code: string(in.code), Name: in.content.Name.Zh,
				Say: i18n.Tf("编码与第 %d 行重复。", "The code is the same as in row %d.", first.Line)})
			continue
		}
		seen[in.code] = in.place
		rep.count(&in)
		good = append(good, in)
	}
	return good, nil
}

func shown(heads []string) string {
	if len(heads) > 40 {
		heads = heads[:40]
	}
	return strings.Join(heads, "、")
}

// An importing is one run over the rows of a file.
type importing struct {
	desk    *Desk
	offices Offices
	source  string
	o       Options
	rep     *Report
}

// errDry ends the transaction of a dry run, which keeps nothing.
var errDry = errors.New("dry run")

// batch writes up to a few hundred rows in one transaction with one act.
func (m *importing) batch(ctx context.Context, rows []incoming) error {
	var out outcome
	err := m.desk.DB.Write(ctx, func(tx *db.Tx) error {
		out = outcome{met: map[string]Met{}} // the function may run again
		if err := m.write(tx, rows, &out); err != nil {
			return err
		}
		if m.o.DryRun {
			return errDry
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDry) {
		return err
	}
	m.rep.add(out)
	return nil
}

// An outcome is what one batch came to.
type outcome struct {
	accepted, updated, unchanged []string
	refused                      []Reject
	met                          map[string]Met
}

func (m *importing) write(tx *db.Tx, rows []incoming, out *outcome) error {
	before, err := sources(tx, m.source, rows)
	if err != nil {
		return err
	}
	actor := act.System
	for i := range rows {
		in := rows[i]
		leave, office, refusal, err := m.office(tx, &in, out)
		if err != nil {
			return err
		}
		if refusal != nil {
			out.refused = append(out.refused, *refusal)
			continue
		}
		if m.o.Who.Signed() {
			actor = m.o.Who.As(leave)
		}
		if err := m.one(tx, &in, before[string(in.code)], out); err != nil {
			return err
		}
		met := out.met[office]
		met.Items++
		out.met[office] = met
	}
	if len(out.accepted)+len(out.updated) == 0 || m.o.DryRun {
		return nil
	}
	now := m.desk.Clock.Now()
	_, err = act.Record(tx, act.New(now, actor, Import, act.Subject{Kind: "item.import", ID: m.o.ID}, map[string]any{
		"source": m.source, "accepted": out.accepted, "updated": out.updated,
	}))
	return err
}

// office finds the row's department and asks whether it may be imported into.
func (m *importing) office(tx *db.Tx, in *incoming, out *outcome) (access.Leave, string, *Reject, error) {
	key := in.dept.USCC + "|" + in.dept.Name
	met, known := out.met[key]
	if !known {
		seat, err := m.offices.Department(tx, in.dept)
		if err != nil {
			return access.Leave{}, key, nil, fmt.Errorf("department %s: %w", in.dept.Name, err)
		}
		met = Met{Name: in.dept.Name, USCC: in.dept.USCC, Seat: seat}
		if m.o.Who.Signed() {
			met.leave, met.refused = m.desk.Guard.May(m.o.Who, access.ItemImport, access.Thing{Kind: "item", Unit: seat.Unit.ID, Region: seat.Region})
		}
		out.met[key] = met
	}
	if met.refused != nil {
		say := i18n.Tf("您不能为「%s」导入事项。", "You may not import items for \"%s\".", in.dept.Name)
		return met.leave, key, &Reject{Spot: in.place, Key: "not-your-department", Code: string(in.code), Name: in.content.Name.Zh, Say: say}, nil
	}
	c := &in.content
	c.Unit, c.Office, c.Region = met.Unit, met.Office, met.Region
	return met.leave, key, nil, nil
}

// one writes one row: a new draft, the same draft anew, or nothing.
func (m *importing) one(tx *db.Tx, in *incoming, before earlier, out *outcome) error {
	refuse := func(key string, say i18n.Text) {
		out.refused = append(out.refused, Reject{Spot: in.place, Key: key, Code: string(in.code), Name: in.content.Name.Zh, Say: say})
	}
	in.content.Source = Source{Name: m.source, Key: string(in.code), Hash: in.hash}
	v := &Version{ID: newID(), Code: in.code, No: 1, State: Draft, Rev: 1, Updated: m.desk.Clock.Now(), Content: in.content}
	if m.o.Who.Signed() {
		v.Authors = []Author{{m.o.Who.Account, m.o.Who.Person}}
	}
	v.GapCount = Blocking(Gaps(&v.Content))
	switch {
	case before.hash == in.hash:
		out.unchanged = append(out.unchanged, string(in.code))
		return nil
	case before.hash == "" && before.taken:
		refuse("code-taken", i18n.T("这个编码已有事项，不是由这个来源导入的。", "The code is taken by an item that did not come from this source."))
		return nil
	case before.hash == "":
		if err := insert(tx, v); err != nil {
			return err
		}
		out.accepted = append(out.accepted, string(in.code))
	default:
		old, err := load(tx, in.code, 1)
		if err != nil {
			return err
		}
		if _, latest, err := numbers(tx, in.code); err != nil {
			return err
		} else if latest > 1 || old.State != Draft || old.Rev > before.rev {
			refuse("edited", i18n.T("来源有变化，但这个事项导入后已由编制人员修改；请人工比对后修改。", "The source changed, but the item was edited here since; please compare by hand."))
			return nil
		}
		v.ID = old.ID
		if err := save(tx, v, old.Rev); err != nil {
			return err
		}
		out.updated = append(out.updated, string(in.code))
	}
	return remember(tx, m.source, v)
}

// An earlier is what is known of a code before the run.
type earlier struct {
	hash  string // of the row imported from the same source; empty = none
	rev   int64  // revision of the draft when it was imported
	taken bool   // an item with the code exists
}

// sources reads what is known of the batch's codes in two statements.
func sources(tx *db.Tx, source string, rows []incoming) (map[string]earlier, error) {
	args, codes := []any{source}, []any{}
	for _, in := range rows {
		codes = append(codes, string(in.code))
	}
	args = append(args, codes...)
	out := map[string]earlier{}
	type hit struct {
		code, hash string
		rev        int64
	}
	hits, err := db.List(tx, func(s db.Scanner) (h hit, err error) { err = s.Scan(&h.code, &h.hash, &h.rev); return },
		`SELECT key, hash, rev FROM item_source WHERE source = $1 AND key IN (`+db.Params(2, len(codes))+`)`, args...)
	if err != nil {
		return nil, err
	}
	for _, h := range hits {
		out[h.code] = earlier{hash: h.hash, rev: h.rev, taken: true}
	}
	taken, err := db.List(tx, db.Str, `SELECT code FROM item WHERE code IN (`+db.Params(1, len(codes))+`)`, codes...)
	for _, c := range taken {
		e := out[c]
		e.taken = true
		out[c] = e
	}
	return out, err
}

func remember(tx *db.Tx, source string, v *Version) error {
	_, err := tx.Exec(`INSERT INTO item_source (source, key, hash, rev, code) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (source, key) DO UPDATE SET hash = excluded.hash, rev = excluded.rev`, source, string(v.Code), v.Source.Hash, v.Rev, string(v.Code))
	return err
}
