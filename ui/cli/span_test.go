package cli

import (
	"testing"
	"time"
)

func TestSpanInTheHelp(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "0", 80 * time.Millisecond: "80ms", 30 * time.Second: "30s", time.Minute: "1m", 10 * time.Minute: "10m",
		90 * time.Second: "1m30s", time.Hour: "1h", 10 * time.Hour: "10h", time.Hour + 20*time.Minute: "1h20m", 100 * time.Minute: "1h40m",
	} {
		s := span(d)
		if got := s.String(); got != want {
			t.Errorf("%v is written %q, want %q", d, got, want)
		}
		var again span
		if err := again.Set(s.String()); err != nil || again != s {
			t.Errorf("%q is read as %v, %v", s.String(), again, err)
		}
	}
}
