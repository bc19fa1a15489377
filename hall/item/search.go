package item

import (
	"tongban/platform/db"
	"tongban/platform/search"
)

// SearchKind is the kind of the catalogue's documents in the index.
const SearchKind = "item"

// Doc gives what people can find the item by: name, short name, codes, plain
// words, themes and department (检索词).
func (v *Version) Doc() search.Doc {
	d := search.Doc{Kind: SearchKind, ID: string(v.Code), Title: v.Name.Zh, Body: v.About.Zh, Facets: map[string]string{"type": string(v.Type)}}
	for _, c := range []string{v.Codes.Task, v.Codes.Handling, v.Codes.Catalogue, v.Codes.Local} {
		if c != "" && c != string(v.Code) {
			d.Codes = append(d.Codes, c)
		}
	}
	d.Words = append([]string{v.Unit.Name}, v.Words...)
	for _, w := range []string{v.Short, v.Name.En, v.Result.Name.Zh} {
		if w != "" {
			d.Words = append(d.Words, w)
		}
	}
	for _, t := range v.Themes {
		d.Words = append(d.Words, ThemeName(t).Zh)
	}
	return d
}

// PutInIndex and TakeFromIndex keep the search index with the shelf; a desk whose
// items are searched has them as Shelved and Unshelved.
func PutInIndex(tx *db.Tx, v *Version) error { return search.Put(tx, v.Doc()) }

// TakeFromIndex removes a withdrawn item from the index.
func TakeFromIndex(tx *db.Tx, v *Version) error { return search.Remove(tx, SearchKind, string(v.Code)) }

// CardsOf gives the cards of the codes, in their order; those not published are left out.
func CardsOf(tx *db.Tx, codes []string) ([]Card, error) {
	if len(codes) == 0 {
		return nil, nil
	}
	args := make([]any, len(codes))
	for i, c := range codes {
		args[i] = c
	}
	cards, err := db.List(tx, scanCard, `SELECT `+cardColumns+` FROM item_shelf s WHERE s.code IN (`+db.Params(1, len(codes))+`)`, args...)
	if err != nil {
		return nil, err
	}
	by := map[string]Card{}
	for _, c := range cards {
		by[string(c.Code)] = c
	}
	var out []Card
	for _, c := range codes {
		if card, ok := by[c]; ok {
			out = append(out, card)
		}
	}
	return out, nil
}
