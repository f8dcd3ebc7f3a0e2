package reversal

import (
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// Killed in each state and started again: nothing is forgotten, nothing is sent
// again, and the end is the one that Dojo made.
func TestRestart(t *testing.T) {
	t.Parallel()
	const never = time.Duration(-1)
	lost := post{Err: "lost", Work: never}
	for _, c := range []struct {
		name   string
		post   post
		killed time.Duration // after the confirmation
		then   journal.State // at once after the start
		after  time.Duration
		end    journal.State
		why    journal.Why
		sent   int
		past   bool
	}{
		{"intended", post{}, 20 * time.Millisecond, journal.Intended, 32 * time.Second, journal.Abandoned, journal.Expired, 0, false},
		{"sending, done", post{Takes: 5 * time.Second, Work: time.Second}, time.Second, journal.Sending, 40 * time.Second, journal.Successful, "", 1, false},
		{"sending, not done", post{Takes: 5 * time.Second, Work: never}, time.Second, journal.Sending, 3 * time.Minute, journal.Unresolved, "", 1, false},
		{"created", post{Said: "Created", Work: 20 * time.Second}, time.Second, journal.Created, 30 * time.Second, journal.Successful, "", 1, false},
		{"created, never done", post{Said: "Created", Work: never}, time.Second, journal.Created, 11 * time.Minute, journal.Unresolved, "", 1, false},
		{"checking, done late", post{Err: "lost", Work: 40 * time.Second}, time.Second, journal.Checking, 55 * time.Second, journal.Successful, "", 1, false},
		{"checking", lost, time.Second, journal.Checking, 2 * time.Minute, journal.Unresolved, "", 1, false},
		{"unresolved", lost, 2 * time.Minute, journal.Unresolved, time.Minute, journal.Unresolved, "", 1, false},
		{"failed", post{Said: "Failed", Work: never}, time.Second, journal.Failed, time.Minute, journal.Failed, journal.SaidFailed, 1, true},
		{"successful", post{Said: "Successful"}, time.Second, journal.Successful, time.Minute, journal.Successful, "", 1, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			atCounter(t, account{posts: []post{c.post}}, func(s *counter) {
				first := s.start("priya", nil)
				id := s.press(first)
				s.pass(c.killed)
				first.kill()
				s.pass(500 * time.Millisecond)
				again := s.start("priya again", nil)
				a := s.shown(again, id)
				if a.State != c.then || !a.Resumed || a.Past != c.past || a.OtherKey {
					s.Errorf("at the start: %s, resumed %v, past %v", a.State, a.Resumed, a.Past)
				}
				before := s.readings()
				s.pass(c.after)
				s.want(again, id, c.end, c.why)
				if s.sent() != c.sent {
					s.Errorf("sent %d times", s.sent())
				}
				if c.past && s.readings() != before {
					s.Errorf("read %d times though it was over", s.readings()-before)
				}
				second := s.press(again)
				s.pass(time.Second)
				if b := s.shown(again, second); b.Why == journal.OtherAttempt {
					s.Error("the payment is barred")
				}
			})
		})
	}
}

// What another process does is shown within two seconds, by name, and its
// payment can't be taken meanwhile.
func TestFollow(t *testing.T) {
	atCounter(t, account{posts: []post{{Said: "Created", Work: 20 * time.Second}}}, func(c *counter) {
		priya, sam := c.start("priya", nil), c.start("sam", nil)
		id := c.press(priya)
		c.pass(3 * time.Second)
		a := c.want(sam, id, journal.Created, "")
		if !a.Resumed || a.Past || a.Operator != "priya" || a.Host != "till of priya" {
			c.Errorf("%+v", a)
		}
		mine := c.press(sam)
		c.pass(time.Second)
		b := c.shown(sam, mine)
		if b.Why != journal.OtherAttempt || b.InTheWay == nil || b.InTheWay.Operator != "priya" || b.InTheWay.ID != id {
			c.Errorf("%s (%s), in the way %+v", b.State, b.Why, b.InTheWay)
		}
		c.pass(30 * time.Second)
		c.want(sam, id, journal.Successful, "")
		c.want(priya, id, journal.Successful, "")
		c.wantRecords(id, journal.Intended, journal.Sending, journal.Created, journal.Successful)
		if c.sent() != 1 {
			c.Errorf("sent %d times", c.sent())
		}
	})
}

