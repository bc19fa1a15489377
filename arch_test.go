// The rules of the house (架构规则), executable:
// which floor may import which, which files stay pure, which SQL words fail on
// one of the two engines, and that every exported name and package is explained.
package tongban

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A source is one parsed Go file of ours.
type source struct {
	path string // slash path from the root
	dir  string
	file *ast.File
	text string
	test bool
	made bool // generated
}

var fset = token.NewFileSet()

func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if p != "." && (strings.HasPrefix(d.Name(), ".") || p == "outside" || p == filepath.Join("scripts", "tools") || d.Name() == "testdata" || d.Name() == "data") {
				return filepath.SkipDir
			}
			return nil
		}
		if filepath.Ext(p) != ".go" {
			return nil
		}
		raw, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(fset, p, raw, parser.ParseComments)
		if err != nil {
			return err
		}
		p = filepath.ToSlash(p)
		out = append(out, source{path: p, dir: filepath.ToSlash(filepath.Dir(p)), file: f, text: string(raw),
			test: strings.HasSuffix(p, "_test.go"), made: ast.IsGenerated(f)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func imports(s source) []string {
	var out []string
	for _, i := range s.file.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err == nil && strings.HasPrefix(p, "tongban/") {
			out = append(out, strings.TrimPrefix(p, "tongban/"))
		}
	}
	return out
}

// floors, from the top; a package imports its own floor and those below.
var floors = []string{"cmd", "story", "city", "hall", "market", "civic", "platform"}

func floor(p string) string { return strings.SplitN(p, "/", 2)[0] }

// doors are the arrows between packages of one floor; an arrow not listed is
// refused. A page package may also import its own domain.
var doors = map[string][]string{
	"hall/casework":     {"hall/item", "hall/licence"},
	"hall/item":         {},
	"hall/licence":      {"hall/item"},
	"civic/law":         {},
	"civic/ident":       {},
	"civic/cal":         {"civic/law", "civic/act", "civic/access"},
	"civic/cal/calpage": {"civic/limit"}, // "why this date" is asked of clocks; the calendar itself knows none
	"civic/flow":        {"civic/law", "civic/act", "civic/access"},
	"civic/limit":       {"civic/law", "civic/cal", "civic/act", "civic/access"},
	"civic/access":      {"civic/law", "civic/act"},
	"civic/act":         {},
	"civic/ledger":      {"civic/act"},
	"civic/org":         {"civic/law", "civic/cal", "civic/act", "civic/access", "civic/ident", "civic/person"},
	"civic/person":      {"civic/law", "civic/act", "civic/access", "civic/ident"},
	"civic/account":     {"civic/law", "civic/act", "civic/access", "civic/ident", "civic/person"},
	"civic/notify":      {"civic/act", "civic/access"},
	"civic/audit":       {"civic/law", "civic/cal", "civic/act", "civic/access"},
	"civic/watch":       {"civic/law", "civic/cal", "civic/act", "civic/access", "civic/limit"},
}

func TestFloorsAndDoors(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, to := range imports(s) {
			if why := wrongWay(s.dir, to); why != "" {
				t.Errorf("%s imports %s: %s", s.path, to, why)
			}
		}
	}
}

func wrongWay(from, to string) string {
	a, b := slices.Index(floors, floor(from)), slices.Index(floors, floor(to))
	if a < 0 || b < 0 {
		return ""
	}
	if isPage(to) && !slices.Contains([]string{"cmd", "story", "city"}, floor(from)) && !strings.HasPrefix(from, to) {
		return "nothing but city, story and cmd imports a page"
	}
	if floor(from) != floor(to) {
		if a > b {
			return "an arrow points up: " + strings.Join(floors, " → ")
		}
		if floor(from) == "hall" && floor(to) == "market" || floor(from) == "market" && floor(to) == "hall" {
			return "hall and market never import each other"
		}
		return ""
	}
	switch floor(from) {
	case "cmd", "story", "city", "platform":
		return ""
	}
	home := domain(from)
	if home == domain(to) {
		return ""
	}
	// A page serves its own domain and may read what its domain may, and who acts.
	if slices.Contains(doors[home], domain(to)) || slices.Contains(doors[from], domain(to)) || isPage(from) && floor(from) == "civic" && slices.Contains([]string{"civic/access", "civic/law", "civic/act"}, to) {
		return ""
	}
	return "not among the doors of " + home
}

func isPage(p string) bool { return strings.HasSuffix(p, "page") }

// domain gives the counter a package belongs to: its first two path elements.
func domain(p string) string {
	parts := strings.Split(p, "/")
	return strings.Join(parts[:min(2, len(parts))], "/")
}

// pure names the files that decide by themselves: no database, no HTTP, no clock.
var pure = regexp.MustCompile(`(^|/)(rules|limits|flow)\.go$`)

