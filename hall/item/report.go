package item

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"strings"

	"tongban/civic/access"
	"tongban/platform/i18n"
)

// A Seat is where a row's department was found or set up (落位).
type Seat struct {
	Unit    Unit   `json:"unit"`
	Office  Unit   `json:"office"`
	Region  string `json:"region"`
	Created bool   `json:"created"`
}

// A Met is one department the file names (涉及部门).
type Met struct {
	Name string `json:"name"`
	USCC string `json:"uscc,omitempty"`
	Seat
	Items int `json:"items"`

	leave   access.Leave
	refused error
}

// Figures count what the good rows say (数据概况).
type Figures struct {
	Legal     int          `json:"legal"`     // with a statutory limit
	Promise   int          `json:"promise"`   // with a promise
	Both      int          `json:"both"`      // with both
	Longer    int          `json:"longer"`    // promise longer, or not comparable
	Materials int          `json:"materials"` // with materials
	Joint     int          `json:"joint"`     // with co-departments
	Types     map[Type]int `json:"types"`
}

// A Report says what an import came to (导入报告).
type Report struct {
	ID        string            `json:"id"`
	File      string            `json:"file"`
	Format    string            `json:"format"`
	DryRun    bool              `json:"dryRun"`
	Done      bool              `json:"done"`
	Rows      int               `json:"rows"`
	Accepted  int               `json:"accepted"`
	Updated   int               `json:"updated"`
	Unchanged int               `json:"unchanged"`
	Rejected  int               `json:"rejected"`
	Reasons   map[string]int    `json:"reasons"` // rejected rows by reason key
	Bad       []Reject          `json:"bad"`
	Warned    map[string]int    `json:"warned"` // warnings by reason key
	Warnings  []Reject          `json:"warnings"`
	Met       []Met             `json:"met"`
	Columns   map[string]string `json:"columns"` // our field → the file's column
	Figures   Figures           `json:"figures"`
	Failed    string            `json:"failed,omitempty"` // why the run ended early
	FailedEn  string            `json:"failedEn,omitempty"`
}

// mostWarnings bounds the warnings kept one by one; all are counted.
const mostWarnings = 2000

func newReport(o Options, file string) *Report {
	return &Report{ID: o.ID, File: file, DryRun: o.DryRun, Reasons: map[string]int{}, Warned: map[string]int{}, Figures: Figures{Types: map[Type]int{}}}
}

func (r *Report) refuse(b Reject) {
	r.Rejected++
	r.Reasons[b.Key]++
	r.Bad = append(r.Bad, b)
}

// count adds a good row to the figures.
func (r *Report) count(in *incoming) {
	c, f := &in.content, &r.Figures
	f.Types[c.Type]++
	legal, promise := c.Legal.Set(), c.Promise.Set()
	if legal {
		f.Legal++
	}
	if promise {
		f.Promise++
	}
	if legal && promise {
		f.Both++
		if c.Promise.Within(c.Legal) != Shorter {
			f.Longer++
		}
	}
	if len(c.Materials) > 0 {
		f.Materials++
	}
	if len(c.Joint) > 0 {
		f.Joint++
	}
	for _, w := range in.warnings {
		r.Warned[w.Key]++
		if len(r.Warnings) < mostWarnings {
			w.Name = c.Name.Zh
			r.Warnings = append(r.Warnings, w)
		}
	}
}

// add takes up the outcome of one batch.
func (r *Report) add(o outcome) {
	r.Accepted += len(o.accepted)
	r.Updated += len(o.updated)
	r.Unchanged += len(o.unchanged)
	for _, b := range o.refused {
		r.refuse(b)
	}
	keys := make([]string, 0, len(o.met))
	for k := range o.met {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		r.meet(o.met[k])
	}
}

func (r *Report) meet(m Met) {
	for i := range r.Met {
		if r.Met[i].Name == m.Name && r.Met[i].USCC == m.USCC {
			r.Met[i].Items += m.Items
			return
		}
	}
	r.Met = append(r.Met, m)
}

func (r *Report) finish() {
	sort.SliceStable(r.Met, func(i, j int) bool { return r.Met[i].Items > r.Met[j].Items })
	r.Done = true
}

// JSON gives the report as it is kept.
func (r *Report) JSON() ([]byte, error) { return json.Marshal(r) }

