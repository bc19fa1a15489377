package item

import (
	"fmt"
	"regexp"
	"strings"

	"tongban/platform/i18n"
)

func at(field string, i int) string { return fmt.Sprintf("%s.%d", field, i) }

// A catch-all (兜底材料) asks for anything: 其他材料, 法律法规规定的其他材料, 需要提交的
// 有关材料, 身份证等. "放弃国籍的有关材料" says what it is about, and "其他身份证件"
// names a thing; both pass.
var (
	catchAll = regexp.MustCompile(`^(?:.*(?:规定|要求|需要|必要|必需|认为|应当|提交|提供)[^的]*的|.*[-—－：:])?(?:其他|其它|另外)?(?:需要|应当|须)?(?:提交|提供)?的?(?:有关|相关|证明|佐证|辅助|补充|申请|申报)*(?:材料|资料|文件)$`)
	openEnd  = regexp.MustCompile(`等(?:其他|其它)?(?:有关|相关|证明)*(?:材料|资料|文件|证件)?$`)
	inBraces = regexp.MustCompile(`[（(][^（）()]*[）)]?$`)
)

// CatchAll reports whether a material's name asks for anything at all.
func CatchAll(name string) bool {
	n := strings.TrimRight(strings.Join(strings.Fields(name), ""), "。；;，,")
	n = inBraces.ReplaceAllString(n, "")
	return n == "其他" || n == "其它" || catchAll.MatchString(n) || openEnd.MatchString(n)
}

func (g *gate) materials() {
	g.section = "materials"
	if len(g.c.Materials) == 0 {
		g.lack("LIC-01", "materials", i18n.T("没有申报材料目录（六公开之一）。", "The list of materials is missing (one of the six publics)."),
			i18n.T("列出全部材料；确实不用交材料的，列出由政府取用的材料。", "List all materials; where nothing is handed in, list what the office fetches."))
	}
	seen := map[string]bool{}
	for i, m := range g.c.Materials {
		if m.ID == "" || seen[m.ID] {
			g.lack("CAT-04", at("materials", i), i18n.Tf("材料「%s」的编号缺失或重复。", "The material \"%s\" has no id, or one used twice.", m.Name), i18n.T("重新保存该材料。", "Save the material again."))
		}
		seen[m.ID] = true
		g.material(at("materials", i), m)
	}
}

func (g *gate) material(field string, m Material) {
	if CatchAll(m.Name.Zh) {
		g.lack("LIC-03", field, i18n.Tf("材料「%s」是兜底条款。", "The material \"%s\" is a catch-all.", m.Name), i18n.T("写明具体是什么材料，或删除。", "Name exactly what is needed, or remove it."))
	}
	if m.Name.Zh == "" {
		g.lack("LIC-01", field, i18n.T("有一项材料没有名称。", "A material has no name."), i18n.T("填写名称。", "Name it."))
	}
	if len(m.Basis) == 0 {
		g.lack("LIC-03", field, i18n.Tf("材料「%s」没有依据。", "The material \"%s\" has no basis.", m.Name), i18n.T("写明要求它的法规条款；没有的不得要求。", "Name the article that requires it; without one it may not be asked for."))
	}
	for _, r := range m.Basis {
		if r.Law == "" || r.Article == "" {
			g.lack("LIC-03", field, i18n.Tf("材料「%s」的依据没有写明到条。", "The basis of the material \"%s\" does not name the article.", m.Name), i18n.T("写明第几条。", "Name the article."))
		}
	}
	if m.Kind == "2" && !m.Held && (!m.Blank.Given() || !m.Example.Given()) {
		g.lack("LIC-01", field, i18n.Tf("表格「%s」没有空白表或示范文本。", "The form \"%s\" has no blank or no filled-in example.", m.Name), i18n.T("上传空白表和示例，或选择由网上申请表打印。", "Upload both, or choose to print them from the online form."))
	}
	if m.Form == "" || m.Need == "" || m.Supplier == "" {
		g.lack("CAT-05", field, i18n.Tf("材料「%s」缺形式、必要性或来源。", "The material \"%s\" lacks form, necessity or source.", m.Name), i18n.T("补齐三项。", "Fill in all three."))
	}
	if m.Held && m.HeldAs == "" {
		g.lack("OGS-04", field, i18n.Tf("材料「%s」由政府取用，但没有写明从哪里取。", "The material \"%s\" is fetched, but from where is not said.", m.Name), i18n.T("写明证照种类或数据来源。", "Name the licence type or the register."))
	}
	if m.Supplier == "20" && !m.Held {
		g.warn("OGS-04", field, i18n.Tf("材料「%s」由政府部门核发，能否不再要求提交？", "The material \"%s\" is issued by government: can it be fetched instead?", m.Name), i18n.T("能共享取得的改为「由政府取用」。", "If it can be shared, mark it as fetched."))
	}
	if m.Standard.Empty() && !m.Held {
		g.warn("LIC-05", field, i18n.Tf("材料「%s」没有受理标准。", "The material \"%s\" has no acceptance standard.", m.Name), i18n.T("写明怎样算合格，窗口据此一次告知。", "Say what makes it good, so that the window can say everything at once."))
	}
}

