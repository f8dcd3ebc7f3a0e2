package feed

import "sync"

// Subscription tells one reader of new snapshots. A slow reader delays nobody:
// it gets one signal for any number of snapshots that it missed, and reads the
// newest.
type Subscription struct {
	of     *subscribers
	feed   *Feed
	wish   wish // guarded by the feed's lock
	signal chan struct{}
}

// Next is a channel that has a value when there is a snapshot which the reader
// hasn't been told of, the present one included. It is closed by Close.
func (s *Subscription) Next() <-chan struct{} { return s.signal }

// Close ends the subscription. It can be called more than once, and from
// anywhere.
func (s *Subscription) Close() {
	s.of.mu.Lock()
	_, open := s.of.all[s]
	if open {
		delete(s.of.all, s)
		close(s.signal)
	}
	s.of.mu.Unlock()
	if open {
		s.feed.wants(&s.wish, func(w *wish) { *w = wish{closed: true} })
	}
}

// IncludeCreated is Feed.IncludeCreated for one reader; it ends with the
// subscription.
func (s *Subscription) IncludeCreated(on bool) {
	s.feed.wants(&s.wish, func(w *wish) { w.created = on && !w.closed })
}

// Focus is Feed.Focus for one reader; it ends with the subscription.
func (s *Subscription) Focus(on bool) {
	s.feed.wants(&s.wish, func(w *wish) {
		if !w.closed {
			w.focus = focusOf(on)
		}
	})
}

// wish is what one reader wants of the feed.
type wish struct {
	focus   focus
	created bool
	closed  bool
}

type focus int8

const (
	unsaid focus = iota
	away
	looking
)

func focusOf(on bool) focus {
	if on {
		return looking
	}
	return away
}

// wishes are those of all readers, counted.
type wishes struct{ away, looking, created int }

func (c *wishes) count(w wish, by int) {
	switch w.focus {
	case away:
		c.away += by
	case looking:
		c.looking += by
	}
	if w.created {
		c.created += by
	}
}

func (c *wishes) looks() bool { return c.looking > 0 || c.away == 0 }

type subscribers struct {
	mu  sync.Mutex
	all map[*Subscription]struct{}
}

func (s *subscribers) add(f *Feed) *Subscription {
	sub := &Subscription{of: s, feed: f, signal: make(chan struct{}, 1)}
	sub.signal <- struct{}{}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil {
		s.all = map[*Subscription]struct{}{}
	}
	s.all[sub] = struct{}{}
	return sub
}

// tell never waits.
func (s *subscribers) tell() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for sub := range s.all {
		poke(sub.signal)
	}
}

// poke puts a signal into a channel of one slot, unless there is one already.
func poke(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
