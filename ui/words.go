package ui

// The words of the screen. Sentences that are put together from parts are in
// sentences.go, and the short words of a row in status.go; nothing else in this
// package writes text for people.
const (
	wordProgram = "Dojo Reversals"

	wordTime      = "TIME"
	wordReference = "REFERENCE"
	wordCard      = "CARD"
	wordAmount    = "AMOUNT"
	wordStatus    = "STATUS"

	hintRefund = "refund instead"

	textConnecting    = "Connecting to Dojo…"
	textSeeDetails    = "see details"
	textTooSmall      = "Please make this window larger."
	textNotConnected  = "Not connected to Dojo yet."
	textNoPayments    = "No payments yet today."
	textStillLoading  = "Loading today's payments…"
	textDialogNoRoom  = "This window is too small to reverse a payment safely. Please make it larger."
	textNothingHere   = "There is no payment selected."
	textOneMoment     = "one moment…"
	textEnterReverse  = "enter: reverse"
	textTabThenEnter  = "tab, then enter: reverse"
	textEscKeep       = "esc: keep"
	textTabThenQuit   = "tab, then enter: quit   esc: stay"
	textEnterOK       = "enter: OK"
	textSuspendNotNow = "Not now: a reversal is under way."
	textCopied        = "The payment ID is copied."
	textRefreshing    = "Asking Dojo again…"
	textSearching     = "Searching %s payments…"
	textLookingUp     = "Looking it up at Dojo…"
	textPhoneOrWatch  = "No match. Paid by phone or watch? The number differs from the card's. Try amount and time."

	titleReverse = "Reverse this payment?"
	// where the window is narrow: the mode and the shop must stand beside it
	titleReverseShort = "Reverse?"
	titleNot          = "NOT reversed"
	titleQuit         = "Quit now?"
	titleHelp         = "Help"
	titleDetails      = "Details"

	buttonKeep    = "Keep payment"
	buttonReverse = "Reverse"
	buttonOK      = "OK"
	buttonStay    = "Stay"
	buttonQuit    = "Quit"

	textNotUndone     = "This can't be undone."
	textNoMoneyTaken  = "No money has been taken."
	textCardMachine   = "Paid on a card machine: Dojo may refuse."
	textMayBeLate     = "It may arrive too late."
	textReason        = "Reason (optional)"
	textQuitUnwatched = "Quitting doesn't cancel it, but nobody watches it."
	textMidnight      = "NOT reversed. Midnight has passed."
	textCapturedWhile = "NOT reversed. It was captured while you were deciding. Refund instead."
	textReversedWhile = "NOT reversed. It was reversed by someone else while you were deciding. Nothing more to do."
	textBegunWhile    = "NOT reversed. Someone else has begun to reverse it. Follow it here."
	textChangedWhile  = "NOT reversed. The payment changed while you were deciding. Look at it again."
)

// reasons are why people reverse, as they choose it in the dialog. Dojo has no
// field for it; it stays in this program's own record.
var reasons = []string{"not given", "customer asked", "charged by mistake", "charged twice", "wrong amount", "other"}
