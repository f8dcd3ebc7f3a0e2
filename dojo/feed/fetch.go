package feed

import (
	"context"
	"errors"
	"net/http"

	"dojoreversals/dojo"
)

// agenda says which list is to be read on. It is used by one goroutine alone.
type agenda interface {
	// next returns a list whose next page is wanted and that isn't busy, or
	// nil if there is none just now.
	next() *listing
	// took is told of every page that was merged, and of the ends of lists.
	took(l *listing, t tally)
	// since is what the load that the lists belong to began with.
	since() sweepTime
}

// inTurns is an agenda of lists that are read in turns, a page of each: the
// one that is furthest behind is next.
type inTurns struct {
	lists []*listing
	from  sweepTime
}

func (t *inTurns) took(*listing, tally) {}
func (t *inTurns) since() sweepTime     { return t.from }
func (t *inTurns) next() *listing       { return furthestBehind(t.lists) }

func furthestBehind(lists []*listing) (best *listing) {
	for _, l := range lists {
		if l != nil && !l.busy && !l.done && !l.skip && (best == nil || l.pages < best.pages) {
			best = l
		}
	}
	return best
}

// read reads lists to their ends, one page at a time.
func (r *runner) read(ctx context.Context, lists ...*listing) error {
	for _, l := range lists {
		if l != nil {
			l.skip = false
		}
	}
	return r.fetch(ctx, &inTurns{lists: lists}, 1)
}

// fetch reads pages as an agenda wants them, at most so many at once and no
// more than the pace allows, until there is nothing to read. If one list is
// refused the others are still read; any other failure stops it all, once the
// pages under way have come. Nothing that it started outlives it.
func (r *runner) fetch(ctx context.Context, a agenda, most int) error {
	f := r.feed
	answers := make(chan answer)
	flying := 0
	var refused, broken error
	for {
		for broken == nil && flying < min(most, r.pace.limit()) {
			l := a.next()
			if l == nil {
				break
			}
			l.busy = true
			flying++
			q := l.query
			go func() { answers <- r.readPage(ctx, l, q) }()
		}
		if flying == 0 {
			break
		}
		got := <-answers
		flying--
		t, err := r.take(got, a.since())
		r.pace.note(got.took, err)
		if err != nil {
			got.list.skip = true
			if !isOfOne(err) && broken == nil {
				broken = err
			} else if refused == nil {
				refused = err
			}
			continue
		}
		a.took(got.list, t)
		f.publishSoon()
	}
	f.publishChanges()
	if broken != nil {
		return broken
	}
	return refused
}

// isTooMany says whether Dojo wants fewer calls.
func isTooMany(err error) bool {
	var refused *dojo.RefusedError
	if !errors.As(err, &refused) {
		return false
	}
	return refused.Exchange.HTTPStatus == http.StatusTooManyRequests || refused.RetryAfter > 0
}
