package feed

import (
	"cmp"
	"maps"
	"slices"
	"sort"

	"dojoreversals/dojo"
)

// index finds payments by ID. It is never changed: with makes a new index that
// shares nearly all of the old one, so that one capture doesn't copy 100,000
// payments. base is sorted by ID, which takes a pointer for each payment; a map
// takes four times as much. An entry of overlay replaces the one of base, and a
// nil entry removes it.
type index struct {
	base    []*dojo.PaymentIntent
	overlay map[string]*dojo.PaymentIntent
}

func byID(p *dojo.PaymentIntent, id string) int { return cmp.Compare(p.ID, id) }

func (x index) Find(id string) *dojo.PaymentIntent {
	if p, ok := x.overlay[id]; ok {
		return p
	}
	if i, ok := slices.BinarySearchFunc(x.base, id, byID); ok {
		return x.base[i]
	}
	return nil
}

// with returns an index with the changes; a nil payment is removed.
func (x index) with(changes map[string]*dojo.PaymentIntent) index {
	overlay := make(map[string]*dojo.PaymentIntent, len(x.overlay)+len(changes))
	maps.Copy(overlay, x.overlay)
	maps.Copy(overlay, changes)
	// The overlay is merged into base once it is a sixteenth of it. So copying the
	// overlay costs little, and merging is rare.
	if len(overlay) <= max(64, len(x.base)/16) {
		return index{base: x.base, overlay: overlay}
	}
	ids := slices.Sorted(maps.Keys(overlay))
	base, rest := make([]*dojo.PaymentIntent, 0, len(x.base)+len(overlay)), x.base
	for _, id := range ids {
		n := leading(rest, func(p *dojo.PaymentIntent) bool { return p.ID < id })
		base, rest = append(base, rest[:n]...), rest[n:]
		if len(rest) > 0 && rest[0].ID == id {
			rest = rest[1:]
		}
		if p := overlay[id]; p != nil {
			base = append(base, p)
		}
	}
	return index{base: append(base, rest...)}
}

// leading is how many payments at the beginning of a list come before a place in its
// order. It looks near the beginning first: of many changes, the next is seldom far.
func leading(list []*dojo.PaymentIntent, before func(*dojo.PaymentIntent) bool) int {
	from, to := 0, 1
	for to <= len(list) && before(list[to-1]) {
		from, to = to, 2*to
	}
	return from + sort.Search(min(to-1, len(list))-from, func(i int) bool { return !before(list[from+i]) })
}

// NewestFirst is the order of the list: by the time of payment or else of
// creation, newest first, then by ID. Payments without a time come last.
func NewestFirst(a, b *dojo.PaymentIntent) int {
	if c := cmp.Compare(cmp.Or(b.PaidAt, b.CreatedAt), cmp.Or(a.PaidAt, a.CreatedAt)); c != 0 {
		return c
	}
	return cmp.Compare(a.ID, b.ID)
}

// splice returns a sorted list without the removed payments and with the added
// ones. It doesn't change the list. The removed payments must be in it.
func splice(list, remove, add []*dojo.PaymentIntent) []*dojo.PaymentIntent {
	slices.SortFunc(remove, NewestFirst)
	slices.SortFunc(add, NewestFirst)
	out := make([]*dojo.PaymentIntent, 0, len(list)-len(remove)+len(add))
	for len(remove) > 0 || len(add) > 0 {
		// Copy all that stands before the next payment to remove or to add.
		removing := len(add) == 0 || (len(remove) > 0 && NewestFirst(remove[0], add[0]) <= 0)
		var at *dojo.PaymentIntent
		if removing {
			at = remove[0]
		} else {
			at = add[0]
		}
		n := leading(list, func(p *dojo.PaymentIntent) bool { return NewestFirst(p, at) < 0 })
		out = append(out, list[:n]...)
		list = list[n:]
		if removing {
			list, remove = list[1:], remove[1:]
		} else {
			out, add = append(out, at), add[1:]
		}
	}
	return append(out, list...)
}
