package search

import (
	"context"
	"testing"

	"tongban/platform/db"
	"tongban/platform/db/dbtest"
)

func TestEverydayWordsAreFoundByTheirPinyin(t *testing.T) {
	dbtest.Each(t, []db.Schema{Schema}, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		err := d.Write(ctx, func(tx *db.Tx) error {
			return Put(tx, Doc{Kind: "item", ID: "1", Title: "老年人优待证办理", Words: []string{"老年证", "敬老卡"}})
		})
		if err != nil {
			t.Fatal(err)
		}
		x := New()
		for q, want := range map[string]int{"laonianzheng": 1, "lnz": 1, "jlk": 1, "jinglao": 1, "nianzheng": 0, "nz": 0} {
			err := d.Read(ctx, func(tx *db.Tx) error {
				r, err := x.Find(tx, Query{Kinds: []string{"item"}, Text: q, Limit: 5})
				if err == nil && len(r.Hits) != want {
					t.Errorf("%s: got %d hits, want %d", q, len(r.Hits), want)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}
