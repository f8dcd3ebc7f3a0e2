package worklist

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"dojoreversals/dojo"
)

// finder finds words in the texts of all payments. The texts stand one after
// another in one piece of memory, so that looking for a word is one pass
// over it at the speed of memory, however many payments there are.
//
// A payment's text has a number, its slot. Slots are only ever added: what has
// changed gets a new one.
type finder struct {
	texts, amounts corpus
	found          map[string]slots // words that were looked for since the last add
}

// corpus is one text after another.
type corpus struct {
	data []byte
	ends []uint32 // the end of each slot's text
}

func (c *corpus) add(text string) {
	c.data = append(c.data, text...)
	c.data = append(c.data, '\n')
	c.ends = append(c.ends, uint32(len(c.data))) //nolint:gosec // 4 GB would be 40 million payments
}

// slots is a set of slots.
type slots []uint64

func (s slots) add(i uint32)      { s[i/64] |= 1 << (i % 64) }
func (s slots) has(i uint32) bool { return s[i/64]&(1<<(i%64)) != 0 }

// newFinder makes an empty finder with room for n payments. Slot 0 is nobody's.
func newFinder(n int) *finder {
	const text, amounts = 80, 28 // what most payments need
	f := &finder{}
	f.texts = corpus{data: make([]byte, 0, n*text), ends: make([]uint32, 0, n+1)}
	f.amounts = corpus{data: make([]byte, 0, n*amounts), ends: make([]uint32, 0, n+1)}
	f.texts.add("")
	f.amounts.add("")
	return f
}

// len is how many slots there are.
func (f *finder) len() int { return len(f.texts.ends) }

// add takes in a payment's text and returns its slot.
func (f *finder) add(p *dojo.PaymentIntent, zone *time.Location) uint32 {
	h := haystack(p, zone)
	f.texts.add(h.text)
	f.amounts.add(h.amounts)
	f.found = nil
	return uint32(f.len() - 1) //nolint:gosec // as in corpus.add
}

// find returns the slots in whose text a word stands: those whose hay has it.
func (f *finder) find(w string) slots {
	if s, ok := f.found[w]; ok {
		return s
	}
	s := make(slots, f.len()/64+1)
	f.texts.find(w, s)
	for _, amount := range amountForms(w) {
		f.amounts.find(amount, s)
	}
	const most = 64 // a query has few words, and of each there is one per letter
	if f.found == nil || len(f.found) >= most {
		f.found = map[string]slots{}
	}
	f.found[w] = s
	return s
}

func (c *corpus) find(w string, s slots) {
	if w == "" || strings.Contains(w, "\n") {
		return
	}
	word := []byte(w)
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
