package org

import (
	"fmt"
	"testing"

	"tongban/civic/access"
	"tongban/civic/cal"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/fault"
)

var (
	today = cal.MustParse(on)
	// security administers the whole city.
	security = access.Who{Account: "sec", Person: "p-sec", Strong: true, Posts: []access.Post{
		{ID: "sec", Unit: SeedRunning, Region: "150300", Duties: []access.Duty{access.SecAdmin}}}}
)

// desk identifies people by what follows "#": "p1#42" and "p2#42" are two records of one number.
func desk(d *db.DB) *Desk {
	return &Desk{DB: d, Guard: access.New(), Clock: clock.At(noon), Identify: func(_ *db.Tx, p string) (string, error) {
		for i := range p {
			if p[i] == '#' {
				return p[i+1:], nil
			}
		}
		return p, nil
	}}
}

// wants fails unless err is the fault with the key; "" wants no error.
func wants(t *testing.T, what string, err error, key string) {
	t.Helper()
	if key == "" {
		if err != nil {
			t.Errorf("%s: got %v, want no error", what, err)
		}
		return
	}
	if !fault.Is(err, key) {
		t.Errorf("%s: got %v, want %s", what, err, key)
	}
	if f, ok := fault.As(err); ok && f.Say.En == "" {
		t.Errorf("%s: no English for %s", what, key)
	}
}

func TestOnlyTheSecurityAdministratorGrants(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		seeded(t, d)
		k, ctx := desk(d), t.Context()
		post := PostID(SeedCityCentre+"-w01", access.WindowAccept)
		a := Appointment{Post: post, Person: "p1", Document: "任〔2026〕1号"}
		for _, duty := range []access.Duty{access.SysAdmin, access.AuditAdmin, access.CentreDirect, access.Supervise, access.WindowAccept} {
			who := access.Who{Account: "x", Person: "px", Strong: true, Posts: []access.Post{
				{ID: "x", Unit: SeedCityCentre, Scope: SeedCityCentre, Region: "150300", Duties: []access.Duty{duty}}}}
			if _, err := k.Appoint(ctx, who, a); fault.Of(err) != fault.Forbidden {
				t.Errorf("%s appoints: got %v, want a refusal", duty, err)
			}
		}
		elsewhere := security
		elsewhere.Posts = []access.Post{{ID: "sec", Unit: "o", Region: "150302", Duties: []access.Duty{access.SecAdmin}}}
		_, err := k.Appoint(ctx, elsewhere, a)
		wants(t, "another district's administrator", err, "access.security-grants")
		a.Person = security.Person
		_, err = k.Appoint(ctx, security, a)
		wants(t, "appointing oneself", err, "access.never-appoint-oneself")
	})
}

func TestAppointmentsHaveDatesAndPapers(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		seeded(t, d)
		k, ctx := desk(d), t.Context()
		good := Appointment{Post: PostID(SeedCityCentre+"-w01", access.WindowAccept), Person: "p1", Document: "任〔2026〕1号"}
		for what, c := range map[string]struct {
			change func(*Appointment)
			key    string
		}{
			"no document":     {func(a *Appointment) { a.Document = " " }, "org.appoint"},
			"nobody":          {func(a *Appointment) { a.Person = "" }, "org.appoint"},
			"no number":       {func(a *Appointment) { a.Person = "p#" }, "org.nobody"},
			"backdated":       {func(a *Appointment) { a.From = today.AddDays(-1) }, "org.appoint"},
			"ends at once":    {func(a *Appointment) { a.From, a.To = today, today }, "org.appoint"},
			"no such post":    {func(a *Appointment) { a.Post = "nowhere" }, "org.no-post"},
			"all in order":    {func(*Appointment) {}, ""},
			"a term to serve": {func(a *Appointment) { a.Person, a.To = "p2", today.AddDays(30) }, ""},
		} {
			a := good
			c.change(&a)
			_, err := k.Appoint(ctx, security, a)
			wants(t, what, err, c.key)
		}
		_, err := k.Appoint(ctx, security, good)
		wants(t, "twice in one post", err, "org.holds")
	})
}

// What somebody holds follows the days: not before, not from the day it ends.
func TestPostsOfFollowsTheDays(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		seeded(t, d)
		k, ctx := desk(d), t.Context()
		dept := SeedDepartment("市水务局")
		post := PostID(OfficeID(dept), access.ApproveDecide)
		h, err := k.Appoint(ctx, security, Appointment{Post: post, Person: "p1", Document: "任〔2026〕2号", From: today.AddDays(7), To: today.AddDays(40)})
		wants(t, "appoint", err, "")
		wants(t, "end", k.EndHolding(ctx, security, Ending{Holding: h.ID, On: today.AddDays(30), Why: "调离"}), "")
		wants(t, "end without a reason", k.EndHolding(ctx, security, Ending{Holding: h.ID}), "org.end")
		wants(t, "end after the end", k.EndHolding(ctx, security, Ending{Holding: h.ID, On: today.AddDays(30), Why: "再调"}), "org.ended")
		for days, want := range map[int]int{0: 0, 6: 0, 7: 1, 29: 1, 30: 0, 60: 0} {
			var posts []access.Post
			read(t, d, func(tx *db.Tx) (err error) { posts, err = PostsOf(tx, "p1", today.AddDays(days).String()); return err })
			if len(posts) != want {
				t.Errorf("after %d days: got %d posts, want %d", days, len(posts), want)
				continue
			}
			if want == 1 {
				if p := posts[0]; p.ID != post || p.Scope != dept || p.Region != "150300" || len(p.Duties) != 1 {
					t.Errorf("got %+v", p)
				}
			}
		}
	})
}

