package plain

import (
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// news says what has changed in the shop, and keeps what was said last, so that
// each thing is said once.
type news struct {
	attempts map[string]string // by attempt ID: what was said last of it
	trouble  bool              // that Dojo can't be read
	asked    *feed.Snapshot    // the list when somebody asked for a refresh, until Dojo has answered; else nil
	today    time.Time         // an instant of the day that was said last
	late     bool              // that midnight is near
	unsure   bool              // that the day isn't sure
	clock    worklist.ClockNews
	warnings []string // of the clocks, to be said at the end of the step
}

// sayRefreshed says what came of it to whoever asked for a refresh.
func (n *news) sayRefreshed(v *voice) {
	if n.asked == nil {
		return
	}
	switch worklist.AnswerTo(n.asked, v.list.Snapshot()) {
	case worklist.NothingNew:
		v.sayText(words.TextNothingNew)
	case worklist.SomethingNew:
		v.sayText(words.PlainRefreshed)
	case worklist.AskedInVain:
		v.say(v.speak.AskedInVain(v.list.Snapshot().Trouble.Err))
	case worklist.NotAnswered:
		return
	}
	n.asked = nil
}

// watchClock notes what is to be said of the clocks.
func (n *news) watchClock(v *voice, c worklist.Clock) {
	if _, known := c.Offset(); n.clock.Wrong(v.list.Now(), known) {
		n.warnings = append(n.warnings, v.speak.ClockAhead(v.speak.Ahead))
	}
	if j := c.Jump(); n.clock.Jumped(j) {
		n.warnings = append(n.warnings, v.speak.Jumped(j))
	}
}

// say says whatever is news at the end of a step. started says that the first list
// was printed.
func (n *news) say(v *voice, started bool) {
	for _, warning := range n.warnings {
		v.say(warning)
	}
	n.warnings = nil
	n.sayAttempts(v)
	n.sayTrouble(v, started)
	n.sayTime(v, started)
}

// sayAttempts says one line for each change of an attempt.
func (n *news) sayAttempts(v *voice) {
	for _, a := range v.list.Fresh() {
		if text, key := attemptText(v, a); text != "" && n.attempts[a.ID] != key {
			n.attempts[a.ID] = key
			v.sayAttempt(text, a)
		}
	}
}

// attemptText is what is to be said of an attempt, and a key that tells it from
// what was said before. Seconds that run down are in neither.
func attemptText(v *voice, a *reversal.Attempt) (text, key string) {
	now, said := v.list.Now(), v.attempt(a)
	if !worklist.UnderWay(a) {
		// Whether it can be tried again may change later; the result doesn't.
		return said.Notice(), worklist.Stage(a)
	}
	sending := worklist.ShownState(a) == journal.Intended || worklist.ShownState(a) == journal.Sending
	if sending && journal.Elapsed(a.ConfirmedAt, now.PC) < 3*time.Second {
		return "", ""
	}
	r := said.Report()
	if r.Again != "" {
		r.Again = v.speak.Say(words.PlainGoesOn)
	}
	text = said.Text(r)
	if a.Resumed {
		// The words for its day change at midnight, and say nothing new.
		return text, v.speak.Attempt(a, words.Around{Now: now}).ResumedEnd()
	}
	return text, text
}

// sayTrouble says when Dojo can't be read or the list is old, and when that is over.
func (n *news) sayTrouble(v *voice, started bool) {
	stale, trouble := v.speak.Header(v.list).Stale(), v.list.Snapshot().Trouble
	switch {
	case stale != "" && !n.trouble && started:
		v.say(stale)
		if v.technical && trouble != nil {
			if s := v.speak.Technical(trouble.Err); s != "" {
				v.say(s)
			}
		}
	case stale == "" && n.trouble:
		v.sayText(words.PlainAnswers)
	}
	// Before the first list it is said with that.
	n.trouble = stale != "" && started
}

// sayTime says that midnight is near, that the day isn't sure, and that midnight
// has passed.
func (n *news) sayTime(v *voice, started bool) {
	now := v.list.Now().Dojo
	header := v.speak.Header(v.list)
	deadlines, urgent := header.Deadline()
	unsure := header.DayUnsure()
	if urgent && !n.late && started && unsure == "" {
		v.sayText(words.PlainSoon, "deadline", deadlines[0])
	}
	n.late = urgent
	if unsure != "" && !n.unsure && started {
		v.say(unsure)
	}
	n.unsure = unsure != "" && started
	if v.list.Now().IsToday(n.today) {
		return
	}
	n.today = now
	text := words.PlainMidnight
	if v.list.Rule() == dojo.RulePublished {
		text = words.PlainNewDay
	}
	v.sayText(text, "day", v.speak.On(now, words.DateDay))
}
