package dojo_test

import (
	"testing"
	"time"

	"dojoreversals/dojo"

	"pgregory.net/rapid"
)

func TestDayBounds(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, zone string
		day        dojo.Day
		start      string
		hours      float64
	}{
		{"winter in London", "Europe/London", dojo.Day{Year: 2026, Month: 1, Dom: 15}, "2026-01-15T00:00:00Z", 24},
		{"summer in London", "Europe/London", dojo.Day{Year: 2026, Month: 7, Dom: 1}, "2026-06-30T23:00:00Z", 24},
		{"spring forward in London", "Europe/London", dojo.Day{Year: 2026, Month: 3, Dom: 29}, "2026-03-29T00:00:00Z", 23},
		{"fall back in London", "Europe/London", dojo.Day{Year: 2026, Month: 10, Dom: 25}, "2026-10-24T23:00:00Z", 25},
		{"spring forward in Dublin", "Europe/Dublin", dojo.Day{Year: 2026, Month: 3, Dom: 29}, "2026-03-29T00:00:00Z", 23},
		{"fall back in Dublin", "Europe/Dublin", dojo.Day{Year: 2026, Month: 10, Dom: 25}, "2026-10-24T23:00:00Z", 25},
		{"spring forward in Madrid", "Europe/Madrid", dojo.Day{Year: 2026, Month: 3, Dom: 29}, "2026-03-28T23:00:00Z", 23},
		{"fall back in Madrid", "Europe/Madrid", dojo.Day{Year: 2026, Month: 10, Dom: 25}, "2026-10-24T22:00:00Z", 25},
		{"Beirut skips midnight", "Asia/Beirut", dojo.Day{Year: 2026, Month: 3, Dom: 29}, "2026-03-28T22:00:00Z", 23},
		{"Beirut has 23:00 twice", "Asia/Beirut", dojo.Day{Year: 2026, Month: 10, Dom: 24}, "2026-10-23T21:00:00Z", 25},
		{"Havana skips midnight", "America/Havana", dojo.Day{Year: 2026, Month: 3, Dom: 8}, "2026-03-08T05:00:00Z", 23},
		{"Havana has midnight twice", "America/Havana", dojo.Day{Year: 2026, Month: 11, Dom: 1}, "2026-11-01T04:00:00Z", 25},
		{"Amman had midnight twice", "Asia/Amman", dojo.Day{Year: 2019, Month: 10, Dom: 25}, "2019-10-24T21:00:00Z", 25},
		{"Toronto skipped over midnight", "America/Toronto", dojo.Day{Year: 1919, Month: 3, Dom: 31}, "1919-03-31T04:30:00Z", 23.5},
		{"the first day of a year", "Europe/London", dojo.Day{Year: 2026, Month: 1, Dom: 1}, "2026-01-01T00:00:00Z", 24},
		{"a leap day", "Europe/London", dojo.Day{Year: 2028, Month: 2, Dom: 29}, "2028-02-29T00:00:00Z", 24},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			z := zone(t, tt.zone)
			if got := tt.day.Start(z); !got.Equal(instant(t, tt.start)) {
				t.Errorf("starts at %v, want %v", got.UTC(), tt.start)
			}
			if got := tt.day.End(z).Sub(tt.day.Start(z)).Hours(); got != tt.hours {
				t.Errorf("has %v hours, want %v", got, tt.hours)
			}
		})
	}
}

func TestDayStartIsItsFirstInstant(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		z := drawZone(t)
		at := drawInstant(t, z, "at")
		d := dojo.DayOf(at, z)
		start, end := d.Start(z), d.End(z)
		switch {
		case start.After(at) || !end.After(at):
			t.Fatalf("%v isn't within its day, %v to %v", at.In(z), start, end)
		case dojo.DayOf(start, z) != d:
			t.Fatalf("%v starts on another day: %v", d, start)
		case dojo.DayOf(start.Add(-1), z) != d.Add(-1):
			t.Fatalf("%v has begun before its start %v", d, start)
		case dojo.DayOf(end.Add(-1), z) != d, dojo.DayOf(end, z) != d.Add(1):
			t.Fatalf("%v doesn't end at %v", d, end)
		}
		if hours := end.Sub(start).Hours(); hours < 23 || hours > 25 {
			t.Fatalf("%v has %v hours", d, hours)
		}
	})
}

func TestDayAddAndBefore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := dojo.DayOf(drawInstant(t, time.UTC, "day"), time.UTC)
		n := rapid.IntRange(-800, 800).Draw(t, "n")
		e := d.Add(n)
		if e.Add(-n) != d {
			t.Fatalf("%v + %d - %d = %v", d, n, n, e.Add(-n))
		}
		if d.Before(e) != (n > 0) || e.Before(d) != (n < 0) {
			t.Fatalf("order of %v and %v, %d days apart", d, e, n)
		}
		if got := e.Start(time.UTC).Sub(d.Start(time.UTC)); got != time.Duration(n)*24*time.Hour {
			t.Fatalf("%v and %v are %v apart", d, e, got)
		}
	})
	if got := (dojo.Day{Year: 2026, Month: 2, Dom: 28}).Add(1); got != (dojo.Day{Year: 2026, Month: 3, Dom: 1}) {
		t.Errorf("the day after 28 February 2026 is %v", got)
	}
}
