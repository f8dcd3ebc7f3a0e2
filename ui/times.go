package ui

import (
	"strconv"
	"time"

	"dojoreversals/dojo"
)

// How instants and spans of time are written. All are in the shop's zone.

// whenText is the time of a payment of today, or else its day.
func (s speaker) whenText(at, now time.Time) string {
	if at.IsZero() {
		return s.say(textNeverPaid)
	}
	day, today := dojo.DayOf(at, s.zone), dojo.DayOf(now, s.zone)
	switch {
	case day == today:
		return s.on(at, timeClock)
	case day.Before(today) && !day.Before(today.Add(-6)):
		return s.on(at, dateShort)
	}
	return s.on(at, dateOld)
}

// dayAndTime writes an instant as people say it: "18:59", "Yesterday 14:02",
// "Fri 20 Nov 14:02".
func (s speaker) dayAndTime(t, now time.Time) string {
	day, today := dojo.DayOf(t, s.zone), dojo.DayOf(now, s.zone)
	switch day {
	case today:
		return s.at(t)
	case today.Add(-1):
		return s.say(textYest, "time", s.at(t))
	}
	return s.on(t, dateClock)
}

// shortSpan writes how long something has taken, such as "3 s" or "2 m".
func (t tongue) shortSpan(d time.Duration) string {
	switch {
	case d < time.Minute:
		return t.say(spanSeconds, "n", strconv.Itoa(int(max(d, 0)/time.Second)))
	case d < time.Hour:
		return t.say(spanMinutes, "n", strconv.Itoa(int(d/time.Minute)))
	}
	return t.hours(d)
}

// longSpan writes how long it still is, in whole minutes.
func (t tongue) longSpan(d time.Duration) string { return t.hours(wholeMinutes(d)) }

func (t tongue) hours(d time.Duration) string {
	minutes := strconv.Itoa(100 + int(d%time.Hour/time.Minute))[1:] // two digits
	return t.say(spanHours, "hours", strconv.Itoa(int(d/time.Hour)), "minutes", minutes)
}

// wholeMinutes rounds up, since the clock beside it shows no seconds.
func wholeMinutes(d time.Duration) time.Duration {
	return (d + time.Minute - 1).Truncate(time.Minute)
}

// minutesLeft says how few minutes are left of the day.
func (t tongue) minutesLeft(left time.Duration) string {
	n := int(wholeMinutes(left) / time.Minute)
	if n == 1 {
		return t.say(textLastMinute)
	}
	return t.say(textMinutesLeft, "n", strconv.Itoa(n))
}

// grouped writes a count with a mark between thousands.
func (t tongue) grouped(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + t.say(wordGrouping) + text[i:]
	}
	return text
}

// payments counts payments.
func (t tongue) payments(n int) string {
	if n == 1 {
		return t.say(textOnePayment)
	}
	return t.say(textManyPayments, "n", strconv.Itoa(n))
}
