package act

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/gowebpki/jcs"

	"tongban/platform/clock"
)

// SaltSize is the length of the random salt of an act in bytes.
const SaltSize = 32

// instant is how a body writes its time: RFC 3339 with microseconds, Beijing time.
const instant = "2006-01-02T15:04:05.000000-07:00"

type wire struct {
	At string `json:"at"`
	Act
}

// Body gives the canonical JSON (RFC 8785) that the leaf commits to. A number
// that other programs could not read back exactly is refused.
func (a Act) Body() ([]byte, error) {
	if n := inexact(a.Payload); n != "" {
		return nil, fmt.Errorf("number %s does not fit a JSON number exactly; write it as text", n)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(wire{a.At.In(clock.Beijing).Format(instant), a}); err != nil {
		return nil, err
	}
	return jcs.Transform(b.Bytes())
}

// inexact gives the first number of a JSON text that RFC 8785 would change,
// because it is beyond ±(2^53-1); empty when there is none.
func inexact(raw []byte) string {
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == '"':
			for i++; i < len(raw) && raw[i] != '"'; i++ {
				if raw[i] == '\\' {
					i++
				}
			}
		case c >= '0' && c <= '9':
			from := i
			for i < len(raw) && (raw[i] >= '0' && raw[i] <= '9') {
				i++
			}
			if i-from < 16 {
				continue
			}
			if n, err := strconv.ParseInt(string(raw[from:i]), 10, 64); err != nil || n > 1<<53-1 {
				return string(raw[from:i])
			}
		}
	}
	return ""
}

// Leaf gives the commitment SHA-256(salt ‖ body), which tells nobody anything.
func Leaf(salt, body []byte) [32]byte {
	return sha256.Sum256(append(append(make([]byte, 0, len(salt)+len(body)), salt...), body...))
}

// Parse reads a canonical body back. Ord, Seq, Salt and Leaf stay unset.
func Parse(body []byte) (Act, error) {
	var w wire
	if err := json.Unmarshal(body, &w); err != nil {
		return Act{}, fmt.Errorf("body of an act: %w", err)
	}
	at, err := parseInstant(w.At)
	if err != nil {
		return Act{}, fmt.Errorf("body of act %s: %w", w.ID, err)
	}
	a := w.Act
	a.At, a.Seq, a.Text = at, -1, string(body)
	return a, nil
}

// Decode reads the payload of an act as the type its desk wrote.
func Decode[T any](a Act) (T, error) {
	var v T
	if len(a.Payload) == 0 {
		return v, nil
	}
	if err := json.Unmarshal(a.Payload, &v); err != nil {
		return v, fmt.Errorf("payload of %s %s: %w", a.Verb, a.ID, err)
	}
	return v, nil
}
