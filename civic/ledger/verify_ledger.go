package ledger

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"tongban/platform/i18n"
)

// The questions that the steps of a ledger answer.
var (
	askEntries = i18n.T("每一项都在树中，中间的每一块散列都正确", "Every entry is in the tree and every tile of hashes is right")
	askRoot    = i18n.T("由全部各项重新算出的根与签名的根相同", "The root computed from all entries is the signed root")
	askSince   = i18n.T("旧检查点之后没有改动或删去任何一项", "Nothing was changed or removed since the older checkpoint")
)

// ErrUnread says that a ledger could not be read, which proves nothing (无法读取).
var ErrUnread = errors.New("the ledger could not be read")

// VerifyLedger walks a published ledger: it checks the signature, recomputes every
// tile and the root from the entries, and, where an older checkpoint is given,
// that the older tree is the beginning of this one. The error wraps ErrUnread
// where nothing could be checked; a ledger that is wrong fails steps instead.
func VerifyLedger(ctx context.Context, src Source, key string, since []byte) (Report, error) {
	var rep Report
	text, err := src.Get(ctx, "checkpoint", 1<<16)
	if err != nil {
		return rep, fmt.Errorf("%w: checkpoint: %w", ErrUnread, err)
	}
	c, err := OpenCheckpoint(text, key)
	if err != nil {
		rep.step("signature", askSignature, i18n.Text{}, i18n.Tf("检查点的签名无效：%s", "The checkpoint's signature does not hold: %s", err.Error()))
		rep.skip("entries", askEntries)
		rep.skip("root", askRoot)
		return rep, nil
	}
	rep.step("signature", askSignature, i18n.Tf("账本 %s 签名有效，共 %d 项行为。", "Ledger %s: the signature holds; %d acts.", c.Origin, c.N), i18n.Text{})
	old, bad := openOlder(since, key, c)
	w := walk{src: src, tree: edge{tiles: map[spot][]byte{}}, old: old}
	if err := w.entries(ctx, c.N); err != nil && !errors.Is(err, errWrong) {
		return rep, fmt.Errorf("%w: %w", ErrUnread, err)
	} else if err != nil {
		rep.step("entries", askEntries, i18n.Text{}, i18n.Tf("账本被改动或缺失：%s", "The ledger was changed or something is missing: %s", err.Error()))
		rep.skip("root", askRoot)
	} else {
		rep.step("entries", askEntries, i18n.Tf("已核对 %d 项、%d 块。", "%d entries and %d tiles compared.", c.N, w.tiles), i18n.Text{})
		rep.root(&w.tree, c)
	}
	rep.Proof = Proof{Origin: c.Origin, Size: c.N}
	if len(since) > 0 {
		if bad.Empty() && w.tree.size < old.N {
			rep.skip("since", askSince)
			return rep, nil
		}
		if bad.Empty() && w.oldRoot != old.Hash {
			bad = i18n.Tf("账本的前 %d 项与旧检查点不符：历史被改动过。", "The first %d entries are not those of the older checkpoint: history was changed.", old.N)
		}
		rep.step("since", askSince, i18n.Tf("旧检查点的 %d 项原样在前。", "The %d entries of the older checkpoint are unchanged at the beginning.", old.N), bad)
	}
	return rep, nil
}

// openOlder reads an older checkpoint; bad says why it does not fit the newer.
func openOlder(text []byte, key string, newer Checkpoint) (old Checkpoint, bad i18n.Text) {
	if len(text) == 0 {
		return Checkpoint{Tree: tlog.Tree{N: -1}}, bad
	}
	old, err := OpenCheckpoint(text, key)
	switch {
	case err != nil:
		return old, i18n.Tf("旧检查点的签名无效：%s", "The older checkpoint's signature does not hold: %s", err.Error())
	case old.Origin != newer.Origin:
		return old, i18n.Tf("旧检查点属于另一账本 %s。", "The older checkpoint is of another ledger, %s.", old.Origin)
	case old.N > newer.N:
		return old, i18n.Tf("账本变短了：旧检查点有 %d 项，现在只有 %d 项。", "The ledger shrank: the older checkpoint has %d entries, this one %d.", old.N, newer.N)
	}
	return old, bad
}

