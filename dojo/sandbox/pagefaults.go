package sandbox

import (
	"strconv"
	"strings"

	"dojoreversals/dojo"
)

// oddPage is a page with the cursor of a fault.
type oddPage struct {
	wirePage
	After any `json:"after"` // in place of that of wirePage
}

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

// faultyPage is the answer to a search with its fault, if it has one. beyond says
// that the request came with a cursor that never ends.
func (d *Dojo) faultyPage(fault string, w wirePage, beyond bool) any {
	switch fault {
	case "cursor-number":
		if w.After == nil {
			return w
		}
		d.numbered = append(d.numbered, *w.After)
		return oddPage{w, len(d.numbered)}
	case "cursor-object":
		if w.After == nil {
			return w
		}
		return oddPage{w, map[string]string{"next": *w.After}}
	case "never-null", "same-rows":
		if beyond && fault == "never-null" {
			w.Data = []any{}
		}
		if w.After != nil {
			return w
		}
		d.traces++ // a fresh one each time
		return oddPage{w, endless + strconv.FormatUint(d.traces, 10)}
	case "same-data":
		return sameData{w, []any{}}
	}
	return w
}

// sameData has its data twice, the second time without a payment.
type sameData struct {
	wirePage
	Again []any `json:"Data"`
}

// rowsOnPage is how many rows a page has at most: a fault that needs several
// pages makes them small.
func rowsOnPage(fault string, limit int) int {
	if fault == "cursor-number" || fault == "cursor-object" {
		return min(limit, 3)
	}
	return min(limit, dojo.PageLimit)
}
