package confirm

import (
	"slices"
	"time"
)

// Stop is a place in the question that can have the focus.
type Stop int

// The places, in the order in which tab goes through them.
const (
	StopKeep    Stop = iota
	StopAmount       // the field for the amount
	StopReverse      // the button that reverses
	StopReason
	StopOK // closes a question that is broken
)

// Key is one key that was pressed.
type Key struct {
	Name   string    // as Bubble Tea names it
	At     time.Time // by this machine's clock
	Burst  bool      // it came together with others
	Hidden bool      // the question had no room to be seen whole
	Edits  bool      // it changes a text where a field has the focus
}

// Answer is what a key made of a question.
type Answer int

// The answers.
const (
	Open    Answer = iota // it still waits
	Edit                  // the key is for the field that has the focus
	Kept                  // the payment is kept
	Closed                // the message of a broken question was put away
	Reverse               // somebody chose to reverse: Confirm says whether it counts
)

// stops are the places that tab goes through, in order. Reverse is only among
// them once a demanded amount is typed.
func (q *Question) stops() []Stop {
	switch {
	case q.Broken != nil:
		return []Stop{StopOK}
	case q.Reading:
		return []Stop{StopKeep}
	case !q.MustType:
		return []Stop{StopKeep, StopReverse, StopReason}
	case q.AmountMissing():
		return []Stop{StopKeep, StopAmount, StopReason}
	}
	return []Stop{StopKeep, StopAmount, StopReverse, StopReason}
}

func (q *Question) move(by int) {
	stops := q.stops()
	i := max(slices.Index(stops, q.Focus), 0)
	q.Focus = stops[(i+by+len(stops))%len(stops)]
}

// Press takes one key. Where it answers Edit, the face changes the text and
// gives it to TypeAmount or TypeReason.
func (q *Question) Press(k Key, arming *Arming) Answer {
	if k.Name == "esc" || k.Name == "ctrl+c" {
		arming.End()
		return q.leave()
	}
	if arming.Drops(k) || k.Hidden {
		return Open
	}
	if q.Focus == StopAmount && (k.Name == "tab" || k.Name == "shift+tab" || k.Name == "enter") {
		q.entered = true
	}
	switch {
	case k.Name == "tab":
		if q.Focus == StopAmount && k.Burst && k.At.Equal(q.pasted) {
			q.strayed = k.At // what is pasted may end in a tab and, a moment later, an enter
		}
		q.move(1)
	case k.Name == "shift+tab":
		q.move(-1)
	case k.Name == "enter":
		return q.enter(k, arming)
	case k.Edits && q.Focus == StopAmount:
		if k.Burst {
			q.pasted = k.At
		}
		return Edit
	case k.Edits && q.Focus == StopReason && q.Reason == Other:
		q.strayed = k.At // a paste that isn't marked may end in tabs and an enter
		return Edit
	case q.Focus == StopReason:
		q.chooseReason(k.Name)
	default:
		q.arrow(k.Name)
	}
	if q.Focus == StopKeep && !slices.Contains([]string{"tab", "shift+tab", "left", "right"}, k.Name) {
		q.strayed = k.At
	}
	return Open
}

// arrow moves the focus by an arrow; any other key means nothing here and moves
// it back to the safe side.
func (q *Question) arrow(name string) {
	switch {
	case name == "right":
		q.move(1)
	case name == "left":
		q.move(-1)
	case q.Broken == nil:
		q.Focus = StopKeep
	}
}

// enter does what has the focus, unless the enter came together with other keys:
// nobody has looked between them.
func (q *Question) enter(k Key, arming *Arming) Answer {
	if k.Burst {
		arming.TooQuick(k)
		return Open
	}
	switch q.Focus {
	case StopReverse:
		if k.At.Sub(q.strayed) < QuietTime {
			// Some terminals don't mark what is pasted, and a row of a table may
			// end in a tab and an enter.
			arming.TooQuick(k)
			return Open
		}
		q.Choose()
		return Reverse
	case StopAmount:
		if !q.AmountMissing() {
			q.Focus = StopReverse
		}
		return Open
	case StopReason:
		q.Focus = StopKeep
		return Open
	case StopKeep, StopOK:
	}
	return q.leave()
}

func (q *Question) leave() Answer {
	if q.Broken != nil {
		return Closed
	}
	return Kept
}