func (rep *Report) root(e *edge, c Checkpoint) {
	var bad i18n.Text
	if got, err := e.root(); err != nil || got != c.Hash {
		bad = i18n.Tf("算出的根是 %s，签名的根是 %s。", "The computed root is %s, the signed root is %s.", got, c.Hash)
	}
	rep.step("root", askRoot, i18n.Tf("根 %s 相符。", "Root %s agrees.", c.Hash), bad)
}

// errWrong marks what a ledger must never show, unlike a network that fails.
var errWrong = errors.New("wrong")

// A walk reads a ledger from the first entry to the last.
type walk struct {
	src     Source
	tree    edge
	tiles   int
	old     Checkpoint
	oldRoot tlog.Hash
}

func (w *walk) entries(ctx context.Context, size int64) error {
	if err := w.passOld(); err != nil {
		return err
	}
	for n := int64(0); n*tileWidth < size; n++ {
		width := int(min(tileWidth, size-n*tileWidth))
		bundle := tlog.Tile{H: tileHeight, L: -1, N: n, W: width}
		data, err := w.read(ctx, bundle)
		if err != nil {
			return err
		}
		leaves, err := split(data, width)
		if err != nil {
			return fmt.Errorf("%s: %w: %w", tilePath(bundle), errWrong, err)
		}
		done, err := w.grow(leaves)
		if err != nil {
			return err
		}
		for at, want := range done {
			if err := w.compare(ctx, at, want); err != nil {
				return err
			}
		}
	}
	for at, want := range w.tree.tiles {
		if err := w.compare(ctx, at, want); err != nil {
			return err
		}
	}
	return nil
}

// grow appends entries, stopping at the size of the older checkpoint to take its
// root, and gives the tiles that are finished.
func (w *walk) grow(leaves [][32]byte) (map[spot][]byte, error) {
	done := map[spot][]byte{}
	for len(leaves) > 0 {
		some := leaves
		if left := w.old.N - w.tree.size; left > 0 && left < int64(len(leaves)) {
			some = leaves[:left]
		}
		leaves = leaves[len(some):]
		changed, err := w.tree.grow(some)
		if err != nil {
			return nil, err
		}
		for at, data := range changed {
			if len(data) == tileWidth*tlog.HashSize {
				done[at] = data
			}
		}
		if err := w.passOld(); err != nil {
			return nil, err
		}
	}
	return done, nil
}

func (w *walk) passOld() (err error) {
	if w.tree.size == w.old.N {
		w.oldRoot, err = w.tree.root()
	}
	return err
}

// read reads a tile; what is missing is wrong, since the checkpoint promises it.
func (w *walk) read(ctx context.Context, t tlog.Tile) ([]byte, error) {
	data, err := getTile(ctx, w.src, t)
	if err != nil {
		if ctx.Err() == nil && isMissing(err) {
			return nil, fmt.Errorf("%s: %w: it is missing", tilePath(t), errWrong)
		}
		return nil, fmt.Errorf("%s: %w", tilePath(t), err)
	}
	return data, nil
}

func (w *walk) compare(ctx context.Context, at spot, want []byte) error {
	t := tlog.Tile{H: tileHeight, L: int(at.level), N: at.n, W: len(want) / tlog.HashSize}
	if len(want) == 0 {
		return nil
	}
	got, err := w.read(ctx, t)
	if err != nil {
		return err
	}
	if w.tiles++; string(got) != string(want) {
		return fmt.Errorf("%s: %w: its hashes do not come from the entries", tilePath(t), errWrong)
	}
	return nil
}

// split reads an entry bundle of exactly want entries of 32 bytes.
func split(data []byte, want int) ([][32]byte, error) {
	out := make([][32]byte, 0, want)
	for len(out) < want {
		if len(data) < 2+32 {
			return nil, fmt.Errorf("%d entries, must be %d", len(out), want)
		}
		if n := binary.BigEndian.Uint16(data); n != 32 {
			return nil, fmt.Errorf("entry %d has %d bytes, must be 32", len(out), n)
		}
		out = append(out, [32]byte(data[2:34]))
		data = data[34:]
	}
	if len(data) > 0 {
		return nil, fmt.Errorf("something follows the %d entries", want)
	}
	return out, nil
}
