// Package limitview turns a clock into the light and deadline that pages show
// (时限的呈现). It is the one place that knows which shape a standing has.
package limitview

import (
	"context"

	"tongban/civic/cal"
	"tongban/civic/limit"
	"tongban/platform/i18n"
	"tongban/platform/ui"
)

var states = map[limit.Light]ui.LightState{
	limit.Over: ui.Over, limit.Late: ui.Over, limit.Today: ui.Today, limit.Soon: ui.Soon,
	limit.OK: ui.OK, limit.Pause: ui.Pause, limit.Done: ui.Done,
}

// Light gives the light of a clock on a day.
func Light(ctx context.Context, c limit.Clock, k *cal.Calendar, today cal.Date) ui.LightView {
	l := c.Light(k, today)
	left := c.Left(k, today)
	if left < 0 {
		left = -left
	}
	v := ui.LightView{State: states[l], Days: left}
	switch l {
	case limit.Over:
		v.Days = k.In(c.Region).WorkingBetween(c.DueOn, today)
	case limit.Late:
		v.Say = l.Say().In(i18n.From(ctx))
	}
	return v
}

// Deadline gives the deadline of a clock with the way to its reasons.
func Deadline(ctx context.Context, c limit.Clock, k *cal.Calendar, today cal.Date) ui.DeadlineView {
	on := c.By()
	if c.Light(k, today) == limit.Over {
		on = c.DueOn // the day from which the light counts
	}
	return ui.DeadlineView{ID: c.ID, On: on.String(), Light: Light(ctx, c, k, today), Provisional: c.Provisional}
}
