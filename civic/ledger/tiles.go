package ledger

import (
	"fmt"
	"sort"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"tongban/platform/db"
)

// readTiles gives the tiles at the spots that exist, in one statement.
func readTiles(tx *db.Tx, spots []spot) (map[spot][]byte, error) {
	out := map[spot][]byte{}
	if len(spots) == 0 {
		return out, nil
	}
	var q strings.Builder
	q.WriteString(`SELECT level, n, hashes FROM ledger_tile WHERE `)
	args := make([]any, 0, 2*len(spots))
	for i, s := range spots {
		if i > 0 {
			q.WriteString(" OR ")
		}
		fmt.Fprintf(&q, "(level = $%d AND n = $%d)", 2*i+1, 2*i+2)
		args = append(args, s.level, s.n)
	}
	_, err := db.List(tx, func(s db.Scanner) (struct{}, error) {
		var at spot
		var data []byte
		err := s.Scan(&at.level, &at.n, &data)
		out[at] = data
		return struct{}{}, err
	}, q.String(), args...)
	return out, err
}

// readEdge gives the right edge of the tree of this size, cut to that size.
func readEdge(tx *db.Tx, size int64) (*edge, error) {
	spots := edgeSpots(size)
	tiles, err := readTiles(tx, spots)
	if err != nil {
		return nil, err
	}
	e := &edge{size: size, tiles: map[spot][]byte{}}
	for _, s := range spots {
		width := int(size >> (tileHeight * s.level) % tileWidth * tlog.HashSize)
		if len(tiles[s]) < width {
			return nil, fmt.Errorf("tile %d/%d is missing or too narrow: %w", s.level, s.n, ErrDamaged)
		}
		e.tiles[s] = tiles[s][:width:width]
	}
	return e, nil
}

// saveTiles writes the tiles that changed, a few in a statement.
func saveTiles(tx *db.Tx, changed map[spot][]byte) error {
	spots := make([]spot, 0, len(changed))
	for s := range changed {
		spots = append(spots, s)
	}
	sort.Slice(spots, func(i, j int) bool {
		return spots[i].level < spots[j].level || spots[i].level == spots[j].level && spots[i].n < spots[j].n
	})
	const most = 8
	for len(spots) > 0 {
		some := spots[:min(most, len(spots))]
		spots = spots[len(some):]
		rows := make([]string, len(some))
		args := make([]any, 0, 4*len(some))
		for i, s := range some {
			rows[i] = "(" + db.Params(4*i+1, 4) + ")"
			data := changed[s]
			args = append(args, s.level, s.n, len(data)/tlog.HashSize, data)
		}
		_, err := tx.Exec(`INSERT INTO ledger_tile (level, n, width, hashes) VALUES `+strings.Join(rows, ", ")+`
ON CONFLICT (level, n) DO UPDATE SET width = excluded.width, hashes = excluded.hashes`, args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// A tileReader reads tiles of the database for proofs; tlog checks each against
// the root before it is used, so that a damaged tile gives an error, not a proof.
type tileReader struct{ tx *db.Tx }

// Height implements tlog.TileReader.
func (tileReader) Height() int { return tileHeight }

// SaveTiles implements tlog.TileReader; there is nothing to cache.
func (tileReader) SaveTiles([]tlog.Tile, [][]byte) {}

// ReadTiles implements tlog.TileReader.
func (r tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	spots := make([]spot, len(tiles))
	for i, t := range tiles {
		spots[i] = spot{int64(t.L), t.N}
	}
	found, err := readTiles(r.tx, spots)
	if err != nil {
		return nil, err
	}
	out := make([][]byte, len(tiles))
	for i, t := range tiles {
		data := found[spots[i]]
		if len(data) < t.W*tlog.HashSize {
			return nil, fmt.Errorf("%s is missing or too narrow: %w", t.Path(), ErrDamaged)
		}
		out[i] = data[:t.W*tlog.HashSize]
	}
	return out, nil
}
