package feed

import (
	"context"
	"errors"
	"time"

	"dojoreversals/dojo"
)

// listing is a list that is being read: a query, and how far it was read.
type listing struct {
	query      dojo.Query
	began      time.Time // this machine's clock before the first request
	pages      int
	rows       int // so far, with unreadable ones
	unreadable int
	changed    int // payments that it changed
	done       bool
	cut        bool // payments may be missing from it

	busy   bool      // its next page is being read
	skip   bool      // it failed in this round
	failed int       // times in a row that its next page failed
	walk   dojo.Walk // follows its cursors
}

func newListing(statuses []dojo.Status, from, now time.Time) *listing {
	return &listing{query: dojo.Query{Statuses: statuses, Start: from.UTC(), Limit: dojo.PageLimit}, began: now}
}

// list makes the listing of a whole group. It has no end date, so that it includes
// what arrives while it is read.
func (r *runner) list(g group) *listing {
	w := rangesAt(r.feed.deps.Clock.Now(), r.feed.opts.RecentDays)
	return newListing(g.statuses(), w[g], r.feed.deps.Now())
}

// answer is the result of reading one page.
type answer struct {
	list *listing
	page dojo.Page
	err  error
	sent time.Time     // this machine's clock before the request
	took time.Duration // the request alone, if the source says when it ended
}

// readPage reads the next page of a listing. It doesn't touch the listing's
// fields, since it runs beside Run's own goroutine.
func (r *runner) readPage(ctx context.Context, l *listing, q dojo.Query) (a answer) {
	a.list = l
	defer r.feed.catch(&a.err)
	if a.err = r.feed.afford(ctx); a.err != nil {
		return a
	}
	a.sent = r.feed.deps.Now()
	a.page, a.err = r.feed.deps.Source.Search(ctx, q)
	a.took = r.feed.deps.Now().Sub(a.sent)
	if x := a.page.Exchange; !x.Sent.IsZero() && x.Received.After(x.Sent) {
		a.took = x.Received.Sub(x.Sent) // without the decoding
	}
	if r.feed.noticeSleep(a.sent, callMost) {
		a.took = 0 // nobody knows
	}
	return a
}

// take merges an answer, and moves its listing on. After an error the listing
// stays where it is.
func (r *runner) take(a answer, since sweepTime) (tally, error) {
	l := a.list
	l.busy = false
	if a.err != nil {
		if r.stuck.IsZero() {
			r.stuck = a.sent
		}
		if l.query.After != "" && refusedCursor(a.err) {
			l.query.After = "" // start again
			l.walk = dojo.Walk{}
		}
		return tally{}, a.err
	}
	t := r.feed.merge(a.page, a.sent, since)
	r.good++
	l.failed = 0
	r.moved()
	l.pages++
	l.rows += t.rows
	l.unreadable += t.unreadable
	l.changed += t.changed
	l.query.After = l.walk.Next(&a.page)
	l.done, l.cut = l.query.After == "", l.walk.Cut()
	if l.done {
		l.walk = dojo.Walk{} // it is large
	}
	return t, nil
}

// refusedCursor says whether an error may mean that a cursor has expired. Dojo
// doesn't document how long one lives.
func refusedCursor(err error) bool {
	var refused *dojo.RefusedError
	if !errors.As(err, &refused) {
		return false
	}
	switch refused.Exchange.HTTPStatus {
	case 400, 404, 409, 410, 422:
		return true
	}
	return false
}
