package accountpage

import (
	"strings"
	"time"

	"tongban/civic/ident"
	"tongban/platform/clock"
)

// readDate reads a day as people type it: 2026-11-23, 20261123, 2026年11月23日,
// 11-23 or 1123 for the next such day. What it cannot read it gives back, for the desk to refuse.
func (p *Pages) readDate(s string) string {
	flat := strings.TrimSuffix(strings.NewReplacer("年", "-", "月", "-", "日", "", "/", "-", ".", "-").Replace(strings.TrimSpace(s)), "-")
	for _, form := range []string{"2006-1-2", "20060102"} {
		if t, err := time.Parse(form, flat); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	today := p.Accounts.Clock.Now().In(clock.Beijing)
	for _, form := range []string{"1-2", "0102"} {
		t, err := time.Parse(form, flat)
		if err != nil {
			continue
		}
		day := time.Date(today.Year(), t.Month(), t.Day(), 23, 59, 59, 0, clock.Beijing)
		if day.Before(today) {
			day = day.AddDate(1, 0, 0)
		}
		return day.Format(time.DateOnly)
	}
	return ident.Hide(s)
}
