package itempage

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path/filepath"
	"strings"
	"sync"

	"github.com/google/uuid"

	"tongban/civic/access"
	"tongban/hall/item"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// mostFile bounds an uploaded catalogue.
const mostFile = 64 << 20

// runs are the imports under way and the files of the latest dry runs, so that a
// tried file can be imported without sending it again.
type runs struct {
	mu   sync.Mutex
	wg   sync.WaitGroup
	held []heldFile // guarded by mu; at most mostHeld
}

const mostHeld = 4

type heldFile struct {
	id, name string
	raw      []byte
	options  item.Options
}

func (s *runs) keep(h heldFile) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = append(s.held, h)
	if len(s.held) > mostHeld {
		s.held = s.held[1:]
	}
}

func (s *runs) find(id string) (heldFile, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range s.held {
		if h.id == id {
			return h, true
		}
	}
	return heldFile{}, false
}

// Wait returns when no import is under way, for an orderly end of the process.
func (c *Counter) Wait() { c.runs.wg.Wait() }

// importView is the page of imports (导入事项).
type importView struct {
	Kept   []item.Kept
	Faults []fault.Field
	Typed  map[string]string
}

func (c *Counter) imports(w http.ResponseWriter, r *http.Request) error {
	if _, err := importer(r); err != nil {
		return err
	}
	return c.importPage(w, r, http.StatusOK, importView{})
}

func importer(r *http.Request) (access.Who, error) {
	who, err := staff(r)
	if err == nil && !who.Has(access.ItemEdit) {
		err = notStaff()
	}
	return who, err
}

func (c *Counter) importPage(w http.ResponseWriter, r *http.Request, status int, v importView) error {
	err := c.Desk.DB.Read(r.Context(), func(tx *db.Tx) (err error) { v.Kept, err = item.Reports(tx, 20); return err })
	if err != nil {
		return err
	}
	return web.Show(w, r, status, importsPage(v))
}

// bring takes the file and begins a run; its page shows how far it is.
func (c *Counter) bring(w http.ResponseWriter, r *http.Request) error {
	who, err := importer(r)
	if err != nil {
		return err
	}
	f, err := c.posted(r)
	if err != nil {
		return err
	}
	h, bad := c.readBring(f, who)
	if len(bad) > 0 {
		return c.importPage(w, r, http.StatusUnprocessableEntity, importView{Faults: bad, Typed: f.values})
	}
	if err := c.start(r.Context(), h); err != nil {
		return err
	}
	return web.See(w, r, "/desk/items/import/runs/"+h.id)
}

// posted is the multipart form of an import.
type posted struct {
	values map[string]string
	name   string
	raw    []byte
	again  string // id of a dry run whose file is imported
}

func (c *Counter) posted(r *http.Request) (posted, error) {
	p := posted{values: map[string]string{}}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "multipart/form-data" {
		f, err := web.Form(r)
		p.again = f.Get("again")
		return p, err
	}
	r.Body = http.MaxBytesReader(nil, r.Body, mostFile+web.MostForm)
	m, err := r.MultipartReader()
	if err != nil {
		return p, unreadable(err)
	}
	for range 50 {
		part, err := m.NextPart()
		if errors.Is(err, io.EOF) {
			return p, nil
		}
		if err != nil {
			return p, unreadable(err)
		}
		raw, err := io.ReadAll(part)
		if err != nil {
			return p, unreadable(err)
		}
		if part.FormName() == "file" {
			p.name, p.raw = cleanName(part.FileName()), raw
		} else {
			p.values[part.FormName()] = strings.TrimSpace(string(raw))
		}
	}
	return p, unreadable(nil)
}

func unreadable(err error) error {
	return fault.New(fault.Invalid, "item.upload", i18n.T("文件太大或没有传完，没有收下。", "The file is too large or incomplete and was not taken.")).
		Then(i18n.Tf("文件最多 %d MB，请检查后重新上传。", "At most %d MB; please check and upload again.", mostFile>>20)).Because(err)
}

