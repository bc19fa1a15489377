package org

import (
	"errors"

	"tongban/civic/cal"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// A Division is one administrative division (行政区划): 6 digits down to the
// district (GB/T 2260), 9 to the street or town, 12 to the community or village.
// Names and codes change between editions, so each has its days; a zero From
// means that its first day is not known to us.
type Division struct {
	Code     string
	Parent   string
	Level    int // 1 region, 2 city, 3 district, 4 street or town, 5 community or village
	Kind     string
	Name     string
	From, To cal.Date
	Source   string
}

const divisionCols = `v.code, v.parent, v.level, v.kind, v.name, v.from_on, v.to_on, v.source`

func scanDivision(s db.Scanner) (v Division, err error) {
	err = s.Scan(&v.Code, &v.Parent, &v.Level, &v.Kind, &v.Name, &v.From, &v.To, &v.Source)
	return v, err
}

// DivisionByCode gives a division, whether it still exists or not; fault
// org.no-division where there never was one.
func DivisionByCode(tx *db.Tx, code string) (Division, error) {
	v, err := db.One(tx, scanDivision, `SELECT `+divisionCols+` FROM org_division v WHERE v.code = $1`, code)
	if errors.Is(err, db.ErrNone) {
		return Division{}, fault.New(fault.Absent, "org.no-division", i18n.T("没有这个行政区划代码。", "There is no such division code.")).
			At("division", i18n.T("请填写行政区划代码。", "Enter a division code."))
	}
	return v, err
}

// DivisionsUnder lists the divisions right under one that exist on a day, by code.
func DivisionsUnder(tx *db.Tx, parent, on string) ([]Division, error) {
	return db.List(tx, scanDivision, `SELECT `+divisionCols+` FROM org_division v
WHERE `+inForce("v", "$1")+` AND v.parent = $2 ORDER BY v.code LIMIT 1000`, on, parent)
}

// AddDivisions enters divisions (登记行政区划); those on record already stay as
// they are. It gives how many were new.
func AddDivisions(tx *db.Tx, list []Division) (int, error) {
	fresh := 0
	for _, v := range list {
		n, err := tx.Exec(`INSERT INTO org_division (code, parent, level, kind, name, from_on, to_on, source)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`, v.Code, v.Parent, v.Level, v.Kind, v.Name, v.From, v.To, v.Source)
		if err != nil {
			return fresh, err
		}
		fresh += int(n)
	}
	return fresh, nil
}

// EndDivision closes a division from a day on, when an edition drops or renames it
// (撤销区划); its record stays for the cases of its time.
func EndDivision(tx *db.Tx, code string, on cal.Date) error {
	n, err := tx.Exec(`UPDATE org_division SET to_on = $1 WHERE code = $2 AND to_on = ''`, on, code)
	if err == nil && n == 0 {
		_, err = DivisionByCode(tx, code)
	}
	return err
}
