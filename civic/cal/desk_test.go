package cal_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"tongban/civic/access"
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/law"
	"tongban/civic/limit"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/fault"
)

var schemas = []db.Schema{act.Schema, cal.Schema, limit.Schema}

const text2027 = `一、元旦：1月1日至3日放假，共3天。
二、春节：2月5日至12日放假调休，共8天。1月31日（周日）、2月20日（周六）上班。
三、清明节：4月3日至5日放假，共3天。
四、劳动节：5月1日至5日放假调休，共5天。4月25日（周日）上班。
五、端午节：6月9日放假。
六、中秋节：9月15日放假。
七、国庆节：10月1日至7日放假调休，共7天。10月9日（周六）上班。`

func draft() cal.Draft {
	return cal.Draft{Year: 2027, Title: "试验用：2027年放假安排", Source: "https://example.invalid/2027", Text: text2027}
}

func as(name string, duties ...access.Duty) context.Context {
	return access.With(context.Background(), access.Who{Account: "a-" + name, Person: "p-" + name, Name: name, Strong: true,
		For:   access.Principal{ID: "p-" + name},
		Posts: []access.Post{{ID: "post-" + name, Unit: "centre", Scope: "centre", Region: "150300", Duties: duties}}})
}

var (
	editor  = as("录入", access.CalendarEdit)
	checker = as("复核", access.CalendarCheck)
	clerk   = as("窗口", access.WindowAccept)
	nobody  = context.Background()
)

func desk(t *testing.T, d *db.DB) *cal.Desk {
	t.Helper()
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, clock.Beijing)
	s := cal.NewStore(d)
	if _, err := s.Load(context.Background(), at); err != nil {
		t.Fatal(err)
	}
	return &cal.Desk{Store: s, Guard: access.New(), Clock: clock.At(at), Clocks: limit.Counter(d)}
}

