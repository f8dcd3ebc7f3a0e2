package confirm

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestQuietMoment holds the moment against a simple account of it: a key acts
// only after 500 ms without keys that were all looked at in time, since the
// screen was drawn.
func TestQuietMoment(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 11, 22, 18, 59, 0, 0, time.UTC)
		var a Arming
		a.Begin()
		var good time.Time // since when all was well, zero for never
		moment := a.moment
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 130).Draw(t, "ms")) * time.Millisecond)
			switch rapid.SampledFrom([]string{"look", "look", "look", "look", "look", "look", "key", "draw", "long", "stop"}).Draw(t, "step") {
			case "draw":
				if a.Drawn(moment, now); good.IsZero() {
					good = now
				}
			case "long":
				now = now.Add(time.Second)
			case "stop":
				if !a.beat.IsZero() {
					a.Stopped(now)
					good = now
				}
			case "look":
				if a.beat.IsZero() || now.Before(a.beat) {
					continue
				}
				if late := now.Sub(a.beat); late > stoodStill || (a.Waiting && late > lateBeat) {
					good = now
				}
				a.Look(moment, now, true)
			case "key":
				acts := !a.Drops(Key{Name: "tab", At: now})
				if acts && (good.IsZero() || now.Sub(good) < QuietTime) {
					t.Fatalf("a key acts %v after it was well", now.Sub(good))
				}
				if !acts && !good.IsZero() {
					good = now
				}
			}
		}
	})
}

// A machine that slept while a question was open waits for a quiet moment again, though
// its monotonic clock says that hardly any time has passed.
func TestQuietMomentAfterSleep(t *testing.T) {
	t.Parallel()
	began := time.Now()
	awake := func(d time.Duration) time.Time { return began.Add(d) }
	asleep := func(d time.Duration) time.Time { return began.Round(0).Add(8*time.Hour + d) } // the wall clock's word
	var a Arming
	a.Begin()
	a.Drawn(a.moment, began)
	for d := time.Duration(0); a.Waiting; d += armingBeat {
		a.Look(a.moment, awake(d), true)
	}
	b := a
	if b.Look(b.moment, asleep(time.Second), true); !b.Waiting {
		t.Error("a look after the sleep doesn't begin a new moment")
	}
	if !a.Drops(Key{Name: "enter", At: asleep(time.Second)}) {
		t.Error("a key after the sleep counts at once")
	}
}
