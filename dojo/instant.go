package dojo

import "time"

// Instant is a point in time as Dojo keeps it, in UTC: how many times 100 ns have
// passed since the beginning of the year 1, which is also how .NET counts. It takes
// a third of a time.Time, and a payment has four. The zero Instant is the zero
// time.Time: no time was sent. Instants can be compared with == and <.
type Instant int64

const (
	ticksPerSecond = int64(time.Second / nanosPerTick)
	nanosPerTick   = 100
	yearOne        = -62135596800 // by Unix time, in seconds
)

// InstantOf is the instant of a time, whatever its zone, without what is less than
// 100 ns of it. The time must be of the years 1 to 29,000, as all that RFC 3339
// can write are.
func InstantOf(t time.Time) Instant {
	return Instant((t.Unix()-yearOne)*ticksPerSecond + int64(t.Nanosecond())/nanosPerTick)
}

// Time is the same instant as a time.Time, in UTC.
func (i Instant) Time() time.Time {
	return time.Unix(int64(i)/ticksPerSecond+yearOne, int64(i)%ticksPerSecond*nanosPerTick).UTC()
}

// IsZero says whether no time was sent.
func (i Instant) IsZero() bool { return i == 0 }

// String is as that of time.Time.
func (i Instant) String() string { return i.Time().String() }
