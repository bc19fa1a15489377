package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"tongban/city"
	"tongban/city/demo"
	"tongban/cmd/tongban/bench"
)

// benchmark measures whole cases on this machine in a demonstration city of its
// own, thrown away afterwards.
func benchmark(ctx context.Context, args []string, out, errs io.Writer) int {
	if len(args) == 0 || args[0] != "cases" {
		fmt.Fprintln(errs, "tongban: measure what? Say: tongban bench cases [--cases N] [--clients 4,16] [--core] [--db postgres://…]")
		return 2
	}
	f := flag.NewFlagSet("tongban bench cases", flag.ContinueOnError)
	f.SetOutput(errs)
	n := f.Int("cases", 1000, "cases to carry through in each run")
	clients := f.String("clients", "4,16", "numbers of clients at once")
	core := f.Bool("core", false, "the core only, without HTTP and sign-in")
	url := f.String("db", "", "database: postgres://… of an empty database; empty means SQLite")
	if err := f.Parse(args[1:]); err != nil {
		return 2
	}
	dir, err := os.MkdirTemp("", "tongban-bench-")
	if err != nil {
		fmt.Fprintf(errs, "tongban: %v\n", err)
		return 1
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary directory
	if *url == "" {
		*url = "sqlite:" + filepath.Join(dir, "city.db")
	}
	s, ok := settings("demo", []string{"--data", dir, "--db", *url}, errs)
	if !ok {
		return 2
	}
	s.Clock = &demo.Clock{Base: s.Clock}
	c, err := city.Open(ctx, s, slog.New(slog.DiscardHandler))
	if err != nil {
		fmt.Fprintf(errs, "tongban: %v\n", err)
		return 1
	}
	defer c.Close()
	logins, err := demo.Build(ctx, c, func(string) {})
	if err != nil {
		fmt.Fprintf(errs, "tongban: %v\n", err)
		return 1
	}
	running, stop := context.WithCancel(ctx)
	defer stop()
	go c.Run(running)
	for _, text := range strings.Split(*clients, ",") {
		k, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || k < 1 {
			fmt.Fprintf(errs, "tongban: --clients: %q is no number\n", text)
			return 2
		}
		var r bench.Result
		cast, err := bench.NewCast(ctx, c, logins)
		if err == nil && *core {
			r, err = bench.Core(ctx, c, cast, *n, k)
		}
		if err != nil {
			fmt.Fprintf(errs, "tongban: %v\n", err)
			return 1
		}
		r.Print(out)
	}
	return 0
}
