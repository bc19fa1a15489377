package item_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"tongban/civic/access"
	"tongban/hall/item"
	"tongban/hall/item/wuhai"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// An imported draft is completed section by section through the editor's acts,
// reviewed by another person and published, and stays what it was for the cases
// under it.
func TestAnImportedItemIsCompletedReviewedAndPublished(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		ctx, desk := context.Background(), newDesk(d)
		rep, err := desk.Import(ctx, item.OrgOffices{}, item.Origin{Name: "guangdong-2021", File: given(t, "guangdong_items_2021.jsonl")}, item.Options{Region: "150300", Who: editor})
		if err != nil || rep.Accepted != 2262 {
			t.Fatalf("import: %d accepted, %v", rep.Accepted, err)
		}
		works := read(t, d, func(tx *db.Tx) ([]item.Work, error) {
			return item.Works(tx, item.Bench{State: item.Draft, Limit: 200})
		})
		published := 0
		for _, w := range works {
			v := read(t, d, func(tx *db.Tx) (*item.Version, error) { return item.At(tx, w.Code, w.No) })
			if v.Type != item.Licence || !v.Promise.Set() || !v.Legal.Set() || len(v.Materials) == 0 || v.Visits > 0 {
				continue
			}
			if _, err := desk.Submit(ctx, editor, item.Of(v)); !fault.Is(err, "item.gaps") || len(item.Lacks(err)) != w.Gaps {
				t.Fatalf("%s: submitting with %d gaps: got %v with %d fields", w.Code, w.Gaps, err, len(item.Lacks(err)))
			}
			finish(t, desk, v)
			if published++; published == 5 {
				break
			}
		}
		if published != 5 {
			t.Fatalf("got %d items published, want 5", published)
		}
		cards := read(t, d, func(tx *db.Tx) ([]item.Card, error) { return item.List(tx, item.Shelf{}) })
		if len(cards) != 5 {
			t.Errorf("got %d items on the shelf, want 5", len(cards))
		}
		if n := count(t, d, "SELECT COUNT(*) FROM act WHERE verb = 'item.publish'"); n != 5 {
			t.Errorf("got %d acts of publishing, want 5", n)
		}
	})
}

// finish fills every gap of an imported licence and takes it through review.
func finish(t *testing.T, desk *item.Desk, v *item.Version) *item.Version {
	t.Helper()
	ctx := context.Background()
	whole := complete(t, wuhai.FoodLicence)
	v, err := desk.Edit(ctx, editor, item.Of(v), "materials", func(c *item.Content) error {
		c.About, c.Steps, c.Form, c.Sample = i18n.T("说明", "about"), whole.Steps, whole.Form, whole.Sample
		c.Basis, c.Charge, c.Result, c.Seals = whole.Basis, item.Free, whole.Result, whole.Seals
		c.Quantity, c.Remedies, c.Places, c.Complain, c.Consult = whole.Quantity, whole.Remedies, whole.Places, "0473-0009001", "0473-0000001"
		c.Office = item.Unit{ID: c.Unit.ID + "-spb", Name: c.Unit.Name + "行政审批办公室"}
		if c.Conditions.Empty() {
			c.Conditions = whole.Conditions
		}
		for i := range c.Materials {
			m := &c.Materials[i]
			m.Basis, m.Kind, m.Form, m.Need, m.Supplier = whole.Basis, "3", "3", "1", "10"
			if item.CatchAll(m.Name.Zh) {
				m.Name = i18n.T("补充说明", "Supplementary note")
			}
		}
		return nil
	})
	for _, step := range []func() error{
		func() error { v, err = desk.Submit(ctx, editor, item.Of(v)); return err },
		func() error { v, err = desk.Approve(ctx, reviewer, item.Of(v)); return err },
		func() error { v, err = desk.Publish(ctx, reviewer, item.Of(v)); return err },
	} {
		if err == nil {
			err = step()
		}
	}
	if err != nil {
		t.Fatalf("%s %s: %v %v", v.Code, v.Name.Zh, err, item.Lacks(err))
	}
	return v
}

