package plain

import (
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// voice puts what is known of the shop into lines, and keeps the lines of a step
// until it is over.
type voice struct {
	speak     words.Speaker
	list      *worklist.List
	readOnly  string // why nothing can be reversed, "" if it can
	otherHost bool   // a live key goes to a host that isn't Dojo's
	technical bool   // with lines for the helpdesk
	said      Said   // in this step
}

// sayText says a text of words.go.
func (v *voice) sayText(text string, with ...string) { v.say(v.speak.Say(text, with...)) }

// say says one line.
func (v *voice) say(text string) {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, ansi.Strip(text))
	v.said.Lines = append(v.said.Lines, strings.TrimRight(text, " "))
}

// sayAttempt says a text about an attempt: with whose money it was, where a live
// key went to a host that isn't Dojo's.
func (v *voice) sayAttempt(text string, a *reversal.Attempt) {
	if v.otherHost {
		text += " " + v.speak.Whose() + "."
	}
	v.say(text)
	if v.technical {
		v.say(v.attempt(a).ForHelpdesk())
	}
}

// timeText is the time, and how long payments can still be reversed.
func (v *voice) timeText() string {
	clock := v.speak.On(v.list.Now().Dojo, words.DateClock)
	if deadlines, _ := v.speak.Header(v.list).Deadline(); deadlines[0] != "" {
		return v.speak.Say(words.PlainTimeTo, "time", clock, "deadline", deadlines[0])
	}
	return v.speak.Say(words.PlainTime, "time", clock)
}

// around is what is known around a payment.
func (v *voice) around(payment string) words.Around {
	return words.Around{List: v.list.OnList(payment), Now: v.list.Now(), ReadOnly: v.readOnly}
}

// attempt speaks of an attempt.
func (v *voice) attempt(a *reversal.Attempt) words.Attempt {
	return v.speak.Attempt(a, v.around(a.Payment.ID))
}
