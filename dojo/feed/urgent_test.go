package feed

import (
	"testing"
	"time"
)

// While somebody waits for another call, no page of a load is begun. A refresh goes
// on, and so does a load when such calls take long.
func TestALoadGivesWay(t *testing.T) {
	t.Parallel()
	s := newShop()
	inBubble(t, s, Options{}, func(t *testing.T, f *Feed) {
		s.fill("p", 20_000, 24*time.Hour)
		asked := func() int {
			s.mu.Lock()
			defer s.mu.Unlock()
			return len(s.queries)
		}
		pass(600 * time.Millisecond)
		over := f.GiveWay()
		pass(urgentLook)
		n := asked()
		pass(time.Second)
		over()
		pass(urgentAfter - time.Millisecond)
		if got := asked(); n < 8 || got != n {
			t.Errorf("%d pages before, %d more meanwhile", n, got-n)
		}
		pass(urgentLook)
		if got := asked(); got == n {
			t.Error("the load doesn't go on")
		}
		pass(urgentAfter)
		n = asked()
		for range 20 { // one call after the other
			over = f.GiveWay()
			pass(urgentMost / 10)
			over()
		}
		if got := asked(); got < n+50 {
			t.Errorf("calls in a row stop the load: %d pages in %v", got-n, 2*urgentMost)
		}
		until(t, f, time.Minute, func(s *Snapshot) bool { return s.Complete })
		over = f.GiveWay()
		defer over()
		n = asked()
		pass(urgentMost - time.Millisecond)
		pass(5 * time.Second)
		if got := asked(); got == n {
			t.Error("no refresh comes meanwhile")
		}
	})
}
