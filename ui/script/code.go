package script

import (
	"errors"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// Code is how a command ends: the program's exit code.
type Code int

// The codes. Their numbers and their meanings never change.
const (
	Done          Code = iota
	Failed             // for another reason than those below
	WrongUse           // a mistake in the command, its flags or the settings
	NotReversible      // the payment can't be reversed
	Refused            // Dojo said no
	Unknown            // what became of a reversal isn't known yet
	Unreachable        // Dojo can't be reached, and nothing was sent
)

// Error is why a command ends with another code than Done, in plain words.
type Error struct {
	Code Code
	Text string
}

func (e *Error) Error() string { return e.Text }

// CodeOf is the code that an error stands for.
func CodeOf(err error) Code {
	if err == nil {
		return Done
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Failed
}

// CodeOfTrouble is the code for a payment or a list that can't be read. Dojo refuses with
// a 4xx of its own; a web page, a proxy's answer, a time-out, too many calls and a
// fault of Dojo's are no answer, and asking again later may help.
func CodeOfTrouble(err error) Code {
	if _, ok := errors.AsType[*dojo.BadIDError](err); ok {
		return WrongUse
	}
	refused, ok := errors.AsType[*dojo.RefusedError](err)
	if !ok {
		return Unreachable
	}
	switch code := refused.Exchange.HTTPStatus; {
	case refused.HTML, code < 400, code >= 500, code == 407, code == 408, code == 429:
		return Unreachable
	}
	return Refused
}

// CodeOfRefusal is the code where nobody may even be asked about a payment. One that is
// being reversed already may end either way: a script that took it for a payment to
// refund would give the money back twice. What was known before this machine slept says
// nothing of the payment.
func CodeOfRefusal(no *confirm.Refusal) Code {
	switch no.Because {
	case confirm.ReadOnly, confirm.Slept:
		return Failed
	case confirm.UnderWay:
		return Unknown
	case confirm.NotRead:
		return CodeOfTrouble(no.Err)
	case confirm.ReversedHere, confirm.NotEligible, confirm.Changed, confirm.ReversedMeanwhile, confirm.CapturedMeanwhile, confirm.MidnightPassed:
	}
	return NotReversible
}

// codeOfAttempt is the code of an attempt as it stands. Only a reversal that Dojo shows
// is done; one that somebody else made isn't this attempt's.
func codeOfAttempt(a *reversal.Attempt) Code {
	switch {
	case worklist.WentBack(a) && (a.LastStatus == dojo.StatusCaptured || a.LastStatus == dojo.StatusRefunded):
		return NotReversible
	case worklist.WentBack(a):
		return Unknown
	case a.State == journal.Successful, !a.CorrectedAt.IsZero() && a.CorrectedBy == "" && a.Reversed() && a.State != journal.Already:
		return Done
	}
	switch a.State {
	case journal.Already:
		return NotReversible
	case journal.Failed, journal.Abandoned:
		return codeOfWhy(a)
	case journal.Intended, journal.Sending, journal.Created, journal.Checking, journal.Confirming, journal.Unresolved, journal.Successful:
	}
	return Unknown
}

// codeOfWhy is the code of an attempt that came to nothing.
func codeOfWhy(a *reversal.Attempt) Code {
	switch a.Why {
	case journal.Refused, journal.Forbidden, journal.SaidFailed, journal.ReadRefused:
		return Refused
	case journal.NoConnection, journal.NotSent:
		return Unreachable
	case journal.NotEligible, journal.Changed, journal.AlreadyReversed, journal.CapturedFirst, journal.RefundedFirst:
		return NotReversible
	case journal.CanceledFirst:
		if worklist.Voided(a) {
			return Unknown // it is cancelled, and whether by this isn't known
		}
		return NotReversible
	case journal.OtherAttempt:
		return Unknown // the other one may end either way
	case journal.TooSlow, journal.NotRecorded, journal.Stopped, journal.Expired:
	case journal.NotAllowed:
		// Somebody else may still reverse it, so it isn't NotReversible: a script that
		// refunded it then would give the money back twice.
	}
	return Failed
}

// Meaning is a line of the table of codes.
type Meaning struct {
	Code Code
	Text string // in whole sentences
}

// Meanings is the table of codes, for the help.
func Meanings() []Meaning {
	return []Meaning{
		{Done, words.ExitDone},
		{Failed, words.ExitFailed},
		{WrongUse, words.ExitWrongUse},
		{NotReversible, words.ExitNotReversible},
		{Refused, words.ExitRefused},
		{Unknown, words.ExitUnknown},
		{Unreachable, words.ExitUnreachable},
	}
}
