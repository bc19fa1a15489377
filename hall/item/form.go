package item

import (
	"encoding/json"
	"errors"
)

// checkForm says why a form definition cannot be used; nil when it can.
func checkForm(f FormDef) error {
	if !json.Valid(f) {
		return errors.New("not JSON")
	}
	return nil
}