// Both press at the same instant: one of them has it.
func TestBothPress(t *testing.T) {
	atCounter(t, account{}, func(c *counter) {
		priya, sam := c.start("priya", nil), c.start("sam", nil)
		a, b := c.press(priya), c.press(sam)
		c.pass(10 * time.Second)
		x, y := c.shown(priya, a), c.shown(sam, b)
		if (x.Why == journal.OtherAttempt) == (y.Why == journal.OtherAttempt) || c.sent() != 1 {
			c.Errorf("%s (%s) and %s (%s), sent %d times", x.State, x.Why, y.State, y.Why, c.sent())
		}
	})
}

// A process that was suspended for 30 seconds sends nothing on waking, wherever
// it stood, and what it tells then is kept.
func TestSuspended(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		at   time.Duration
		post post
		slow time.Duration
		end  journal.State
		why  journal.Why
		sent int
	}{
		{"during the fresh read", 20 * time.Millisecond, post{}, 0, journal.Abandoned, journal.Expired, 0},
		{"while Sending is written", 1500 * time.Millisecond, post{}, time.Second, journal.Failed, journal.TooSlow, 0},
		{"while it is sent, answered no", time.Second, post{Said: "Failed", Work: -1, Takes: 2 * time.Second}, 0, journal.Failed, journal.SaidFailed, 1},
		{"while it is sent, done", time.Second, post{Said: "Created", Work: time.Second, Takes: 2 * time.Second}, 0, journal.Successful, "", 1},
		{"while it is sent, answered Created", time.Second, post{Said: "Created", Work: -1, Takes: 2 * time.Second}, 0, journal.Unresolved, "", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			atCounter(t, account{posts: []post{c.post}}, func(s *counter) {
				s.w.ledger.slow = c.slow
				priya, sam := s.start("priya", nil), s.start("sam", nil)
				id := s.press(priya)
				s.pass(c.at)
				priya.suspend()
				s.pass(35 * time.Second)
				if a := s.shown(sam, id); a.State == journal.Intended || a.State == journal.Sending {
					s.Errorf("nobody took it over: %s", a.State)
				}
				priya.wake()
				s.pass(100 * time.Millisecond)
				if a := s.shown(priya, id); a.Unrecorded || a.JournalError != "" {
					s.Errorf("not recorded: %s (%s), %s", a.State, a.Why, a.JournalError)
				}
				s.pass(3 * time.Minute)
				s.want(sam, id, c.end, c.why)
				s.want(priya, id, c.end, c.why)
				if s.sent() != c.sent {
					s.Errorf("sent %d times", s.sent())
				}
			})
		})
	}
}

// An answer that comes after the attempt was given up as unresolved: a success
// and a failure are believed once a read agrees, anything else is noted.
func TestLateAnswer(t *testing.T) {
	t.Parallel()
	for said, end := range map[dojo.ReversalStatus]journal.State{
		dojo.ReversalSuccessful: journal.Confirming, dojo.ReversalCreated: journal.Unresolved, dojo.ReversalFailed: journal.Failed,
	} {
		t.Run(string(said), func(t *testing.T) {
			atCounter(t, account{posts: []post{{Said: said, Work: -1, Takes: time.Second}}}, func(c *counter) {
				priya, sam := c.start("priya", nil), c.start("sam", nil)
				id := c.press(priya)
				c.pass(500 * time.Millisecond)
				priya.suspend()
				c.pass(3 * time.Minute)
				c.want(sam, id, journal.Unresolved, "")
				priya.wake()
				if end == journal.Failed {
					c.pass(100 * time.Millisecond) // long before the next of the slow reads
					c.want(priya, id, journal.Failed, journal.SaidFailed)
				}
				c.pass(5 * time.Second)
				a, r := c.shown(sam, id), c.recorded(id)
				if a.State != end || r.State != end || a.Answered != said || r.Answered != said {
					c.Errorf("shown as %s, answered %q; recorded as %s, answered %q", a.State, a.Answered, r.State, r.Answered)
				}
			})
		})
	}
}

