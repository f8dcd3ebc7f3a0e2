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
// idle is how long ago the attempt was last recorded.
func mayMove(from, to State, owner bool, idle time.Duration) error {
	switch {
	case to == Intended && from != Intended,
		to == Sending && from != Intended && from != Sending:
		return fmt.Errorf("%w: not from %q to %q", ErrOrder, from, to)
	case from != Intended && from != Sending, owner:
		return nil
	case !expired(idle):
		return ErrNotOwner
	case from == Intended && to == Abandoned, from == Sending && to == Checking:
		return nil
	}
	return ErrNotOwner
}

// expired says whether a claim is over. A record from the future means that the
// wall clock was set back; waiting for it to catch up could bar a payment for
// ever, and taking over early sends nothing.
func expired(idle time.Duration) bool { return idle >= ClaimLasts || idle <= -ClaimLasts }

// takenOver is the attempt in the state in which nothing more can be sent.
func takenOver(a Attempt, now time.Time) Attempt {
	switch a.State {
	case Intended:
		a.State, a.Why, a.SettledAt = Abandoned, Stopped, now
	case Sending:
		a.State = Checking
		// Where the owner had an answer already, it stands: a refusal is
		// believed once a read agrees, whoever makes the read.
		if a.GaveUpAt.IsZero() {
			a.GaveUpAt = now
		}
	}
	return a
}
