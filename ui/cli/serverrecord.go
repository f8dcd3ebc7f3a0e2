package cli

import (
	"context"
	"sync/atomic"

	"dojoreversals/dojo/journal"
)

// serverRecord is the record of reversals that a server has open, whether a shop is open
// or not. Once nothing can be done with it any more, such as where it was moved away, the
// server has the one that its shops have opened since. It opens none itself: somebody may
// be putting another one in its place.
type serverRecord struct {
	now atomic.Pointer[shopRecord]
	// moved is told why the former record can't be used.
	moved func(why error)
}

func newServerRecord(first *shopRecord, moved func(why error)) *serverRecord {
	s := &serverRecord{moved: moved}
	s.now.Store(first)
	return s
}

// follow goes over to the record that the shops use. It may wait for a disk.
func (s *serverRecord) follow() {
	was := s.now.Load()
	why := was.Usable()
	if why == nil {
		return
	}
	next := was.after()
	if next == nil {
		return
	}
	is := next.as(nil)
	if !s.now.CompareAndSwap(was, is) {
		_ = is.Close() // somebody else has gone over to it
		return
	}
	s.moved(why)
	_ = was.Close()
}

// EventsAfter implements audit.Source.
func (s *serverRecord) EventsAfter(ctx context.Context, seq int64, most int) ([]journal.Event, error) {
	s.follow()
	return s.now.Load().EventsAfter(ctx, seq, most)
}

// End is the number and the hash of the newest event.
func (s *serverRecord) End(ctx context.Context) (journal.Head, error) {
	return s.now.Load().End(ctx)
}

// Close leaves the record.
func (s *serverRecord) Close() error { return s.now.Load().Close() }
