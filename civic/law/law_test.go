package law_test

import (
	"regexp"
	"strings"
	"testing"

	"tongban/civic/law"
)

func TestCitationsReadAsStatutesWriteThem(t *testing.T) {
	for _, c := range []struct {
		cite       law.Cite
		id, zh, en string
	}{
		{law.Licensing.Art(32).P(1).I(4), "licensing:32.1.4", "《中华人民共和国行政许可法》第三十二条第一款第四项", "Administrative Licensing Law, Art. 32(1)(4)"},
		{law.Licensing.Art(82), "licensing:82", "《中华人民共和国行政许可法》第八十二条", "Administrative Licensing Law, Art. 82"},
		{law.CivilCode.Art(203).P(2), "civil:203.2", "《中华人民共和国民法典》第二百零三条第二款", "Civil Code, Art. 203(2)"},
		{law.Licensing.Art(72).I(4), "licensing:72.0.4", "《中华人民共和国行政许可法》第七十二条第四项", "Administrative Licensing Law, Art. 72 item(4)"},
		{law.MLPS.Clause("8.1.4.1 a"), "mlps:8.1.4.1 a", "GB/T 22239-2019《信息安全技术 网络安全等级保护基本要求》 8.1.4.1 a", "GB/T 22239-2019 Baseline for classified protection of cybersecurity, 8.1.4.1 a"},
		{law.GoodRating.Whole(), "goodrating", "《国务院办公厅关于建立政务服务“好差评”制度提高政务服务水平的意见》", "Opinions on the good-and-bad rating of government services"},
		{law.Own("TIM-11"), "design:TIM-11", "本平台设计规则 TIM-11（非法律条文）", "Design rule TIM-11 of this platform (not law)"},
		{law.Cite{}, "", "", ""},
	} {
		if c.cite.ID() != c.id || c.cite.Text().Zh != c.zh || c.cite.Text().En != c.en {
			t.Errorf("got %q, %q, %q; want %q, %q, %q", c.cite.ID(), c.cite.Text().Zh, c.cite.Text().En, c.id, c.zh, c.en)
		}
		if back, err := law.Parse(c.id); err != nil || back != c.cite {
			t.Errorf("%q read back: got %+v, %v", c.id, back, err)
		}
	}
}

func TestNumeralsAreThoseOfStatutes(t *testing.T) {
	for n, want := range map[int]string{1: "一", 10: "十", 11: "十一", 20: "二十", 32: "三十二", 100: "一百", 101: "一百零一", 110: "一百一十", 201: "二百零一", 1000: "一千", 1010: "一千零一十", 1260: "一千二百六十"} {
		if got := law.Numeral(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}

func TestAStoredCitationThatMeansNothingIsAnError(t *testing.T) {
	for _, id := range []string{"nolaw:1", "nolaw", "licensing:0", "licensing:x", "licensing:1.2.3.4", "licensing:", "mlps:", "design:", "licensing:-1"} {
		if c, err := law.Parse(id); err == nil {
			t.Errorf("%q: got %+v, want an error", id, c)
		}
	}
}

func TestEveryRuleIsWhole(t *testing.T) {
	id := regexp.MustCompile(`^[A-Z]{3,4}-\d\d$`)
	seen := map[string]bool{}
	for _, r := range law.Rules {
		if !id.MatchString(r.ID) || seen[r.ID] {
			t.Errorf("%s: no rule id, or twice", r.ID)
		}
		seen[r.ID] = true
		if r.Cite.IsZero() || r.Say.Zh == "" || r.Say.En == "" || len(r.Force) == 0 {
			t.Errorf("%s: wants a citation, a sentence in both languages and a force", r.ID)
		}
		if own := r.Checked == law.Design || r.Checked == law.Local; own != r.Cite.IsOwn() || own && r.Cite != law.Own(r.ID) {
			t.Errorf("%s: a rule of our own cites its own id and no article; got %s, checked %s", r.ID, r.Cite, r.Checked)
		}
		for _, c := range append([]law.Cite{r.Cite}, r.Also...) {
			if back, err := law.Parse(c.ID()); err != nil || back != c {
				t.Errorf("%s: %s cannot be read back: %v", r.ID, c.ID(), err)
			}
			if i, ok := c.Instrument(); ok && r.Checked == law.Text && i.Checked != law.Text {
				t.Errorf("%s: says its text was read, but %s was not", r.ID, i.Title)
			}
		}
		for _, f := range r.Force {
			if r.Checked == law.Medium && f == law.Blocks || r.Checked == law.Low && f == law.Blocks {
				t.Errorf("%s: blocks, but was not checked well enough", r.ID)
			}
		}
	}
	for _, i := range law.Instruments {
		if i.Title == "" || i.En == "" || i.Checked == "" || (i.Standard && i.Number == "") || strings.Contains(i.ID, ":") {
			t.Errorf("%s: wants title, English, degree of checking, and a number where it is a standard", i.ID)
		}
	}
}

func TestRulesAreFoundByTheirArticle(t *testing.T) {
	var ids []string
	for _, r := range law.Under(law.Licensing.Art(32).P(1).I(4)) {
		ids = append(ids, r.ID)
	}
	if got := strings.Join(ids, " "); got != "LIC-05 LIC-06 LIC-07" {
		t.Errorf("got %s under licensing:32.1.4, want LIC-05 LIC-06 LIC-07", got)
	}
	if law.CiteOf("LIC-15") != law.Licensing.Art(42).P(1) {
		t.Errorf("got %s for LIC-15", law.CiteOf("LIC-15"))
	}
	if _, ok := law.RuleByID("LIC-99"); ok {
		t.Error("found a rule that is not there")
	}
}
