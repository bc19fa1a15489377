package casepage

import (
	"context"
	"net/http"

	"tongban/hall/casework"
	"tongban/hall/item"
	"tongban/platform/blob"
	"tongban/platform/fault"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// A materialsView is the page with one upload for each material.
type materialsView struct {
	shell    ui.Shell
	action   string
	step, of int
	slots    []ui.FieldView
	spared   []string
	stale    string
	back     string
}

// materials shows what is to be attached and what is attached already.
func (p *Pages) materials(w http.ResponseWriter, r *http.Request) error {
	s, _, err := p.sheet(r)
	if err != nil {
		return err
	}
	return p.showMaterials(w, r, s, nil)
}

func (p *Pages) showMaterials(w http.ResponseWriter, r *http.Request, s casework.Sheet, faults []fault.Field) error {
	ctx := r.Context()
	v := materialsView{shell: sheetShell(ctx, s, say(ctx, "materials.title")), action: draftHref(s.ID) + "/materials", stale: staleHref(s), back: before(s, "")}
	v.shell.Faults = faults
	v.step, v.of = stepsOf(s.Version, s.Def, s.Answers, atMaterials)
	b := draftBasket(s.ID)
	for _, m := range casework.Asked(s.Version) {
		f := p.materialField(ctx, m, b)
		f.Faults = faults
		f.Kept = kept(ctx, s.Materials, m.ID, b)
		for i := range f.Kept {
			f.Kept[i].Remove = dropName + m.ID
		}
		v.slots = append(v.slots, f)
	}
	for _, m := range s.Version.Fetched() {
		v.spared = append(v.spared, in(ctx, m.Name))
	}
	status := http.StatusOK
	if len(faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return web.Show(w, r, status, materialsPage(v))
}

// materialField is the input of one material with all that is said before choosing.
func (p *Pages) materialField(ctx context.Context, m item.Material, b basket) ui.FieldView {
	f := ui.FieldView{Name: slotName(m.ID), Label: in(ctx, m.Name), Optional: !m.Required(), Many: true, Upload: p.upload(b, slotName(m.ID)), Accept: accepted()}
	f.Hint = in(ctx, limitText(nil, 0))
	if cond := in(ctx, m.When); cond != "" {
		f.Hint = say(ctx, "material.only-when", cond) + f.Hint
	}
	if std := in(ctx, m.Standard); std != "" {
		f.Hint = std + " " + f.Hint
	}
	return f
}

// accepted lists the endings and types that a browser offers, the camera among them.
func accepted() string {
	out := "image/*"
	for _, k := range blob.Kinds {
		for _, ext := range k.Extensions() {
			out += "," + ext
		}
	}
	return out
}

func materialSlots(ms []item.Material) []blob.Slot {
	var out []blob.Slot
	for _, m := range ms {
		out = append(out, fileSlot(slotName(m.ID), nil, 0))
	}
	return out
}

// saveMaterials keeps the files that came, and shows those refused beside their inputs.
func (p *Pages) saveMaterials(w http.ResponseWriter, r *http.Request) error {
	s, who, err := p.sheet(r)
	if err != nil {
		return err
	}
	got, err := p.posted(r, draftBasket(s.ID), materialSlots(casework.Asked(s.Version))...)
	if err != nil {
		return err
	}
	var pressed bool
	s.Draft, err = p.Cases.Change(r.Context(), who, s.ID, func(x *casework.Draft) error {
		x.Materials, pressed = dropPressed(x.Materials, got.Values)
		x.Materials = withMaterials(x.Materials, asMaterials(got.Files, p.Cases.Clock.Now()))
		return nil
	})
	switch {
	case err != nil:
		return err
	case len(got.Bad) > 0:
		return p.showMaterials(w, r, s, got.Bad)
	case pressed:
		return web.See(w, r, draftHref(s.ID)+"/materials")
	case got.Values.Has("later"):
		return web.See(w, r, "/cases?kept=1")
	}
	return web.See(w, r, draftHref(s.ID)+"/check")
}
