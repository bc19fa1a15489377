package ledger

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"tongban/civic/act"
	"tongban/platform/db"
	"tongban/platform/i18n"
)

// A Finding is one disagreement in the stored ledger (发现的问题).
type Finding struct {
	Seq int64  // place of the act; -1 where it is about the whole
	Act string // id of the act, if it is about one
	Say i18n.Text
}

// Inspection is what Inspect found (完整性检查).
type Inspection struct {
	Acts, Forgotten, Waiting int64
	Findings                 []Finding // at most MostFindings; none means sound
}

// MostFindings is where an inspection stops counting.
const MostFindings = 100

// late is how long an act may wait for its place before that is a finding.
const late = 10 * time.Second

// Inspect reads every act and every tile: each commitment must come from its salt
// and body, each column must say what the body says, places must have no gaps,
// tiles and root must come from the commitments, the checkpoint must be signed.
func (l *Log) Inspect(ctx context.Context) (Inspection, error) {
	in := &inspector{log: l, tree: edge{tiles: map[spot][]byte{}}}
	h, err := l.Head(ctx)
	if err != nil {
		return in.out, err
	}
	if c, err := OpenCheckpoint([]byte(h.Checkpoint), l.Verifier()); err != nil || c.N != h.Size || c.Hash != h.Root {
		in.find(-1, "", i18n.T("账本头与其签名的检查点不符。", "The head is not what its checkpoint signs."))
	}
	for in.tree.size < h.Size && len(in.out.Findings) < MostFindings {
		if err := in.page(ctx, min(tileWidth, h.Size-in.tree.size)); err != nil {
			return in.out, fmt.Errorf("inspect the ledger at %d: %w", in.tree.size, err)
		}
	}
	if err := in.compare(ctx, in.tree.tiles); err != nil {
		return in.out, err
	}
	if root, err := in.tree.root(); err != nil || root != h.Root {
		in.find(-1, "", i18n.Tf("由 %d 项行为算出的根与签名的根不同。", "The root computed from %d acts is not the signed root.", in.tree.size))
	}
	return in.out, in.waiting(ctx)
}

type inspector struct {
	log  *Log
	tree edge
	out  Inspection
}

func (in *inspector) find(seq int64, id string, say i18n.Text) {
	if len(in.out.Findings) < MostFindings {
		in.out.Findings = append(in.out.Findings, Finding{seq, id, say})
	}
}

// page checks the next n acts and the tiles they finish. A missing act is a
// finding, and a zero leaf stands for it so that the walk goes on.
func (in *inspector) page(ctx context.Context, n int64) error {
	var acts []act.Act
	first := in.tree.size
	err := in.log.db.Glance(ctx, func(tx *db.Tx) (err error) {
		acts, err = act.Feed(tx, first, int(n))
		return err
	})
	if err != nil {
		return err
	}
	leaves := make([][32]byte, n)
	for i := range leaves {
		seq := first + int64(i)
		if len(acts) == 0 || acts[0].Seq != seq {
			in.find(seq, "", i18n.Tf("第 %d 项行为不见了。", "The act at place %d is gone.", seq))
			continue
		}
		in.act(acts[0])
		leaves[i] = acts[0].Leaf
		acts = acts[1:]
	}
	changed, err := in.tree.grow(leaves)
	if err != nil {
		return err
	}
	for at, data := range changed {
		if len(data) < tileWidth*tlog.HashSize {
			delete(changed, at)
		}
	}
	return in.compare(ctx, changed)
}

func (in *inspector) act(a act.Act) {
	in.out.Acts++
	if a.Forgotten() {
		in.out.Forgotten++
		if a.Salt != nil {
			in.find(a.Seq, a.ID, i18n.T("内容已删除而盐值仍在。", "The body was deleted and the salt was not."))
		}
		return
	}
	if act.Leaf(a.Salt, []byte(a.Text)) != a.Leaf {
		in.find(a.Seq, a.ID, i18n.Tf("第 %d 项行为的内容或盐值被改动过。", "Body or salt of the act at place %d was changed.", a.Seq))
		return
	}
	b, err := act.Parse([]byte(a.Text))
	if err != nil || b.ID != a.ID || !b.At.Equal(a.At) || b.Actor.Account != a.Actor.Account || b.Verb != a.Verb || b.Subject != a.Subject {
		in.find(a.Seq, a.ID, i18n.Tf("第 %d 项行为的索引列与其内容不符。", "The columns of the act at place %d do not say what its body says.", a.Seq))
	}
}

func (in *inspector) compare(ctx context.Context, want map[spot][]byte) error {
	spots := make([]spot, 0, len(want))
	for at := range want {
		if len(want[at]) > 0 {
			spots = append(spots, at)
		}
	}
	var got map[spot][]byte
	err := in.log.db.Glance(ctx, func(tx *db.Tx) (err error) {
		got, err = readTiles(tx, spots)
		return err
	})
	if err != nil {
		return err
	}
	for _, at := range spots {
		if w := want[at]; len(got[at]) < len(w) || string(got[at][:len(w)]) != string(w) {
			in.find(-1, "", i18n.Tf("散列块 %d/%d 与各项行为不符。", "Tile %d/%d does not come from the acts.", at.level, at.n))
		}
	}
	return nil
}

func (in *inspector) waiting(ctx context.Context) error {
	before := in.log.clock.Now().Add(-late)
	return in.log.db.Read(ctx, func(tx *db.Tx) (err error) {
		var oldest act.Act
		if in.out.Waiting, oldest, err = act.Backlog(tx); err != nil || in.out.Waiting == 0 {
			return err
		}
		if oldest.At.Before(before) {
			in.find(-1, oldest.ID, i18n.Tf("有 %d 项行为未入账，最早的自 %s 起。", "%d acts have no place yet, the oldest since %s.",
				in.out.Waiting, oldest.At.Format(time.DateTime)))
		}
		return nil
	})
}
