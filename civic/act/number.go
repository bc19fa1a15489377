package act

import (
	"fmt"
	"strings"

	"tongban/platform/db"
)

// A Number is the short number of an act for receipts and the telephone
// (回执编号), such as "0000-02V9-K3PX": seven signs for the order of writing, four
// from the commitment so that numbers cannot be guessed, one check sign that
// finds every single mistyped sign and every two signs swapped.
type Number string

// signs leave out I, L, O and U, which are misread; Parse takes them as 1, 1, 0, V.
const signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const (
	ordSigns  = 7
	leafSigns = 4
)

// Number gives the act's number; it needs Ord and Leaf as read back.
func (a Act) Number() Number {
	var s [ordSigns + leafSigns]byte
	for i, n := ordSigns-1, a.Ord; i >= 0; i, n = i-1, n>>5 {
		s[i] = byte(n & 31)
	}
	copy(s[ordSigns:], mark(a.Leaf))
	return spell(append(s[:], check(s[:])))
}

// mark gives the first 20 bits of a commitment in fives.
func mark(leaf [32]byte) []byte {
	n := uint32(leaf[0])<<16 | uint32(leaf[1])<<8 | uint32(leaf[2])
	return []byte{byte(n >> 19 & 31), byte(n >> 14 & 31), byte(n >> 9 & 31), byte(n >> 4 & 31)}
}

// check is the sum of vᵢ·αⁱ⁺¹ in the field of 32 elements, x⁵+x²+1: the weights
// differ at every position, so that a swap changes the sum as a slip does.
func check(vs []byte) byte {
	var sum byte
	for i := len(vs) - 1; i >= 0; i-- {
		sum = double(sum ^ vs[i])
	}
	return sum
}

func double(v byte) byte {
	v <<= 1
	if v&32 != 0 {
		v ^= 0b100101
	}
	return v
}

func spell(vs []byte) Number {
	var b strings.Builder
	for i, v := range vs {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(signs[v])
	}
	return Number(b.String())
}

var misread = strings.NewReplacer("I", "1", "L", "1", "O", "0", "U", "V", "-", "", " ", "", "　", "", "－", "", "—", "", "–", "")

// ParseNumber reads a number as a person types it: case, spaces and dashes do
// not matter. ok is false where length, a sign or the check sign is wrong.
func ParseNumber(typed string) (n Number, ok bool) {
	vs, ok := values(typed)
	if !ok {
		return "", false
	}
	return spell(vs), true
}

func values(typed string) ([]byte, bool) {
	if len(typed) > 100 {
		return nil, false
	}
	s := misread.Replace(strings.ToUpper(typed))
	if len(s) != ordSigns+leafSigns+1 {
		return nil, false
	}
	vs := make([]byte, len(s))
	for i := range s {
		v := strings.IndexByte(signs, s[i])
		if v < 0 {
			return nil, false
		}
		vs[i] = byte(v)
	}
	last := len(vs) - 1
	return vs, check(vs[:last]) == vs[last]
}

// Marks reports whether the number was made from this commitment.
func (n Number) Marks(leaf [32]byte) bool {
	vs, ok := values(string(n))
	return ok && string(vs[ordSigns:ordSigns+leafSigns]) == string(mark(leaf))
}

// ByNumber gives the act with a number; db.ErrNone where there is none.
func ByNumber(tx *db.Tx, n Number) (Act, error) {
	vs, ok := values(string(n))
	if !ok {
		return Act{}, db.ErrNone
	}
	var ord int64
	for _, v := range vs[:ordSigns] {
		ord = ord<<5 | int64(v)
	}
	a, err := db.One(tx, scan, `SELECT `+columns+` FROM act WHERE ord = $1`, ord)
	if err != nil {
		return Act{}, err
	}
	if !n.Marks(a.Leaf) {
		return Act{}, fmt.Errorf("number %s is of another act: %w", n, db.ErrNone)
	}
	return a, nil
}
