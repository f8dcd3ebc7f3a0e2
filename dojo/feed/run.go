package feed

import (
	"context"
	"errors"
	"net/http"
	"time"

	"dojoreversals/dojo"
)

// ErrRunning says that a feed is running already.
var ErrRunning = errors.New("feed: Run was called while it runs")

// The waits after failures.
const (
	backoffFirst = time.Second            // the longest wait after the first failure, doubled after each…
	backoffMost  = 30 * time.Second       // …up to this
	backoffLeast = 200 * time.Millisecond // however the dice fall
	backoffKey   = 30 * time.Second       // after 401 and 403, which seldom cure themselves
	askedGap     = 500 * time.Millisecond // between refreshes, for a key that is held down
)

// runner is the state of Run, which nobody else touches.
type runner struct {
	feed *Feed

	loaded     bool
	loading    *firstLoad
	clockKnown bool

	turn         int // refreshes since the settled payments were last read
	owed         request
	settledPages int
	capped       [groups]bool
	unreadable   [groups]int

	failures  int
	since     time.Time // Dojo's clock at the first failure of the streak
	notBefore time.Time // Dojo asked for silence until then (this machine's clock)
}

// Run reads from Dojo until the context ends, and returns its error. It blocks:
// the caller owns the goroutine. Failures don't end it, they show as Trouble.
func (f *Feed) Run(ctx context.Context) error {
	if !f.running.CompareAndSwap(false, true) {
		return ErrRunning
	}
	defer f.running.Store(false)
	r := f.run
	for {
		work := r.refresh
		if !r.loaded {
			work = r.load
		}
		err := work(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := r.pause(ctx, r.outcome(err)); err != nil {
			return err
		}
	}
}

// outcome publishes how it went and returns when to go on.
func (r *runner) outcome(err error) time.Time {
	f := r.feed
	now := f.deps.Now()
	wait := time.Duration(float64(f.opts.Refresh) * (0.9 + 0.2*f.deps.Rand()))
	r.failures++
	failures := r.failures
	if err != nil {
		after := retryAfter(err)
		r.notBefore = now.Add(after)
		wait = max(backoff(r.failures, err, f.deps.Rand()), after)
	} else {
		f.mu.Lock()
		err, failures = f.book.failing()
		f.mu.Unlock()
		r.failures = 0
	}
	until := now.Add(wait)
	if err == nil {
		r.since = time.Time{}
		f.update(func(s *Snapshot) { s.Trouble = nil })
		return until
	}
	if r.since.IsZero() {
		r.since = f.deps.Clock.Now()
	}
	t := &Trouble{Err: err, Since: r.since, Failures: failures, RetryAt: until}
	f.update(func(s *Snapshot) { s.Trouble = t })
	return until
}

// backoff is how long to wait after so many failures in a row: a random part
// of a limit that doubles, so that a whole town's tills don't return at once.
func backoff(failures int, err error, random float64) time.Duration {
	var refused *dojo.RefusedError
	if errors.As(err, &refused) {
		switch refused.Exchange.HTTPStatus {
		case http.StatusUnauthorized, http.StatusForbidden:
			return time.Duration(float64(backoffKey) * (0.9 + 0.2*random))
		}
	}
	limit := min(backoffFirst<<min(failures-1, 10), backoffMost)
	return max(time.Duration(float64(limit)*random), backoffLeast)
}

func retryAfter(err error) time.Duration {
	var refused *dojo.RefusedError
	if errors.As(err, &refused) {
		return refused.RetryAfter
	}
	return 0
}

// pause waits until an instant of this machine's clock, or until a reader
// asks; even then not before Dojo wants to hear of us.
func (r *runner) pause(ctx context.Context, until time.Time) error {
	f := r.feed
	ended := f.deps.Now()
	for {
		wait := until.Sub(f.deps.Now())
		if wait <= 0 {
			return ctx.Err()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-f.deps.After(wait):
			return ctx.Err()
		case <-f.wake:
			earliest := ended.Add(askedGap)
			if r.notBefore.After(earliest) {
				earliest = r.notBefore
			}
			if !earliest.Before(until) {
				continue
			}
			until = earliest
			f.update(func(s *Snapshot) {
				if s.Trouble != nil {
					t := *s.Trouble
					t.RetryAt = until
					s.Trouble = &t
				}
			})
		}
	}
}
