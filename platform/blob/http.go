package blob

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/web"
)

// Mount serves the protocol of uploads in pieces:
//
//	POST  /uploads?purpose=…  Upload-Length, Upload-Name (percent-encoded)
//	                      → 201, Location
//	HEAD  /uploads/{id}   → 204, Upload-Offset, Upload-Length
//	PATCH /uploads/{id}   Upload-Offset, the bytes, optionally Upload-SM3
//	                      → 204 and Upload-Offset; 409 with the true Upload-Offset;
//	                      200 and the file as JSON when the last byte arrived
//
// A refusal is the sentence of the fault as plain text, also for a browser. owner names the account of a
// request; it gives an error where nobody signed in.
func (u *Uploads) Mount(s *web.Site, owner func(context.Context) (string, error)) {
	with := func(h func(http.ResponseWriter, *http.Request, string) error) web.Handler {
		return func(w http.ResponseWriter, r *http.Request) error {
			w.Header().Set("Cache-Control", "no-store")
			who, err := owner(r.Context())
			if err == nil {
				err = h(w, r, who)
			}
			f, ok := fault.As(err)
			if !ok || f.Kind == fault.Internal {
				return err
			}
			http.Error(w, f.Say.In(i18n.From(r.Context())), web.Status(f.Kind))
			return nil
		}
	}
	s.Handle("POST /uploads", with(u.create))
	s.Handle("HEAD /uploads/{id}", with(u.head))
	s.Handle("PATCH /uploads/{id}", with(u.append))
}

func (u *Uploads) create(w http.ResponseWriter, r *http.Request, owner string) error {
	size, err := strconv.ParseInt(r.Header.Get("Upload-Length"), 10, 64)
	if err != nil {
		return fault.New(fault.Invalid, "upload.size", i18n.T("请先说明文件的大小", "Say the size of the file first"))
	}
	name, err := url.PathUnescape(r.Header.Get("Upload-Name"))
	if err != nil {
		name = ""
	}
	up, err := u.Create(r.Context(), Beginning{Owner: owner, Purpose: r.URL.Query().Get("purpose"), Name: name, Bytes: size})
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/uploads/"+up.ID)
	w.Header().Set("Upload-Offset", "0")
	w.WriteHeader(http.StatusCreated)
	return nil
}

