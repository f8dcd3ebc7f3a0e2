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
// help is. Of the options they take Pending and Agent. Whoever may not reverse isn't told
// how to.
func Statuses(o Options, mayReverse bool) []Meaning {
	s := New(Options{Pending: o.Pending, Agent: o.Agent})
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
	held, today, unresolved, notSent := meansHeldOnly, meansTodayOnly, meansHeldStill, meansNothingSent
	back, again := rows(statusBackCaptured), []string(nil)
	var heldAlso, notSentAlso []string
	if mayReverse {
		held, today, unresolved, notSent = meansHeld, meansCapturedToday, meansUnresolved, meansNotSent
		heldAlso, notSentAlso = rows(after(statusHeld, StatusHeldKey)), rows(after(statusNotSent, statusTryAgain))
		back, again = rows(after(statusBackCaptured, statusTryAgain)), back
	}
	return []Meaning{
		{rows(statusHeld), heldAlso, held, tellHeld, false},
		{rows(statusCapturedToday), rows(statusCaptured), today, tellCharged, true},
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
		{rows(statusSuccessfulLong), rows(statusSuccessful), meansSuccessful, s.Say(tellSuccessful, "pending", o.Pending), false},
		{rows(statusAlready), nil, meansAlready, tellAlready, false},
		{rows(statusFailed), rows(orMore(statusFailed), statusCapturedFirst), meansFailed, "", false},
		{rows(statusChecking), rows(orMore(statusChecking), statusCheckingFor), meansChecking, tellUnsure, false},
		{rows(statusUnresolved), rows(orMore(statusUnresolved), statusUnresolvedWord, orMore(statusUnresolvedWord)), unresolved, tellNotSoFar, false},
		{rows(statusNotSent), notSentAlso, notSent, tellNotSoFar, false},
		{rows(statusStillShown), rows(statusStillShort, statusHeldAgain, statusStillTaken, statusTakenAgain, statusTakenShort, statusRingDojo), meansRingDojo, tellUnsure, false},
		{rows(statusBackRefund), nil, meansBack, tellTaken, false},
		{back, again, meansBackAgain, tellCharged, true},
		{rows(statusOtherKey), rows(statusOtherKeyShort, statusOtherKeyWord), s.Say(meansOtherKey), "", true},
		{rows(statusReversed, statusRefunded, statusCanceled, statusNotPaid), rows(statusGone, statusGoneShort, statusGoneShorter), meansNothing, "", false},
		{[]string{"=", s.Say(TextSameAs, "time", ellipsis)}, nil, meansTwin, "", false},
	}
}

// ellipsis stands for what differs from case to case.
const ellipsis = "…"
