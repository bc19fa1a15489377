package cal

// A Festival is a day that all citizens have off by statute (全体公民放假的节日).
type Festival struct {
	Name string
	En   string
	On   Date
}

var festivalEn = map[string]string{
	"元旦": "New Year's Day", "春节": "Spring Festival", "清明节": "Qingming Festival", "劳动节": "Labour Day",
	"端午节": "Dragon Boat Festival", "中秋节": "Mid-Autumn Festival", "国庆节": "National Day",
	"国庆节、中秋节": "National Day and Mid-Autumn Festival", "中秋节、国庆节": "Mid-Autumn Festival and National Day",
	"抗战胜利70周年纪念日": "70th anniversary of victory in the War of Resistance",
}

// Festivals lists the statutory festivals of a year in order, under the text of
// the regulation then in force: since 2025 the eve of the Spring Festival and 2 May
// are holidays; in 2014–2024 the Spring Festival had its first three days; in
// 2008–2013 the eve and two days; before that the spring, midsummer and autumn
// festivals were no holidays and 1–3 May were. Holidays for some citizens only (8
// March, 4 May, 1 June, 1 August) are not here (TIM-09).
func Festivals(year int) []Festival {
	var out []Festival
	add := func(name string, from Date, days int) {
		for k := range days {
			if !from.IsZero() {
				out = append(out, Festival{name, festivalEn[name], from.AddDays(k)})
			}
		}
	}
	l := lunarTable()[year]
	add("元旦", New(year, 1, 1), 1)
	switch {
	case l.spring.IsZero():
	case year >= 2025:
		add("春节", l.spring.AddDays(-1), 4)
	case year >= 2014 || year < 2008:
		add("春节", l.spring, 3)
	default:
		add("春节", l.spring.AddDays(-1), 3)
	}
	may := 1
	if year >= 2025 {
		may = 2
	}
	if year >= 2008 {
		add("清明节", termDay(15, New(year, 4, 5)), 1)
		add("劳动节", New(year, 5, 1), may)
		if !l.month5.IsZero() {
			add("端午节", l.month5.AddDays(4), 1)
			add("中秋节", l.month8.AddDays(14), 1)
		}
	} else {
		add("劳动节", New(year, 5, 1), 3)
	}
	add("国庆节", New(year, 10, 1), 3)
	return out
}
