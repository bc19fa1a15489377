package licence

import (
	"context"
	"encoding/json"
	"os"
	"testing"
	"time"

	"tongban/civic/cal"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// rule: IDN-08
func TestIdentifiersOfRealLicencesCheck(t *testing.T) {
	raw, err := os.ReadFile("../../../shared/domain/vectors.json")
	if err != nil {
		t.Skip("the vectors are not beside this checkout")
	}
	var v struct {
		LicenceID []struct {
			ID    ID
			Valid bool
		} `json:"licence_id"`
	}
	if err := json.Unmarshal(raw, &v); err != nil || len(v.LicenceID) == 0 {
		t.Fatalf("got %d vectors, %v", len(v.LicenceID), err)
	}
	for _, x := range v.LicenceID {
		if got := x.ID.Valid(); got != x.Valid {
			t.Errorf("%s: got %v, want %v", x.ID, got, x.Valid)
		}
	}
	got, err := NewID("11100000000013338W012", "11150300MA0TE0T124", "000000001", "001")
	if want := ID("1.2.156.3005.2.11100000000013338W012.11150300MA0TE0T124.000000001.001.X"); got != want || err != nil {
		t.Errorf("got %s %v, want %s", got, err, want)
	}
}

func TestALicenceIsIssuedOnceFoundByItsNumberAndExpires(t *testing.T) {
	dbtest.Each(t, []db.Schema{Schema}, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		at := time.Date(2026, 11, 23, 10, 0, 0, 0, clock.Beijing)
		g := Grant{Case: "1", Item: "a", TypeCode: "11100000000013338W012", Short: "JY", Name: i18n.T("食品经营许可证", "Food licence"),
			Holder: "p1", HolderName: "乌海市某某食品店", Issuer: "u", IssuerName: "市场监督管理局", IssuerCode: "11150300MA0TE0T124", Division: "150300",
			Seal: "agency", Lines: []Line{{i18n.T("经营场所", "Place"), "某路1号"}}, On: cal.DateOf(at), Years: 5, Act: "x", At: at}
		var l Licence
		issue := func(g Grant) error {
			return d.Write(ctx, func(tx *db.Tx) (err error) { l, err = Issue(tx, g); return err })
		}
		if err := issue(g); err != nil {
			t.Fatal(err)
		}
		if err := issue(g); !db.IsDuplicate(err) {
			t.Errorf("got %v, want one licence a case", err)
		}
		g.Case = "2"
		if err := issue(g); err != nil {
			t.Fatal(err)
		}
		err := d.Read(ctx, func(tx *db.Tx) error {
			for _, by := range []string{l.Number, " " + l.Number[:4] + " " + l.Number[4:], string(l.ID)} {
				got, err := ByNumber(tx, by)
				if err != nil || got.Case != "2" || got.Lines[0].Value != "某路1号" || !got.ID.Valid() {
					t.Errorf("%s: got %+v, %v", by, got, err)
				}
				if s := got.On(cal.MustParse("2031-11-22")); s != Valid {
					t.Errorf("last day: got %s, want valid", s)
				}
				if s := got.On(cal.MustParse("2031-11-23")); s != Expired {
					t.Errorf("day after: got %s, want expired", s)
				}
			}
			if _, err := ByNumber(tx, "JY0"); fault.Of(err) != fault.Absent {
				t.Errorf("got %v, want absent", err)
			}
			mine, err := OfHolder(tx, Folder{Holder: "p1"})
			if len(mine) != 2 {
				t.Errorf("got %d in the holder's file, want 2", len(mine))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
