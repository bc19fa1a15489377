package ui

import (
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"strconv"
	"strings"
)

// A Series is one run of numbers with its name (数据系列).
type Series struct {
	Name   string
	Values []int64
}

// A ChartView is numbers to be drawn, and listed in a table under the drawing (图).
// Every series holds one value for each label; at most four series.
type ChartView struct {
	Title  string
	Unit   string // 件
	Head   string // what the labels are: 部门
	Labels []string
	Series []Series
	Format func(int64) string // nil writes thousands
}

func (c ChartView) num(v int64) string {
	if c.Format != nil {
		return c.Format(v)
	}
	return Thousands(v)
}

// caption is the title with the unit.
func (c ChartView) caption(ctx context.Context) string {
	if c.Unit == "" {
		return c.Title
	}
	return say(ctx, "chart.caption", c.Title, c.Unit)
}

// value gives the i-th value of a series, zero where it is short.
func (s Series) value(i int) int64 {
	if i < len(s.Values) {
		return s.Values[i]
	}
	return 0
}

func (c ChartView) total(i int) int64 {
	var t int64
	for _, s := range c.Series {
		t += s.value(i)
	}
	return t
}

// most gives the largest value, or the largest sum when the series are stacked.
func (c ChartView) most(f func(i int) int64) int64 {
	var m int64
	for i := range c.Labels {
		m = max(m, f(i))
	}
	return max(m, 1)
}

func (c ChartView) largest(i int) int64 {
	var m int64
	for _, s := range c.Series {
		m = max(m, s.value(i))
	}
	return m
}

// A bar is one rectangle; X and W are shares of the plot, Y and H pixels.
type bar struct {
	X, W   string
	Y, H   int
	Fill   string // class
	Under  string // pattern laid over the colour; empty for the first series
	Value  string
	Beside string // where the value is written
}

// A line of bars with its label.
type barLine struct {
	Label string
	Y     int
	Bars  []bar
}

// The measures of bar charts in pixels: the label stands above its bars, so that
// long names of departments fit on a phone.
const (
	labelRoom = 20
	barRoom   = 16
	lineGap   = 10
	barShare  = 82.0 // percent of the width that the longest bar takes; the rest is for its number
)

func pct(f float64) string { return strconv.FormatFloat(math.Round(f*10)/10, 'f', -1, 64) + "%" }

// grouped lays out bars under each other: one line per label.
func (c ChartView) grouped() (lines []barLine, height int) {
	most, y := c.most(c.largest), 0
	for i, l := range c.Labels {
		line := barLine{Label: l, Y: y + 14}
		y += labelRoom
		for n, s := range c.Series {
			w := share(s.value(i), most)
			line.Bars = append(line.Bars, bar{X: "0", W: pct(w), Y: y, H: barRoom - 2, Fill: seriesClass("s", n),
				Under: c.pattern(n), Value: c.num(s.value(i)), Beside: pct(w)})
			y += barRoom
		}
		lines = append(lines, line)
		y += lineGap
	}
	return lines, y
}

// stacked lays out one bar per label, its parts beside each other; the number is the sum.
func (c ChartView) stacked() (lines []barLine, height int) {
	most, y := c.most(c.total), 0
	for i, l := range c.Labels {
		line := barLine{Label: l, Y: y + 14}
		y += labelRoom
		var sofar int64
		for n, s := range c.Series {
			b := bar{X: pct(share(sofar, most)), W: pct(share(s.value(i), most)), Y: y, H: barRoom + 2, Fill: seriesClass("s", n), Under: c.pattern(n)}
			sofar += s.value(i)
			if n == len(c.Series)-1 {
				b.Value, b.Beside = c.num(sofar), pct(share(sofar, most))
			}
			line.Bars = append(line.Bars, b)
		}
		lines = append(lines, line)
		y += barRoom + 2 + lineGap
	}
	return lines, y
}

func share(v, most int64) float64 {
	if v < 0 {
		v = 0
	}
	return float64(v) / float64(most) * barShare
}

func seriesClass(prefix string, n int) string { return prefix + strconv.Itoa(n%4+1) }

