package reversal

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// settings are how far a machine's clock can be off.
var settings = []time.Duration{
	time.Hour, -time.Hour, 24 * time.Hour, -24 * time.Hour, 10 * 365 * 24 * time.Hour, -10 * 365 * 24 * time.Hour,
}

// clockSet is one cell: what Dojo makes of the reversal, where the program is
// when the clock is set, and whether it lives on.
type clockSet struct {
	post  post
	point string
	off   time.Duration
	// putRight says that the clock was off before, and else is off from then on.
	putRight bool
	lives    bool
}

// TestClockSet sets this machine's clock in both directions, before and after
// each write to the journal and each request of a reversal, and kills the
// program there or lets it live on beside another one. Whatever the clock says:
// the reversal is sent once; nothing stays open, a reversal that worked is told
// as one, and one that didn't isn't given up early; the payment becomes free;
// and what Dojo does a day later is still told.
func TestClockSet(t *testing.T) {
	t.Parallel()
	cells := 0
	for n, answer := range []struct {
		name string
		post post
	}{
		{"successful", post{Said: dojo.ReversalSuccessful}},
		{"created", post{Said: dojo.ReversalCreated, Work: 3 * time.Second}},
		{"stuck", post{Said: dojo.ReversalCreated, Work: -1}},
		{"slow", post{Said: dojo.ReversalCreated, Work: 20 * time.Second, Takes: 2 * time.Second}},
		{"lost", post{Err: "lost", Work: time.Second}},
		{"lost, not done", post{Err: "lost", Work: -1}},
		{"failed", post{Said: dojo.ReversalFailed, Work: -1}},
		{"401", post{Err: "refused", HTTP: 401, Work: -1}},
		{"not sent", post{Err: "not sent", Work: -1}},
		{"captured", post{Err: "lost", Work: time.Second, Before: dojo.StatusCaptured}},
	} {
		points := (&clockSet{post: answer.post}).run(t, answer.name)
		for _, point := range points {
			if repeated(point) {
				continue
			}
			for i, off := range settings {
				switch few := testing.Short() || raceDetector; {
				case few && i > 1, !few && !exhaustive && i%3 != n%3: // each meets each point, but not with each answer
					continue
				}
				for _, putRight := range []bool{false, true} {
					for _, lives := range []bool{false, true} {
						c := &clockSet{answer.post, point, off, putRight, lives}
						c.run(t, fmt.Sprintf("%s, %s, %v, put right %v, lives %v", answer.name, point, off, putRight, lives))
						cells++
					}
				}
			}
		}
	}
	t.Logf("%d cells", cells)
}

// repeated says whether a point is one of a later read: one is like the other.
func repeated(point string) bool {
	var n int
	_, err := fmt.Sscanf(point[strings.Index(point, "-"):], "-http-%d", &n)
	return err == nil && n > 4
}

// run plays a cell and returns the points that its first process passed.
func (c *clockSet) run(t *testing.T, name string) (points []string) {
	t.Helper()
	var broken []string
	synctest.Test(t, func(t *testing.T) {
		<-time.After(12 * time.Hour)
		w := &world{accounts: map[string]*account{theID: {intent: held(theID, time.Now()), posts: []post{c.post}}}}
		newLedger(w)
		n := &counter{T: t, w: w}
		c.play(n)
		for _, p := range n.procs {
			p.mu.Lock()
			points = append(points, p.passed...)
			killed := p.killed
			p.mu.Unlock()
			if !killed {
				p.quit()
			}
			n.procs = nil
		}
		<-time.After(time.Hour)
		broken = w.broken
	})
	for _, b := range broken {
		t.Errorf("%s: %s", name, b)
	}
	return points
}

func (c *clockSet) set(w *world) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.jump = c.off - w.jump // there and back
}