// cleanName keeps the last part of a file name, without what could mislead.
func cleanName(s string) string {
	s = filepath.Base(strings.ReplaceAll(s, "\\", "/"))
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x202a && r <= 0x202e {
			return -1
		}
		return r
	}, s)
	if n := []rune(s); len(n) > 120 {
		s = string(n[:120])
	}
	return s
}

func (c *Counter) readBring(p posted, who access.Who) (heldFile, []fault.Field) {
	h := heldFile{id: uuid.Must(uuid.NewV7()).String()}
	if p.again != "" {
		old, ok := c.runs.find(p.again)
		if !ok || old.options.Who.Account != who.Account {
			return h, []fault.Field{{Name: "file", Why: Words.Text("import.gone")}}
		}
		h.name, h.raw, h.options = old.name, old.raw, old.options
		h.options.DryRun, h.options.ID, h.options.Who = false, h.id, who
		return h, nil
	}
	var bad []fault.Field
	if len(p.raw) == 0 {
		bad = append(bad, fault.Field{Name: "file", Why: Words.Text("import.nofile")})
	}
	h.name, h.raw = p.name, p.raw
	h.options = item.Options{ID: h.id, Who: who, Region: c.City, Department: p.values["department"], DryRun: p.values["dry"] != ""}
	if m := p.values["map"]; m != "" {
		if err := json.Unmarshal([]byte(m), &h.options.Columns); err != nil {
			bad = append(bad, fault.Field{Name: "map", Why: Words.Text("import.badmap")})
		}
	}
	return h, bad
}

// start notes the run and carries it out beside the request.
func (c *Counter) start(ctx context.Context, h heldFile) error {
	if err := c.Desk.BeginReport(ctx, h.id, h.name, h.options.Who); err != nil {
		return err
	}
	c.runs.keep(h)
	c.runs.wg.Add(1)
	go func() {
		defer c.runs.wg.Done()
		c.run(context.WithoutCancel(ctx), h)
	}()
	return nil
}

func (c *Counter) run(ctx context.Context, h heldFile) {
	o := h.options
	o.Progress = func(read, _ int) {
		if err := c.Desk.NoteProgress(ctx, h.id, read); err != nil {
			return // progress is a comfort; the report is what counts
		}
	}
	rep, err := c.Desk.Import(ctx, c.Offices, item.Origin{Name: h.name, File: bytes.NewReader(h.raw)}, o)
	if err != nil {
		rep.Failed = Words.Text("import.failed").Zh
		rep.FailedEn = Words.Text("import.failed").En
		if f, ok := fault.As(err); ok && f.Kind != fault.Internal {
			rep.Failed, rep.FailedEn = f.Say.Zh, f.Say.In(i18n.En)
		}
	}
	if err := c.Desk.KeepReport(ctx, rep); err != nil {
		return // the run's page goes on saying that it is under way; the log of the database has the cause
	}
}

func (c *Counter) kept(r *http.Request) (item.Kept, error) {
	var k item.Kept
	err := c.Desk.DB.Glance(r.Context(), func(tx *db.Tx) (err error) { k, err = item.ReportByID(tx, r.PathValue("id")); return err })
	return k, err
}

func (c *Counter) report(w http.ResponseWriter, r *http.Request) error {
	who, err := importer(r)
	if err != nil {
		return err
	}
	k, err := c.kept(r)
	if err != nil {
		return err
	}
	_, can := c.runs.find(k.ID)
	return web.Show(w, r, http.StatusOK, reportPage(reportView{k, can && k.Report.DryRun && k.Account == who.Account && k.Report.Failed == ""}))
}

