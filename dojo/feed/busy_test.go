package feed

import (
	"testing"
	"testing/synctest"
	"time"
)

// slowClock is Dojo's clock, and asking it takes a while. The feed asks it once for each
// page that it merges, so that this stands for a slow machine.
type slowClock struct{ takes time.Duration }

func (c slowClock) Now() time.Time {
	<-time.After(c.takes)
	return time.Now().UTC()
}

// The line is kept full while a page is merged, once a load is long: the next one is
// asked for before that. Else it takes a tenth longer.
func TestTheLineStaysFullWhilePagesAreMerged(t *testing.T) {
	t.Parallel()
	const payments, atOnce = 100_000, 8
	took := map[time.Duration]time.Duration{}
	for _, merge := range []time.Duration{0, 5 * time.Millisecond} {
		s := newShop()
		synctest.Test(t, func(t *testing.T) {
			s.clock = slowClock{merge}
			f, began, over := s.load(t, payments, atOnce)
			until(t, f, time.Hour, func(s *Snapshot) bool { return s.State == Ready })
			took[merge] = time.Since(began)
			over()
			t.Logf("%v to merge a page: %v, %d calls, at most %d at once", merge, took[merge], s.calls, s.peak)
			if s.peak > atOnce {
				t.Errorf("%d calls at once", s.peak)
			}
		})
	}
	if free, busy := took[0], took[5*time.Millisecond]; busy > free+free/12 {
		t.Errorf("%v where merging a page takes a while, %v where it takes no time: the line had pauses", busy, free)
	}
}
