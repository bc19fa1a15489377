package form

import "tongban/platform/i18n"

// A Fact is something the platform knows already and where from (已知信息).
type Fact struct {
	Value  Value
	Source i18n.Text // such as "实名登记信息"
	Mend   string    // address of the page where a mistake is put right
}

// Known are facts by prefill source, such as "person.name".
type Known map[string]Fact

// Prefill writes what is known into the answers. A field that is not Editable
// takes the fact over anything typed: the browser cannot change the record. An
// Editable one takes it only where nothing was answered.
func (d Def) Prefill(a Answers, known Known) Answers {
	out := a
	for _, s := range d.Sections {
		for _, f := range s.Fields {
			fact, ok := known.of(f)
			if !ok {
				continue
			}
			if _, answered := out[f.Name]; answered && f.Editable {
				continue
			}
			out = out.With(f.Name, fact.Value)
		}
	}
	return out
}

// of gives the fact behind a field.
func (k Known) of(f FieldDef) (Fact, bool) {
	if f.Prefill == "" {
		return Fact{}, false
	}
	fact, ok := k[f.Prefill]
	return fact, ok && fact.Value != nil && !fact.Value.empty()
}
