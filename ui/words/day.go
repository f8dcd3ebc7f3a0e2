package words

import (
	"strconv"
	"strings"

	"dojoreversals/ui/worklist"
)

// TwoDigits writes a number below 100 with two digits.
func TwoDigits(n int) string { return strconv.Itoa(100 + n)[1:] }

// Day says what there is to say of the day in numbers.
type Day struct {
	Speaker
	worklist.Day
}

// Day speaks of a day.
func (s Speaker) Day(d worklist.Day) Day { return Day{s, d} }

// Part is a part with its number, in the legend and beside a bar.
func (s Day) Part(part worklist.DayPart, n int) string {
	return s.Say([worklist.DayParts]string{textDayHeld, textDayReversed, textDayCaptured}[part], "n", s.Number(n))
}

// Number is a number of payments: the least that there are, where only part of
// the day is known, and no zero there.
func (s Day) Number(n int) string {
	switch {
	case !s.Partly:
		return strconv.Itoa(n)
	case n == 0:
		return s.Say(textAnyNumber)
	}
	return s.Say(textAtLeast, "n", strconv.Itoa(n))
}

// Whole is how many payments of the day a part has, and what they come to.
func (s Day) Whole(part worklist.DayPart) string {
	text := s.Part(part, s.Total[part])
	if amount := s.Sums[part].Text(s.Money); amount != "" {
		return s.Say(textDaySum, "count", text, "money", amount)
	}
	return text
}

// Hour are the parts that have any payments in an hour.
func (s Day) Hour(hour int) string {
	var parts []string
	for part, n := range s.Hours[hour] {
		if n > 0 {
			parts = append(parts, s.Part(worklist.DayPart(part), n))
		}
	}
	return strings.Join(parts, ", ")
}
