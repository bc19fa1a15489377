package person

import (
	"embed"
	"time"

	"tongban/civic/ident"
	"tongban/platform/db"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of people, authorities and looks.
var Schema = db.Schema{Name: "person", FS: files}

// An ID is our own number of a person or company (主体编号); it tells nothing.
type ID string

// CitizenID is a citizen number (公民身份号码); see civic/ident.
type CitizenID = ident.CitizenID

// CreditCode is a unified social credit code (统一社会信用代码); see civic/ident.
type CreditCode = ident.CreditCode

// A Kind tells people from companies (主体类型).
type Kind string

// The kinds. Company stands for every legal person and organisation.
const (
	Natural Kind = "natural" // 自然人
	Company Kind = "company" // 法人和其他组织
)

// A Proof tells how we know that the number is this person's (核验程度).
type Proof string

// The proofs. What was only declared on line opens nothing that others filed
// under the number: see Desk.EnsureByNumber and Desk.Prove.
const (
	Declared Proof = "declared" // 本人网上自填
	Seen     Proof = "seen"     // 窗口核验过证件原件
)

// A Person is one natural person or company (主体).
type Person struct {
	ID     ID
	Kind   Kind
	Name   string
	Paper  string // kind of paper: ident.CitizenPaper, or "credit-code"
	Masked string // the number as screens show it; a company's code is public and whole
	Phone  string // masked
	Email  string // masked
	Proof  Proof
	// Epoch grows when an account that was opened under this number is found not
	// to be the person's; accounts of earlier epochs are dead.
	Epoch        int64
	RegisteredAt time.Time
	RegisteredBy string // account id, or "self"
}

// CreditCodePaper is the Paper of companies.
const CreditCodePaper = "credit-code"

// A Field names a sealed field that can be revealed (字段).
type Field string

// The sealed fields.
const (
	Number Field = "number"
	Phone  Field = "phone"
	Email  Field = "email"
)