func publish(t *testing.T, desk *item.Desk, code item.Code, c item.Content) *item.Version {
	t.Helper()
	ctx := context.Background()
	v, err := desk.Draft(ctx, editor, code, c)
	if err == nil {
		v, err = desk.Submit(ctx, editor, item.Of(v))
	}
	if err == nil {
		v, err = desk.Approve(ctx, reviewer, item.Of(v))
	}
	if err == nil {
		v, err = desk.Publish(ctx, reviewer, item.Of(v))
	}
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestNobodyReviewsWhatTheyWrote(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		ctx, desk := context.Background(), newDesk(d)
		v, err := desk.Draft(ctx, editor, "CODE-1", complete(t, wuhai.FoodLicence))
		if err != nil {
			t.Fatal(err)
		}
		if v, err = desk.Edit(ctx, editor2, item.Of(v), "basics", func(c *item.Content) error { c.Short = "改"; return nil }); err != nil {
			t.Fatal(err)
		}
		if v, err = desk.Submit(ctx, editor2, item.Of(v)); err != nil {
			t.Fatal(err)
		}
		// The first author, in a second account with the reviewer's post.
		turned := staff("another-account", access.ItemReview)
		turned.Person = editor.Person
		for name, act := range map[string]func(context.Context, access.Who, item.Target) (*item.Version, error){"approve": desk.Approve, "return": func(ctx context.Context, w access.Who, tg item.Target) (*item.Version, error) {
			return desk.Return(ctx, w, tg, "理由")
		}} {
			if _, err := act(ctx, turned, item.Of(v)); fault.Of(err) != fault.Forbidden {
				t.Errorf("an author who %ss: got %v, want forbidden", name, err)
			}
		}
		for name, who := range map[string]access.Who{"editor": editor, "clerk": clerk, "nobody": {}} {
			if _, err := desk.Approve(ctx, who, item.Of(v)); err == nil {
				t.Errorf("the %s could approve", name)
			}
		}
		if v, err = desk.Approve(ctx, reviewer, item.Of(v)); err != nil {
			t.Fatal(err)
		}
		if _, err := desk.Publish(ctx, turned, item.Of(v)); fault.Of(err) != fault.Forbidden {
			t.Errorf("an author who publishes: got %v, want forbidden", err)
		}
	})
}

func TestAVersionKeepsItsContentForTheCasesUnderIt(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		ctx, desk := context.Background(), newDesk(d)
		first := publish(t, desk, "CODE-1", complete(t, wuhai.FoodLicence))
		now := func() *item.Version {
			return read(t, d, func(tx *db.Tx) (*item.Version, error) { return item.Published(tx, "CODE-1") })
		}
		if got := now(); got.No != 1 || got.ActID == "" || got.Digest() != first.Digest() {
			t.Fatalf("got version %d, act %q", got.No, got.ActID)
		}
		if _, err := desk.Edit(ctx, editor, item.Of(first), "basics", func(c *item.Content) error { c.Short = "改"; return nil }); fault.Of(err) != fault.Conflict {
			t.Errorf("editing a published version: got %v, want a conflict", err)
		}
		second, err := desk.Revise(ctx, editor, "CODE-1")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := desk.Revise(ctx, editor, "CODE-1"); !fault.Is(err, "item.draft-exists") {
			t.Errorf("a second draft: got %v", err)
		}
		if second, err = desk.Edit(ctx, editor, item.Of(second), "limits", func(c *item.Content) error { c.Promise = item.Days(5); return nil }); err != nil {
			t.Fatal(err)
		}
		if got := now(); got.Promise.N != 8 {
			t.Errorf("the public reads a draft: promise %d", got.Promise.N)
		}
		second, err = desk.Submit(ctx, editor, item.Of(second))
		if err == nil {
			second, err = desk.Approve(ctx, reviewer, item.Of(second))
		}
		if err == nil {
			_, err = desk.Publish(ctx, reviewer, item.Of(second))
		}
		if err != nil {
			t.Fatal(err)
		}
		old := read(t, d, func(tx *db.Tx) (*item.Version, error) { return item.At(tx, "CODE-1", 1) })
		if got := now(); got.No != 2 || got.Promise.N != 5 || old.State != item.Superseded || old.Promise.N != 8 || old.Digest() != first.Digest() {
			t.Errorf("got current %d (%d days), old %s (%d days)", got.No, got.Promise.N, old.State, old.Promise.N)
		}
		v, err := desk.Withdraw(ctx, reviewer, item.Of(now()), "合并")
		if err != nil || v.State != item.Withdrawn {
			t.Fatalf("withdraw: %v %v", v, err)
		}
		err = d.Read(ctx, func(tx *db.Tx) error { _, err := item.Published(tx, "CODE-1"); return err })
		if fault.Of(err) != fault.Absent || err == nil {
			t.Errorf("a withdrawn item: got %v, want absent", err)
		}
	})
}

func TestTwoEditorsDoNotOverwriteEachOther(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		ctx, desk := context.Background(), newDesk(d)
		v, err := desk.Draft(ctx, editor, "CODE-1", item.Content{Name: i18n.T("甲", ""), Region: "150300"})
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		kept, refused := 0, 0
		for i := range 8 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				_, err := desk.Edit(ctx, editor, item.Of(v), "basics", func(c *item.Content) error { c.Short = fmt.Sprint(i); return nil })
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					kept++
				case fault.Is(err, "item.overtaken"):
					refused++
				default:
					t.Error(err)
				}
			}()
		}
		wg.Wait()
		if kept != 1 || refused != 7 {
			t.Errorf("got %d kept and %d refused, want 1 and 7", kept, refused)
		}
	})
}

