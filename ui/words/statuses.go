package words

// Meaning is what one or several statuses of the list mean.
type Meaning struct {
	// Rows are the statuses as rows show them; "…" stands for what differs.
	Rows []string
	// Also are other wordings of these: for less room, and for rarer cases.
	Also  []string
	Means string
	Tell  string // what to tell the customer, "" where that depends on the case
}

// Statuses are all statuses that a row can show. They are in English, as the commands'
// help is: pending is how long a bank may show a released hold.
func Statuses(pending string) []Meaning {
	s := Speaker{}
	say := func(text string) string {
		return s.Say(text, "word", ellipsis, "day", ellipsis, "key", ellipsis, "span", ellipsis, "why", ellipsis)
	}
	rows := func(texts ...string) []string {
		for i, text := range texts {
			texts[i] = say(text)
		}
		return texts
	}
	after := func(status, text string) string { return s.Say(text, "status", status) }
	orMore := func(status string) string { return status + ", " + ellipsis }
	return []Meaning{
		{rows(statusHeld), rows(after(statusHeld, StatusHeldKey)), meansHeld, tellHeld},
		{rows(statusCapturedToday), rows(statusCaptured), meansCapturedToday, tellCharged},
		{rows(statusCapturedHint), rows(HintRefund, statusPartRefunded), meansCaptured, tellTaken},
		{rows(statusTooLateSince, StatusIfCaptured, statusTooLateWord), rows(statusTooLate, StatusShortIf, statusCaptureMode), meansTooLate, tellHeld},
		{rows(statusCapturing, statusPartHeld), rows(statusCapturingWord, statusPartWord), meansCapturing, ""},
		{rows(statusDayUnsure, statusDojoSays),
			rows(statusDayUnsureShort, statusNoTime, statusNoTimeShort, statusNoTimeShorter, statusFuture, statusFutureShort,
				statusNoAmount, statusNoAmountShort, statusUnreadable, statusCantBeRead, statusNotReadable), meansNotSure, ""},
		{rows(statusSendingFor), rows(statusSending), meansSending, tellSending},
		{[]string{s.Say(statusReversingFor, "word", statusCreated, "span", ellipsis)},
			[]string{s.Say(statusWordFor, "word", statusCreated, "span", ellipsis), statusCreated}, meansCreated, tellMoving},
		{rows(statusToConfirm), rows(statusToConfirmShort), meansToConfirm, tellMoving},
		{rows(statusConfirming), nil, meansConfirming, ""},
		{rows(statusSuccessfulLong), rows(statusSuccessful), meansSuccessful, s.Say(tellSuccessful, "pending", pending)},
		{rows(statusAlready), nil, meansAlready, tellAlready},
		{rows(statusFailed), rows(orMore(statusFailed), statusCapturedFirst), meansFailed, ""},
		{rows(statusChecking), rows(orMore(statusChecking), statusCheckingFor), meansChecking, tellUnsure},
		{rows(statusUnresolved), rows(orMore(statusUnresolved), statusUnresolvedWord, orMore(statusUnresolvedWord)), meansUnresolved, tellNotSoFar},
		{rows(statusNotSent), rows(after(statusNotSent, statusTryAgain)), meansNotSent, tellNotSoFar},
		{rows(statusStillShown), rows(statusStillShort, statusHeldAgain, statusStillTaken, statusTakenAgain, statusTakenShort, statusRingDojo), meansRingDojo, tellUnsure},
		{rows(statusBackRefund), nil, meansBack, tellTaken},
		{rows(after(statusBackCaptured, statusTryAgain)), rows(statusBackCaptured), meansBackAgain, tellCharged},
		{rows(statusOtherKey), rows(statusOtherKeyShort, statusOtherKeyWord), meansOtherKey, ""},
		{rows(statusReversed, statusRefunded, statusCanceled, statusNotPaid), rows(statusGone, statusGoneShort, statusGoneShorter), meansNothing, ""},
		{[]string{"=", s.Say(TextSameAs, "time", ellipsis)}, nil, meansTwin, ""},
	}
}

// ellipsis stands for what differs from case to case.
const ellipsis = "…"
