package cal

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

// A Day is what a notice says of one day (放假或上班).
type Day struct {
	On   Date
	Off  Rest
	Name string // the festival
	Line int    // line of the text it was read from; 0 for our own
}

// A Rest says whether a day is off (放假) or worked (上班).
type Rest bool

// The two.
const (
	Off  Rest = true
	Work Rest = false
)

// A Notice is one published arrangement of holidays (放假通知). It is immutable.
type Notice struct {
	Year   int
	Title  string
	Number string // 文号, where known
	Source string // address of the official text
	Region string // division code of the region it is for; "" for the whole country
	Days   []Day
}

// Text writes the days in the compact form that read.go takes (规范文本): one line a
// festival, "春节 02-15..02-23 +02-14 +02-28".
func (n *Notice) Text() string {
	var b strings.Builder
	short := func(d Date) string {
		if d.Year() == n.Year {
			return d.String()[5:]
		}
		return d.String()
	}
	for i := 0; i < len(n.Days); {
		name := n.Days[i].Name
		b.WriteString(name)
		for i < len(n.Days) && n.Days[i].Name == name {
			d := n.Days[i]
			last := d.On
			i++
			if d.Off == Work {
				b.WriteString(" +" + short(d.On))
				continue
			}
			for i < len(n.Days) && n.Days[i].Name == name && n.Days[i].Off == Off && n.Days[i].On == last.AddDays(1) {
				last = n.Days[i].On
				i++
			}
			b.WriteString(" " + short(d.On))
			if last != d.On {
				b.WriteString(".." + short(last))
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

//go:embed notices.txt
var builtinText string

// builtin gives the notices that come with the program, in order of publication.
var builtin = sync.OnceValue(func() []*Notice {
	var out []*Notice
	for k, line := range strings.Split(builtinText, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "//") {
			continue
		}
		if head, ok := strings.CutPrefix(line, "# "); ok {
			part := strings.Split(head, " | ")
			n := &Notice{Title: part[1], Source: part[2]}
			fmt.Sscan(part[0], &n.Year) //nolint:errcheck // a wrong year fails the tests
			out = append(out, n)
			continue
		}
		n := out[len(out)-1]
		days, why := readCompact(n.Year, line)
		if why != nil {
			panic(fmt.Sprintf("cal: notices.txt line %d: %s", k+1, why.Zh))
		}
		n.Days = append(n.Days, days...)
	}
	return out
})
