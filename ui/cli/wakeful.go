package cli

import (
	"slices"
	"sync"
	"time"
	"weak"

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
// The processor wakes for one look at all waits. A wait that nobody waits for any more
// costs nothing, as with time.After: a server gives up many of them.
func wakeful(now func() time.Time) func(time.Duration) <-chan time.Time {
	w := &waits{now: now, first: now()}
	return w.after
}

// waits are those that may have to end early because the machine has slept.
type waits struct {
	now   func() time.Time
	first time.Time

	mu      sync.Mutex
	all     []wait
	looking bool // look will be called
}

type wait struct {
	// timer is gone once nobody has its channel any more.
	timer weak.Pointer[time.Timer]
	long  time.Duration
	began time.Time // by now
	due   time.Time // when the timer ends, by Go's clock
}

func (w *waits) after(d time.Duration) <-chan time.Time {
	t := time.NewTimer(d)
	if d <= 0 {
		return t.C
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	began := w.now()
	w.all = append(w.all, wait{timer: weak.Make(t), long: d, began: began, due: time.Now().Add(d)})
	if !w.looking {
		w.looking = true
		w.lookAgain(began)
	}
	return t.C
}

// lookAgain has look be called at the next of the moments at which all look.
func (w *waits) lookAgain(at time.Time) {
	since := at.Sub(w.first) % wakeLook // below 0 where the clock was set back
	time.AfterFunc((wakeLook-since-1)%wakeLook+1, w.look)
}

// look brings forward the end of those waits that the machine has slept through, and
// forgets those that are over or given up.
func (w *waits) look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	at, here := w.now(), time.Now()
	w.all = slices.DeleteFunc(w.all, func(one wait) bool { return !one.due.After(here) || one.timer.Value() == nil })
	for i := range w.all {
		one := &w.all[i]
		left := max(one.long-dojo.Elapsed(one.began, at), 0)
		if one.due.Sub(here)-left < wakeSlack {
			continue
		}
		if t := one.timer.Value(); t != nil && t.Stop() {
			t.Reset(left)
			one.due = here.Add(left)
		}
	}
	w.looking = len(w.all) > 0
	if w.looking {
		w.lookAgain(at)
	}
}

// wakeSlack is more than the two clocks differ by within one wait while nobody sleeps or
// sets one.
const wakeSlack = time.Millisecond
