package cal

import (
	"slices"
	"strings"
	"testing"
)

// The arrangement of 2026 in the wording of such notices; written by us.
const wording2026 = `各单位：
现将2026年放假安排如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，请妥善安排值班。
2025年11月4日`

// rule: TIM-08
func TestANoticeIsReadInItsOwnWords(t *testing.T) {
	days, bad := Read(2026, wording2026)
	if len(bad) > 0 {
		t.Fatalf("got problems %v", bad)
	}
	var want []Day
	for _, n := range builtin() {
		if n.Year == 2026 {
			want = n.Days
		}
	}
	if err := sameDays(days, want); err != "" {
		t.Error(err)
	}
}

func sameDays(got, want []Day) string {
	key := func(ds []Day) string {
		var out []string
		for _, d := range ds {
			out = append(out, d.On.String()+map[Rest]string{Off: " off ", Work: " work "}[d.Off]+d.Name)
		}
		slices.Sort(out)
		return strings.Join(out, "\n")
	}
	if g, w := key(got), key(want); g != w {
		return "got\n" + g + "\nwant\n" + w
	}
	return ""
}

func TestEveryFormGivesTheSameDays(t *testing.T) {
	want, _ := Read(2027, "元旦 01-01..01-03 +01-09")
	if len(want) != 4 {
		t.Fatalf("got %v, want 4 days", want)
	}
	for _, text := range []string{
		"2027-01-01 off 元旦\n2027-01-02 off 元旦\n2027-01-03 off 元旦\n2027-01-09 work 元旦",
		"date,weekday,name,is_off\n2027-01-01,五,元旦,true\n2027/1/2,六,元旦,true\n2027-1-3,日,元旦,true\n2027-01-09,六,元旦,false",
		"2027.01.01\t放假\t元旦\r\n2027.01.02\t休\t元旦\r\n2027.01.03\t放假\t元旦\r\n2027.01.09\t上班\t元旦\r\n",
		"一、元旦：1月1日至3日放假调休，共3天。1月9日（星期六）上班。",
		"１．元旦：２０２７年１月１日—３日放假，共３天；１月９日上班。",
		"元旦：1月1日放假，1月2日、3日与周末连休，共3天，1月9日上班",
	} {
		got, bad := Read(2027, text)
		if len(bad) > 0 {
			t.Errorf("%q: got problems %v", text, bad)
		} else if err := sameDays(got, want); err != "" {
			t.Errorf("%q: %s", text, err)
		}
	}
}

func TestANoticeMayReachBackIntoDecember(t *testing.T) {
	for _, text := range []string{
		"元旦：2022年12月31日至2023年1月2日放假调休，共3天。",
		"元旦：12月31日至1月2日放假调休，共3天。",
		"元旦：12月31日（周六）放假，1月1日、2日放假，共3天。",
	} {
		got, bad := Read(2023, text)
		if len(bad) > 0 || len(got) != 3 || got[0].On.String() != "2022-12-31" || got[2].On.String() != "2023-01-02" {
			t.Errorf("%q: got %v, %v; want 2022-12-31 to 2023-01-02", text, got, bad)
		}
	}
}

func TestProblemsNameTheLineAndTheReason(t *testing.T) {
	for _, c := range []struct{ text, line, why string }{
		{"元旦：1月1日至3日放假，共3天。\n春节：2月5日至12日放假，共7天。", "第2行", "读到的放假日是8天"},
		{"元旦：1月4日（星期日）上班。", "第1行", "2027-01-04是星期一，不是星期日"},
		{"春节：2月5日至12日。", "第1行", "没有写明放假还是上班"},
		{"清明节：4月31日放假", "第1行", "没有2027年4月31日这一天"},
		{"2027-02-30 off 春节", "第1行", "没有2027年02月30日这一天"},
		{"2027-02-08 春节", "第1行", "没有写明放假（off）还是上班（work）"},
		{"国庆节：2029年10月1日至7日放假", "第1行", "不在2027年的放假安排范围内"},
		{"2027-05-01 off 劳动节\n2027-05-01 work 劳动节", "第2行", "在第1行写的正相反"},
		{"劳动节：5日放假", "", ""},
		{"劳动节：5月1日至3月5日放假", "第1行", "不是合理的起止日期"},
		{"没有日期的一段话", "第1行", "没有读到任何日期"},
		{"元旦 01-01..13-45", "第1行", "看不懂"},
	} {
		_, bad := Read(2027, c.text)
		if c.line == "" {
			continue
		}
		if len(bad) != 1 || !strings.Contains(bad[0].Say().Zh, c.line) || !strings.Contains(bad[0].Say().Zh, c.why) || bad[0].Say().En == "" {
			t.Errorf("%q: got %v, want one problem in %s: %s", c.text, bad, c.line, c.why)
		}
	}
}

// What a Notice writes, Read reads.
func TestTheCompactFormReadsBack(t *testing.T) {
	for _, n := range builtin() {
		got, bad := Read(n.Year, n.Text())
		if len(bad) > 0 {
			t.Errorf("%d: got problems %v", n.Year, bad)
		} else if err := sameDays(got, n.Days); err != "" {
			t.Errorf("%d: %s", n.Year, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(2026, wording2026)
	f.Add(2027, "元旦 01-01..01-03 +01-09\n2027-01-01,off,元旦")
	f.Fuzz(func(t *testing.T, year int, text string) {
		if year < 1900 || year > 2200 {
			return
		}
		days, bad := Read(year, text)
		for _, p := range bad {
			if p.Line < 1 || p.Why.Empty() {
				t.Errorf("%+v names no line or reason", p)
			}
		}
		for _, d := range days {
			if d.On.Year() != year && d.On.Year() != year-1 {
				t.Errorf("got %s for the notice of %d", d.On, year)
			}
		}
	})
}
