package item

import (
	"encoding/json"

	"tongban/platform/form"
	"tongban/platform/i18n"
)

// A Content is everything a guide says (办事指南内容). It is kept as one JSON text
// per version, so that a published version is one unchanging document.
type Content struct {
	Name  i18n.Text `json:"name"`
	Short string    `json:"short,omitempty"` // 简称
	Words []string  `json:"words,omitempty"` // plain words people search by, such as 开饭店
	About i18n.Text `json:"about,omitzero"`  // one paragraph in plain words

	Codes  Codes  `json:"codes"`
	Type   Type   `json:"type"`
	Level  Level  `json:"level,omitempty"`
	Kind   Kind   `json:"kind,omitempty"`
	Class  Class  `json:"class,omitempty"`
	Region string `json:"region,omitempty"` // division code
	Unit   Unit   `json:"unit"`             // the department in whose name it is decided (实施主体)
	Office Unit   `json:"office"`           // its approval office (审批办)

	Audience   []Audience `json:"audience,omitempty"`
	Themes     []string   `json:"themes,omitempty"` // codes of Theme
	Conditions i18n.Text  `json:"conditions,omitzero"`
	Quantity   i18n.Text  `json:"quantity,omitzero"` // 数量限制; "无数量限制" is an answer, nothing is a gap
	Basis      []LegalRef `json:"basis,omitempty"`

	Materials []Material `json:"materials,omitempty"`
	Steps     []Step     `json:"steps,omitempty"`
	Specials  []Special  `json:"specials,omitempty"`
	Legal     Limit      `json:"legal,omitzero"`
	Promise   Limit      `json:"promise,omitzero"`

	Charge Charge       `json:"charge,omitempty"`
	Fees   []Fee        `json:"fees,omitempty"`
	Result Result       `json:"result,omitzero"`
	Form   FormDef      `json:"form,omitempty"`
	Sample form.Answers `json:"sample,omitempty"` // a filled-in example of the form (示范文本)
	Seals  Seals        `json:"seals,omitzero"`

	Scope       string    `json:"scope,omitempty"` // 通办范围: "", "1" 全国 "2" 跨省 "3" 跨市 "4" 跨县
	AnyWindow   bool      `json:"anyWindow,omitempty"`
	Online      bool      `json:"online,omitempty"`
	Courier     bool      `json:"courier,omitempty"`
	Bookable    bool      `json:"bookable,omitempty"`
	Visits      int       `json:"visits"`
	VisitReason i18n.Text `json:"visitReason,omitzero"`
	Places      []Place   `json:"places,omitempty"`
	Consult     string    `json:"consult,omitempty"`   // 咨询电话
	Complain    string    `json:"complain,omitempty"`  // 监督投诉电话
	Remedies    Remedies  `json:"remedies,omitzero"`   // 救济途径
	Questions   []FAQ     `json:"questions,omitempty"` // 常见问题

	Flags  Flags   `json:"flags,omitzero"`
	Joint  []Joint `json:"joint,omitempty"`  // departments that take part (联办机构)
	Source Source  `json:"source,omitzero"`  // where it was imported from
	Drops  []Drop  `json:"drops,omitempty"`  // the optimisation record (优化记录)
	Listed string  `json:"listed,omitempty"` // entry in the licence list (行政许可事项清单), BIZ-06
}

// Codes are the official codes of an item (编码). All columns take 64 characters.
type Codes struct {
	Catalogue string `json:"catalogue,omitempty"` // 基本编码, 12
	Task      string `json:"task,omitempty"`      // 实施编码, 31
	Handling  string `json:"handling,omitempty"`  // 业务办理项编码, 33
	Local     string `json:"local,omitempty"`     // 地方基本编码
}

// A Unit names an organisation as it was called when the version was written (单位).
type Unit struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// A LegalRef is one legal basis (设定依据).
type LegalRef struct {
	Law     string `json:"law"`               // full title without brackets
	Number  string `json:"number,omitempty"`  // 文号
	Article string `json:"article,omitempty"` // "第三十五条第一款"
}

// String reads 《中华人民共和国食品安全法》第三十五条.
func (r LegalRef) String() string {
	s := "《" + r.Law + "》"
	if r.Number != "" {
		s += "（" + r.Number + "）"
	}
	return s + r.Article
}

