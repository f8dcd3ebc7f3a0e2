package feed

import (
	"context"
	"errors"
	"net/http"

	"dojoreversals/dojo"
)

// agenda says which list is to be read next. Only one goroutine uses it.
type agenda interface {
	// next returns a list whose next page is to be read. It returns nil if there
	// is none, or none that isn't being read already.
	next() *listing
	// took is called after each page was merged.
	took(l *listing, t tally)
	// since is when the load or the check began that the lists belong to.
	since() sweepTime
}

// inTurns is an agenda that reads lists in turns, a page of each. The list with
// the fewest pages so far comes next.
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

// read reads lists to their ends, one page after the other.
func (r *runner) read(ctx context.Context, lists ...*listing) error {
	for _, l := range lists {
		if l != nil {
			l.skip = false
		}
	}
	return r.fetch(ctx, &inTurns{lists: lists}, 1)
}

// fetch reads pages until its agenda has no more. It reads at most so many at
// once, and no more than the pace allows. If one list is refused, it goes on with
// the others. Any other failure ends it, once the pages under way have come. It
// leaves no goroutine behind.
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

// isTooMany says whether Dojo asks for fewer calls.
func isTooMany(err error) bool {
	var refused *dojo.RefusedError
	if !errors.As(err, &refused) {
		return false
	}
	return refused.Exchange.HTTPStatus == http.StatusTooManyRequests || refused.RetryAfter > 0
}
