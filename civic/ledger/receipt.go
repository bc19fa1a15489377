package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"tongban/civic/act"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// ReceiptFormat names the format and its version.
const ReceiptFormat = "tongban-receipt/1"

// A Receipt proves one act to whoever holds the file and the public key (回执):
// act and salt give the leaf, the proof leads from the leaf to the root that the
// checkpoint signs. It holds the act in full: only who may see the act gets it.
type Receipt struct {
	Format     string          `json:"format"`
	Number     act.Number      `json:"number"`
	Origin     string          `json:"origin"`
	Key        string          `json:"key"` // which key signed, for finding it; verifiers bring their own
	Act        json.RawMessage `json:"act"` // hashed as RFC 8785 writes it
	Salt       []byte          `json:"salt"`
	Index      int64           `json:"index"`
	Proof      []tlog.Hash     `json:"proof"`
	Checkpoint string          `json:"checkpoint"`
}

// File gives the receipt as the JSON file that is handed out.
func (r Receipt) File() ([]byte, error) { return json.MarshalIndent(r, "", "  ") }

// Receipt makes the receipt of an act against the newest checkpoint. The caller
// has made sure that whoever gets it may see the act.
func (l *Log) Receipt(ctx context.Context, actID string) (Receipt, error) {
	var out Receipt
	err := l.db.Read(ctx, func(tx *db.Tx) error {
		a, err := act.Get(tx, actID)
		if err != nil {
			return unknown(err)
		}
		h, err := l.head(tx)
		if err != nil {
			return err
		}
		if a.Forgotten() {
			return fault.New(fault.Absent, "ledger.forgotten", i18n.T("这一行为的内容已依法删除，不能再出具回执。", "What this act says was deleted as the law asks; no receipt can be made any more."))
		}
		if a.Seq < 0 || a.Seq >= h.Size {
			return fault.New(fault.Conflict, "ledger.not-yet", i18n.T("这一行为刚刚作出，正在写入账本。", "This act was done just now and is being entered in the ledger.")).
				Then(i18n.T("请两秒后再取回执。", "Please ask for the receipt again in two seconds."))
		}
		proof, err := tlog.ProveRecord(h.Size, a.Seq, tlog.TileHashReader(tlog.Tree{N: h.Size, Hash: h.Root}, tileReader{tx}))
		if err != nil {
			return fmt.Errorf("prove act %d in %d: %w", a.Seq, h.Size, errors.Join(err, ErrDamaged))
		}
		out = Receipt{Format: ReceiptFormat, Number: a.Number(), Origin: h.Origin, Key: h.Verifier,
			Act: json.RawMessage(a.Text), Salt: a.Salt, Index: a.Seq, Proof: proof, Checkpoint: h.Checkpoint}
		return nil
	})
	if err != nil {
		return Receipt{}, fmt.Errorf("receipt of act %s: %w", actID, err)
	}
	return out, nil
}

func unknown(err error) error {
	if errors.Is(err, db.ErrNone) {
		return fault.New(fault.Absent, "ledger.unknown", i18n.T("账本中没有这个编号的行为。", "The ledger has no act of this number.")).
			Then(i18n.T("请核对回执编号；字母 I、L、O 与数字 1、0 不作区分。", "Please check the number; the letters I, L, O count as the digits 1, 1, 0.")).Because(err)
	}
	return err
}

// A Sighting is what a receipt number shows to anybody (编号查验): that an act
// stands in the ledger, where, and since when; nothing of what it says.
type Sighting struct {
	Number act.Number
	At     time.Time
	Index  int64 // -1 while the act waits for its place
	Head   Head
	Leaf   [32]byte
	Proof  []tlog.Hash // from the leaf to the root of Head
}

// Look finds the act of a number as typed and proves that it stands in the tree.
func (l *Log) Look(ctx context.Context, typed string) (Sighting, error) {
	n, ok := act.ParseNumber(typed)
	if !ok {
		return Sighting{}, fault.New(fault.Invalid, "ledger.number", i18n.T("回执编号不正确：应为 12 位，例如 0000-02V9-K3PX。", "This is not a receipt number: it has 12 signs, such as 0000-02V9-K3PX.")).
			At("number", i18n.T("最后一位校验不符，请逐位核对。", "The check sign does not fit; please compare sign by sign."))
	}
	var out Sighting
	err := l.db.Read(ctx, func(tx *db.Tx) error {
		a, err := act.ByNumber(tx, n)
		if err != nil {
			return unknown(err)
		}
		out = Sighting{Number: n, At: a.At, Index: a.Seq, Leaf: a.Leaf}
		if out.Head, err = l.head(tx); err != nil || a.Seq < 0 {
			return err
		}
		tree := tlog.Tree{N: out.Head.Size, Hash: out.Head.Root}
		out.Proof, err = tlog.ProveRecord(tree.N, a.Seq, tlog.TileHashReader(tree, tileReader{tx}))
		if err == nil {
			err = tlog.CheckRecord(out.Proof, tree.N, tree.Hash, a.Seq, tlog.RecordHash(a.Leaf[:]))
		}
		if err != nil {
			return fmt.Errorf("prove act %d in %d: %w", a.Seq, tree.N, errors.Join(err, ErrDamaged))
		}
		return nil
	})
	if err != nil {
		return Sighting{}, fmt.Errorf("look for receipt %s: %w", n, err)
	}
	return out, nil
}
