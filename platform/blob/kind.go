package blob

import (
	"bytes"
	"encoding/binary"
	"image/jpeg"
	"image/png"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// A Kind is the type of a file, found in its content (文件类型).
type Kind string

// The kinds that can be stored. None of them runs in a browser.
const (
	PDF  Kind = "pdf"
	OFD  Kind = "ofd"
	DOCX Kind = "docx"
	XLSX Kind = "xlsx"
	JPG  Kind = "jpg"
	PNG  Kind = "png"
	HEIC Kind = "heic"
	TXT  Kind = "txt"
	CSV  Kind = "csv"
)

// Kinds lists every kind in the order in which pages name them.
var Kinds = []Kind{PDF, OFD, JPG, PNG, HEIC, DOCX, XLSX, TXT, CSV}

var mediaTypes = map[Kind]string{
	PDF:  "application/pdf",
	OFD:  "application/ofd",
	DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	JPG:  "image/jpeg",
	PNG:  "image/png",
	HEIC: "image/heic",
	TXT:  "text/plain; charset=utf-8",
	CSV:  "text/csv; charset=utf-8",
}

// MediaType gives the media type to serve a kind with.
func (k Kind) MediaType() string {
	if m, ok := mediaTypes[k]; ok {
		return m
	}
	return "application/octet-stream"
}

// Image reports whether browsers may show the kind as a picture.
func (k Kind) Image() bool { return k == JPG || k == PNG }

// Extensions gives the file name endings of a kind, the usual one first.
func (k Kind) Extensions() []string {
	if k == JPG {
		return []string{".jpg", ".jpeg"}
	}
	return []string{"." + string(k)}
}

const headBytes = 64 << 10

// Sniff finds the kind of a file in its content. The extension of name chooses
// only between text kinds; elsewhere it must agree with what was found, and a
// name without extension is accepted. A fault.Invalid says what is wrong.
func Sniff(r io.ReaderAt, size int64, name string) (Kind, error) {
	if size == 0 {
		return "", fault.New(fault.Invalid, "blob.empty", i18n.T("文件是空的，请重新选择", "The file is empty; please choose again"))
	}
	head := make([]byte, min(size, headBytes))
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, size), head); err != nil {
		return "", err
	}
	ext := extension(name)
	kind := Kind("")
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-")):
		kind = PDF
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		kind = picture(r, size, JPG)
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		kind = picture(r, size, PNG)
	case len(head) > 12 && string(head[4:8]) == "ftyp" && slices.Contains([]string{"heic", "heix", "mif1", "heim", "heis"}, string(head[8:12])):
		kind = HEIC
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		kind = pack(r, size)
	case ext == ".csv" || ext == ".txt":
		if plain(r, size) {
			kind = Kind(ext[1:])
		}
	}
	if kind == "" {
		return "", fault.New(fault.Invalid, "blob.unknown", i18n.T("认不出这个文件的类型，文件可能已经损坏", "The type of the file was not recognised; it may be damaged")).
			Then(i18n.Tf("可以上传的类型：%s。", "Files of these types can be uploaded: %s.", names(Kinds)))
	}
	if ext != "" && !slices.Contains(kind.Extensions(), ext) {
		return "", fault.New(fault.Invalid, "blob.extension",
			i18n.Tf("文件名以 %s 结尾，但内容是 %s，请核对后重新上传", "The name ends in %s but the content is %s; please check and upload again", ext, string(kind)))
	}
	return kind, nil
}

// picture accepts an image whose header can be read and is of a sane size.
func picture(r io.ReaderAt, size int64, k Kind) Kind {
	decode := jpeg.DecodeConfig
	if k == PNG {
		decode = png.DecodeConfig
	}
	c, err := decode(io.NewSectionReader(r, 0, size))
	if err != nil || c.Width < 1 || c.Height < 1 || int64(c.Width)*int64(c.Height) > 200<<20 {
		return ""
	}
	return k
}

