// Package demo fills a demonstration city (演示城市): the structure of Wuhai, one
// person for every role with an account they really sign in with, published items
// and cases at every stage. Everything is done by the same acts as in a city in
// service; all people and companies are invented, and their numbers synthetic.
package demo

import (
	"fmt"
	"slices"
	"strings"

	"tongban/civic/access"
	"tongban/civic/ident"
	"tongban/civic/org"
	"tongban/hall/item/wuhai"
	"tongban/platform/i18n"
)

// A Role is one person of the demonstration (演示角色).
type Role struct {
	Key   string // short name, for stories: "clerk"
	Say   i18n.Text
	Name  string
	Posts []string // ids of the posts held
	Start string   // the page to begin at
	born  string   // YYYYMMDD of the synthetic number
	no    int      // number of the person, for synthetic numbers
}

// number gives the synthetic ID number: region 150301 is the city's own code, under
// which nobody is registered.
func (r Role) number() string {
	body := fmt.Sprintf("150301%s%03d", r.born, 900+r.no)
	return body + string(ident.CitizenCheck(body))
}

func (r Role) phone() string   { return fmt.Sprintf("1990000%04d", r.no) }
func (r Role) staffNo() string { return fmt.Sprintf("YS%04d", r.no) }

// Company is the company of the demonstration; its code is synthetic.
const (
	CompanyName = "乌海市演示晨光食品有限公司"
	companyBody = "91150302MATE0001"
)

func companyCode() string {
	org := companyBody[8:] // eight characters of the organisation code
	code := companyBody[:8] + org + string(ident.OrgCheck(org))
	return code + string(ident.CreditCheck(code))
}

// mainDepartment is where the named officers work; every other department with a
// demonstration item has two officers of its own.
const mainDepartment = "市市场监督管理局"

func post(unit string, d access.Duty) string { return org.PostID(unit, d) }

// Staff lists the people who work in the demonstration city, in the order in
// which the command names them.
func Staff() []Role {
	hall := org.SeedCityCentre
	market := org.SeedDepartment(mainDepartment)
	office := org.OfficeID(market)
	return []Role{
		{"clerk", i18n.T("综合窗口受理", "window clerk"), "张晓兰", []string{post(hall+"-w01", access.WindowAccept)}, "/desk/cases?stage=intake", "19920415", 11},
		{"handler", i18n.T("审批办承办（市场监管局）", "case officer, market supervision"), "李建国", []string{post(office, access.ApproveHandle)}, "/desk/cases?stage=decide", "19850322", 12},
		{"decider", i18n.T("审批办批准（市场监管局）", "deciding officer, market supervision"), "赵敏", []string{post(office, access.ApproveDecide)}, "/desk/cases?stage=decide", "19790909", 13},
		{"deliverer", i18n.T("统一窗口出件", "delivery window"), "孙丽", []string{post(hall+"-w09", access.WindowDeliver)}, "/desk/cases?stage=deliver", "19950101", 14},
		{"head", i18n.T("机关负责人（市场监管局）", "head of the agency"), "周志强", []string{post(market, access.AgencyHead)}, "/desk/cases?stage=decide", "19701212", 15},
		{"director", i18n.T("中心主任", "director of the centre"), "吴海燕", []string{post(hall, access.CentreDirect)}, "/watch", "19741003", 16},
		{"supervisor", i18n.T("电子监察", "supervisor"), "郑铁军", []string{post(org.SeedSupervision, access.Supervise)}, "/watch", "19730630", 17},
		{"editor", i18n.T("事项编制", "item editor"), "钱芳", []string{post(hall, access.ItemEdit)}, "/desk/items", "19880818", 18},
		{"reviewer", i18n.T("事项审核发布", "item reviewer"), "冯涛", []string{post(hall, access.ItemReview)}, "/desk/items", "19831111", 19},
		{"calendar", i18n.T("工作日历录入", "calendar entry"), "陈静", []string{post(org.SeedGovernment, access.CalendarEdit)}, "/desk/calendar", "19900505", 20},
		{"checker", i18n.T("工作日历复核", "calendar check"), "褚伟", []string{post(org.SeedGovernment, access.CalendarCheck)}, "/desk/calendar", "19870707", 21},
		{"system", i18n.T("系统管理员", "system administrator"), "卫明", []string{post(org.SeedRunning, access.SysAdmin)}, "/admin/accounts", "19910303", 22},
		{"security", i18n.T("安全管理员", "security administrator"), "蒋欣", []string{post(org.SeedRunning, access.SecAdmin)}, "/desk/org/posts", "19890202", 23},
		{"audit", i18n.T("审计管理员", "audit administrator"), "沈宁", []string{post(org.SeedRunning, access.AuditAdmin)}, "/audit", "19860606", 24},
	}
}

// Citizens lists those who apply.
func Citizens() []Role {
	return []Role{
		{"citizen", i18n.T("市民（老年人）", "citizen, elderly"), "王秀英", nil, "/", "19520308", 1},
		{"company", i18n.T("企业法定代表人", "legal representative of a company"), "韩晨光", nil, "/", "19800520", 2},
	}
}

// officers gives a case officer and a deciding officer for a further department.
func officers(department string, i int) []Role {
	office := org.OfficeID(org.SeedDepartment(department))
	names := []string{"杨帆", "朱琳", "秦岭", "尤佳", "许诺", "何苗", "吕梁", "施展", "孔明亮", "曹阳", "严肃", "华夏", "金秋", "魏来", "陶然", "姜山", "戚风", "谢晨", "邹城", "喻言"}
	name := func(n int) string { return names[n%len(names)] }
	return []Role{
		{fmt.Sprintf("handler%d", i+2), i18n.T("审批办承办（"+department+"）", "case officer"), name(2 * i), []string{post(office, access.ApproveHandle)}, "/desk/cases?stage=decide", "19840101", 30 + 2*i},
		{fmt.Sprintf("decider%d", i+2), i18n.T("审批办批准（"+department+"）", "deciding officer"), name(2*i + 1), []string{post(office, access.ApproveDecide)}, "/desk/cases?stage=decide", "19760101", 31 + 2*i},
	}
}

// departments lists the departments of the demonstration items besides the main
// one, by the short name that org.SeedDepartment takes.
func departments() []string {
	var out []string
	for _, e := range wuhai.Items() {
		name := strings.TrimPrefix(e.Content.Unit.Name, "乌海")
		if name != mainDepartment && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}
