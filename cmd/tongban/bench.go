package main

import (
	"context"
	"fmt"
	"io"
)

// bench measures the platform on this machine.
func bench(_ context.Context, args []string, _, errs io.Writer) int {
	fmt.Fprintln(errs, "tongban: measure what? Say: tongban bench cases")
	_ = args
	return 2
}
