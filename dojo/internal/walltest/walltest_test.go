package walltest

import (
	"testing"
	"time"
)

func TestAt(t *testing.T) {
	t.Parallel()
	wall := time.Date(2026, 11, 22, 18, 59, 1, 234, time.UTC)
	start := At(wall, time.Minute)
	for _, by := range []time.Duration{0, time.Hour, -time.Hour, -10 * 365 * 24 * time.Hour, 10 * 365 * 24 * time.Hour} {
		got := At(wall.Add(by), time.Minute+time.Second)
		if d := got.Sub(start); d != time.Second {
			t.Errorf("%v: the monotonic clock moved by %v", by, d)
		}
		if !got.Round(0).Equal(wall.Add(by)) {
			t.Errorf("%v: the wall clock shows %v", by, got)
		}
	}
}