func openClock(t *testing.T, d *db.DB, k *cal.Calendar) {
	t.Helper()
	if err := d.Write(context.Background(), func(tx *db.Tx) error {
		_, err := limit.Open(tx, limit.Clock{SubjectKind: "case", Subject: "C1", Stage: "decide", Unit: "U1", Start: cal.MustParse("2027-01-26"),
			Legal: cal.WD(20), Cite: law.Licensing.Art(42).P(1), Opened: cal.MustParse("2027-01-26").Start()}.Dated(k))
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// rule: TIM-08 TIM-11
func TestANoticeIsEnteredByOneAndPublishedByAnother(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		k := desk(t, d)
		before, err := k.Store.Current(nobody)
		if err != nil {
			t.Fatal(err)
		}
		openClock(t, d, before)
		id, err := k.Enter(editor, draft())
		if err != nil {
			t.Fatal(err)
		}
		trial, err := k.DryRun(checker, id)
		if err != nil || trial.WhyNot != nil {
			t.Fatalf("dry run: got %v, %v; want that the checker may publish", err, trial.WhyNot)
		}
		if trial.Effect.Looked != 1 || trial.Effect.Later != 1 || trial.Effect.Settled != 1 || len(trial.Shifts) != 15 {
			t.Errorf("dry run: got %+v and %d days, want one clock later and settled, 15 days", trial.Effect, len(trial.Shifts))
		}
		if now, _ := k.Store.Current(nobody); now.Version() != before.Version() {
			t.Error("the dry run changed the calendar")
		}
		if _, err := k.Publish(editor, id, trial.Entry.Sum()); fault.Of(err) != fault.Forbidden {
			t.Errorf("published by whoever entered it: got %v, want a refusal", err)
		}
		if _, err := k.Publish(checker, id, "0000"); !fault.Is(err, "calendar.changed") {
			t.Errorf("published unseen: got %v, want a refusal", err)
		}
		effect, err := k.Publish(checker, id, trial.Entry.Sum())
		if err != nil || effect != trial.Effect {
			t.Fatalf("published: got %+v, %v; want what the dry run said, %+v", effect, err, trial.Effect)
		}
		after, _ := k.Store.Current(nobody)
		if !after.Announced(2027) || after.IsWorking(cal.MustParse("2027-02-08")) || !after.IsWorking(cal.MustParse("2027-01-31")) || after.Version() != trial.Version {
			t.Errorf("got calendar %s, want the notice in force in %s", after.Version(), trial.Version)
		}
		if _, err := k.Publish(checker, id, trial.Entry.Sum()); !fault.Is(err, "calendar.settled") {
			t.Errorf("published twice: got %v, want a refusal", err)
		}
		if err := k.Drop(editor, id); !fault.Is(err, "calendar.settled") {
			t.Errorf("dropped after publication: got %v, want a refusal", err)
		}
		onRecord(t, d, "calendar.enter", 1)
		onRecord(t, d, "calendar.publish", 1)
		onRecord(t, d, "limit.recompute", 1)
		reopened(t, d, [2]*cal.Calendar{before, after})
		if e, err := k.CatchUp(nobody); err != nil || e.Looked != 0 {
			t.Errorf("catching up: got %+v, %v; want nothing to do", e, err)
		}
	})
}

func onRecord(t *testing.T, d *db.DB, verb string, want int64) {
	t.Helper()
	if err := d.Glance(nobody, func(tx *db.Tx) error {
		n, err := db.One(tx, db.Int, `SELECT COUNT(*) FROM act WHERE verb = $1`, verb)
		if n != want {
			t.Errorf("%s: got %d acts, want %d", verb, n, want)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// reopened checks that a new process finds the version in force and the old one.
func reopened(t *testing.T, d *db.DB, versions [2]*cal.Calendar) {
	t.Helper()
	before, after := versions[0], versions[1]
	s := cal.NewStore(d)
	if c, err := s.Current(nobody); err != nil || c.Version() != after.Version() {
		t.Errorf("after a restart: got %v, %v; want %s", c, err, after.Version())
	}
	old, err := s.Version(nobody, before.Version())
	if err != nil || old.IsWorking(cal.MustParse("2027-01-31")) || old.Version() != before.Version() {
		t.Errorf("the version before: got %v, %v; want it as it was", old, err)
	}
	if list, err := s.Versions(nobody); err != nil || len(list) != 2 || list[0].Version != after.Version() {
		t.Errorf("got versions %v, %v; want two, the newest first", list, err)
	}
	if _, err := s.Version(nobody, "never"); fault.Of(err) != fault.Absent {
		t.Errorf("a version that never was: got %v, want absent", err)
	}
}

func TestOnlyTheTwoDesksSeeAndTouchNotices(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		k := desk(t, d)
		id, err := k.Enter(editor, draft())
		if err != nil {
			t.Fatal(err)
		}
		for name, ctx := range map[string]context.Context{"nobody": nobody, "a clerk": clerk} {
			if _, err := k.Enter(ctx, draft()); err == nil {
				t.Errorf("%s entered a notice", name)
			}
			if _, err := k.DryRun(ctx, id); err == nil {
				t.Errorf("%s saw a dry run", name)
			}
			if _, err := k.Entries(ctx); err == nil {
				t.Errorf("%s saw the entries", name)
			}
			if err := k.Drop(ctx, id); err == nil {
				t.Errorf("%s dropped a notice", name)
			}
		}
		if _, err := k.Enter(checker, draft()); fault.Of(err) != fault.Forbidden {
			t.Errorf("entered by a checker: got %v, want a refusal", err)
		}
		both := as("两职", access.CalendarEdit, access.CalendarCheck)
		own, err := k.Enter(both, draft())
		if err != nil {
			t.Fatal(err)
		}
		trial, err := k.DryRun(both, own)
		if err != nil || trial.WhyNot == nil {
			t.Errorf("dry run of one's own: got %v, want that publishing is refused", err)
		}
		if _, err := k.Publish(both, own, trial.Entry.Sum()); fault.Of(err) != fault.Forbidden {
			t.Errorf("one person with both duties published their own: got %v", err)
		}
		if err := k.Drop(editor, id); err != nil {
			t.Errorf("taking back: %v", err)
		}
		if _, err := k.Publish(checker, id, trial.Entry.Sum()); !fault.Is(err, "calendar.settled") {
			t.Errorf("published after it was taken back: got %v", err)
		}
		if list, err := k.Entries(checker); err != nil || len(list) != 2 || list[1].State != cal.Dropped {
			t.Errorf("got %v, %v; want two entries, the first dropped", list, err)
		}
	})
}

func TestAnEntryWithFaultsNamesEachField(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		k := desk(t, d)
		_, err := k.Enter(editor, cal.Draft{Year: 1999, Region: "abc"})
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Invalid {
			t.Fatalf("got %v, want a fault of input", err)
		}
		for _, want := range []string{"year", "title", "source", "region", "text"} {
			if !hasField(f, want) {
				t.Errorf("got fields %v, want %s among them", f.Fields, want)
			}
		}
		bad := draft()
		bad.Text += "\n八、某节：13月1日放假"
		_, err = k.Enter(editor, bad)
		if f, ok = fault.As(err); !ok || len(f.Fields) != 1 || !strings.Contains(f.Fields[0].Why.Zh, "第8行") {
			t.Errorf("got %v, want line 8 named", err)
		}
	})
}

func hasField(f *fault.Error, name string) bool {
	for _, x := range f.Fields {
		if x.Name == name {
			return true
		}
	}
	return false
}
