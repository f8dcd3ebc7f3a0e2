package cli

import (
	"errors"
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// cantTell is a clockTeller of a system that doesn't tell.
func cantTell() (func() error, error) { return nil, errors.ErrUnsupported }

// Where the system tells that the machine has woken, waits end at once, and the processor
// wakes for next to nothing until then. If it tells no longer, they look again.
func TestWaitsAreTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var mu sync.Mutex
		asked, slept := 0, time.Duration(0)
		sleep := func(d time.Duration) {
			mu.Lock()
			defer mu.Unlock()
			slept += d
		}
		told := make(chan error)
		after := wakeful(func() time.Time {
			mu.Lock()
			defer mu.Unlock()
			asked++
			if slept == 0 {
				return time.Now()
			}
			return time.Now().Round(0).Add(slept)
		}, func() (func() error, error) { return func() error { return <-told }, nil })

		<-after(time.Hour)
		mu.Lock()
		if most := int(time.Hour/seldomLook) + 3; asked > most {
			t.Errorf("an hour's wait looks at the clock %d times, more than %d", asked, most)
		}
		mu.Unlock()

		over := after(time.Hour)
		<-time.After(time.Second)
		sleep(8 * time.Hour)
		told <- nil
		<-over
		if took := time.Since(began); took != time.Hour+time.Second {
			t.Errorf("the wait was over after %v, not at once", took)
		}

		over = after(time.Hour)
		told <- errors.New("it tells no longer")
		<-time.After(seldomLook)
		sleep(8 * time.Hour)
		began = time.Now()
		<-over
		if took := time.Since(began); took > wakeLook {
			t.Errorf("nobody told, and the wait was over only after %v", took)
		}
	})
}

// A wait is over when it should be, and at the next look after a sleep that was longer.
func TestWakeful(t *testing.T) {
	const quiet = 500 * time.Millisecond // confirm.QuietTime, which is too far down to import
	if wakeLook >= quiet {
		t.Error("a key may count before the wake is noticed")
	}
	for _, c := range []struct{ wait, sleepsAfter, sleeps, want time.Duration }{
		{0, time.Hour, 0, 0},
		{-time.Second, time.Hour, 0, 0},
		{300 * time.Millisecond, time.Hour, 0, 300 * time.Millisecond},
		{5 * time.Second, time.Hour, 0, 5 * time.Second},
		{10 * time.Minute, time.Hour, 0, 10 * time.Minute},
		{10 * time.Minute, time.Second, 8 * time.Hour, 3 * wakeLook},
		{10 * time.Minute, time.Second, 4 * time.Minute, 6 * time.Minute},
		{10 * time.Minute, time.Second, -4 * time.Minute, 10 * time.Minute}, // the clock is set back
	} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			// The wall clock alone has gone on while the machine slept: before that its
			// readings are monotonic, and after it a reading is by the wall clock.
			now := func() time.Time {
				if time.Since(began) < c.sleepsAfter || c.sleeps < 0 && time.Since(began) >= c.wait {
					return time.Now()
				}
				return time.Now().Round(0).Add(c.sleeps)
			}
			<-wakeful(now, cantTell)(c.wait)
			if took := time.Since(began); took != c.want {
				t.Errorf("%+v took %v", c, took)
			}
		})
	}
}

// However many waits there are, the processor wakes for one look at a time.
func TestWaitsLookTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const wait, shift = 10 * time.Second, 130 * time.Millisecond
		began := time.Now()
		var mu sync.Mutex
		var looks []time.Duration
		after := wakeful(func() time.Time {
			mu.Lock()
			defer mu.Unlock()
			at := time.Now()
			looks = append(looks, at.Sub(began))
			return at
		}, cantTell)
		var over []<-chan time.Time
		for range 3 {
			over = append(over, after(wait))
			<-time.After(shift)
		}
		for _, c := range over {
			<-c
		}
		mu.Lock()
		defer mu.Unlock()
		slices.Sort(looks)
		// Each begins and ends at a moment of its own.
		if n, most := len(slices.Compact(looks)), int(wait/wakeLook)+2*len(over); n > most {
			t.Errorf("%d waits of %v wake the processor %d times, more than %d", len(over), wait, n, most)
		}
	})
}

// A wait that nobody waits for any more is forgotten, however long it is. One that
// somebody waits for isn't.
func TestWaitsThatAreGivenUp(t *testing.T) {
	w := &waits{now: time.Now, first: time.Now(), every: wakeLook}
	kept := w.after(time.Hour)
	for range 1_000 {
		w.after(time.Hour)
	}
	runtime.GC()
	runtime.GC()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.look()
	if len(w.all) != 1 {
		t.Errorf("%d waits, and one is waited for", len(w.all))
	}
	runtime.KeepAlive(kept)
}