func (g *gate) steps() {
	g.section = "steps"
	c := g.c
	have := map[Stage]int{}
	for i, s := range c.Steps {
		have[s.Stage]++
		if s.Name.Empty() || s.Duty == "" {
			g.lack("LIC-01", at("steps", i), i18n.Tf("第 %d 个环节没有名称或职责。", "Step %d has no name or no duty.", i+1), i18n.T("写明做什么、由什么岗位做。", "Say what is done and by which duty."))
		}
	}
	for _, s := range []Stage{StageAccept, StageApprove, StageClose} {
		if have[s] == 0 && !(c.Kind == Immediate && s == StageApprove) {
			g.lack("CASE-03", "steps", i18n.Tf("没有「%s」环节（六公开之一：办事程序）。", "The stage \"%s\" is missing (procedure, one of the six publics).", s.Name()), i18n.T("写明该环节由谁办。", "Say who does it."))
		}
	}
	if n := len(c.Steps) - have[StageApart]; n > 3 && have[StageApart]+len(c.Specials) == 0 {
		g.warn("CASE-04", "steps", i18n.Tf("共 %d 个环节，又没有特别程序。", "There are %d steps and no special procedure.", n), i18n.T("合并为受理、审批、办结三个环节。", "Merge them into acceptance, decision and completion."))
	}
	for i, s := range c.Specials {
		g.special(at("specials", i), s)
	}
}

func (g *gate) special(field string, s Special) {
	if s.Cause != "" && !s.Cause.Lawful() {
		g.lack("LIC-17", field, i18n.Tf("「%s」不是可以停表的法定情形。", "\"%s\" is not a lawful cause to stop the clock.", s.Cause),
			i18n.T("只有听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审的时间不计入；现场踏勘要计入。", "Only hearing, tender, auction, inspection, testing, quarantine, appraisal and expert review are not counted; a site visit is."))
	}
	if !s.Limit.Set() {
		g.lack("BIZ-02", field, i18n.Tf("特别程序「%s」没有时限。", "The special procedure \"%s\" has no limit.", s.Name), i18n.T("写明需要多少时间，并公开。", "State how long it takes; it is published."))
	}
	if s.Cause.Lawful() && len(s.Basis) == 0 {
		g.lack("BIZ-01", field, i18n.Tf("特别程序「%s」没有依据。", "The special procedure \"%s\" has no basis.", s.Name), i18n.T("写明法规条款；没有依据不得增设环节。", "Name the article; without one no step may be added."))
	}
}

func (g *gate) limits() {
	g.section = "limits"
	c := g.c
	if !c.Legal.Set() {
		g.lack("LIC-01", "legal", i18n.T("没有法定办结时限。", "The statutory limit is missing."), i18n.T("填写法定时限；法律没有另行规定的许可为 20 个工作日。", "Enter it; for licences it is 20 working days unless a law says otherwise."))
	}
	if !c.Promise.Set() && c.Kind != Immediate {
		g.lack("CASE-03", "promise", i18n.T("没有承诺时限（六公开之一）。", "The promised limit is missing (one of the six publics)."), i18n.T("填写不长于法定时限的承诺时限。", "Enter a promise no longer than the statutory limit."))
	}
	if !c.Legal.Set() || !c.Promise.Set() {
		return
	}
	switch c.Promise.Within(c.Legal) {
	case Longer:
		g.lack("BIZ-03", "promise", i18n.Tf("承诺 %s，长于法定 %s。", "The promise of %s is longer than the statutory %s.", c.Promise.Text(), c.Legal.Text()), i18n.T("缩短承诺时限。", "Shorten the promise."))
	case Unclear:
		g.lack("BIZ-03", "promise", i18n.Tf("承诺 %s 与法定 %s 单位不同，有的起算日会超过法定时限。", "The promise of %s and the statutory %s use different days; from some start days the promise would be later.", c.Promise.Text(), c.Legal.Text()), i18n.T("改用同一单位，或缩短承诺。", "Use the same unit, or shorten the promise."))
	}
}
