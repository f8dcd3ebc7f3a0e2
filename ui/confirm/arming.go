package confirm

import (
	"time"

	"dojoreversals/dojo"
)

// QuietTime is how long no key may come before a question acts on one.
const QuietTime = 500 * time.Millisecond

const (
	// armingBeat is the time between two looks at the clock while that is
	// awaited. A look that comes lateBeat too late shows that the program stood
	// still: what was typed meanwhile was typed at a screen that didn't answer.
	armingBeat = 100 * time.Millisecond
	lateBeat   = 100 * time.Millisecond
	// armedBeat is the same once a question takes keys, and stoodStill how late a
	// look must come then.
	armedBeat  = 250 * time.Millisecond
	stoodStill = 500 * time.Millisecond
)

// Arming waits for a moment without keys. Keys that were typed ahead, or that a
// slow line brings all at once, must not answer a question that their typist
// hasn't seen. The moment counts from when the question was on the terminal, and
// only while the program and the machine were awake. All times are by this machine's
// clock.
type Arming struct {
	Waiting bool   // keys don't act yet
	Dropped string // the key that came too early, or in a burst; "" once another one acts

	moment int       // numbers the moments that were asked for
	drawn  bool      // the screen that asked for this one is on the terminal
	since  time.Time // since when no key has come in it
	beat   time.Time // when the next look at the clock is due; zero for none
}

// Begin asks for a new moment, from when the present screen is on the terminal.
func (a *Arming) Begin() { *a = Arming{Waiting: true, moment: a.moment + 1} }

// StartAfter numbers moments from beyond another one: what was drawn for that isn't
// taken for what is drawn for this.
func (a *Arming) StartAfter(moment int) { a.moment = moment + 1 }

// End waits no longer: the question is closed. No look is due any more, so that one which
// is late bars no key in the list.
func (a *Arming) End() { a.Waiting, a.Dropped, a.beat = false, "", time.Time{} }

// Moment numbers the moment that is waited for, or was last.
func (a *Arming) Moment() int { return a.moment }

// Drawn says that the screen of a moment is on the terminal, and reports whether
// that was news, so that Look is due.
func (a *Arming) Drawn(moment int, now time.Time) bool {
	if moment != a.moment || a.drawn {
		return false
	}
	a.drawn, a.since, a.beat = true, now, now
	return true
}

// Stopped says that the program was stopped until just now.
func (a *Arming) Stopped(now time.Time) {
	if !a.beat.IsZero() {
		a.anew(now)
	}
}

// anew begins the wait again.
func (a *Arming) anew(now time.Time) { a.Waiting, a.since = true, now }

// Look looks at the clock during a moment, and says after how long to look again;
// 0 for not again. asking says that a question is open.
func (a *Arming) Look(moment int, now time.Time, asking bool) time.Duration {
	if moment != a.moment || a.beat.IsZero() {
		return 0
	}
	late := dojo.Elapsed(a.beat, now)
	if late < 0 {
		return -late // a timer may fire early by the clock that keys are timed by
	}
	switch {
	case a.Waiting && late > lateBeat, asking && late > stoodStill:
		a.anew(now)
	case a.Waiting && now.Sub(a.since) >= QuietTime:
		a.Waiting = false
	}
	wait := time.Duration(0)
	switch {
	case a.Waiting:
		wait = min(armingBeat, max(QuietTime-now.Sub(a.since), time.Millisecond))
	case asking:
		wait = armedBeat
	}
	a.beat = time.Time{}
	if wait > 0 {
		a.beat = now.Add(wait)
	}
	return wait
}

// Drops says whether a key comes too early to act, and takes note of it.
func (a *Arming) Drops(k Key) bool {
	if !a.Waiting && !a.beat.IsZero() && dojo.Elapsed(a.beat, k.At) > stoodStill {
		a.anew(k.At) // it comes before the look that is late
	}
	if !a.Waiting {
		a.Dropped = ""
		return false
	}
	if k.At.After(a.since) {
		a.since = k.At
	}
	a.TooQuick(k)
	return true
}

// TooQuick takes note of a key that must be pressed again.
func (a *Arming) TooQuick(k Key) {
	switch k.Name {
	case "enter", "tab", "shift+tab", "left", "right":
		if a.Dropped == "" {
			a.Dropped = k.Name
		}
	}
}
