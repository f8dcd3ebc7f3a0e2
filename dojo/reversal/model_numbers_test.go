package reversal

import "hash/maphash"

// numbers gives states their numbers, in the order in which they come. A map
// would keep each state a second time, and there are ten million of them.
type numbers struct {
	seed   maphash.Seed
	states []state
	// slots hold what is one more than a state's number, above it the upper half
	// of its hash, and 0 where nothing is. Their count is a power of two.
	slots []uint64
}

func newNumbers() *numbers { return &numbers{seed: maphash.MakeSeed(), slots: make([]uint64, 1<<12)} }

// of is the number of a state, which it gets if it has none yet.
func (n *numbers) of(s *state) (number int32, known bool) {
	if 2*len(n.states) >= len(n.slots) {
		n.slots = make([]uint64, 2*len(n.slots))
		for i := range n.states {
			at, hash, _ := n.find(&n.states[i])
			n.slots[at] = hash&^(1<<32-1) | uint64(i+1)
		}
	}
	at, hash, known := n.find(s)
	if known {
		return int32(uint32(n.slots[at])) - 1, true
	}
	n.states = append(n.states, *s)
	n.slots[at] = hash&^(1<<32-1) | uint64(len(n.states))
	return int32(len(n.states)) - 1, false
}

// find is the slot that a state has, or would have.
func (n *numbers) find(s *state) (at, hash uint64, known bool) {
	hash = maphash.Comparable(n.seed, *s)
	mask := uint64(len(n.slots) - 1)
	for at = hash & mask; n.slots[at] != 0; at = (at + 1) & mask {
		if n.slots[at]>>32 == hash>>32 && n.states[uint32(n.slots[at])-1] == *s {
			return at, hash, true
		}
	}
	return at, hash, false
}
