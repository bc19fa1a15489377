package item

import (
	"context"
	"errors"

	"tongban/civic/access"
	"tongban/platform/db"
	"tongban/platform/fault"
)

// Open gives one version to whoever may read it: everybody, once it was published;
// before that, those who edit or review items of its department. To all others
// a draft does not exist.
func (d *Desk) Open(ctx context.Context, who access.Who, code Code, no int) (*Version, error) {
	var v *Version
	err := d.DB.Read(ctx, func(tx *db.Tx) (err error) { v, err = At(tx, code, no); return err })
	if err != nil || v.Was() {
		return v, err
	}
	if _, err := d.Guard.May(who, access.ItemViewDraft, thing(v)); err != nil {
		if fault.Of(err) == fault.Forbidden && who.Signed() {
			return nil, err
		}
		return nil, absent(code)
	}
	return v, nil
}

// Newest gives the newest version of an item under the same rule as Open.
func (d *Desk) Newest(ctx context.Context, who access.Who, code Code) (*Version, error) {
	var latest int
	err := d.DB.Read(ctx, func(tx *db.Tx) (err error) { _, latest, err = numbers(tx, code); return err })
	if err != nil {
		return nil, err
	}
	return d.Open(ctx, who, code, latest)
}

// Seen gives the versions of an item that the reader may read, newest first.
func (d *Desk) Seen(ctx context.Context, who access.Who, code Code) ([]*Version, error) {
	var all, out []*Version
	if err := d.DB.Read(ctx, func(tx *db.Tx) (err error) { all, err = History(tx, code); return err }); err != nil {
		return nil, err
	}
	for _, v := range all {
		if !v.Was() {
			if _, err := d.Guard.May(who, access.ItemViewDraft, thing(v)); err != nil {
				continue
			}
		}
		out = append(out, v)
	}
	if len(out) == 0 {
		return nil, absent(code)
	}
	return out, nil
}

// ReportByID gives the kept report of an import.
func ReportByID(tx *db.Tx, id string) (Kept, error) {
	k, err := db.One(tx, scanKept, `SELECT `+keptColumns+` FROM item_import WHERE id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return k, absent(Code(id))
	}
	return k, err
}

// Reports lists the latest imports, newest first.
func Reports(tx *db.Tx, limit int) ([]Kept, error) {
	return db.List(tx, scanKept, `SELECT `+keptColumns+` FROM item_import ORDER BY started DESC, id DESC LIMIT $1`, limit)
}
