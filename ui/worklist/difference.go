package worklist

import (
	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
)

// span is the places of a list from one to before another.
type span struct{ from, to int }

// diff is how one list of payments became another one. Before and after the two spans
// they have the same payments in the same order.
type diff struct {
	was, now span
	// from is where each payment of now stood in the old list; -1 for one that it
	// didn't have.
	from []int
	// removed and added are the payments of was and of now that the other list hasn't.
	removed, added []*dojo.PaymentIntent
}

// difference compares two lists, both newest first. A payment that has changed is
// another one.
func difference(old, list []*dojo.PaymentIntent) diff {
	start := 0
	for start < len(old) && start < len(list) && old[start] == list[start] {
		start++
	}
	was, now := span{start, len(old)}, span{start, len(list)}
	for was.to > start && now.to > start && old[was.to-1] == list[now.to-1] {
		was.to--
		now.to--
	}
	d := diff{was: was, now: now, from: make([]int, 0, now.to-now.from)}
	i := was.from
	for _, p := range list[now.from:now.to] {
		// Both lists have the same order, so that one look ahead finds it.
		for i < was.to && old[i] != p && feed.NewestFirst(old[i], p) < 0 {
			d.removed = append(d.removed, old[i])
			i++
		}
		if i < was.to && old[i] == p {
			d.from = append(d.from, i)
			i++
			continue
		}
		d.from = append(d.from, -1)
		d.added = append(d.added, p)
	}
	d.removed = append(d.removed, old[i:was.to]...)
	return d
}
