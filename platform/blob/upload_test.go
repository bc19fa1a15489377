package blob_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"tongban/platform/blob"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/web"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, clock.Beijing)

func rules(_ context.Context, _, purpose string) (blob.Limit, error) {
	if purpose != "plan" {
		return blob.Limit{}, fault.New(fault.Invalid, "test.purpose", i18n.T("不认识的用途", "Unknown purpose"))
	}
	return blob.Limit{Bytes: 1 << 20, Kinds: []blob.Kind{blob.PDF}}, nil
}

func uploads(t testing.TB, d *db.DB, dir string, c clock.Clock) (*blob.Uploads, blob.Store) {
	t.Helper()
	v := keys(t, dir)
	s, err := blob.OpenSealed(filepath.Join(dir, "blobs"), v)
	if err != nil {
		t.Fatal(err)
	}
	return uploadsInto(t, blob.UploadConfig{DB: d, Store: s, Dir: filepath.Join(dir, "uploads"), Clock: c, Rules: rules, Cipher: v}), s
}

// clearUploads is a city without keys.
func clearUploads(t testing.TB, d *db.DB, dir string, c clock.Clock) (*blob.Uploads, blob.Store) {
	t.Helper()
	s, err := blob.OpenDisk(filepath.Join(dir, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	return uploadsInto(t, blob.UploadConfig{DB: d, Store: s, Dir: filepath.Join(dir, "uploads"), Clock: c, Rules: rules}), s
}

func uploadsInto(t testing.TB, c blob.UploadConfig) *blob.Uploads {
	t.Helper()
	u, err := blob.NewUploads(c)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func bigPDF(n int) string { return onePage + strings.Repeat("%", n-len(onePage)) }

func sum(s string) string {
	h := sm3.Sum([]byte(s))
	return hex.EncodeToString(h[:])
}

func TestAnUploadGoesOnWhereItStopped(t *testing.T) {
	t.Run("sealed", func(t *testing.T) { goesOn(t, uploads) })
	t.Run("clear", func(t *testing.T) { goesOn(t, clearUploads) })
}

func goesOn(t *testing.T, uploads func(testing.TB, *db.DB, string, clock.Clock) (*blob.Uploads, blob.Store)) {
	dbtest.Each(t, []db.Schema{blob.Schema}, func(t *testing.T, d *db.DB) {
		dir, c := t.TempDir(), clock.At(noon)
		u, _ := uploads(t, d, dir, c)
		file := bigPDF(100_000)
		up, err := u.Create(ctx, blob.Beginning{Owner: "a1", Purpose: "plan", Name: `C:\图纸.pdf`, Bytes: int64(len(file))})
		if err != nil {
			t.Fatal(err)
		}
		piece := func(u *blob.Uploads, at int, body io.Reader, digest string) (blob.Upload, error) {
			return u.Append(ctx, blob.Piece{Owner: "a1", ID: up.ID, Offset: int64(at), Body: body, SM3: digest})
		}
		if got, err := piece(u, 0, strings.NewReader(file[:40_000]), sum(file[:40_000])); err != nil || got.Offset != 40_000 || got.Done {
			t.Fatalf("first piece: got %+v, %v", got, err)
		}
		if got, err := piece(u, 30_000, strings.NewReader(file[30_000:]), ""); !fault.Is(err, "upload.offset") || got.Offset != 40_000 {
			t.Errorf("wrong offset: got %d, %v, want the true offset 40000", got.Offset, err)
		}
		if got, err := piece(u, 40_000, strings.NewReader(file[40_000:50_000]), sum("other")); !fault.Is(err, "upload.digest") || got.Offset != 40_000 {
			t.Errorf("damaged piece: got %d, %v, want refused and 40000", got.Offset, err)
		}
		if got, err := piece(u, 40_000, io.MultiReader(strings.NewReader(file[40_000:55_000]), failing{io.ErrUnexpectedEOF}), ""); !fault.Is(err, "upload.broken") || got.Offset != 55_000 {
			t.Errorf("broken connection: got %d, %v, want what arrived kept", got.Offset, err)
		}
		if got, err := piece(u, 55_000, strings.NewReader(file[55_000:]+"more"), ""); !fault.Is(err, "blob.too-large") || got.Offset != 55_000 {
			t.Errorf("more than was said: got %d, %v, want refused", got.Offset, err)
		}
		if _, err := u.Head(ctx, "a2", up.ID); !fault.Is(err, "upload.absent") {
			t.Errorf("another account: got %v, want absent", err)
		}
		if _, err := u.Take(ctx, "a1", "plan", up.ID); !fault.Is(err, "upload.unfinished") {
			t.Errorf("take before the end: got %v, want unfinished", err)
		}
		u, s := uploads(t, d, dir, c) // the process starts again
		if got, err := u.Head(ctx, "a1", up.ID); err != nil || got.Offset != 55_000 {
			t.Fatalf("after a restart: got %+v, %v, want 55000", got, err)
		}
		for range 2 { // the answer to the last piece was lost: the sender sends it again
			got, err := piece(u, 55_000, strings.NewReader(file[55_000:]), "")
			if fault.Is(err, "upload.offset") && got.Done {
				continue
			}
			if err != nil || !got.Done || got.Ref.Name != "图纸.pdf" || got.Ref.Hash != sum(file) {
				t.Fatalf("last piece: got %+v, %v", got, err)
			}
		}
		ref, err := u.Take(ctx, "a1", "plan", "/uploads/"+up.ID)
		if err != nil || ref.Hash != sum(file) || ref.Size != int64(len(file)) || ref.Kind != blob.PDF {
			t.Errorf("take: got %+v, %v", ref, err)
		}
		if _, err := u.Take(ctx, "a1", "photo", up.ID); err == nil {
			t.Error("taken for another purpose")
		}
		if err := blob.Verify(ctx, s, ref.Hash); err != nil {
			t.Error(err)
		}
	})
}

func TestUploadsAreRefusedBeforeTheyAreSentAndExpire(t *testing.T) {
	dbtest.Each(t, []db.Schema{blob.Schema}, func(t *testing.T, d *db.DB) {
		c := clock.At(noon)
		dir := t.TempDir()
		u, _ := uploads(t, d, dir, c)
		for _, x := range []struct {
			b   blob.Beginning
			key string
		}{
			{blob.Beginning{Owner: "a1", Purpose: "plan", Name: "a.pdf", Bytes: 1<<20 + 1}, "blob.too-large"},
			{blob.Beginning{Owner: "a1", Purpose: "plan", Name: "a.pdf"}, "blob.empty"},
			{blob.Beginning{Owner: "a1", Purpose: "plan", Name: "a.exe", Bytes: 9}, "blob.kind"},
			{blob.Beginning{Owner: "a1", Purpose: "other", Name: "a.pdf", Bytes: 9}, "test.purpose"},
			{blob.Beginning{Purpose: "plan", Name: "a.pdf", Bytes: 9}, "upload.absent"},
		} {
			if _, err := u.Create(ctx, x.b); !fault.Is(err, x.key) {
				t.Errorf("%+v: got %v, want %s", x.b, err, x.key)
			}
		}
		up, err := u.Create(ctx, blob.Beginning{Owner: "a1", Purpose: "plan", Name: "a.pdf", Bytes: 5})
		if err != nil {
			t.Fatal(err)
		}
		// What is refused at the end is forgotten.
		if _, err := u.Append(ctx, blob.Piece{Owner: "a1", ID: up.ID, Body: strings.NewReader("MZ\x90\x00\x00")}); !fault.Is(err, "blob.unknown") {
			t.Errorf("a program called pdf: got %v, want refused", err)
		}
		if _, err := u.Head(ctx, "a1", up.ID); !fault.Is(err, "upload.absent") {
			t.Errorf("after refusal: got %v, want absent", err)
		}
		for i := range 21 {
			up, err = u.Create(ctx, blob.Beginning{Owner: "a1", Purpose: "plan", Name: "a.pdf", Bytes: 100})
			if want := i == 20; fault.Is(err, "upload.too-many") != want {
				t.Errorf("unfinished upload %d: got %v", i+1, err)
			}
			if i == 0 {
				if _, err := u.Append(ctx, blob.Piece{Owner: "a1", ID: up.ID, Body: strings.NewReader("%PDF")}); err != nil {
					t.Fatal(err)
				}
			}
		}
		c.Advance(blob.UploadAge + time.Minute)
		if n, err := u.Expire(ctx); err != nil || n != 20 {
			t.Errorf("expired %d, %v, want 20", n, err)
		}
		if left, err := os.ReadDir(filepath.Join(dir, "uploads")); err != nil || len(left) != 0 {
			t.Errorf("left on disk: %v, %v", left, err)
		}
	})
}

func site(t *testing.T, u *blob.Uploads) *httptest.Server {
	t.Helper()
	s := web.New(web.Options{})
	u.Mount(s, func(context.Context) (string, error) { return "a1", nil })
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(srv.Close)
	return srv
}

type answer struct {
	StatusCode int
	Header     http.Header
	Body       string
}

func ask(t *testing.T, method, to string, body io.Reader, h ...string) answer {
	t.Helper()
	r, err := http.NewRequest(method, to, body)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(h); i += 2 {
		r.Header.Set(h[i], h[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, string(raw)}
}

func TestTheUploadProtocolOverHTTP(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, blob.Schema)
	u, _ := uploads(t, d, t.TempDir(), clock.At(noon))
	srv := site(t, u)
	file := bigPDF(5000)
	res := ask(t, "POST", srv.URL+"/uploads?purpose=plan", nil, "Upload-Length", "5000", "Upload-Name", url.PathEscape("图纸.pdf"))
	at := res.Header.Get("Location")
	if res.StatusCode != 201 || !strings.HasPrefix(at, "/uploads/") {
		t.Fatalf("create: got %d, %q", res.StatusCode, at)
	}
	if res := ask(t, "PATCH", srv.URL+at, strings.NewReader(file[:2000]), "Upload-Offset", "0"); res.StatusCode != 204 || res.Header.Get("Upload-Offset") != "2000" {
		t.Errorf("piece: got %d at %s, want 204 at 2000", res.StatusCode, res.Header.Get("Upload-Offset"))
	}
	if res := ask(t, "PATCH", srv.URL+at, strings.NewReader(file), "Upload-Offset", "1"); res.StatusCode != 409 || res.Header.Get("Upload-Offset") != "2000" {
		t.Errorf("wrong offset: got %d at %s, want 409 at 2000", res.StatusCode, res.Header.Get("Upload-Offset"))
	}
	if res := ask(t, "HEAD", srv.URL+at, nil); res.Header.Get("Upload-Offset") != "2000" || res.Header.Get("Upload-Length") != "5000" {
		t.Errorf("head: got %v, want 2000 of 5000", res.Header)
	}
	res = ask(t, "PATCH", srv.URL+at, strings.NewReader(file[2000:]), "Upload-Offset", "2000")
	if res.StatusCode != 200 || !strings.Contains(res.Body, sum(file)) {
		t.Errorf("last piece: got %d, %s, want the file", res.StatusCode, res.Body)
	}
	res = ask(t, "POST", srv.URL+"/uploads?purpose=plan", nil, "Upload-Length", "9999999", "Upload-Name", "a.pdf")
	if res.StatusCode != 422 || strings.TrimSpace(res.Body) != "文件超过了 1 MB，请压缩或分成几个文件" {
		t.Errorf("too large: got %d, %q, want 422 and the sentence alone", res.StatusCode, res.Body)
	}
}

func TestAFormWithFilesIsReadAndBadFilesStandBesideTheirInputs(t *testing.T) {
	s := disk(t)
	var buf bytes.Buffer
	m := multipart.NewWriter(&buf)
	field := func(k, v string) {
		if err := m.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
	}
	file := func(slot, name, content string) {
		w, err := m.CreateFormFile(slot, name)
		if err == nil {
			_, err = io.WriteString(w, content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	field("name", " 张三\r\n")
	file("plan", "图.pdf", onePage)
	file("plan", "二.pdf", onePage+"2")
	file("photo", "", "")
	file("letter", "信.pdf", "MZ")
	file("unasked", "x.pdf", onePage)
	field("after", "读到最后")
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/", &buf)
	r.Header.Set("Content-Type", m.FormDataContentType())
	p, err := blob.FromRequest(r, s, blob.Slot{Name: "plan"}, blob.Slot{Name: "photo"}, blob.Slot{Name: "letter"})
	if err != nil {
		t.Fatal(err)
	}
	if p.Values.Get("name") != "张三" || p.Values.Get("after") != "读到最后" || len(p.Values) != 2 {
		t.Errorf("answers: got %v", p.Values)
	}
	if len(p.Files) != 1 || len(p.Files["plan"]) != 1 || p.Files["plan"][0].Name != "图.pdf" {
		t.Errorf("files: got %+v, want one plan", p.Files)
	}
	if len(p.Bad) != 2 || p.Bad[0].Name != "plan" || p.Bad[1].Name != "letter" || !strings.HasPrefix(p.Bad[1].Why.Zh, "信.pdf：") {
		t.Errorf("bad: got %+v, want the second plan and the letter", p.Bad)
	}
}

func TestServedFilesRunNothing(t *testing.T) {
	s := disk(t)
	for _, c := range []struct {
		name, content, disposition, media string
		way                               blob.Way
	}{
		{`坏"名\r.pdf`, onePage, "attachment", "application/pdf", blob.InPage},
		{"a.txt", "<script>alert(1)</script>", "attachment", "text/plain; charset=utf-8", blob.InPage},
		{"a.png", picture(t, blob.PNG), "inline", "image/png", blob.InPage},
		{"a.png", picture(t, blob.PNG), "attachment", "image/png", blob.Download},
	} {
		ref, err := s.Put(ctx, strings.NewReader(c.content), blob.Limit{Name: c.name})
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		if err := blob.Serve(w, httptest.NewRequest("GET", "/", nil), s, ref, c.way); err != nil {
			t.Fatal(err)
		}
		h := w.Header()
		if !strings.HasPrefix(h.Get("Content-Disposition"), c.disposition+";") || h.Get("Content-Type") != c.media ||
			h.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox") || w.Body.String() != c.content {
			t.Errorf("%s %s: got %v", c.name, c.way, h)
		}
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Range", "bytes=2-4")
		w = httptest.NewRecorder()
		if err := blob.Serve(w, r, s, ref, c.way); err != nil || w.Code != 206 || w.Body.String() != c.content[2:5] {
			t.Errorf("range: got %d %q, %v", w.Code, w.Body, err)
		}
	}
}

// TestAKilledUploadLosesNothingAcknowledged kills a process in the middle of
// sending, many times, and finishes the file from what Head says.
func TestAKilledUploadLosesNothingAcknowledged(t *testing.T) {
	if os.Getenv("UPLOAD_CHILD") != "" {
		child(t)
		return
	}
	if testing.Short() {
		t.Skip("starts processes")
	}
	dir := t.TempDir()
	url := dbtest.URL(t, db.SQLite)
	open := func() (*db.DB, *blob.Uploads) {
		d, err := db.Open(ctx, url, db.Options{})
		if err == nil {
			err = db.Migrate(ctx, d, blob.Schema)
		}
		if err != nil {
			t.Fatal(err)
		}
		u, _ := uploads(t, d, dir, clock.System{})
		return d, u
	}
	file := bigPDF(800_000)
	d, u := open()
	up, err := u.Create(ctx, blob.Beginning{Owner: "a1", Purpose: "plan", Name: "a.pdf", Bytes: int64(len(file))})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	acknowledged := int64(0)
	for round := 0; ; round++ {
		cmd := exec.Command(os.Args[0], "-test.run=TestAKilledUploadLosesNothingAcknowledged")
		cmd.Env = append(os.Environ(), "UPLOAD_CHILD="+up.ID, "UPLOAD_DIR="+dir, "UPLOAD_DB="+url)
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Duration(30+rand.IntN(60))*time.Millisecond, func() { cmd.Process.Kill() }) //nolint:errcheck // it may have ended
		raw, _ := io.ReadAll(out)
		cmd.Wait() //nolint:errcheck // it was killed
		for _, l := range strings.Fields(string(raw)) {
			var n int64
			if _, err := fmt.Sscanf(l, "ack:%d", &n); err == nil {
				acknowledged = max(acknowledged, n)
			}
		}
		nothingInClear(t, dir, "%%%%%%%%")
		d, u := open()
		got, err := u.Head(ctx, "a1", up.ID)
		if err != nil || got.Offset < acknowledged {
			t.Fatalf("round %d: %d bytes safe, %v, want at least the acknowledged %d", round, got.Offset, err, acknowledged)
		}
		if round == 12 || got.Done {
			if !got.Done {
				if got, err = u.Append(ctx, blob.Piece{Owner: "a1", ID: up.ID, Offset: got.Offset, Body: strings.NewReader(file[got.Offset:])}); err != nil {
					t.Fatal(err)
				}
			}
			if got.Ref.Hash != sum(file) {
				t.Errorf("after %d kills: digest %s, want %s", round+1, got.Ref.Hash, sum(file))
			}
			t.Logf("%d kills, %d bytes acknowledged before the last piece", round+1, acknowledged)
			if err := d.Close(); err != nil {
				t.Error(err)
			}
			return
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
}

func child(t *testing.T) {
	d, err := db.Open(ctx, os.Getenv("UPLOAD_DB"), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	u, _ := uploads(t, d, os.Getenv("UPLOAD_DIR"), clock.System{})
	file, id := bigPDF(800_000), os.Getenv("UPLOAD_CHILD")
	for {
		got, err := u.Head(ctx, "a1", id)
		if err != nil || got.Done {
			return
		}
		to := min(got.Offset+4000, int64(len(file)))
		got, err = u.Append(ctx, blob.Piece{Owner: "a1", ID: id, Offset: got.Offset, Body: strings.NewReader(file[got.Offset:to])})
		if err != nil && !errors.Is(err, context.Canceled) {
			return
		}
		fmt.Printf("ack:%d\n", got.Offset)
	}
}
