package casework

import (
	"embed"
	"time"

	"tongban/civic/cal"
	"tongban/civic/flow"
	"tongban/platform/db"
	"tongban/platform/i18n"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of cases, drafts, materials and papers.
var Schema = db.Schema{Name: "casework", FS: files}

// A No is the number an applicant follows (办件编号): division, date, serial and
// an ISO 7064 MOD 37,36 check character, rule CNO-01.
type No string

// A State is where a case stands (办件状态).
type State = flow.State

// The states of a case.
const (
	Received     State = "received"      // 已收件: the window must answer in five working days
	Correcting   State = "correcting"    // 待补正: the one-off notice is with the applicant
	Accepted     State = "accepted"      // 已受理: the decision clock runs
	Examined     State = "examined"      // 待批准: examined, waits for the deciding officer
	Granted      State = "granted"       // 准予: the result waits to be handed out
	Refused      State = "refused"       // 不予许可: the written refusal waits to be served
	Delivered    State = "delivered"     // 已送达
	Closed       State = "closed"        // 已办结
	NotRequired  State = "not-required"  // 不需要取得许可
	NotCompetent State = "not-competent" // 不属于本机关职权
	Withdrawn    State = "withdrawn"     // 申请人撤回
)

var stateWords = map[State]i18n.Text{
	Received:     i18n.T("已收件，待受理", "Received, awaiting acceptance"),
	Correcting:   i18n.T("待补正", "Corrections needed"),
	Accepted:     i18n.T("已受理，审查中", "Accepted, under examination"),
	Examined:     i18n.T("审查完毕，待批准", "Examined, awaiting decision"),
	Granted:      i18n.T("准予，待领取", "Granted, ready to collect"),
	Refused:      i18n.T("不予许可，待送达", "Refused, decision to be served"),
	Delivered:    i18n.T("已送达", "Delivered"),
	Closed:       i18n.T("已办结", "Closed"),
	NotRequired:  i18n.T("不需要办理", "No licence needed"),
	NotCompetent: i18n.T("不属于受理机关职权", "Not within this office's powers"),
	Withdrawn:    i18n.T("申请人已撤回", "Withdrawn by the applicant"),
}

// States lists every state in the order of a case's life.
func States() []State {
	return []State{Received, Correcting, Accepted, Examined, Granted, Refused, Delivered, Closed, NotRequired, NotCompetent, Withdrawn}
}

// Ended reports whether nobody has anything more to do.
func Ended(s State) bool {
	return s == Closed || s == NotRequired || s == NotCompetent || s == Withdrawn
}

// A Channel is how an application came in (申请渠道).
type Channel string

// The channels; the applicant chooses (BIZ-05).
const (
	Online Channel = "online" // 网上
	Window Channel = "window" // 窗口
)

// A Case is one matter before an office (办件).
type Case struct {
	No            No
	Item          string // item code
	ItemVersion   int64  // the version in force when the case was filed; it stays
	ItemName      string
	Dept          string // responsible department, unit id
	Office        string // its approval office, unit id
	Centre        string // the centre or station at whose windows it is, unit id
	Region        string // division code
	Applicant     string // person id
	ApplicantName string
	Filer         string // person id of who filed: the applicant, staff or agent
	Channel       Channel
	State         State
	Kind          string   // 六件: local class of the item when filed
	ReceivedOn    cal.Date // day the materials last came in
	AcceptedOn    cal.Date
	DecidedOn     cal.Date
	Deemed        bool   // accepted by the clock
	Noticed       bool   // the one-off notice has been given
	AcceptedBy    string // account
	ExaminedBy    string // account
	DecidedBy     string // account
	Licence       string // licence id, after a grant that gives one
	Created       time.Time
	Changed       time.Time
}

// A Material is one file an applicant handed in for a slot of the item (材料).
type Material struct {
	Slot  string // material id in the item version
	Name  string // display name of the file
	Hash  string // blob
	Size  int64  // bytes
	Kind  string // media type by content
	Added time.Time
	Paper bool // handed in on paper at the window; no file
}

// A PaperKind is a kind of document that the flow issues (文书).
type PaperKind string

// The papers of a case; each declares its seal type (SEED-13).
const (
	PaperReceipt      PaperKind = "receipt"       // 收件凭证
	PaperAcceptance   PaperKind = "acceptance"    // 受理通知书
	PaperNotice       PaperKind = "notice"        // 补正材料一次性告知书
	PaperNotRequired  PaperKind = "not-required"  // 不需要许可告知书
	PaperNotCompetent PaperKind = "not-competent" // 不予受理通知书
	PaperGrant        PaperKind = "grant"         // 准予许可决定书
	PaperRefusal      PaperKind = "refusal"       // 不予许可决定书
	PaperDelivery     PaperKind = "delivery"      // 送达回证
)

// A Paper is one document issued in a case (文书), as a structured record that
// the page prints.
type Paper struct {
	ID     string
	Case   No
	Kind   PaperKind
	Seal   string // seal type the document takes
	Body   PaperBody
	Issued time.Time
	Act    string // act that issued it
}

// A PaperBody is what a paper says beyond the facts of its case (文书内容).
type PaperBody struct {
	Lines    []Correction `json:"lines,omitempty"`    // notice: everything to supply
	Where    string       `json:"where,omitempty"`    // not competent: whom to apply to
	Facts    string       `json:"facts,omitempty"`    // refusal
	Basis    string       `json:"basis,omitempty"`    // refusal, grant
	Reasons  string       `json:"reasons,omitempty"`  // refusal and refusals to accept
	Remedies *Remedies    `json:"remedies,omitempty"` // refusal
	Until    string       `json:"until,omitempty"`    // date told with the paper
	Licence  string       `json:"licence,omitempty"`
	How      string       `json:"how,omitempty"`   // delivery: counter or post
	Proof    string       `json:"proof,omitempty"` // delivery: who signed, or the tracking number
}

// A Correction is one line of the one-off notice (补正事项): what, why, an example.
type Correction struct {
	Slot string `json:"slot,omitempty"` // material id, or "form:field"
	What string `json:"what"`
	Why  string `json:"why"`
	Done bool   `json:"done,omitempty"`
}

// Remedies are the ways against an adverse decision (救济途径), rule RMD-01.
type Remedies struct {
	Reconsideration string `json:"reconsideration"` // the organ
	ReconsiderDays  int    `json:"reconsiderDays"`  // calendar days
	Court           string `json:"court"`
	CourtMonths     int    `json:"courtMonths"`
}
