package item

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of the catalogue.
var Schema = db.Schema{Name: "item", FS: files}

const versionColumns = `id, code, no, state, rev, body, authors, reviewer, remark, updated, published_at, ended_at, act, gaps`

func scanVersion(s db.Scanner) (*Version, error) {
	v := &Version{parsed: &parsedForm{}}
	var body, authors string
	var updated, published, ended int64
	err := s.Scan(&v.ID, &v.Code, &v.No, &v.State, &v.Rev, &body, &authors, &v.Reviewer, &v.Remark, &updated, &published, &ended, &v.ActID, &v.GapCount)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(body), &v.Content); err != nil {
		return nil, fmt.Errorf("item %s version %d: content: %w", v.Code, v.No, err)
	}
	if err := json.Unmarshal([]byte(authors), &v.Authors); err != nil {
		return nil, fmt.Errorf("item %s version %d: authors: %w", v.Code, v.No, err)
	}
	v.Updated = clock.FromMicros(updated)
	if published > 0 {
		v.PublishedAt = clock.FromMicros(published)
	}
	if ended > 0 {
		v.EndedAt = clock.FromMicros(ended)
	}
	return v, nil
}

func load(tx *db.Tx, code Code, no int) (*Version, error) {
	v, err := db.One(tx, scanVersion, `SELECT `+versionColumns+` FROM item_version WHERE code = $1 AND no = $2`, string(code), no)
	if errors.Is(err, db.ErrNone) {
		return nil, absent(code)
	}
	return v, err
}

func absent(code Code) error {
	return fault.New(fault.Absent, "item.absent", i18n.Tf("没有编码为 %s 的事项或版本。", "There is no item or version with the code %s.", string(code))).
		Then(i18n.T("请从搜索或部门目录进入。", "Please find it by search or by department."))
}

// insert writes a new version and its item.
func insert(tx *db.Tx, v *Version) error {
	_, err := tx.Exec(`INSERT INTO item (code, latest_no) VALUES ($1, $2)
ON CONFLICT (code) DO UPDATE SET latest_no = excluded.latest_no`, string(v.Code), v.No)
	if err != nil {
		return err
	}
	body, authors, err := v.texts()
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO item_version (id, code, no, state, rev, name, type, unit, unit_name, gaps, body, authors, remark, updated)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		v.ID, string(v.Code), v.No, string(v.State), v.Rev, v.Name.Zh, string(v.Type), v.Unit.ID, v.Unit.Name, v.GapCount, body, authors, v.Remark, clock.Micros(v.Updated))
	if db.IsDuplicate(err) {
		return fault.New(fault.Conflict, "item.draft-exists", i18n.Tf("事项 %s 已有正在编制的版本。", "Item %s already has a version being written.", string(v.Code)))
	}
	return err
}

// save writes the changed version where nobody was faster: rev must be the one loaded.
func save(tx *db.Tx, v *Version, rev int64) error {
	body, authors, err := v.texts()
	if err != nil {
		return err
	}
	var published, ended int64
	if !v.PublishedAt.IsZero() {
		published = clock.Micros(v.PublishedAt)
	}
	if !v.EndedAt.IsZero() {
		ended = clock.Micros(v.EndedAt)
	}
	v.Rev = rev + 1
	n, err := tx.Exec(`UPDATE item_version SET state = $1, rev = $2, name = $3, type = $4, unit = $5, unit_name = $6, gaps = $7, body = $8,
  authors = $9, reviewer = $10, remark = $11, updated = $12, published_at = $13, ended_at = $14, act = $15
WHERE id = $16 AND rev = $17`,
		string(v.State), v.Rev, v.Name.Zh, string(v.Type), v.Unit.ID, v.Unit.Name, v.GapCount, body,
		authors, v.Reviewer, v.Remark, clock.Micros(v.Updated), published, ended, v.ActID, v.ID, rev)
	if err != nil {
		return err
	}
	if n == 0 {
		return overtaken(v)
	}
	return nil
}

func overtaken(v *Version) error {
	return fault.New(fault.Conflict, "item.overtaken", i18n.Tf("%s 刚被别人修改过，您的修改没有保存。", "%s was changed by somebody else just now; your change was not saved.", v.Label())).
		Then(i18n.T("请重新打开，核对后再改。", "Please open it again and check before changing it."))
}

func (v *Version) texts() (body, authors string, err error) {
	b, err := json.Marshal(&v.Content)
	if err != nil {
		return "", "", fmt.Errorf("item %s version %d: content: %w", v.Code, v.No, err)
	}
	if v.Authors == nil {
		v.Authors = []Author{}
	}
	a, err := json.Marshal(v.Authors)
	return string(b), string(a), err
}

// shelve puts a published version where the public browses; unshelve takes it away.
func shelve(tx *db.Tx, v *Version) error {
	if err := unshelve(tx, v.Code); err != nil {
		return err
	}
	persons, bodies := v.Serves()
	_, err := tx.Exec(`INSERT INTO item_shelf (code, version, rev, name, name_en, type, unit, unit_name, persons, bodies, online, kind, promise_n, promise_unit, free)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		string(v.Code), v.ID, v.Rev, v.Name.Zh, v.Name.En, string(v.Type), v.Unit.ID, v.Unit.Name, persons, bodies, v.Online, string(v.Kind), v.Promise.N, string(v.Promise.Unit), v.Charge == Free)
	if err != nil {
		return err
	}
	for _, t := range v.Themes {
		if _, err := tx.Exec(`INSERT INTO item_shelf_theme (theme, code) VALUES ($1, $2) ON CONFLICT (theme, code) DO NOTHING`, t, string(v.Code)); err != nil {
			return err
		}
	}
	return nil
}

func unshelve(tx *db.Tx, code Code) error {
	if _, err := tx.Exec(`DELETE FROM item_shelf_theme WHERE code = $1`, string(code)); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM item_shelf WHERE code = $1`, string(code))
	return err
}

func numbers(tx *db.Tx, code Code) (current, latest int, err error) {
	type pair struct{ c, l int }
	p, err := db.One(tx, func(s db.Scanner) (p pair, err error) { err = s.Scan(&p.c, &p.l); return },
		`SELECT current_no, latest_no FROM item WHERE code = $1`, string(code))
	if errors.Is(err, db.ErrNone) {
		return 0, 0, absent(code)
	}
	return p.c, p.l, err
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }
