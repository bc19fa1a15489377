package person

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tongban/civic/access"
	"tongban/platform/db"
	"tongban/platform/vault"
)

// After everything that this counter does, no act and no file of the database
// holds a number or a telephone in the clear.
func TestNoNumberLeavesTheSeal(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		p, agent := b.person("张三", zhang), b.person("李四", li)
		c, head := b.firm("乌海试验有限公司", company, p)
		if _, err := b.Contact(b.ctx, as(p), p.ID, Form{Phone: "13947399999", Email: "zhangsan@example.cn"}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Reveal(b.ctx, clerk(), Request{Person: p.ID, Field: Phone, Purpose: "电话通知 13947399999 补正", For: access.Thing{ID: "案-1", Scope: "centre"}}); err != nil {
			t.Fatal(err)
		}
		a, err := b.Grant(b.ctx, as(p, head), Grant{Principal: c.ID, Role: Staff, Name: "李四", Number: li, Scope: Everything, Purpose: "为" + li + "开通", Until: "2026-12-31"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Accept(b.ctx, as(agent), a.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Reseal(b.ctx); err != nil {
			t.Fatal(err)
		}
		secrets := []string{zhang, li, "19900307", "13947300001", "13947399999", "zhangsan@"}
		var bodies []string
		err = b.DB.Glance(b.ctx, func(tx *db.Tx) (err error) {
			bodies, err = db.List(tx, db.Str, `SELECT body FROM act ORDER BY id`)
			return err
		})
		if err != nil || len(bodies) < 8 {
			t.Fatalf("acts: %d, %v", len(bodies), err)
		}
		for _, s := range secrets {
			if body := strings.Join(bodies, "\n"); strings.Contains(body, s) {
				t.Errorf("an act holds %s: %s", s, body)
			}
		}
		for _, s := range secrets {
			if where := b.stored(s); where != "" {
				t.Errorf("%s holds %s in the clear", where, s)
			}
		}
	})
}

// stored looks for a text in everything the database keeps.
func (b *bench) stored(s string) string {
	b.t.Helper()
	if b.DB.Engine() == db.SQLite {
		return b.inFiles(s)
	}
	for _, q := range []string{`SELECT CAST(p AS TEXT) FROM person p`, `SELECT CAST(a AS TEXT) FROM authority a`, `SELECT CAST(l AS TEXT) FROM look l`} {
		var rows []string
		err := b.DB.Glance(b.ctx, func(tx *db.Tx) (err error) { rows, err = db.List(tx, db.Str, q); return err })
		if err != nil {
			b.t.Fatal(err)
		}
		hexed := strings.ToLower(strings.Join(rows, "\n"))
		if len(rows) == 0 {
			b.t.Errorf("%s gave nothing", q)
		}
		if strings.Contains(hexed, s) || strings.Contains(hexed, hexOf(s)) {
			return q
		}
	}
	return ""
}

func hexOf(s string) string {
	const digits = "0123456789abcdef"
	var out strings.Builder
	for i := range len(s) {
		out.WriteByte(digits[s[i]>>4])
		out.WriteByte(digits[s[i]&15])
	}
	return out.String()
}

func (b *bench) inFiles(s string) string {
	b.t.Helper()
	var path string
	err := b.DB.Glance(b.ctx, func(tx *db.Tx) (err error) {
		path, err = db.One(tx, db.Str, `SELECT file FROM pragma_database_list WHERE name = 'main'`)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) < 2 {
		b.t.Fatalf("database files: %v, %v", files, err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			b.t.Fatal(err)
		}
		if bytes.Contains(raw, []byte(s)) {
			return filepath.Base(f)
		}
	}
	return ""
}

func TestRotationReachesEverySealedField(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		p := b.person("张三", zhang)
		b.person("李四", li)
		if _, err := b.Vault.Rotate(); err != nil {
			t.Fatal(err)
		}
		if n, err := b.Reseal(b.ctx); err != nil || n < 1 {
			t.Fatalf("reseal: %d, %v", n, err)
		}
		err := b.DB.Glance(b.ctx, func(tx *db.Tx) error {
			sealed, err := db.List(tx, db.Bytes, `SELECT number FROM person`)
			for _, s := range sealed {
				if vault.KeyOf(s) != 2 {
					t.Errorf("a number is still under key %d", vault.KeyOf(s))
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := b.Own(b.ctx, as(p), Number); err != nil || got != zhang {
			t.Errorf("after the rotation: %q, %v", got, err)
		}
		if got, err := b.ByNumber(b.ctx, clerk(), Natural, zhang); err != nil || got.ID != p.ID {
			t.Errorf("found after the rotation: %+v, %v", got, err)
		}
	})
}

func TestAPersonInJSONHoldsNoNumber(t *testing.T) {
	raw, err := json.Marshal(struct {
		ID CitizenID
		P  Person
	}{zhang, Person{Masked: CitizenID(zhang).Masked()}})
	if err != nil || bytes.Contains(raw, []byte("19900307")) {
		t.Errorf("got %s, %v", raw, err)
	}
}
