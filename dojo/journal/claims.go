package journal

import (
	"errors"
	"fmt"
	"time"

	"dojoreversals/dojo"
)

// ClaimLasts is how long an attempt that is intended or being sent belongs to
// the process that began it. After that anyone may move it to where nothing can
// be sent. Nobody asks whether that process still lives: a process that was only
// suspended would wake up and send.
const ClaimLasts = 30 * time.Second

// What a store answers to a change that the rules below don't allow.
var (
	// ErrMoved says that the attempt's newest record isn't the one that the change
	// was worked out from. Somebody else moved the attempt on, and the change was
	// not made.
	ErrMoved = errors.New("the attempt has moved on")
	// ErrNotOwner says that the attempt belongs to another process, which may be
	// about to send it or to record its answer.
	ErrNotOwner = errors.New("the attempt belongs to another process")
	// ErrOrder says that the change would open the way to a second request.
	ErrOrder = errors.New("an attempt is sent once, after it was intended")
)

// OpenError says that another attempt on the payment is open.
type OpenError struct{ Other Attempt }

func (e *OpenError) Error() string {
	return fmt.Sprintf("attempt %s on this payment is %s", e.Other.ID, e.Other.State)
}

// Claim is what an open attempt holds: a payment. Two spellings of one address
// have the same Place, see dojo.Place.
type Claim struct{ Environment, Place, Payment string }

// Claim is the payment that the attempt holds while it is open.
func (a Attempt) Claim() Claim {
	return Claim{string(a.Environment), dojo.Place(a.Environment, a.BaseURL), a.Payment.ID}
}

// Standing is how things stand when a store is asked for a change. The store
// reads it in the transaction in which it records the change.
type Standing struct {
	Newest Event    // the attempt's newest event; its Seq is 0 where the attempt isn't recorded
	Owner  string   // the process that began the attempt
	Holder *Attempt // another attempt that is open on the payment, nil if there is none
}

// Begin gives the event that records a new attempt and so claims its payment. It
// returns an *OpenError where another attempt holds the payment.
func (s Standing) Begin(a Attempt) (Event, error) {
	switch {
	case a.State != Intended:
		return Event{}, fmt.Errorf("attempt %s can't begin as %q", a.ID, a.State)
	case s.Holder != nil:
		return Event{}, &OpenError{Other: *s.Holder}
	case s.Newest.Seq > 0:
		return Event{}, fmt.Errorf("attempt %s is recorded already", a.ID)
	}
	return Event{Kind: Begun, Attempt: a}, nil
}

// Move gives the event that records a change of an attempt by a process. The
// attempt's newest record must still be from, or the error is ErrMoved: what was
// recorded meanwhile would be lost. While an attempt is intended or being sent,
// only the process that began it may move it, or the error is ErrNotOwner. Once
// its last record is ClaimLasts old, any process may make an intended one
// abandoned, and one that is being sent checking. A change that opens the attempt
// again while another one holds its payment is an *OpenError.
func (s Standing) Move(from, a Attempt, process string, now time.Time) (Event, error) {
	before := s.Newest.Attempt
	switch {
	case s.Newest.Seq == 0, !Same(before, from), before.KeyFingerprint != a.KeyFingerprint:
		return Event{}, ErrMoved
	case before.Environment != a.Environment, before.BaseURL != a.BaseURL, before.Payment.ID != a.Payment.ID:
		return Event{}, fmt.Errorf("attempt %s can't move to another payment", a.ID)
	}
	owner := s.Owner == process
	if err := mayMove(before.State, a.State, owner, claimOver(s.Newest.At, now)); err != nil {
		return Event{}, err
	}
	// An attempt that is open already may hold its payment beside another one,
	// where a record from an older version has both.
	if a.State.Open() && !before.State.Open() && s.Holder != nil {
		return Event{}, &OpenError{Other: *s.Holder}
	}
	if !owner && before.State.Owned() {
		return Event{Kind: TakenOver, Attempt: a}, nil
	}
	return Event{Kind: Moved, Attempt: a}, nil
}

// mayMove says whether a process may take an attempt from one state to another.
// over says whether the owner's claim is over.
func mayMove(from, to State, owner, over bool) error {
	switch {
	case to == Intended && from != Intended, to == Sending && !from.Owned():
		return fmt.Errorf("%w: not from %q to %q", ErrOrder, from, to)
	case !from.Owned(), owner:
		return nil
	case over && (from == Intended && to == Abandoned || from == Sending && to == Checking):
		return nil
	}
	return ErrNotOwner
}

// MoveOn moves an attempt on that its own process left where it was: an intended
// one is abandoned, and one that was being sent must be checked. last is when the
// attempt was last recorded. It reports false where there is nothing to move, or
// the claim isn't over yet.
func MoveOn(a Attempt, last, now time.Time) (Attempt, bool) {
	if !a.State.Owned() || !claimOver(last, now) {
		return a, false
	}
	if a.State == Intended {
		a.State, a.Why, a.SettledAt = Abandoned, Expired, now
		return a, true
	}
	a.State = Checking
	// An answer that the owner had already stays: a refusal is believed once a
	// read agrees, whoever makes the read.
	if a.GaveUpAt.IsZero() {
		a.GaveUpAt = now
	}
	return a, true
}

// HandOver gives an attempt to another key, by its newest event. An attempt that
// is intended or being sent is moved on first, since only its owner may send it;
// HandOver reports false while that owner's claim lasts.
func HandOver(newest Event, key string, now time.Time) (Attempt, bool) {
	a := newest.Attempt
	if a.State.Owned() {
		var over bool
		if a, over = MoveOn(a, newest.At, now); !over {
			return a, false
		}
	}
	a.KeyFingerprint = key
	return a, true
}

// Adoption is what came of handing a shop's unfinished attempts to its present key.
type Adoption struct {
	Adopted []Attempt // as they are now
	Left    []Attempt // still owned by the processes that began them: try again after ClaimLasts
}

// claimOver says whether anyone may move an attempt that is intended or being
// sent, and was last recorded at this time. Moving it early sends nothing.
func claimOver(last, now time.Time) bool { return Elapsed(last, now) >= ClaimLasts }

// Elapsed is how long ago something happened, by the wall clock: a monotonic
// clock stands still while a machine sleeps. A time that lies ahead comes from a
// clock that was set back since. Nobody knows then how long ago it really was,
// and Elapsed gives how far it lies ahead, so that nothing waits for the clock
// to catch up, which can take years.
func Elapsed(since, now time.Time) time.Duration {
	return now.Round(0).Sub(since.Round(0)).Abs()
}
