package feed

import "time"

// pace is how many pages may be read at once. It begins at most. It is halved when
// Dojo answers ever more slowly, and grows by one after growAfter good answers.
type pace struct {
	most, now int
	best      time.Duration // the quickest answer so far
	recent    time.Duration // a moving mean of the latest answers
	calm      int           // good answers since the last change
}

// Answers are slow if their mean is both slowTimes as long as the quickest answer
// and slowMore longer. On a quick network the first alone would mean little.
const (
	slowTimes = 4
	slowMore  = 250 * time.Millisecond
	// settleAfter is how many answers must come before the pace changes again. The
	// requests under way at the last change were sent at the old pace.
	settleAfter = 8
	growAfter   = 16
)

func newPace(most int) pace { return pace{most: most, now: most} }

func (p *pace) limit() int { return max(p.now, 1) }

// note notes how long one answer took, or its error.
func (p *pace) note(took time.Duration, err error) {
	p.calm++
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
		// If the line stays slow, its speed becomes the new measure. Otherwise the
		// pace would fall to one for good.
		p.best = min(p.recent/2, p.best*2)
	case !rising && p.calm >= growAfter && p.now < p.most:
		p.now, p.calm = p.now+1, 0
	}
}

func (p *pace) halve() {
	p.now, p.calm = max(p.now/2, 1), 0
}
