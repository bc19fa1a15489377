package law

import (
	"fmt"
	"strconv"
	"strings"

	"tongban/platform/i18n"
)

// A Cite points to a place in an instrument (引用条款): article, paragraph and
// item, a clause of a standard, or the whole instrument. Cites are comparable;
// the zero Cite cites nothing.
type Cite struct {
	in        string // id of the instrument; "" cites nothing
	art       int    // 条; 0 cites the whole instrument
	par, item int    // 款, 项; 0 means all of them
	clause    string // clause or table of a standard, or the id of a rule of ours
}

// own is the instrument id under which rules of our own making are cited.
const own = "design"

// Art cites an article (条).
func (i Instrument) Art(n int) Cite { return Cite{in: i.ID, art: n} }

// Clause cites a clause or table of a standard (标准条款), such as "8.1.4.1 a".
func (i Instrument) Clause(c string) Cite { return Cite{in: i.ID, clause: c} }

// Whole cites the instrument itself (整部), where no article is to be named.
func (i Instrument) Whole() Cite { return Cite{in: i.ID} }

// Own cites a rule of our own making by its id (设计规则).
func Own(rule string) Cite { return Cite{in: own, clause: rule} }

// P narrows the citation to a paragraph (款).
func (c Cite) P(n int) Cite { c.par = n; return c }

// I narrows the citation to an item (项).
func (c Cite) I(n int) Cite { c.item = n; return c }

// IsZero reports whether nothing is cited.
func (c Cite) IsZero() bool { return c == Cite{} }

// IsOwn reports whether the citation is to a rule of our own making, not to law.
func (c Cite) IsOwn() bool { return c.in == own }

// Instrument gives the instrument cited; ok is false for our own rules and for
// the zero Cite.
func (c Cite) Instrument() (i Instrument, ok bool) {
	i, ok = byID[c.in]
	return i, ok
}

// Article gives the number of the article; 0 where none is cited.
func (c Cite) Article() int { return c.art }

// ID gives the stable name of the citation (引用编号): "licensing:32.1.4",
// "mlps:8.1.4.1 a", "business" for a whole instrument; "" for the zero Cite.
func (c Cite) ID() string {
	switch {
	case c.IsZero():
		return ""
	case c.clause != "":
		return c.in + ":" + c.clause
	case c.art == 0:
		return c.in
	}
	s := c.in + ":" + strconv.Itoa(c.art)
	if c.par > 0 || c.item > 0 {
		s += "." + strconv.Itoa(c.par)
	}
	if c.item > 0 {
		s += "." + strconv.Itoa(c.item)
	}
	return s
}

// String gives the ID, for logs and tests.
func (c Cite) String() string { return c.ID() }

// MarshalText writes the ID.
func (c Cite) MarshalText() ([]byte, error) { return []byte(c.ID()), nil }

// UnmarshalText reads an ID.
func (c *Cite) UnmarshalText(b []byte) (err error) {
	*c, err = Parse(string(b))
	return err
}

// Parse reads an ID back (解析引用编号). An unknown instrument or a number that is
// no number is an error: a stored citation must stay readable. "" is the zero Cite.
func Parse(id string) (Cite, error) {
	if id == "" {
		return Cite{}, nil
	}
	in, place, has := strings.Cut(id, ":")
	i, known := byID[in]
	if !known && in != own {
		return Cite{}, fmt.Errorf("citation %q: no such instrument", id)
	}
	if !has {
		return i.Whole(), nil
	}
	if in == own || i.Standard {
		if place == "" {
			return Cite{}, fmt.Errorf("citation %q: names no clause", id)
		}
		return Cite{in: in, clause: place}, nil
	}
	c := Cite{in: in}
	parts := strings.Split(place, ".")
	if len(parts) > 3 {
		return Cite{}, fmt.Errorf("citation %q: more than article, paragraph, item", id)
	}
	for k, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil || n < 0 || (k == 0 && n == 0) {
			return Cite{}, fmt.Errorf("citation %q: %q is no number of an article, paragraph or item", id, p)
		}
		*[]*int{&c.art, &c.par, &c.item}[k] = n
	}
	return c, nil
}

// Text gives the citation to read (引用全文):
// 《中华人民共和国行政许可法》第三十二条第一款第四项.
func (c Cite) Text() i18n.Text {
	if c.IsZero() {
		return i18n.Text{}
	}
	if c.in == own {
		return i18n.T("本平台设计规则 "+c.clause+"（非法律条文）", "Design rule "+c.clause+" of this platform (not law)")
	}
	i := byID[c.in]
	return i18n.Text{Zh: i.Name() + c.placeZh(), En: i.En + c.placeEn()}
}

func (c Cite) placeZh() string {
	if c.clause != "" {
		return " " + c.clause
	}
	var b strings.Builder
	for _, p := range []struct {
		n    int
		unit string
	}{{c.art, "条"}, {c.par, "款"}, {c.item, "项"}} {
		if p.n > 0 {
			b.WriteString("第" + Numeral(p.n) + p.unit)
		}
	}
	return b.String()
}

func (c Cite) placeEn() string {
	if c.clause != "" {
		return ", " + c.clause
	}
	if c.art == 0 {
		return ""
	}
	s := fmt.Sprintf(", Art. %d", c.art)
	if c.par > 0 {
		s += fmt.Sprintf("(%d)", c.par)
	}
	if c.item > 0 {
		if c.par == 0 {
			s += " item"
		}
		s += fmt.Sprintf("(%d)", c.item)
	}
	return s
}

// Numeral writes 1 to 9999 as statutes do (中文数字): 32 is 三十二, 1010 一千零一十.
func Numeral(n int) string {
	if n <= 0 || n > 9999 {
		return strconv.Itoa(n)
	}
	digits, units := []rune("零一二三四五六七八九"), []string{"千", "百", "十", ""}
	var b strings.Builder
	gap := false
	for k, div := range []int{1000, 100, 10, 1} {
		d := n / div % 10
		if d == 0 {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteRune('零')
			gap = false
		}
		if !(d == 1 && div == 10 && b.Len() == 0) {
			b.WriteRune(digits[d])
		}
		b.WriteString(units[k])
	}
	return b.String()
}
