package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"tongban/city"
	"tongban/hall/item"
	"tongban/platform/i18n"
)

// importing reads a catalogue into a city's drafts. The source is named after the
// file, so that the same file imported twice changes nothing.
func importing(ctx context.Context, args []string, out, errs io.Writer) int {
	if len(args) == 0 || args[0] != "items" {
		fmt.Fprintln(errs, "tongban: import what? Say: tongban import items [--dry-run] [--map columns.json] FILE")
		return 2
	}
	f := flag.NewFlagSet("tongban import items", flag.ContinueOnError)
	f.SetOutput(errs)
	dry := f.Bool("dry-run", false, "write nothing, report everything")
	columns := f.String("map", "", "JSON file naming the file's column for each of our fields")
	source := f.String("source", "", "name of the source; empty means the file's name")
	department := f.String("department", "", "department of rows that name none")
	bad := f.String("rejected", "", "write the refused rows to this CSV file")
	file := args[len(args)-1]
	if len(args) < 2 || strings.HasPrefix(file, "-") {
		fmt.Fprintln(errs, "tongban: name the file to import last")
		return 2
	}
	own, rest := split(args[1:len(args)-1], f)
	if err := f.Parse(own); err != nil {
		return 2
	}
	o := item.Options{DryRun: *dry, Department: *department, Progress: func(read, total int) { fmt.Fprintf(errs, "\r%d / %d", read, total) }}
	if *columns != "" {
		raw, err := os.ReadFile(*columns)
		if err == nil {
			err = json.Unmarshal(raw, &o.Columns)
		}
		if err != nil {
			fmt.Fprintf(errs, "tongban: --map: %v\n", err)
			return 2
		}
	}
	if *source == "" {
		*source = filepath.Base(file)
	}
	rep, err := importFile(ctx, importJob{rest, file, *source, *bad, o}, errs)
	fmt.Fprint(errs, "\r")
	if err != nil {
		fmt.Fprintf(errs, "tongban: %v\n", err)
		return 1
	}
	fmt.Fprintln(out, rep.Summary(i18n.Zh))
	return 0
}

type importJob struct {
	settings               []string
	file, source, rejected string
	options                item.Options
}

func importFile(ctx context.Context, j importJob, errs io.Writer) (item.Report, error) {
	s, ok := settings("demo", j.settings, errs)
	if !ok {
		return item.Report{}, fmt.Errorf("nothing was imported")
	}
	in, err := os.Open(j.file)
	if err != nil {
		return item.Report{}, err
	}
	defer in.Close()
	c, err := city.Open(ctx, s, slog.New(slog.DiscardHandler))
	if err != nil {
		return item.Report{}, err
	}
	defer c.Close()
	j.options.Region = s.City.Division
	rep, err := c.Items.Import(ctx, item.OrgOffices{}, item.Origin{Name: j.source, File: in}, j.options)
	if err != nil || j.rejected == "" {
		return rep, err
	}
	out, err := os.Create(j.rejected)
	if err != nil {
		return rep, err
	}
	defer out.Close()
	return rep, rep.WriteBad(out)
}
