package worklist

import (
	"bytes"
	"slices"

	"dojoreversals/dojo"
)

// finder finds words in the texts of all payments. The texts stand one after
// another in one piece of memory, so that looking for a word is one pass
// over it at the speed of memory, however many payments there are.
//
// A payment's text has a number, its slot. Slots are only ever added: what has
// changed gets a new one.
type finder struct {
	texts, figures corpus // of each hay
	write          hayWriter
}

// corpus is one text after another.
type corpus struct {
	data []byte
	ends []uint32 // the end of each slot's text

	found map[string]slotSet // what was looked for since the last change
}

// end ends the text of a slot, which has been appended to data.
func (c *corpus) end() {
	c.data = append(c.data, '\n')
	c.ends = append(c.ends, uint32(len(c.data))) //nolint:gosec // 4 GB would be 40 million payments
	c.found = nil
}

// slotSet is a set of slots.
type slotSet []uint64

func (s slotSet) add(i uint32)      { s[i/64] |= 1 << (i % 64) }
func (s slotSet) has(i uint32) bool { return s[i/64]&(1<<(i%64)) != 0 }

// both are the slots of s that are in t too.
func (s slotSet) both(t slotSet) slotSet {
	out := make(slotSet, len(s))
	for i := range s {
		out[i] = s[i] & t[i]
	}
	return out
}

// newFinder makes an empty finder with room for n payments. Slot 0 is nobody's.
func newFinder(n int, write hayWriter) *finder {
	const text, figures = 80, 32 // what most payments need
	f := &finder{write: write}
	f.texts = corpus{data: make([]byte, 0, n*text), ends: make([]uint32, 0, n+1)}
	f.figures = corpus{data: make([]byte, 0, n*figures), ends: make([]uint32, 0, n+1)}
	f.texts.end()
	f.figures.end()
	return f
}

// len is how many slots there are.
func (f *finder) len() int { return len(f.texts.ends) }

// add takes in a payment's text and returns its slot.
func (f *finder) add(p *dojo.PaymentIntent) uint32 {
	f.texts.data, f.figures.data = f.write.append(f.texts.data, f.figures.data, p)
	f.texts.end()
	f.figures.end()
	return uint32(f.len() - 1) //nolint:gosec // as in corpus.end
}

// find returns the slots of the payments that meet one of a word's needs.
func (f *finder) find(w word) slotSet {
	all := make(slotSet, f.len()/64+1)
	for _, n := range w.needs {
		for i, found := range f.meet(n) {
			all[i] |= found
		}
	}
	return all
}

// meet returns the slots of the payments whose hay meets a need, nil for none.
func (f *finder) meet(n need) (all slotSet) {
	take := func(found slotSet) {
		if all != nil {
			found = all.both(found)
		}
		all = found
	}
	for _, s := range n.text {
		take(f.texts.find(s))
	}
	for _, s := range n.figures {
		take(f.figures.find(s))
	}
	return all
}

// find returns the slots in whose text s stands. They aren't to be changed.
func (c *corpus) find(s string) slotSet {
	if found, ok := c.found[s]; ok {
		return found
	}
	found := make(slotSet, len(c.ends)/64+1)
	c.search([]byte(s), found)
	const most = 64 // a query has few words, and of each there is one per letter
	if c.found == nil || len(c.found) >= most {
		c.found = map[string]slotSet{}
	}
	c.found[s] = found
	return found
}

func (c *corpus) search(word []byte, s slotSet) {
	if len(word) == 0 {
		return
	}
	slot := 0
	for at := 0; at < len(c.data); {
		next := bytes.Index(c.data[at:], word)
		if next < 0 {
			return
		}
		at += next
		if ends := c.ends[slot:]; int(ends[0]) <= at {
			slot += after(ends, uint32(at)) //nolint:gosec // as in add
		}
		s.add(uint32(slot))
		at = int(c.ends[slot])
	}
}

// after returns how many of the ends are at most at. Hits are mostly near each
// other, so it looks in steps that double before it halves.
func after(ends []uint32, at uint32) int {
	step := 1
	for step < len(ends) && ends[step] <= at {
		step *= 2
	}
	low := step / 2
	n, _ := slices.BinarySearch(ends[low:min(step+1, len(ends))], at+1)
	return low + n
}
