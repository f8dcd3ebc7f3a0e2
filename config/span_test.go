package config

import (
	"testing"
	"time"
)

func TestParseSpan(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for text, want := range map[string]time.Duration{
		"0": 0, "80ms": 80 * time.Millisecond, "1h30m": 90 * time.Minute, "-5s": -5 * time.Second,
		"1d": day, "2w": 14 * day, "1w2d12h": 9*day + 12*time.Hour, "1.5d": 36 * time.Hour, ".5d": 12 * time.Hour, "-1d": -day, "+2d": 2 * day,
		"7 days": 7 * day, "1 day": day, "2 weeks": 14 * day, "2 Weeks": 14 * day, "1D": day, "24H": day, " 7d ": 7 * day,
		"90 min": 90 * time.Minute, "1 hour 30 minutes": 90 * time.Minute, "2 hrs": 2 * time.Hour, "10 seconds": 10 * time.Second, "5 sec": 5 * time.Second,
	} {
		if got, err := ParseSpan(text); err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
	for _, bad := range []string{
		"", " ", "7", "d", "yesterday", "1mo", "1 month", "1M", "1y", "1 year", "7 days ago", "1d-2h", "1..5d", "1,5d", "2026-11-20",
		"99999999999d", "999999w", "106751d 24h", "1d\x00", "seven days", "1 d a y", "1d;", "--1d",
	} {
		if got, err := ParseSpan(bad); err == nil {
			t.Errorf("%q is taken for %v", bad, got)
		}
	}
}

// A span that ParseDuration reads is what it was before.
func FuzzParseSpan(f *testing.F) {
	for _, text := range []string{"1d", "2w", "7 days", "1h30m", "-5s", "1.5w", "1M", "9999999w"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ParseSpan(text)
		if want, known := time.ParseDuration(text); known == nil && (err != nil || got != want) {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	})
}
