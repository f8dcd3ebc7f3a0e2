package dojo

import (
	"math/rand/v2"
	"testing"
	"time"
)

// A load balancer has two servers behind it whose clocks are three minutes
// apart, and the till's own clock may be days off. Whichever of them answers
// when, no payment is barred in the middle of the day, and the time doesn't go
// to and fro: without patience it jumps up to 239 times in these four hours.
func TestClockBehindALoadBalancer(t *testing.T) {
	t.Parallel()
	const apart = 3 * time.Minute
	random := rand.New(rand.NewPCG(1, 2))
	for name, other := range map[string]func(n int) bool{
		"in turns":       func(n int) bool { return n%2 == 1 },
		"two and one":    func(n int) bool { return n%3 == 2 },
		"by chance":      func(int) bool { return random.IntN(2) == 1 },
		"for a minute":   func(n int) bool { return n/12%2 == 1 },
		"for 10 minutes": func(n int) bool { return n/120%2 == 1 },
	} {
		for _, off := range []time.Duration{0, 24 * time.Hour, -24 * time.Hour, 10 * 365 * 24 * time.Hour} {
			w := newTruth(time.Date(2026, 3, 11, 9, 0, 0, 0, time.UTC), off)
			todays := heldAt(w.dojo.Add(-time.Hour))
			jumps, last := 0, Jump{}
			for n := range 12 * 60 * 4 { // four hours
				wrong := time.Duration(0)
				if other(n) {
					wrong = apart
				}
				w.answer(0, 0, wrong)
				w.pass(5 * time.Second)
				if j := w.clock.Jump(); j != last {
					jumps, last = jumps+1, j
				}
				if n >= 20 && !w.reversible(todays, RuleSameDay) {
					t.Fatalf("%s, the till %v off: after %d answers it is %v", name, off, n, w.clock.Span())
				}
				if at := w.clock.Now().Sub(w.dojo); at < -10*time.Second || at > apart+10*time.Second {
					t.Fatalf("%s, the till %v off: it is %v off", name, off, at)
				}
			}
			if jumps > 12 {
				t.Errorf("%s, the till %v off: it jumped %d times in four hours", name, off, jumps)
			}
		}
	}
}