// rejected gives the refused rows as a file, each with its place and reason.
func (c *Counter) rejected(w http.ResponseWriter, r *http.Request) error {
	if _, err := importer(r); err != nil {
		return err
	}
	k, err := c.kept(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="rejected-%s.csv"`, k.ID))
	return k.Report.WriteBad(w)
}

// reportView is the report of one run (导入报告).
type reportView struct {
	item.Kept
	CanImport bool // a dry run whose file is still here
}

func (v reportView) running() bool { return v.Ended.IsZero() }

func (v reportView) refresh() int {
	if v.running() {
		return 2
	}
	return 0
}

func (v reportView) title(ctx context.Context) string {
	switch {
	case v.running():
		return say(ctx, "import.running", v.File)
	case v.Report.DryRun:
		return say(ctx, "import.dry", v.File)
	}
	return say(ctx, "import.done", v.File)
}

func (v reportView) tiles(ctx context.Context) []ui.Tile {
	r := v.Report
	var out []ui.Tile
	for _, t := range []struct {
		key string
		n   int
	}{{"rows", r.Rows}, {"accepted", r.Accepted}, {"updated", r.Updated}, {"unchanged", r.Unchanged}, {"rejected", r.Rejected}, {"departments", len(r.Met)}} {
		out = append(out, ui.Tile{Say: say(ctx, "import."+t.key), Value: ui.Thousands(int64(t.n))})
	}
	return out
}

func (v reportView) reasons(ctx context.Context) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "import.reasons"), Heads: []ui.Head{{Say: say(ctx, "col.reason")}, {Say: say(ctx, "col.rows"), Num: true}}, None: say(ctx, "import.noreasons")}
	for _, k := range v.Report.ReasonKeys() {
		t.Rows = append(t.Rows, ui.R(ui.C(in(ctx, item.ReasonName(k))), ui.C(itoa(v.Report.Reasons[k]))))
	}
	return t
}

func (v reportView) bad(ctx context.Context) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "import.bad"), Heads: []ui.Head{{Say: say(ctx, "col.sheet")}, {Say: say(ctx, "col.row"), Num: true}, {Say: say(ctx, "col.column")}, {Say: say(ctx, "col.code")}, {Say: say(ctx, "col.item")}, {Say: say(ctx, "col.reason")}}}
	for _, b := range v.Report.Bad[:min(len(v.Report.Bad), 100)] {
		t.Rows = append(t.Rows, ui.R(ui.C(b.Sheet), ui.C(itoa(b.Line)), ui.C(b.Col), ui.C(b.Code), ui.C(b.Name), ui.C(in(ctx, b.Say))))
	}
	return t
}

func (v reportView) met(ctx context.Context) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "import.met"), Heads: []ui.Head{{Say: say(ctx, "col.unit")}, {Say: say(ctx, "col.uscc")}, {Say: say(ctx, "col.items"), Num: true}, {Say: say(ctx, "col.new")}}}
	for _, m := range v.Report.Met {
		made := say(ctx, "no")
		if m.Created {
			made = say(ctx, "yes")
		}
		t.Rows = append(t.Rows, ui.R(ui.C(m.Name), ui.C(m.USCC), ui.C(itoa(m.Items)), ui.C(made)))
	}
	return t
}

func (v reportView) warned(ctx context.Context) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "import.warned"), Heads: []ui.Head{{Say: say(ctx, "col.reason")}, {Say: say(ctx, "col.rows"), Num: true}}}
	for _, k := range v.Report.WarnedKeys() {
		t.Rows = append(t.Rows, ui.R(ui.C(in(ctx, item.ReasonName(k))), ui.C(itoa(v.Report.Warned[k]))))
	}
	return t
}

func (v importView) table(ctx context.Context) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "import.earlier"), None: say(ctx, "import.none"), Heads: []ui.Head{{Say: say(ctx, "col.file")}, {Say: say(ctx, "col.started")}, {Say: say(ctx, "import.rows"), Num: true}, {Say: say(ctx, "import.accepted"), Num: true}, {Say: say(ctx, "import.rejected"), Num: true}, {Say: say(ctx, "col.state")}}}
	for _, k := range v.Kept {
		state := "import.state.done"
		switch {
		case k.Ended.IsZero():
			state = "import.state.running"
		case k.Report.Failed != "":
			state = "import.state.failed"
		case k.Report.DryRun:
			state = "import.state.dry"
		}
		t.Rows = append(t.Rows, ui.R(ui.CLink(k.File, "/desk/items/import/runs/"+k.ID), ui.C(when(k.Started)), ui.C(itoa(max(k.Read, k.Report.Rows))), ui.C(itoa(k.Report.Accepted)), ui.C(itoa(k.Report.Rejected)), ui.C(say(ctx, state))))
	}
	return t
}
