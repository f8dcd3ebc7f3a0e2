package feed

// Reader is one of any number of readers of a feed, such as a screen. A slow
// reader delays nobody: it gets one signal for all snapshots that it missed,
// and then reads the newest.
//
// A new reader is nobody's, doesn't look and doesn't want the unpaid payments, until
// it says so. Closing it takes back what it said. All methods are safe for concurrent
// use.
type Reader struct {
	feed   *Feed
	signal chan struct{}
	// The feed's lock guards these.
	here, looks, wantsUnpaid, closed bool
}

// Subscribe makes a new reader, whose first signal is for the present snapshot.
// The caller must close it.
func (f *Feed) Subscribe() *Reader {
	r := &Reader{feed: f, signal: make(chan struct{}, 1)}
	r.signal <- struct{}{}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.readers[r] = struct{}{}
	return r
}

// Next is a channel that has a value when there is a snapshot which the reader
// hasn't been told of. Close closes it.
func (r *Reader) Next() <-chan struct{} { return r.signal }

// Close ends the reader. It can be called more than once.
func (r *Reader) Close() {
	r.say(func() {
		if !r.closed {
			delete(r.feed.readers, r)
			close(r.signal)
		}
		r.closed, r.here, r.looks, r.wantsUnpaid = true, false, false, false
	})
}

// Focus says that the reader is somebody's, and whether they look at what it shows.
// The list is refreshed at its full pace while at least one reader is looked at, more
// seldom while none is, and very seldom while there is nobody (see absentEvery). It is
// refreshed at once when the first one is looked at. What was known by then is marked
// as Unwatched if it is old.
func (r *Reader) Focus(on bool) { r.say(func() { r.here, r.looks = !r.closed, on && !r.closed }) }

// IncludeCreated says whether this reader shows unpaid payments. They are read
// as long as at least one reader shows them, and at once when the first one
// does. The list keeps those that were read.
func (r *Reader) IncludeCreated(on bool) { r.say(func() { r.wantsUnpaid = on && !r.closed }) }

// say changes what a reader says, and wakes Run if that gives it more to do.
func (r *Reader) say(change func()) {
	f := r.feed
	f.mu.Lock()
	defer f.mu.Unlock()
	empty, looked, unpaid := !f.anyReader(here), f.anyReader(looks), f.anyReader(wantsUnpaid)
	change()
	if empty && f.anyReader(looks) {
		f.noticeAbsence()
	}
	opened := f.anyReader(wantsUnpaid) && !unpaid
	f.asked.unpaid = f.asked.unpaid || opened
	if opened || f.anyReader(looks) && !looked {
		poke(f.wake)
	}
}

func here(r *Reader) bool        { return r.here }
func looks(r *Reader) bool       { return r.looks }
func wantsUnpaid(r *Reader) bool { return r.wantsUnpaid }

// anyReader says whether something is true of at least one reader. f.mu is held.
func (f *Feed) anyReader(is func(*Reader) bool) bool {
	for r := range f.readers {
		if is(r) {
			return true
		}
	}
	return false
}

// poke puts a signal into a channel of one slot, unless there is one already.
func poke(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
