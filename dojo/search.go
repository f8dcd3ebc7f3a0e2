package dojo

import (
	"context"
	"net/http"
	"time"
)

// PageLimit is the most payment intents that Dojo puts on one page.
const PageLimit = 100

// Query is what to search payment intents by. Which of a payment's times Start
// and End are compared with, and in which order pages come, Dojo doesn't say.
type Query struct {
	Statuses []Status  // none for all that Dojo includes by default
	Start    time.Time // zero for no bound
	End      time.Time // zero for no bound
	Limit    int       // 1 to 100 payments on a page; 0 for 100
	After    string    // the cursor of the page before, for the next one
	Before   string    // the cursor of the page after, for the one before; not with After
}

// Page is one page of payment intents.
type Page struct {
	Payments []PaymentIntent
	After    string // cursor of the next page, empty at the end
	Before   string // cursor of the page before, empty at the start
	// Partial says that rows beyond the limit were left out, that Dojo reports
	// an error beside the rows, or that the cursor of the next page can't be
	// read: payments may be missing.
	Partial  bool
	Exchange Exchange
}

type wireQuery struct {
	Statuses []Status   `json:"statuses,omitempty"`
	Start    string     `json:"startDate,omitempty"`
	End      string     `json:"endDate,omitempty"`
	Cursor   wireCursor `json:"cursor"`
}

type wireCursor struct {
	Limit  int    `json:"limit"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// wirePage is a page of payments as it is on the wire.
type wirePage struct {
	limit    int // rows
	payments []PaymentIntent
	before   field[cursor]
	after    field[cursor]
	partial  bool
}

// decode reads a page from valid JSON. An answer that isn't a page must not look
// like a day without payments: it needs its data exactly once, as a list or as
// the null that Dojo documents, and without an error beside it.
func (w *wirePage) decode(b []byte) error {
	data, refused := 0, false
	var failed error
	if _, ok := object(b, func(name, rest []byte) int {
		if is(name, "data") {
			if data++; data == 1 {
				var end int
				end, failed = w.rows(rest)
				return end
			}
		}
		v := valueOf(rest)
		refused = refused || saysError(name, v)
		switch {
		case is(name, "before"):
			_ = w.before.UnmarshalJSON(v) // never fails
		case is(name, "after"):
			_ = w.after.UnmarshalJSON(v)
		}
		return len(v)
	}); !ok {
		return errNotObject
	}
	switch {
	case failed != nil:
		return failed
	case data != 1:
		return errNoPage
	case refused && len(w.payments) == 0:
		return errIsError
	}
	w.partial = w.partial || w.after.bad || refused
	return nil
}

// rows reads the payments of a page, as many as the limit allows, and says where their
// list ends.
func (w *wirePage) rows(b []byte) (end int, err error) {
	var row wireIntent
	end, ok := array(b, func(rest []byte) int {
		if len(w.payments) == w.limit {
			w.partial = true
			return skip(rest, 0)
		}
		if w.payments == nil {
			w.payments = make([]PaymentIntent, 0, w.limit)
		}
		row = wireIntent{}
		end, ok := readObject(rest, &row)
		if !ok {
			w.payments = append(w.payments, PaymentIntent{}.WithExtras(Extras{Gaps: []string{"payment"}}))
			return skip(rest, 0)
		}
		w.payments = append(w.payments, row.payment())
		return end
	})
	if ok {
		return end, nil
	}
	v := valueOf(b)
	if !isNull(v) {
		err = errNotArray
	}
	return len(v), err
}

// Search reads one page of payment intents. A payment that can't be read is on
// the page with its gaps, and never costs the others; an answer that isn't a
// page is an error. Although it is a POST, it changes nothing.
func (c *Client) Search(ctx context.Context, q Query) (Page, error) {
	limit := q.Limit
	if limit <= 0 || limit > PageLimit {
		limit = PageLimit
	}
	body := wireQuery{Statuses: q.Statuses, Cursor: wireCursor{Limit: limit, Before: q.Before, After: q.After}}
	if q.After != "" {
		body.Cursor.Before = ""
	}
	if !q.Start.IsZero() {
		body.Start = q.Start.UTC().Format(time.RFC3339)
	}
	if !q.End.IsZero() {
		body.End = q.End.UTC().Format(time.RFC3339)
	}
	w := wirePage{limit: limit}
	x, err := c.do(ctx, call{
		method: http.MethodPost, path: "payment-intents/search", body: body,
		timeout: c.timeouts.Read, client: c.reads, most: maxPage, plain: true, again: true,
	}, &w)
	if err != nil {
		return Page{Exchange: x}, err
	}
	c.observe(x)
	payments := w.payments
	if payments == nil {
		payments = []PaymentIntent{}
	}
	return Page{
		Payments: payments, After: string(w.after.v), Before: string(w.before.v), Partial: w.partial, Exchange: x,
	}, nil
}
