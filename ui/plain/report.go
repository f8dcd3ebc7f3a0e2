package plain

import (
	"strconv"
	"strings"

	"dojoreversals/dojo/feed"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// What commands print that depend on nothing printed before.

// sayResults says what is known of each attempt now.
func sayResults(v *voice) {
	list := v.list.Notices()
	if len(list) == 0 {
		v.sayText(words.PlainNoResults)
	}
	for _, a := range list {
		v.sayAttempt(v.speak.Notice(a, v.around(a.Payment.ID)), a)
	}
}

// sayDay says in numbers what the screen draws as a picture.
func sayDay(v *voice) {
	if v.list.Snapshot().State == feed.Loading && len(v.list.Snapshot().Payments) == 0 {
		v.sayText(words.TextNotConnected)
		return
	}
	day := v.list.Day()
	if day.Partly {
		v.sayText(words.TextDayPartly)
	}
	var all []string
	for part := range worklist.DayParts {
		all = append(all, v.speak.DayTotal(day, part))
	}
	v.say(v.speak.Say(words.TitleDay) + ": " + strings.Join(all, "; ") + ".")
	if day.Others > 0 {
		v.sayText(words.TextDayOthers, "n", strconv.Itoa(day.Others))
	}
	for hour, c := range day.Hours {
		if c.All() > 0 {
			v.sayText(words.PlainHour, "hour", words.TwoDigits(hour)+":00", "counts", v.speak.DayParts(c, day.Partly))
		}
	}
}

// switchTechnical turns the lines for the helpdesk on or off.
func switchTechnical(v *voice) {
	v.technical = !v.technical
	if v.technical {
		v.sayText(words.PlainTechnicalOn)
	} else {
		v.sayText(words.PlainTechnicalOff)
	}
}

func sayHelp(v *voice) {
	for _, c := range commands() {
		v.sayText(words.PlainHelpLine, "typed", c.typed, "help", v.speak.Say(c.help))
	}
	for _, meaning := range words.Meanings() {
		v.sayText(meaning)
	}
}