// A Material is one paper the applicant hands in or the office fetches (申报材料).
type Material struct {
	ID          string     `json:"id"` // stable within the item: "m1"
	Name        i18n.Text  `json:"name"`
	Kind        string     `json:"kind,omitempty"` // 1 证件证书证明 2 申请表格文书 3 其他
	Form        string     `json:"form,omitempty"` // 1 纸质 2 电子 3 纸质和电子
	Need        string     `json:"need,omitempty"` // 1 必要 2 非必要 3 容缺后补
	When        i18n.Text  `json:"when,omitzero"`  // the case in which it is asked for; empty = always
	Originals   int        `json:"originals"`
	Copies      int        `json:"copies"`
	Supplier    string     `json:"supplier,omitempty"` // 10 申请人自备 20 政府部门核发 99 其他
	Issuer      string     `json:"issuer,omitempty"`   // who issues it, for supplier 20 and 99
	Held        bool       `json:"held,omitempty"`     // 政府已有: fetched, not asked for (OGS-04)
	HeldAs      string     `json:"heldAs,omitempty"`   // the licence type or register it is fetched from
	Basis       []LegalRef `json:"basis,omitempty"`
	Blank       Paper      `json:"blank,omitzero"`  // 空白表格
	Example     Paper      `json:"sample,omitzero"` // 示例样表
	Standard    i18n.Text  `json:"standard,omitzero"`
	Instruction i18n.Text  `json:"instruction,omitzero"` // 填报须知
}

// Required reports whether an application is incomplete without a file of it: what
// the office fetches and what the online form itself is are not asked for.
func (m Material) Required() bool {
	return m.Need == "1" && !m.Held && !m.Filled() && m.When.Empty()
}

// Filled reports whether the material is the online form itself (在线填写).
func (m Material) Filled() bool { return m.Blank.FromForm }

// A Paper is a blank or sample that can be opened (表样): a file in the blob
// store, or printed from the item's own form.
type Paper struct {
	Name     string `json:"name,omitempty"`
	Hash     string `json:"hash,omitempty"`
	FromForm bool   `json:"fromForm,omitempty"`
}

// Given reports whether there is something to open.
func (p Paper) Given() bool { return p.Hash != "" || p.FromForm }

// A Stage is one of the three stages of every item (环节), CASE-04.
type Stage string

// The stages; Apart is a special procedure between them.
const (
	StageAccept  Stage = "accept"  // 受理
	StageApprove Stage = "approve" // 审批
	StageClose   Stage = "close"   // 办结
	StageApart   Stage = "special" // 特别程序
)

// Stages lists the three stages and the special one.
var Stages = []Stage{StageAccept, StageApprove, StageClose, StageApart}

var stageNames = map[Stage]i18n.Text{
	StageAccept: i18n.T("受理", "Acceptance"), StageApprove: i18n.T("审批", "Examination and decision"),
	StageClose: i18n.T("办结", "Completion"), StageApart: i18n.T("特别程序", "Special procedure"),
}

// Name gives the name of the stage.
func (s Stage) Name() i18n.Text { return named(stageNames, s) }

// A Step is one step of handling (办理环节) with the duty that does it.
type Step struct {
	Stage  Stage     `json:"stage"`
	Name   i18n.Text `json:"name"`
	Duty   string    `json:"duty,omitempty"` // access.Duty
	Limit  Limit     `json:"limit,omitzero"`
	Output i18n.Text `json:"output,omitzero"`
}

// A Special is a special procedure (特别程序). It stops the clock only for one of
// the eight causes; any other one is done within the limit and still has a
// published limit of its own (BIZ-02).
type Special struct {
	Name  i18n.Text  `json:"name"`
	Cause StopCause  `json:"cause,omitempty"` // empty: does not stop the clock
	Limit Limit      `json:"limit,omitzero"`
	By    string     `json:"by,omitempty"`
	Basis []LegalRef `json:"basis,omitempty"`
}

// Stops reports whether its days are not counted.
func (s Special) Stops() bool { return s.Cause.Lawful() }

// A Charge says whether a fee is asked (是否收费). Empty is a gap: silence is not free.
type Charge string

// The answers.
const (
	Free    Charge = "free"    // 不收费
	Charged Charge = "charged" // 收费
)

