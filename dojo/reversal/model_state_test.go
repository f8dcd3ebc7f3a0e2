package reversal

import (
	"fmt"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// The model is one payment, two processes and Dojo, small enough to be explored
// completely. What follows from an answer or a read is decided by the real
// functions of transition.go; what the Service does around them is repeated
// here step by step, so that a process can be killed or suspended between any
// two of them. A suspended process is one that makes no step for as long as it
// likes, while time passes and others go on.

// atMost is how many confirmations the largest exploration makes.
const atMost = 3

// state is everything that can differ, as one comparable value. Times are kept
// as the few bounds that decide anything.
type state struct {
	pay      payStatus
	up       [2]bool          // the processes
	inHand   [2]uint8         // a slow read under way in a process: attempt*8 + what it said, 0 for none; with 0x80 if the attempt has moved on since
	faults   uint8            // of the disk, so far
	began    uint8            // how many confirmations
	owner    [atMost]uint8    // the process that confirmed
	journal  [atMost]fact     // as recorded
	view     [2][atMost]fact  // as a process has it
	known    [2][atMost]fact  // the newest record that a process knows
	back     uint8            // how often Dojo went back on its word
	meta     [2][atMost]uint8 // see the meta bits
	step     [atMost]runStep  // where the owner's send stands
	held     [atMost]payStatus
	request  [atMost]request
	age      [atMost]uint8 // since the confirmation: 0 under 10 s, 1 over, 2 over 30 s, 3 Sending for over 30 s
	gave     [atMost]uint8 // since the request was given up: 0 under 60 s, 1 over, 2 over 10 minutes
	midnight [atMost]bool  // the payment's day is over, by the owner's clock
	ghost    [atMost]uint8 // what only the invariants ask, see the ghost bits
}

// payStatus is what a read says of the payment.
type payStatus uint8

const (
	unread payStatus = iota
	authorized
	captured
	reversed
	refunded
	failedRead // no good read
)

var statuses = [...]dojo.Status{"", dojo.StatusAuthorized, dojo.StatusCaptured, dojo.StatusReversed, dojo.StatusRefunded, ""}

// What a process keeps beside an attempt.
const (
	unrecorded = 0x10
	resumed    = 0x20 // taken in from the journal
	unwatched  = 0x40 // its goroutine is gone, or it was forgotten
)

// What only the invariants ask of an attempt.
const (
	stalePress  = 1 << iota // the payment could not be reversed when it was confirmed
	knowsUnsent             // its own process knows that it never left
	toldNo                  // its answer said that its request was not carried out
	rightEnded              // its person may not reverse any more; since before the last look
)

// runStep is where the goroutine stands that sends an attempt.
type runStep uint8

const (
	notSending runStep = iota // watched, or its process is gone
	toRead                    // Intended is on disk
	readDone                  // the fresh read is in hand
	decided                   // to be sent; not yet on disk
	onDisk                    // Sending is on disk, before the last look
	looked                    // the last look was good, nothing is written
	posted                    // waiting for the answer
	toAgree                   // "not done" was said: to be read once
)

// request is where a request to reverse is, and what Dojo makes of it.
type request uint8

const (
	neverLeft request = iota
	onItsWay          // in the network or at Dojo: it may still be done
	accepted          // Dojo said that it would
	done              // it reversed the payment, or is over otherwise
	gone              // lost or refused: it will never be done
)

// fact is an attempt as one number, without what decides nothing here.
type fact uint16

// stateNumbers gives the states of attempts a number, from 1.
var stateNumbers = [...]journal.State{"", journal.Intended, journal.Sending, journal.Created, journal.Checking,
	journal.Successful, journal.Failed, journal.Already, journal.Unresolved, journal.Abandoned, journal.Confirming}

const (
	stIntended uint8 = 1 + iota
	stSending
	stCreated
	stChecking
	stSuccessful
	stFailed
	stAlready
	stUnresolved
	stAbandoned
	stConfirming
)

const (
	whyNone = iota
	whyNo   // Dojo said no: Refused, Forbidden, SaidFailed
	whyNotSent
	whyFirst // captured or refunded first
	whyNothingSent
	whyAway // a 4xx that says that the request was not carried out, and no more
)

var whys = [...]journal.Why{"", journal.Refused, journal.NotSent, journal.CapturedFirst, journal.NoConnection, ""}

func (f fact) state() uint8      { return uint8(f & 15) }
func (f fact) why() int          { return int(f >> 4 & 7) }
func (f fact) sent() bool        { return f>>7&1 == 1 }
func (f fact) gaveUp() bool      { return f>>8&1 == 1 }
func (f fact) reads() int        { return int(f >> 9 & 3) }
func (f fact) correction() uint8 { return uint8(f >> 11 & 7) } // see the corrections
func (f fact) took() bool        { return f>>14&1 == 1 }
func (f fact) known() bool       { return f != 0 }
func (f fact) open() bool        { return stateNumbers[f.state()].Open() }
func (f fact) final() bool       { return stateNumbers[f.state()].Final() }

// reversed is Attempt.Reversed.
func (f fact) reversed() bool {
	if c := f.correction(); c != 0 {
		return c < correctedHeld
	}
	return f.state() == stSuccessful || f.state() == stAlready
}

// Corrections: 0 for none, 1 for a reversal that no other attempt of ours did,
// and from 2 on the attempt that did it.
const (
	correctedHeld = 5 + iota
	correctedEnd  // captured or refunded
)

func (f fact) exceptReads() fact { return f &^ (3 << 9) }

// attempt makes the number an attempt again, with times that stand for its ages.
// What is over has been so for long.
func (f fact) attempt(confirmed dojo.PaymentIntent, i int, age, gave uint8) journal.Attempt {
	a := journal.Attempt{ID: fmt.Sprint(i), Payment: journal.Confirmed(&confirmed), State: stateNumbers[f.state()], Why: whys[f.why()], GoodReads: f.reads()}
	a.ConfirmedAt = noon.Add(-[...]time.Duration{time.Second, 20 * time.Second, 35 * time.Second, 50 * time.Second}[age])
	if f.sent() {
		a.SentAt = noon.Add(-[...]time.Duration{time.Second, 19 * time.Second, 29 * time.Second, 45 * time.Second}[age])
	}
	if f.gaveUp() {
		a.GaveUpAt = noon.Add(-[...]time.Duration{time.Second, 2 * time.Minute, 11 * time.Minute}[gave])
	}
	if f.why() == whyAway {
		a.HTTPStatus = 409
	}
	if f.took() {
		a.Answered = dojo.ReversalCreated
	}
	if f.final() {
		a.SettledAt = noon.Add(-time.Hour)
	}
	if c := f.correction(); c > 0 {
		a.CorrectedAt, a.LastStatus = noon.Add(-time.Hour), dojo.StatusReversed
		switch {
		case c == correctedHeld:
			a.LastStatus = confirmed.Status
		case c == correctedEnd:
			a.LastStatus = dojo.StatusRefunded
		case c > 1:
			a.CorrectedBy = fmt.Sprint(c - 2)
		}
	}
	return a
}

// factOf is the number of an attempt. What decides nothing any more is left out.
func factOf(a journal.Attempt) fact {
	var f fact
	for i, s := range stateNumbers {
		if i > 0 && s == a.State {
			f = fact(i)
		}
	}
	if f == 0 {
		panic("no state: " + a.State)
	}
	switch f.state() {
	case stSending, stChecking, stCreated, stUnresolved, stFailed:
		why := whyOf(a.Why)
		if why == whyNone && TurnedAway(a.HTTPStatus) {
			why = whyAway
		}
		f |= fact(why) << 4
	}
	if !a.SentAt.IsZero() {
		f |= 1 << 7
	}
	if !a.GaveUpAt.IsZero() && !f.final() && f.state() != stUnresolved {
		f |= 1<<8 | fact(min(a.GoodReads, 3))<<9
	}
	if took(a) {
		f |= 1 << 14
	}
	if !a.CorrectedAt.IsZero() {
		by := fact(1)
		switch {
		case a.CorrectedBy != "":
			by = fact(a.CorrectedBy[0]-'0') + 2
		case a.LastStatus == dojo.StatusReversed:
		case asBefore(a, a.LastStatus):
			by = correctedHeld
		default:
			by = correctedEnd
		}
		f |= by << 11
	}
	return f
}

func whyOf(w journal.Why) int {
	switch w {
	case "":
		return whyNone
	case journal.Refused, journal.Forbidden, journal.SaidFailed:
		return whyNo
	case journal.NotSent, journal.TooSlow, journal.NotAllowed:
		return whyNotSent
	case journal.CapturedFirst, journal.RefundedFirst, journal.CanceledFirst:
		return whyFirst
	}
	return whyNothingSent
}
