package demo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"tongban/city"
	"tongban/platform/db"
	"tongban/platform/ui/gallery"
	"tongban/platform/web"
)

// Named reports whether the command names this account: one for every role. The
// officers of further departments are on the page only.
func (l Login) Named() bool { return !strings.HasSuffix(l.Key, "x") && !further(l.Key) }

func further(key string) bool {
	for _, p := range []string{"handler", "decider"} {
		if rest, ok := strings.CutPrefix(key, p); ok && rest != "" {
			return true
		}
	}
	return false
}

// Mount adds the page that lists the accounts of the demonstration with their
// one-time codes, and the gallery of components. Only the demo command mounts it.
func Mount(c *city.City, logins []Login) {
	gallery.Mount(c.Site)
	c.Site.Handle("GET /demo", func(w http.ResponseWriter, r *http.Request) error {
		return web.Show(w, r, http.StatusOK, accountsPage(logins, c.Clock.Now()))
	})
}

// Empty drops what a demonstration left in a PostgreSQL database. An embedded one
// goes with its directory.
func Empty(ctx context.Context, url string) error {
	if strings.HasPrefix(url, "sqlite:") {
		return nil
	}
	d, err := db.Open(ctx, url, db.Options{})
	if err != nil {
		return err
	}
	defer d.Close()
	names, err := tables(ctx, d)
	for _, n := range names {
		if _, e := d.Pool().ExecContext(ctx, `DROP TABLE IF EXISTS `+n+` CASCADE`); e != nil {
			err = errors.Join(err, fmt.Errorf("empty %s: %w", n, e))
		}
	}
	return err
}

func tables(ctx context.Context, d *db.DB) ([]string, error) {
	var names []string
	err := d.Glance(ctx, func(tx *db.Tx) (err error) {
		names, err = db.List(tx, db.Str, `SELECT table_name FROM information_schema.tables
WHERE table_schema = (SELECT current_schema()) AND table_type = 'BASE TABLE'`)
		return err
	})
	return names, err
}
