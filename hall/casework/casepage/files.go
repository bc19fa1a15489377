package casepage

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tongban/civic/access"
	"tongban/hall/casework"
	"tongban/platform/blob"
	"tongban/platform/fault"
	"tongban/platform/form"
	"tongban/platform/i18n"
	"tongban/platform/ui"
)

// mostFiles is how many files one material takes.
const mostFiles = 5

// slotName gives the input under which the files of a material come; the rules of
// the desk name it the same way, so that errors land on it.
func slotName(material string) string { return "material-" + material }

// A basket is where files are attached: a draft or a case (材料篮).
type basket struct {
	purpose string // of its uploads in pieces
	files   string // address under which its files are read
}

func draftBasket(id string) basket {
	return basket{purpose: "draft:" + id, files: draftHref(id) + "/files/"}
}

func caseBasket(n casework.No) basket {
	return basket{purpose: "case:" + string(n), files: caseHref(n) + "/files/"}
}

// upload gives the address where uploads in pieces of a slot begin; "" without them.
func (p *Pages) upload(b basket, slot string) string {
	if p.Uploads == nil {
		return ""
	}
	return query("/uploads", "purpose", b.purpose+"/"+slot)
}

// uploader is upload for forms; nil without uploads in pieces.
func (p *Pages) uploader(b basket) func(string) string {
	if p.Uploads == nil {
		return nil
	}
	return func(slot string) string { return p.upload(b, slot) }
}

// fileSlot is the input of one material or form field.
func fileSlot(name string, kinds []string, bytes int64) blob.Slot {
	s := blob.Slot{Name: name, Most: mostFiles}
	s.Bytes = bytes
	for _, k := range kinds {
		s.Kinds = append(s.Kinds, blob.Kind(k))
	}
	return s
}

// formSlots gives the inputs for files in sections of a form; "" means all.
func formSlots(def form.Def, section string) []blob.Slot {
	var out []blob.Slot
	for _, s := range def.Sections {
		for _, f := range s.Fields {
			if f.Type == form.Upload && (section == "" || s.ID == section) {
				out = append(out, fileSlot(f.Name, f.Accept, f.MaxBytes))
			}
		}
	}
	return out
}

// posted reads a form with its files, those sent with it and those sent before in
// pieces. Files that are refused are in Bad; everything else is kept.
func (p *Pages) posted(r *http.Request, b basket, slots ...blob.Slot) (*blob.Posted, error) {
	got, err := blob.FromRequest(r, p.Files, slots...)
	if err != nil || p.Uploads == nil {
		return got, err
	}
	if got.Files == nil {
		got.Files = map[string][]blob.Ref{}
	}
	owner := access.From(r.Context()).Account
	for _, s := range slots {
		for _, at := range got.Values[s.Name+".upload"] {
			ref, err := p.Uploads.Take(r.Context(), owner, b.purpose+"/"+s.Name, at)
			if f, ok := fault.As(err); ok && f.Kind != fault.Internal {
				got.Bad = append(got.Bad, fault.Field{Name: s.Name, Why: f.Say})
				continue
			}
			if err != nil {
				return nil, err
			}
			if len(got.Files[s.Name]) < s.Most {
				got.Files[s.Name] = append(got.Files[s.Name], ref)
			}
		}
	}
	return got, nil
}

// attach puts the files that came for fields of a form into its answers.
func attach(a form.Answers, def form.Def, files map[string][]blob.Ref) form.Answers {
	for name, refs := range files {
		if f, ok := def.Field(name); !ok || f.Type != form.Upload {
			continue
		}
		for _, ref := range refs {
			a = a.Attach(name, form.File{Blob: ref.Hash, Name: ref.Name, Size: ref.Size, Kind: string(ref.Kind)})
		}
	}
	return a
}

