package reversal

import (
	"errors"
	"slices"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// Nothing is sent for a person who may not reverse payments: not when they confirm, not
// after the fresh read, and not after Sending was recorded. Each of the three is asked.
func TestNotAllowed(t *testing.T) {
	t.Parallel()
	i, s := journal.Intended, journal.Sending
	for _, c := range []struct {
		name    string
		may     int // how often the answer is yes
		records []journal.State
		reads   int
		asked   int
	}{
		{"when it is confirmed", 0, []journal.State{i, journal.Abandoned}, 0, 1},
		{"after the fresh read", 1, []journal.State{i, journal.Abandoned}, 1, 2},
		{"after Sending was recorded", 2, []journal.State{i, s, s, journal.Failed}, 2, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, account{}, func(sh *shop) {
				asked := 0
				by := priya
				by.May = func() error {
					if asked++; asked > c.may {
						return errors.New("priya may not")
					}
					return nil
				}
				p := held(theID, time.Now())
				id := sh.svc.Start(by, journal.Confirmed(&p), "customer asked", sh.w.now())
				sh.pass(12 * time.Minute)
				a := sh.attempt(id)
				records, recorded := sh.records(id)
				if !slices.Equal(records, c.records) || recorded.Why != journal.NotAllowed || recorded.Operator != "priya" {
					sh.Errorf("recorded %v, and last %+v; want %v", records, recorded, c.records)
				}
				if a.Why != journal.NotAllowed || a.Unrecorded || !a.State.Final() {
					sh.Errorf("ends as %s (%s)", a.State, a.Why)
				}
				if sh.calls() != 0 || sh.reads() != c.reads || asked != c.asked {
					sh.Errorf("%d sent, %d reads, asked %d times; want 0, %d, %d", sh.calls(), sh.reads(), asked, c.reads, c.asked)
				}
				// The payment is free for somebody who may.
				again := sh.press()
				sh.pass(time.Minute)
				if a := sh.attempt(again); a.State != journal.Successful || sh.calls() != 1 {
					sh.Errorf("then %s (%s), %d sent", a.State, a.Why, sh.calls())
				}
			})
		})
	}
}

// What Dojo shows of the payment goes before the right to reverse it: the customer is
// told of it.
func TestReversedBeforeTheRightEnds(t *testing.T) {
	inBubble(t, account{reads: []read{{Takes: time.Second}}}, func(s *shop) {
		s.w.become(theID, dojo.StatusReversed)
		id := s.press()
		s.pass(500 * time.Millisecond) // the fresh read is under way
		s.w.revoke()
		s.pass(time.Second)
		if a := s.attempt(id); a.State != journal.Abandoned || a.Why != journal.AlreadyReversed || s.calls() != 0 {
			s.Errorf("%s (%s), sent %d times", a.State, a.Why, s.calls())
		}
	})
}

// A right that ends while the request is under way changes nothing of what is recorded
// of it.
func TestRightEndsWhileItIsSent(t *testing.T) {
	inBubble(t, account{posts: []post{{Said: "Created", Work: 4 * time.Second, Takes: 2 * time.Second}}}, func(s *shop) {
		id := s.press()
		s.pass(time.Second)
		if s.calls() != 1 {
			s.Fatalf("%d sent", s.calls())
		}
		s.w.revoke()
		s.pass(time.Minute)
		if a := s.attempt(id); a.State != journal.Successful || a.Why != "" {
			s.Errorf("%s (%s)", a.State, a.Why)
		}
	})
}
