package ident

import (
	"encoding/json"
	"strings"
)

// Hide masks citizen numbers and mobile telephone numbers in a text typed by a
// person (脱敏), so that a reason or purpose can be recorded for good without
// carrying somebody's number into the record. A number inside a longer run of
// digits, such as a file number, is left alone.
func Hide(text string) string {
	in := []rune(text)
	var out strings.Builder
	for i := 0; i < len(in); {
		if i == 0 || !figure(in[i-1]) {
			if masked, n := personal(in[i:]); n > 0 {
				out.WriteString(masked)
				i += n
				continue
			}
		}
		out.WriteRune(in[i])
		i++
	}
	return out.String()
}

// personal gives the mask of the number that begins here and how many runes it
// takes; 0 where none begins.
func personal(in []rune) (masked string, n int) {
	if !figure(in[0]) {
		return "", 0
	}
	if n := reach(in, 18); n > 0 {
		if c, err := ParseCitizenID(string(in[:n])); err == nil {
			return c.Masked(), n
		}
	}
	if n := reach(in, 11); n > 0 {
		if p, err := ParsePhone(string(in[:n])); err == nil && p.Mobile() {
			return p.Masked(), n
		}
	}
	return "", 0
}

// reach gives how many runes hold the next want figures, skipping what splits a
// number; 0 when something else comes first or the figures go on.
func reach(in []rune, want int) int {
	got := 0
	for i, r := range in {
		switch {
		case figure(r) || got == 17 && strings.ContainsRune("xXｘＸ", r):
			if got++; got == want {
				if i+1 < len(in) && figure(in[i+1]) {
					return 0
				}
				return i + 1
			}
		case Tidy(string(r)) != "":
			return 0
		}
	}
	return 0
}

func figure(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }

// A Phone is a telephone number in China, digits only (电话号码), or with a
// leading + abroad.
type Phone string

// ParsePhone reads a mobile number, a landline with its area code, or a number
// abroad with its leading +.
func ParsePhone(s string) (Phone, error) {
	s = strings.NewReplacer("(", "", ")", "").Replace(Tidy(s))
	s = strings.TrimPrefix(strings.TrimPrefix(s, "+86"), "0086")
	body := strings.TrimPrefix(s, "+")
	abroad := body != s
	switch {
	case !digits(body):
	case abroad && len(body) >= 7 && len(body) <= 15,
		!abroad && len(body) == 11 && body[0] == '1' && body[1] >= '3',
		!abroad && len(body) >= 10 && len(body) <= 12 && body[0] == '0' && body[1] != '0':
		return Phone(s), nil
	}
	return "", refuse("ident.phone", "电话号码应为 11 位手机号，或带区号的固定电话。",
		"Please give a mobile number of 11 digits, or a landline with its area code.")
}

// Mobile reports whether it is a mobile number of the mainland (手机).
func (p Phone) Mobile() bool { return len(p) == 11 && p[0] == '1' }

// Masked gives the form for screens (脱敏): the first three and the last four.
func (p Phone) Masked() string {
	if len(p) < 8 {
		return strings.Repeat("*", len(p))
	}
	return string(p[:3]) + strings.Repeat("*", len(p)-7) + string(p[len(p)-4:])
}

// String gives the masked form; see CitizenID.String.
func (p Phone) String() string { return p.Masked() }

// MarshalJSON writes the masked form; see CitizenID.MarshalJSON.
func (p Phone) MarshalJSON() ([]byte, error) { return json.Marshal(p.Masked()) }
