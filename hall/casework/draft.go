package casework

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tongban/civic/access"
	"tongban/hall/item"
	"tongban/platform/blob"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/form"
	"tongban/platform/i18n"
	"tongban/platform/vault"
)

// A Draft is an application being filled in (申请草稿). It is the filer's own: no
// office sees it, and it is no official act until it is submitted. It keeps the
// version of the item it was begun on.
type Draft struct {
	ID          string // made by the client's first page; also the client id of the filing
	Owner       string // person id of who fills it in
	Applicant   string // person id of whom it is for
	Item        item.Code
	ItemVersion int
	ItemName    string
	Answers     form.Answers
	Materials   []Material
	Changed     time.Time
}

// Begin makes an empty draft on the current version of an item (开始填写).
func (d *Desk) Begin(ctx context.Context, who access.Who, code item.Code) (Draft, error) {
	var out Draft
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		v, err := item.Published(tx, code)
		if err != nil {
			return err
		}
		out = Draft{ID: newID(), Owner: who.Person, Applicant: who.For.ID, Item: code, ItemVersion: v.No, ItemName: v.Name.Zh, Answers: form.Answers{}, Changed: d.Clock.Now()}
		if out.Applicant == "" {
			out.Applicant = who.Person
		}
		if err := d.mayDraft(who, out); err != nil {
			return err
		}
		return d.putDraft(tx, out)
	})
	return out, err
}

func (d *Desk) mayDraft(who access.Who, x Draft) error {
	if !who.Signed() || x.Owner != who.Person {
		return noDraft()
	}
	_, err := d.Guard.May(who, access.CaseDraft, access.Thing{Kind: "case", Item: string(x.Item), Applicant: x.Applicant, FiledBy: x.Owner, State: access.StateDraft})
	return err
}

func noDraft() *fault.Error {
	return fault.New(fault.Absent, "case.no-draft", i18n.T("没有这份草稿，可能已经提交或删除。", "There is no such draft; it may have been submitted or deleted.")).
		Then(i18n.T("请在“我的办件”里查看，或重新开始填写。", "Look in “My cases”, or begin again."))
}

// Change alters a draft (保存草稿): fn is given the draft and may run more than once.
// Files that leave the draft are released, files that enter are kept.
func (d *Desk) Change(ctx context.Context, who access.Who, id string, fn func(*Draft) error) (Draft, error) {
	var out Draft
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		x, err := d.draft(tx, id)
		if err != nil {
			return err
		}
		if err := d.mayDraft(who, x); err != nil {
			return err
		}
		if err := fn(&x); err != nil {
			return err
		}
		x.Changed = d.Clock.Now()
		out = x
		return d.putDraft(tx, x)
	})
	return out, err
}

// OpenDraft gives a draft to the person who fills it in.
func (d *Desk) OpenDraft(ctx context.Context, who access.Who, id string) (Draft, error) {
	var out Draft
	err := d.DB.Glance(ctx, func(tx *db.Tx) (err error) { out, err = d.draft(tx, id); return err })
	if err != nil {
		return Draft{}, err
	}
	return out, d.mayDraft(who, out)
}

// Drafts lists the drafts of a person, newest first, at most 50.
func (d *Desk) Drafts(ctx context.Context, who access.Who) ([]Draft, error) {
	var out []Draft
	err := d.DB.Glance(ctx, func(tx *db.Tx) (err error) {
		out, err = db.List(tx, d.scanDraft, `SELECT id, owner, applicant, item, item_version, item_name, answers, materials, changed
FROM case_draft WHERE owner = $1 ORDER BY changed DESC LIMIT 50`, who.Person)
		return err
	})
	return out, err
}

// Discard deletes a draft (删除草稿).
func (d *Desk) Discard(ctx context.Context, who access.Who, id string) error {
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		x, err := d.draft(tx, id)
		if err != nil {
			return err
		}
		if err := d.mayDraft(who, x); err != nil {
			return err
		}
		return dropDraft(tx, id, who.Person)
	})
}

func (d *Desk) draft(tx *db.Tx, id string) (Draft, error) {
	x, err := db.One(tx, d.scanDraft, `SELECT id, owner, applicant, item, item_version, item_name, answers, materials, changed
FROM case_draft WHERE id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Draft{}, noDraft()
	}
	return x, err
}

func (d *Desk) scanDraft(s db.Scanner) (Draft, error) {
	var x Draft
	var sealed []byte
	var materials string
	var changed int64
	if err := s.Scan(&x.ID, &x.Owner, &x.Applicant, &x.Item, &x.ItemVersion, &x.ItemName, &sealed, &materials, &changed); err != nil {
		return x, err
	}
	x.Changed = clock.FromMicros(changed)
	text, err := d.Vault.Open(sealed, vault.Field("case_draft", "answers", x.ID))
	if err != nil {
		return x, fmt.Errorf("draft %s: %w", x.ID, err)
	}
	if x.Answers, err = form.ParseAnswers(text); err != nil {
		return x, fmt.Errorf("draft %s: %w", x.ID, err)
	}
	return x, json.Unmarshal([]byte(materials), &x.Materials)
}

func (d *Desk) putDraft(tx *db.Tx, x Draft) error {
	materials, err := json.Marshal(x.Materials)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO case_draft (id, owner, applicant, item, item_version, item_name, answers, materials, changed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (id) DO UPDATE SET item_version = excluded.item_version, answers = excluded.answers, materials = excluded.materials, changed = excluded.changed`,
		x.ID, x.Owner, x.Applicant, string(x.Item), x.ItemVersion, x.ItemName,
		d.Vault.Seal(x.Answers.JSON(), vault.Field("case_draft", "answers", x.ID)), string(materials), clock.Micros(x.Changed))
	if err != nil {
		return fmt.Errorf("save draft %s: %w", x.ID, err)
	}
	user := "draft:" + x.ID
	if err := blob.Release(tx, user); err != nil {
		return err
	}
	hs := x.Answers.Blobs()
	for _, m := range x.Materials {
		hs = append(hs, m.Hash)
	}
	return blob.Keep(tx, user, x.Changed, hs...)
}

func dropDraft(tx *db.Tx, id, owner string) error {
	if _, err := tx.Exec(`DELETE FROM case_draft WHERE id = $1 AND owner = $2`, id, owner); err != nil {
		return fmt.Errorf("drop draft %s: %w", id, err)
	}
	return blob.Release(tx, "draft:"+id)
}

// answers opens the sealed answers of a case.
func (d *Desk) answers(tx *db.Tx, no No) (form.Answers, error) {
	sealed, err := answersOf(tx, no)
	if err != nil {
		return nil, fmt.Errorf("answers of case %s: %w", no, err)
	}
	text, err := d.Vault.Open(sealed, sealedField(no))
	if err != nil {
		return nil, fmt.Errorf("answers of case %s: %w", no, err)
	}
	return form.ParseAnswers(text)
}
