package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing/fstest"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

// A Schema is the tables of one package (库表): numbered goose files in its
// schema directory, written once for both engines. Blocks between
// "-- only postgres" or "-- only sqlite" and "-- end" run on that engine alone.
type Schema struct {
	Name string // the package; names the version table
	FS   fs.FS  // holds schema/*.sql
}

// Migrate brings every schema up to its newest version, in the order given.
func Migrate(ctx context.Context, d *DB, schemas ...Schema) error {
	dialect := goose.DialectPostgres
	if d.engine == SQLite {
		dialect = goose.DialectSQLite3
	}
	for _, s := range schemas {
		store, err := database.NewStore(dialect, "version_"+s.Name)
		if err != nil {
			return fmt.Errorf("migrate %s: %w", s.Name, err)
		}
		files, err := translate(s.FS, d.engine)
		if err != nil {
			return fmt.Errorf("migrate %s: %w", s.Name, err)
		}
		p, err := goose.NewProvider("", d.pool, files, goose.WithStore(store))
		if err != nil {
			return fmt.Errorf("migrate %s: %w", s.Name, err)
		}
		if _, err := p.Up(ctx); err != nil {
			return fmt.Errorf("migrate %s: %w", s.Name, err)
		}
	}
	return nil
}

var (
	liteTypes = strings.NewReplacer("BIGINT", "INTEGER", "BOOLEAN", "INTEGER", "BYTEA", "BLOB")
	tableEnd  = regexp.MustCompile(`(?m)^\);`)
	onlyBlock = regexp.MustCompile(`(?ms)^-- only (\w+)\n(.*?)^-- end\n`)
)

// translate gives the files of schema/ in the words of the engine.
func translate(fsys fs.FS, e Engine) (fs.FS, error) {
	names, err := fs.Glob(fsys, "schema/*.sql")
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, errors.New("no schema files")
	}
	out := fstest.MapFS{}
	for _, n := range names {
		raw, err := fs.ReadFile(fsys, n)
		if err != nil {
			return nil, err
		}
		text := onlyBlock.ReplaceAllStringFunc(string(raw), func(block string) string {
			m := onlyBlock.FindStringSubmatch(block)
			if Engine(m[1]) == e {
				return m[2]
			}
			return ""
		})
		if e == SQLite {
			text = tableEnd.ReplaceAllString(liteTypes.Replace(text), ") STRICT;")
		}
		out[strings.TrimPrefix(n, "schema/")] = &fstest.MapFile{Data: []byte(text)}
	}
	return out, nil
}
