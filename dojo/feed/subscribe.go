package feed

import "sync"

// Subscription tells one reader of new snapshots. A slow reader delays nobody:
// it gets one signal for any number of snapshots that it missed, and reads the
// newest.
type Subscription struct {
	of     *subscribers
	signal chan struct{}
}

// Next is a channel that has a value when there is a snapshot which the reader
// hasn't been told of, the present one included. It is closed by Close.
func (s *Subscription) Next() <-chan struct{} { return s.signal }

// Close ends the subscription. It can be called more than once, and from
// anywhere.
func (s *Subscription) Close() {
	s.of.mu.Lock()
	defer s.of.mu.Unlock()
	if _, ok := s.of.all[s]; ok {
		delete(s.of.all, s)
		close(s.signal)
	}
}

type subscribers struct {
	mu  sync.Mutex
	all map[*Subscription]struct{}
}

func (s *subscribers) add() *Subscription {
	sub := &Subscription{of: s, signal: make(chan struct{}, 1)}
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
