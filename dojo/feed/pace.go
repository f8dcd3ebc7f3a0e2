package feed

import "time"

// pace is how many pages may be read at once. It begins at the most that is
// allowed, is halved when Dojo says that there are too many or when answers
// take ever longer, and grows again by one after a while of good ones.
type pace struct {
	most, now int
	best      time.Duration // the quickest answer so far
	recent    time.Duration // a moving mean of the latest
	calm      int           // good answers since the last change
}

// What counts as a rising latency: a mean of this many times the quickest
// answer, and this much more than it at least, since a small network is never
// quite even.
const (
	slowTimes = 4
	slowMore  = 250 * time.Millisecond
	// settleAfter is how many answers in a row have to come before the pace is
	// changed again: those under way when it was changed say nothing of it.
	settleAfter = 8
	growAfter   = 16
)

func newPace(most int) pace { return pace{most: most, now: most} }

func (p *pace) limit() int { return max(p.now, 1) }

// note takes in how one answer came.
func (p *pace) note(took time.Duration, err error) {
	p.calm++
	if isTooMany(err) {
		if p.calm >= settleAfter || p.now == p.most {
			p.halve()
		}
		return
	}
	if err != nil || took <= 0 {
		return
	}
	if p.best == 0 || took < p.best {
		p.best = took
	}
	if p.recent == 0 {
		p.recent = took
	}
	p.recent += (took - p.recent) / 8
	switch rising := p.recent > p.best*slowTimes && p.recent > p.best+slowMore; {
	case rising && p.calm >= settleAfter:
		p.halve()
		// A line that stays slow is how it is from now on: without this the
		// pace would go down to one for good.
		p.best = min(p.recent/2, p.best*2)
	case !rising && p.calm >= growAfter && p.now < p.most:
		p.now, p.calm = p.now+1, 0
	}
}

func (p *pace) halve() {
	p.now, p.calm = max(p.now/2, 1), 0
}
