package config

import (
	"errors"
	"math"
	"strings"
	"time"

	"dojoreversals/dojo/pattern"
)

// errNoSpan says that a text isn't a span of time. Who asked for one names an
// example that fits.
var errNoSpan = errors.New("this isn't a span of time, such as 90m, 24h, 7d or 2w")

var (
	spanForm = pattern.Lazy(`^[+-]?(?:[0-9.]+ *[A-Za-zµμ]+ *)+$`)
	spanPart = pattern.Lazy(`([0-9.]+) *([A-Za-zµμ]+)`)
)

// spanUnits are the units that time.ParseDuration doesn't know, each with one that
// it does know and how often to take it. A day is 24 hours long, also on the days
// on which the clocks change.
var spanUnits = map[string]struct {
	unit  string
	times time.Duration
}{
	"d": {"h", 24}, "day": {"h", 24}, "days": {"h", 24},
	"w": {"h", 7 * 24}, "week": {"h", 7 * 24}, "weeks": {"h", 7 * 24},
	"hr": {"h", 1}, "hrs": {"h", 1}, "hour": {"h", 1}, "hours": {"h", 1},
	"min": {"m", 1}, "mins": {"m", 1}, "minute": {"m", 1}, "minutes": {"m", 1},
	"sec": {"s", 1}, "secs": {"s", 1}, "second": {"s", 1}, "seconds": {"s", 1},
}

// ParseSpan reads a span of time as people write it: all that time.ParseDuration
// reads, and days and weeks (7d, 2w, 1w2d12h), spaces and whole words ("7 days"),
// in capitals too. Months and years are refused, since they have no fixed length,
// and so is a capital M, which may be a month.
func ParseSpan(text string) (time.Duration, error) {
	text = strings.TrimSpace(text)
	if d, err := time.ParseDuration(text); err == nil {
		return d, nil
	}
	if !spanForm().MatchString(text) {
		return 0, errNoSpan
	}
	total := time.Duration(0)
	for _, part := range spanPart().FindAllStringSubmatch(text, -1) {
		unit := part[2]
		if unit != "M" {
			unit = strings.ToLower(unit)
		}
		times := time.Duration(1)
		if known, ok := spanUnits[unit]; ok {
			unit, times = known.unit, known.times
		}
		d, err := time.ParseDuration(part[1] + unit)
		if err != nil || d > math.MaxInt64/times || d*times > math.MaxInt64-total {
			return 0, errNoSpan
		}
		total += d * times
	}
	if text[0] == '-' {
		return -total, nil
	}
	return total, nil
}
