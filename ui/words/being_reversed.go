package words

import (
	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/worklist"
)

// beingReversed is how the details of a payment begin while a reversal of it is
// under way or in doubt: how far it is, since when, and who began it. Otherwise it
// is "". shown is the payment's status on the list.
func (s Attempt) beingReversed(shown dojo.Status) string {
	a, state := s.a, worklist.ShownState(s.a)
	text, then := textBeingSince, textDontYet
	switch {
	case a.State.Open() && worklist.WentBack(a):
		return s.wentBack()
	case state == journal.Unresolved && shown != dojo.StatusReversed:
		return s.sinceSent(textNotSoFar)
	case !a.State.Open():
		return ""
	case shown == dojo.StatusReversed:
		text, then = textReversedSince, textDontPay
	case a.OtherKey:
		text = textBeingOther
	case state == journal.Checking:
		text = textMaybeSince
	case state == journal.Created:
		text = textBeingAt
	case state == journal.Confirming:
		then = textDontPay
	}
	return s.Say(then, "text", s.sinceSent(text))
}

// sinceSent fills in how far the attempt is, when it was sent, or else confirmed,
// and who began it.
func (s Attempt) sinceSent(text string) string {
	at := s.confirmed(s.a.Attempt)
	if !s.a.SentAt.IsZero() {
		at = s.a.ByDojo(s.a.SentAt, s.Ahead)
	}
	when := s.At(at)
	if !s.sameDay(at, s.Now.Dojo) {
		when = s.On(at, DateClock)
	}
	return s.Say(text, "key", s.key(), "word", s.stateWord(), "why", s.whyChecking(), "time", when, "who", s.who(s.a.Attempt, wordSomeone))
}
