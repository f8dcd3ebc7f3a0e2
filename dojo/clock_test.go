package dojo

import (
	"reflect"
	"sync"
	"testing"
	"time"
	"unsafe"

	"pgregory.net/rapid"
)

func TestClockBeforeTheFirstAnswer(t *testing.T) {
	t.Parallel()
	pc := time.Date(2026, 3, 10, 12, 0, 0, 0, time.FixedZone("shop", 3600))
	c := NewClock(func() time.Time { return pc })
	if got := c.Now(); !got.Equal(pc) || got.Location() != time.UTC {
		t.Errorf("Now is %v, want %v in UTC", got, pc)
	}
	if _, known := c.Offset(); known {
		t.Error("an offset is known before any answer")
	}
	c.Observe(time.Time{}, pc, pc)
	if _, known := c.Offset(); known {
		t.Error("an answer without a Date set the clock")
	}
}

// The clock is Dojo's to about a second and half a round trip, however far off
// the machine's own is.
func TestClockOfAMachineThatIsHoursOff(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		dojoNow := time.Date(2026, 3, 28, 23, 59, 0, 0, time.UTC).Add(time.Duration(rapid.Int64Range(0, int64(48*time.Hour)).Draw(t, "at")))
		off := time.Duration(rapid.Int64Range(-int64(40*24*time.Hour), int64(40*24*time.Hour)).Draw(t, "off"))
		pc := dojoNow.Add(off)
		c := NewClock(func() time.Time { return pc })
		pass := func(d time.Duration) { dojoNow, pc = dojoNow.Add(d), pc.Add(d) }
		step := func(label string, most time.Duration) time.Duration {
			return time.Duration(rapid.Int64Range(0, int64(most)).Draw(t, label))
		}

		there, back := step("there", 5*time.Second), step("back", 5*time.Second)
		sent := pc
		pass(there)
		date := dojoNow.Truncate(time.Second) // as the Date header is cut
		pass(back)
		c.Observe(date, sent, pc)
		pass(step("wait", 20*time.Hour))

		tolerance := time.Second + (there+back)/2
		if wrong := c.Now().Sub(dojoNow).Abs(); wrong > tolerance {
			t.Fatalf("%v off, tolerance %v, PC %v off", wrong, tolerance, off)
		}
		if ahead, known := c.Offset(); !known || (ahead-off).Abs() > tolerance {
			t.Fatalf("offset %v known %v, want %v", ahead, known, off)
		}
	})
}

// A till that is hours off decides by Dojo's day: the reason for the clock.
func TestClockDecidesTheDay(t *testing.T) {
	t.Parallel()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	paid := time.Date(2026, 3, 10, 23, 30, 0, 0, time.UTC)
	p := PaymentIntent{ID: "pi_sandbox_one", Status: StatusAuthorized, PaidAt: InstantOf(paid), Amount: &Money{Minor: 1, Currency: "GBP"}}
	for _, tt := range []struct {
		name string
		off  time.Duration
	}{{"three hours behind", -3 * time.Hour}, {"three hours ahead", 3 * time.Hour}, {"a year ahead", 8760 * time.Hour}} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dojo := time.Date(2026, 3, 10, 23, 59, 57, 0, time.UTC)
			pc := dojo.Add(tt.off)
			c := NewClock(func() time.Time { return pc })
			pc = pc.Add(-time.Minute)
			for ago := -time.Minute; ago < 0; ago += 5 * time.Second {
				c.Observe(dojo.Add(ago), pc, pc)
				pc = pc.Add(5 * time.Second)
			}
			if v := Reversible(RuleSameDay, &p, c.Span(), london); !v.Reversible {
				t.Errorf("at %v: reason %d", c.Now(), v.Reason)
			}
			pc = pc.Add(4 * time.Second)
			if v := Reversible(RuleSameDay, &p, c.Span(), london); v.Reversible || v.Reason != ReasonTooLate {
				t.Errorf("at %v: %+v", c.Now(), v)
			}
		})
	}
}

func TestElapsed(t *testing.T) {
	t.Parallel()
	from := time.Now() // has a monotonic reading, as the machine's clock does
	wall := from.Round(0)
	for _, tt := range []struct {
		name     string
		from, to time.Time
		want     time.Duration
	}{
		{"both went on", from, from.Add(time.Hour), time.Hour},
		{"no monotonic reading", wall, wall.Add(time.Hour), time.Hour},
		{"only one has a monotonic reading", from, wall.Add(time.Hour), time.Hour},
		{"back, by the wall clock alone", wall, wall.Add(-time.Hour), -time.Hour},
		{"nothing passed", from, from, 0},
		{"the laptop slept: the monotonic clock stood still", from, monotonic(t, from.Add(9*time.Hour), -9*time.Hour), 9 * time.Hour},
		{"the wall clock was set back", from, monotonic(t, from.Add(-9*time.Hour), 10*time.Hour), time.Hour},
		{"the wall clock was set forward", from, monotonic(t, from.Add(9*time.Hour), -8*time.Hour), 9 * time.Hour},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Elapsed(tt.from, tt.to); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// monotonic shifts the monotonic reading of a time and leaves its wall clock:
// what a suspended machine or a clock that is set does, and what package time
// has no way to make.
func monotonic(t *testing.T, at time.Time, by time.Duration) time.Time {
	t.Helper()
	ext := reflect.ValueOf(&at).Elem().FieldByName("ext")
	if ext.Kind() != reflect.Int64 {
		t.Fatal("time.Time has no ext any more: this test has to find the monotonic reading anew")
	}
	before := at
	*(*int64)(unsafe.Pointer(ext.UnsafeAddr())) += int64(by)
	if got := at.Sub(before); got != by || !at.Round(0).Equal(before.Round(0)) {
		t.Fatalf("the monotonic reading moved by %v, want %v", got, by)
	}
	return at
}

// A laptop that slept over midnight doesn't wake in yesterday.
func TestClockOfALaptopThatSlept(t *testing.T) {
	t.Parallel()
	pc := time.Now()
	c := NewClock(func() time.Time { return pc })
	evening := time.Date(2026, 3, 10, 22, 0, 0, 0, time.UTC)
	c.Observe(evening, pc, pc)
	pc = monotonic(t, pc.Add(9*time.Hour), -9*time.Hour)
	if got, want := c.Now(), evening.Add(9*time.Hour); got.Sub(want).Abs() > time.Second {
		t.Errorf("woke at %v, want %v", got, want)
	}
}

func TestClockConcurrently(t *testing.T) {
	t.Parallel()
	pc := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	c := NewClock(func() time.Time { return pc })
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 100 {
				c.Observe(pc, pc, pc)
				_ = c.Now()
				_, _ = c.Offset()
			}
		})
	}
	wg.Wait()
}
