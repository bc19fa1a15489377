package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/gowebpki/jcs"
	"golang.org/x/mod/sumdb/tlog"

	"tongban/civic/act"
	"tongban/platform/i18n"
)

// LargestReceipt is the most bytes a receipt file may have.
const LargestReceipt = 1 << 20

// The questions that the steps of a receipt answer.
var (
	askFormat    = i18n.T("文件是一张回执", "The file is a receipt")
	askSignature = i18n.T("检查点由账本的密钥签名", "The checkpoint is signed by the ledger's key")
	askInclusion = i18n.T("行为的内容与账本中的记录一致", "What the receipt says is what stands in the ledger")
	askNumber    = i18n.T("回执编号与这一行为相符", "The receipt number fits this act")
)

// VerifyReceipt checks a receipt file against the public keys of the log, without
// database or network, and explains each step. Any change of any word, of the
// salt, the index, the proof or the checkpoint fails a step.
func VerifyReceipt(file []byte, keys ...string) Report {
	var rep Report
	r, body, err := ParseReceipt(file)
	if err != nil {
		rep.step("format", askFormat, i18n.Text{}, i18n.Tf("这不是本平台的回执文件，或文件已损坏：%s", "This is not a receipt file, or it is damaged: %s", err.Error()))
		rep.skip("signature", askSignature)
		rep.skip("inclusion", askInclusion)
		rep.skip("number", askNumber)
		return rep
	}
	rep.step("format", askFormat, i18n.Tf("格式 %s，账本 %s，编号 %s。", "Format %s, ledger %s, number %s.", r.Format, r.Origin, r.Number), i18n.Text{})

	c, err := OpenCheckpoint([]byte(r.Checkpoint), keys...)
	if err == nil && c.Origin != r.Origin {
		err = fmt.Errorf("the checkpoint is of %q", c.Origin)
	}
	var bad i18n.Text
	if err != nil {
		bad = i18n.Tf("检查点不是由该账本签名的：%s", "The checkpoint is not signed by this ledger: %s", err.Error())
	}
	signed := rep.step("signature", askSignature,
		i18n.Tf("签名有效：账本 %s 在共有 %d 项行为时签出此检查点。", "The signature is valid: ledger %s signed this checkpoint when it held %d acts.", c.Origin, c.N), bad)
	leaf := act.Leaf(r.Salt, body)
	if signed {
		rep.inclusion(r, c, leaf)
	} else {
		rep.skip("inclusion", askInclusion)
	}
	bad = i18n.Text{}
	if !r.Number.Marks(leaf) {
		bad = i18n.T("编号与内容不符。", "The number does not belong to what the receipt says.")
	}
	rep.step("number", askNumber, i18n.Tf("编号 %s 末四位标记取自该行为的承诺值。", "The mark at the end of number %s comes from the commitment of this act.", r.Number), bad)
	if a, err := act.Parse(body); err == nil {
		a.Salt, a.Leaf, a.Seq = r.Salt, leaf, r.Index
		rep.Proof = Proof{Act: a, Number: r.Number, Origin: c.Origin, Index: r.Index, Size: c.N}
	}
	return rep
}

func (rep *Report) inclusion(r Receipt, c Checkpoint, leaf [32]byte) {
	var bad i18n.Text
	if err := tlog.CheckRecord(r.Proof, c.N, c.Hash, r.Index, tlog.RecordHash(leaf[:])); err != nil {
		bad = i18n.Tf("回执的内容不在账本第 %d 项：内容、盐值、序号或证明被改动过。", "What the receipt says does not stand at place %d of the ledger: its words, salt, index or proof were changed.", r.Index)
	}
	rep.step("inclusion", askInclusion,
		i18n.Tf("内容的承诺值就是账本第 %d 项（自 0 起），由 %d 个散列值证明。", "The commitment of these words is entry %d of the ledger (counted from 0), proved by %d hashes.", r.Index, len(r.Proof)), bad)
}

// ParseReceipt reads a receipt file and gives the canonical body of its act.
// It checks shape only; nothing it gives is proved.
func ParseReceipt(file []byte) (Receipt, []byte, error) {
	var r Receipt
	if len(file) > LargestReceipt {
		return r, nil, errors.New("the file is too large")
	}
	dec := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff"))))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&r); err != nil {
		return r, nil, fmt.Errorf("not this kind of JSON: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return r, nil, errors.New("something follows the receipt")
	}
	switch {
	case r.Format != ReceiptFormat:
		return r, nil, fmt.Errorf("format %.40q", r.Format)
	case len(r.Salt) != act.SaltSize:
		return r, nil, fmt.Errorf("salt of %d bytes", len(r.Salt))
	case r.Index < 0 || r.Index >= largest || len(r.Proof) > 64:
		return r, nil, errors.New("index or proof out of range")
	case strings.TrimSpace(string(r.Act)) == "" || r.Act[0] != '{':
		return r, nil, errors.New("it holds no act")
	}
	body, err := jcs.Transform(r.Act)
	if err != nil {
		return r, nil, fmt.Errorf("act: %w", err)
	}
	if _, err := act.Parse(body); err != nil {
		return r, nil, err
	}
	n, ok := act.ParseNumber(string(r.Number))
	if !ok {
		return r, nil, fmt.Errorf("number %.40q", string(r.Number))
	}
	r.Number = n
	return r, body, nil
}
