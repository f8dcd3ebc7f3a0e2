package journal

import (
	"errors"
	"fmt"
	"time"
)

// ClaimLasts is how long an attempt that is intended or being sent belongs to
// the process that began it. After that anyone may move it to where nothing can
// be sent. Whether that process still lives is not asked: one that was only
// suspended would wake up and send.
const ClaimLasts = 30 * time.Second

// ErrNotOwner says that an attempt belongs to another process, which may be
// about to send it or to record its answer.
var ErrNotOwner = errors.New("the attempt belongs to another process")

// ErrOrder says that a change would open the way to a second request.
var ErrOrder = errors.New("an attempt is sent once, after it was intended")

// mayMove says whether a process may take an attempt from one state to another.
// over says whether the owner's claim is over.
func mayMove(from, to State, owner, over bool) error {
	switch {
	case to == Intended && from != Intended,
		to == Sending && from != Intended && from != Sending:
		return fmt.Errorf("%w: not from %q to %q", ErrOrder, from, to)
	case from != Intended && from != Sending, owner:
		return nil
	case !over:
		return ErrNotOwner
	case from == Intended && to == Abandoned, from == Sending && to == Checking:
		return nil
	}
	return ErrNotOwner
}

// Elapsed is how long ago something happened, by the wall clock: a monotonic
// clock stands still while a machine sleeps. A time that lies ahead comes from a
// clock that was set back since. How long ago it really was isn't known then,
// and Elapsed gives how far it lies ahead, so that nothing waits for the clock
// to catch up, which can take years.
func Elapsed(since, now time.Time) time.Duration {
	return now.Round(0).Sub(since.Round(0)).Abs()
}

// ClaimOver says whether anyone may move an attempt that is intended or being
// sent, and was last moved at this time. Moving it early sends nothing.
func ClaimOver(last, now time.Time) bool { return Elapsed(last, now) >= ClaimLasts }

// MoveOn moves an attempt on that its own process left where it was: what was
// only intended is abandoned, and what was being sent must be checked. last is
// when the attempt was last moved. It reports false where there is nothing to
// move, or the claim isn't over yet.
func MoveOn(a Attempt, last, now time.Time) (Attempt, bool) {
	if a.State != Intended && a.State != Sending || !ClaimOver(last, now) {
		return a, false
	}
	if a.State == Intended {
		a.State, a.Why, a.SettledAt = Abandoned, Expired, now
		return a, true
	}
	a.State = Checking
	// Where the owner had an answer already, it stands: a refusal is believed
	// once a read agrees, whoever makes the read.
	if a.GaveUpAt.IsZero() {
		a.GaveUpAt = now
	}
	return a, true
}
