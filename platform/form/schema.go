package form

import (
	"encoding/json"
	"fmt"
)

type object = map[string]any

// JSONSchema gives the JSON Schema 2020-12 of trimmed answers: what Check accepts
// field by field it accepts. Check digits and code lists are formats named after
// the type or "codes:"+list, which a validator registers; the checks across
// fields that JSON Schema cannot say stand under "x-across" for people to read.
func (d Def) JSONSchema() ([]byte, error) {
	props, all := object{}, []any{}
	for _, s := range d.Sections {
		for _, f := range s.Fields {
			props[f.Name] = f.schema()
			all = append(all, f.presence(s.When)...)
		}
	}
	for _, x := range d.Across {
		if x.Test == RequiredIf {
			// Standing at a field that is not shown it asks nothing.
			shown := d.shownIf(x.At)
			all = append(all, object{"if": both(x.When.schema(), shown), "then": object{"required": []string{x.At}}})
		}
	}
	out := object{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"title":   d.Title.Zh, "$comment": fmt.Sprintf("%s v%d sm3 %s", d.Code, d.Version, d.Hash()),
		"type": "object", "properties": props, "additionalProperties": false,
	}
	if len(all) > 0 {
		out["allOf"] = all
	}
	if len(d.Across) > 0 {
		out["x-across"] = d.Across
	}
	return json.MarshalIndent(out, "", "  ")
}

func (d Def) shownIf(name string) object {
	for _, s := range d.Sections {
		for _, f := range s.Fields {
			if f.Name == name {
				return both(s.When.schema(), f.When.schema())
			}
		}
	}
	return nil
}

// both joins two conditions; nil always holds.
func both(a, b object) object {
	switch {
	case a == nil && b == nil:
		return object{}
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return object{"allOf": []any{a, b}}
}

// presence says when the field must and when it must not be there.
func (f FieldDef) presence(section Cond) []any {
	must := object{"required": []string{f.Name}}
	when := both(section.schema(), f.When.schema())
	if len(when) == 0 {
		if f.Required {
			return []any{must}
		}
		return nil
	}
	rule := object{"if": when, "else": object{"properties": object{f.Name: false}}}
	if f.Required {
		rule["then"] = must
	}
	return []any{rule}
}

func (c Cond) schema() object {
	parts := func(cs []Cond) []any {
		out := make([]any, len(cs))
		for i, p := range cs {
			out[i] = p.schema()
		}
		return out
	}
	need := object{"required": []string{c.Field}}
	switch {
	case len(c.All) > 0:
		return object{"allOf": parts(c.All)}
	case len(c.Any) > 0:
		return object{"anyOf": parts(c.Any)}
	case c.IsZero():
		return nil
	case c.Op == Unfilled:
		return object{"not": need}
	case c.Op == In:
		in := object{"enum": c.Values}
		need["properties"] = object{c.Field: object{"anyOf": []any{
			object{"type": "string", "enum": c.Values}, object{"type": "array", "contains": in}}}}
	}
	return need
}

func (f FieldDef) schema() object {
	o := object{"title": f.Label.Zh}
	switch f.Type {
	case Text, Area:
		o["type"], o["minLength"], o["maxLength"] = "string", f.least(), f.most()
		if f.Pattern != "" {
			o["pattern"] = whole(f.Pattern)
		}
	case Number, Money:
		f.numberSchema(o)
	case Date:
		o["type"], o["format"], o["pattern"] = "string", "date", `^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$`
	case Phone:
		o["type"], o["pattern"] = "string", phonePattern
	case Choice:
		o["type"] = "string"
		f.offered(o)
	case Choices:
		item := object{"type": "string"}
		f.offered(item)
		o["type"], o["items"], o["uniqueItems"], o["minItems"], o["maxItems"] = "array", item, true, f.least(), f.most()
	case Tick:
		o["const"] = true
	case Address:
		code := object{"type": "string"}
		f.offered(code)
		o["type"], o["required"], o["additionalProperties"] = "object", []string{"code", "line"}, false
		o["properties"] = object{"code": code, "line": object{"type": "string", "minLength": 1, "maxLength": f.most()}}
	case Table:
		f.tableSchema(o)
	case Upload:
		f.fileSchema(o)
	default:
		o["type"], o["minLength"], o["format"] = "string", 1, string(f.Type)
	}
	return o
}

func (f FieldDef) offered(o object) {
	if f.Codes != "" {
		o["format"] = "codes:" + f.Codes
		return
	}
	codes := make([]string, len(f.Options))
	for i, p := range f.Options {
		codes[i] = p.Code
	}
	o["enum"] = codes
}

func (f FieldDef) numberSchema(o object) {
	o["type"] = "integer"
	if f.Type == Number && f.Scale > 0 {
		o["type"], o["multipleOf"] = "number", json.Number([]string{"1", "0.1", "0.01", "0.001"}[f.Scale])
	}
	lo, hi := f.bounds()
	if lo != nil {
		o["minimum"] = json.Number(lo.String())
	}
	if hi != nil {
		o["maximum"] = json.Number(hi.String())
	}
	if f.Type == Money {
		o["$comment"] = "fen"
	}
}

func (f FieldDef) tableSchema(o object) {
	props, need := object{}, []string{}
	for _, c := range f.Cols {
		props[c.Name] = c.schema()
		if c.Required {
			need = append(need, c.Name)
		}
	}
	row := object{"type": "object", "properties": props, "additionalProperties": false, "minProperties": 1}
	if len(need) > 0 {
		row["required"] = need
	}
	o["type"], o["items"], o["minItems"], o["maxItems"] = "array", row, f.least(), f.most()
}

func (f FieldDef) fileSchema(o object) {
	kind := object{"type": "string", "minLength": 1}
	if len(f.Accept) > 0 {
		kind = object{"enum": f.Accept}
	}
	size := object{"type": "integer", "minimum": 1}
	if f.MaxBytes > 0 {
		size["maximum"] = f.MaxBytes
	}
	o["type"], o["minItems"], o["maxItems"] = "array", f.least(), f.most()
	o["items"] = object{"type": "object", "required": []string{"blob", "name", "size", "kind"}, "additionalProperties": false,
		"properties": object{"blob": object{"type": "string", "pattern": blobForm.String()}, "name": object{"type": "string", "minLength": 1}, "size": size, "kind": kind}}
}
