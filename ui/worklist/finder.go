package worklist

import (
	"bytes"
	"slices"
	"strings"

	"dojoreversals/dojo"
)

// finder finds words in the texts of all payments. The texts stand one after
// another in one piece of memory, so that looking for a word is one pass
// over it at the speed of memory, however many payments there are.
//
// A payment's text has a number, its slot. Slots are only ever added: what has
// changed gets a new one. The end of a text that many payments have, such as the
// brand of the card, is kept once for all of them.
type finder struct {
	texts, figures corpus // of each hay
	write          hayWriter
}

// corpus is one text after another.
type corpus struct {
	data []byte
	ends []uint32 // the end of each slot's own text

	common   []string          // the ends of texts that many slots have
	numbers  map[string]uint16 // where each of them is in common
	commonOf []uint16          // which one a slot has

	found map[string]slots // what was looked for since the last change
}

// newCorpus makes an empty corpus with room for n texts of so many bytes of their own.
func newCorpus(n, each int) corpus {
	c := corpus{
		data: make([]byte, 0, n*each), ends: make([]uint32, 0, n+1),
		common: []string{""}, numbers: map[string]uint16{"": 0}, commonOf: make([]uint16, 0, n+1),
	}
	c.end("") // slot 0 is nobody's
	return c
}

// end ends the text of a slot with what is common to many. The rest of it has been
// appended to data.
func (c *corpus) end(common string) {
	number, known := c.numbers[common]
	if !known && len(c.common) < mostCommon {
		number, known = uint16(len(c.common)), true //nolint:gosec // less than mostCommon
		c.common, c.numbers[common] = append(c.common, common), number
	}
	c.data = append(c.data, '\n')
	if !known {
		c.data = append(append(c.data, common...), '\n')
	}
	c.ends = append(c.ends, uint32(len(c.data))) //nolint:gosec // 4 GB would be 40 million payments
	c.commonOf = append(c.commonOf, number)
	c.found = nil
}

// mostCommon is how many common texts there may be. A day has a dozen; one more is
// kept as if it were the payment's own.
const mostCommon = 1 << 12

// slots is a set of slots.
type slots []uint64

func (s slots) add(i uint32)      { s[i/64] |= 1 << (i % 64) }
func (s slots) has(i uint32) bool { return s[i/64]&(1<<(i%64)) != 0 }

// both are the slots of s that are in t too.
func (s slots) both(t slots) slots {
	out := make(slots, len(s))
	for i := range s {
		out[i] = s[i] & t[i]
	}
	return out
}

// newFinder makes an empty finder with room for n payments.
func newFinder(n int, write hayWriter) *finder {
	const text, figures = 64, 20 // what most payments need
	return &finder{write: write, texts: newCorpus(n, text), figures: newCorpus(n, figures)}
}

// len is how many slots there are.
func (f *finder) len() int { return len(f.texts.ends) }

// add takes in a payment's text and returns its slot.
func (f *finder) add(p *dojo.PaymentIntent) uint32 {
	var text, figures string
	f.texts.data, text, f.figures.data, figures = f.write.append(f.texts.data, f.figures.data, p)
	f.texts.end(text)
	f.figures.end(figures)
	return uint32(f.len() - 1) //nolint:gosec // as in corpus.end
}

// find returns the slots of the payments that meet one of a word's needs.
func (f *finder) find(w word) slots {
	all := make(slots, f.len()/64+1)
	for _, n := range w.needs {
		for i, found := range f.meet(n) {
			all[i] |= found
		}
	}
	return all
}

// meet returns the slots of the payments whose hay meets a need, nil for none.
func (f *finder) meet(n need) (all slots) {
	take := func(found slots) {
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
func (c *corpus) find(s string) slots {
	if found, ok := c.found[s]; ok {
		return found
	}
	found := make(slots, len(c.ends)/64+1)
	c.search([]byte(s), found)
	const most = 64 // a query has few words, and of each there is one per letter
	if c.found == nil || len(c.found) >= most {
		c.found = map[string]slots{}
	}
	c.found[s] = found
	return found
}

func (c *corpus) search(word []byte, s slots) {
	if len(word) == 0 {
		return
	}
	c.searchCommon(string(word), s)
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

// searchCommon adds the slots whose text has the word in what is common to many.
func (c *corpus) searchCommon(word string, s slots) {
	has, some := make([]bool, len(c.common)), false
	for i, text := range c.common {
		has[i] = strings.Contains(text, word)
		some = some || has[i]
	}
	if !some {
		return
	}
	for slot, number := range c.commonOf {
		if has[number] {
			s.add(uint32(slot)) //nolint:gosec // as in end
		}
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
