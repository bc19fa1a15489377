package act

import "sync"

// bell rings when acts became durable; its buffer of one makes rings coalesce.
var bell = make(chan struct{}, 1)

func wake() {
	select {
	case bell <- struct{}{}:
	default:
	}
}

// Bell rings after acts were committed in this process. The sequencer waits on
// it, and polls besides, since other nodes ring their own.
func Bell() <-chan struct{} { return bell }

// A chime wakes everybody who listens, unlike the bell, which wakes one.
type chime struct {
	mu sync.Mutex
	ch chan struct{} // guarded by mu; closed by the next ring
}

// placed rings when acts got their places in the ledger.
var placed chime

func (c *chime) listen() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ch == nil {
		c.ch = make(chan struct{})
	}
	return c.ch
}

func (c *chime) ring() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ch != nil {
		close(c.ch)
		c.ch = nil
	}
}

// Placed gives a channel that is closed when further acts got their places in
// this process. Ask again for each wait, before looking for acts.
func Placed() <-chan struct{} { return placed.listen() }
