package city

import (
	"context"
	"net/http"
	"slices"

	"tongban/civic/access"
	"tongban/civic/account"
	"tongban/civic/act"
	"tongban/civic/audit"
	"tongban/civic/audit/auditpage"
	"tongban/civic/org"
	"tongban/civic/watch"
	"tongban/civic/watch/watchpage"
	"tongban/hall/casework"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// oversight mounts what those see who watch and do not act: supervision and audit.
func (c *City) oversight() {
	desk := &audit.Desk{DB: c.DB, Clock: c.Clock, Guard: c.Guard}
	c.Site.Use(c.attempts(desk))
	watchpage.Mount(c.Site, &watchpage.Pages{Desk: c.Watch, Units: c.unitNames, People: c.accountNames, Verb: actWords})
	auditpage.Mount(c.Site, &auditpage.Pages{Desk: desk, Units: c.unitNames, Staff: c.staffNames, Account: c.accountOf, Verb: actWords})
}

// attempts records what signed-in people tried and may not do (SEC-11), whichever
// page refused it.
func (c *City) attempts(desk *audit.Desk) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s := &statusOf{ResponseWriter: w}
			next.ServeHTTP(s, r)
			if s.status != http.StatusForbidden {
				return
			}
			ctx := context.WithoutCancel(r.Context()) // who hangs up is recorded too
			if err := desk.Note(ctx, access.From(ctx), r.Method+" "+r.URL.Path); err != nil {
				c.Log.Error("refused attempt not recorded", "err", err)
			}
		})
	}
}

// A statusOf remembers the status of an answer.
type statusOf struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (s *statusOf) WriteHeader(status int) {
	if s.status == 0 {
		s.status = status
	}
	s.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (s *statusOf) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// each gives ids once, without the empty one.
func each(ids []string) []string {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == "" })
	slices.Sort(ids)
	return slices.Compact(ids)
}

func (c *City) unitNames(ctx context.Context, ids []string) (names map[string]string, err error) {
	err = c.DB.Glance(ctx, func(tx *db.Tx) error {
		names, err = org.UnitNames(tx, each(ids))
		return err
	})
	return names, err
}

func (c *City) accounts(ctx context.Context, ids []string) (list map[string]account.Account, err error) {
	err = c.DB.Glance(ctx, func(tx *db.Tx) error {
		list, err = account.LoadAll(tx, each(ids))
		return err
	})
	return list, err
}

// accountNames gives the names of the people behind accounts.
func (c *City) accountNames(ctx context.Context, ids []string) (map[string]string, error) {
	list, err := c.accounts(ctx, ids)
	names := map[string]string{}
	for id, a := range list {
		names[id] = a.Name
	}
	return names, err
}

// staffNames gives name and number of those accounts that are of staff.
func (c *City) staffNames(ctx context.Context, ids []string) (map[string]string, error) {
	list, err := c.accounts(ctx, ids)
	names := map[string]string{}
	for id, a := range list {
		if a.StaffNo != "" {
			names[id] = a.Name + " " + a.StaffNo
		}
	}
	return names, err
}

// accountOf gives the account of a staff number; anything else as it was typed.
func (c *City) accountOf(ctx context.Context, typed string) (string, error) {
	err := c.DB.Glance(ctx, func(tx *db.Tx) error {
		a, err := account.ByStaffNo(tx, typed)
		if err == nil {
			typed = a.ID
		}
		return err
	})
	if fault.Is(err, "account.absent") {
		err = nil
	}
	return typed, err
}

// cards gives the open alarms on a case in words, for the desks that handle it.
func (c *City) cards(ctx context.Context, no casework.No) (out []i18n.Text, err error) {
	err = c.DB.Glance(ctx, func(tx *db.Tx) error {
		out = nil
		list, err := watch.OfSubject(tx, act.Subject{Kind: "case", ID: string(no)})
		for _, a := range list {
			if !a.Open() {
				continue
			}
			t := i18n.T(a.Level.Say().Zh+"："+a.Kind.Say().Zh, a.Level.Say().En+": "+a.Kind.Say().En)
			if a.Words != "" {
				t = i18n.T(t.Zh+"。"+a.Words, t.En+". "+a.Words)
			}
			out = append(out, t)
		}
		return err
	})
	return out, err
}
