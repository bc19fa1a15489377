package person

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/ident"
	"tongban/civic/law"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// A Look is one recorded look at somebody's data (查阅记录).
type Look struct {
	ID       string
	At       time.Time
	Person   ID     // whose data
	What     string // the Field, or what was opened: "case", "licence", "file"
	Matter   string // number of the case or licence; empty for a field
	Purpose  string // why, in the words of who looked
	Account  string // who looked; shown to auditors, not to the person
	Post     string
	PostName string
	Unit     string
}

// A Looker is who looks and by what right (查阅人).
type Looker struct {
	Who   access.Who
	Leave access.Leave
}

// RecordLook writes that an official looks at somebody's data or opens their
// matter, in the transaction that reads (查阅留痕): if the record cannot be
// written, nothing is shown (GB/T 22239-2019 8.1.4.3). l needs Person, What and
// Purpose. Who reads their own, or acts for their principal, is not an official
// and leaves no look.
func RecordLook(tx *db.Tx, at time.Time, by Looker, l Look) error {
	if by.Leave.Post.ID == "" {
		return nil
	}
	l.Purpose = strings.TrimSpace(ident.Hide(l.Purpose))
	if n := utf8.RuneCountInString(l.Purpose); n < 2 || n > 200 {
		return fault.New(fault.Invalid, "person.look.purpose", i18n.T("请写明查阅目的（2 至 200 字）。", "Please say why you need to look (2 to 200 characters).")).
			Under(law.PersonalInfo.Art(6).Text()).At("purpose", i18n.T("写明办理哪件事需要。", "Name the matter that needs it."))
	}
	post := by.Leave.Post
	l.ID, l.At = uuid.Must(uuid.NewV7()).String(), at
	l.Account, l.Post, l.PostName, l.Unit = by.Who.Account, post.ID, post.Name, post.Unit
	_, err := tx.Exec(`INSERT INTO look (id, at, person, account, post, post_name, unit, what, matter, purpose)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		l.ID, clock.Micros(l.At), string(l.Person), l.Account, l.Post, l.PostName, l.Unit, l.What, l.Matter, l.Purpose)
	if err != nil {
		return err
	}
	verb := access.PersonLook
	if _, sealed := sealedColumn[Field(l.What)]; sealed {
		verb = access.PersonReveal
	}
	_, err = act.Record(tx, act.New(at, by.Who.As(by.Leave), verb, act.Subject{Kind: "person", ID: string(l.Person)},
		map[string]string{"what": l.What, "matter": l.Matter, "purpose": l.Purpose}, law.PersonalInfo.Art(51).ID()))
	return err
}

// Looks gives who looked at a person's data, newest first, at most limit, before
// the look with id before ("" from the newest) (谁查阅过我).
func Looks(tx *db.Tx, id ID, before string, limit int) ([]Look, error) {
	if before == "" {
		before = "~" // sorts after every id
	}
	return db.List(tx, scanLook, `SELECT id, at, person, account, post, post_name, unit, what, matter, purpose
FROM look WHERE person = $1 AND id < $2 ORDER BY id DESC LIMIT $3`, string(id), before, limit)
}

func scanLook(s db.Scanner) (l Look, err error) {
	var at int64
	err = s.Scan(&l.ID, &at, &l.Person, &l.Account, &l.Post, &l.PostName, &l.Unit, &l.What, &l.Matter, &l.Purpose)
	l.At = clock.FromMicros(at)
	return l, err
}
