package casework

import (
	"context"

	"tongban/civic/access"
	"tongban/civic/person"
	"tongban/hall/item"
	"tongban/platform/blob"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/form"
	"tongban/platform/i18n"
)

// A Sheet is a form being filled in with all its page shows: the version of the
// item, its form, and what is known already (填报页).
type Sheet struct {
	Draft
	Version *item.Version
	Def     form.Def
	Known   form.Known
	Stale   bool // a newer version of the item has been published since
}

// Missing gives the required materials not attached yet.
func (s Sheet) Missing() []item.Material { return missing(s.Version, s.Materials) }

// Guide gives the published version of an item for the page before applying, and
// the form that will be asked.
func (d *Desk) Guide(ctx context.Context, code item.Code) (*item.Version, form.Def, error) {
	var v *item.Version
	err := d.DB.Glance(ctx, func(tx *db.Tx) (err error) { v, err = item.Published(tx, code); return err })
	if err != nil {
		return nil, form.Def{}, err
	}
	def, err := FormOf(v)
	return v, def, err
}

// SheetOf opens a draft for the person who fills it in.
func (d *Desk) SheetOf(ctx context.Context, who access.Who, id string) (Sheet, error) {
	x, err := d.OpenDraft(ctx, who, id)
	if err != nil {
		return Sheet{}, err
	}
	s := Sheet{Draft: x}
	err = d.DB.Read(ctx, func(tx *db.Tx) error {
		if s.Version, err = item.At(tx, x.Item, x.ItemVersion); err != nil {
			return err
		}
		now, err := item.Published(tx, x.Item)
		if err != nil && fault.Of(err) != fault.Absent {
			return err
		}
		s.Stale = now != nil && now.No != x.ItemVersion
		return nil
	})
	if err != nil {
		return s, err
	}
	if s.Def, err = FormOf(s.Version); err != nil {
		return s, err
	}
	s.Known, err = d.KnownOf(ctx, who, person.ID(x.Applicant))
	s.Answers = s.Def.Prefill(s.Answers, s.Known)
	return s, err
}

// Renew moves a draft to the version of the item in force now (改用新版): what was
// typed stays, and what the new form does not ask falls away with the filing.
func (d *Desk) Renew(ctx context.Context, who access.Who, id string) (Draft, error) {
	x, err := d.OpenDraft(ctx, who, id)
	if err != nil {
		return x, err
	}
	v, _, err := d.Guide(ctx, x.Item)
	if err != nil {
		return x, err
	}
	return d.Change(ctx, who, id, func(x *Draft) error { x.ItemVersion = v.No; return nil })
}

var (
	fromRegister = i18n.T("实名登记信息", "your registration")
	fromLicence  = i18n.T("企业登记信息", "the company's registration")
)

// KnownOf gives what is on record of an applicant, so that it is not asked again
// (OGS-04). Numbers and telephones of natural persons come only to themselves.
func (d *Desk) KnownOf(ctx context.Context, who access.Who, id person.ID) (form.Known, error) {
	var p person.Person
	err := d.DB.Glance(ctx, func(tx *db.Tx) (err error) { p, err = person.Load(tx, id); return err })
	if err != nil {
		return nil, err
	}
	known := form.Known{}
	tell := func(key, value string) {
		if value == "" {
			return
		}
		from := fromRegister
		if p.Kind == person.Company {
			from = fromLicence
		}
		known[key] = form.Fact{Value: form.Str(value), Source: from, Mend: "/me"}
	}
	tell("applicant.name", p.Name)
	if p.Kind == person.Company {
		tell("company.name", p.Name)
		tell("company.number", p.Masked) // a credit code is public and whole
		tell("applicant.number", p.Masked)
		return known, nil
	}
	tell("person.name", p.Name)
	if string(id) != who.Person {
		return known, nil
	}
	for key, field := range map[string]person.Field{"number": person.Number, "phone": person.Phone} {
		plain, err := d.People.Own(ctx, who, field)
		if err != nil && fault.Of(err) != fault.Absent {
			return nil, err
		}
		tell("person."+key, plain)
		tell("applicant."+key, plain)
	}
	return known, nil
}

// Filed gives the case that a client id made already to somebody who may see it,
// so that a repeated submission leads to the first one's receipt.
func (d *Desk) Filed(ctx context.Context, who access.Who, client string) (Case, error) {
	var c Case
	err := d.DB.Glance(ctx, func(tx *db.Tx) (err error) {
		if c, err = byClient(tx, client); err != nil {
			return err
		}
		if c.No == "" {
			return noDraft()
		}
		if _, err = d.Guard.May(who, access.CaseView, thing(c)); err != nil {
			return noDraft()
		}
		return nil
	})
	return c, err
}

// FileOf gives a file of a case to somebody who may see the case: a material, or
// one attached inside the form.
func (d *Desk) FileOf(ctx context.Context, who access.Who, no No, hash string) (File, error) {
	x, _, err := d.read(ctx, who, no)
	if err != nil {
		return File{}, err
	}
	return fileIn(x.Materials, x.Answers, hash)
}

// DraftFile gives a file of a draft to the person who fills it in.
func (d *Desk) DraftFile(ctx context.Context, who access.Who, id, hash string) (File, error) {
	x, err := d.OpenDraft(ctx, who, id)
	if err != nil {
		return File{}, err
	}
	return fileIn(x.Materials, x.Answers, hash)
}

func fileIn(ms []Material, a form.Answers, hash string) (File, error) {
	for _, m := range ms {
		if m.Hash == hash && !m.Paper {
			return File{Ref: blob.Ref{Hash: m.Hash, Name: m.Name, Size: m.Size, Kind: blob.Kind(m.Kind)}, Name: m.Name}, nil
		}
	}
	for name := range a {
		for _, f := range a.Files(name) {
			if f.Blob == hash {
				return File{Ref: blob.Ref{Hash: f.Blob, Name: f.Name, Size: f.Size, Kind: blob.Kind(f.Kind)}, Name: f.Name}, nil
			}
		}
	}
	return File{}, fault.New(fault.Absent, "case.file", i18n.T("没有这个文件，可能已经撤回或更换。", "There is no such file; it may have been removed or replaced."))
}

// Asked gives the materials of an item of which a file or paper is handed in: not
// what the office fetches (OGS-04), nor the application that is the form itself.
func Asked(v *item.Version) []item.Material {
	var out []item.Material
	for _, m := range v.Asked() {
		if !m.Filled() {
			out = append(out, m)
		}
	}
	return out
}

// Person gives whom a window registers for, with the number masked.
func (d *Desk) Person(ctx context.Context, who access.Who, id person.ID) (person.Person, error) {
	var p person.Person
	if _, err := d.Guard.May(who, access.PersonLook, access.Thing{Kind: "person", ID: string(id)}); err != nil {
		return p, err
	}
	err := d.DB.Glance(ctx, func(tx *db.Tx) (err error) { p, err = person.Load(tx, id); return err })
	return p, err
}
