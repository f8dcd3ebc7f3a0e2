package walltest

import (
	"time"
	"unsafe"
)

// instant is how package time lays a Time out. TestAt holds that it still is.
type instant struct {
	wall uint64 // a flag, 33 bits of seconds since 1885, 30 bits of nanoseconds
	ext  int64  // the monotonic reading
	loc  *time.Location
}

const hasMonotonic = 1 << 63

// At is the time at which the wall clock shows wall and the monotonic clock
// mono, which counts from anywhere.
func At(wall time.Time, mono time.Duration) time.Time {
	since1885 := wall.Unix() - time.Date(1885, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	in := instant{
		wall: hasMonotonic | uint64(since1885)<<30 | uint64(wall.Nanosecond()), //nolint:gosec // tests live after 1885
		ext:  int64(mono), loc: time.Local,                                     //nolint:forbidigo // as time.Now has it
	}
	return *(*time.Time)(unsafe.Pointer(&in)) //nolint:gosec // the layouts are the same
}
