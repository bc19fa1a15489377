package cal

import (
	"bytes"
	"io"
	"strconv"
	"testing"
)

func bytesReader(b []byte) io.Reader { return bytes.NewReader(b) }

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
