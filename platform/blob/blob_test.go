package blob_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"tongban/platform/blob"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/fault"
	"tongban/platform/vault"
)

var ctx = context.Background()

func keys(t testing.TB, dir string) *vault.Vault {
	t.Helper()
	v, err := vault.OpenFile(filepath.Join(dir, "vault.keys"))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func disk(t testing.TB) *blob.Disk {
	t.Helper()
	d, err := blob.OpenSealed(t.TempDir(), keys(t, t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func zipped(t testing.TB, names ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		w, err := z.Create(n)
		if err == nil {
			_, err = io.WriteString(w, "<x/>")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func picture(t testing.TB, kind blob.Kind) string {
	t.Helper()
	var b bytes.Buffer
	im := image.NewGray(image.Rect(0, 0, 3, 2))
	err := png.Encode(&b, im)
	if kind == blob.JPG {
		b.Reset()
		err = jpeg.Encode(&b, im, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const onePage = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

func TestTheTypeIsFoundInTheContentAndTheNameMustAgree(t *testing.T) {
	s := disk(t)
	sheet := excelize.NewFile()
	var xlsx bytes.Buffer
	if err := sheet.Write(&xlsx); err != nil {
		t.Fatal(err)
	}
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String("姓名,住址\n张三,海勃湾区\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, content string
		kind          blob.Kind
		key           string // of the refusal
	}{
		{"章程.pdf", onePage, blob.PDF, ""},
		{"章程.PDF", onePage, blob.PDF, ""},
		{"章程", onePage, blob.PDF, ""},
		{"照片.jpeg", picture(t, blob.JPG), blob.JPG, ""},
		{"照片.png", picture(t, blob.PNG), blob.PNG, ""},
		{"批文.ofd", zipped(t, "OFD.xml", "Doc_0/Document.xml"), blob.OFD, ""},
		{"申请.docx", zipped(t, "[Content_Types].xml", "word/document.xml"), blob.DOCX, ""},
		{"名册.xlsx", xlsx.String(), blob.XLSX, ""},
		{"名册.csv", "姓名,住址\n", blob.CSV, ""},
		{"名册.csv", gbk, blob.CSV, ""},
		{"说明.txt", "同意\n", blob.TXT, ""},
		{"IMG_1.HEIC", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", blob.HEIC, ""},
		{"章程.jpg", onePage, "", "blob.extension"},
		{"章程.exe", onePage, "", "blob.extension"},
		{"a.png", picture(t, blob.JPG), "", "blob.extension"},
		{"a.html", "<script>alert(1)</script>", "", "blob.unknown"},
		{"a.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "", "blob.unknown"},
		{"a.exe", "MZ\x90\x00", "", "blob.unknown"},
		{"a.zip", zipped(t, "a.txt"), "", "blob.unknown"},
		{"宏.xlsx", zipped(t, "[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "", "blob.unknown"},
		{"a.docx", zipped(t, "[Content_Types].xml", "word/document.xml", "../../etc/passwd"), "", "blob.unknown"},
		{"a.txt", "a\x00b", "", "blob.unknown"},
		{"a.jpg", "\xff\xd8\xff\xe0 broken", "", "blob.unknown"},
		{"a.png", picture(t, blob.PNG)[:20], "", "blob.unknown"},
		{"a.pdf", "", "", "blob.empty"},
	} {
		ref, err := s.Put(ctx, strings.NewReader(c.content), blob.Limit{Name: c.name})
		if c.key != "" {
			if !fault.Is(err, c.key) || fault.Of(err) != fault.Invalid {
				t.Errorf("%s: got %+v, %v, want refusal %s", c.name, ref, err, c.key)
			}
			continue
		}
		if err != nil || ref.Kind != c.kind || ref.Size != int64(len(c.content)) {
			t.Errorf("%s: got %+v, %v, want kind %s", c.name, ref, err, c.kind)
			continue
		}
		f, err := s.Open(ctx, ref.Hash)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(f)
		f.Close()
		if err != nil || string(got) != c.content || f.Size() != ref.Size {
			t.Errorf("%s: read back %d bytes, %v, want the same content", c.name, len(got), err)
		}
		if err := blob.Verify(ctx, s, ref.Hash); err != nil {
			t.Error(err)
		}
	}
}

func TestLimitsAreKeptAndNothingIsLeftBehind(t *testing.T) {
	dir := t.TempDir()
	s, err := blob.OpenDisk(dir)
	if err != nil {
		t.Fatal(err)
	}
	l := blob.Limit{Name: "a.pdf", Bytes: int64(len(onePage)), Kinds: []blob.Kind{blob.PDF}}
	if _, err := s.Put(ctx, strings.NewReader(onePage), l); err != nil {
		t.Errorf("as large as allowed: %v", err)
	}
	if _, err := s.Put(ctx, strings.NewReader(onePage+" "), l); !fault.Is(err, "blob.too-large") {
		t.Errorf("one byte more: got %v, want too large", err)
	}
	l.Name, l.Bytes = "a.png", 0
	if _, err := s.Put(ctx, strings.NewReader(picture(t, blob.PNG)), l); !fault.Is(err, "blob.kind") {
		t.Errorf("a picture where PDF is asked: got %v, want refusal of the kind", err)
	}
	if _, err := s.Put(ctx, io.MultiReader(strings.NewReader("%PDF-"), failing{syscall.ENOSPC}), l); !fault.Is(err, "blob.full") || fault.Of(err) != fault.Busy {
		t.Errorf("disk full: got %v, want a fault to try again", err)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := s.Put(gone, strings.NewReader(onePage), l); !errors.Is(err, context.Canceled) {
		t.Errorf("request over: got %v, want canceled", err)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "tmp")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v, want nothing", left, err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, &os.PathError{Op: "write", Err: f.err} }

func TestDamageIsSeen(t *testing.T) {
	dir := t.TempDir()
	s, err := blob.OpenDisk(dir)
	if err != nil {
		t.Fatal(err)
	}
	ref, err := s.Put(ctx, strings.NewReader(onePage), blob.Limit{Name: "a.pdf"})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, ref.Hash[:2], ref.Hash[2:4], ref.Hash)
	if err := os.WriteFile(path, []byte(strings.Replace(onePage, "1.4", "1.5", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := blob.Verify(ctx, s, ref.Hash); err == nil {
		t.Error("a changed file passed")
	}
	for _, h := range []string{"", "../../etc/passwd", strings.Repeat("0", 64), strings.ToUpper(ref.Hash)} {
		if _, err := s.Open(ctx, h); fault.Of(err) != fault.Absent {
			t.Errorf("open %q: got %v, want absent", h, err)
		}
	}
}

func TestTheSweepTakesWhatNobodyUsesAndOnlyThat(t *testing.T) {
	dbtest.Each(t, []db.Schema{blob.Schema}, func(t *testing.T, d *db.DB) {
		dir := t.TempDir()
		s, err := blob.OpenDisk(dir)
		if err != nil {
			t.Fatal(err)
		}
		now := time.Now()
		age := func(ref blob.Ref, by time.Duration) {
			t.Helper()
			if err := os.Chtimes(filepath.Join(dir, ref.Hash[:2], ref.Hash[2:4], ref.Hash), now.Add(-by), now.Add(-by)); err != nil {
				t.Fatal(err)
			}
		}
		var refs []blob.Ref
		for i := range 3 {
			ref, err := s.Put(ctx, strings.NewReader(onePage+fmt.Sprint(i)), blob.Limit{Name: "a.pdf"})
			if err != nil {
				t.Fatal(err)
			}
			refs = append(refs, ref)
			age(ref, 23*time.Hour)
		}
		err = d.Write(ctx, func(tx *db.Tx) error {
			for range 2 { // saying it twice changes nothing
				if err := blob.Keep(tx, "case:1", now, refs[0].Hash, refs[1].Hash); err != nil {
					return err
				}
			}
			return blob.Keep(tx, "item:9", now, refs[1].Hash)
		})
		if err != nil {
			t.Fatal(err)
		}
		sweep := func(at time.Time, want int) {
			t.Helper()
			if n, err := blob.Sweep(ctx, d, s, at); err != nil || n != want {
				t.Errorf("swept %d, %v, want %d", n, err, want)
			}
		}
		sweep(now, 0)
		sweep(now.Add(365*24*time.Hour), 0) // a clock set forward
		for _, ref := range refs {
			age(ref, 25*time.Hour)
		}
		sweep(now, 1)
		if err := d.Write(ctx, func(tx *db.Tx) error { return blob.Release(tx, "case:1") }); err != nil {
			t.Fatal(err)
		}
		sweep(now, 1)
		if _, err := s.Open(ctx, refs[1].Hash); err != nil {
			t.Errorf("a blob still used is gone: %v", err)
		}
		var users []string
		err = d.Glance(ctx, func(tx *db.Tx) (err error) { users, err = blob.Users(tx, refs[1].Hash); return err })
		if err != nil || fmt.Sprint(users) != "[item:9]" {
			t.Errorf("users: got %v, %v, want [item:9]", users, err)
		}
		// Put again in the last moment: the file is fresh and stays.
		if _, err := s.Put(ctx, strings.NewReader(onePage+"1"), blob.Limit{Name: "a.pdf"}); err != nil {
			t.Fatal(err)
		}
		if err := s.Drop(ctx, refs[1].Hash, time.Now().Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Open(ctx, refs[1].Hash); err != nil {
			t.Errorf("dropped a blob that was just put again: %v", err)
		}
	})
}

func TestNamesAreMadeHarmless(t *testing.T) {
	for in, want := range map[string]string{
		"章程.pdf":                          "章程.pdf",
		`C:\Users\张三\身份证.jpg`:             "身份证.jpg",
		"../../etc/passwd":                "passwd",
		"a\x00b\r\nSet-Cookie: x.pdf":     "abSet-Cookie_ x.pdf",
		"gnp.\u202efdp.exe":               "gnp.fdp.exe",
		"con.pdf":                         "文件con.pdf",
		"   .pdf":                         "文件.pdf",
		"":                                "文件",
		"...":                             "文件",
		"a<b>|?*\".pdf":                   "a_b_____.pdf",
		strings.Repeat("长", 300) + ".pdf": strings.Repeat("长", 65) + ".pdf",
	} {
		if got := blob.CleanName(in); got != want {
			t.Errorf("CleanName(%q) = %q, want %q", in, got, want)
		}
	}
	if got := blob.NameFor("扫描件.exe", blob.PDF); got != "扫描件.pdf" {
		t.Errorf("NameFor gives %q, want the extension of the content", got)
	}
}

func nameHolds(t interface{ Errorf(string, ...any) }, in string) {
	got := blob.CleanName(in)
	if got == "" || blob.CleanName(got) != got || strings.ContainsAny(got, "/\\\x00\r\n\"<>:|?*;%") || len(got) > 210 || strings.HasPrefix(got, ".") || got != strings.TrimSpace(got) {
		t.Errorf("CleanName(%q) = %q, then %q", in, got, blob.CleanName(got))
	}
}

func TestAnyNameIsMadeHarmless(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { nameHolds(t, rapid.String().Draw(t, "name")) })
}

func FuzzCleanName(f *testing.F) {
	for _, s := range []string{"a.pdf", "../a", "\u202e", "CON", "长.OFD", "a..", ". .", "a.\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { nameHolds(t, s) })
}

func FuzzSniff(f *testing.F) {
	f.Add([]byte(onePage), "a.pdf")
	f.Add([]byte(picture(f, blob.JPG)), "a.jpg")
	f.Add([]byte(picture(f, blob.PNG)), "a.png")
	f.Add([]byte(zipped(f, "OFD.xml")), "a.ofd")
	f.Add([]byte("PK\x03\x04PK\x05\x06\x00\x00\x00\x00\x01\x00\x01\x00\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00"), "a.docx")
	f.Add([]byte("a,b\n"), "a.csv")
	f.Fuzz(func(t *testing.T, raw []byte, name string) {
		kind, err := blob.Sniff(bytes.NewReader(raw), int64(len(raw)), name)
		if err != nil {
			if fault.Of(err) != fault.Invalid {
				t.Errorf("refused with %v, want a fault for the sender", err)
			}
			return
		}
		if kind.MediaType() == "application/octet-stream" || strings.HasPrefix(kind.MediaType(), "text/html") {
			t.Errorf("accepted kind %q", kind)
		}
		nameHolds(t, blob.NameFor(name, kind))
	})
}
