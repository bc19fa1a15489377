package calpage

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"tongban/civic/cal"
	"tongban/platform/clock"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// A yearView is the year as the page shows it.
type yearView struct {
	shell       ui.Shell
	year        int
	tabs        []ui.Tab
	facts       []ui.Fact
	provisional string
	months      []monthView
	days        ui.TableView
	versions    ui.TableView
	ask         string
}

// A monthView is one month: a caption and weeks of seven days.
type monthView struct {
	caption string
	weeks   [][7]dayView
}

// A dayView is one cell; Number 0 is an empty one.
type dayView struct {
	number int
	mark   string
	tone   ui.Tone
}

func (p Pages) calendar(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	k, err := p.Desk.Store.Current(ctx)
	if err != nil {
		return err
	}
	versions, err := p.Desk.Store.Versions(ctx)
	if err != nil {
		return err
	}
	today := cal.DateOf(p.Desk.Clock.Now())
	year, err := strconv.Atoi(r.FormValue("year"))
	if err != nil || year < 2007 || year > 2050 {
		year = today.Year()
	}
	return web.Show(w, r, http.StatusOK, calendarPage(viewYear(ctx, k.In(r.FormValue("region")), year, today).with(ctx, versions)))
}

func viewYear(ctx context.Context, k *cal.Calendar, year int, today cal.Date) yearView {
	title := say(ctx, "calendar.title", year)
	v := yearView{year: year, shell: ui.Shell{Title: title, Lead: say(ctx, "calendar.lead"), Nav: "calendar",
		Crumbs: []ui.Crumb{{Say: say(ctx, "calendar.home"), Href: "/"}, {Say: title}}}, ask: "/calendar/why?from=" + today.String() + "&n=20&unit=wd"}
	for y := today.Year() - 2; y <= today.Year()+2; y++ {
		v.tabs = append(v.tabs, ui.Tab{Say: strconv.Itoa(y), Href: "/calendar?year=" + strconv.Itoa(y), Here: y == year})
	}
	if !k.Announced(year) {
		v.provisional = say(ctx, "calendar.provisional", year)
	}
	first, last := cal.New(year, 1, 1), cal.New(year, 12, 31)
	working := k.WorkingBetween(first.AddDays(-1), last)
	v.facts = []ui.Fact{{Say: say(ctx, "calendar.workdays"), Value: strconv.Itoa(working)},
		{Say: say(ctx, "calendar.rest"), Value: strconv.Itoa(last.Sub(first) + 1 - working)}, {Say: say(ctx, "calendar.version"), Value: k.Version()}}
	for m := time.January; m <= time.December; m++ {
		v.months = append(v.months, viewMonth(ctx, k, year, m))
	}
	v.days = ui.TableView{Caption: say(ctx, "calendar.days"), Stack: true, None: say(ctx, "calendar.none"),
		Heads: ui.Heads(say(ctx, "calendar.date"), say(ctx, "calendar.week"), say(ctx, "calendar.what"), say(ctx, "calendar.source"))}
	for _, d := range k.Festivity(year) {
		_, _, why := k.Working(d)
		source := ui.C(say(ctx, "calendar.statute"))
		if n := k.Source(d); n != nil {
			source = ui.CLink(n.Title, n.Source)
		}
		v.days.Rows = append(v.days.Rows, ui.R(ui.C(d.String()), ui.C(in(ctx, d.WeekdayText())), ui.C(in(ctx, why)), source))
	}
	return v
}

// with adds the versions that were in force.
func (v yearView) with(ctx context.Context, versions []cal.Kept) yearView {
	v.versions = ui.TableView{Caption: say(ctx, "calendar.versions"), Heads: ui.Heads(say(ctx, "calendar.version"), say(ctx, "calendar.since"))}
	for _, x := range versions {
		v.versions.Rows = append(v.versions.Rows, ui.R(ui.C(x.Version), ui.C(x.At.In(clock.Beijing).Format("2006-01-02 15:04"))))
	}
	return v
}

func viewMonth(ctx context.Context, k *cal.Calendar, year int, m time.Month) monthView {
	first, next := cal.New(year, m, 1), cal.New(year, m+1, 1)
	v := monthView{caption: say(ctx, "calendar.month", year, int(m), k.WorkingBetween(first.AddDays(-1), next.AddDays(-1)))}
	var week [7]dayView
	for d := first; d.Before(next); d = d.AddDays(1) {
		col := (int(d.Weekday()) + 6) % 7 // Monday first
		_, _, number := d.Split()
		week[col] = dayView{number: number}
		weekend := col >= 5
		switch working := k.IsWorking(d); {
		case working && weekend:
			week[col].mark, week[col].tone = say(ctx, "calendar.work"), ui.Warn
		case !working && (!weekend || k.Source(d) != nil):
			week[col].mark, week[col].tone = say(ctx, "calendar.off"), ui.Good
		}
		if col == 6 || d == next.AddDays(-1) {
			v.weeks = append(v.weeks, week)
			week = [7]dayView{}
		}
	}
	return v
}

// weekHeads are the columns of a month, Monday first.
func weekHeads(ctx context.Context) []string {
	var out []string
	for d := cal.New(2026, 1, 5); d.Before(cal.New(2026, 1, 12)); d = d.AddDays(1) {
		word := []rune(in(ctx, d.WeekdayText()))
		if word[0] == '星' {
			out = append(out, string(word[2:]))
		} else {
			out = append(out, string(word[:3]))
		}
	}
	return out
}
