package sandbox

import (
	"fmt"
	"strconv"
	"time"

	"dojoreversals/dojo/pattern"
)

var spanPattern = pattern.Lazy(`^(?:(\d{1,2})\.)?([01]\d|2[0-3]):([0-5]\d):([0-5]\d)$`)

// parseSpan reads a .NET time span, [d.]hh:mm:ss.
func parseSpan(s string) (time.Duration, bool) {
	m := spanPattern().FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	days, _ := strconv.Atoi(m[1]) // empty for none
	t, err := time.ParseDuration(m[2] + "h" + m[3] + "m" + m[4] + "s")
	return time.Duration(days)*24*time.Hour + t, err == nil
}

// formatSpan writes a .NET time span, with days only if there are any.
func formatSpan(d time.Duration) string {
	days, d := d/(24*time.Hour), d%(24*time.Hour)
	s := fmt.Sprintf("%02d:%02d:%02d", d/time.Hour, d%time.Hour/time.Minute, d%time.Minute/time.Second)
	if days > 0 {
		s = strconv.Itoa(int(days)) + "." + s
	}
	return s
}
