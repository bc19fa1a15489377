package demo

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"time"

	"tongban/city"
	"tongban/civic/access"
	"tongban/civic/cal"
	"tongban/civic/person"
	"tongban/hall/casework"
	"tongban/hall/item"
	"tongban/hall/item/wuhai"
	"tongban/platform/blob"
	"tongban/platform/db"
	"tongban/platform/form"
)

func (b *builder) items(ctx context.Context) error {
	return wuhai.Publish(ctx, b.c.Items, b.who["editor"], b.who["reviewer"])
}

// A plot is one case of the demonstration: which item, how many working days ago
// it was filed, and how far it came.
type plot struct {
	code item.Code
	ago  int
	end  string // "intake", "correct", "silent", "decide", "examined", "granted", "refused", "delivered", "closed", "not-competent"
}

var plots = []plot{
	{wuhai.FoodLicence, 24, "closed"}, {wuhai.WaterTaking, 23, "decide"}, {wuhai.SeniorCard, 20, "closed"}, {wuhai.FoodLicence, 18, "refused-closed"},
	{wuhai.Sewage, 16, "decide"}, {wuhai.PublicPlace, 14, "closed"}, {wuhai.FoodLicence, 12, "silent"}, {wuhai.Logging, 11, "delivered"},
	{wuhai.OldAgeAllowance, 9, "granted"}, {wuhai.FoodLicence, 8, "examined"}, {wuhai.PrivateBody, 8, "not-competent"}, {wuhai.FoodLicence, 7, "decide"},
	{wuhai.PublicPlace, 6, "correct"}, {wuhai.FoodLicence, 5, "refused"}, {wuhai.SeniorCard, 4, "closed"}, {wuhai.DangerousGoods, 4, "decide"},
	{wuhai.FoodLicence, 3, "intake"}, {wuhai.WaterTaking, 3, "intake"}, {wuhai.OldAgeAllowance, 2, "intake"}, {wuhai.FoodLicence, 2, "decide"},
	{wuhai.FoodLicence, 1, "intake"}, {wuhai.SeniorCard, 1, "intake"},
}

// cases lives through the last weeks: each plot is filed on its day and carried on
// by the people whose duty it is, and the clocks fire every night.
func (b *builder) cases(ctx context.Context) error {
	calendar, err := b.c.Calendar.Current(ctx)
	if err != nil {
		return err
	}
	today := cal.DateOf(b.at.Base.Now())
	for i, p := range plots {
		day := today
		for n := p.ago; n > 0; {
			day = day.AddDays(-1)
			if ok, _, _ := calendar.Working(day); ok {
				n--
			}
		}
		b.at.To(day.Start().Add(9*time.Hour + time.Duration(13*i)*time.Minute))
		if err := b.c.Settle(ctx); err != nil {
			return err
		}
		if err := b.play(ctx, p); err != nil {
			return fmt.Errorf("%s, %s: %w", p.code, p.end, err)
		}
	}
	return nil
}

func (b *builder) play(ctx context.Context, p plot) error {
	v, err := b.version(ctx, p.code)
	if err != nil {
		return err
	}
	c, err := b.fileCase(ctx, v, p.end == "correct")
	if err != nil || p.end == "intake" || p.end == "silent" {
		return err
	}
	clerk, d := b.who["clerk"], b.c.Cases
	b.later(20 * time.Minute)
	switch p.end {
	case "correct":
		_, err := d.OneOffNotice(ctx, clerk, c.No, []casework.Correction{{Slot: lastSlot(v), What: "材料不清晰", Why: "上传的图片看不清，请重新拍照上传，四角完整、文字可辨。"}})
		return err
	case "not-competent":
		_, err := d.NotCompetent(ctx, clerk, c.No, casework.PaperBody{Reasons: "申请的活动范围只在一个区内。", Where: "海勃湾区民政局"})
		return err
	}
	if _, err := d.Acceptance(ctx, clerk, c.No, nil); err != nil {
		return err
	}
	return b.decide(ctx, v, c.No, p.end)
}

// decide carries an accepted case on to the end of its plot.
func (b *builder) decide(ctx context.Context, v *item.Version, no casework.No, end string) error {
	d := b.c.Cases
	if end == "decide" {
		return nil
	}
	handler, decider := b.officersOf(v)
	refuse := strings.HasPrefix(end, "refused")
	if v.Class != item.ClassImmediate {
		b.later(26 * time.Hour)
		o := casework.Opinion{Grant: casework.ProposeGrant, Words: "材料齐全，符合条件。"}
		if refuse {
			o = casework.Opinion{Grant: casework.ProposeRefuse, Words: "经营场所布局不符合要求。"}
		}
		if _, err := d.Examination(ctx, handler, no, o); err != nil || end == "examined" {
			return err
		}
	}
	b.later(3 * time.Hour)
	var err error
	if refuse {
		_, err = d.Refusal(ctx, decider, no, casework.PaperBody{Facts: "现场核查发现，加工间与贮存间没有分隔。", Basis: v.Basis[0].String(), Reasons: "经营场所的布局不能防止待加工食品与直接入口食品交叉污染。"})
	} else {
		_, err = d.Granting(ctx, decider, no, "符合法定条件。")
	}
	if err != nil || end == "granted" || end == "refused" {
		return err
	}
	b.later(2 * time.Hour)
	if _, err := d.Delivering(ctx, b.who["deliverer"], no, casework.Delivery{How: "counter", Proof: "本人签收"}); err != nil || end == "delivered" {
		return err
	}
	_, err = d.Closing(ctx, b.who["deliverer"], no)
	return err
}

