package ledger

import (
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

// A spot is where a tile stands: its level and its number in the level.
type spot struct{ level, n int64 }

// An edge is the unfinished tiles at the right of a tree: enough to know its
// root and to go on (右缘). One goroutine owns it.
type edge struct {
	size  int64
	tiles map[spot][]byte // the hashes of each tile, side by side
}

// edgeSpots lists where the unfinished tiles of a tree of this size stand.
func edgeSpots(size int64) []spot {
	var out []spot
	for level := int64(0); size>>(tileHeight*level) > 0; level++ {
		if count := size >> (tileHeight * level); count%tileWidth > 0 {
			out = append(out, spot{level, count / tileWidth})
		}
	}
	return out
}

// ReadHashes implements tlog.HashReader for the hashes that the tiles hold.
func (e *edge) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		t := tlog.TileForIndex(tileHeight, x)
		h, err := tlog.HashFromTile(t, e.tiles[spot{int64(t.L), t.N}], x)
		if err != nil {
			return nil, err
		}
		out[i] = h
	}
	return out, nil
}

// root gives the root hash of the tree.
func (e *edge) root() (tlog.Hash, error) { return tlog.TreeHash(e.size, e) }

// grow appends leaves and gives the tiles that changed. Finished tiles leave the edge.
func (e *edge) grow(leaves [][32]byte) (map[spot][]byte, error) {
	changed := map[spot][]byte{}
	for _, leaf := range leaves {
		h := tlog.RecordHash(leaf[:])
		for level := int64(0); ; level++ {
			n := e.size >> (tileHeight * (level + 1)) // the tile of this level that the new leaf is under
			at := spot{level, n}
			e.tiles[at] = append(e.tiles[at], h[:]...)
			data := e.tiles[at]
			changed[at] = data
			if len(data) < tileWidth*tlog.HashSize {
				break
			}
			var err error
			if h, err = whole(tlog.Tile{H: tileHeight, L: int(level), N: n, W: tileWidth}, data); err != nil {
				return nil, fmt.Errorf("tile %d/%d: %w", level, n, err)
			}
			delete(e.tiles, at)
		}
		e.size++
	}
	return changed, nil
}

// whole gives the hash of a full tile's subtree, which stands in the tile above.
func whole(t tlog.Tile, data []byte) (tlog.Hash, error) {
	half := tileHeight*(t.L+1) - 1
	left, err := tlog.HashFromTile(t, data, tlog.StoredHashIndex(half, 2*t.N))
	if err != nil {
		return left, err
	}
	right, err := tlog.HashFromTile(t, data, tlog.StoredHashIndex(half, 2*t.N+1))
	return tlog.NodeHash(left, right), err
}

// sign gives the checkpoint of a tree: origin, size, root and signature.
func (l *Log) sign(t tlog.Tree) (string, error) {
	text := fmt.Sprintf("%s\n%d\n%s\n", l.key.Origin(), t.N, t.Hash)
	signed, err := note.Sign(&note.Note{Text: text}, l.key.signer)
	if err != nil {
		return "", fmt.Errorf("sign checkpoint of size %d: %w", t.N, err)
	}
	return string(signed), nil
}
