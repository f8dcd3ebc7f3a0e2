package reversal

import (
	"fmt"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// Unresolved attempts are read for 8 days, and then neither read nor shown at
// the next start.
func TestWatchingEnds(t *testing.T) {
	atCounter(t, account{posts: []post{{Err: "lost", Work: -1}}}, func(c *counter) {
		priya := c.start("priya", nil)
		id := c.press(priya)
		c.pass(8*24*time.Hour - time.Minute)
		before := c.readings()
		c.pass(time.Minute)
		if c.readings() == before {
			c.Error("not read any more in the last minute of the 8 days")
		}
		c.pass(time.Minute)
		before = c.readings()
		c.pass(24 * time.Hour)
		c.w.become(theID, dojo.StatusReversed)
		priya.Compare(c.w.look)
		if a := c.shown(priya, id); c.readings() != before || !a.CorrectedAt.IsZero() {
			c.Errorf("read %d times, corrected %v", c.readings()-before, a.CorrectedAt)
		}
		sam := c.start("sam", nil)
		c.pass(time.Minute)
		if n := len(sam.Attempts()); n != 0 || c.readings() != before {
			c.Errorf("%d attempts shown, read %d times", n, c.readings()-before)
		}
	})
}

// What another process ends while this one runs is news, and not past.
func TestNewsIsNotPast(t *testing.T) {
	atCounter(t, account{reads: []read{{Err: "refused", HTTP: 403}}}, func(c *counter) {
		priya, sam := c.start("priya", nil), c.start("sam", nil)
		id := c.press(priya)
		c.pass(3 * time.Second)
		if a := c.want(sam, id, journal.Abandoned, journal.ReadRefused); a.Past || !a.Resumed {
			c.Errorf("past %v, resumed %v", a.Past, a.Resumed)
		}
		if a := c.shown(c.start("kim", nil), id); !a.Past {
			c.Error("at the next start it isn't past")
		}
	})
}

// A disk that is slow to take Sending holds up nobody who follows.
func TestSlowDiskHoldsNobodyUp(t *testing.T) {
	atCounter(t, account{}, func(c *counter) {
		c.w.ledger.slow = 3 * time.Second
		priya, sam := c.start("priya", nil), c.start("sam", nil)
		id := c.press(priya)
		c.pass(30 * time.Second)
		c.want(priya, id, journal.Successful, "")
		c.want(sam, id, journal.Successful, "")
	})
}

// A list that says something else than was last read makes the attempt be read
// at once.
func TestCompareNudges(t *testing.T) {
	atCounter(t, account{posts: []post{{Said: "Created", Work: 61 * time.Second}}}, func(c *counter) {
		priya := c.start("priya", nil)
		id := c.press(priya)
		c.pass(61*time.Second + 200*time.Millisecond)
		c.want(priya, id, journal.Created, "")
		if in := c.shown(priya, id).NextRead.Sub(c.w.now()); in < time.Second {
			c.Fatalf("the next read comes in %v anyway", in)
		}
		priya.Compare(c.w.look)
		c.pass(100 * time.Millisecond)
		c.want(priya, id, journal.Successful, "")
	})
}

// A list that reaches back one day shows nothing of older payments: each is read
// now and then all the same, at the next start too, so that Dojo going back on
// its word is noticed.
func TestUnlistedIsRead(t *testing.T) {
	t.Parallel()
	unlisted := func(string) (*dojo.PaymentIntent, bool) { return nil, false }
	for _, becomes := range []dojo.Status{dojo.StatusCaptured, dojo.StatusRefunded, dojo.StatusAuthorized} {
		for _, restarted := range []bool{false, true} {
			t.Run(fmt.Sprint(becomes, restarted), func(t *testing.T) {
				atCounter(t, account{posts: []post{{Said: "Successful", Work: time.Millisecond}}}, func(c *counter) {
					priya := c.start("priya", nil)
					id := c.press(priya)
					c.pass(25 * time.Hour)
					c.want(priya, id, journal.Successful, "")
					if restarted {
						priya.kill()
						priya = c.start("priya again", nil)
					}
					for range 20 {
						priya.ReadUnlisted(unlisted)
						c.pass(5 * time.Second)
					}
					if a := c.shown(priya, id); !a.CorrectedAt.IsZero() {
						c.Errorf("corrected to %s", a.LastStatus)
					}
					before := c.readings()
					c.w.mu.Lock()
					c.w.accounts[theID].intent.Status = becomes // it goes back on its word
					c.w.mu.Unlock()
					for range 20 {
						c.pass(20 * time.Minute)
						priya.ReadUnlisted(unlisted)
					}
					c.pass(time.Second)
					if a := c.shown(priya, id); a.CorrectedAt.IsZero() || c.recorded(id).LastStatus != becomes {
						c.Errorf("%s, restarted %v: not noticed", becomes, restarted)
					}
					if n := c.readings() - before; becomes != dojo.StatusAuthorized && n > 2 {
						c.Errorf("%s: read %d times", becomes, n)
					}
					if becomes != dojo.StatusRefunded || restarted {
						return
					}
					c.pass(7 * 24 * time.Hour)
					before = c.readings()
					priya.ReadUnlisted(unlisted)
					c.pass(time.Second)
					if c.readings() != before {
						c.Errorf("%s: read after 8 days", becomes)
					}
				})
			})
		}
	}
}

// A correction asks what other processes have recorded: it isn't said of an
// attempt that it went through while another one did.
func TestCorrectionKnowsTheOthers(t *testing.T) {
	atCounter(t, account{posts: []post{{Err: "lost", Work: -1}, {Said: "Successful", Work: time.Millisecond}}}, func(c *counter) {
		priya, sam := c.start("priya", nil), c.start("sam", nil)
		first := c.press(priya)
		c.pass(2*time.Minute + 100*time.Millisecond)
		c.want(priya, first, journal.Unresolved, "")
		second := c.press(sam)
		c.pass(300 * time.Millisecond) // Follow comes later
		c.want(sam, second, journal.Confirming, "")
		priya.Compare(c.w.look)
		c.pass(100 * time.Millisecond)
		if a := c.shown(priya, first); !a.CorrectedAt.IsZero() {
			c.Errorf("corrected by %q before the other one had told", a.CorrectedBy)
		}
		c.pass(300 * time.Millisecond)
		c.want(sam, second, journal.Successful, "")
		priya.Compare(c.w.look)
		c.pass(100 * time.Millisecond)
		if a := c.shown(priya, first); a.CorrectedAt.IsZero() || a.CorrectedBy != second {
			c.Errorf("corrected %v by %q", a.CorrectedAt, a.CorrectedBy)
		}
	})
}

// What was corrected as if it had gone through is put right once it is known
// that another attempt did it.
func TestCorrectionIsPutRight(t *testing.T) {
	atCounter(t, account{posts: []post{{Err: "lost", Work: -1}, {Said: "Successful", Work: 3 * time.Minute, Takes: 4 * time.Second}}}, func(c *counter) {
		priya, sam := c.start("priya", nil), c.start("sam", nil)
		first := c.press(priya)
		c.pass(2 * time.Minute)
		second := c.press(sam)
		c.pass(time.Second)
		sam.suspend() // with the answer on its way
		c.pass(5 * time.Minute)
		priya.Compare(c.w.look)
		if a := c.shown(priya, first); a.CorrectedAt.IsZero() || a.CorrectedBy != "" {
			c.Fatalf("corrected %v by %q", a.CorrectedAt, a.CorrectedBy)
		}
		sam.wake()
		c.pass(5 * time.Millisecond) // enough to record the answer
		sam.kill()
		c.pass(5 * time.Second)
		c.want(priya, second, journal.Successful, "")
		priya.Compare(c.w.look)
		c.pass(100 * time.Millisecond)
		if a := c.shown(priya, first); a.CorrectedBy != second || c.recorded(first).CorrectedBy != second {
			c.Errorf("corrected by %q, recorded as by %q", a.CorrectedBy, c.recorded(first).CorrectedBy)
		}
	})
}

// An event that Follow was told before this process went on undoes nothing.
func TestOldNewsUndoesNothing(t *testing.T) {
	atCounter(t, account{posts: []post{{Said: "Created", Work: 10 * time.Second}}}, func(c *counter) {
		priya := c.start("priya", nil)
		id := c.press(priya)
		c.pass(time.Second)
		old := c.recorded(id)
		sam := c.start("sam", nil)
		c.pass(30 * time.Second)
		for _, p := range []*process{sam, priya} {
			c.want(p, id, journal.Successful, "")
			p.takeInOne(old, false)
			c.want(p, id, journal.Successful, "")
		}
	})
}

// What was never sent, and could not be recorded so, doesn't bar its payment:
// the process itself tries again.
func TestNeverSentIsRecordedInTheEnd(t *testing.T) {
	t.Parallel()
	for _, writes := range []int{4, 8} { // from Sending on, those before this one fail
		t.Run("", func(t *testing.T) {
			atCounter(t, account{}, func(c *counter) {
				c.w.ledger.fails = func(n int) bool { return n >= 1 && n < writes }
				priya := c.start("priya", nil)
				id := c.press(priya)
				c.pass(time.Second)
				if a := c.shown(priya, id); a.State != journal.Abandoned || a.Why != journal.NotRecorded || !a.Unrecorded {
					c.Fatalf("%s (%s), not recorded: %v", a.State, a.Why, a.Unrecorded)
				}
				c.pass(time.Minute)
				c.want(priya, id, journal.Abandoned, journal.NotRecorded)
				again := c.press(priya)
				c.pass(10 * time.Second)
				c.want(priya, again, journal.Successful, "")
				if c.sent() != 1 {
					c.Errorf("sent %d times", c.sent())
				}
			})
		})
	}
}

// A write that is said to have failed and was made all the same.
func TestUncertainWrites(t *testing.T) {
	t.Parallel()
	for _, u := range []struct {
		name  string
		write int
		state journal.State
		why   journal.Why
		sent  int
	}{
		{"Intended", 0, journal.Abandoned, journal.NotRecorded, 0},
		{"Sending", 1, journal.Already, journal.NotSent, 0},
		{"the answer", 2, journal.Successful, "", 1},
	} {
		t.Run(u.name, func(t *testing.T) {
			atCounter(t, account{posts: []post{{Said: "Created", Work: 3 * time.Second}}}, func(c *counter) {
				c.w.ledger.uncertain = func(n int) bool { return n == u.write }
				priya := c.start("priya", nil)
				id := c.press(priya)
				c.pass(100 * time.Millisecond)
				if u.sent == 0 {
					c.w.become(theID, dojo.StatusReversed) // by somebody else
				}
				c.pass(20 * time.Second)
				c.want(priya, id, u.state, u.why)
				if c.sent() != u.sent {
					c.Errorf("sent %d times", c.sent())
				}
			})
		})
	}
}

// Quitting ends at once in every stage of following another process, and
// leaves what it followed as it is.
func TestQuitWhileFollowing(t *testing.T) {
	t.Parallel()
	for _, at := range []time.Duration{50 * time.Millisecond, time.Second, 29 * time.Second, 31 * time.Second, 40 * time.Second, 2 * time.Minute} {
		t.Run(at.String(), func(t *testing.T) {
			atCounter(t, account{posts: []post{{Takes: 20 * time.Second, Work: -1}}}, func(c *counter) {
				priya := c.start("priya", nil)
				id := c.press(priya)
				c.pass(500 * time.Millisecond)
				priya.kill()
				sam := c.start("sam", nil)
				c.pass(at)
				began, state := time.Now(), c.recorded(id).State
				sam.quit()
				if took := time.Since(began); took > 0 {
					c.Errorf("took %v", took)
				}
				c.pass(time.Hour)
				if s := c.recorded(id).State; s != state {
					c.Errorf("went from %s to %s after the end", state, s)
				}
				kim := c.start("kim", nil)
				c.pass(3 * time.Minute)
				c.want(kim, id, journal.Unresolved, "")
			})
		})
	}
}
