package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Checkpoint is the signed state of a log's tree (检查点).
type Checkpoint struct {
	Origin string
	tlog.Tree
}

// largest is the largest tree that is read; arithmetic on sizes stays exact.
const largest = 1 << 48

// OpenCheckpoint checks the signature of a C2SP checkpoint by one of the keys
// and reads it. Signatures by unknown keys are ignored, as the format asks.
func OpenCheckpoint(text []byte, keys ...string) (Checkpoint, error) {
	var known []note.Verifier
	for _, k := range keys {
		v, err := note.NewVerifier(strings.TrimSpace(k))
		if err != nil {
			return Checkpoint{}, fmt.Errorf("public key: %w", err)
		}
		known = append(known, v)
	}
	n, err := note.Open(text, note.VerifierList(known...))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("checkpoint: %w", err)
	}
	c, err := parseCheckpoint([]byte(n.Text))
	if err != nil {
		return Checkpoint{}, err
	}
	for _, s := range n.Sigs {
		if s.Name == c.Origin {
			return c, nil
		}
	}
	return Checkpoint{}, fmt.Errorf("checkpoint: the log %q is signed by a key of another name", c.Origin)
}

func parseCheckpoint(text []byte) (Checkpoint, error) {
	lines := bytes.SplitN(text, []byte("\n"), 4)
	if len(lines) != 4 || len(lines[0]) == 0 {
		return Checkpoint{}, errors.New("checkpoint: fewer than three lines")
	}
	var size int64
	if _, err := fmt.Sscanf(string(lines[1]), "%d", &size); err != nil || fmt.Sprint(size) != string(lines[1]) || size < 0 || size > largest {
		return Checkpoint{}, fmt.Errorf("checkpoint: size %.20q", lines[1])
	}
	root, err := tlog.ParseHash(string(lines[2]))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("checkpoint: root: %w", err)
	}
	return Checkpoint{string(lines[0]), tlog.Tree{N: size, Hash: root}}, nil
}
