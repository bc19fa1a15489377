package account

import (
	"sync"
	"time"

	"tongban/civic/access"
)

// fresh is how long a request may rely on what an earlier one read: a sign-out or
// an ended post on another node works after this at the latest.
const fresh = 3 * time.Second

const mostCached = 20_000

// A cache remembers for seconds who a token is (会话缓存), so that a page and its parts
// read the session once.
type cache struct {
	mu   sync.Mutex
	gen  uint64               // guarded by mu; grows with every drop
	held map[[32]byte]*cached // guarded by mu
}

type cached struct {
	who     access.Who
	session Session
	at      time.Time
}

func newCache() *cache { return &cache{held: map[[32]byte]*cached{}} }

// get gives what is known of a token at an instant, and the generation to hand
// to put after a read.
func (c *cache) get(key [32]byte, now time.Time) (cached, bool, uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.held[key]
	if !ok || now.Sub(v.at) > fresh || now.Before(v.at) {
		return cached{}, false, c.gen
	}
	return *v, true, c.gen
}

// put keeps what was read, unless something was dropped since the read began:
// what was read may then be over.
func (c *cache) put(key [32]byte, v cached, gen uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if gen != c.gen {
		return
	}
	if len(c.held) >= mostCached {
		clear(c.held)
	}
	c.held[key] = &v
}

// drop forgets every token for which gone holds.
func (c *cache) drop(gone func(access.Who, [32]byte) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gen++
	for k, v := range c.held {
		if gone(v.who, k) {
			delete(c.held, k)
		}
	}
}
