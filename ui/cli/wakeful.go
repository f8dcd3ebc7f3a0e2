package cli

import (
	"time"

	"dojoreversals/dojo"
)

// wakeLook is how soon after the machine has woken a wait notices that. It is shorter
// than a question's confirm.QuietTime, so that the list is known to be old before a key
// counts.
const wakeLook = 400 * time.Millisecond

// wakeful is time.After for a machine that may sleep: the wait is over when either clock
// says so. The monotonic clock, by which Go waits, stands still on Linux meanwhile, so
// that a wait of minutes would go on for as long after hours of sleep. now is the
// machine's clock.
//
// All waits look at the same moments, so that the processor wakes once for all of them.
func wakeful(now func() time.Time) func(time.Duration) <-chan time.Time {
	first := now()
	return func(d time.Duration) <-chan time.Time {
		over := make(chan time.Time, 1)
		began := now()
		var look func()
		look = func() {
			at := now()
			left := d - dojo.Elapsed(began, at)
			if left <= 0 {
				over <- at
				return
			}
			since := at.Sub(first) % wakeLook // below 0 where the clock was set back
			time.AfterFunc(min(left, (wakeLook-since-1)%wakeLook+1), look)
		}
		look()
		return over
	}
}
