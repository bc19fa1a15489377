package item

import (
	"regexp"
	"strconv"
	"strings"

	"tongban/platform/i18n"
)

var lawTitle = regexp.MustCompile(`《([^《》]{2,200})》((?:（[^（）]{2,60}）|\([^()]{2,60}\))?)((?:第[零〇一二三四五六七八九十百千0-9]+[章节条款项目之、]*)*)`)

// refs reads 《…》（文号）第…条 out of a text; a text without a title in brackets is
// kept whole as the title, for the editor to mend.
func refs(s string) []LegalRef {
	var out []LegalRef
	for _, m := range lawTitle.FindAllStringSubmatch(s, 50) {
		out = append(out, LegalRef{Law: m[1], Number: strings.Trim(m[2], "（）()"), Article: strings.TrimRight(m[3], "、")})
	}
	if s = strings.TrimSpace(s); out == nil && s != "" {
		if len([]rune(s)) > 200 {
			s = string([]rune(s)[:200])
		}
		out = []LegalRef{{Law: s}}
	}
	return out
}

func (r *reading) basis() []LegalRef {
	v := r.cell("basis")
	var out []LegalRef
	for _, row := range v.Rows {
		name := strings.Trim(strings.TrimSpace(row["law_name"]), "《》")
		if name == "" {
			continue
		}
		out = append(out, LegalRef{Law: name, Number: strings.Trim(strings.TrimSpace(row["law_number"]), "()（）"), Article: strings.TrimSpace(row["clause_number"])})
	}
	if len(v.Rows) == 0 {
		out = refs(r.text("basis"))
	}
	return out
}

// materials reads names, or the material records of the exchange format.
func (r *reading) materials() []Material {
	v := r.cell("materials")
	var out []Material
	for _, row := range v.Rows {
		name := strings.TrimSpace(row["material_name"])
		if name == "" {
			continue
		}
		m := Material{ID: line(len(out)), Name: i18n.Text{Zh: name}, Kind: row["material_type"], Form: row["material_form"], Supplier: row["source_type"],
			Originals: whole(row["original_amount"]), Copies: whole(row["copy_amount"]),
			Standard: i18n.Text{Zh: row["accept_stand"]}, Instruction: i18n.Text{Zh: row["fill_explain"]}, Basis: refs(row["by_law"])}
		switch row["is_need"] {
		case "1", "2", "3":
			m.Need = row["is_need"]
		case "0":
			m.Need = "2"
		}
		out = append(out, m)
	}
	if len(v.Rows) > 0 {
		return out
	}
	for _, name := range v.Items() {
		out = append(out, Material{ID: line(len(out)), Name: i18n.Text{Zh: name}})
	}
	return out
}

func whole(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 || n > 999 {
		return 0
	}
	return n
}

func (r *reading) words(c *Content) {
	c.Conditions = i18n.Text{Zh: r.text("conditions")}
	c.Short = r.text("short")
	c.Words = r.cell("words").Items()
	for _, row := range r.cell("questions").Rows {
		if row["question"] != "" {
			c.Questions = append(c.Questions, FAQ{Q: i18n.Text{Zh: row["question"]}, A: i18n.Text{Zh: row["answer"]}})
		}
	}
}

func (r *reading) contact(c *Content) {
	c.Consult, c.Complain = r.text("consult"), r.text("complain")
	if a := r.text("address"); a != "" {
		c.Places = append(c.Places, Place{Name: r.in.dept.Name, Address: a, Hours: i18n.Text{Zh: r.text("hours")}, Phone: c.Consult})
	}
	for _, row := range r.cell("windows").Rows {
		c.Places = append(c.Places, Place{Name: row["window_name"], Address: row["transact_addr"], Hours: i18n.Text{Zh: row["transact_time"]}})
	}
	c.Online, c.Courier, c.Bookable = yes(r.text("online")), yes(r.text("courier")), yes(r.text("booking"))
	switch s := r.text("visits"); s {
	case "":
	default:
		n, err := strconv.Atoi(strings.TrimSuffix(s, ".0"))
		if err != nil || n < 0 || n > 99 {
			r.refuse("visits", "bad-visits", i18n.Tf("到现场次数「%s」不是 0 到 99 的数。", "The number of visits \"%s\" is not from 0 to 99.", s))
			return
		}
		c.Visits = n
	}
	c.VisitReason = i18n.Text{Zh: r.text("visitReason")}
}

func yes(s string) bool {
	switch strings.ToLower(s) {
	case "是", "1", "true", "yes", "支持":
		return true
	}
	return false
}

func (r *reading) money(c *Content) {
	switch r.text("fee") {
	case "0", "否", "不收费", "false":
		c.Charge = Free
	case "1", "是", "收费", "true":
		c.Charge = Charged
		c.Fees = []Fee{{Name: c.Name, Standard: i18n.Text{Zh: r.text("feeStandard")}, Basis: refs(r.text("feeBasis"))}}
	}
}

func (r *reading) outcome(c *Content) {
	c.Result.Name = i18n.Text{Zh: r.text("resultName")}
	switch s := r.text("resultType"); {
	case s == "10" || s == "证照":
		c.Result.Type = "10"
	case s == "20" || s == "批文":
		c.Result.Type = "20"
	case s != "":
		c.Result.Type = "30"
	}
}

var jointOne = regexp.MustCompile(`([^、（）()]+)[（(]([^（）()]*)[）)]`)

// apart reads special procedures and joint departments. A procedure whose name is
// not one of the eight lawful causes is kept and does not stop the clock (SEED-15).
func (r *reading) apart(c *Content) {
	for _, row := range r.cell("specials").Rows {
		s := Special{Name: i18n.Text{Zh: row["special_name"]}, By: row["special_dept"], Basis: refs(row["basis"])}
		if n := whole(row["special_date"]); n > 0 {
			s.Limit = Limit{N: n, Unit: WorkingDays}
			if row["special_date_type"] == "2" {
				s.Limit.Unit = CalendarDays
			}
		}
		for cause, name := range causeNames {
			if name.Zh == strings.TrimSpace(row["special_name"]) {
				s.Cause = cause
			}
		}
		c.Specials = append(c.Specials, s)
	}
	for _, m := range jointOne.FindAllStringSubmatch(r.text("joint"), 100) {
		j := Joint{Name: strings.TrimSpace(m[1])}
		for _, s := range strings.FieldsFunc(m[2], func(x rune) bool { return strings.ContainsRune(",，、", x) }) {
			j.Steps = append(j.Steps, strings.TrimSpace(s))
		}
		c.Joint = append(c.Joint, j)
	}
}

// ParseRefs reads legal references as an editor types them: 《…》（文号）第…条, one to
// a line or several in one.
func ParseRefs(s string) []LegalRef {
	var out []LegalRef
	for _, l := range strings.Split(s, "\n") {
		out = append(out, refs(l)...)
	}
	return out
}
