// Package blob keeps files (文件存储): the materials people hand in and the
// documents we make. A blob is named by the SM3 of its content and never changes.
// Its type is found in the content, its name is for display only, and who may
// read it is decided by whoever holds its [Ref] in the database.
//
// Given a [Cipher], blobs and the pieces of unfinished uploads lie on disk sealed
// with SM4 under keys kept elsewhere (GB/T 32907; GB/T 22239-2019 8.1.4.8): see
// seal.go and trail.go for how.
package blob

import (
	"context"
	"embed"
	"io"
	"time"

	"tongban/platform/db"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of uploads under way and of who uses which blob.
var Schema = db.Schema{Name: "blob", FS: files}

// A Ref is a stored file as a record holds it (文件引用).
type Ref struct {
	Hash string `json:"hash"` // SM3, 64 hexadecimal digits
	Name string `json:"name"` // display name, sanitised; its extension fits Kind
	Size int64  `json:"size"`
	Kind Kind   `json:"kind"`
}

// A Limit says what may be stored (文件限制). Pages say it before the upload.
type Limit struct {
	Name  string // the name the sender gives; never used as a path
	Bytes int64  // most bytes; 0 means MostBytes
	Kinds []Kind // accepted kinds; empty means all of Kinds
}

// MostBytes is the largest file that may be sent in one request; larger ones go
// through an upload in pieces.
const MostBytes = 20 << 20

// A Content is an open blob.
type Content interface {
	io.ReadSeekCloser
	Size() int64
}

// A Store keeps blobs (文件库).
type Store interface {
	// Put stores what r gives within the limit and returns after it is durable.
	// A refusal is a fault.Invalid; a full disk is a fault.Busy and leaves nothing.
	Put(ctx context.Context, r io.Reader, l Limit) (Ref, error)
	// Open gives the content of a hash; fault.Absent when there is none.
	Open(ctx context.Context, hash string) (Content, error)
	// Each calls fn for every blob last put before the instant; fn may Drop.
	Each(ctx context.Context, before time.Time, fn func(hash string) error) error
	// Drop deletes a blob last put before the instant, and keeps a newer one.
	Drop(ctx context.Context, hash string, before time.Time) error
}