func TestRuleFilesArePure(t *testing.T) {
	for _, s := range sources(t) {
		if !pure.MatchString(s.path) {
			continue
		}
		for _, i := range s.file.Imports {
			p, _ := strconv.Unquote(i.Path.Value)
			switch p {
			case "database/sql", "net/http", "os", "tongban/platform/db", "tongban/platform/web", "tongban/platform/clock":
				t.Errorf("%s imports %s: a rule takes what it needs as arguments", s.path, p)
			}
		}
		if strings.Contains(s.text, "time.Now(") {
			t.Errorf("%s asks the time: a rule takes the time as an argument", s.path)
		}
	}
}

// Only platform/clock and the measurement of durations ask the machine's time.
func TestOnlyTheClockTellsTheTime(t *testing.T) {
	allowed := regexp.MustCompile(`^(platform/|cmd/|story/|city/)`)
	for _, s := range sources(t) {
		if s.test || allowed.MatchString(s.path) {
			continue
		}
		if strings.Contains(s.text, "time.Now(") && !strings.Contains(s.text, "time.Since(") {
			t.Errorf("%s asks the machine's time: take it from a clock.Clock", s.path)
		}
	}
}

// words fail on one engine or lose digits; each with what to write instead.
var words = []struct {
	re  *regexp.Regexp
	why string
}{
	{regexp.MustCompile(`(?i)\bFOR\s+UPDATE\b`), "SQLite lacks it; Write is serializable"},
	{regexp.MustCompile(`(?i)\bSKIP\s+LOCKED\b`), "SQLite lacks it"},
	{regexp.MustCompile(`(?i)=\s*ANY\s*\(`), "use IN with db.Params"},
	{regexp.MustCompile(`(?i)\bILIKE\b`), "use platform/search"},
	{regexp.MustCompile(`(?i)\bnow\s*\(\s*\)|\bCURRENT_(TIMESTAMP|DATE|TIME)\b`), "time comes in as an argument"},
	{regexp.MustCompile(`\$\d+ IS (NOT )?NULL`), "PostgreSQL cannot type it; cast"},
	{regexp.MustCompile(`(?i)\bSELECT\s+\*`), "name the columns"},
	{regexp.MustCompile(`->>?\s*'|\bjsonb?_\w+\(`), "JSON is read by Go only"},
	{regexp.MustCompile(`(?i)\bOFFSET\s+[\$\d]`), "lists page by key"},
	{regexp.MustCompile(`(?i)\bWITH\s+\w+(\s*\([^)]*\))?\s+AS\s*\(\s*(INSERT|UPDATE|DELETE)\b`), "SQLite lacks data-modifying CTEs"},
	{regexp.MustCompile(`(?i)\b(NUMERIC|DECIMAL|REAL|DOUBLE PRECISION|FLOAT\d?|TIMESTAMPTZ?|TIMESTAMP|DATETIME|JSONB?|SERIAL|BIGSERIAL|VARCHAR|AUTOINCREMENT)\b`), "types are TEXT, BIGINT, BOOLEAN, BYTEA"},
}

var sqlStart = regexp.MustCompile(`(?is)^\s*(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|WITH\s+\w+|CREATE\s+(UNIQUE\s+)?(TABLE|INDEX)\s|ALTER\s+TABLE\s)`)

func TestSQLRunsOnBothEngines(t *testing.T) {
	seen := 0
	check := func(where, q string, types bool) {
		for i, w := range words {
			if i == len(words)-1 && !types {
				continue
			}
			if m := w.re.FindString(q); m != "" {
				t.Errorf("%s: %q is not allowed in SQL: %s", where, m, w.why)
			}
		}
		if strings.Contains(q, `"`) {
			t.Errorf("%s: double quotes are not allowed in SQL", where)
		}
	}
	for _, s := range sources(t) {
		if s.made || s.path == "arch_test.go" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			v, err := strconv.Unquote(lit.Value)
			if err == nil && sqlStart.MatchString(v) {
				seen++
				check(fset.Position(lit.Pos()).String(), v, false)
			}
			return true
		})
	}
	schemas, err := filepath.Glob("*/*/schema/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range schemas {
		raw, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		seen++
		check(p, regexp.MustCompile(`(?m)--.*$`).ReplaceAllString(string(raw), ""), true)
	}
	if seen < 10 {
		t.Errorf("saw only %d statements: the test has lost its eyes", seen)
	}
}

// Every row of a state table and every limit cites what it stands under.
func TestFlowRowsAndLimitsCite(t *testing.T) {
	rows := 0
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		base := filepath.Base(s.path)
		if base == "flow.go" && s.dir != "civic/flow" {
			for _, stmt := range strings.Split(s.text, "flow.In(")[1:] {
				rows++
				if !strings.Contains(stmt, ".Under(") {
					t.Errorf("%s: a row without a citation: flow.In(%s", s.path, strings.SplitN(stmt, "\n", 2)[0])
				}
			}
		}
		if base == "limits.go" && strings.Count(s.text, "Span{") > strings.Count(s.text, "Cite") {
			t.Errorf("%s: a span without a citation", s.path)
		}
	}
	if rows == 0 {
		t.Error("saw no flow rows: the test has lost its eyes")
	}
}

