package ui

import (
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/words"
)

// info is what was just said, and stands under the list until the next key. Its
// words are found when it is drawn, so that it is never out of date.
type info struct {
	kind    infoKind
	payment journal.Payment  // of infoKept, infoRefused and infoBroken
	refusal *confirm.Refusal // of infoRefused and infoBroken
	err     error            // of infoNotFound
}

type infoKind int

const (
	infoNone infoKind = iota
	infoNothingHere
	infoNoRoom   // for the dialog
	infoRefused  // a payment that nobody is asked about
	infoBroken   // a dialog that had no room for its message
	infoKept     // a payment that was asked about
	infoNotNow   // suspending, while a reversal is under way
	infoCopied   // the payment ID
	infoRefresh  // Dojo is asked again
	infoLookUp   // a payment is looked up
	infoNotFound // by that
)

// text is what was just said, "" for nothing.
func (i info) text(s scene) string {
	switch i.kind {
	case infoNothingHere:
		return s.speak.Say(words.TextNothingHere)
	case infoNoRoom:
		return s.speak.Say(words.TextDialogNoRoom)
	case infoRefused:
		return s.speak.Refusal(*i.refusal, s.around(i.payment.ID)).Text()
	case infoBroken:
		return s.speak.Refusal(*i.refusal, s.around(i.payment.ID)).BrokenText(i.payment, s.list.Attempt(i.payment.ID))
	case infoKept:
		return s.speak.Kept(i.payment, s.list.Snapshot().StaleSince())
	case infoNotNow:
		return s.speak.Say(words.TextSuspendNotNow)
	case infoCopied:
		return s.speak.Say(words.TextCopied)
	case infoRefresh:
		return s.speak.Say(words.TextRefreshing)
	case infoLookUp:
		return s.speak.Say(words.TextLookingUp)
	case infoNotFound:
		return s.speak.LookUpText(i.err)
	case infoNone:
	}
	return ""
}
