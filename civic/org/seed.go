package org

import (
	"fmt"
	"strings"
	"time"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/ident"
	"tongban/platform/clock"
	"tongban/platform/db"
)

// Ids of the demonstration units that others name.
const (
	SeedGovernment  = "gov-150300"
	SeedCityCentre  = "centre-150300"
	SeedSupervision = "organ-150300-supervision"
	SeedRunning     = "organ-150300-running"
)

const demoNote = "演示数据"

// demoDepartments are 38 departments of a city of this size. That Wuhai has 38 is
// in the city's own account; which they are is our choice for demonstration, named
// after what such departments are called.
var demoDepartments = strings.Fields(`
市发展和改革委员会 市教育局 市科学技术局 市工业和信息化局 市民族事务委员会 市公安局 市民政局 市司法局
市财政局 市人力资源和社会保障局 市自然资源局 市生态环境局 市住房和城乡建设局 市交通运输局 市水务局 市农牧局
市商务局 市文体旅游广电局 市卫生健康委员会 市退役军人事务局 市应急管理局 市审计局 市国有资产监督管理委员会
市市场监督管理局 市统计局 市林业和草原局 市能源局 市城市管理综合执法局 市医疗保障局 市信访局 市粮食和物资储备局
市人民防空办公室 市金融工作办公室 市新闻出版局 市档案局 市气象局 市消防救援支队 市住房公积金管理中心`)

// SeedCode gives the n-th synthetic credit code of the demonstration (演示代码):
// valid check digits, region 150300, and the letters MATD, so that it is taken for
// no real body's.
func SeedCode(n int) string {
	body := fmt.Sprintf("MATD%04d", n)
	code := "11150300" + body + string(ident.OrgCheck(body))
	return code + string(ident.CreditCheck(code))
}

// SeedDepartment gives the id of a demonstration department by its name, such as
// 市水务局; empty where there is none.
func SeedDepartment(name string) string {
	for i, d := range demoDepartments {
		if d == name {
			return SeedCode(i + 1)
		}
	}
	return ""
}

// SeedDepartments lists the names of the 38 demonstration departments in order.
func SeedDepartments() []string { return append([]string(nil), demoDepartments...) }

// OfficeID gives the id of a department's approval office as Seed and OpenOffice
// make it.
func OfficeID(department string) string { return department + "-spb" }

// PostID gives the id of a post as Seed and OpenOffice make it: its unit and the
// first of its duties.
func PostID(unit string, d access.Duty) string { return unit + ":" + string(d) }

// StationCommunities chooses the communities that have a station: 54, as the city's
// account says; which of the 87 is our choice for demonstration. It takes of the
// 69 urban communities, in order of code, evenly spaced ones.
func StationCommunities() []Division {
	var urban []Division
	for _, v := range Wuhai() {
		if v.Kind == "居委会" {
			urban = append(urban, v)
		}
	}
	const stations = 54
	out := make([]Division, stations)
	for i := range out {
		out[i] = urban[i*len(urban)/stations]
	}
	return out
}

// A seeder writes the demonstration structure.
type seeder struct {
	tx    *db.Tx
	from  cal.Date
	at    time.Time
	fresh int
	err   error
}

func (s *seeder) unit(u Unit) {
	if s.err != nil {
		return
	}
	u.From, u.Note = s.from, demoNote
	fresh, err := insertUnit(s.tx, u)
	s.count(fresh, err)
}

func (s *seeder) post(unit, scope, name string, ds ...access.Duty) {
	if s.err != nil {
		return
	}
	fresh, err := insertPost(s.tx, PostDef{ID: PostID(unit, ds[0]), Unit: unit, Scope: scope, Name: name, Duties: ds, From: s.from})
	s.count(fresh, err)
}

func (s *seeder) count(fresh bool, err error) {
	if s.err = err; fresh {
		s.fresh++
	}
}

// Seed writes the demonstration structure of Wuhai (演示机构): the divisions, one
// city centre, three district centres, 54 community stations, windows, 38
// departments with an approval office each, the supervising and the running body,
// their posts and the authorisations of the windows. It writes no people. Run
// again it adds only what is missing.
func Seed(tx *db.Tx, at time.Time) error {
	s := &seeder{tx: tx, at: at, from: cal.New(2026, 1, 1)}
	if s.fresh, s.err = AddDivisions(tx, Wuhai()); s.err == nil {
		s.bodies()
		s.halls()
		s.stations()
		for i, name := range demoDepartments {
			s.department(i+1, name)
		}
	}
	if s.err != nil || s.fresh == 0 {
		return s.err
	}
	_, err := act.Record(tx, act.New(at, act.System, "org.seed", act.Subject{Kind: "unit", ID: SeedGovernment}, map[string]int{"rows": s.fresh}))
	return err
}

func (s *seeder) bodies() {
	const hall = "乌海市海勃湾区政务服务中心大楼（演示地址）"
	s.unit(Unit{ID: SeedGovernment, Kind: Government, Name: "乌海市人民政府", Division: "150300", Address: "乌海市海勃湾区（演示地址）"})
	s.unit(Unit{ID: SeedSupervision, Kind: Organ, Name: "乌海市电子监察室", Parent: SeedGovernment, Division: "150300", Address: hall, Phone: demoPhone(9001)})
	s.unit(Unit{ID: SeedRunning, Kind: Organ, Name: "乌海市政务信息化运行处", Parent: SeedGovernment, Division: "150300", Address: hall, Phone: demoPhone(9002)})
	s.post(SeedGovernment, "", "工作日历录入岗", access.CalendarEdit)
	s.post(SeedGovernment, "", "工作日历复核岗", access.CalendarCheck)
	s.post(SeedSupervision, "", "电子监察岗", access.Supervise)
	s.post(SeedRunning, "", "系统管理岗", access.SysAdmin)
	s.post(SeedRunning, "", "安全管理岗", access.SecAdmin)
	s.post(SeedRunning, "", "审计管理岗", access.AuditAdmin)
}

