package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"tongban/city"
	"tongban/city/demo"
	"tongban/platform/conf"
)

// demoMark names the file that says a data directory holds a demonstration and on
// which database, so that --fresh can never throw a real city away.
const demoMark = "this-is-a-demonstration"

func demoCommand(ctx context.Context, args []string, out, errs io.Writer) int {
	began := time.Now()
	s, ok := settings("demo", args, errs)
	if !ok {
		return 2
	}
	if err := prepare(s); err != nil {
		fmt.Fprintf(errs, "tongban: %v\n", err)
		return 1
	}
	log := slog.New(slog.NewTextHandler(errs, &slog.HandlerOptions{Level: slog.LevelWarn}))
	s.Clock = &demo.Clock{Base: s.Clock}
	c, err := city.Open(ctx, s, log)
	if err != nil {
		fmt.Fprintf(errs, "tongban: cannot start: %v\n", err)
		return 1
	}
	defer c.Close()
	logins, err := demo.Build(ctx, c, func(what string) {
		fmt.Fprintf(out, "%5.1f s  %s …\n", time.Since(began).Seconds(), what)
	})
	if err != nil {
		fmt.Fprintf(errs, "tongban: %v\n", err)
		return 1
	}
	demo.Mount(c, logins)
	if err := listen(ctx, c, func() { announce(out, s, logins) }); err != nil {
		fmt.Fprintf(errs, "tongban: %v\n", err)
		return 1
	}
	return 0
}

// prepare makes the data directory, emptied first where --fresh asks for it.
func prepare(s conf.Settings) error {
	mark := filepath.Join(s.Data, demoMark)
	kept, err := os.ReadFile(mark)
	isDemo := err == nil
	if isDemo && string(kept) != s.DB {
		return fmt.Errorf("%s holds a demonstration city on another database; name another directory with --data", s.Data)
	}
	entries, err := os.ReadDir(s.Data)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	if len(entries) > 0 && !isDemo {
		return fmt.Errorf("%s holds something that is no demonstration city; name another directory with --data", s.Data)
	}
	if s.Fresh && isDemo {
		// Only a demonstration that was built to its end is known to be alone in
		// its database; anything else in a PostgreSQL is not ours to drop.
		if built, err := demo.Logins(s.Data); err != nil {
			return err
		} else if built != nil {
			if err := demo.Empty(context.Background(), s.DB); err != nil {
				return err
			}
		}
		if err := os.RemoveAll(s.Data); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return err
	}
	return os.WriteFile(mark, []byte(s.DB), 0o600)
}

func announce(out io.Writer, s conf.Settings, logins []demo.Login) {
	fmt.Fprintf(out, "\n%s 通办（演示） is being served at  %s\n", s.City.Name.Zh, s.Base)
	fmt.Fprintf(out, "accounts and their one-time codes:  %s/demo\n\n", s.Base)
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "role\tlogin\tname\tbegins at")
	for _, l := range logins {
		if l.Named() {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", l.Role.Zh, l.Login, l.Name, l.Start)
		}
	}
	w.Flush() //nolint:errcheck // to a terminal
	fmt.Fprintf(out, "\nevery password: %s\nstop with Ctrl+C; start over with --fresh\n", demo.Password)
}
