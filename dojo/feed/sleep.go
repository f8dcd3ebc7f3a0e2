package feed

import (
	"time"

	"dojoreversals/dojo"
)

const (
	// sleptFor is by how much longer than asked a wait must take to show that the
	// machine has slept, or that the program was stopped.
	sleptFor = 30 * time.Second
	// callMost is more than any call takes: the client gives it up before.
	callMost = 30 * time.Second
	// oldAfter is from when on a list that nobody had open is old for those who come. A
	// list is read more often than that while somebody is there.
	oldAfter = time.Minute
)

// noticeSleep is told of something that began at an instant of this machine's clock and
// is over, and that takes as long as this at most. If it took much longer, the machine
// has slept: everything is to be read again at once, and until the held payments were,
// the snapshot says so. It reports whether it has.
func (f *Feed) noticeSleep(began time.Time, most time.Duration) bool {
	now := f.deps.Now()
	if dojo.Elapsed(began, now)-most < sleptFor {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.woke = now
	f.draft.Slept = true
	f.asked = request{all: true, unpaid: true}
	poke(f.wake)
	f.publish()
	return true
}

// hasSleptSince says whether the machine was found to have slept since an instant.
func (f *Feed) hasSleptSince(at time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.woke.After(at)
}

// heldAsOf notes that the held payments were read completely by a list that began at an
// instant of this machine's clock, and at this time of Dojo's. f.mu is held.
func (f *Feed) heldAsOf(began, at time.Time) {
	f.draft.AsOf = at
	f.draft.Slept = f.draft.Slept && began.Before(f.woke)
	f.draft.Unwatched = f.draft.Unwatched && began.Before(f.came)
}

// noticeAbsence is told that somebody has come and looks, and that there was nobody
// before. If what is known is old, the snapshot says so until the held payments were read
// again. f.mu is held.
func (f *Feed) noticeAbsence() {
	asOf := f.draft.AsOf
	if asOf.IsZero() || f.deps.Clock.Now().Sub(asOf) < oldAfter {
		return
	}
	f.came = f.deps.Now()
	f.draft.Unwatched = true
	f.publish()
}