// Ending a post today takes it away today.
func TestEndingIsAtOnce(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		seeded(t, d)
		k, ctx := desk(d), t.Context()
		h, err := k.Appoint(ctx, security, Appointment{Post: PostID(SeedCityCentre, access.CentreDirect), Person: "p1", Document: "任〔2026〕3号"})
		wants(t, "appoint", err, "")
		wants(t, "end", k.EndHolding(ctx, security, Ending{Holding: h.ID, Why: "停职"}), "")
		read(t, d, func(tx *db.Tx) error {
			posts, err := PostsOf(tx, "p1", on)
			if len(posts) != 0 {
				t.Errorf("still holds %v", posts)
			}
			return err
		})
	})
}

func TestUnitsStandWhereTheyMay(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		seeded(t, d)
		k, ctx := desk(d), t.Context()
		dept := SeedDepartment("市水务局")
		for what, c := range map[string]struct {
			u   Unit
			key string
		}{
			"second office":           {Unit{Kind: Office, Name: "另一审批办", Parent: dept, Department: dept, Division: "150300"}, "org.second-office"},
			"office of no department": {Unit{Kind: Office, Name: "审批办", Parent: SeedCityCentre, Division: "150300"}, "org.office"},
			"window at a department":  {Unit{Kind: Window, Name: "窗口", Parent: dept, Division: "150300"}, "org.window"},
			"unknown division":        {Unit{Kind: Station, Name: "站", Parent: SeedCityCentre, Division: "150399"}, "org.no-division"},
			"no name":                 {Unit{Kind: Station, Name: " ", Parent: SeedCityCentre, Division: "150300"}, "org.unit"},
			"wrong credit code":       {Unit{Kind: Department, Name: "局", USCC: "12150300MA0TE0T122", Parent: SeedGovernment, Division: "150300"}, "ident.credit.check"},
			"centre under organ":      {Unit{Kind: TradeCentre, Name: "交易中心", Parent: SeedSupervision, Division: "150300"}, "org.subordinate"},
			"a new station":           {Unit{Kind: Station, Name: "新站", Parent: "centre-150302", Division: "150302"}, ""},
		} {
			_, err := k.AddUnit(ctx, security, c.u)
			wants(t, what, err, c.key)
		}
		centre, err := k.AddUnit(ctx, security, Unit{Kind: TradeCentre, Name: "乌海市公共资源交易中心", Parent: SeedGovernment, Division: "150300"})
		wants(t, "trading centre under the government", err, "")
		_, err = k.AddUnit(ctx, security, Unit{Kind: TradeOffice, Name: "公管办", Parent: centre.ID, Division: "150300"})
		wants(t, "supervision under the trading centre (the regime of 2009)", err, "org.subordinate")
	})
}

func TestDutiesSitWhereTheyMay(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		seeded(t, d)
		k, ctx := desk(d), t.Context()
		dept, other := SeedDepartment("市水务局"), SeedDepartment("市教育局")
		for what, c := range map[string]struct {
			p   PostDef
			key string
		}{
			"clerk at a department":             {PostDef{Unit: dept, Scope: dept, Duties: []access.Duty{access.WindowAccept}}, "org.misplaced"},
			"approver at the centre":            {PostDef{Unit: SeedCityCentre, Scope: dept, Duties: []access.Duty{access.ApproveDecide}}, "org.misplaced"},
			"approver for another department":   {PostDef{Unit: OfficeID(dept), Scope: other, Duties: []access.Duty{access.ApproveDecide}}, "org.scope"},
			"approver for every department":     {PostDef{Unit: OfficeID(dept), Scope: "", Duties: []access.Duty{access.ApproveDecide}}, "org.scope"},
			"clerk for another hall":            {PostDef{Unit: SeedCityCentre, Scope: "centre-150302", Duties: []access.Duty{access.WindowAccept}}, "org.scope"},
			"accept and decide":                 {PostDef{Unit: OfficeID(dept), Scope: dept, Duties: []access.Duty{access.ApproveDecide, access.WindowAccept}}, "org.incompatible"},
			"a duty nobody knows":               {PostDef{Unit: dept, Scope: dept, Duties: []access.Duty{"king"}}, "org.no-duty"},
			"the duty of an applicant":          {PostDef{Unit: dept, Scope: dept, Duties: []access.Duty{access.Applicant}}, "org.no-duty"},
			"no duty":                           {PostDef{Unit: dept, Scope: dept}, "org.post"},
			"examine and decide in one office":  {PostDef{Unit: OfficeID(dept), Scope: dept, Duties: []access.Duty{access.ApproveHandle, access.ApproveDecide}}, ""},
			"accept and hand out in a station":  {PostDef{Unit: "station-" + StationCommunities()[0].Code, Scope: "station-" + StationCommunities()[0].Code, Duties: []access.Duty{access.WindowAccept, access.WindowDeliver}}, ""},
			"another editor for the department": {PostDef{Unit: dept, Scope: dept, Duties: []access.Duty{access.ItemEdit}}, ""},
		} {
			c.p.Name = what
			_, err := k.AddPost(ctx, security, c.p)
			wants(t, what, err, c.key)
		}
	})
}

