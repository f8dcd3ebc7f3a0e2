package cli

import (
	"slices"
	"sync"
	"time"
	"weak"

	"dojoreversals/dojo"
)

const (
	// wakeLook is how soon after the machine has woken a wait notices that, where the
	// system doesn't tell. It is shorter than a question's confirm.QuietTime, so that the
	// list is known to be old before a key counts.
	wakeLook = 400 * time.Millisecond
	// seldomLook is how often all waits are looked at where the system tells: to forget
	// those that are over.
	seldomLook = 10 * time.Second
)

// wakeful is time.After for a machine that may sleep: the wait is over when either clock
// says so. The monotonic clock, by which Go waits, stands still on Linux meanwhile, so
// that a wait of minutes would go on for as long after hours of sleep. now is the
// machine's clock.
//
// tells is clockSets: where the system says that the wall clock was set, the processor
// need not wake to find out. Elsewhere it wakes for one look at all waits. A wait that
// nobody waits for any more costs nothing, as with time.After: a server gives up many of
// them.
func wakeful(now func() time.Time, tells clockTeller) func(time.Duration) <-chan time.Time {
	w := &waits{now: now, first: now(), tells: tells, every: wakeLook}
	return w.after
}

// clockTeller gives a function that waits until the wall clock is set, again and again.
// Either returns an error where that can't be told.
type clockTeller func() (next func() error, err error)

// waits are those that may have to end early because the machine has slept.
type waits struct {
	now   func() time.Time
	first time.Time

	mu      sync.Mutex
	tells   clockTeller   // nil once it was asked
	every   time.Duration // from one look to the next
	all     []wait
	looking bool // lookOn will be called
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
	if w.tells != nil { // before the wait begins, so that it misses nothing
		if next, err := w.tells(); err == nil {
			w.every = seldomLook
			go w.follow(next)
		}
		w.tells = nil
	}
	began := w.now()
	w.all = append(w.all, wait{timer: weak.Make(t), long: d, began: began, due: time.Now().Add(d)})
	if !w.looking {
		w.looking = true
		w.lookAgain(began)
	}
	return t.C
}

// follow looks whenever the wall clock was set.
func (w *waits) follow(next func() error) {
	for next() == nil {
		w.mu.Lock()
		w.look()
		w.mu.Unlock()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.every = wakeLook
}

// lookAgain has lookOn be called at the next of the moments at which all look.
func (w *waits) lookAgain(at time.Time) {
	since := at.Sub(w.first) % w.every // below 0 where the clock was set back
	time.AfterFunc((w.every-since-1)%w.every+1, w.lookOn)
}

// lookOn looks, and plans the next look.
func (w *waits) lookOn() {
	w.mu.Lock()
	defer w.mu.Unlock()
	at := w.look()
	w.looking = len(w.all) > 0
	if w.looking {
		w.lookAgain(at)
	}
}

// look brings forward the end of those waits that the machine has slept through, and
// forgets those that are over or given up. It returns the time of the look. w.mu is held.
func (w *waits) look() time.Time {
	at, here := w.now(), time.Now()
	w.all = slices.DeleteFunc(w.all, func(one wait) bool { return !one.due.After(here) || one.timer.Value() == nil })
	if cap(w.all) > 4*len(w.all)+64 {
		w.all = slices.Clone(w.all) // a rush of log-ins is over, and its memory is given back
	}
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
	return at
}

// wakeSlack is more than the two clocks differ by within one wait while nobody sleeps or
// sets one.
const wakeSlack = time.Millisecond
