package reversal

import (
	"cmp"
	"container/list"
	"slices"
)

// known are the attempts that a service knows. Each change of one has a number, so that
// a reader is told what has changed since its last look, at a cost that doesn't depend on
// how many attempts there are. What known hands out is never changed: a change of an
// attempt puts a new value in its place.
type known struct {
	attempts map[string]*list.Element // by attempt ID: its place in changes
	payments map[string][]*Attempt    // by payment ID, in no order
	ordered  []*Attempt               // oldest first
	changes  *list.List               // the newest change of each attempt, in the order of the changes
	last     uint64                   // the number of the newest change
}

// changed is what an attempt became by a change.
type changed struct {
	number  uint64
	attempt *Attempt
}

// changeAt is the change at a place in known.changes, which has nothing else.
func changeAt(at *list.Element) changed { return at.Value.(changed) } //nolint:errcheck // see above

func newKnown() known {
	return known{attempts: map[string]*list.Element{}, payments: map[string][]*Attempt{}, changes: list.New()}
}

// older orders attempts by when they were confirmed.
func older(a, b *Attempt) int {
	return cmp.Or(a.ConfirmedAt.Compare(b.ConfirmedAt), cmp.Compare(a.ID, b.ID))
}

// get is an attempt, or one without an ID.
func (k *known) get(id string) Attempt {
	if at, ok := k.attempts[id]; ok {
		return *changeAt(at).attempt
	}
	return Attempt{}
}

// put keeps the new state of an attempt.
func (k *known) put(a Attempt) {
	k.last++
	now := changed{k.last, &a}
	at, ok := k.attempts[a.ID]
	if ok {
		was := changeAt(at).attempt
		i, _ := slices.BinarySearchFunc(k.ordered, was, older)
		k.ordered = slices.Delete(k.ordered, i, i+1)
		k.payments[was.Payment.ID] = slices.DeleteFunc(k.payments[was.Payment.ID], func(o *Attempt) bool { return o == was })
		at.Value = now
		k.changes.MoveToBack(at)
	} else {
		k.attempts[a.ID] = k.changes.PushBack(now)
	}
	// Nearly all are among the newest, so that few pointers move.
	i, _ := slices.BinarySearchFunc(k.ordered, &a, older)
	k.ordered = slices.Insert(k.ordered, i, &a)
	k.payments[a.Payment.ID] = append(k.payments[a.Payment.ID], &a)
}

// since are the attempts that have changed after the change with this number, in the
// order of the changes.
func (k *known) since(number uint64) []Attempt {
	at, n := k.changes.Back(), 0
	for at != nil && changeAt(at).number > number {
		at, n = at.Prev(), n+1
	}
	all := make([]Attempt, 0, n)
	for at = k.next(at); at != nil; at = at.Next() {
		all = append(all, *changeAt(at).attempt)
	}
	return all
}

// next is the change after this one, or the first after nil.
func (k *known) next(at *list.Element) *list.Element {
	if at == nil {
		return k.changes.Front()
	}
	return at.Next()
}
