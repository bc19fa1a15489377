package main

import (
	"fmt"
	"slices"
	"strings"

	"tongban/civic/law"
)

const made = "<!-- Made by go generate ./civic/law; do not edit. -->\n\n"

// A page is one instrument with the rules that rest on it.
type page struct {
	file, title, about string
	rules              []law.Rule
}

// render gives the files of docs/law by name.
func render(rules []law.Rule, tests map[string][]string) map[string]string {
	out := map[string]string{}
	var index strings.Builder
	index.WriteString(made + "# 法条、规则与测试 · Law, rules and tests\n\n" +
		"每条规则注明依据、核对程度和点名它的测试。状态：完成＝有测试点名且无遗留；部分＝有遗留；未做＝没有测试点名。\n" +
		"Every rule with its article, how far it was checked, and the tests that name it. Done: tests name it and nothing is left; partly: something is left; not: no test names it.\n\n" +
		"核对 Checked: T 已读条文 text read · S 二手来源 secondary source · MH/MM/ML 凭记忆 from memory · local 地方做法 local practice · design 本平台设计 our own.\n\n" +
		"| 依据 Instrument | 规则 Rules | 完成 done | 部分 partly | 未做 not |\n|---|---|---|---|---|\n")
	total := map[string]int{}
	for _, p := range pages(rules) {
		count := map[string]int{}
		for _, r := range p.rules {
			count[state(r, tests)]++
			total[state(r, tests)]++
		}
		fmt.Fprintf(&index, "| [%s](%s) | %d | %d | %d | %d |\n", p.title, p.file, len(p.rules), count[done], count[partly], count[not])
		out[p.file] = p.render(tests)
	}
	fmt.Fprintf(&index, "| 合计 Total | %d | %d | %d | %d |\n", len(rules), total[done], total[partly], total[not])
	out["README.md"] = index.String()
	return out
}

func pages(rules []law.Rule) []page {
	var out []page
	of := func(keep func(law.Rule) bool) []law.Rule {
		return slices.DeleteFunc(slices.Clone(rules), func(r law.Rule) bool { return !keep(r) })
	}
	for _, i := range law.Instruments {
		mine := of(func(r law.Rule) bool { x, ok := r.Cite.Instrument(); return ok && x.ID == i.ID })
		if len(mine) == 0 {
			continue
		}
		about := i.En
		if i.Number != "" && !i.Standard {
			about += " · " + i.Number
		}
		if i.From != "" {
			about += " · 施行 in force since " + i.From
		}
		slices.SortStableFunc(mine, func(a, b law.Rule) int { return a.Cite.Article() - b.Cite.Article() })
		out = append(out, page{i.ID + ".md", i.Name(), about, mine})
	}
	if mine := of(func(r law.Rule) bool { return r.Cite.IsOwn() }); len(mine) > 0 {
		out = append(out, page{"own.md", "地方做法与本平台设计规则", "Local practice and design rules: not law", mine})
	}
	return out
}

func (p page) render(tests map[string][]string) string {
	var b strings.Builder
	b.WriteString(made + "# " + p.title + "\n\n" + p.about + "\n\n| 条文 Article | 规则 Rule | 内容 What holds | 方式 Force | 核对 Checked | 测试 Tests | 状态 State |\n|---|---|---|---|---|---|---|\n")
	for _, r := range p.rules {
		var force []string
		for _, f := range r.Force {
			force = append(force, string(f))
		}
		place := "—"
		if !r.Cite.IsOwn() {
			place = strings.TrimSpace(strings.TrimPrefix(r.Cite.Text().Zh, p.title))
		}
		for _, c := range r.Also {
			place += "<br>" + c.Text().Zh
		}
		named := strings.Join(tests[r.ID], "<br>")
		if r.Left != "" {
			named += "<br>遗留：" + r.Left
		}
		fmt.Fprintf(&b, "| %s | %s | %s<br>%s | %s | %s | %s | %s |\n", place, r.ID, r.Say.Zh, r.Say.En, strings.Join(force, " "), r.Checked, named, state(r, tests))
	}
	return b.String()
}

const done, partly, not = "完成 done", "部分 partly", "未做 not"

func state(r law.Rule, tests map[string][]string) string {
	switch {
	case len(tests[r.ID]) == 0:
		return not
	case r.Left != "":
		return partly
	}
	return done
}
