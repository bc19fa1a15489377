// Package wuhai holds the service items that the demonstration city ships
// (演示城市的服务事项): complete guides at several departments, each on true legal
// facts. Every law and article named was read in its text: 行政许可法, 食品安全法 35,
// 取水许可和水资源费征收管理条例 (2017), 道路运输条例 (2023), 城镇排水与污水处理条例
// (2013), 森林法 (2019) with its 实施条例 (2018), 民办非企业单位登记管理暂行条例 (1998),
// 公共场所卫生管理条例 (2019), 老年人权益保障法 (2018).
//
// Addresses, telephones, promised times and which department handles what are the
// demonstration's own; statutory limits are the law's. The codes are local basic
// codes of the demonstration (地方基本编码), not national ones.
package wuhai

import (
	"context"
	"encoding/json"
	"fmt"

	"tongban/civic/access"
	"tongban/civic/org"
	"tongban/hall/item"
	"tongban/platform/db"
	"tongban/platform/fault"
	"tongban/platform/form"
	"tongban/platform/i18n"
)

// An Entry is one item with its code and content (演示事项).
type Entry struct {
	Code    item.Code
	Content item.Content
}

// The codes of the items, for stories and tests.
const (
	FoodLicence     item.Code = "150124001001" // 食品经营许可
	WaterTaking     item.Code = "150115001001" // 取水许可
	DangerousGoods  item.Code = "150114001001" // 道路危险货物运输经营许可
	Sewage          item.Code = "150113001001" // 城镇污水排入排水管网许可
	Logging         item.Code = "150126001001" // 林木采伐许可
	PrivateBody     item.Code = "150107001001" // 民办非企业单位成立登记
	PublicPlace     item.Code = "150119001001" // 公共场所卫生许可
	OldAgeAllowance item.Code = "150507001001" // 高龄津贴
	SeniorCard      item.Code = "152007001001" // 老年人优待证
)

// Items lists the items in the order of their codes' first use above.
func Items() []Entry {
	list := []Entry{food(), water(), dangerous(), sewage(), logging(), privateBody(), publicPlace(), allowance(), seniorCard()}
	return list
}

// Publish takes every item that is not there yet through the editor's acts: an
// editor drafts and submits, another person reviews and publishes. Run again it
// adds only what is missing.
func Publish(ctx context.Context, d *item.Desk, editor, reviewer access.Who) error {
	for _, e := range Items() {
		if err := one(ctx, d, [2]access.Who{editor, reviewer}, e); err != nil {
			return fmt.Errorf("item %s: %w", e.Code, err)
		}
	}
	return nil
}

func one(ctx context.Context, d *item.Desk, by [2]access.Who, e Entry) error {
	var v *item.Version
	err := d.DB.Read(ctx, func(tx *db.Tx) (err error) { v, err = item.At(tx, e.Code, 1); return err })
	if fault.Of(err) == fault.Absent && err != nil {
		v, err = d.Draft(ctx, by[0], e.Code, e.Content)
	}
	if err == nil && v.State == item.Draft {
		v, err = d.Submit(ctx, by[0], item.Of(v))
	}
	if err == nil && v.State == item.InReview {
		v, err = d.Approve(ctx, by[1], item.Of(v))
	}
	if err == nil && v.State == item.Approved {
		_, err = d.Publish(ctx, by[1], item.Of(v))
	}
	return err
}

func t(zh, en string) i18n.Text { return i18n.T(zh, en) }

// ref cites articles of a law by its full title.
func ref(law string, articles ...string) []item.LegalRef {
	out := make([]item.LegalRef, len(articles))
	for i, a := range articles {
		out[i] = item.LegalRef{Law: law, Article: a}
	}
	return out
}

const licensingLaw = "中华人民共和国行政许可法"

