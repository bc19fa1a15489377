package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"tongban/city"
)

// doctor opens a city read as it is and checks what a person on duty would: who
// may read the keys, whether the ledger agrees with every act, whether files are
// whole and sealed.
func doctor(ctx context.Context, args []string, out, errs io.Writer) int {
	s, ok := settings("demo", args, errs)
	if !ok {
		return 2
	}
	c, err := city.Open(ctx, s, slog.New(slog.DiscardHandler))
	if err != nil {
		fmt.Fprintf(errs, "tongban: the city cannot be opened: %v\n", err)
		return 1
	}
	defer c.Close()
	bad := 0
	say := func(ok bool, what string) {
		mark := "✓"
		if !ok {
			mark, bad = "✗", bad+1
		}
		fmt.Fprintf(out, "%s %s\n", mark, what)
	}
	for _, name := range []string{"vault.keys", "ledger.key"} {
		info, err := os.Stat(filepath.Join(s.Data, name))
		say(err != nil || info.Mode().Perm()&0o077 == 0, name+" is readable by its owner only")
	}
	in, err := c.Ledger.Inspect(ctx)
	say(err == nil && len(in.Findings) == 0, fmt.Sprintf("ledger: %d acts, %d forgotten, %d waiting for their place, %d findings", in.Acts, in.Forgotten, in.Waiting, len(in.Findings)))
	for _, f := range in.Findings {
		fmt.Fprintf(out, "    at %d: %s\n", f.Seq, f.Say.Zh)
	}
	files, err := c.Blobs.Inspect(ctx)
	say(err == nil && len(files.Broken) == 0, fmt.Sprintf("files: %d, broken %d", files.Files, len(files.Broken)))
	for _, b := range files.Broken {
		fmt.Fprintf(out, "    %v\n", b)
	}
	say(files.Clear == 0, fmt.Sprintf("files in clear: %d", files.Clear))
	if files.Clear > 0 {
		fmt.Fprintln(out, "    they are from before files were sealed; serve seals them within the hour, damaged ones excepted")
	}
	if bad > 0 {
		return 1
	}
	return 0
}
