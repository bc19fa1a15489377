package org

import (
	"encoding/csv"
	"os"
	"testing"
)

// The table says the same as the edition it names, and the counts are those published.
func TestWuhaiAgreesWithTheEdition(t *testing.T) {
	count := map[int]int{}
	mine := map[string]Division{}
	for _, v := range Wuhai() {
		if _, twice := mine[v.Code]; twice {
			t.Errorf("%s twice", v.Code)
		}
		mine[v.Code] = v
		count[v.Level]++
	}
	if count[3] != 3 || count[4] != 22 || count[5] != 87 {
		t.Errorf("districts, streets, communities: got %d, %d, %d, want 3, 22, 87", count[3], count[4], count[5])
	}
	for _, v := range mine {
		if _, ok := mine[v.Parent]; v.Parent != "" && !ok {
			t.Errorf("%s %s: parent %s is missing", v.Code, v.Name, v.Parent)
		}
	}
	f, err := os.Open("../../../shared/data/divisions/wuhai_2023.csv")
	if os.IsNotExist(err) {
		t.Skip("the edition is not here to compare with: ../shared/data/divisions")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows[1:] {
		v := mine[r[0]]
		if v.Name != r[4] || v.Kind != r[3] || (v.Parent != r[1] && r[1] != "") {
			t.Errorf("%s: got %s %s under %s, want %s %s under %s", r[0], v.Kind, v.Name, v.Parent, r[3], r[4], r[1])
		}
		delete(mine, r[0])
	}
	for code := range mine {
		t.Errorf("%s is not in the edition", code)
	}
}
