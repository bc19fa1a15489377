package person

import (
	"net/mail"
	"strings"
	"unicode/utf8"

	"tongban/civic/ident"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// A Form is what somebody typed to register a person or company (登记表).
type Form struct {
	Kind   Kind // empty means Natural
	Name   string
	Number string // ID number or credit code, as typed
	Phone  string
	Email  string // may be empty
}

// An entry is a Form that was read and found in order.
type entry struct {
	kind   Kind
	name   string
	number string // normalised
	masked string
	paper  string
	born   string // natural only
	phone  string // may be empty at a window
	email  string
}

// read checks a form and tells every field that must change at once.
func (f Form) read() (entry, error) {
	e := entry{kind: f.Kind, name: Name(f.Name)}
	if e.kind == "" {
		e.kind = Natural
	}
	bad := fault.New(fault.Invalid, "person.form", i18n.T("登记信息有误，请改正后再提交。", "Some answers need to be changed."))
	if n := utf8.RuneCountInString(e.name); n < 2 || n > 120 {
		bad.At("name", i18n.T("请按证件填写完整的姓名或名称。", "Please give the full name as on the paper."))
	}
	if err := e.readNumber(f.Number); err != nil {
		bad.At("number", err.Say)
		bad.Rule = err.Rule
	}
	if f.Phone != "" {
		p, err := ident.ParsePhone(f.Phone)
		at(bad, "phone", err)
		e.phone = string(p)
	}
	if f.Email != "" {
		m, err := readEmail(f.Email)
		at(bad, "email", err)
		e.email = m
	}
	if len(bad.Fields) > 0 {
		return entry{}, bad
	}
	return e, nil
}

func (e *entry) readNumber(s string) *fault.Error {
	if e.kind == Company {
		c, err := ident.ReadCreditCode(s)
		e.number, e.masked, e.paper = string(c), string(c), CreditCodePaper
		f, _ := fault.As(err)
		return f
	}
	c, err := ident.ParseCitizenID(s)
	e.number, e.masked, e.paper, e.born = string(c), c.Masked(), string(c.Paper()), c.Born()
	f, _ := fault.As(err)
	return f
}

func at(bad *fault.Error, name string, err error) {
	if f, ok := fault.As(err); ok {
		bad.At(name, f.Say)
	}
}

// Name gives a name in its one form (姓名规整): ends trimmed, the separator dot of
// minority names unified, runs of spaces made one.
func Name(s string) string {
	s = strings.NewReplacer("•", "·", "‧", "·", "・", "·", "．", "·").Replace(s)
	return strings.Join(strings.Fields(s), " ")
}

// SameName reports whether two names are the same after Name, ignoring spaces and
// the case of Latin letters (姓名一致).
func SameName(a, b string) bool {
	flat := func(s string) string { return strings.ReplaceAll(Name(s), " ", "") }
	return strings.EqualFold(flat(a), flat(b))
}

func readEmail(s string) (string, error) {
	s = ident.Tidy(s)
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 200 {
		return "", fault.New(fault.Invalid, "person.email", i18n.T("电子邮箱地址不完整。", "The e-mail address is not complete."))
	}
	return s, nil
}

func maskEmail(s string) string {
	if s == "" {
		return ""
	}
	name, host, _ := strings.Cut(s, "@")
	r := []rune(name)
	return string(r[:1]) + "***@" + host
}

func maskPhone(s string) string {
	if s == "" {
		return ""
	}
	return ident.Phone(s).Masked()
}
