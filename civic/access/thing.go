package access

import (
	"strings"

	"github.com/cedar-policy/cedar-go"
)

// StateDraft is the state of a case that only its applicant knows of (草稿).
const StateDraft = "draft"

// A Thing is what an act would touch, in the attributes that policies read
// (客体). Leave empty what does not apply; an empty attribute opens nothing.
type Thing struct {
	Kind string // "case", "item", "list", "calendar", "unit", "account", "person", "licence", "alarm", "act", "message", "file"
	ID   string // empty for a thing not made yet

	Unit   string // the unit that answers for it: the department
	Scope  string // the centre or station at whose windows it is
	Region string // division code
	Item   string // code of the service item, which an authority may be limited to

	Applicant  string // person id of whom it belongs to or concerns
	FiledBy    string // person id of who filed it in the applicant's name
	AcceptedBy string // account that accepted it
	Author     string // account that wrote it
	Handlers   []string
	State      string
	// Mandate is the document under which the window acts in the name of Unit
	// (org.MandateOf). Without one a window may receive, but not accept, notify
	// or refuse intake.
	Mandate string
}

// entityTypes says which Cedar type a kind of thing is.
var entityTypes = map[string]cedar.EntityType{
	"case": "Case", "licence": "Licence", "item": "Item", "list": "List", "calendar": "Calendar",
	"unit": "Unit", "account": "Account", "person": "Person", "alarm": "Alarm", "act": "Record",
	"message": "Message", "file": "File",
}

// Regions gives the divisions a code lies in, itself first: the community, the
// street, the district, the city, the region (行政区划). Codes have 6, 9 or 12 digits.
func Regions(code string) []string {
	var up []string
	for code != "" {
		up = append(up, code)
		switch {
		case len(code) > 9:
			code = code[:9]
		case len(code) > 6:
			code = code[:6]
		case len(code) == 6 && !strings.HasSuffix(code, "00"):
			code = code[:4] + "00"
		case len(code) == 6 && !strings.HasSuffix(code, "0000"):
			code = code[:2] + "0000"
		default:
			code = ""
		}
	}
	return up
}

// RegionPrefix gives the digits that every code within the division begins with.
func RegionPrefix(code string) string {
	if len(code) == 6 {
		return strings.TrimSuffix(strings.TrimSuffix(code, "00"), "00")
	}
	return code
}

// normal fills in what follows from the kind: a person record concerns that
// person, an account belongs to itself.
func (t Thing) normal() Thing {
	if t.Kind == "person" && t.Applicant == "" {
		t.Applicant = t.ID
	}
	if t.Kind == "account" && t.Author == "" {
		t.Author = t.ID
	}
	return t
}

func str(s string) cedar.String { return cedar.String(s) }

func strs(ss []string) cedar.Set {
	if len(ss) == 0 {
		return cedar.NewSet()
	}
	vs := make([]cedar.Value, len(ss))
	for i, s := range ss {
		vs[i] = cedar.String(s)
	}
	return cedar.NewSet(vs...)
}

func (t Thing) entity() cedar.Entity {
	var in []cedar.EntityUID
	for _, r := range Regions(t.Region) {
		in = append(in, cedar.NewEntityUID("Division", str(r)))
	}
	return cedar.Entity{
		UID:     cedar.NewEntityUID(entityTypes[t.Kind], str(t.ID)),
		Parents: cedar.NewEntityUIDSet(in...),
		Attributes: cedar.NewRecord(cedar.RecordMap{
			"unit": str(t.Unit), "scope": str(t.Scope), "item": str(t.Item),
			"applicant": str(t.Applicant), "filedBy": str(t.FiledBy),
			"acceptedBy": str(t.AcceptedBy), "author": str(t.Author),
			"handlers": strs(t.Handlers), "state": str(t.State), "mandate": str(t.Mandate),
		}),
	}
}