// The steps every committed licence goes through: three stages, no more.
func threeSteps(decide item.Limit) []item.Step {
	return []item.Step{
		{Stage: item.StageAccept, Name: t("受理", "Acceptance"), Duty: string(access.WindowAccept), Limit: item.Limit{N: 5, Unit: item.WorkingDays, Note: t("材料不齐的，五日内一次告知全部内容", "what is missing is told once, within five days")}, Output: t("受理通知书，或补正告知书、不予受理决定书", "acceptance slip, one-off notice or refusal to accept")},
		{Stage: item.StageApprove, Name: t("审查与决定", "Examination and decision"), Duty: string(access.ApproveDecide), Limit: decide, Output: t("准予或者不予决定书", "written decision to grant or refuse")},
		{Stage: item.StageClose, Name: t("出件", "Handing out"), Duty: string(access.WindowDeliver), Limit: item.Limit{N: 10, Unit: item.WorkingDays, Note: t("自准予决定之日起", "from the day it is granted")}, Output: t("证照或文书", "the licence or document")},
	}
}

// common fills in what all items of a city department share.
func common(code item.Code, department string, c item.Content) Entry {
	id := org.SeedDepartment(department)
	name := "乌海" + department
	c.Codes = item.Codes{Local: string(code), Task: id + "3" + string(code)}
	c.Unit = item.Unit{ID: id, Name: name}
	c.Office = item.Unit{ID: org.OfficeID(id), Name: name + "行政审批办公室"}
	c.Region, c.Level, c.Charge = "150300", item.City, item.Free
	if c.Quantity.Empty() {
		c.Quantity = t("无数量限制", "No limit on the number")
	}
	c.AnyWindow, c.Online, c.Courier, c.Bookable = true, true, true, true
	hours := t("周一至周五 9:00–12:00，13:30–17:00（夏季 14:30–17:30）", "Mon–Fri 9:00–12:00, 13:30–17:00 (summer 14:30–17:30)")
	c.Places = []item.Place{{Name: "乌海市政务服务中心综合窗口", Address: "乌海市海勃湾区滨河街道（演示地址）", Hours: hours, Phone: "0473-0000001"}}
	c.Consult, c.Complain = "0473-0000001", "0473-0009001"
	c.Remedies = item.Remedies{Review: "乌海市人民政府", Court: "乌海市海勃湾区人民法院"}
	c.Seals.Slip = "special"
	if c.Result.Type == "10" {
		c.Seals.Licence = "agency"
	}
	c.Class = item.ClassCommitted
	if c.Kind == item.Immediate {
		c.Class = item.ClassImmediate
	}
	return Entry{code, c}
}

// definition turns a form into the JSON that a version keeps.
func definition(d form.Def) item.FormDef {
	d.Version = 1
	raw, err := json.Marshal(d)
	if err != nil {
		panic(err) // our own types always marshal
	}
	return item.FormDef(raw)
}

// application is the material that the online form itself is.
func application(basis []item.LegalRef) item.Material {
	p := item.Paper{FromForm: true}
	return item.Material{ID: "m1", Name: t("申请书", "Application form"), Kind: "2", Form: "3", Need: "1", Originals: 1, Supplier: "10", Basis: basis,
		Blank: p, Example: p,
		Standard: t("必填项填写完整，由申请人确认。", "All required answers are given and confirmed by the applicant.")}
}

// business is the business licence, which the office fetches.
func business(id string) item.Material {
	return item.Material{ID: id, Name: t("营业执照", "Business licence"), Kind: "1", Form: "2", Need: "1", Supplier: "20", Issuer: "市场监督管理部门",
		Held: true, HeldAs: "电子营业执照", Basis: ref(licensingLaw, "第三十一条")}
}

// identity is the identity card, which the office fetches.
func identity(id string) item.Material {
	return item.Material{ID: id, Name: t("身份证", "Identity card"), Kind: "1", Form: "2", Need: "1", Supplier: "20", Issuer: "公安机关",
		Held: true, HeldAs: "居民身份证", Basis: ref(licensingLaw, "第三十一条")}
}

// paper is a material the applicant prepares.
func paper(id string, name, standard i18n.Text, basis []item.LegalRef) item.Material {
	return item.Material{ID: id, Name: name, Kind: "3", Form: "3", Need: "1", Originals: 1, Supplier: "10", Basis: basis, Standard: standard}
}
