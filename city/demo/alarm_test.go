package demo_test

import (
	"context"
	"testing"

	"tongban/city/demo"
	"tongban/civic/notify"
	"tongban/platform/db"
)

// rule: SUP-01
func TestThoseWhoAnswerForAMatterAreToldOfACard(t *testing.T) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			c, ls := open(t, e)
			ctx := context.Background()
			if err := c.Settle(ctx); err != nil {
				t.Fatal(err)
			}
			inbox := func(key string) (keys []string) {
				t.Helper()
				err := c.DB.Read(ctx, func(tx *db.Tx) error {
					ms, err := notify.Inbox(tx, demo.Find(ls, key).Person, "", 50)
					for _, m := range ms {
						keys = append(keys, m.Key)
					}
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				return keys
			}
			if got := inbox("clerk"); len(got) == 0 {
				t.Error("the window was silent for five days in the demonstration, and its clerk was told nothing")
			}
			if got := inbox("system"); len(got) != 0 {
				t.Errorf("the system administrator, who answers for no matter, was told %v", got)
			}
		})
	}
}