// later moves the clock on, never past the present.
func (b *builder) later(d time.Duration) { b.at.To(b.at.Now().Add(d)) }

func (b *builder) version(ctx context.Context, code item.Code) (v *item.Version, err error) {
	err = b.c.DB.Read(ctx, func(tx *db.Tx) (err error) { v, err = item.Published(tx, code); return err })
	return v, err
}

// officersOf gives the two officers of the approval office of an item.
func (b *builder) officersOf(v *item.Version) (handler, decider access.Who) {
	for _, w := range b.who {
		if p, ok := w.PostWith(access.ApproveHandle); ok && p.Scope == v.Unit.ID {
			handler = w
		}
		if p, ok := w.PostWith(access.ApproveDecide); ok && p.Scope == v.Unit.ID {
			decider = w
		}
	}
	return handler, decider
}

// fileCase files on line with the item's own sample answers and small pictures for
// the papers.
func (b *builder) fileCase(ctx context.Context, v *item.Version, blurred bool) (casework.Case, error) {
	persons, _ := v.Serves()
	who := b.who["company"]
	if persons {
		who = b.who["citizen"]
	}
	answers, err := b.answers(v, who)
	if err != nil {
		return casework.Case{}, err
	}
	var ms []casework.Material
	for i, m := range v.Asked() {
		if m.Blank.FromForm || m.Need != "1" {
			continue
		}
		shade := uint8(230 - 20*i)
		if blurred {
			shade = 128
		}
		ref, err := b.c.Blobs.Put(ctx, bytes.NewReader(picture(shade)), blob.Limit{Name: m.ID + ".png"})
		if err != nil {
			return casework.Case{}, err
		}
		ms = append(ms, casework.Material{Slot: m.ID, Name: m.Name.Zh + ".png", Hash: ref.Hash, Size: ref.Size, Kind: string(ref.Kind)})
	}
	return b.c.Cases.Submit(ctx, who, casework.Application{Client: ClientID(), Item: v.Code, Version: v.No, Answers: answers, Materials: ms})
}

// answers fills the form from the item's sample and what is known of the applicant.
func (b *builder) answers(v *item.Version, who access.Who) (form.Answers, error) {
	def, err := casework.FormOf(v)
	if err != nil {
		return nil, err
	}
	a := v.Sample
	for _, s := range def.Sections {
		for _, f := range s.Fields {
			switch {
			case f.Type == form.Tick:
				a = a.With(f.Name, form.Yes{})
			case f.Prefill == "applicant.name":
				a = a.With(f.Name, form.Str(who.For.Name))
			case f.Type == form.CreditCode:
				a = a.With(f.Name, form.Str(companyCode()))
			case f.Type == form.CitizenID:
				a = a.With(f.Name, form.Str(Citizens()[0].number()))
			}
		}
	}
	return a, nil
}

func lastSlot(v *item.Version) string {
	slot := ""
	for _, m := range v.Asked() {
		if !m.Blank.FromForm && m.Need == "1" {
			slot = m.ID
		}
	}
	return slot
}

// picture draws a small grey page.
func picture(shade uint8) []byte {
	img := image.NewGray(image.Rect(0, 0, 210, 297))
	for i := range img.Pix {
		img.Pix[i] = shade
	}
	for y := 40; y < 250; y += 14 {
		for x := 30; x < 180; x++ {
			img.SetGray(x, y, color.Gray{Y: shade / 2})
		}
	}
	var buf bytes.Buffer
	png.Encode(&buf, img) //nolint:errcheck // into memory
	return buf.Bytes()
}

// Sample gives the filled-in example of an item's form, with its declaration made.
func Sample(code item.Code) form.Answers {
	for _, e := range wuhai.Items() {
		if e.Code == code {
			return e.Content.Sample.With("truth", form.Yes{})
		}
	}
	return nil
}

// Current gives the published version of an item.
func Current(ctx context.Context, c *city.City, code item.Code) (*item.Version, error) {
	b := builder{c: c}
	return b.version(ctx, code)
}

// CompanyID gives the person id of the company of the demonstration.
func CompanyID(ctx context.Context, c *city.City) string {
	var id string
	err := c.DB.Glance(ctx, func(tx *db.Tx) (err error) {
		id, err = db.One(tx, db.Str, `SELECT id FROM person WHERE lookup = $1`, person.Lookup(c.Vault, person.Company, companyCode()))
		return err
	})
	if err != nil {
		return ""
	}
	return id
}
