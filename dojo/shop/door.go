package shop

import (
	"sync"
	"time"
)

// door counts the sessions of a shop, so that a shop is closed only while there is none,
// and none is opened once it is closed. Its zero value is open.
type door struct {
	mu     sync.Mutex
	inside int
	left   time.Time // when the last session ended, by this machine's clock; zero if none has
	closed bool
}

// enter begins a session. It reports false once the door is closed.
func (d *door) enter() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return false
	}
	d.inside++
	return true
}

// leave ends a session at a time.
func (d *door) leave(now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inside--
	d.left = now
}

// empty says whether there is no session, and since when.
func (d *door) empty() (since time.Time, is bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.left, d.inside == 0
}

// shut closes the door if may says so, which is asked while nobody can come or go. It
// reports whether the door is closed.
func (d *door) shut(may func() bool) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = d.closed || may()
	return d.closed
}

// Idle says whether no session is open and nothing is under way, and since when there has
// been no session, by this machine's clock; zero if there never was one. A shop that isn't
// open yet isn't idle. An attempt is under way until its end is known and recorded, and an
// unresolved one for the 8 days for which its payment is read.
func (s *Shop) Idle() (since time.Time, idle bool) {
	since, empty := s.door.empty()
	return since, empty && !s.busy()
}

// Shut lets no session be opened any more if the shop is idle, and reports whether it is
// so: the caller then closes the shop. It waits for nothing. Whoever opens a session at
// the same moment either has it, and the shop stays open, or gets none and has to open the
// shop anew: with New, since a closed shop stays closed. It may be called again and again,
// and by several at once.
func (s *Shop) Shut() bool {
	return s.door.shut(func() bool { return s.door.inside == 0 && !s.busy() })
}

// busy says whether the shop is being opened, or an attempt is under way.
func (s *Shop) busy() bool {
	reversals := s.reversals.Load()
	return reversals == nil || reversals.Busy()
}
