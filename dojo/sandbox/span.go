package sandbox

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

var spanPattern = regexp.MustCompile(`^(?:(\d{1,2})\.)?(\d{2}):(\d{2}):(\d{2})$`)

// parseSpan reads a .NET time span, [d.]hh:mm:ss.
func parseSpan(s string) (time.Duration, bool) {
	m := spanPattern.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	var n [4]time.Duration
	for i, digits := range m[1:] {
		v, _ := strconv.Atoi(digits) // the days can be empty: 0
		n[i] = time.Duration(v)
	}
	if n[1] > 23 || n[2] > 59 || n[3] > 59 {
		return 0, false
	}
	return n[0]*24*time.Hour + n[1]*time.Hour + n[2]*time.Minute + n[3]*time.Second, true
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
