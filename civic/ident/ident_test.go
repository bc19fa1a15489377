package ident

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tongban/platform/fault"
)

// shared finds a file of facts kept beside the project; it is always there in CI.
func shared(t *testing.T, path string) string {
	t.Helper()
	p := filepath.Join("..", "..", "..", "shared", path)
	if _, err := os.Stat(p); err != nil {
		t.Skipf("%s is read where it is kept beside the project: %v", path, err)
	}
	return p
}

func TestPublishedVectors(t *testing.T) {
	raw, err := os.ReadFile(shared(t, "domain/vectors.json"))
	if err != nil {
		t.Fatal(err)
	}
	type vector struct {
		Code, ID, In, Check, Category, USCC, Date, Seq string
		Valid                                          bool
	}
	var v struct {
		USCC      []vector
		OrgCode   []vector
		CitizenID []vector `json:"citizen_id"`
		Mod37_2   []vector `json:"mod37_2"`
		Mod37_36  []vector `json:"mod37_36"`
		LicenceID []vector `json:"licence_id"`
		DealCode  []vector `json:"deal_code"`
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	verdict := func(kind, in string, want bool, err error) {
		t.Helper()
		if (err == nil) != want {
			t.Errorf("%s %s: got error %v, want valid %v", kind, in, err, want)
		}
	}
	for _, x := range v.USCC {
		_, err := ParseCreditCode(x.Code)
		verdict("credit code", x.Code, x.Valid, err)
	}
	for _, x := range v.OrgCode {
		_, err := ParseOrgCode(x.Code)
		verdict("organisation code", x.Code, x.Valid, err)
	}
	for _, x := range v.CitizenID {
		_, err := ParseCitizenID(x.ID)
		verdict("citizen number", x.ID, x.Valid, err)
	}
	for _, x := range v.Mod37_2 {
		if c, err := Mod37Pure(x.In); err != nil || string(c) != x.Check {
			t.Errorf("MOD 37-2 of %s: got %c (%v), want %s", x.In, c, err, x.Check)
		}
	}
	for _, x := range v.Mod37_36 {
		if c, err := Mod37Hybrid(x.In); err != nil || string(c) != x.Check {
			t.Errorf("MOD 37,36 of %s: got %c (%v), want %s", x.In, c, err, x.Check)
		}
	}
	for _, x := range v.LicenceID {
		parts := strings.Split(strings.TrimPrefix(x.ID, "1.2.156.3005.2."), ".")
		if got := ValidMod37Hybrid(strings.Join(parts, "")); got != x.Valid {
			t.Errorf("licence number %s: got %v, want %v", x.ID, got, x.Valid)
		}
	}
	for _, x := range v.DealCode {
		if !ValidMod37Pure(x.Category + x.USCC + x.Date + x.Seq + x.Check) {
			t.Errorf("transaction code %+v does not check", x)
		}
	}
	if n := len(v.USCC) + len(v.OrgCode) + len(v.CitizenID) + len(v.LicenceID) + len(v.DealCode); n < 25 {
		t.Errorf("saw only %d vectors", n)
	}
}

func rows(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(shared(t, path))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[1:]
}

func TestExamplesOfTheCitizenStandard(t *testing.T) {
	for _, r := range rows(t, "data/id_number_examples.csv") {
		id, err := ParseCitizenID(r[0])
		if want := r[1] != "false"; (err == nil) != want {
			t.Errorf("%s (%s): got %v, want accepted %v", r[0], r[2], err, want)
		}
		if r[1] == "normalise" && string(id) != strings.ToUpper(r[0]) {
			t.Errorf("%s: got %s, want the capital X", r[0], string(id))
		}
	}
}

func TestCodesOfPublicBodies(t *testing.T) {
	refused := 0
	for _, r := range rows(t, "data/uscc_public_bodies.csv") {
		_, err := ParseCreditCode(r[0])
		if err != nil {
			refused++
		}
		if want := r[3] == "true"; (err == nil) != want {
			t.Errorf("%s %s: got %v, want accepted %v", r[0], r[1], err, want)
		}
	}
	t.Logf("refused %d codes that are no GB 32100 codes", refused)
}

func TestNumbersAsPeopleTypeThem(t *testing.T) {
	for in, want := range map[string]string{
		" 150302 19900307 0016 ":         "150302199003070016",
		"１５０３０２１９９００３０７００１６":             "150302199003070016",
		"150302-19900307-0016":           "150302199003070016",
		"11010519491231002x":             "11010519491231002X",
		"1101051949123100２Ｘ":             "11010519491231002X",
		"150302\u200b19900307\u00a00016": "150302199003070016",
	} {
		got, err := ParseCitizenID(in)
		if err != nil || string(got) != want {
			t.Errorf("%q: got %q, %v; want %q", in, string(got), err, want)
		}
	}
	if c, err := ReadCreditCode("１２150300ma0te0t121"); err != nil || c != "12150300MA0TE0T121" {
		t.Errorf("a credit code typed small: got %q, %v", c, err)
	}
}

func withCheck(body string) string { return body + string(CitizenCheck(body)) }

func TestRefusalsOfCitizenNumbersSayWhy(t *testing.T) {
	for in, key := range map[string]string{
		"":                             "ident.citizen.empty",
		"110105194912310":              "ident.citizen.old",
		"CHN110081020001":              "ident.citizen.oldforeign",
		"44052418800101001":            "ident.citizen.length",
		"1101051949123100AX":           "ident.citizen.letters",
		withCheck("11010519490230002"): "ident.citizen.date",
		withCheck("11010519000229002"): "ident.citizen.date",
		withCheck("00010519491231002"): "ident.citizen.region",
		withCheck("11010519491231000"): "ident.citizen.order",
		"110105194912310021":           "ident.citizen.check",
	} {
		_, err := ParseCitizenID(in)
		if !fault.Is(err, key) {
			t.Errorf("%s: got %v, want %s", in, err, key)
		}
		f, ok := fault.As(err)
		if !ok || f.Say.Zh == "" || f.Say.En == "" || f.Rule.Zh == "" {
			t.Errorf("%s: the refusal lacks its sentence or its rule: %+v", in, f)
		}
		if in != "" && strings.Contains(err.Error(), in) {
			t.Errorf("the refusal repeats the number: %v", err)
		}
	}
	// A region that was dissolved (四川省重庆市, until 1997) stays valid.
	if _, err := ParseCitizenID(withCheck("51021219700101001")); err != nil {
		t.Errorf("a dissolved region was refused: %v", err)
	}
}

func TestPapersBehindACitizenNumber(t *testing.T) {
	for body, want := range map[string]CitizenPaper{
		"15030219900307001": IdentityCard, "81000019900307001": HongKongPermit, "82000019900307001": MacaoPermit,
		"83000019900307001": TaiwanPermit, "91115619900307001": PermanentForeign,
	} {
		c, err := ParseCitizenID(withCheck(body))
		if err != nil || c.Paper() != want {
			t.Errorf("%s: got %s, %v; want %s", body, c.Paper(), err, want)
		}
	}
}

func TestAgeAndBirthday(t *testing.T) {
	c := CitizenID(withCheck("15030220120229001"))
	for day, want := range map[string]int{"2026-02-28": 13, "2026-03-01": 14, "2012-02-28": -1, "2012-02-29": 0, "nonsense": -1} {
		if got := c.Age(day); got != want {
			t.Errorf("born %s, on %s: got %d, want %d", c.Born(), day, got, want)
		}
	}
}

func TestNumbersNeverPrintThemselves(t *testing.T) {
	c := CitizenID("150302199003070016")
	raw, err := json.Marshal(map[string]any{"number": c, "phone": Phone("13812345678")})
	if err != nil {
		t.Fatal(err)
	}
	if got := string(raw) + c.String(); strings.Contains(got, "19900307") || strings.Contains(got, "13812345678") {
		t.Errorf("a number printed itself: %s", got)
	}
	if got, want := c.Masked(), "150302********0016"; got != want {
		t.Errorf("masked: got %s, want %s", got, want)
	}
}

func TestHideMasksNumbersInSentences(t *testing.T) {
	in := "核对张三（身份证150302199003070016，电话 138 1234 5678）的材料，另有 8 150303198506151231 与１５０３０４２００１０１０１００２３，文号20260012345，金额1234567890123"
	got := Hide(in)
	for _, leak := range []string{"150302199003070016", "1234 5678", "19850615", "２００１０１０１"} {
		if strings.Contains(got, leak) {
			t.Errorf("%q is still there: %s", leak, got)
		}
	}
	for _, keep := range []string{"20260012345", "1234567890123"} {
		if !strings.Contains(got, keep) {
			t.Errorf("%q is no personal number and is gone: %s", keep, got)
		}
	}
}

func TestACreditCodeWhoseOrganisationCodeFailsIsOnlyDoubted(t *testing.T) {
	body := "12150300MA0TE0T11"
	if OrgCheck(body[8:16]) == body[16] {
		t.Fatal("the example is not doubtful")
	}
	c, err := ParseCreditCode(body + string(CreditCheck(body)))
	if err != nil {
		t.Fatalf("got %v, want accepted", err)
	}
	if _, doubt := c.Doubt(); !doubt {
		t.Error("no warning was given")
	}
	if _, doubt := CreditCode("12150300MA0TE0T121").Doubt(); doubt {
		t.Error("a sound code was doubted")
	}
}

// Every single wrong character and every swap of neighbours is caught by the
// systems that promise it.
func TestCheckCharactersCatchSlips(t *testing.T) {
	systems := map[string]struct {
		alphabet string
		n        int
		check    func(string) byte
	}{
		"GB 11643":  {"0123456789", 17, CitizenCheck},
		"MOD 37-2":  {"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 20, must(Mod37Pure)},
		"MOD 37,36": {"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 20, must(Mod37Hybrid)},
	}
	for name, s := range systems {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				draw := rapid.SampledFrom([]byte(s.alphabet))
				body := rapid.SliceOfN(draw, s.n, s.n).Draw(t, "body")
				right := s.check(string(body))
				i := rapid.IntRange(0, s.n-1).Draw(t, "at")
				slip := append([]byte(nil), body...)
				slip[i] = draw.Filter(func(b byte) bool { return b != body[i] }).Draw(t, "instead")
				if s.check(string(slip)) == right {
					t.Fatalf("%s: %s and %s share %c", name, body, slip, right)
				}
			})
		})
	}
	t.Run("GB 32100", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			draw := rapid.SampledFrom([]byte(creditAlphabet))
			body := rapid.SliceOfN(draw, 17, 17).Draw(t, "body")
			i := rapid.IntRange(0, 16).Draw(t, "at")
			slip := append([]byte(nil), body...)
			slip[i] = draw.Filter(func(b byte) bool { return b != body[i] }).Draw(t, "instead")
			if CreditCheck(string(slip)) == CreditCheck(string(body)) {
				t.Fatalf("%s and %s share their check character", body, slip)
			}
		})
	})
}

func must(f func(string) (byte, error)) func(string) byte {
	return func(s string) byte {
		c, err := f(s)
		if err != nil {
			panic(err)
		}
		return c
	}
}

func FuzzParseCitizenID(f *testing.F) {
	for _, s := range []string{"11010519491231002X", "１５０３０２１９９００３０７００１６", "110105194912310", "x", "150302 19900307 0016", "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseCitizenID(s)
		if err != nil {
			if _, ok := fault.As(err); !ok || c != "" {
				t.Fatalf("%q: a refusal is a fault and gives nothing: %q %v", s, string(c), err)
			}
			return
		}
		again, err := ParseCitizenID(string(c))
		if err != nil || again != c || len(c) != 18 || c.Age("2400-01-01") < 0 {
			t.Fatalf("%q: %q does not read back: %q %v", s, string(c), string(again), err)
		}
	})
}

func FuzzHide(f *testing.F) {
	f.Add("身份证150302199003070016电话13812345678")
	f.Fuzz(func(t *testing.T, s string) {
		const number = "150302199003070016"
		if got := Hide(s + "，" + number + "。"); strings.Contains(got, number) {
			t.Fatalf("%q kept the number: %q", s, got)
		}
	})
}
