package demo

import (
	"sync/atomic"
	"time"

	"tongban/platform/clock"
)

// A Clock runs beside another and can be taken back (演示时钟): the demonstration
// city is built some weeks in the past and lives through them at once, so that it
// opens with cases at every stage.
type Clock struct {
	Base clock.Clock
	back atomic.Int64 // nanoseconds behind Base
}

// Now implements clock.Clock.
func (c *Clock) Now() time.Time { return c.Base.Now().Add(-time.Duration(c.back.Load())) }

// Rewind sets how far the clock stands behind.
func (c *Clock) Rewind(d time.Duration) { c.back.Store(int64(d)) }

// To sets the clock to an instant at or before its base's present.
func (c *Clock) To(t time.Time) { c.Rewind(max(0, c.Base.Now().Sub(t))) }

// pastDays is how long before today the demonstration begins.
const pastDays = 40
