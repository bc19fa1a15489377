package ledger

import (
	"context"
	"errors"

	"tongban/civic/act"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

var askNow = i18n.T("账本现在仍在原处载有这一行为", "The ledger still holds this act at this place")

// Verify checks a receipt file against this log's key and then against the log as
// it stands now: a true receipt whose act is no longer there is the ledger's
// disgrace, and is said so.
func (l *Log) Verify(ctx context.Context, file []byte) (Report, error) {
	rep := VerifyReceipt(file, l.Verifier())
	if !rep.OK() {
		rep.skip("now", askNow)
		return rep, nil
	}
	var bad i18n.Text
	s, err := l.Look(ctx, string(rep.Proof.Number))
	switch {
	case errors.Is(err, ErrDamaged):
		bad = i18n.T("账本的散列已不能证明这一项：账本受损，请保存回执并举报。", "The ledger's own hashes no longer prove this entry: the ledger is damaged; keep the receipt and report it.")
	case fault.Of(err) == fault.Absent:
		bad = i18n.T("账本中已没有这个编号的行为。若回执编号未被改写，请保存回执并举报。", "The ledger no longer has an act of this number. If nobody altered the number, keep the receipt and report it.")
	case err != nil:
		return rep, err
	case s.Index != rep.Proof.Index || s.Leaf != rep.Proof.Act.Leaf:
		bad = i18n.T("这个编号在账本中是另一项行为：回执编号被改写过。", "In the ledger this number is of another act: the receipt number was altered.")
	}
	rep.step("now", askNow, i18n.Tf("账本现有 %d 项行为，第 %d 项仍是它。", "The ledger holds %d acts now; entry %d is still this one.", s.Head.Size, s.Index), bad)
	return rep, nil
}

// VerifyPath is the address under which a receipt number is shown (QR 码地址).
func VerifyPath(n act.Number) string { return "/verify/receipt/" + string(n) }