// An answer that one process noted isn't written over by another that hasn't
// seen it: it was never sent, so that a colleague's reversal isn't ours.
func TestNotedAnswerIsKept(t *testing.T) {
	t.Parallel()
	for name, follows := range map[string]bool{"followed": true, "not followed": false} {
		acc := account{posts: []post{{Err: "not sent", Takes: 5 * time.Second, Work: -1}}, reads: []read{{}, {Takes: 10 * time.Second}}}
		t.Run(name, func(t *testing.T) {
			atCounter(t, acc, func(c *counter) {
				priya, sam := c.start("priya", nil), c.start("sam", nil)
				id := c.press(priya)
				c.pass(3 * time.Second)
				c.want(sam, id, journal.Sending, "")
				if !follows {
					sam.cancel()
					sam.suspend()
				}
				c.pass(3 * time.Second)
				c.wantRecords(id, journal.Intended, journal.Sending, journal.Sending)
				priya.kill()
				c.w.become(theID, dojo.StatusReversed)
				c.pass(time.Minute)
				sam.wake()
				c.pass(10 * time.Second)
				c.want(sam, id, journal.Already, journal.NotSent)
			})
		})
	}
}

// The same where the other process reads the payment just then.
func TestNotedAnswerIsKeptByARead(t *testing.T) {
	atCounter(t, account{posts: []post{{Err: "not sent", Takes: time.Second, Work: -1}}}, func(c *counter) {
		priya, sam := c.start("priya", nil), c.start("sam", nil)
		id := c.press(priya)
		c.pass(500 * time.Millisecond)
		priya.suspend()
		c.pass(37 * time.Second)
		c.want(sam, id, journal.Checking, "")
		sam.cancel() // Follow is late
		priya.wake()
		c.pass(time.Millisecond)
		c.w.become(theID, dojo.StatusReversed)
		if a := c.recorded(id); a.State != journal.Checking || a.Why != journal.NotSent {
			c.Fatalf("recorded as %s (%s)", a.State, a.Why)
		}
		priya.kill() // before a read of its own
		sam.nudge(id)
		c.pass(200 * time.Millisecond)
		c.want(sam, id, journal.Already, journal.NotSent)
	})
}

func otherKey(d *Deps) { d.Shop.KeyFingerprint = "ffffffffffff" }

// What another key made is shown and its payment barred, but not read, until it
// is handed over.
func TestOtherKey(t *testing.T) {
	atCounter(t, account{posts: []post{{Err: "lost", Work: -1}}}, func(c *counter) {
		priya := c.start("priya", nil)
		id := c.press(priya)
		c.pass(time.Second)
		priya.kill()
		before := c.readings()
		sam := c.start("sam", otherKey)
		a := c.shown(sam, id)
		if !a.OtherKey || a.Past || a.State != journal.Checking {
			c.Errorf("other key %v, past %v, %s", a.OtherKey, a.Past, a.State)
		}
		mine := c.press(sam)
		c.pass(5 * time.Minute)
		if b := c.shown(sam, mine); b.Why != journal.OtherAttempt {
			c.Errorf("%s (%s)", b.State, b.Why)
		}
		c.w.become(theID, dojo.StatusReversed)
		sam.Compare(c.w.look)
		c.pass(time.Minute)
		if n := c.readings(); n != before {
			c.Errorf("read %d times with another key", n-before)
		}
		c.want(sam, id, journal.Checking, "")

		c.w.ledger.adopt(id, "ffffffffffff")
		c.pass(5 * time.Second)
		c.want(sam, id, journal.Successful, "")
	})
}

// What another key left before it was sent is given free by anyone: it takes no
// key to say that nobody sends it any more.
func TestOtherKeyExpires(t *testing.T) {
	atCounter(t, account{}, func(c *counter) {
		priya := c.start("priya", nil)
		id := c.press(priya)
		c.pass(20 * time.Millisecond)
		priya.kill()
		sam := c.start("sam", otherKey)
		c.pass(31 * time.Second)
		c.want(sam, id, journal.Abandoned, journal.Expired)
		mine := c.press(sam)
		c.pass(10 * time.Second)
		c.want(sam, mine, journal.Successful, "")
	})
}
