package item

import (
	"tongban/civic/org"
	"tongban/platform/db"
	"tongban/platform/fault"
)

// OrgOffices finds departments in the city's organisation (机构目录) and sets up
// those it does not hold, without an approval office; that is a gap of the draft.
type OrgOffices struct{}

// Department implements Offices.
func (OrgOffices) Department(tx *db.Tx, d Department) (Seat, error) {
	u, created, err := org.EnsureDepartment(tx, d.Name, d.USCC, d.Division)
	if err != nil {
		return Seat{}, err
	}
	seat := Seat{Unit: Unit{u.ID, u.Name}, Region: u.Division, Created: created}
	office, err := org.OfficeOf(tx, u.ID)
	switch {
	case err == nil:
		seat.Office = Unit{office.ID, office.Name}
	case fault.Of(err) != fault.Absent:
		return Seat{}, err
	}
	return seat, nil
}
