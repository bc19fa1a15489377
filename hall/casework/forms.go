package casework

import (
	"fmt"
	"sync"

	"tongban/hall/item"
	"tongban/platform/db"
	"tongban/platform/form"
)

// forms keeps parsed form definitions; a published version's form never changes,
// and an edited draft has another revision.
var forms sync.Map // formKey → form.Def

type formKey struct {
	id  string
	rev int64
}

// FormOf gives the application form of an item version (申请表); the zero Def, which
// asks nothing, where the version has none.
func FormOf(v *item.Version) (form.Def, error) {
	key := formKey{v.ID, v.Rev}
	if d, ok := forms.Load(key); ok {
		return d.(form.Def), nil
	}
	if len(v.Form) == 0 {
		return form.Def{}, nil
	}
	d, err := form.Parse(v.Form)
	if err != nil {
		return form.Def{}, fmt.Errorf("form of item %s version %d: %w", v.Code, v.No, err)
	}
	forms.Store(key, d)
	return d, nil
}

type versionKey struct {
	code string
	no   int64
}

// version gives the item version a case was filed under.
func (d *Desk) version(tx *db.Tx, c Case) (*item.Version, error) {
	key := versionKey{c.Item, c.ItemVersion}
	if v, ok := d.pinned.Load(key); ok {
		return v.(*item.Version), nil
	}
	v, err := item.At(tx, item.Code(c.Item), int(c.ItemVersion))
	if err == nil && v.Was() {
		d.pinned.Store(key, v)
	}
	return v, err
}
