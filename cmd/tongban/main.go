// Command tongban is the whole platform of one city in one binary (通办).
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"tongban/civic/ledger"
)

// A command is one thing the binary does.
type command struct {
	name string
	does string
	run  func(ctx context.Context, args []string, out, errs io.Writer) int
}

func commands() []command {
	return []command{
		{"demo", "build a demonstration city, or open the one that is there, and serve it", demoCommand},
		{"serve", "serve a city", serve},
		{"found", "give a new city its first two administrators", found},
		{"import", "import a catalogue: import items [--dry-run] [--map columns.json] FILE", importing},
		{"verify", "verify a receipt or a whole ledger: verify receipt FILE | verify ledger URL|DIR", verify},
		{"bench", "measure: bench cases", benchmark},
		{"doctor", "check keys, files, ledger and settings of a city", doctor},
	}
}

func verify(_ context.Context, args []string, out, errs io.Writer) int {
	return ledger.RunVerify(args, out, errs)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, out, errs io.Writer) int {
	if len(args) > 0 {
		for _, c := range commands() {
			if c.name == args[0] {
				return c.run(ctx, args[1:], out, errs)
			}
		}
		fmt.Fprintf(errs, "tongban: there is no command %q\n\n", args[0])
	}
	fmt.Fprintln(errs, "通办 tongban: one binary for a city's government services\n\ncommands:")
	for _, c := range commands() {
		fmt.Fprintf(errs, "  %-8s %s\n", c.name, c.does)
	}
	fmt.Fprintln(errs, "\n  tongban COMMAND --help lists the settings of a command")
	return 2
}