// asMaterials gives the files that came for materials.
func asMaterials(files map[string][]blob.Ref, at time.Time) []casework.Material {
	var out []casework.Material
	for name, refs := range files {
		slot, ok := strings.CutPrefix(name, "material-")
		if !ok {
			continue
		}
		for _, ref := range refs {
			out = append(out, casework.Material{Slot: slot, Name: ref.Name, Hash: ref.Hash, Size: ref.Size, Kind: string(ref.Kind), Added: at})
		}
	}
	slices.SortFunc(out, func(a, b casework.Material) int { return strings.Compare(a.Slot+a.Hash, b.Slot+b.Hash) })
	return out
}

// withMaterials adds materials to those there; the same content in a slot counts once.
func withMaterials(have, more []casework.Material) []casework.Material {
	for _, m := range more {
		if !slices.ContainsFunc(have, func(x casework.Material) bool { return x.Slot == m.Slot && x.Hash == m.Hash }) {
			have = append(have, m)
		}
	}
	return have
}

// dropPressed takes away the file whose button was pressed: dropName + slot, with
// the place of the file in the slot.
func dropPressed(have []casework.Material, v url.Values) (out []casework.Material, pressed bool) {
	for key := range v {
		slot, ok := strings.CutPrefix(key, dropName)
		if !ok {
			continue
		}
		n, err := strconv.Atoi(v.Get(key))
		if err != nil {
			continue
		}
		for i, m := range have {
			if m.Slot != slot {
				continue
			}
			if n == 0 {
				return slices.Delete(slices.Clone(have), i, i+1), true
			}
			n--
		}
		return have, true
	}
	return have, false
}

const dropName = "drop:"

// kept lists the files of a slot under its input.
func kept(ctx context.Context, ms []casework.Material, slot string, b basket) []ui.Kept {
	var out []ui.Kept
	for _, m := range ms {
		if m.Slot != slot {
			continue
		}
		if m.Paper {
			out = append(out, ui.Kept{Name: say(ctx, "material.paper"), Note: when(m.Added)})
			continue
		}
		out = append(out, ui.Kept{Name: m.Name, Note: say(ctx, "file.note", size(m.Size), when(m.Added), short(m.Hash)), Href: b.files + m.Hash})
	}
	return out
}

// size writes bytes as people read them.
func size(n int64) string {
	if n%(1<<20) == 0 {
		return strconv.FormatInt(n>>20, 10) + " MB"
	}
	if n > 1<<20 {
		return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) + " MB"
	}
	return strconv.FormatInt((n+1023)/1024, 10) + " KB"
}

func short(hash string) string { return hash[:min(8, len(hash))] }

// limitText says which files a slot takes.
func limitText(kinds []string, bytes int64) i18n.Text {
	if len(kinds) == 0 {
		for _, k := range blob.Kinds {
			kinds = append(kinds, string(k))
		}
	}
	if bytes <= 0 {
		bytes = blob.MostBytes
	}
	list := strings.ToUpper(strings.Join(kinds, "、"))
	return i18n.Tf("%s，每个不超过 %s，最多 %d 个。", "%s; at most %s each, up to %d files.", list, size(bytes), mostFiles)
}

func fieldLimit(f form.FieldDef) i18n.Text { return limitText(f.Accept, f.MaxBytes) }

// serve sends a file; a picture is shown where the address asks for it.
func (p *Pages) serve(w http.ResponseWriter, r *http.Request, f casework.File) error {
	way := blob.Download
	if r.URL.Query().Has("view") {
		way = blob.InPage
	}
	ref := f.Ref
	ref.Name = f.Name
	return blob.Serve(w, r, p.Files, ref, way)
}

// caseFile gives a file of a case.
func (p *Pages) caseFile(w http.ResponseWriter, r *http.Request) error {
	who, err := signed(r)
	if err != nil {
		return err
	}
	n, err := no(r)
	if err != nil {
		return err
	}
	f, err := p.Cases.FileOf(r.Context(), who, n, r.PathValue("hash"))
	if err != nil {
		return err
	}
	return p.serve(w, r, f)
}
