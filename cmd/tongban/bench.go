package main

import (
	"context"
	"errors"
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
	b := benching{dir: dir, url: *url, n: *n, out: out}
	for _, text := range strings.Split(*clients, ",") {
		k, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || k < 1 {
			fmt.Fprintf(errs, "tongban: --clients: %q is no number\n", text)
			return 2
		}
		b.clients = append(b.clients, k)
	}
	measure := b.http
	if *core {
		measure = b.core
	}
	if err := measure(ctx, errs); err != nil {
		fmt.Fprintf(errs, "tongban: %v\n", err)
		return 1
	}
	return 0
}

// benching is one call of the command.
type benching struct {
	dir, url string
	n        int
	clients  []int
	out      io.Writer
}

// http measures a city served by another process, over real connections.
func (b benching) http(ctx context.Context, _ io.Writer) error {
	s, err := bench.Serve(ctx, b.dir, b.url)
	if err != nil {
		return err
	}
	defer s.Stop() //nolint:errcheck // it is thrown away
	for _, way := range []bench.Way{bench.ActsOnly, bench.WithPages} {
		for _, k := range b.clients {
			r, err := s.HTTP(b.n, k, way)
			if err != nil {
				return err
			}
			r.Print(b.out)
		}
	}
	return nil
}

// core measures the desks inside this process.
func (b benching) core(ctx context.Context, errs io.Writer) error {
	s, ok := settings("demo", []string{"--data", b.dir, "--db", b.url}, errs)
	if !ok {
		return errors.New("wrong settings")
	}
	s.Clock = &demo.Clock{Base: s.Clock}
	c, err := city.Open(ctx, s, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer c.Close()
	logins, err := demo.Build(ctx, c, func(string) {})
	if err != nil {
		return err
	}
	running, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { defer close(done); c.Run(running) }()
	defer func() { stop(); <-done }()
	cast, err := bench.NewCast(ctx, c, logins)
	if err != nil {
		return err
	}
	for _, k := range b.clients {
		r, err := bench.Core(ctx, c, cast, b.n, k)
		if err != nil {
			return err
		}
		r.Print(b.out)
	}
	return nil
}
