package dojo

import (
	"slices"
	"sync"
	"time"
)

// Clock tells the time by Dojo's clock, as learnt from the Date header of its
// answers, since the clock of a till can be hours off and the day of a payment
// decides whether it may be reversed. It is safe for concurrent use.
//
// No answer is believed alone. The time is the median of the newest answers
// that agree. An answer that disagrees doesn't change the time. It widens the
// Span, so that less may be reversed, until five answers in a row have agreed on
// one time or the other.
//
// This machine's clock widens the Span in the same way, until five answers over
// 20 seconds have told the believed time: the first answer after the start may
// be an old one from a cache, and only this clock disagrees with it. Other
// answers may come between the five, since they widen the Span themselves: the
// servers behind a load balancer may never agree.
type Clock struct {
	now func() time.Time

	mu       sync.Mutex
	began    time.Time // this machine's clock at the first answer
	believed []sample  // the newest that agree with the time that is told
	doubts   []sample  // newer ones that don't
	streak   streak    // the newest answers that agree with each other
	settled  bool      // this machine's clock doesn't widen the Span any more
	jump     Jump
	jumps    int // how many of the newest jumps came soon after one another
}

// Jump is a lasting change of the time that the clock tells. Either Dojo's
// clock or this machine's was put right, or the first answers were old ones.
type Jump struct {
	By time.Duration // ahead where it is positive
	At time.Time     // by this machine's clock; zero where there was none yet
}

const (
	// agreeWithin is how far two answers may differ and still tell the same time.
	agreeWithin = 2 * time.Minute
	// Another time is believed once streakAnswers answers in a row have agreed on
	// it for streakTime.
	streakAnswers = 5
	streakTime    = 20 * time.Second
	// A jump that comes within calm of the one before doubles how long the next
	// answers must agree, up to mostDoubled times. Otherwise the time would jump
	// back and forth between servers that disagree and answer in turns.
	calm        = time.Hour
	mostDoubled = 6
	// keepSamples is how many answers the median is taken of: with fewer than
	// five of them wrong, it is right.
	keepSamples = 9
	// driftPart is the share of the time since an answer by which a machine's
	// clock may have drifted: 200 millionths are twice what poor ones do.
	driftPart = 5000
)

// sample is what one answer says of Dojo's clock.
type sample struct {
	dojo  time.Time     // Dojo's clock…
	local time.Time     // …when this machine's clock said this
	bound time.Duration // how wrong that can be, either way
}

// at is the present by a sample: the most likely time, and all possible ones.
func (s sample) at(local time.Time) (middle time.Time, possible Span) {
	passed := Elapsed(s.local, local)
	middle = s.dojo.Add(passed)
	bound := s.bound + passed.Abs()/driftPart
	return middle, Span{middle.Add(-bound), middle.Add(bound)}
}

// streak is the newest answers in a row that all agree with the time that is
// told, or that all disagree with it and agree with each other.
type streak struct {
	against bool
	n       int
	began   time.Time // this machine's clock at its first one
	samples []sample  // its newest
}

// NewClock makes a clock over this machine's one. Until the first answer it
// tells this machine's time.
func NewClock(now func() time.Time) *Clock { return &Clock{now: now} }

// Observe takes in the Date header of an answer, and the machine's times at
// which the request left and the answer came. A zero date says nothing.
func (c *Clock) Observe(date, sent, received time.Time) {
	took := Elapsed(sent, received)
	// A longer round trip, such as one during which a laptop slept, doesn't say
	// when the answer was given. A date before the first version of Dojo's API is
	// wrong.
	if date.Before(firstDate) || took < 0 || took > agreeWithin {
		return
	}
	// The header is cut to the second: on average it is half a second behind.
	// It was written at some time of the round trip.
	half := time.Second / 2
	s := sample{dojo: date.Add(half + took/2), local: received, bound: half + took/2}

	c.mu.Lock()
	defer c.mu.Unlock()
	against := len(c.believed) > 0 && !agrees(c.believed, s)
	if c.streak.n == 0 || against != c.streak.against || against && !agrees(c.streak.samples, s) {
		c.streak = streak{against: against, began: received}
	}
	c.streak.n++
	c.streak.samples = keep(c.streak.samples, s)
	if against {
		c.doubts = keep(c.doubts, s)
	} else {
		if len(c.believed) == 0 {
			c.began = received
		}
		c.believed = keep(c.believed, s)
		c.settled = c.settled || len(c.believed) >= streakAnswers && received.Sub(c.began) >= streakTime
	}
	if c.streak.n < streakAnswers {
		return
	}
	switch {
	case !against:
		c.doubts = nil
	case received.Sub(c.streak.began) >= c.jumpTakes(received):
		c.noteJump(received)
		c.believed, c.doubts, c.settled = c.streak.samples, nil, true
		c.streak = streak{}
	}
}

