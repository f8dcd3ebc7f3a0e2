package sandbox

import (
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
	"slices"
	"time"

	"dojoreversals/dojo"
)

// key is the place of a payment in the order of all: its creation, and the
// order of insertion within one instant. It never changes, which is what makes
// cursors stable.
type key struct {
	nanos int64
	seq   int64
}

func (k key) compare(l key) int {
	return cmp.Or(cmp.Compare(k.nanos, l.nanos), cmp.Compare(k.seq, l.seq))
}

func (in *intent) key() key { return key{in.CreatedAt.UnixNano(), in.seq} }

// store keeps the payments in order, oldest first.
type store struct {
	byID   map[string]*intent
	sorted []*intent
	seq    int64
}

// insert adds a payment, in place of one of the same ID.
func (s *store) insert(in *intent) {
	if old := s.byID[in.ID]; old != nil {
		i := s.from(old.key())
		s.sorted = slices.Delete(s.sorted, i, i+1)
	}
	s.seq++
	in.seq = s.seq
	s.byID[in.ID] = in
	k := in.key()
	i := len(s.sorted)
	if i > 0 && k.compare(s.sorted[i-1].key()) < 0 {
		i = s.from(k)
	}
	s.sorted = slices.Insert(s.sorted, i, in)
}

// from is the index of the first payment at or after a place.
func (s *store) from(k key) int {
	i, _ := slices.BinarySearchFunc(s.sorted, k, func(in *intent, k key) int { return in.key().compare(k) })
	return i
}

// query is a search that was checked.
type query struct {
	statuses      []dojo.Status // never empty
	start, end    time.Time     // zero for no bound
	limit         int
	before, after *key // at most one
	beyond        bool // after all that there is, as only a fault has it
}

// page is what a search found, newest first. The cursors are nil where there
// is nothing more that way.
type page struct {
	intents       []intent
	before, after *key
}

// search finds one page. The payments on it are copies, so that they can be
// encoded while the sandbox goes on.
func (s *store) search(q query) page {
	lo, hi := 0, len(s.sorted) // the window of the dates
	if !q.start.IsZero() {
		lo = s.from(key{nanos: q.start.UnixNano()})
	}
	if !q.end.IsZero() {
		hi = s.from(key{nanos: q.end.UnixNano()})
	}
	inWindow := func(i int) bool { return lo <= i && i < hi }
	// next finds the first match at an index or beyond it: towards newer payments
	// with a step of 1, towards older ones with -1.
	next := func(i, step int) int {
		for inWindow(i) && !slices.Contains(q.statuses, s.sorted[i].Status) {
			i += step
		}
		return i
	}
	i, step := hi-1, -1
	switch {
	case q.before != nil:
		i, step = max(lo, s.from(key{q.before.nanos, q.before.seq + 1})), 1
	case q.after != nil:
		i = min(i, s.from(*q.after)-1)
	}
	var found []int
	for i = next(i, step); inWindow(i) && len(found) < q.limit; i = next(i+step, step) {
		found = append(found, i)
	}
	if len(found) == 0 {
		return page{}
	}
	if step > 0 {
		slices.Reverse(found) // the newest first
	}
	var p page
	for _, i := range found {
		p.intents = append(p.intents, *s.sorted[i])
	}
	newest, oldest := found[0], found[len(found)-1]
	if inWindow(next(newest+1, 1)) {
		k := s.sorted[newest].key()
		p.before = &k
	}
	if inWindow(next(oldest-1, -1)) {
		k := s.sorted[oldest].key()
		p.after = &k
	}
	return p
}

// cursor writes a place so that clients can't read anything into it, nor make
// one up. It is a text, or nil for no place.
func (d *Dojo) cursor(k *key) any {
	if k == nil {
		return nil
	}
	b := binary.BigEndian.AppendUint64(nil, uint64(k.nanos))
	b = binary.BigEndian.AppendUint64(b, uint64(k.seq))
	b = binary.BigEndian.AppendUint32(b, d.sum(b))
	return base64.RawURLEncoding.EncodeToString(b)
}

func (d *Dojo) parseCursor(s string) (key, bool) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) != 20 || binary.BigEndian.Uint32(b[16:]) != d.sum(b[:16]) {
		return key{}, false
	}
	return key{int64(binary.BigEndian.Uint64(b)), int64(binary.BigEndian.Uint64(b[8:]))}, true
}

func (d *Dojo) sum(b []byte) uint32 {
	h := fnv.New32a()
	_, _ = h.Write(binary.BigEndian.AppendUint64(nil, d.options.Seed))
	_, _ = h.Write(b)
	return h.Sum32()
}
