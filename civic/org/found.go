package org

import (
	"time"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/law"
	"tongban/platform/db"
)

// FoundRunning sets up the unit that runs a new city's platform, with the posts of
// its three administrators (设立运行机构). Everything else is set up by the security
// administrator. Run again it changes nothing.
func FoundRunning(tx *db.Tx, at time.Time, u Unit) error {
	from := cal.DateOf(at)
	u.Kind, u.From = Organ, from
	fresh, err := insertUnit(tx, u)
	if err != nil || !fresh {
		return err
	}
	for _, p := range []struct {
		duty access.Duty
		name string
	}{{access.SysAdmin, "系统管理岗"}, {access.SecAdmin, "安全管理岗"}, {access.AuditAdmin, "审计管理岗"}} {
		if _, err := insertPost(tx, PostDef{ID: PostID(u.ID, p.duty), Unit: u.ID, Name: p.name, Duties: []access.Duty{p.duty}, From: from}); err != nil {
			return err
		}
	}
	_, err = act.Record(tx, act.New(at, act.System, "org.found", act.Subject{Kind: "unit", ID: u.ID}, map[string]string{"name": u.Name}, law.CiteOf("SEC-08").ID()))
	return err
}
