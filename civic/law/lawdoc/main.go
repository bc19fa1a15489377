// Command lawdoc writes docs/law (法条对照): for every instrument the articles we
// enforce, the rules made of them, the tests that name each rule, and whether the
// rule is done, partly done or not. Run it by go generate ./civic/law.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"tongban/civic/law"
)

func main() {
	root := flagRoot()
	tests, err := scan(root)
	if err == nil {
		err = write(filepath.Join(root, "docs", "law"), render(law.Rules, tests))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "lawdoc:", err)
		os.Exit(1)
	}
}

// flagRoot gives the root of the project: the argument, else the nearest directory
// above that holds go.mod.
func flagRoot() string {
	if len(os.Args) > 1 {
		return os.Args[1]
	}
	dir, err := os.Getwd()
	for err == nil && dir != filepath.Dir(dir) {
		if _, e := os.Stat(filepath.Join(dir, "go.mod")); e == nil {
			return dir
		}
		dir = filepath.Dir(dir)
	}
	return "."
}

// write puts the pages in a directory and removes what is no page any more.
func write(dir string, pages map[string]string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(dir, "*.md"))
	if err != nil {
		return err
	}
	for _, f := range old {
		if _, ok := pages[filepath.Base(f)]; !ok {
			if err := os.Remove(f); err != nil {
				return err
			}
		}
	}
	for name, text := range pages {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
