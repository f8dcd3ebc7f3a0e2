package ui

import (
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// info is what was just said, and stands under the list until the next key. Its
// words are found when it is drawn, so that it is never out of date.
type info struct {
	kind    infoKind
	payment journal.Payment  // of infoKept, infoRefused and infoBroken
	refusal *confirm.Refusal // of infoRefused and infoBroken
	err     error            // of infoNotFound and infoInVain
	asked   *feed.Snapshot   // of infoRefresh and infoInVain: the list as it was when Dojo was asked again
}

type infoKind int

const (
	infoNone infoKind = iota
	infoNothingHere
	infoNoRoom  // for the dialog
	infoRefused // a payment that nobody is asked about
	infoBroken  // a dialog that had no room for its message
	infoKept    // a payment that was asked about
	infoNotNow  // suspending, while a reversal is under way
	infoNoShell // the same, where there is none
	infoCopied  // the payment ID
	infoRefresh // Dojo is asked again
	infoNothingNew
	infoSomethingNew
	infoInVain       // Dojo was asked again, and couldn't be read
	infoTechnicalOn  // where there are no technical lines
	infoTechnicalOff // the same
	infoEmptyHour
	infoOnlyShop   // a key that would need another one
	infoNotFromDay // a key that would need the list on screen
	infoLookUp     // a payment is looked up
	infoNotFound   // by that
)

// technicalInfo says that the technical lines were turned on or off, where none are
// on the screen to show it.
func technicalInfo(s scene, detailed bool) info {
	trouble := s.list.Snapshot().Trouble
	switch {
	case trouble != nil && s.speak.Technical(trouble.Err) != "", len(s.list.Notices()) > 0:
		return info{}
	case detailed && s.list.Attempt(s.list.Selected()) != nil:
		return info{}
	case s.technical:
		return info{kind: infoTechnicalOn}
	}
	return info{kind: infoTechnicalOff}
}

// refreshed is what is said of a refresh once Dojo has answered, or couldn't be
// read.
func (i info) refreshed(now *feed.Snapshot) info {
	switch worklist.AnswerTo(i.asked, now) {
	case worklist.NothingNew:
		return info{kind: infoNothingNew}
	case worklist.SomethingNew:
		return info{kind: infoSomethingNew}
	case worklist.AskedInVain:
		return info{kind: infoInVain, err: now.Trouble.Err, asked: i.asked} // until it isn't in vain any more
	case worklist.NotAnswered:
	}
	return i
}

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
	case infoNoShell:
		return s.speak.Say(words.TextNoShell)
	case infoCopied:
		return s.speak.Say(words.TextCopied)
	case infoRefresh:
		return s.speak.Say(words.TextRefreshing)
	case infoNothingNew:
		return s.speak.Say(words.TextNothingNew)
	case infoSomethingNew:
		return s.speak.Say(words.TextSomethingNew)
	case infoInVain:
		return s.speak.AskedInVain(i.err)
	case infoTechnicalOn:
		return s.speak.Say(words.TextTechnicalOn)
	case infoTechnicalOff:
		return s.speak.Say(words.TextTechnicalOff)
	case infoOnlyShop:
		return s.speak.Say(words.TextOnlyShop)
	case infoEmptyHour:
		return s.speak.Say(words.TextEmptyHour)
	case infoNotFromDay:
		return s.speak.Say(words.TextNotFromDay)
	case infoLookUp:
		return s.speak.Say(words.TextLookingUp)
	case infoNotFound:
		return s.speak.LookUpText(i.err)
	case infoNone:
	}
	return ""
}
