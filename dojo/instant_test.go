package dojo_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
)

// An Instant is the time that it was made of, to 100 ns, in the same order.
func TestInstantIsItsTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) time.Time {
			// Years 1 to 9999, which are all that RFC 3339 can write.
			seconds := rapid.Int64Range(-62_135_596_800, 253_402_300_799).Draw(t, name)
			return time.Unix(seconds, rapid.Int64Range(0, 999_999_999).Draw(t, name+"'s ns")).In(time.FixedZone("", 3600))
		}
		a, b := draw("a"), draw("b")
		if got, want := dojo.InstantOf(a).Time(), a.UTC().Truncate(100); got != want {
			t.Fatalf("%s became %s", want, got)
		}
		if a, b := a.Truncate(100), b.Truncate(100); a.Compare(b) != compare(dojo.InstantOf(a), dojo.InstantOf(b)) {
			t.Fatalf("%s and %s changed places", a, b)
		}
	})
}

func compare(a, b dojo.Instant) int { return int(min(max(a-b, -1), 1)) }

func TestZeroInstant(t *testing.T) {
	t.Parallel()
	var none dojo.Instant
	if !none.IsZero() || none.Time() != (time.Time{}) || dojo.InstantOf(time.Time{}) != none {
		t.Errorf("no time is %s, and %d", none.Time(), dojo.InstantOf(time.Time{}))
	}
	if dojo.InstantOf(time.Unix(0, 0)).IsZero() {
		t.Error("1970 is no time")
	}
}
