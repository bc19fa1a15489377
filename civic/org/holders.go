package org

import "tongban/platform/db"

// HoldersOf gives the person ids of those who hold a post today that handles the
// matters of a unit (责任人): a hall's window clerks, a department's officers. At
// most 200, in order.
func HoldersOf(tx *db.Tx, scope, on string) ([]string, error) {
	return db.List(tx, db.Str, `SELECT DISTINCT h.person FROM org_holding h JOIN org_post p ON p.id = h.post
WHERE `+inForce("h", "$1")+` AND `+inForce("p", "$1")+` AND p.scope = $2 ORDER BY h.person LIMIT 200`, on, scope)
}