// jumpTakes is how long answers must agree on another time before it is believed.
func (c *Clock) jumpTakes(local time.Time) time.Duration {
	if c.jump.At.IsZero() || Elapsed(c.jump.At, local) >= calm {
		c.jumps = 0
	}
	return streakTime << min(c.jumps, mostDoubled)
}

func (c *Clock) noteJump(local time.Time) {
	was, _ := medianOf(c.believed, local)
	is, _ := medianOf(c.streak.samples, local)
	c.jump = Jump{By: is.Sub(was), At: local}
	c.jumps++
}

// firstDate is the date of the first version of Dojo's API.
var firstDate = time.Date(2022, 1, 3, 0, 0, 0, 0, time.UTC)

// keep adds a sample, and drops the oldest where there are too many.
func keep(list []sample, s sample) []sample {
	return append(slices.Clone(list[max(0, len(list)-keepSamples+1):]), s)
}

// agrees says whether a sample tells the same time as the median of others.
func agrees(list []sample, s sample) bool {
	middle, _ := medianOf(list, s.local)
	return s.dojo.Sub(middle).Abs() <= agreeWithin
}

// medianOf is the median of what samples say of the present. The ends of the span
// are medians too: where fewer than half of the samples are wrong, each end lies
// on its own side of the truth.
func medianOf(list []sample, local time.Time) (middle time.Time, possible Span) {
	var middles, earliest, latest [keepSamples]time.Time
	n := len(list)
	for i, s := range list {
		middles[i], possible = s.at(local)
		earliest[i], latest[i] = possible.Earliest, possible.Latest
	}
	slices.SortFunc(middles[:n], time.Time.Compare)
	slices.SortFunc(earliest[:n], time.Time.Compare)
	slices.SortFunc(latest[:n], time.Time.Compare)
	// Of two in the middle the later one counts, which is the safe one: the day of
	// a payment ends early rather than late.
	return middles[n/2], Span{earliest[(n-1)/2], latest[n/2]}
}

// Now is the present time by Dojo's clock, or by this machine's where Dojo
// hasn't answered yet, for showing it. What may be reversed is judged by Span.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	now, _ := c.tell(c.now())
	return now.UTC()
}

// tell is the present; the caller holds c.mu.
func (c *Clock) tell(local time.Time) (time.Time, Span) {
	if len(c.believed) == 0 {
		return local, At(local)
	}
	return medianOf(c.believed, local)
}

// Span is every possible present by Dojo's clock. It has the clock's own error in
// it, and the times of answers and of this machine's clock that disagree and
// weren't found to be wrong yet.
func (c *Clock) Span() Span {
	c.mu.Lock()
	defer c.mu.Unlock()
	local := c.now()
	_, span := c.tell(local)
	for _, s := range c.doubts {
		_, possible := s.at(local)
		span = span.and(possible)
	}
	if !c.settled {
		span = span.and(At(local))
	}
	return Span{span.Earliest.UTC(), span.Latest.UTC()}
}

// Known is the present time by Dojo's clock, or zero where Dojo hasn't answered
// yet.
func (c *Clock) Known() time.Time {
	c.mu.Lock()
	known := len(c.believed) > 0
	c.mu.Unlock()
	if !known {
		return time.Time{}
	}
	return c.Now()
}

// Jump is the newest lasting change of the time that the clock tells.
func (c *Clock) Jump() Jump {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.jump
}

// Elapsed is the time that has passed by the monotonic or by the wall clock,
// whichever says more: the monotonic clock stands still while a laptop sleeps, and
// the wall clock can be set back. To believe the longer time is safe, since it
// ends a day early rather than late, and the next answers correct it.
func Elapsed(from, to time.Time) time.Duration {
	return max(to.Sub(from), to.Round(0).Sub(from.Round(0)))
}

// Offset is how far this machine's wall clock is ahead of Dojo's, and whether
// that is known yet.
func (c *Clock) Offset() (ahead time.Duration, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.believed) == 0 {
		return 0, false
	}
	local := c.now()
	now, _ := c.tell(local)
	// Round strips the monotonic readings: the question is what the machine's
	// wall clock shows now.
	return local.Round(0).Sub(now.Round(0)), true
}
