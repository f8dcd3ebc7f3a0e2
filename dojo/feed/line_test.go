package feed

import (
	"testing"
	"time"
)

// A page that is lost is read again at once where pages come. It isn't if it is lost
// again, if many are lost, or if no page has come between two refusals.
func TestWhatALineForgives(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		pages int // that came before
		again bool
		err   error
		want  bool
	}{
		{"the first page", 0, false, unreachable, false},
		{"too few pages", lostCosts - 1, false, unreachable, false},
		{"one page", lostCosts, false, unreachable, true},
		{"a page that Dojo can't give", lostCosts, false, refused(500, 0), true},
		{"the same page again", 100, true, unreachable, false},
		{"the key", 100, false, refused(401, 0), false},
		{"the key may not", 100, false, refused(403, 0), false},
		{"too many calls", 1, false, refused(429, time.Second), true},
		{"too many calls at once", 0, false, refused(429, time.Second), false},
		{"Dojo wants a long silence", 100, false, refused(429, 5*time.Second), false},
		{"too busy, for a moment", 1, false, refused(503, time.Second), true},
	} {
		var l line
		for range c.pages {
			l.came()
		}
		list := &listing{}
		if c.again {
			list.failed = 1
		}
		if got := l.failed(noon, answer{list: list, err: c.err, sent: noon.Add(-time.Second)}, retryAfter(c.err)); got != c.want {
			t.Errorf("%s: goes on %v", c.name, got)
		}
	}
	// All pages that are under way may be lost at once, and no more.
	var l line
	for range 1000 {
		l.came()
	}
	for i := range 9 {
		if got := l.failed(noon, answer{list: &listing{}, err: unreachable}, 0); got != (i < 8) {
			t.Errorf("lost page %d: goes on %v", i+1, got)
		}
	}
	// Calls that were under way at a refusal are refused with it. The next one counts.
	l = line{pages: 1}
	for i, c := range []struct {
		sent time.Duration
		want bool
	}{{-time.Second, true}, {-time.Second, true}, {time.Second, false}} {
		if got := l.failed(noon.Add(time.Duration(i)), answer{list: &listing{}, err: refused(429, 0), sent: noon.Add(c.sent)}, time.Second); got != c.want {
			t.Errorf("refusal %d: goes on %v", i+1, got)
		}
	}
}
