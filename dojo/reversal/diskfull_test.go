package reversal

import (
	"fmt"
	"testing"
	"time"

	"dojoreversals/dojo/journal"
)

// For each write of each path, a disk that fails at it, once or from then on.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	paths := map[string]post{
		"created":    {Said: "Created", Work: 4 * time.Second},
		"successful": {Said: "Successful"},
		"failed":     {Said: "Failed", Work: -1},
		"refused":    {Err: "refused", HTTP: 400, Work: -1},
		"lost":       {Err: "lost", Work: -1},
		"not sent":   {Err: "not sent", Work: -1},
		"corrected":  {Err: "lost", Work: 3 * time.Minute},
	}
	for name, p := range paths {
		for k := range 6 {
			for _, always := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, write %d, always %v", name, k, always), func(t *testing.T) {
					inBubble(t, account{posts: []post{p}}, func(s *shop) { failingWrite(s, k, always) })
				})
			}
		}
	}
}

func failingWrite(s *shop, k int, always bool) {
	s.w.ledger.fails = func(n int) bool { return n == k || always && n > k }
	id := s.press()
	unrecorded := false
	for n := range 1000 {
		step := 10 * time.Millisecond // a read comes soon and is recorded again
		if n > 100 {
			step = 300 * time.Millisecond
		}
		s.pass(step)
		a := s.attempt(id)
		unrecorded = unrecorded || a.Unrecorded
		s.w.judge(s.svc.Attempts())
		if a.Unrecorded && a.JournalError != errDiskFull.Error() {
			s.Fatalf("why it isn't recorded: %q", a.JournalError)
		}
	}
	a := s.attempt(id)
	if k < 2 { // Begin or Sending
		if s.calls() != 0 || a.State != journal.Abandoned || a.Why != journal.NotRecorded || a.JournalError != errDiskFull.Error() {
			s.Fatalf("sent %d times, %s (%s), %q", s.calls(), a.State, a.Why, a.JournalError)
		}
		if !always {
			// It must not bar the payment: the next press finds a good disk.
			again := s.press()
			s.pass(time.Minute)
			if b := s.attempt(again); b.Why == journal.OtherAttempt || s.calls() != 1 {
				s.Errorf("pressed again: %s (%s), sent %d times", b.State, b.Why, s.calls())
			}
		}
		return
	}
	if s.calls() != 1 {
		s.Errorf("sent %d times", s.calls())
	}
	s.w.mu.Lock()
	failed := s.w.ledger.failed
	s.w.mu.Unlock()
	// A single failure may be mended at once by the next change.
	if unrecorded && !failed || failed && always && !unrecorded {
		s.Errorf("a write failed: %v; shown as not recorded: %v", failed, unrecorded)
	}
	_, last := s.records(id)
	same := last.State == a.State && last.Why == a.Why && last.CorrectedAt.Equal(a.CorrectedAt)
	if a.Unrecorded == same {
		s.Errorf("shown as %s (%s), recorded as %s (%s), not recorded: %v", a.State, a.Why, last.State, last.Why, a.Unrecorded)
	}
}

// What could not be recorded is recorded as soon as the disk takes it, also
// where nothing else changes meanwhile.
func TestUnrecordedIsTriedAgain(t *testing.T) {
	inBubble(t, account{posts: []post{{Said: "Created", Work: time.Hour}}}, func(s *shop) {
		s.w.ledger.fails = func(n int) bool { return n == 2 || n == 3 }
		id := s.press()
		for _, step := range []struct {
			until      time.Duration // after the answer
			unrecorded bool
		}{{100 * time.Millisecond, true}, {600 * time.Millisecond, true}, {600 * time.Millisecond, false}} {
			s.pass(step.until)
			a := s.attempt(id)
			_, last := s.records(id)
			if a.State != journal.Created || a.Unrecorded != step.unrecorded || (last.State == journal.Created) == step.unrecorded {
				s.Errorf("%s, recorded as %s, shown as not recorded: %v", a.State, last.State, a.Unrecorded)
			}
		}
	})
}

// An attempt that has ended and can't be recorded is still compared with its
// payment: Dojo reverses it after all, though it refused.
func TestDiskFullAndReversedAfterAll(t *testing.T) {
	inBubble(t, account{posts: []post{{Err: "refused", HTTP: 404, Work: time.Minute}}}, func(s *shop) {
		s.w.ledger.fails = func(n int) bool { return n >= 2 }
		id := s.press()
		s.pass(10 * time.Second)
		if a := s.attempt(id); a.State != journal.Failed || !a.Unrecorded {
			s.Fatalf("%s, unrecorded %v", a.State, a.Unrecorded)
		}
		s.pass(2 * time.Minute)
		if a := s.attempt(id); !a.Reversed() || a.CorrectedAt.IsZero() {
			s.Errorf("%s, corrected at %v, and its payment is Reversed", a.State, a.CorrectedAt)
		}
	})
}
