package item

import (
	"fmt"
	"regexp"

	"tongban/platform/i18n"
)

// A Code is the stable code of an item (事项编码), part of its address: the
// implementation code (实施编码) where one was given, else a local basic code.
type Code string

var codeShape = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z-]{3,63}$`)

// ParseCode accepts 4 to 64 letters, digits and hyphens (CAT-01: the length of
// official codes differs between standards, so only the column width binds).
func ParseCode(s string) (Code, error) {
	if !codeShape.MatchString(s) {
		return "", fmt.Errorf("item code %q: want 4 to 64 letters, digits or hyphens", s)
	}
	return Code(s), nil
}

// A Type is the kind of power or service behind an item (事项类型), GB/T 39046 A.1.
type Type string

// The types that can be applied for; the others belong to the power list alone.
const (
	Licence      Type = "01" // 行政许可
	Penalty      Type = "02" // 行政处罚
	Coercion     Type = "03" // 行政强制
	Levy         Type = "04" // 行政征收
	Payment      Type = "05" // 行政给付
	Inspection   Type = "06" // 行政检查
	Confirmation Type = "07" // 行政确认
	Reward       Type = "08" // 行政奖励
	Ruling       Type = "09" // 行政裁决
	OtherPower   Type = "10" // 其他行政权力
	Public       Type = "20" // 公共服务
)

// Types lists the types in the order of their codes.
var Types = []Type{Licence, Penalty, Coercion, Levy, Payment, Inspection, Confirmation, Reward, Ruling, OtherPower, Public}

var typeNames = map[Type]i18n.Text{
	Licence: i18n.T("行政许可", "Administrative licence"), Penalty: i18n.T("行政处罚", "Penalty"),
	Coercion: i18n.T("行政强制", "Coercion"), Levy: i18n.T("行政征收", "Levy"),
	Payment: i18n.T("行政给付", "Payment and benefit"), Inspection: i18n.T("行政检查", "Inspection"),
	Confirmation: i18n.T("行政确认", "Confirmation"), Reward: i18n.T("行政奖励", "Reward"),
	Ruling: i18n.T("行政裁决", "Ruling"), OtherPower: i18n.T("其他行政权力", "Other power"),
	Public: i18n.T("公共服务", "Public service"),
}

// Name gives the name of the type; the code itself where it is not known.
func (t Type) Name() i18n.Text { return named(typeNames, t) }

// Applied reports whether a person can apply for items of the type: penalties,
// coercion and inspections begin with the office and have no guide.
func (t Type) Applied() bool {
	switch t {
	case Penalty, Coercion, Inspection:
		return false
	}
	return t != ""
}

// A Level is the tier of government that exercises the item (行使层级).
type Level string

// The levels (GB/T 39554).
const (
	National Level = "1"
	Province Level = "2"
	City     Level = "3"
	County   Level = "4"
	Township Level = "5"
	Village  Level = "6"
	Graded   Level = "7" // 分级管理
)

// Levels lists the levels from the nation down.
var Levels = []Level{National, Province, City, County, Township, Village, Graded}

var levelNames = map[Level]i18n.Text{
	National: i18n.T("国家级", "National"), Province: i18n.T("省级", "Province"), City: i18n.T("市级", "City"),
	County: i18n.T("县级", "County or district"), Township: i18n.T("乡镇（街道）级", "Township or street"),
	Village: i18n.T("村（社区）级", "Village or community"), Graded: i18n.T("分级管理", "Shared between levels"),
}

// Name gives the name of the level.
func (l Level) Name() i18n.Text { return named(levelNames, l) }

// A Kind says when the result is due (办件类型), GB/T 39046 A.6.
type Kind string

// The kinds.
const (
	Immediate Kind = "1" // 即办件: decided on the spot
	Committed Kind = "2" // 承诺件: within the promised time
	OtherKind Kind = "9" // 其他
)

// Kinds lists the kinds in the order of their codes.
var Kinds = []Kind{Immediate, Committed, OtherKind}

var kindNames = map[Kind]i18n.Text{
	Immediate: i18n.T("即办件", "Decided on the spot"), Committed: i18n.T("承诺件", "Within a promised time"),
	OtherKind: i18n.T("其他", "Other"),
}

// Name gives the name of the kind.
func (k Kind) Name() i18n.Text { return named(kindNames, k) }

// A Class is the city's own six-way class of an item's cases (六件管理). It
// stands beside Kind: supplement is a state and joint and escalated are routings
// of a case, so an item names only its usual class (CASE-01, SEED-12).
type Class string

// The six classes.
const (
	ClassImmediate  Class = "immediate"  // 即办件
	ClassSupplement Class = "supplement" // 补办件
	ClassCommitted  Class = "committed"  // 承诺件
	ClassReply      Class = "reply"      // 答复件
	ClassJoint      Class = "joint"      // 联办件
	ClassEscalated  Class = "escalated"  // 上报件
)

// Classes lists the six classes in the order the city names them.
var Classes = []Class{ClassImmediate, ClassSupplement, ClassCommitted, ClassReply, ClassJoint, ClassEscalated}

var classNames = map[Class]i18n.Text{
	ClassImmediate: i18n.T("即办件", "Immediate"), ClassSupplement: i18n.T("补办件", "Supplement"),
	ClassCommitted: i18n.T("承诺件", "Committed"), ClassReply: i18n.T("答复件", "Reply"),
	ClassJoint: i18n.T("联办件", "Joint"), ClassEscalated: i18n.T("上报件", "Escalated"),
}

// Name gives the name of the class.
func (c Class) Name() i18n.Text { return named(classNames, c) }

// An Audience is a kind of applicant (服务对象), in the C0109 practice; GB/T 39046
// numbers 5 and 6 differently, which the exchange layer maps.
type Audience string

// The audiences.
const (
	Person         Audience = "1" // 自然人
	Enterprise     Audience = "2" // 企业法人
	Institution    Audience = "3" // 事业法人
	SocialBody     Audience = "4" // 社会组织法人
	Unincorporated Audience = "5" // 非法人企业
	Government     Audience = "6" // 行政机关
	OtherBody      Audience = "9" // 其他组织
)

// Audiences lists the audiences in the order of their codes.
var Audiences = []Audience{Person, Enterprise, Institution, SocialBody, Unincorporated, Government, OtherBody}

var audienceNames = map[Audience]i18n.Text{
	Person: i18n.T("自然人", "Natural persons"), Enterprise: i18n.T("企业法人", "Companies"),
	Institution: i18n.T("事业法人", "Public institutions"), SocialBody: i18n.T("社会组织法人", "Social organisations"),
	Unincorporated: i18n.T("非法人企业", "Unincorporated businesses"), Government: i18n.T("行政机关", "Government bodies"),
	OtherBody: i18n.T("其他组织", "Other bodies"),
}

// Name gives the name of the audience.
func (a Audience) Name() i18n.Text { return named(audienceNames, a) }

// A StopCause is one of the eight acts whose time is not counted (不计入期限的情形),
// a closed list: 行政许可法 45 (LIC-17). A site visit (现场踏勘) is not among them.
type StopCause string

// The eight causes.
const (
	Hearing    StopCause = "hearing"    // 听证
	Tender     StopCause = "tender"     // 招标
	Auction    StopCause = "auction"    // 拍卖
	Inspecting StopCause = "inspection" // 检验
	Testing    StopCause = "testing"    // 检测
	Quarantine StopCause = "quarantine" // 检疫
	Appraisal  StopCause = "appraisal"  // 鉴定
	Experts    StopCause = "experts"    // 专家评审
)

// StopCauses lists the eight causes in the order of the article.
var StopCauses = []StopCause{Hearing, Tender, Auction, Inspecting, Testing, Quarantine, Appraisal, Experts}

var causeNames = map[StopCause]i18n.Text{
	Hearing: i18n.T("听证", "Hearing"), Tender: i18n.T("招标", "Tender"), Auction: i18n.T("拍卖", "Auction"),
	Inspecting: i18n.T("检验", "Inspection of goods"), Testing: i18n.T("检测", "Testing"),
	Quarantine: i18n.T("检疫", "Quarantine"), Appraisal: i18n.T("鉴定", "Appraisal"),
	Experts: i18n.T("专家评审", "Expert review"),
}

// Name gives the name of the cause; the words as entered where it is not one of the eight.
func (s StopCause) Name() i18n.Text { return named(causeNames, s) }

// Lawful reports whether the cause stops the clock.
func (s StopCause) Lawful() bool { _, ok := causeNames[s]; return ok }

// named looks a code up and shows the code itself where it has no name.
func named[K ~string](names map[K]i18n.Text, k K) i18n.Text {
	if t, ok := names[k]; ok {
		return t
	}
	return i18n.T(string(k), string(k))
}