// A city is founded once, with a security administrator and nobody else.
func TestFoundOnce(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		seeded(t, d)
		k, ctx := desk(d), t.Context()
		sec := Appointment{Post: PostID(SeedRunning, access.SecAdmin), Person: "p1", Document: "任〔2026〕1号"}
		sys := sec
		sys.Post = PostID(SeedRunning, access.SysAdmin)
		_, err := k.Found(ctx, sys)
		wants(t, "founded with a system administrator", err, "org.founded")
		_, err = k.Found(ctx, sec)
		wants(t, "founded", err, "")
		sec.Person = "p2"
		_, err = k.Found(ctx, sec)
		wants(t, "founded again", err, "org.founded")
	})
}

func TestImportedDepartments(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		ensure := func(name, uscc, division string) (u Unit, created bool) {
			if err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
				u, created, err = EnsureDepartment(tx, name, uscc, division)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return u, created
		}
		a, fresh := ensure("广州市公安局", "11440100007483172Q", "440100")
		again, twice := ensure("广州市公安局（改名）", "11440100007483172Q", "440100")
		if !fresh || twice || a.ID != again.ID || again.Name != "广州市公安局" {
			t.Errorf("by code: got %v %v, %+v", fresh, twice, again)
		}
		b, fresh := ensure("某局", "", "440100")
		again, twice = ensure("某局", "", "440100")
		_, elsewhere := ensure("某局", "", "440300")
		if !fresh || twice || b.ID != again.ID || !elsewhere {
			t.Errorf("by name: got %v %v %v, %+v", fresh, twice, elsewhere, again)
		}
	})
}

func TestMandates(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) {
		seeded(t, d)
		k, ctx := desk(d), t.Context()
		a, b, c := SeedDepartment("市水务局"), SeedDepartment("市教育局"), SeedDepartment("市民政局")
		station := "station-" + StationCommunities()[0].Code
		mandate := func(hall, day string) (doc string) {
			read(t, d, func(tx *db.Tx) (err error) { doc, err = MandateOf(tx, a, hall, day); return err })
			return doc
		}
		if got := mandate(SeedCityCentre, on); got == "" {
			t.Error("the city centre has no mandate of the demonstration")
		}
		if got, want := mandate(station, on), mandate(SeedCityCentre, on); got != want {
			t.Errorf("a station under the centre: got %q, want %q", got, want)
		}
		if got := mandate(SeedCityCentre, "2025-12-31"); got != "" {
			t.Errorf("before it took effect: got %q", got)
		}
		if got := mandate(SeedSupervision, on); got != "" {
			t.Errorf("a body that is no hall: got %q", got)
		}
		good := Delegation{Kind: Entrust, Principal: a, Agent: b, Document: "委〔2026〕1号", Title: "委托决定", PublishedOn: today, From: today}
		for i, x := range []struct {
			change func(*Delegation)
			key    string
		}{
			{func(g *Delegation) { g.Document = "" }, "org.delegation"},
			{func(g *Delegation) { g.PublishedOn = today.AddDays(1) }, "org.delegation"},
			{func(g *Delegation) { g.PublishedOn = cal.Date{} }, "org.delegation"},
			{func(g *Delegation) { g.Agent = SeedCityCentre }, "org.delegation"},
			{func(g *Delegation) { g.Agent = a }, "org.delegation"},
			{func(g *Delegation) { g.Kind = Front }, "org.delegation"},
			{func(*Delegation) {}, ""},
			{func(g *Delegation) { g.Principal, g.Agent = b, c }, "org.sub-delegation"},
			{func(g *Delegation) { g.Principal, g.Agent = c, a }, "org.sub-delegation"},
			{func(g *Delegation) { g.Principal, g.Agent = a, c }, ""},
		} {
			g := good
			x.change(&g)
			_, err := k.Delegate(ctx, security, g)
			wants(t, fmt.Sprintf("delegation %d", i), err, x.key)
		}
	})
}
