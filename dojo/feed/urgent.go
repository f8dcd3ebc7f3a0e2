package feed

import (
	"sync"
	"time"
)

// urgent are the calls for which long lists give way, see Feed.GiveWay. It is safe
// for concurrent use. Its times are this machine's.
type urgent struct {
	mu    sync.Mutex
	calls int
	began time.Time // of the first call since there was none for urgentAfter
	ended time.Time // of the latest end
}

const (
	// urgentMost is how long calls may hold up a list, one call or many in a row.
	urgentMost = 2 * time.Second
	// urgentAfter is how long the lists give way after a call, since another is
	// likely: a payment is read, and then reversed.
	urgentAfter = 500 * time.Millisecond
	// urgentLook is how often a list looks whether the calls are over.
	urgentLook = 50 * time.Millisecond
)

// GiveWay says that a call to Dojo begins which somebody waits for, such as one of a
// reversal. Until a moment after over is called, but for no more than two seconds, no
// page of a load or of another long list is begun: it could slow the call down, or
// use up what Dojo's limit of calls has left. Pages under way go on, and so do the
// refreshes. over must be called once.
func (f *Feed) GiveWay() (over func()) {
	u := &f.urgent
	u.mu.Lock()
	defer u.mu.Unlock()
	if now := f.deps.Now(); u.calls == 0 && (u.ended.IsZero() || now.Sub(u.ended) >= urgentAfter) {
		u.began = now
	}
	u.calls++
	return func() {
		u.mu.Lock()
		defer u.mu.Unlock()
		u.calls--
		u.ended = f.deps.Now()
	}
}

// wait is how long a list must wait before it looks again.
func (u *urgent) wait(now time.Time) time.Duration {
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case u.began.IsZero() || now.Sub(u.began) >= urgentMost:
		return 0
	case u.calls > 0:
		return urgentLook
	}
	return max(u.ended.Add(urgentAfter).Sub(now), 0)
}