const demoHours = "周一至周五 9:00–12:00，13:30–17:00（夏季 14:30–17:30）"

// demoPhone gives a telephone of the demonstration; no line in this range is a
// government's.
func demoPhone(n int) string { return fmt.Sprintf("0473-000%04d", n) }

func (s *seeder) halls() {
	s.unit(Unit{ID: SeedCityCentre, Kind: CityCentre, Name: "乌海市政务服务中心", Parent: SeedGovernment, Division: "150300",
		Address: "乌海市海勃湾区滨河街道（演示地址）", Phone: demoPhone(1), Hours: demoHours})
	s.hall(SeedCityCentre, "150300", 8, 2)
	s.post(SeedCityCentre, "", "事项编制岗", access.ItemEdit)
	s.post(SeedCityCentre, "", "事项审核岗", access.ItemReview)
	for i, d := range [][2]string{{"150302", "海勃湾区"}, {"150303", "海南区"}, {"150304", "乌达区"}} {
		id := "centre-" + d[0]
		s.unit(Unit{ID: id, Kind: DistrictCentre, Name: d[1] + "政务服务中心", Parent: SeedCityCentre, Division: d[0],
			Address: "乌海市" + d[1] + "（演示地址）", Phone: demoPhone(2 + i), Hours: demoHours})
		s.hall(id, d[0], 4, 1)
	}
}

// hall gives a centre its director and its windows.
func (s *seeder) hall(id, division string, accept, deliver int) {
	s.post(id, id, "主任岗", access.CentreDirect)
	for n := 1; n <= accept+deliver; n++ {
		w := fmt.Sprintf("%s-w%02d", id, n)
		kind, duty := "综合窗口", access.WindowAccept
		if n > accept {
			kind, duty = "出件窗口", access.WindowDeliver
		}
		name := fmt.Sprintf("%s%02d号", kind, n)
		s.unit(Unit{ID: w, Kind: Window, Name: name, Parent: id, Division: division, Seat: id})
		s.post(w, id, name+"窗口岗", duty)
	}
}

func (s *seeder) stations() {
	for i, v := range StationCommunities() {
		id := "station-" + v.Code
		name := strings.TrimSuffix(strings.TrimSuffix(v.Name, "居委会"), "社区") + "社区便民服务站"
		s.unit(Unit{ID: id, Kind: Station, Name: name, Parent: "centre-" + v.Code[:6], Division: v.Code,
			Address: v.Name + "（演示地址）", Phone: demoPhone(100 + i), Hours: demoHours})
		s.post(id, id, "受理岗", access.WindowAccept)
		s.post(id, id, "出件岗", access.WindowDeliver)
	}
}

func (s *seeder) department(n int, name string) {
	u := Unit{ID: SeedCode(n), Kind: Department, Name: "乌海" + name, Parent: SeedGovernment, Division: "150300", USCC: SeedCode(n),
		Address: "乌海市海勃湾区（演示地址）", Phone: demoPhone(300 + n), Hours: demoHours}
	s.unit(u)
	s.post(u.ID, u.ID, "机关负责人", access.AgencyHead)
	s.post(u.ID, u.ID, "事项编制岗", access.ItemEdit)
	s.post(u.ID, u.ID, "权力清单编制岗", access.ListEdit)
	if name == "市司法局" {
		s.post(u.ID, "", "清单法制审核岗", access.ListReview)
	}
	s.office(u, SeedCityCentre)
	s.mandate(u, SeedCityCentre, fmt.Sprintf("乌海政务授〔2026〕%d号（演示）", n))
}

func (s *seeder) office(department Unit, hall string) {
	id := OfficeID(department.ID)
	s.unit(Unit{ID: id, Kind: Office, Name: department.Name + "行政审批办公室", Parent: department.ID, Division: department.Division,
		Department: department.ID, Seat: hall, Address: department.Address, Phone: department.Phone, Hours: department.Hours})
	s.post(id, department.ID, "审批承办岗", access.ApproveHandle)
	s.post(id, department.ID, "审批批准岗", access.ApproveDecide)
}

func (s *seeder) mandate(department Unit, hall, document string) {
	if s.err != nil {
		return
	}
	s.err = insertDelegation(s.tx, Delegation{ID: department.ID + "-front", Kind: Front, Principal: department.ID, Agent: hall, Document: document,
		Title: "关于授权政务服务中心综合窗口以" + department.Name + "名义受理的决定", PublishedOn: s.from, From: s.from}, act.System.Account, clock.Micros(s.at))
}

// OpenOffice gives a department of the demonstration, such as one that an import
// brought, its head, its editor, its approval office in a hall with its posts, and
// the authorisation of the hall's windows (演示部门进驻). Run again it adds only
// what is missing.
func OpenOffice(tx *db.Tx, department, hall string, at time.Time) error {
	u, err := UnitByID(tx, department)
	if err != nil {
		return err
	}
	s := &seeder{tx: tx, at: at, from: cal.New(2026, 1, 1)}
	s.post(u.ID, u.ID, "机关负责人", access.AgencyHead)
	s.post(u.ID, u.ID, "事项编制岗", access.ItemEdit)
	s.office(u, hall)
	s.mandate(u, hall, "演示授〔2026〕"+u.Name)
	if s.err != nil || s.fresh == 0 {
		return s.err
	}
	_, err = act.Record(tx, act.New(at, act.System, "org.open-office", act.Subject{Kind: "unit", ID: u.ID}, map[string]any{"hall": hall}))
	return err
}
