package casework

import (
	"encoding/json"
	"errors"
	"fmt"

	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

const caseColumns = `no, item, item_version, item_name, dept, office, centre, region, applicant, applicant_name, filer, channel,
 state, kind, received_on, accepted_on, decided_on, deemed, noticed, accepted_by, examined_by, decided_by, licence, created, changed`

func scanCase(s db.Scanner) (Case, error) {
	var c Case
	var created, changed int64
	err := s.Scan(&c.No, &c.Item, &c.ItemVersion, &c.ItemName, &c.Dept, &c.Office, &c.Centre, &c.Region, &c.Applicant, &c.ApplicantName, &c.Filer, &c.Channel,
		&c.State, &c.Kind, &c.ReceivedOn, &c.AcceptedOn, &c.DecidedOn, &c.Deemed, &c.Noticed, &c.AcceptedBy, &c.ExaminedBy, &c.DecidedBy, &c.Licence, &created, &changed)
	c.Created, c.Changed = clock.FromMicros(created), clock.FromMicros(changed)
	return c, err
}

// unknown is the fault of a number that leads to no case, or to none that the
// asker may know of: the two look alike.
func unknown() *fault.Error {
	return fault.New(fault.Absent, "case.unknown", i18n.T("没有查到这个办件。", "No such case was found.")).
		Then(i18n.T("请核对办件编号和查询码。", "Check the case number and the query code."))
}

func load(tx *db.Tx, no No) (Case, error) {
	c, err := db.One(tx, scanCase, `SELECT `+caseColumns+` FROM office_case WHERE no = $1`, string(no))
	if errors.Is(err, db.ErrNone) {
		return Case{}, unknown()
	}
	if err != nil {
		return Case{}, fmt.Errorf("load case %s: %w", no, err)
	}
	return c, nil
}

// byClient finds the case that a client-made id already made; No is empty when none.
func byClient(tx *db.Tx, client string) (Case, error) {
	c, err := db.One(tx, scanCase, `SELECT `+caseColumns+` FROM office_case WHERE client = $1`, client)
	if errors.Is(err, db.ErrNone) {
		return Case{}, nil
	}
	return c, err
}

func insertCase(tx *db.Tx, c Case, client string, answers []byte) error {
	err := tx.Send(`INSERT INTO office_case (no, client, item, item_version, item_name, dept, office, centre, region, applicant,
 applicant_name, filer, channel, state, kind, received_on, answers, created, changed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		string(c.No), client, c.Item, c.ItemVersion, c.ItemName, c.Dept, c.Office, c.Centre, c.Region, c.Applicant,
		c.ApplicantName, c.Filer, string(c.Channel), string(c.State), c.Kind, c.ReceivedOn, answers, clock.Micros(c.Created), clock.Micros(c.Changed))
	if err != nil {
		return fmt.Errorf("file case %s: %w", c.No, err)
	}
	return nil
}

// save writes back what acts change in a case loaded in this transaction; the
// filing itself never changes.
func save(tx *db.Tx, c Case) error {
	err := tx.Send(`UPDATE office_case SET state = $1, received_on = $2, accepted_on = $3, decided_on = $4, deemed = $5, noticed = $6,
 accepted_by = $7, examined_by = $8, decided_by = $9, licence = $10, changed = $11 WHERE no = $12`,
		string(c.State), c.ReceivedOn, c.AcceptedOn, c.DecidedOn, c.Deemed, c.Noticed,
		c.AcceptedBy, c.ExaminedBy, c.DecidedBy, c.Licence, clock.Micros(c.Changed), string(c.No))
	if err != nil {
		return fmt.Errorf("save case %s: %w", c.No, err)
	}
	return nil
}

func answersOf(tx *db.Tx, no No) ([]byte, error) {
	return db.One(tx, db.Bytes, `SELECT answers FROM office_case WHERE no = $1`, string(no))
}

func saveAnswers(tx *db.Tx, no No, sealed []byte) error {
	_, err := tx.Exec(`UPDATE office_case SET answers = $1 WHERE no = $2`, sealed, string(no))
	return err
}

// nextSerial draws the next number under a prefix; gaps appear only when the
// transaction that drew one is rolled back.
func nextSerial(tx *db.Tx, prefix string) (int64, error) {
	return db.One(tx, db.Int, `INSERT INTO case_serial (prefix, n) VALUES ($1, 1)
ON CONFLICT (prefix) DO UPDATE SET n = case_serial.n + 1 RETURNING n`, prefix)
}

func addMaterials(tx *db.Tx, no No, ms []Material) error {
	for _, m := range ms {
		err := tx.Send(`INSERT INTO case_material (case_no, slot, hash, name, size, kind, paper, added)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (case_no, slot, hash) DO NOTHING`,
			string(no), m.Slot, m.Hash, m.Name, m.Size, m.Kind, m.Paper, clock.Micros(m.Added))
		if err != nil {
			return fmt.Errorf("add material %s to case %s: %w", m.Slot, no, err)
		}
	}
	return nil
}

func scanMaterial(s db.Scanner) (Material, error) {
	var m Material
	var added int64
	err := s.Scan(&m.Slot, &m.Hash, &m.Name, &m.Size, &m.Kind, &m.Paper, &added)
	m.Added = clock.FromMicros(added)
	return m, err
}

func materialsOf(tx *db.Tx, no No) ([]Material, error) {
	return db.List(tx, scanMaterial, `SELECT slot, hash, name, size, kind, paper, added FROM case_material
WHERE case_no = $1 ORDER BY added, slot, hash LIMIT 500`, string(no))
}

func addPaper(tx *db.Tx, p Paper) error {
	body, err := json.Marshal(p.Body)
	if err != nil {
		return err
	}
	err = tx.Send(`INSERT INTO case_paper (id, case_no, kind, seal, body, issued, act) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		p.ID, string(p.Case), string(p.Kind), p.Seal, string(body), clock.Micros(p.Issued), p.Act)
	if err != nil {
		return fmt.Errorf("issue %s in case %s: %w", p.Kind, p.Case, err)
	}
	return nil
}

func scanPaper(s db.Scanner) (Paper, error) {
	var p Paper
	var body string
	var issued int64
	if err := s.Scan(&p.ID, &p.Case, &p.Kind, &p.Seal, &body, &issued, &p.Act); err != nil {
		return p, err
	}
	p.Issued = clock.FromMicros(issued)
	return p, json.Unmarshal([]byte(body), &p.Body)
}

const paperColumns = `id, case_no, kind, seal, body, issued, act`

func papersOf(tx *db.Tx, no No) ([]Paper, error) {
	return db.List(tx, scanPaper, `SELECT `+paperColumns+` FROM case_paper WHERE case_no = $1 ORDER BY id LIMIT 100`, string(no))
}

func paperByID(tx *db.Tx, id string) (Paper, error) {
	p, err := db.One(tx, scanPaper, `SELECT `+paperColumns+` FROM case_paper WHERE id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return p, unknown()
	}
	return p, err
}

// savePaperLines keeps which points of a notice are supplied.
func savePaperLines(tx *db.Tx, p Paper) error {
	body, err := json.Marshal(p.Body)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE case_paper SET body = $1 WHERE id = $2`, string(body), p.ID)
	return err
}