// pack looks into a ZIP for the parts that make it an OFD, DOCX or XLSX. Macros,
// encrypted members and archives with thousands of members are refused. The
// directory is read by hand: archive/zip would first load all of it.
func pack(r io.ReaderAt, size int64) Kind {
	const endSize, most = 22, 10000
	tail := make([]byte, min(size, 64<<10+endSize))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return ""
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || len(tail)-at < endSize {
		return ""
	}
	end := tail[at:]
	count := int(binary.LittleEndian.Uint16(end[10:]))
	dirSize, dirAt := int64(binary.LittleEndian.Uint32(end[12:])), int64(binary.LittleEndian.Uint32(end[16:]))
	if count == 0 || count > most || dirSize > 4<<20 || dirAt+dirSize > size {
		return ""
	}
	dir := make([]byte, dirSize)
	if _, err := r.ReadAt(dir, dirAt); err != nil && err != io.EOF {
		return ""
	}
	return packKind(dir, count)
}

func packKind(dir []byte, count int) Kind {
	has := map[string]bool{}
	for range count {
		if len(dir) < 46 || string(dir[:4]) != "PK\x01\x02" {
			return ""
		}
		flags := binary.LittleEndian.Uint16(dir[8:])
		n := int(binary.LittleEndian.Uint16(dir[28:]))
		rest := n + int(binary.LittleEndian.Uint16(dir[30:])) + int(binary.LittleEndian.Uint16(dir[32:]))
		if len(dir) < 46+rest || flags&1 != 0 {
			return ""
		}
		name := string(dir[46 : 46+n])
		if strings.Contains(name, "..") || strings.HasPrefix(name, "/") || strings.HasSuffix(name, "vbaProject.bin") {
			return ""
		}
		has[name] = true
		dir = dir[46+rest:]
	}
	switch {
	case has["OFD.xml"]:
		return OFD
	case has["[Content_Types].xml"] && has["word/document.xml"]:
		return DOCX
	case has["[Content_Types].xml"] && has["xl/workbook.xml"]:
		return XLSX
	}
	return ""
}

// plain reports whether the whole file is text in UTF-8 or GB 18030.
func plain(r io.ReaderAt, size int64) bool {
	raw, err := io.ReadAll(io.NewSectionReader(r, 0, size))
	if err != nil {
		return false
	}
	for _, b := range raw {
		if b < 0x20 && b != '\t' && b != '\n' && b != '\r' || b == 0x7f {
			return false
		}
	}
	if utf8.Valid(raw) {
		return true
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	return err == nil && !bytes.ContainsRune(out, utf8.RuneError)
}

func (l Limit) accepts(k Kind) error {
	if len(l.Kinds) == 0 || slices.Contains(l.Kinds, k) {
		return nil
	}
	return fault.New(fault.Invalid, "blob.kind", i18n.Tf("这里不收 %s 文件，可以上传的类型：%s", "Files of type %s are not taken here; these are: %s", string(k), names(l.Kinds)))
}

func names(kinds []Kind) string {
	parts := make([]string, len(kinds))
	for i, k := range kinds {
		parts[i] = strings.ToUpper(string(k))
	}
	return strings.Join(parts, ", ")
}

// Accept gives the accept attribute of a file input for the limit.
func (l Limit) Accept() string {
	kinds := l.Kinds
	if len(kinds) == 0 {
		kinds = Kinds
	}
	var out []string
	for _, k := range kinds {
		out = append(out, k.Extensions()...)
	}
	return strings.Join(out, ",")
}

// Say tells the limit in words, to stand beside the file input before anything
// is chosen.
func (l Limit) Say() i18n.Text {
	kinds, most := l.Kinds, l.Bytes
	if len(kinds) == 0 {
		kinds = Kinds
	}
	if most <= 0 {
		most = MostBytes
	}
	return i18n.Tf("可以上传 %s，每个文件不超过 %s", "%s; at most %s a file", names(kinds), Bytes(most))
}

func tooLarge(most int64) error {
	return fault.New(fault.Invalid, "blob.too-large", i18n.Tf("文件超过了 %s，请压缩或分成几个文件", "The file is larger than %s; please shrink or split it", Bytes(most)))
}
