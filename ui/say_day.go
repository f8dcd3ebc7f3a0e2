package ui

import "strconv"

func twoDigits(n int) string { return strconv.Itoa(100 + n)[1:] }

// dayPartText is a part with its number, in the legend and beside a bar.
func (s speaker) dayPartText(part dayPart, n int, partly bool) string {
	text := [dayParts]string{textDayHeld, textDayReversed, textDayCaptured}[part]
	return s.say(text, "n", s.dayNumber(n, partly))
}

// dayNumber is a number of payments: the least that there are, where only part
// of the day is known, and no zero there.
func (s speaker) dayNumber(n int, partly bool) string {
	switch {
	case !partly:
		return strconv.Itoa(n)
	case n == 0:
		return s.say(textAnyNumber)
	}
	return s.say(textAtLeast, "n", strconv.Itoa(n))
}

// dayTotal is how many payments a part has, and what they come to.
func (s speaker) dayTotal(pic picture, part dayPart) string {
	text := s.dayPartText(part, pic.total[part], pic.partly)
	if amount := pic.sums[part].text(s.money); amount != "" {
		text = s.say(textDaySum, "count", text, "money", amount)
	}
	return text
}
