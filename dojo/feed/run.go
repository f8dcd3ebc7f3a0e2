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
	backoffFirst = time.Second            // the longest wait after one failure; each further one doubles it…
	backoffMost  = 30 * time.Second       // …up to this
	backoffLeast = 200 * time.Millisecond // the shortest wait
	backoffKey   = 30 * time.Second       // after 401 and 403, which seldom go away by themselves
	askedGap     = 500 * time.Millisecond // between two refreshes while somebody holds the key down
	standsStill  = 2 * time.Second        // without a page after a failure: that is trouble to tell of
)

// runner is the state of Run. Nothing else touches it.
type runner struct {
	feed *Feed
	pace pace
	rate rate

	loaded     bool
	loading    *load
	clockKnown bool
	windowsOff bool     // windows turned out useless or wrong
	check      *recheck // of what the windows read; nil once it is over
	checked    bool     // a check is over: windows are trusted, or off
	heldRead   bool     // a list that is trusted has had all held payments

	lanes        [groups + 1]lane
	wantUnpaid   bool
	changesSince time.Time // this machine's clock: all earlier changes are known
	began        time.Time // this machine's clock when the refresh began
	newestPages  int       // of the latest refresh
	newestTook   time.Duration

	cut        [groups + 2]bool // of the latest list of each group, recent and changes
	unreadable [groups]int

	pressure  float64   // how many times longer the waits are since Dojo refused calls; at least 1
	failures  int       // in a row, see goesOn
	good      int       // pages since the latest outcome
	stuck     time.Time // this machine's clock when what failed first was asked, see moved
	partial   bool      // one list or single reads failed, and other pages may come
	notBefore time.Time // Dojo asked for silence until then (this machine's clock)
}

func newRunner(f *Feed) *runner { return &runner{feed: f, pace: newPace(f.opts.atOnce), pressure: 1} }

// Run reads from Dojo until the context ends, and returns the context's error. It
// blocks. A failure doesn't end it: it shows as the snapshot's Trouble.
func (f *Feed) Run(ctx context.Context) error {
	if !f.running.CompareAndSwap(false, true) {
		return ErrRunning
	}
	defer f.running.Store(false)
	r := f.run
	for {
		if !r.loaded && r.loading == nil {
			r.loading = r.firstLoad()
		}
		work := r.refresh
		if r.loading != nil {
			work = r.load
		}
		err := work(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		ended, until := r.outcome(err)
		if err := r.pause(ctx, ended, until); err != nil {
			return err
		}
	}
}

// outcome publishes how a refresh ended. It returns when it ended, and a function
// that says when the next one is due.
func (r *runner) outcome(err error) (ended time.Time, until func() time.Time) {
	f := r.feed
	now := f.deps.Now()
	jitter := 0.9 + 0.2*f.deps.Rand()
	if r.goesOn() {
		r.failures = 0
	}
	r.failures++
	r.good = 0
	if f.hasSleptSince(r.began) {
		r.newestTook = 0 // nobody knows
	}
	until = func() time.Time { return r.nextRefresh(now, jitter) }
	if err == nil {
		r.failures = 0
		r.pressure = max(r.pressure*0.95, 1)
		f.mu.Lock()
		err = f.book.failing()
		f.mu.Unlock()
		if r.partial = err != nil; !r.partial {
			r.stuck = time.Time{}
		}
		r.tell(err, now, until)
		return now, until
	}
	if isTooMany(err) {
		r.pressure = min(r.pressure*2, mostPressure)
	}
	after := retryAfter(err)
	r.notBefore = now.Add(after)
	at := now.Add(max(backoff(r.failures, err, f.deps.Rand()), after))
	until = func() time.Time { return at }
	r.partial = isOfOne(err) || r.stuck.IsZero() // no page failed, but single reads did
	if r.stuck.IsZero() {
		r.stuck = now
	}
	if !r.standsStill(at) {
		err = nil
	}
	r.tell(err, now, until)
	return now, until
}

// standsStill says whether a failure is trouble to tell of, if the next try is at an
// instant. One page that failed isn't, but this is: no page comes for a while, none has
// come at all, or the same list is refused again and again.
func (r *runner) standsStill(at time.Time) bool {
	return !r.clockKnown || r.partial && r.failures > 1 || at.Sub(r.stuck) > standsStill
}

// tell publishes the trouble that there is, or that there is none.
func (r *runner) tell(err error, now time.Time, until func() time.Time) {
	f := r.feed
	if err == nil {
		f.update(func(s *Snapshot) { s.Trouble = nil })
		return
	}
	if r.stuck.IsZero() {
		r.stuck = now
	}
	t := &Trouble{Err: err, Since: r.dojoTime(r.stuck), RetryAt: until()}
	f.update(func(s *Snapshot) { s.Trouble = t })
}

// moved notes that a page came: the list doesn't stand still any more. If Dojo refuses
// one list, pages of the others don't mean that.
func (r *runner) moved() {
	if r.partial {
		return
	}
	r.stuck = time.Time{}
	f := r.feed
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.draft.Trouble != nil {
		f.draft.Trouble = nil
		f.publish()
	}
}

// goesOn says whether a load has come so far since its latest failure that the line
// works, though it loses a page now and then. A failure then begins a streak of its own.
func (r *runner) goesOn() bool { return r.loading != nil && r.good >= growAfter }

// backoff is the wait after so many failures in a row. It is a random part of a
// limit that doubles, so that not all tills return to Dojo in the same second.
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

// earliest is when the next refresh may begin, after one that ended at an instant.
func (r *runner) earliest(ended time.Time, until func() time.Time) time.Time {
	at := until()
	if r.feed.isAsked() {
		at = ended.Add(askedGap)
	}
	if r.notBefore.After(at) {
		return r.notBefore
	}
	return at
}

// pause waits until the next refresh is due. A reader can make that earlier by
// looking or by asking for a refresh, but never earlier than Dojo's Retry-After.
func (r *runner) pause(ctx context.Context, ended time.Time, until func() time.Time) error {
	f := r.feed
	at := until()
	if early := r.earliest(ended, until); early.Before(at) {
		at = early // somebody has asked meanwhile
	}
	for {
		began := f.deps.Now()
		wait := at.Sub(began)
		if wait <= 0 {
			return ctx.Err()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-f.deps.After(wait):
			f.noticeSleep(began, wait)
			return ctx.Err()
		case <-f.wake:
			f.noticeSleep(began, wait)
			earliest := r.earliest(ended, until)
			if !earliest.Before(at) {
				continue
			}
			at = earliest
			f.update(func(s *Snapshot) {
				if s.Trouble != nil {
					t := *s.Trouble
					t.RetryAt = at
					s.Trouble = &t
				}
			})
		}
	}
}
