package feed

import (
	"cmp"
	"maps"
	"slices"
	"sort"

	"dojoreversals/dojo"
)

// index finds payments by ID. It is never changed: a change makes a new one
// that shares nearly all of the old, so that 100,000 payments aren't copied
// because one of them was captured. base is sorted by ID, which takes a
// pointer for each payment where a map takes four; over hides what base has,
// and nil in over means removed.
type index struct {
	base []*dojo.PaymentIntent
	over map[string]*dojo.PaymentIntent
}

func byID(p *dojo.PaymentIntent, id string) int { return cmp.Compare(p.ID, id) }

func (x index) Find(id string) *dojo.PaymentIntent {
	if p, ok := x.over[id]; ok {
		return p
	}
	if i, ok := slices.BinarySearchFunc(x.base, id, byID); ok {
		return x.base[i]
	}
	return nil
}

// with returns an index with the changes; a nil payment is removed.
func (x index) with(changes map[string]*dojo.PaymentIntent) index {
	over := make(map[string]*dojo.PaymentIntent, len(x.over)+len(changes))
	maps.Copy(over, x.over)
	maps.Copy(over, changes)
	// The overlay is folded in once it is a sixteenth of the whole: copying it
	// then costs little each time, and folding is rare.
	if len(over) <= max(64, len(x.base)/16) {
		return index{base: x.base, over: over}
	}
	ids := slices.Sorted(maps.Keys(over))
	base, rest := make([]*dojo.PaymentIntent, 0, len(x.base)+len(over)), x.base
	for _, id := range ids {
		n, found := slices.BinarySearchFunc(rest, id, byID)
		base, rest = append(base, rest[:n]...), rest[n:]
		if found {
			rest = rest[1:]
		}
		if p := over[id]; p != nil {
			base = append(base, p)
		}
	}
	return index{base: append(base, rest...)}
}

// newestFirst is the order of the list: by the time of payment or else of
// creation, newest first, then by ID. Payments without a time come last.
func newestFirst(a, b *dojo.PaymentIntent) int {
	at, _ := a.PaidOrCreated()
	bt, _ := b.PaidOrCreated()
	if c := bt.Compare(at); c != 0 {
		return c
	}
	return cmp.Compare(a.ID, b.ID)
}

// splice returns a sorted list without some of its payments and with others.
// The list itself stays as it was. What is removed must be in it by pointer.
func splice(list, remove, add []*dojo.PaymentIntent) []*dojo.PaymentIntent {
	slices.SortFunc(remove, newestFirst)
	slices.SortFunc(add, newestFirst)
	out := make([]*dojo.PaymentIntent, 0, len(list)-len(remove)+len(add))
	for len(remove) > 0 || len(add) > 0 {
		// Whatever comes next in the order, copy the untouched run before it.
		removing := len(add) == 0 || (len(remove) > 0 && newestFirst(remove[0], add[0]) <= 0)
		var at *dojo.PaymentIntent
		if removing {
			at = remove[0]
		} else {
			at = add[0]
		}
		n := sort.Search(len(list), func(i int) bool { return newestFirst(list[i], at) >= 0 })
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
