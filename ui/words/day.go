package words

import (
	"strconv"
	"strings"

	"dojoreversals/ui/worklist"
)

// TwoDigits writes a number below 100 with two digits.
func TwoDigits(n int) string { return strconv.Itoa(100 + n)[1:] }

// DayPartText is a part with its number, in the legend and beside a bar.
func (s Speaker) DayPartText(part worklist.DayPart, n int, partly bool) string {
	text := [worklist.DayParts]string{textDayHeld, textDayReversed, textDayCaptured}[part]
	return s.Say(text, "n", s.DayNumber(n, partly))
}

// DayNumber is a number of payments: the least that there are, where only part
// of the day is known, and no zero there.
func (s Speaker) DayNumber(n int, partly bool) string {
	switch {
	case !partly:
		return strconv.Itoa(n)
	case n == 0:
		return s.Say(textAnyNumber)
	}
	return s.Say(textAtLeast, "n", strconv.Itoa(n))
}

// DayTotal is how many payments a part has, and what they come to.
func (s Speaker) DayTotal(pic worklist.Day, part worklist.DayPart) string {
	text := s.DayPartText(part, pic.Total[part], pic.Partly)
	if amount := pic.Sums[part].Text(s.Money); amount != "" {
		text = s.Say(textDaySum, "count", text, "money", amount)
	}
	return text
}

// DayParts are the parts that have any payments, such as those of an hour.
func (s Speaker) DayParts(c worklist.DayCounts, partly bool) string {
	var parts []string
	for part, n := range c {
		if n > 0 {
			parts = append(parts, s.DayPartText(worklist.DayPart(part), n, partly))
		}
	}
	return strings.Join(parts, ", ")
}
