package dojo

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"time"
)

// PageLimit is the most payment intents that Dojo puts on one page.
const PageLimit = 100

// maxPages ends a listing that doesn't end by itself: 100,000 payments.
const maxPages = 1000

// ErrPageCap says that a listing was ended at 1,000 pages, so that it may be
// incomplete.
var ErrPageCap = errors.New("the list was cut at 1,000 pages")

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

// wirePage is a page of payments as it is on the wire. Where Dojo sends null
// for it, null is set.
type wirePage struct {
	payments []PaymentIntent
	before   lax[string]
	after    lax[string]
	null     bool
}

// decode reads a page from valid JSON, as encoding/json would: of a field that
// comes twice the last one counts, and a page that isn't one is an error.
func (w *wirePage) decode(b []byte) (err error) {
	if isNull(b) {
		w.null = true
		return nil
	}
	if !object(b, func(name, v []byte) {
		switch {
		case is(name, "data") && !w.rows(v):
			err = errNotArray
		case is(name, "before"):
			_ = w.before.UnmarshalJSON(v) // never fails
		case is(name, "after"):
			_ = w.after.UnmarshalJSON(v)
		}
	}) {
		return errNotObject
	}
	return err
}

func (w *wirePage) rows(b []byte) bool {
	w.payments = make([]PaymentIntent, 0, PageLimit)
	if isNull(b) {
		return true
	}
	var wire wireIntent
	return array(b, func(v []byte) {
		if isNull(v) {
			return
		}
		intent, err := decodeValid(&wire, v)
		if err != nil {
			intent = PaymentIntent{Gaps: []string{"payment"}}
		}
		w.payments = append(w.payments, intent)
	})
}

// Search reads one page of payment intents. A payment that can't be read is on
// the page with its gaps, and never costs the others. Although it is a POST,
// it changes nothing.
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
	var w wirePage
	x, err := c.do(ctx, call{
		method: http.MethodPost, path: "payment-intents/search", body: body,
		timeout: c.timeouts.Read, client: c.reads,
	}, &w)
	if err != nil {
		return Page{Exchange: x}, err
	}
	if w.null {
		return Page{Exchange: x}, &NoAnswerError{Exchange: x, Cause: CauseUnreadable, Err: errors.New("the answer is null")}
	}
	c.observe(x)
	payments := w.payments
	if payments == nil {
		payments = []PaymentIntent{}
	}
	return Page{Payments: payments, After: w.after.v, Before: w.before.v, Exchange: x}, nil
}

// Pages reads all pages of a query, one after the other. It ends at a page
// without payments, at a missing or repeated cursor, and after the first
// error; ErrPageCap says that it was cut.
func (c *Client) Pages(ctx context.Context, q Query) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		seen := map[string]bool{}
		for range maxPages {
			p, err := c.Search(ctx, q)
			if err != nil {
				yield(p, err)
				return
			}
			if !yield(p, nil) || len(p.Payments) == 0 || p.After == "" || seen[p.After] {
				return
			}
			seen[p.After] = true
			q.After, q.Before = p.After, ""
		}
		yield(Page{}, ErrPageCap)
	}
}

// Payments reads all payment intents of a query; see Pages for its end. The
// same payment can come twice, since pages shift as payments arrive.
func (c *Client) Payments(ctx context.Context, q Query) iter.Seq2[PaymentIntent, error] {
	return func(yield func(PaymentIntent, error) bool) {
		for page, err := range c.Pages(ctx, q) {
			if err != nil {
				yield(PaymentIntent{}, err)
				return
			}
			for _, p := range page.Payments {
				if !yield(p, nil) {
					return
				}
			}
		}
	}
}
