// Package city puts the whole platform of one city together (整城装配): it opens the
// database, keys and files, builds the desks of every counter, mounts their pages
// and runs what runs in the background. It decides nothing itself.
package city

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"tongban/civic/access"
	"tongban/civic/account"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/ledger"
	"tongban/civic/limit"
	"tongban/civic/notify"
	"tongban/civic/org"
	"tongban/civic/person"
	"tongban/civic/watch"
	"tongban/hall/casework"
	"tongban/hall/item"
	"tongban/hall/licence"
	"tongban/platform/blob"
	"tongban/platform/clock"
	"tongban/platform/conf"
	"tongban/platform/db"
	"tongban/platform/form"
	"tongban/platform/search"
	"tongban/platform/vault"
	"tongban/platform/web"
)

// Schemas lists the tables of every counter in the order in which they are made.
func Schemas() []db.Schema {
	return []db.Schema{act.Schema, ledger.Schema, vault.Schema, blob.Schema, search.Schema,
		cal.Schema, limit.Schema, person.Schema, org.Schema, account.Schema, notify.Schema, watch.Schema,
		item.Schema, licence.Schema, casework.Schema}
}

// A City is one city's platform, ready to serve (城市平台). Its fields are set once
// by Open.
type City struct {
	Settings     conf.Settings
	Log          *slog.Logger
	DB           *db.DB
	Clock        clock.Clock
	Vault        *vault.Vault
	Blobs        *blob.Disk
	Uploads      *blob.Uploads
	Ledger       *ledger.Log
	Guard        *access.Guard
	Calendar     *cal.Store
	CalendarDesk *cal.Desk
	Mailer       *notify.Mailer
	People       *person.Desk
	Org          *org.Desk
	Accounts     *account.Desk
	Items        *item.Desk
	Search       *search.Index
	Cases        *casework.Desk
	Watch        *watch.Desk
	Checks       form.Checks
	Site         *web.Site

	broken atomic.Bool // the ledger was found damaged
}

// Open opens the city that the settings name, bringing its tables up to date.
func Open(ctx context.Context, s conf.Settings, log *slog.Logger) (*City, error) {
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	c := &City{Settings: s, Log: log, Clock: s.Clock, Guard: access.New()}
	var err error
	if c.DB, err = db.Open(ctx, s.DB, db.Options{}); err != nil {
		return nil, err
	}
	if err := errors.Join(db.Migrate(ctx, c.DB, Schemas()...), c.keys(ctx), c.files()); err != nil {
		return nil, errors.Join(err, c.DB.Close())
	}
	if err := c.desks(ctx); err != nil {
		return nil, errors.Join(err, c.DB.Close())
	}
	if err := c.mount(); err != nil {
		return nil, errors.Join(err, c.DB.Close())
	}
	c.figures()
	return c, nil
}

// keys opens the vault of personal data and the key of the ledger.
func (c *City) keys(ctx context.Context) error {
	var err error
	if c.Vault, err = vault.OpenFile(filepath.Join(c.Settings.Data, "vault.keys")); err != nil {
		return err
	}
	if err := c.Vault.Bind(ctx, c.DB); err != nil {
		return err
	}
	key, err := ledger.OpenKey(c.Settings.Data, c.Settings.City.Origin)
	if err != nil {
		return err
	}
	c.Ledger, err = ledger.Open(ctx, c.DB, key, c.Clock)
	return err
}

// files opens what people hand in, sealed under the keys of the vault.
func (c *City) files() error {
	var err error
	if c.Blobs, err = blob.OpenSealed(filepath.Join(c.Settings.Data, "files"), c.Vault); err != nil {
		return err
	}
	c.Uploads, err = blob.NewUploads(blob.UploadConfig{DB: c.DB, Store: c.Blobs, Dir: filepath.Join(c.Settings.Data, "uploads"), Clock: c.Clock, Rules: uploadRules, Cipher: c.Vault})
	return err
}

// uploadRules gives the limits of an upload by its purpose.
func uploadRules(context.Context, string, string) (blob.Limit, error) {
	return blob.Limit{Bytes: 200 << 20}, nil
}

// figures adds the database's running totals and the process's own to the metrics.
func (c *City) figures() {
	total := func(name, help string, of func(db.Figures) int64) prometheus.Collector {
		return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, func() float64 { return float64(of(c.DB.Figures())) })
	}
	c.Site.Metrics().MustRegister(
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collectors.NewGoCollector(),
		total("tongban_sql_statements_total", "SQL statements since the start.", func(f db.Figures) int64 { return f.Statements }),
		total("tongban_sql_commits_total", "Commits since the start; several writes share one.", func(f db.Figures) int64 { return f.Commits }),
		total("tongban_sql_writes_total", "Writes committed since the start.", func(f db.Figures) int64 { return f.Writes }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "tongban_ledger_waiting", Help: "Acts without a place in the ledger."}, func() float64 {
			var n int64
			err := c.DB.Glance(context.Background(), func(tx *db.Tx) (err error) { n, _, err = act.Backlog(tx); return err })
			if err != nil {
				return -1
			}
			return float64(n)
		}))
}

// Close stops nothing by itself: end the context of Run first.
func (c *City) Close() error { return c.DB.Close() }

// Handler gives the whole site.
func (c *City) Handler() http.Handler { return c.Site.Handler() }

// Run does the work of the background until ctx ends: sequencing acts, followers,
// clocks that fire, the watch, messages, sweeping.
func (c *City) Run(ctx context.Context) {
	var wg sync.WaitGroup
	run := func(name string, fn func(context.Context) error) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := fn(ctx); err != nil && ctx.Err() == nil {
				c.Log.Error("stopped", "what", name, "err", err)
			}
		}()
	}
	run("ledger", func(ctx context.Context) error {
		err := c.Ledger.Run(ctx)
		c.broken.Store(errors.Is(err, ledger.ErrDamaged))
		return err
	})
	run("mail", c.Mailer.Run)
	for _, f := range c.Followers() {
		run("follower "+f.Name, func(ctx context.Context) error { return act.Follow(ctx, c.DB, f) })
	}
	run("cases", func(ctx context.Context) error { c.Cases.Run(ctx, c.Log); return nil })
	run("watch", func(ctx context.Context) error { c.Watch.Run(ctx, c.Log); return nil })
	run("calendar", c.refresh)
	run("sweeping", c.sweep)
	wg.Wait()
}

// Settle does once what Run does for ever, in order: stories and the demonstration
// call it after moving the clock.
func (c *City) Settle(ctx context.Context) error {
	if _, err := c.Cases.Tick(ctx); err != nil {
		return err
	}
	for range 2 { // what followers record is sequenced and followed too
		if _, err := c.Ledger.Sequence(ctx); err != nil {
			return err
		}
		for _, f := range c.Followers() {
			if err := act.CatchUp(ctx, c.DB, f); err != nil {
				return err
			}
		}
		if _, err := c.Watch.Sweep(ctx); err != nil {
			return err
		}
	}
	return nil
}

// refresh takes in a calendar that another node published.
func (c *City) refresh(ctx context.Context) error {
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
			if _, err := c.Calendar.Refresh(ctx); err != nil && ctx.Err() == nil {
				c.Log.Error("calendar", "err", err)
			}
		}
	}
}