func (c *clockSet) play(n *counter) {
	w := n.w
	if c.putRight {
		c.set(w)
	}
	first := w.run("priya", nil)
	n.procs = append(n.procs, first)
	happened := make(chan struct{})
	first.at, first.do = c.point, func() {
		if !c.lives {
			first.die()
		}
		c.set(w)
		close(happened)
	}
	id := n.press(first)
	if c.point != "" {
		select {
		case <-happened:
		case <-time.After(settledBy):
			w.breaks("%s was never passed", c.point)
			return
		}
	}
	began := time.Now()
	now := first
	switch {
	case c.point == "":
	case c.lives:
		now = w.run("sam", nil) // somebody else looks on
		defer now.quit()
	default:
		first.kill()
		now = w.run("priya again", nil)
		defer now.quit()
	}
	early := n.recorded(id).State // before this, only a start or a watch can have said it
	n.pass(45 * time.Second)
	if s := n.recorded(id).State; early != "" && (s == journal.Intended || s == journal.Sending) {
		w.breaks("still %s 45 s after the clock was set", s)
	}
	if s := n.recorded(id).State; s == journal.Unresolved && s != early {
		w.breaks("given up within %v", time.Since(began))
	}
	n.pass(settledBy)
	now.Compare(w.look)
	n.pass(5 * time.Second)
	c.holds(n, now, id)
	if c.point != "" {
		c.later(n, now, id)
	}
}

// holds is what must be true once everything has had its time.
func (c *clockSet) holds(n *counter, p *process, id string) {
	w := n.w
	r, ok := n.recorded(id), false
	var shown Attempt
	for _, a := range p.Attempts() {
		if a.ID == id {
			shown, ok = a, true
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	is, sent := w.accounts[theID].intent.Status, len(w.calls)
	switch {
	case r.ID == "": // killed before anything was recorded
		if sent > 0 {
			w.violated("sent without a record")
		}
		return
	case sent > 1:
		w.violated("sent %d times", sent)
	case r.State.Open():
		w.violated("%s for ever, and the payment is %s", r.State, is)
	case is == dojo.StatusReversed && r.State != journal.Successful && r.CorrectedAt.IsZero():
		w.violated("%s (%s), and the payment is Reversed", r.State, r.Why)
	case is != dojo.StatusReversed && r.State == journal.Successful && c.post.Said != dojo.ReversalSuccessful:
		w.violated("Successful, and the payment is %s", is)
	case r.State == journal.Abandoned && sent > 0:
		w.violated("Abandoned, and it was sent")
	}
	if !ok && !r.State.Final() {
		w.violated("%s forgot the attempt, which is %s", p.name, r.State)
	}
	if ok && (shown.State != r.State || shown.Unrecorded) {
		w.violated("shown as %s, recorded as %s", shown.State, r.State)
	}
}

// later looks a day on, from another start: Dojo reverses after all what was
// given up, and somebody tries again what is held.
func (c *clockSet) later(n *counter, p *process, id string) {
	r := n.recorded(id)
	n.w.mu.Lock()
	is := n.w.accounts[theID].intent.Status
	n.w.healed = true
	n.w.mu.Unlock()
	if is != dojo.StatusAuthorized {
		return
	}
	if r.State == journal.Unresolved {
		p.kill()
		for _, other := range n.procs {
			other.kill()
		}
		n.pass(24 * time.Hour)
		next := n.w.run("a day later", nil)
		defer next.quit()
		n.pass(time.Second)
		n.w.become(theID, dojo.StatusReversed)
		next.Compare(n.w.look)
		n.pass(time.Minute)
		if got := n.recorded(id); got.CorrectedAt.IsZero() {
			n.w.breaks("%s, and isn't corrected a day later", got.State)
		}
		return
	}
	before := n.sent()
	second := n.press(p)
	n.pass(time.Minute)
	if a := n.recorded(second); a.State != journal.Successful || n.sent() != before+1 {
		n.w.breaks("the second try is %s (%s), sent %d times", a.State, a.Why, n.sent()-before)
	}
}

// breaks is violated for whoever doesn't hold the world's lock.
func (w *world) breaks(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.violated(format, args...)
}
