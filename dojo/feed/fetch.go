package feed

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"

	"dojoreversals/dojo"
)

// agenda says which list is to be read next. Only one goroutine uses it.
type agenda interface {
	// next returns a list whose next page is to be read. It returns nil if there
	// is none, or none that isn't being read already.
	next() *listing
	// took is called after each page was merged.
	took(l *listing, t tally)
	// readsAhead says whether the list after a page that came may be asked for before that
	// page is merged.
	readsAhead() bool
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
func (t *inTurns) readsAhead() bool     { return false }
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

// manner is how pages are read.
type manner struct {
	atOnce  int  // at most
	giveWay bool // while a call is under way that people wait for, see Feed.GiveWay
}

// read reads lists to their ends, one page after the other.
func (r *runner) read(ctx context.Context, lists ...*listing) error {
	for _, l := range lists {
		if l != nil {
			l.skip = false
		}
	}
	return r.fetch(ctx, &inTurns{lists: lists}, manner{atOnce: 1})
}

// fetch reads pages until its agenda has no more. It reads no more at once than its
// manner and the pace allow, and no more a second than the rate.
//
// While pages come, one that is lost now and then is read again at once, and after a
// refusal for too many calls the reading goes on when Dojo allows it (line.go). If
// else one list is refused, fetch goes on with the others. Any other failure ends it,
// once the pages under way have come. It leaves no goroutine behind.
//
// Merging a page takes a while, and publishing takes longer. If the agenda reads ahead,
// fetch first asks for a page of another list, so that the line has no pause. One page
// waits for that at most.
func (r *runner) fetch(ctx context.Context, a agenda, how manner) error {
	f := r.feed
	answers := make(chan answer)
	flying := 0
	var came *answer // a good one that isn't merged yet
	merge := func(got answer) {
		t, _ := r.take(got, a.since())
		a.took(got.list, t)
		f.publishSoon()
	}
	var line line
	var refused, broken error
	r.rate.begin(f.deps.Now())
	for {
		var wait <-chan time.Time
		for broken == nil && flying < min(how.atOnce, r.pace.limit()) {
			l := a.next()
			if l == nil {
				break
			}
			now := f.deps.Now()
			d := r.rate.wait(now)
			if how.giveWay {
				d = max(d, f.urgent.wait(now))
			}
			if d > 0 {
				wait = f.deps.After(d)
				break
			}
			l.busy = true
			flying++
			r.rate.spend(now)
			q := l.query
			go func() { answers <- r.readPage(ctx, l, q) }()
		}
		var got answer
		switch {
		case came != nil:
			merge(*came)
			came = nil
			continue
		case flying > 0:
			select {
			case <-wait:
				continue
			case got = <-answers:
			}
		case wait != nil:
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-wait:
			}
			continue
		default:
			f.publishChanges()
			return cmp.Or(broken, refused)
		}
		flying--
		now, err := f.deps.Now(), got.err
		r.pace.note(got.took, err)
		if err == nil {
			line.came()
			r.rate.came(now)
			if a.readsAhead() {
				came = &got
			} else {
				merge(got)
			}
			continue
		}
		_, _ = r.take(got, a.since()) // its error is known
		silence := r.silence(err)
		if silence > 0 {
			r.rate.refused(now, got.sent, silence)
		}
		switch goesOn := line.failed(now, got, silence); {
		case broken == nil && goesOn:
			continue
		case !isOfOne(err) && broken == nil:
			broken = err
		case refused == nil:
			refused = err
		}
		got.list.skip = true
	}
}

var errCrashed = errors.New("feed: the read ended with a panic")

// catch is deferred where a goroutine of the feed may panic. Deps.Crashed is told, and
// the read has failed.
func (f *Feed) catch(err *error) {
	what := recover()
	switch {
	case what == nil:
	case f.deps.Crashed == nil:
		panic(what)
	default:
		f.deps.Crashed(what)
		*err = errCrashed
	}
}

// silence is for how long Dojo wants no calls after it refused one as too many, a
// little more, so that not all tills return in the same instant. It is 0 after any
// other failure.
func (r *runner) silence(err error) time.Duration {
	if !isTooMany(err) {
		return 0
	}
	random := r.feed.deps.Rand()
	if after := retryAfter(err); after > 0 {
		return after + time.Duration(float64(backoffLeast)*random)
	}
	return backoff(1, err, random)
}

// isTooMany says whether Dojo asks for fewer calls.
func isTooMany(err error) bool {
	var refused *dojo.RefusedError
	if !errors.As(err, &refused) {
		return false
	}
	return refused.Exchange.HTTPStatus == http.StatusTooManyRequests || refused.RetryAfter > 0
}
