package form

import (
	"regexp"

	"tongban/platform/i18n"
)

// A Kind is a type of text that the platform does not know by itself, such as
// the citizen ID number (自定义文本类型).
type Kind struct {
	// Clean brings what was typed into the official form; nil leaves it. Spaces,
	// full-width forms and dashes are gone before it is called.
	Clean func(string) string
	// Check gives the reason why a cleaned text is refused; the empty Text accepts.
	Check func(string) i18n.Text
	// Mask hides part of the number from readers with no business with all of it;
	// nil hides the middle.
	Mask  func(string) string
	Chars int  // most characters of the official form; sets the width of the box
	Mode  Mode // which keyboard a phone shows
}

// A Mode is the keyboard a phone shows (输入键盘).
type Mode string

// The keyboards.
const (
	Letters Mode = ""
	Numeric Mode = "numeric"
	Decimal Mode = "decimal"
	Dial    Mode = "tel"
)

// Kinds are the types given by others, by their names.
type Kinds map[Type]Kind

// Codes gives the options of a named list, such as the divisions of the city;
// nil for a list it does not know.
type Codes func(list string) []Option

// Checks is what checking and showing a form needs from outside (外部校验).
type Checks struct {
	Kinds Kinds
	Codes Codes
}

func (c Checks) kind(t Type) (Kind, bool) {
	if t == Phone {
		return phone, true
	}
	k, ok := c.Kinds[t]
	return k, ok
}

func (c Checks) options(f FieldDef) []Option {
	if f.Codes == "" {
		return f.Options
	}
	if c.Codes == nil {
		return nil
	}
	return c.Codes(f.Codes)
}

// Option finds the option of a choice or address by its code.
func (c Checks) Option(f FieldDef, code string) (Option, bool) {
	for _, o := range c.options(f) {
		if o.Code == code {
			return o, true
		}
	}
	return Option{}, false
}

// Missing lists the kinds and code lists a definition needs and c does not give;
// whoever publishes a form asks first.
func (c Checks) Missing(d Def) []string {
	var out []string
	look := func(f FieldDef) {
		if _, ok := c.kind(f.Type); !ok && !builtin(f.Type) {
			out = append(out, "type "+string(f.Type)+" of "+f.Name)
		}
		if f.Codes != "" && len(c.options(f)) == 0 {
			out = append(out, "list "+f.Codes+" of "+f.Name)
		}
	}
	for _, s := range d.Sections {
		for _, f := range s.Fields {
			look(f)
			for _, col := range f.Cols {
				look(col)
			}
		}
	}
	return out
}

func builtin(t Type) bool {
	switch t {
	case Text, Area, Number, Money, Date, Choice, Choices, Phone, Address, Table, Upload, Tick:
		return true
	}
	return false
}

// A mobile number, a fixed line with its area code, or a service number.
const phonePattern = `^(1[3-9][0-9]{9}|0[1-9][0-9]{8,10}|400[0-9]{7})$`

var (
	phoneForm = regexp.MustCompile(phonePattern)
	phone     = Kind{
		Clean: func(s string) string {
			for _, prefix := range []string{"+86", "0086", "86"} {
				if rest, ok := cutMobile(s, prefix); ok {
					return rest
				}
			}
			return s
		},
		Check: func(s string) i18n.Text {
			if phoneForm.MatchString(s) {
				return i18n.Text{}
			}
			return i18n.T("请填写11位手机号码，或带区号的固定电话号码，例如 0473-2990000", "Enter a mobile number of 11 digits, or a fixed line with its area code, such as 0473-2990000")
		},
		Chars: 15, Mode: Dial,
	}
)

// cutMobile takes the country prefix away only where a whole number remains.
func cutMobile(s, prefix string) (string, bool) {
	if len(s) > len(prefix) && s[:len(prefix)] == prefix && phoneForm.MatchString(s[len(prefix):]) {
		return s[len(prefix):], true
	}
	return s, false
}
