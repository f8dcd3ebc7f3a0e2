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
// that agree. An answer that disagrees moves nothing; it only widens the Span,
// so that less may be reversed, until five answers in a row have agreed on one
// time or the other. This machine's clock widens the Span in the same way until
// five answers have told the believed time over 20 seconds: the first answer
// after the start can be an old one from a cache, and nothing else speaks
// against it. Between these five, others may disagree, since they widen the Span
// themselves: a load balancer may have servers behind it that never agree.
type Clock struct {
	now func() time.Time

	mu       sync.Mutex
	began    time.Time // this machine's clock at the first answer
	believed []sample  // the newest that agree with the time that is told
	doubts   []sample  // newer ones that don't
	run      run       // the newest answers, as far back as they are of one mind
	settled  bool      // this machine's clock isn't asked any more
	jump     Jump
	jumps    int // the newest jumps that came soon after one another
}

// Jump is a lasting change of the time that the clock tells. Either Dojo's
// clock or this machine's was put right, or the first answers were old ones.
type Jump struct {
	By time.Duration // ahead where it is positive
	At time.Time     // by this machine's clock; zero where there was none yet
}

const (
	// agreeWithin is how far apart two answers may be that tell the same time.
	agreeWithin = 2 * time.Minute
	// runDecides and runLasts are what it takes to believe another time than
	// the one that is told, or than this machine's: so many answers in a row
	// that agree with each other, and for so long.
	runDecides = 5
	runLasts   = 20 * time.Second
	// Each jump within calm of the one before doubles how long the next answers
	// must agree, up to mostDoubled times: servers that disagree, and answer for
	// a while each, would have the time go to and fro.
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

// at is what a sample says of the present: the middle, and what is possible.
func (s sample) at(local time.Time) (middle time.Time, possible Span) {
	passed := Elapsed(s.local, local)
	middle = s.dojo.Add(passed)
	bound := s.bound + passed.Abs()/driftPart
	return middle, Span{middle.Add(-bound), middle.Add(bound)}
}

// run is a row of answers that all agree with the time that is told, or that
// are all against it and agree with each other.
type run struct {
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
	// After a round trip that was longer, as one over which a laptop slept,
	// the answer may be from either end of it. Before the first version of the
	// API there was no clock of Dojo's.
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
	if c.run.n == 0 || against != c.run.against || against && !agrees(c.run.samples, s) {
		c.run = run{against: against, began: received}
	}
	c.run.n++
	c.run.samples = keep(c.run.samples, s)
	if against {
		c.doubts = keep(c.doubts, s)
	} else {
		if len(c.believed) == 0 {
			c.began = received
		}
		c.believed = keep(c.believed, s)
		c.settled = c.settled || len(c.believed) >= runDecides && received.Sub(c.began) >= runLasts
	}
	if c.run.n < runDecides {
		return
	}
	switch {
	case !against:
		c.doubts = nil
	case received.Sub(c.run.began) >= c.jumpTakes(received):
		c.noteJump(received)
		c.believed, c.doubts, c.settled = c.run.samples, nil, true
		c.run = run{}
	}
}

// jumpTakes is how long answers must have agreed on another time by now.
func (c *Clock) jumpTakes(local time.Time) time.Duration {
	if c.jump.At.IsZero() || Elapsed(c.jump.At, local) >= calm {
		c.jumps = 0
	}
	return runLasts << min(c.jumps, mostDoubled)
}

func (c *Clock) noteJump(local time.Time) {
	was, _ := medianOf(c.believed, local)
	is, _ := medianOf(c.run.samples, local)
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
	// Of two in the middle the safe one counts, and to be late is safe: a
	// payment of which the day isn't over can't have been made tomorrow.
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

// tell asks for c.mu to be held.
func (c *Clock) tell(local time.Time) (time.Time, Span) {
	if len(c.believed) == 0 {
		return local, At(local)
	}
	return medianOf(c.believed, local)
}

// Span is the present by Dojo's clock with everything that is possible: the
// error of the clock, and the times of answers and of this machine's clock that
// disagree and aren't refuted yet.
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

// Elapsed is the longer of what the monotonic and the wall clock say has
// passed: the monotonic one stands still while a laptop sleeps, and the wall
// clock can be set back. Where they differ, the later time is the safe one: it
// ends a day early rather than late, and the next answers put it right.
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
