package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// ruleID matches the ids that tests name.
var ruleID = regexp.MustCompile(`\b[A-Z]{3,4}-\d\d\b`)

// scan finds the tests that name a rule: in the source of a test function or the
// comment above it, or in a script (.txtar) of the stories. Tests of civic/law
// itself hold ids as data and are passed over.
func scan(root string) (map[string][]string, error) {
	found := map[string][]string{}
	add := func(text, test string) {
		for _, id := range ruleID.FindAllString(text, -1) {
			if !slices.Contains(found[id], test) {
				found[id] = append(found[id], test)
			}
		}
	}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			if strings.HasPrefix(d.Name(), ".") && rel != "." || rel == "civic/law" {
				return filepath.SkipDir
			}
			return nil
		}
		switch {
		case strings.HasSuffix(rel, "_test.go"):
			return scanGo(path, strings.TrimSuffix(rel, "/"+d.Name()), add)
		case strings.HasSuffix(rel, ".txtar"):
			raw, err := os.ReadFile(path)
			add(string(raw), rel)
			return err
		}
		return nil
	})
	for _, tests := range found {
		slices.Sort(tests)
	}
	return found, err
}

func scanGo(path, pkg string, add func(text, test string)) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, raw, parser.ParseComments)
	if err != nil {
		return nil //nolint:nilerr // a test that does not parse names nothing; the compiler says so
	}
	for _, decl := range file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Recv != nil || !(strings.HasPrefix(fn.Name.Name, "Test") || strings.HasPrefix(fn.Name.Name, "Fuzz")) {
			continue
		}
		from := fn.Pos()
		if fn.Doc != nil {
			from = fn.Doc.Pos()
		}
		add(string(raw[set.Position(from).Offset:set.Position(fn.End()).Offset]), pkg+" · "+fn.Name.Name)
	}
	return nil
}
