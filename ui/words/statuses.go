package words

// Meaning is what one or several statuses of the list mean.
type Meaning struct {
	// Rows are the statuses as rows show them; "…" stands for what differs.
	Rows []string
	// Also are other wordings of these: for less room, and for rarer cases.
	Also  []string
	Means string
	Tell  string // what to tell the customer, "" where that depends on the case
	Rare  bool   // the help has it, and the README leaves it out
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
		{rows(statusHeld), rows(after(statusHeld, StatusHeldKey)), meansHeld, tellHeld, false},
		{rows(statusCapturedToday), rows(statusCaptured), meansCapturedToday, tellCharged, true},
		{rows(statusCapturedHint), rows(HintRefund, statusPartRefunded), meansCaptured, tellTaken, false},
		{rows(statusTooLateSince, statusTooLateWord), rows(statusTooLate, StatusIfCaptured, StatusShortIf, statusCaptureMode), meansTooLate, tellHeld, false},
		{rows(statusCapturing, statusPartHeld), rows(statusCapturingWord, statusPartWord), meansCapturing, "", true},
		{rows(statusDayUnsure, statusDojoSays),
			rows(statusDayUnsureShort, statusNoTime, statusNoTimeShort, statusNoTimeShorter, statusFuture, statusFutureShort,
				statusNoAmount, statusNoAmountShort, statusUnreadable, statusCantBeRead, statusNotReadable), meansNotSure, "", true},
		{rows(statusSendingFor), rows(statusSending), meansSending, tellSending, false},
		{[]string{s.Say(statusReversingFor, "word", statusCreated, "span", ellipsis)},
			[]string{s.Say(statusWordFor, "word", statusCreated, "span", ellipsis), statusCreated}, meansCreated, tellMoving, false},
		{rows(statusToConfirm), rows(statusToConfirmShort), meansToConfirm, tellMoving, false},
		{rows(statusConfirming), nil, meansConfirming, "", false},
		{rows(statusSuccessfulLong), rows(statusSuccessful), meansSuccessful, s.Say(tellSuccessful, "pending", pending), false},
		{rows(statusAlready), nil, meansAlready, tellAlready, false},
		{rows(statusFailed), rows(orMore(statusFailed), statusCapturedFirst), meansFailed, "", false},
		{rows(statusChecking), rows(orMore(statusChecking), statusCheckingFor), meansChecking, tellUnsure, false},
		{rows(statusUnresolved), rows(orMore(statusUnresolved), statusUnresolvedWord, orMore(statusUnresolvedWord)), meansUnresolved, tellNotSoFar, false},
		{rows(statusNotSent), rows(after(statusNotSent, statusTryAgain)), meansNotSent, tellNotSoFar, false},
		{rows(statusStillShown), rows(statusStillShort, statusHeldAgain, statusStillTaken, statusTakenAgain, statusTakenShort, statusRingDojo), meansRingDojo, tellUnsure, false},
		{rows(statusBackRefund), nil, meansBack, tellTaken, false},
		{rows(after(statusBackCaptured, statusTryAgain)), rows(statusBackCaptured), meansBackAgain, tellCharged, true},
		{rows(statusOtherKey), rows(statusOtherKeyShort, statusOtherKeyWord), meansOtherKey, "", true},
		{rows(statusReversed, statusRefunded, statusCanceled, statusNotPaid), rows(statusGone, statusGoneShort, statusGoneShorter), meansNothing, "", false},
		{[]string{"=", s.Say(TextSameAs, "time", ellipsis)}, nil, meansTwin, "", false},
	}
}

// ellipsis stands for what differs from case to case.
const ellipsis = "…"
