package casework

import (
	"errors"
	"strings"

	"tongban/civic/org"
	"tongban/platform/db"
)

// hallFor gives the hall at whose windows the matters of a division are (受理大厅): the
// centre of the district, or of the city where the division is the whole city or
// lies in no district with a centre of its own.
func (d *Desk) hallFor(tx *db.Tx, division, on string) (string, error) {
	key := hallKey{division, on}
	if id, ok := d.halls.Load(key); ok {
		return id.(string), nil
	}
	id, err := findHall(tx, division, on)
	if err == nil {
		d.halls.Store(key, id)
	}
	return id, err
}

type hallKey struct{ division, on string }

func findHall(tx *db.Tx, division, on string) (string, error) {
	kinds := []org.Kind{org.CityCentre}
	if len(division) >= 6 && !strings.HasSuffix(division[:6], "00") {
		kinds = []org.Kind{org.DistrictCentre, org.CityCentre}
		division = division[:6]
	}
	for _, kind := range kinds {
		region := division
		if kind == org.CityCentre {
			region = division[:4] + "00"
		}
		us, err := org.Units(tx, org.UnitQuery{On: on, Kind: kind, Region: region, Limit: 1})
		if err != nil {
			return "", err
		}
		if len(us) > 0 {
			return us[0].ID, nil
		}
	}
	return "", errors.New("casework: no hall serves division " + division)
}
