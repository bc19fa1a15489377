package limit

import (
	"errors"

	"tongban/civic/cal"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// An Account is all that led to a clock's dates (时限来由).
type Account struct {
	Clock   Clock
	Stops   []cal.Stop
	Changes []Change
}

// Explain gathers what led to the dates of a clock; a fault of kind absent where
// there is none.
func Explain(tx *db.Tx, id string) (Account, error) {
	var a Account
	var err error
	if a.Clock, err = Get(tx, id); errors.Is(err, db.ErrNone) {
		return a, fault.New(fault.Absent, "limit.none", i18n.T("没有这个时限。", "There is no such limit."))
	}
	if err == nil {
		a.Stops, err = Stops(tx, id)
	}
	if err == nil {
		a.Changes, err = Changes(tx, id)
	}
	return a, err
}
