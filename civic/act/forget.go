package act

import (
	"fmt"
	"time"

	"tongban/platform/db"
)

// A Forgetting deletes what acts say about somebody (删除个人信息): body and salt
// go, the commitment stays, so that the ledger's tree stays whole and nobody can
// tell any more what stood there.
type Forgetting struct {
	At    time.Time
	By    Actor
	Of    Subject  // whose data, such as a person
	Acts  []string // ids of the acts to forget, at most 500
	Rules []string // the law that asks for it
}

// Forget deletes body and salt of the acts and records that it was done, by
// whom and under which rule. An act already forgotten stays so.
func Forget(tx *db.Tx, f Forgetting) (string, error) {
	if len(f.Acts) == 0 || len(f.Acts) > MostRead {
		return "", fmt.Errorf("forget %s %s: %d acts, must be 1 to %d", f.Of.Kind, f.Of.ID, len(f.Acts), MostRead)
	}
	args := make([]any, len(f.Acts))
	for i, id := range f.Acts {
		args[i] = id
	}
	n, err := tx.Exec(`UPDATE act SET body = '', salt = NULL WHERE id IN (`+db.Params(1, len(args))+`)`, args...)
	if err != nil {
		return "", fmt.Errorf("forget %s %s: %w", f.Of.Kind, f.Of.ID, err)
	}
	if n != int64(len(args)) {
		return "", fmt.Errorf("forget %s %s: %d of %d acts exist", f.Of.Kind, f.Of.ID, n, len(args))
	}
	payload := struct {
		Acts []string `json:"acts"`
	}{f.Acts}
	return Record(tx, New(f.At, f.By, "act.forget", f.Of, payload, f.Rules...))
}
