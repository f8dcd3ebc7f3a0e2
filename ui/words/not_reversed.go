package words

import (
	"strconv"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/worklist"
)

// Attempts that ended without a reversal.

// failed is an attempt that Dojo was asked for, or may have been.
func (s Attempt) failed() string {
	what := s.what
	switch s.a.Why {
	case journal.Forbidden:
		return s.Say(textForbidden, "says", s.dojoSays(), "what", what)
	case journal.NotSent:
		return s.tryAgain(s.money(s.Say(textFailedNotSent, "what", what)), s.List.Can)
	case journal.TooSlow:
		return s.tryAgain(s.money(s.Say(textTooSlow, "what", what)), s.List.Can)
	case journal.NotAllowed:
		return notAllowed(s)
	case journal.CapturedFirst:
		return s.Say(textCapturedFirst, "what", what)
	case journal.RefundedFirst:
		return s.Say(textRefundedFirst, "what", what)
	case journal.CanceledFirst:
		switch {
		case worklist.Took(s.a):
			return s.Say(textCanceledSince, "what", what)
		case worklist.Voided(s.a):
			return s.Say(textCanceledBy, "what", what)
		}
		return s.Say(textCanceledFirst, "what", what)
	}
	text := textRefused
	if s.a.Why == journal.SaidFailed {
		text = textSaidFailed
	}
	refused := s.money(s.Say(text, "what", what, "says", s.dojoSays()))
	switch {
	case s.capturedSince():
		return refused // refund instead
	case s.List.Can:
		return s.Say(textThenRing, "text", refused)
	}
	return s.Say(textRing, "text", refused)
}

// abandoned is an attempt of which nothing was sent.
func (s Attempt) abandoned() string {
	a, what, code := s.a, s.what, strconv.Itoa(s.a.HTTPStatus)
	switch a.Why {
	case journal.NoConnection:
		if a.HTTPStatus != 0 {
			return s.tryAgain(s.Say(textNotUsable, "code", code, "what", what), s.List.Can)
		}
		return s.tryAgain(s.Say(textNoConnection, "what", what), s.List.Can)
	case journal.ReadRefused:
		if a.HTTPStatus == 401 || a.HTTPStatus == 403 {
			return s.Say(textKeyRefused, "what", what)
		}
		// A payment that Dojo doesn't know can't be reversed, whatever the list shows.
		return s.tryAgain(s.Say(textNotShown, "code", code, "what", what), s.List.Can && a.HTTPStatus != 404)
	case journal.NotEligible:
		row := worklist.Row{Verdict: dojo.Verdict{Reason: a.Verdict, PaidAt: a.Payment.PaidAt}}
		return s.Say(textNotEligible, "what", what, "why", s.Payment(row).whyNot())
	case journal.Changed:
		return s.ifAgain(textChanged, textChangedTry, plainChangedTry, commandChangedTry)
	case journal.AlreadyReversed:
		return s.Say(textAlreadyFirst, "what", what)
	case journal.TooSlow:
		return s.tryAgain(s.Say(textTooSlow, "what", what), s.List.Can)
	case journal.OtherAttempt:
		other := a.InTheWay
		if other == nil {
			return s.Say(textUnderWay, "what", what)
		}
		return s.Say(textStartedBy, "who", s.who(*other, wordSomeoneFirst), "what", what, "time", s.At(s.confirmed(*other)))
	case journal.NotAllowed:
		return notAllowed(s)
	case journal.NotRecorded:
		return s.Say(textDiskRefused, "what", what)
	case journal.Stopped, journal.Expired:
		return s.tryAgain(s.Say(textEndedFirst, "what", what), s.List.Can)
	}
	return s.Say(textNotSentWhy, "why", string(a.Why), "what", what)
}

// notAllowed is an attempt of somebody who may not reverse payments of this shop.
func notAllowed(s Attempt) string {
	text := s.Say(textNotAllowed, "who", s.who(s.a.Attempt, wordSomeoneFirst), "what", s.what)
	if s.List.Can {
		return s.Say(textOthersMay, "text", text)
	}
	return s.money(text)
}

// money adds what is known of the money after a reversal that didn't happen: now,
// or, where Dojo doesn't answer, when it last did.
func (s Attempt) money(text string) string {
	amount := s.Money(s.a.Payment.Amount)
	switch status := worklist.KnownStatus(s.a, s.List); {
	case s.a.LastStatus == "" && s.List.Status == "":
		return text
	case status == dojo.StatusAuthorized:
		return s.heldMoney(text, amount, s.List.Since)
	case s.capturedSince():
		return s.Say(textCapturedSince, "text", text, "amount", amount)
	case status == dojo.StatusCaptured && !s.List.Since.IsZero():
		return s.Say(textCapturedThen, "text", text, "amount", amount, "time", s.At(s.List.Since))
	case status == dojo.StatusCaptured:
		return s.Say(textStillCaptured, "text", text, "amount", amount)
	default:
		return s.Say(textShownAs, "text", text, "status", string(status))
	}
}

// capturedSince says whether a held payment was captured, and is to be refunded.
func (s Attempt) capturedSince() bool {
	return worklist.KnownStatus(s.a, s.List) == dojo.StatusCaptured && s.a.Payment.Status != dojo.StatusCaptured && !s.List.Verdict.Reversible
}

// ifAgain is one of several texts: for a payment that can't be reversed now, and for
// trying it again by a key, by what is typed or by a command.
func (s Attempt) ifAgain(cant, key, typed, command string) string {
	text := cant
	if s.List.Can {
		text = s.how.by(key, typed, command)
	}
	return s.Say(text, "what", s.what)
}

// tryAgain adds how to try again, while the payment can be reversed.
func (s Attempt) tryAgain(text string, can bool) string {
	if !can {
		return text
	}
	return s.Say(s.how.by(textTryAgain, plainTryAgain, commandTryAgain), "text", text)
}
