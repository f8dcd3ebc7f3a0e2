package dojo

import "hash/maphash"

// What ends a list that doesn't end by itself.
const (
	maxPages = 1000 // 100,000 payments
	maxEmpty = 3    // how many empty pages are followed while nothing new comes
	maxStale = 2    // how many pages may bring only what came before
)

// Walk follows the cursors of one list and decides where the list ends. Dojo
// documents no sign of the end, and a server can send cursors for ever, so the
// list ends at a missing cursor, and also, then as one that was cut, at a cursor
// that comes again, after pages without anything new, and after 1,000 pages. An
// empty page whose cursor comes again is an end like a missing cursor.
//
// The zero value is the beginning of a list.
type Walk struct {
	cursors map[string]bool
	rows    map[uint64]struct{} // hashes of the IDs that came
	seed    maphash.Seed
	pages   int
	empty   int // empty pages since something new came
	stale   int // pages without anything new since something new came
	cut     bool
}

// Cut says whether payments of the list may be missing: it was ended although
// Dojo didn't say that it was over, or part of a page was left out.
func (w *Walk) Cut() bool { return w.cut }

// Next takes in a page and returns the cursor of the next one, "" at the end.
func (w *Walk) Next(p *Page) string {
	if w.cursors == nil {
		w.cursors, w.rows, w.seed = map[string]bool{}, map[uint64]struct{}{}, maphash.MakeSeed()
	}
	w.pages++
	w.cut = w.cut || p.Partial
	switch hasNew := w.note(p.Payments); {
	case hasNew:
		w.empty, w.stale = 0, 0
	case len(p.Payments) == 0:
		w.empty++
	default:
		w.stale++
	}
	switch {
	case p.After == "":
		return ""
	case w.cursors[p.After]:
		w.cut = w.cut || len(p.Payments) > 0
		return ""
	case w.empty > maxEmpty, w.stale >= maxStale, w.pages >= maxPages:
		w.cut = true
		return ""
	}
	w.cursors[p.After] = true
	return p.After
}

// note remembers the payments of a page and says whether one of them is new. A
// row without an ID is never new: it can't be told from another.
func (w *Walk) note(payments []PaymentIntent) (hasNew bool) {
	for i := range payments {
		id := payments[i].ID
		if id == "" {
			continue
		}
		row := maphash.String(w.seed, id)
		if _, known := w.rows[row]; !known {
			w.rows[row], hasNew = struct{}{}, true
		}
	}
	return hasNew
}
