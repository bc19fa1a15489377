package access

import (
	"tongban/civic/law"
	"tongban/platform/i18n"
)

// Citation gives the words of what a policy or a pair cites (依据): the rule where
// we keep one by that id, the article where it is a citation, else our own design
// rule by that name.
func Citation(id string) i18n.Text {
	if id == "" {
		return i18n.Text{}
	}
	if r, ok := law.RuleByID(id); ok {
		return r.Cite.Text()
	}
	if c, err := law.Parse(id); err == nil {
		return c.Text()
	}
	return law.Own(id).Text()
}
