package person

import (
	"errors"
	"fmt"

	"tongban/civic/ident"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/vault"
)

const personCols = `id, kind, name, paper, masked, phone_masked, email_masked, proof, epoch, registered_at, registered_by`

func scanPerson(s db.Scanner) (p Person, err error) {
	var at int64
	err = s.Scan(&p.ID, &p.Kind, &p.Name, &p.Paper, &p.Masked, &p.Phone, &p.Email, &p.Proof, &p.Epoch, &at, &p.RegisteredBy)
	p.RegisteredAt = clock.FromMicros(at)
	return p, err
}

// Load gives a person by id; the fault person.absent when there is none.
func Load(tx *db.Tx, id ID) (Person, error) {
	p, err := db.One(tx, scanPerson, `SELECT `+personCols+` FROM person WHERE id = $1`, string(id))
	if errors.Is(err, db.ErrNone) {
		return Person{}, absent()
	}
	return p, err
}

// LoadAll gives people by their ids in one statement (批量读取), for lists.
func LoadAll(tx *db.Tx, ids []ID) (map[ID]Person, error) {
	out := make(map[ID]Person, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = string(id)
	}
	list, err := db.List(tx, scanPerson, `SELECT `+personCols+` FROM person WHERE id IN (`+db.Params(1, len(ids))+`)`, args...)
	for _, p := range list {
		out[p.ID] = p
	}
	return out, err
}

// find gives the person of a lookup; db.ErrNone when there is none.
func find(tx *db.Tx, lookup []byte) (Person, error) {
	return db.One(tx, scanPerson, `SELECT `+personCols+` FROM person WHERE lookup = $1`, lookup)
}

// A sealer makes the sealed columns of one person.
type sealer struct{ v *vault.Vault }

func aad(f Field, id ID) string { return vault.Field("person", string(f), string(id)) }

func (s sealer) insert(tx *db.Tx, p Person, e entry) error {
	phone := ident.Phone(e.phone)
	_, err := tx.Exec(`INSERT INTO person (id, kind, name, paper, number, lookup, masked, phone, phone_masked, phone_lookup, email, email_masked, proof, epoch, registered_at, registered_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		string(p.ID), string(p.Kind), p.Name, p.Paper, s.v.Seal(e.number, aad(Number, p.ID)), Lookup(s.v, p.Kind, e.number), p.Masked,
		s.v.Seal(e.phone, aad(Phone, p.ID)), p.Phone, s.phoneLookup(phone), s.v.Seal(e.email, aad(Email, p.ID)), p.Email,
		string(p.Proof), p.Epoch, clock.Micros(p.RegisteredAt), p.RegisteredBy)
	return err
}

func (s sealer) contact(tx *db.Tx, p Person, e entry) error {
	_, err := tx.Exec(`UPDATE person SET phone = $1, phone_masked = $2, phone_lookup = $3, email = $4, email_masked = $5 WHERE id = $6`,
		s.v.Seal(e.phone, aad(Phone, p.ID)), p.Phone, s.phoneLookup(ident.Phone(e.phone)), s.v.Seal(e.email, aad(Email, p.ID)), p.Email, string(p.ID))
	return err
}

func (s sealer) phoneLookup(p ident.Phone) []byte {
	if p == "" {
		return []byte{}
	}
	return s.v.Lookup("phone", string(p))
}

// open reads one sealed field of a person.
func (s sealer) open(tx *db.Tx, id ID, f Field) (string, error) {
	sealed, err := db.One(tx, db.Bytes, sealedColumn[f], string(id))
	if err != nil {
		return "", fmt.Errorf("reveal %s of %s: %w", f, id, err)
	}
	return s.v.Open(sealed, aad(f, id))
}

var sealedColumn = map[Field]string{
	Number: `SELECT number FROM person WHERE id = $1`,
	Phone:  `SELECT phone FROM person WHERE id = $1`,
	Email:  `SELECT email FROM person WHERE id = $1`,
}

// Lookup gives the keyed hash by which a number is found (检索值); account signs
// in by it.
func Lookup(v *vault.Vault, k Kind, number string) []byte {
	return v.Lookup("person."+string(k), number)
}

// setProof raises the proof with the name on the paper, and starts a new epoch
// where the online account was found to be another's.
func setProof(tx *db.Tx, p Person) error {
	_, err := tx.Exec(`UPDATE person SET proof = $1, name = $2, epoch = $3 WHERE id = $4`, string(p.Proof), p.Name, p.Epoch, string(p.ID))
	return err
}

func phoneMatches(tx *db.Tx, id ID, lookup []byte) (bool, error) {
	held, err := db.One(tx, db.Bytes, `SELECT phone_lookup FROM person WHERE id = $1`, string(id))
	return len(lookup) > 0 && vault.Same(held, lookup), err
}

// reseal moves the sealed fields of up to limit people after a key id to the
// newest key and gives the last id done, "" at the end.
func (s sealer) reseal(tx *db.Tx, after ID, limit int) (ID, error) {
	type row struct {
		id                   ID
		number, phone, email []byte
	}
	rows, err := db.List(tx, func(sc db.Scanner) (r row, err error) {
		err = sc.Scan(&r.id, &r.number, &r.phone, &r.email)
		return r, err
	}, `SELECT id, number, phone, email FROM person WHERE id > $1 ORDER BY id LIMIT $2`, string(after), limit)
	if err != nil {
		return "", err
	}
	last := ID("")
	for _, r := range rows {
		last = r.id
		fields := []*[]byte{&r.number, &r.phone, &r.email}
		for i, f := range []Field{Number, Phone, Email} {
			plain, err := s.v.Open(*fields[i], aad(f, r.id))
			if err != nil {
				return "", fmt.Errorf("reseal %s of %s: %w", f, r.id, err)
			}
			*fields[i] = s.v.Seal(plain, aad(f, r.id))
		}
		if _, err := tx.Exec(`UPDATE person SET number = $1, phone = $2, email = $3 WHERE id = $4`, r.number, r.phone, r.email, string(r.id)); err != nil {
			return "", err
		}
	}
	if len(rows) < limit {
		last = ""
	}
	return last, nil
}