func TestEverythingExportedIsExplained(t *testing.T) {
	documented := map[string]bool{}
	seen := map[string]bool{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		seen[s.dir] = true
		if s.file.Doc != nil && len(strings.TrimSpace(s.file.Doc.Text())) > 20 {
			documented[s.dir] = true
		}
		if s.made {
			continue
		}
		for _, d := range s.file.Decls {
			explain(t, d)
		}
	}
	for dir := range seen {
		if !documented[dir] {
			t.Errorf("package %s has no doc sentence", dir)
		}
	}
}

func explain(t *testing.T, d ast.Decl) {
	t.Helper()
	at := func(n ast.Node) string { return fset.Position(n.Pos()).String() }
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && receiverExported(d) {
			t.Errorf("%s: %s has no doc sentence", at(d), d.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch sp := spec.(type) {
			case *ast.TypeSpec:
				if sp.Name.IsExported() && d.Doc == nil && sp.Doc == nil {
					t.Errorf("%s: type %s has no doc sentence", at(sp), sp.Name.Name)
				}
			case *ast.ValueSpec:
				for _, n := range sp.Names {
					if n.IsExported() && d.Doc == nil && sp.Doc == nil && sp.Comment == nil {
						t.Errorf("%s: %s has no doc sentence", at(sp), n.Name)
					}
				}
			}
		}
	}
}

func receiverExported(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	x := d.Recv.List[0].Type
	if s, ok := x.(*ast.StarExpr); ok {
		x = s.X
	}
	if i, ok := x.(*ast.IndexExpr); ok {
		x = i.X
	}
	id, ok := x.(*ast.Ident)
	return !ok || id.IsExported()
}

// Short files, short functions, few parameters.
func TestThingsStayShort(t *testing.T) {
	for _, s := range sources(t) {
		if s.made {
			continue
		}
		if n := strings.Count(s.text, "\n"); n > 500 {
			t.Errorf("%s has %d lines; 500 are the most", s.path, n)
		}
		if s.test {
			continue
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			where := fmt.Sprintf("%s: %s", fset.Position(f.Pos()), f.Name.Name)
			if n := fset.Position(f.End()).Line - fset.Position(f.Pos()).Line + 1; n > 60 {
				t.Errorf("%s has %d lines; 60 are the most", where, n)
			}
			params, naked := 0, false
			for _, p := range f.Type.Params.List {
				if _, variadic := p.Type.(*ast.Ellipsis); variadic {
					continue // a list of like things is one thing to say
				}
				params += max(1, len(p.Names))
				if id, ok := p.Type.(*ast.Ident); ok && id.Name == "bool" && f.Name.IsExported() {
					naked = true
				}
			}
			if params > 5 || params > 4 && !takesContext(f) {
				t.Errorf("%s takes %d parameters; 4 (and a context or transaction) are the most", where, params)
			}
			if naked {
				t.Errorf("%s takes a naked bool", where)
			}
		}
	}
}

// takesContext reports whether the first parameter is a context, a transaction,
// an instant or a test, in which the rest happens.
func takesContext(f *ast.FuncDecl) bool {
	var name string
	switch x := f.Type.Params.List[0].Type.(type) {
	case *ast.SelectorExpr:
		name = x.Sel.Name
	case *ast.StarExpr:
		if s, ok := x.X.(*ast.SelectorExpr); ok {
			name = s.Sel.Name
		}
	}
	return slices.Contains([]string{"Context", "Tx", "TB", "T", "B", "ResponseWriter", "Time"}, name)
}

func TestNoRoomForOddments(t *testing.T) {
	for _, s := range sources(t) {
		for _, part := range strings.Split(s.dir, "/") {
			if slices.Contains([]string{"util", "utils", "common", "models", "helpers", "misc"}, part) {
				t.Errorf("%s: a package is a counter, not a drawer", s.path)
			}
		}
	}
}

// The CSP forbids inline styles and scripts; so does this test.
func TestTemplatesHoldNoStyleAndNoScript(t *testing.T) {
	bad := regexp.MustCompile(`\sstyle=|<script(\s[^>]*)?>[^<]|\son[a-z]+=|@templ\.JSFuncCall|^\s*(css|script)\s+\w+\(`)
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(p) != ".templ" {
			return err
		}
		raw, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(raw), "\n") {
			if m := bad.FindString(line); m != "" {
				t.Errorf("%s:%d: %q", p, i+1, m)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// modernc's driver works only with exactly the libc version its own go.mod names.
func TestSQLiteDriverHasItsLibc(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "modernc.org/sqlite").Output()
	if err != nil {
		t.Fatal(err)
	}
	libc := regexp.MustCompile(`(?m)^\s*(?:require )?modernc\.org/libc (v\S+)`)
	version := func(file string) string {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m := libc.FindSubmatch(raw)
		if m == nil {
			t.Fatalf("%s does not name modernc.org/libc", file)
		}
		return string(m[1])
	}
	got, want := version("go.mod"), version(filepath.Join(strings.TrimSpace(string(dir)), "go.mod"))
	if got != want {
		t.Errorf("got libc %s, want %s, which the SQLite driver names", got, want)
	}
}
