package item

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"tongban/platform/i18n"
)

// A State is where a version stands (版本状态).
type State string

// The states.
const (
	Draft      State = "draft"      // 草稿: being written
	InReview   State = "review"     // 审核中
	Approved   State = "approved"   // 已审核, to be published
	Current    State = "published"  // 已发布: the guide the public reads
	Superseded State = "superseded" // 历史版本: replaced by a later one; cases under it go on
	Withdrawn  State = "withdrawn"  // 已停用: no new applications; cases under it go on
)

// States lists the states in the order a version passes them.
var States = []State{Draft, InReview, Approved, Current, Superseded, Withdrawn}

var stateNames = map[State]i18n.Text{
	Draft: i18n.T("草稿", "Draft"), InReview: i18n.T("审核中", "In review"), Approved: i18n.T("待发布", "To be published"),
	Current: i18n.T("已发布", "Published"), Superseded: i18n.T("历史版本", "Superseded"), Withdrawn: i18n.T("已停用", "Withdrawn"),
}

// Name gives the name of the state.
func (s State) Name() i18n.Text { return named(stateNames, s) }

// A Version is one version of an item (事项版本). Those read from this package are
// shared between readers: nobody changes them.
type Version struct {
	ID      string // UUIDv7 of this version's row
	Code    Code
	No      int // 1, 2, 3, …
	State   State
	Authors []Author // who wrote on it; none of them reviews it
	// Reviewer is the person who let it pass; empty before that.
	Reviewer    string
	Remark      string    // the reviewer's words when it was sent back or withdrawn
	Rev         int64     // grows with each edit; an edit names the one it began from
	Updated     time.Time // last edit or step
	PublishedAt time.Time // zero before
	EndedAt     time.Time // superseded or withdrawn; zero before
	ActID       string    // the act that published it, for its receipt
	GapCount    int       // blocking gaps when last saved
	Content

	parsed *parsedForm // shared by the readers of a cached version
}

// An Author is an account that wrote on a version and the person behind it (编制人).
type Author struct {
	Account string `json:"account"`
	Person  string `json:"person"`
}

// Wrote reports whether the account, or another account of the same person, wrote
// on the version.
func (v *Version) Wrote(account, person string) bool {
	for _, a := range v.Authors {
		if a.Account == account || (person != "" && a.Person == person) {
			return true
		}
	}
	return false
}

// Address gives the path of the guide, or of this version where it is not current.
func (v *Version) Address() string {
	if v.State == Current {
		return "/items/" + string(v.Code)
	}
	return fmt.Sprintf("/items/%s/v/%d", v.Code, v.No)
}

// Label reads "150131001000 第 2 版".
func (v *Version) Label() i18n.Text {
	return i18n.Tf("%s 第 %d 版", "%s version %d", string(v.Code), v.No)
}

// Digest gives the SHA-256 of the content as kept, which the publishing act names.
func (c *Content) Digest() string {
	raw, err := json.Marshal(c)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// MaterialByID gives a material of the guide.
func (c *Content) MaterialByID(id string) (Material, bool) {
	for _, m := range c.Materials {
		if m.ID == id {
			return m, true
		}
	}
	return Material{}, false
}

// Asked gives the materials the applicant hands in, and Fetched those the office
// fetches itself (OGS-04).
func (c *Content) Asked() []Material { return c.sift(func(m Material) bool { return !m.Held }) }

// Fetched gives the materials that the government already holds.
func (c *Content) Fetched() []Material { return c.sift(func(m Material) bool { return m.Held }) }

func (c *Content) sift(keep func(Material) bool) []Material {
	var out []Material
	for _, m := range c.Materials {
		if keep(m) {
			out = append(out, m)
		}
	}
	return out
}

// Serves reports whether the item is for natural persons, for bodies, or both.
func (c *Content) Serves() (persons, bodies bool) {
	for _, a := range c.Audience {
		if a == Person {
			persons = true
		} else {
			bodies = true
		}
	}
	return persons, bodies
}
