// Package clock is the only source of the time of day (时钟). Everything that
// decides takes a time as an argument; a Clock is asked once per request or tick.
package clock

import (
	"sync"
	"time"
)

// Beijing is the legal time of the whole country (北京时间), fixed at UTC+8 so
// that no time zone file is needed.
var Beijing = time.FixedZone("CST", 8*60*60)

// A Clock tells the time.
type Clock interface {
	// Now gives the present instant in Beijing time.
	Now() time.Time
}

// System is the machine's clock.
type System struct{}

// Now implements Clock.
func (System) Now() time.Time { return time.Now().In(Beijing) }

// Shifted runs beside the machine's clock at a fixed distance, for demonstrations.
type Shifted struct{ By time.Duration }

// Now implements Clock.
func (s Shifted) Now() time.Time { return time.Now().Add(s.By).In(Beijing) }

// Manual stands still until it is set, for tests and stories.
type Manual struct {
	mu sync.Mutex
	at time.Time // guarded by mu
}

// At makes a Manual clock standing at t.
func At(t time.Time) *Manual { return &Manual{at: t} }

// Now implements Clock.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.at.In(Beijing)
}

// Set moves the clock to t.
func (m *Manual) Set(t time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at = t
}

// Advance moves the clock forward by d.
func (m *Manual) Advance(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at = m.at.Add(d)
}

// Micros gives the instant as the database keeps it: microseconds UTC since 1970.
func Micros(t time.Time) int64 { return t.UnixMicro() }

// FromMicros reads an instant back, in Beijing time.
func FromMicros(us int64) time.Time { return time.UnixMicro(us).In(Beijing) }