func TestAnEditorKeepsToTheirDepartment(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, schemas...)
	ctx, desk := context.Background(), newDesk(d)
	bound := staff("shuiwu-sun", access.ItemEdit)
	bound.Posts[0].Scope = "dept-water"
	mine := item.Content{Name: i18n.T("甲", ""), Region: "150300", Unit: item.Unit{ID: "dept-water"}}
	v, err := desk.Draft(ctx, bound, "CODE-1", mine)
	if err != nil {
		t.Fatal(err)
	}
	_, err = desk.Edit(ctx, bound, item.Of(v), "basics", func(c *item.Content) error { c.Unit.ID = "dept-food"; return nil })
	if fault.Of(err) != fault.Forbidden {
		t.Errorf("handing an item to another department: got %v, want forbidden", err)
	}
	mine.Unit.ID = "dept-food"
	if _, err := desk.Draft(ctx, bound, "CODE-2", mine); fault.Of(err) != fault.Forbidden {
		t.Errorf("drafting for another department: got %v, want forbidden", err)
	}
	if _, err := desk.Open(ctx, access.Who{}, "CODE-1", 1); fault.Of(err) != fault.Absent {
		t.Errorf("a visitor who opens a draft: got %v, want absent", err)
	}
	if _, err := desk.Open(ctx, clerk, "CODE-1", 1); fault.Of(err) != fault.Forbidden {
		t.Errorf("a clerk who opens a draft: got %v, want forbidden", err)
	}
}

func TestARefusedStepSaysWhatIsLawful(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, schemas...)
	ctx, desk := context.Background(), newDesk(d)
	v, err := desk.Draft(ctx, editor, "CODE-1", complete(t, wuhai.FoodLicence))
	if err != nil {
		t.Fatal(err)
	}
	_, err = desk.Publish(ctx, reviewer, item.Of(v))
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Conflict || !strings.Contains(f.Rule.Zh, "行政许可法") {
		t.Errorf("publishing a draft: got %v", err)
	}
	if v, err = desk.Submit(ctx, editor, item.Of(v)); err != nil {
		t.Fatal(err)
	}
	if v, err = desk.Recall(ctx, editor, item.Of(v)); err != nil || v.State != item.Draft {
		t.Errorf("recall: got %v, %v", v, err)
	}
}

func TestTheTableOfStatesIsSound(t *testing.T) {
	for _, gap := range item.Flow.Check() {
		t.Error(gap)
	}
}

// A write that is lost leaves nothing in the cache of published versions.
func TestALostPublicationIsNeverServed(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		ctx, desk := context.Background(), newDesk(d)
		v, err := desk.Draft(ctx, editor, "CODE-1", complete(t, wuhai.FoodLicence))
		if err == nil {
			v, err = desk.Submit(ctx, editor, item.Of(v))
		}
		if err == nil {
			v, err = desk.Approve(ctx, reviewer, item.Of(v))
		}
		if err != nil {
			t.Fatal(err)
		}
		lost := errors.New("lost")
		desk.Shelved = func(tx *db.Tx, v *item.Version) error {
			if _, err := item.Published(tx, v.Code); err != nil {
				return err
			}
			return lost
		}
		if _, err := desk.Publish(ctx, reviewer, item.Of(v)); !errors.Is(err, lost) {
			t.Fatalf("got %v", err)
		}
		desk.Shelved = nil
		if v, err = desk.Return(ctx, reviewer, item.Of(v), "改一改"); err != nil {
			t.Fatal(err)
		}
		if v, err = desk.Edit(ctx, editor, item.Of(v), "limits", func(c *item.Content) error { c.Promise = item.Days(3); return nil }); err != nil {
			t.Fatal(err)
		}
		if v, err = desk.Submit(ctx, editor, item.Of(v)); err == nil {
			if v, err = desk.Approve(ctx, reviewer, item.Of(v)); err == nil {
				v, err = desk.Publish(ctx, reviewer, item.Of(v))
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		got := read(t, d, func(tx *db.Tx) (*item.Version, error) { return item.Published(tx, "CODE-1") })
		if got.Promise.N != 3 || got.ActID != v.ActID {
			t.Errorf("got a promise of %d days and act %s, want 3 and %s", got.Promise.N, got.ActID, v.ActID)
		}
		acts := count(t, d, "SELECT COUNT(*) FROM act WHERE id = '"+got.ActID+"'")
		if acts != 1 {
			t.Errorf("the act named by the version is recorded %d times, want once", acts)
		}
	})
}