// patternID names the pattern of a series; it holds the title so that two charts
// on one page do not share ids.
func (c ChartView) patternID(n int) string {
	h := fnv.New32a()
	h.Write([]byte(c.Title + c.Unit))
	return fmt.Sprintf("p%x-%d", h.Sum32(), n%4+1)
}

// pattern lays stripes, dots or a grid over the second to fourth series, so that
// they differ without colour.
func (c ChartView) pattern(n int) string {
	if n%4 == 0 {
		return ""
	}
	return "url(#" + c.patternID(n) + ")"
}

// patternPath draws the pattern in an 8 by 8 tile.
func patternPath(n int) string {
	switch n % 4 {
	case 1:
		return "M-2 2l4-4M0 8l8-8M6 10l4-4"
	case 2:
		return "M4 0v8"
	}
	return "M0 4h8M4 0v8"
}

func (c ChartView) patterned() []int {
	var out []int
	for n := range c.Series {
		if n%4 != 0 {
			out = append(out, n)
		}
	}
	return out
}

// The measures of line charts: the plot is lineTall pixels high.
const (
	lineTall = 160
	lineTop  = 18
	axisRoom = 8.0 // percent of the width that the numbers of the axis take
)

// A gridLine is one horizontal rule with its number.
type gridLine struct {
	Y   int
	Say string
}

// A tick is one label under the plot.
type tick struct {
	X      string
	Anchor string
	Say    string
}

// top rounds the largest value up to a number people read easily.
func (c ChartView) top() int64 {
	m := c.most(c.largest)
	step := int64(1)
	for step*10 <= m {
		step *= 10
	}
	for _, k := range []int64{1, 2, 4, 5, 10} {
		if step*k >= m {
			return step * k
		}
	}
	return m
}

func (c ChartView) grid() []gridLine {
	top := c.top()
	parts := int64(4)
	if top%4 != 0 {
		parts = 2
	}
	if top%parts != 0 {
		parts = 1
	}
	var out []gridLine
	for i := int64(0); i <= parts; i++ {
		out = append(out, gridLine{Y: lineTop + lineTall - int(i*lineTall/parts), Say: c.num(top * i / parts)})
	}
	return out
}

// ticks names at most seven labels, always the first and the last.
func (c ChartView) ticks() []tick {
	n := len(c.Labels)
	every := (n + 6) / 7
	var out []tick
	for i, l := range c.Labels {
		last := i == n-1
		if !last && (i%every != 0 || n-1-i < every) {
			continue
		}
		t := tick{X: pct(axisRoom + c.at(i)*(100-axisRoom)/100), Anchor: "middle", Say: l}
		if i == 0 {
			t.Anchor = "start"
		} else if last {
			t.Anchor = "end"
		}
		out = append(out, t)
	}
	return out
}

// at gives the place of the i-th label in percent of the width.
func (c ChartView) at(i int) float64 {
	if len(c.Labels) < 2 {
		return 50
	}
	return float64(i) / float64(len(c.Labels)-1) * 100
}

// points gives a series as the points of a polyline in a 1000 by lineTall box.
func (c ChartView) points(s Series) string {
	top := c.top()
	out := make([]string, 0, len(c.Labels))
	for i := range c.Labels {
		y := lineTall - float64(s.value(i))/float64(top)*lineTall
		out = append(out, fmt.Sprintf("%.0f,%.1f", c.at(i)*10, y))
	}
	return strings.Join(out, " ")
}

// tableView is the table under the drawing: the same numbers.
func (c ChartView) tableView(ctx context.Context) TableView {
	t := TableView{Caption: c.caption(ctx), Quiet: true, Heads: []Head{{Say: c.Head}}}
	for _, s := range c.Series {
		t.Heads = append(t.Heads, Head{Say: s.Name, Num: true})
	}
	for i, l := range c.Labels {
		r := R(C(l))
		for _, s := range c.Series {
			r.Cells = append(r.Cells, C(c.num(s.value(i))))
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

// spoken is what readers of the screen hear instead of the drawing.
func (c ChartView) spoken(ctx context.Context) string {
	return say(ctx, "chart.spoken", c.caption(ctx))
}
