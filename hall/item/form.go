package item

import (
	"errors"
	"strings"
	"sync"

	"tongban/platform/form"
)

// A parsedForm is a version's form, parsed when it is first asked for.
type parsedForm struct {
	once sync.Once
	def  form.Def
	err  error
}

// FormDef gives the application form of the version (申请表). An item without a form
// gives the zero Def; one whose definition is broken gives an error, which the
// publication gate meets first.
func (v *Version) FormDef() (form.Def, error) {
	if v.parsed == nil {
		return parseForm(v.Form)
	}
	v.parsed.once.Do(func() { v.parsed.def, v.parsed.err = parseForm(v.Form) })
	return v.parsed.def, v.parsed.err
}

func parseForm(f FormDef) (form.Def, error) {
	if len(f) == 0 {
		return form.Def{}, nil
	}
	return form.Parse(f)
}

// checkForm says why a form definition cannot be used; nil when it can.
func checkForm(f FormDef) error {
	def, err := form.Parse(f)
	if err != nil {
		return errors.New(strings.TrimPrefix(err.Error(), "form: "))
	}
	if len(def.Sections) == 0 {
		return errors.New("no section")
	}
	return nil
}

// unanswered lists the required questions that the sample leaves open; files and
// declarations need no example.
func unanswered(f FormDef, sample form.Answers) []string {
	def, err := form.Parse(f)
	if err != nil {
		return nil
	}
	var open []string
	a := def.Trim(sample)
	for _, s := range def.Shown(a) {
		for _, x := range s.Fields {
			if x.Required && x.Type != form.Upload && x.Type != form.Tick && x.When.Holds(a) && a[x.Name] == nil {
				open = append(open, x.Label.Zh)
			}
		}
	}
	return open
}
