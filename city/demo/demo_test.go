package demo_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"tongban/city"
	"tongban/city/demo"
	"tongban/platform/clock"
	"tongban/platform/conf"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
)

// Open builds a demonstration city on one engine, standing at a fixed instant.
func open(t *testing.T, e db.Engine) (*city.City, []demo.Login) {
	t.Helper()
	base := clock.At(time.Date(2026, 11, 20, 10, 0, 0, 0, clock.Beijing))
	s := conf.Settings{Data: t.TempDir(), DB: dbtest.URL(t, e), Base: "http://127.0.0.1", City: conf.Wuhai, Clock: &demo.Clock{Base: base}}
	c, err := city.Open(context.Background(), s, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	ls, err := demo.Build(context.Background(), c, func(s string) { t.Log(s) })
	if err != nil {
		t.Fatal(err)
	}
	return c, ls
}

func TestTheDemonstrationIsBuiltByTheActsOfACity(t *testing.T) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			c, ls := open(t, e)
			if len(ls) < 16 {
				t.Errorf("got %d accounts, want one for every role", len(ls))
			}
			states := map[string]int64{}
			err := c.DB.Read(context.Background(), func(tx *db.Tx) error {
				type row struct {
					s string
					n int64
				}
				rows, err := db.List(tx, func(s db.Scanner) (r row, err error) { err = s.Scan(&r.s, &r.n); return }, `SELECT state, COUNT(no) FROM office_case GROUP BY state`)
				for _, r := range rows {
					states[r.s] = r.n
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{"received", "correcting", "accepted", "examined", "granted", "refused", "delivered", "closed", "not-competent"} {
				if states[want] == 0 {
					t.Errorf("got no case in state %s: %v", want, states)
				}
			}
		})
	}
}