// A Fee is one published fee (收费项目).
type Fee struct {
	Name      i18n.Text  `json:"name"`
	Amount    Fen        `json:"amount,omitempty"` // 0 where Standard says how it is worked out
	Standard  i18n.Text  `json:"standard,omitzero"`
	Basis     []LegalRef `json:"basis,omitempty"`
	List      string     `json:"list,omitempty"` // the published fee list that names it
	Reduction i18n.Text  `json:"reduction,omitzero"`
}

// A Result is what the applicant holds in the end (办理结果).
type Result struct {
	Type     string    `json:"type,omitempty"` // 10 证照 20 批文 30 其他
	Name     i18n.Text `json:"name,omitzero"`
	Licence  string    `json:"licence,omitempty"` // licence type, for hall/licence
	Years    int       `json:"years,omitempty"`   // validity; 0 with Lasting or by Validity
	Lasting  bool      `json:"lasting,omitempty"` // 长期有效
	Validity i18n.Text `json:"validity,omitzero"` // in words, where years do not say it
}

// Seals names which seal each document carries (用章), SEED-13.
type Seals struct {
	Slip    string `json:"slip,omitempty"`    // "special" 行政审批专用章 or "agency" 本行政机关印章
	Licence string `json:"licence,omitempty"` // "agency"; "special" only with Warrant
	Warrant string `json:"warrant,omitempty"` // the document that lets a special seal stand on a licence
}

// A Place is where one can go (办理地点).
type Place struct {
	Name    string    `json:"name"`
	Address string    `json:"address"`
	Hours   i18n.Text `json:"hours,omitzero"`
	Phone   string    `json:"phone,omitempty"`
}

// Remedies names where one can turn against a decision (救济途径), RMD-01.
type Remedies struct {
	Review string `json:"review,omitempty"` // 行政复议机关
	Court  string `json:"court,omitempty"`  // 人民法院
}

// A FAQ is one question with its answer (常见问题).
type FAQ struct {
	Q i18n.Text `json:"q"`
	A i18n.Text `json:"a"`
}

// Flags mark what the law treats apart (特别标记).
type Flags struct {
	ThirdParty bool `json:"thirdParty,omitempty"` // LIC-14: others' major interests
	Hearing    bool `json:"hearing,omitempty"`    // LIC-22: hearing of the office's own motion
	Safety     bool `json:"safety,omitempty"`     // LIC-32: public safety, health, life and property
	SiteVisit  bool `json:"siteVisit,omitempty"`  // LIC-11: two officers verify on the spot
	Pledge     bool `json:"pledge,omitempty"`     // GZC-01: 告知承诺 offered
	Delegated  bool `json:"delegated,omitempty"`  // 承接上级下放
}

// A Joint is another department that takes part (联办机构) and in which steps.
type Joint struct {
	Name  string   `json:"name"`
	Steps []string `json:"steps,omitempty"`
}

// A Source says where a version was imported from (来源).
type Source struct {
	Name string `json:"name,omitempty"` // "guangdong-2021", a file name
	Key  string `json:"key,omitempty"`  // the row's own code there
	Hash string `json:"hash,omitempty"` // of the row, so that importing twice changes nothing
}

// A Drop is one step or material given up (取消的环节或材料) and on what ground.
type Drop struct {
	What   i18n.Text `json:"what"`
	Ground i18n.Text `json:"ground"`
	On     string    `json:"on"` // date
}

// A FormDef is the application form (申请表) as platform/form reads it.
type FormDef json.RawMessage

// MarshalJSON gives the form as it was written.
func (f FormDef) MarshalJSON() ([]byte, error) {
	if len(f) == 0 {
		return []byte("null"), nil
	}
	return []byte(f), nil
}

// UnmarshalJSON keeps the form as it is written.
func (f *FormDef) UnmarshalJSON(raw []byte) error {
	if string(raw) == "null" {
		*f = nil
		return nil
	}
	*f = append((*f)[:0:0], raw...)
	return nil
}

// SixPublics are the six things every guide shows, in their fixed order (六公开).
var SixPublics = []Public6{
	{"content", i18n.T("审批内容", "What is decided")},
	{"procedure", i18n.T("办事程序", "Procedure")},
	{"basis", i18n.T("政策依据", "Legal basis")},
	{"materials", i18n.T("申报材料", "Materials")},
	{"limits", i18n.T("承诺时限", "Time limits")},
	{"fees", i18n.T("收费标准", "Fees")},
}

// A Public6 is one of the six publics (六公开之一) with its anchor on the page.
type Public6 struct {
	Key  string
	Name i18n.Text
}
