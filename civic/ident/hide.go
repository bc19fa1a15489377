package ident

import (
	"encoding/json"
	"regexp"
	"strings"
)

// numbers finds what may be a citizen number or a mobile number in running text.
var numbers = regexp.MustCompile(`[0-9０-９][0-9０-９ \-]{9,22}[0-9０-９XxＸｘ]`)

// Hide masks citizen numbers and mobile telephone numbers in a text typed by a
// person (脱敏), so that a reason or purpose can be recorded for good without
// carrying somebody's number into the record.
func Hide(text string) string {
	return numbers.ReplaceAllStringFunc(text, func(m string) string {
		if c, err := ParseCitizenID(m); err == nil {
			return c.Masked()
		}
		if p, err := ParsePhone(m); err == nil && p.Mobile() {
			return p.Masked()
		}
		return m
	})
}

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
