package sandbox

import (
	"strconv"
	"strings"

	"dojoreversals/dojo"
)

// endless begins the cursors of a list that never ends.
const endless = "for-ever-"

// cursorOf takes in a cursor that a fault may have made. The number of a cursor
// that was kept becomes that cursor; beyond says that it is one of those that
// never end, after all that there is.
func (d *Dojo) cursorOf(s string) (cursor string, beyond bool) {
	if strings.HasPrefix(s, endless) {
		return "", true
	}
	if n, err := strconv.Atoi(s); err == nil && n > 0 && n <= len(d.numbered) {
		return d.numbered[n-1], false
	}
	return s, false
}

// disturb puts the fault of a search into its page. beyond says that the request
// came with a cursor that never ends.
func (d *Dojo) disturb(fault string, w *wirePage, beyond bool) {
	after, more := w.After.(string)
	switch fault {
	case "cursor-number":
		if more {
			d.numbered = append(d.numbered, after)
			w.After = len(d.numbered)
		}
	case "cursor-object":
		if more {
			w.After = map[string]string{"next": after}
		}
	case "never-null", "same-rows":
		if beyond && fault == "never-null" {
			w.Data = []any{}
		}
		if !more {
			d.traces++ // a fresh one each time
			w.After = endless + strconv.FormatUint(d.traces, 10)
		}
	case "same-data":
		w.Again = []any{}
	}
}

// rowsOnPage is how many rows a page has at most: a fault that needs several
// pages makes them small.
func rowsOnPage(fault string, limit int) int {
	if fault == "cursor-number" || fault == "cursor-object" {
		return min(limit, 3)
	}
	return min(limit, dojo.PageLimit)
}