// Failure gives why the run ended early; empty when it did not.
func (r *Report) Failure() i18n.Text { return i18n.T(r.Failed, r.FailedEn) }

// ReasonKeys gives the keys of the reasons rows were refused for, in order.
func (r *Report) ReasonKeys() []string { return sortedKeys(r.Reasons) }

// WarnedKeys gives the keys of what was noted, in order.
func (r *Report) WarnedKeys() []string { return sortedKeys(r.Warned) }

// ReasonName gives the words for a reason key.
func ReasonName(key string) i18n.Text { return named(reasonNames, key) }

var reasonNames = map[string]i18n.Text{
	"unreadable": i18n.T("无法读取", "cannot be read"), "no-name": i18n.T("没有名称", "no name"), "no-code": i18n.T("没有编码", "no code"),
	"bad-code": i18n.T("编码格式不对", "malformed code"), "no-department": i18n.T("没有实施主体", "no department"),
	"no-type": i18n.T("没有类型", "no type"), "bad-type": i18n.T("类型不认识", "unknown type"),
	"not-applied": i18n.T("不是依申请的事项", "not something people apply for"), "bad-limit": i18n.T("时限不是天数", "limit is not a number of days"),
	"bad-unit": i18n.T("时限单位不认识", "unknown unit of days"), "bad-visits": i18n.T("到场次数不对", "bad number of visits"),
	"duplicate": i18n.T("文件内重复", "duplicate within the file"), "not-your-department": i18n.T("不是您的部门", "not your department"),
	"code-taken": i18n.T("编码已有事项", "code taken"), "edited": i18n.T("导入后已修改", "edited since it was imported"),
	"uscc-check": i18n.T("信用代码未过校验", "credit code fails its check"), "code-length": i18n.T("编码长度少见", "unusual code length"),
	"level": i18n.T("层级不认识", "unknown level"), "limit-unit": i18n.T("时限没有写明单位", "limit without a unit"),
	"audience": i18n.T("服务对象不认识", "unknown audience"), "theme": i18n.T("主题不认识", "unknown theme"),
}

// Summary gives the report in lines for the command line.
func (r *Report) Summary(l i18n.Lang) string {
	var b strings.Builder
	p := func(zh, en string, args ...any) { b.WriteString(i18n.Tf(zh, en, args...).In(l) + "\n") }
	if r.DryRun {
		p("试导入，没有写入任何内容。", "Dry run: nothing was written.")
	}
	p("读取 %d 行：新增草稿 %d，更新 %d，未变 %d，退回 %d。", "%d rows read: %d new drafts, %d updated, %d unchanged, %d rejected.", r.Rows, r.Accepted, r.Updated, r.Unchanged, r.Rejected)
	for _, k := range sortedKeys(r.Reasons) {
		p("  退回 %d 行：%s", "  rejected %d: %s", r.Reasons[k], ReasonName(k))
	}
	for _, k := range sortedKeys(r.Warned) {
		p("  提示 %d 处：%s", "  noted %d: %s", r.Warned[k], ReasonName(k))
	}
	created := 0
	for _, m := range r.Met {
		if m.Created {
			created++
		}
	}
	p("涉及部门 %d 个，其中新设 %d 个。", "%d departments met, %d of them set up.", len(r.Met), created)
	f := r.Figures
	p("有法定时限 %d，有承诺时限 %d，两者都有 %d，有材料 %d，有联办机构 %d。", "with a statutory limit %d, with a promise %d, with both %d, with materials %d, with co-departments %d.", f.Legal, f.Promise, f.Both, f.Materials, f.Joint)
	return b.String()
}

func sortedKeys(m map[string]int) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// WriteBad writes the refused rows as CSV with place and reason in both languages.
func (r *Report) WriteBad(w io.Writer) error {
	out := csv.NewWriter(w)
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	rows := [][]string{{"工作表 sheet", "行 row", "列 column", "编码 code", "名称 name", "原因", "reason"}}
	for _, b := range r.Bad {
		rows = append(rows, []string{b.Sheet, fmt.Sprint(b.Line), b.Col, b.Code, inert(b.Name), inert(b.Say.Zh), inert(b.Say.En)})
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write rejected rows: %w", err)
	}
	return nil
}

// inert keeps a spreadsheet from running a cell as a formula.
func inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
