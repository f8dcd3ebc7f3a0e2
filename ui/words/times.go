package words

import (
	"strconv"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// lastMinutes is when it begins to press: the day ends soon.
const lastMinutes = 15 * time.Minute

// How instants and spans of time are written. All are in the shop's zone.

// At writes the time of day in the shop's zone.
func (s Speaker) At(t time.Time) string { return s.On(t, timeClock) }

// On writes an instant in the shop's zone by a pattern of words.go.
func (s Speaker) On(t time.Time, pattern string) string { return s.date(t.In(s.zone), pattern) }

// confirmed is when an attempt was confirmed, by Dojo's clock.
func (s Speaker) confirmed(a journal.Attempt) time.Time { return a.ByDojo(a.ConfirmedAt, s.Ahead) }

// sameDay says whether two instants are of one day of the shop.
func (s Speaker) sameDay(t, u time.Time) bool { return dojo.DayOf(t, s.zone) == dojo.DayOf(u, s.zone) }

// WhenText is the time of a payment of today, or else its day.
func (s Speaker) WhenText(at, now time.Time) string {
	if at.IsZero() {
		return s.Say(textNeverPaid)
	}
	day, today := dojo.DayOf(at, s.zone), dojo.DayOf(now, s.zone)
	switch {
	case day == today:
		return s.On(at, timeClock)
	case day.Before(today) && !day.Before(today.Add(-6)):
		return s.On(at, dateShort)
	}
	return s.On(at, dateOld)
}

// dayAndTime writes an instant as people say it: "18:59", "Yesterday 14:02",
// "Fri 20 Nov 14:02".
func (s Speaker) dayAndTime(t, now time.Time) string {
	day, today := dojo.DayOf(t, s.zone), dojo.DayOf(now, s.zone)
	switch day {
	case today:
		return s.At(t)
	case today.Add(-1):
		return s.Say(textYest, "time", s.At(t))
	}
	return s.On(t, DateClock)
}

// ShortSpan writes how long something has taken, such as "3 s" or "2 m".
func (t tongue) ShortSpan(d time.Duration) string {
	switch {
	case d < time.Minute:
		return t.Say(spanSeconds, "n", strconv.Itoa(int(max(d, 0)/time.Second)))
	case d < time.Hour:
		return t.Say(spanMinutes, "n", strconv.Itoa(int(d/time.Minute)))
	}
	return t.hours(d)
}

func (t tongue) hours(d time.Duration) string {
	return t.Say(spanHours, "hours", strconv.Itoa(int(d/time.Hour)), "minutes", TwoDigits(int(d%time.Hour/time.Minute)))
}

// wholeMinutes rounds up, since the clock beside it shows no seconds.
func wholeMinutes(d time.Duration) time.Duration {
	return (d + time.Minute - 1).Truncate(time.Minute)
}

// MinutesLeft says how few minutes are left of the day.
func (t tongue) MinutesLeft(left time.Duration) string {
	n := int(wholeMinutes(left) / time.Minute)
	if n == 1 {
		return t.Say(textLastMinute)
	}
	return t.Say(textMinutesLeft, "n", strconv.Itoa(n))
}

// Grouped writes a count with a mark between thousands.
func (t tongue) Grouped(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + t.Say(wordGrouping) + text[i:]
	}
	return text
}

// Payments counts payments.
func (t tongue) Payments(n int) string {
	if n == 1 {
		return t.Say(textOnePayment)
	}
	return t.Say(textManyPayments, "n", strconv.Itoa(n))
}

// ClockAhead says that this machine's clock is wrong.
func (s Speaker) ClockAhead(ahead time.Duration) string {
	text := textClockAhead
	if ahead < 0 {
		text = textClockBehind
	}
	return s.Say(text, "span", s.ShortSpan(ahead.Abs()))
}

// Jumped says that the time on screen has jumped.
func (s Speaker) Jumped(j dojo.Jump) string {
	text := textClockForward
	if j.By < 0 {
		text = textClockBack
	}
	return s.Say(text, "span", s.ShortSpan(j.By.Abs()))
}