func (u *Uploads) head(w http.ResponseWriter, r *http.Request, owner string) error {
	up, err := u.Head(r.Context(), owner, r.PathValue("id"))
	if err != nil {
		return err
	}
	progress(w, up)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func progress(w http.ResponseWriter, up Upload) {
	w.Header().Set("Upload-Offset", strconv.FormatInt(up.Offset, 10))
	w.Header().Set("Upload-Length", strconv.FormatInt(up.Bytes, 10))
}

func (u *Uploads) append(w http.ResponseWriter, r *http.Request, owner string) error {
	at, err := strconv.ParseInt(r.Header.Get("Upload-Offset"), 10, 64)
	if err != nil {
		return fault.New(fault.Invalid, "upload.offset-missing", i18n.T("请说明从哪个字节开始", "Say at which byte the piece begins"))
	}
	up, err := u.Append(r.Context(), Piece{Owner: owner, ID: r.PathValue("id"), Offset: at, SM3: r.Header.Get("Upload-SM3"), Body: r.Body})
	if up.ID != "" {
		progress(w, up)
	}
	if err != nil {
		return err
	}
	if !up.Done {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(up.Ref)
}

// A Slot is one file input of a form and what it takes (上传项).
type Slot struct {
	Name string
	Limit
	Most int // most files; 0 means one
}

// FromRequest reads a multipart form: files of the slots go to the store while
// they arrive, all else comes back as answers. Refusals of files are collected
// and returned as fields, so that the page shows them beside the inputs and
// keeps the rest; err is set only where nothing can be used.
func FromRequest(r *http.Request, s Store, slots ...Slot) (*Posted, error) {
	p := &Posted{Values: url.Values{}, Files: map[string][]Ref{}, store: s, slots: map[string]Slot{}}
	most := int64(web.MostForm)
	for _, slot := range slots {
		if slot.Bytes <= 0 {
			slot.Bytes = MostBytes
		}
		slot.Most = max(slot.Most, 1)
		p.slots[slot.Name] = slot
		most += slot.Bytes*int64(slot.Most) + 64<<10
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "multipart/form-data" {
		v, err := web.Form(r)
		p.Values = v
		return p, err
	}
	r.Body = http.MaxBytesReader(nil, r.Body, most)
	m, err := r.MultipartReader()
	if err != nil {
		return nil, garbled(err)
	}
	for n := 0; ; n++ {
		part, err := m.NextPart()
		if errors.Is(err, io.EOF) {
			p.Values = web.Clean(p.Values)
			return p, nil
		}
		if err != nil || n > 2000 {
			return nil, garbled(err)
		}
		if err := p.part(r.Context(), part); err != nil {
			return nil, err
		}
	}
}

// Posted is what FromRequest read (表单与文件).
type Posted struct {
	Values url.Values
	Files  map[string][]Ref // by slot
	Bad    []fault.Field    // files refused, by slot

	store Store
	slots map[string]Slot
	bytes int64 // of answers so far
}

func (p *Posted) part(ctx context.Context, part *multipart.Part) error {
	defer part.Close()
	name := part.FormName()
	if part.FileName() == "" {
		raw, err := io.ReadAll(io.LimitReader(part, web.MostForm+1))
		if p.bytes += int64(len(raw) + len(name)); err != nil || p.bytes > web.MostForm {
			return garbled(err)
		}
		if _, file := p.slots[name]; !file { // an empty file input has no name and no content
			p.Values.Add(name, string(raw))
		}
		return nil
	}
	slot, ok := p.slots[name]
	if !ok {
		return nil
	}
	if len(p.Files[name]) >= slot.Most {
		p.refuse(name, i18n.Tf("最多%d个文件", "At most %d files", slot.Most))
		return nil
	}
	slot.Limit.Name = part.FileName()
	ref, err := p.store.Put(ctx, part, slot.Limit)
	if f, ok := fault.As(err); ok && f.Kind == fault.Invalid {
		p.refuse(name, i18n.Tf("%s：%s", "%s: %s", CleanName(part.FileName()), f.Say))
		_, err = io.Copy(io.Discard, part)
	}
	if err != nil {
		if _, ok := fault.As(err); ok {
			return err
		}
		return garbled(fmt.Errorf("file of %s: %w", name, err))
	}
	if ref.Hash != "" {
		p.Files[name] = append(p.Files[name], ref)
	}
	return nil
}

func (p *Posted) refuse(slot string, why i18n.Text) {
	p.Bad = append(p.Bad, fault.Field{Name: slot, Why: why})
}

func garbled(err error) error {
	return fault.New(fault.Invalid, "blob.form", i18n.T("提交的内容太大或没有传完，没有收下", "What was sent is too large or incomplete and was not taken")).
		Then(i18n.T("请检查文件大小和网络后重新提交。", "Check the size of the files and your connection, then submit again.")).Because(err)
}

// A Way is how a file is shown (查看方式).
type Way string

// The ways. Only pictures are ever shown inside a page.
const (
	Download Way = ""
	InPage   Way = "in-page"
)

// Serve sends a blob with its display name. The caller has decided that the
// reader may have it. Everything is a download, but for pictures asked InPage;
// whatever the content, the browser is told to run nothing. Ranges work.
func Serve(w http.ResponseWriter, r *http.Request, s Store, ref Ref, way Way) error {
	c, err := s.Open(r.Context(), ref.Hash)
	if err != nil {
		return err
	}
	defer c.Close() // read only
	disposition := "attachment"
	if way == InPage && ref.Kind.Image() {
		disposition = "inline"
	}
	name := NameFor(ref.Name, ref.Kind)
	h := w.Header()
	h.Set("Content-Type", ref.Kind.MediaType())
	h.Set("Content-Disposition", disposition+`; filename="`+ascii(name)+`"; filename*=UTF-8''`+url.PathEscape(name))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'self'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+ref.Hash+`"`)
	http.ServeContent(w, r, "", time.Time{}, c)
	return nil
}

// ascii gives a name for readers that know no filename*.
func ascii(name string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7e || r == '"' || r == '\\' {
			return '_'
		}
		return r
	}, name)
}
