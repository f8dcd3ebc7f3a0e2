package ui

// Every word that this package shows to people is in this file, so that another
// language is one more map of these texts (languages.go), and nothing else; names
// of keys, and what is typed in plain mode, are the same in every language. What
// stands in braces is filled in; a translation may put it anywhere. Texts in
// another language must fit where these do: the words of a row come longest
// first, and the shortest must take no more room than hintRefund.
//
// Created, Successful and Failed are Dojo's own words for a reversal, Authorized
// and its like for a payment; they stay as Dojo writes them.

// Dates and times, as package time writes patterns. A language may order them
// anew; the names of days and months are in wordDays and wordMonths.
const (
	timeClock    = "15:04"
	timeSeconds  = "15:04:05"
	dateShort    = "Mon 2"
	dateOld      = "2 Jan"
	dateDay      = "Mon 2 Jan"
	dateClock    = "Mon 2 Jan 15:04"
	dateSeconds  = "Mon 2 Jan 15:04:05"
	wordDays     = "Sun Mon Tue Wed Thu Fri Sat"
	wordMonths   = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
	spanSeconds  = "{n} s"
	spanMinutes  = "{n} m"
	spanHours    = "{hours} h {minutes} m"
	textToday    = "today {time}"
	textYest     = "Yesterday {time}"
	wordGrouping = "," // between the thousands of a count
)

// The top of the screen.
const (
	wordProgram       = "Dojo Reversals"
	textYou           = "you: {operator}"
	textModeAt        = "{mode} at {host}"
	textNotDojo       = "This live key goes to {host}, which isn't Dojo's own host."
	textBefore        = "reverse before midnight, {span}"
	textMidnightIn    = "midnight in {span}"
	textSpanLeft      = "{span} left"
	textMinutesLeft   = "{n} minutes left"
	textLastMinute    = "the last minute of today"
	textConnecting    = "Connecting to Dojo…"
	textLoading       = "loading {n}…"
	textNotConnected  = "Not connected to Dojo yet."
	countToReverse    = "To reverse {n}"
	countSoFar        = "To reverse {n} so far"
	countNotKnown     = "To reverse: not known"
	countInProgress   = "in progress {n}"
	countRefund       = "refund instead {n}"
	countReversed     = "reversed today {n}"
	countView         = "view: {view}"
	textNotComplete   = "The list is not complete: payments may be missing. Look them up by ID."
	textUnreadable    = "{payments} from Dojo can't be read and shown."
	textNoPayments    = "No payments yet today."
	textAllCaptured   = "Nothing to reverse: today's {n} payments are already captured. Refund instead."
	textOneCaptured   = "Nothing to reverse: today's payment is already captured. Refund instead."
	textNothing       = "Nothing to reverse just now."
	textOnePayment    = "1 payment"
	textManyPayments  = "{n} payments"
	textTryingNow     = "Trying again now."
	textTryingIn      = "Trying again in {span}."
	textShownFrom     = "What is shown is from {time}. {why} {next}"
	textNoAnswerSince = "No answer from Dojo since {time}: what is shown is from then. {why} {next}"
	textClockAhead    = "This PC's clock is {span} ahead of Dojo's. It doesn't matter here: payments and their day go by Dojo's clock."
	textDayUnsure     = "the day isn't sure"
	textTimeUnsure    = "It isn't sure whether it is {early} or {late}: Dojo's answers don't agree with each other, or with this PC's clock. Until they do, only what both days allow can be reversed."
	textClockForward  = "The time was put forward by {span}, as Dojo's answers agree on it."
	textClockBack     = "The time was put back by {span}, as Dojo's answers agree on it."
	textClockBehind   = "This PC's clock is {span} behind Dojo's. It doesn't matter here: payments and their day go by Dojo's clock."
)

// Why Dojo can't be read.
const (
	troubleName     = "Dojo can't be found. Is this PC online?"
	troubleConnect  = "Dojo can't be reached. Is this PC online?"
	troubleProxy    = "Your network's proxy doesn't let this program through, so nothing was sent. Ask who looks after your network."
	troubleTLS      = "The connection to Dojo isn't secure, so nothing was sent. Check this PC's date and time, or ask who looks after your network."
	troubleTimeout  = "Dojo is too slow to answer."
	troubleHTML     = "A web page came instead of Dojo's answer: this looks like a log-in page of your Wi-Fi. Open a browser and log in."
	troubleCode     = "A web page came instead of Dojo's answer ({code}): this looks like a log-in page of your Wi-Fi. Open a browser and log in."
	troubleAnswer   = "Dojo's answer can't be read."
	troubleRequest  = "The request could not be made."
	troubleCut      = "The connection to Dojo was cut."
	troubleKey      = "Dojo doesn't accept this shop's key (401). Ask whoever set it up: the setting is api_key."
	troubleMayNot   = "This shop's key may not read payments (403). Ask whoever set it up."
	troubleAddress  = "Dojo doesn't know this address (404). Ask whoever set this program up: the setting is base_url."
	troubleLogin    = "Your network's proxy wants a log-in (407). Ask who looks after your network."
	troubleSlow     = "Dojo says that the request took too long (408)."
	troubleTooFast  = "Dojo asks this program to slow down (429)."
	troubleVersion  = "Dojo refuses the request (400). If it worked before, the API version {version} may be gone: the setting is api_version."
	troubleRedirect = "A redirect came instead of Dojo's answer ({code}): this looks like a log-in page of your Wi-Fi. Open a browser and log in."
	troubleDojo     = "Dojo has a problem of its own ({code})."
	troubleRefused  = "Dojo refuses the request ({code})."
)

// The list.
const (
	wordTime      = "TIME"
	wordReference = "REFERENCE"
	wordCard      = "CARD"
	wordAmount    = "AMOUNT"
	wordStatus    = "STATUS"

	hintRefund     = "refund instead"
	textSameAs     = "same as {time}"
	textSeeDetails = "see details"
	textNotKnown   = "not known"
	textNeverPaid  = "?"

	textStillLoading = "Loading today's payments…"
	textSearching    = "Searching {n} payments…"
	textElsewhere    = "None here; {n} in everything (v)."
	textNotListed    = "Not listed. Press enter to ask Dojo for this payment ID."
	textPhoneOrWatch = "No match. Paid by phone or watch? The number differs from the card's. Try amount and time."
	textNoMatch      = "No match."
	textNoneInView   = "No payments in this view. v shows the next one."
	textNoneYet      = "Nothing so far, but the list isn't complete: payments may be missing."
	textNotFoundYet  = "Not found so far, but the list isn't complete: it may be missing here."
	textElsewhereYet = "None here so far; {n} in everything (v). The list isn't complete."
	textTooSmall     = "Please make this window larger."
	textTooSmallQuit = "Unfinished reversal. Please make this window larger."
)

// The views.
const (
	viewNameRecent     = "today and recent"
	viewNameToReverse  = "to reverse"
	viewNameRefund     = "refund instead"
	viewNameReversed   = "reversed"
	viewNameEverything = "everything"
)

// The status of a payment on its row.
const (
	statusHeld           = "Held"
	statusHeldKey        = "{status}, r to reverse"
	statusCapturedToday  = "Captured today"
	statusCaptured       = "Captured"
	statusCapturedHint   = "Captured, refund instead"
	statusCapturing      = "Being captured, refund instead"
	statusPartRefunded   = "Part refunded, refund instead"
	statusTooLateSince   = "Held since {day}, refund instead if captured"
	statusTooLate        = "Held, refund instead if captured"
	statusHeldRefund     = "Held, refund instead"
	statusCaptureMode    = "Held, refund instead once captured"
	statusReversed       = "Reversed"
	statusRefunded       = "Refunded"
	statusCanceled       = "Cancelled"
	statusNotPaid        = "not paid yet"
	statusNoTime         = "Held, but when it was paid isn't known"
	statusNoTimeShort    = "Held, time not known"
	statusNoTimeShorter  = "time not known"
	statusFuture         = "Held, paid later than now"
	statusFutureShort    = "time is wrong"
	statusDayUnsure      = "Can't be reversed until the day is sure"
	statusDayUnsureShort = "day not sure"
	statusNoAmount       = "Held, but its amount can't be read"
	statusNoAmountShort  = "amount not readable"
	statusNotReadable    = "not readable"
	statusUnreadable     = "Can't be read in full, so not reversed here"
	statusCantBeRead     = "Can't be read"
	statusDojoSays       = "\"{word}\", says Dojo"
	statusGone           = "Gone or cancelled, says Dojo"
	statusGoneShort      = "Gone or cancelled"
	statusGoneShorter    = "gone"
)

// The status of a reversal on its payment's row.
const (
	statusConfirming     = "Reversed, confirming"
	statusOtherKey       = "Reversal open, made with {key}"
	statusOtherKeyShort  = "Open with {key}"
	statusOtherKeyWord   = "other key"
	wordAnotherKey       = "another key"
	wordKeyOf            = "the key of {shop}"
	statusSending        = "Sending"
	statusSendingFor     = "Sending {span}"
	statusCreated        = "Created"
	statusReversingFor   = "{word}, reversing {span}"
	statusWordFor        = "{word} {span}"
	statusChecking       = "Checking"
	statusCheckingFor    = "Checking {span}"
	statusNoAnswerFor    = "Checking, no answer {span}"
	statusSuccessful     = "Successful"
	statusSuccessfulLong = "Successful, reversed"
	statusAlready        = "Already reversed"
	statusUnresolved     = "Not reversed so far"
	statusUnresolvedWord = "Not reversed"
	statusFailedHeld     = "Failed, still held"
	statusFailed         = "Failed"
	statusFailedRefund   = "Failed, refund instead"
	statusCapturedFirst  = "Failed: captured first, refund instead"
	statusNotSent        = "Not sent"
	statusTryAgain       = "{status}, r to try again"
	statusThenRefund     = "{status}, refund instead"
	statusThenIfCaptured = "{status}, refund instead if captured"
)

// The bottom line.
const (
	keyMove         = "move"
	keyDetails      = "details"
	keyReverse      = "reverse"
	keyFind         = "find"
	keyView         = "view"
	keyDay          = "day"
	keyHour         = "hour"
	keyListHour     = "list it"
	keyList         = "list"
	keyHelp         = "help"
	keyQuit         = "quit"
	textFinding     = " find: {text}_   {matches}, enter: to the list, esc: clear"
	textFound       = " find \"{text}\": {matches}, esc clears"
	textOf          = "{n} of {all}"
	textSearchingOn = "searching…"
)

// What was just said under the list.
const (
	textNothingHere   = "There is no payment selected."
	textSuspendNotNow = "Not now: a reversal is under way."
	textCopied        = "The payment ID is copied."
	textRefreshing    = "Asking Dojo again…"
	textLookingUp     = "Looking it up at Dojo…"
	textNoSuchID      = "Dojo doesn't know a payment with this ID, or it was cancelled."
	textCantLookUp    = "The payment can't be looked up. {why}"
	textEnlarge       = "(enlarge the window to read it all)"
	textReadOn        = "(esc: read on)"
	textOneOf         = "1 of {n}: {notice}"
	textEscEnds       = "{notice}  (esc: close)"
	textNotRecorded   = "{notice} (Not recorded on this PC.)"
)

// The dialog.
const (
	titleReverse = "Reverse this payment?"
	// titleShort is for a narrow window: the mode and the shop must stand
	// beside it.
	titleShort = "Reverse?"
	titleNot   = "NOT reversed"

	buttonKeep      = "Keep payment"
	buttonKeepShort = "Keep"
	buttonReverse   = "Reverse {amount}"
	buttonOK        = "OK"

	textWhole            = "the whole amount"
	textWholeWith        = "the whole amount, including {parts}"
	textTip              = "{amount} tip"
	textService          = "{amount} service charge"
	textCashback         = "{amount} cashback"
	textNoCard           = "card not known"
	textDisagree         = "Dojo's figures disagree: {total} and {other}."
	textOneFigure        = "One of Dojo's figures for this amount can't be read."
	textCardMachine      = "Paid on a card machine: Dojo may refuse."
	textFromCreated      = "Dojo doesn't say when it was paid: this is when it was created."
	textTimeLeft         = "{left}."
	textMayBeLate        = "{left}. It may arrive too late."
	textTwinMoving       = "Same card paid {amount} at {time}: being reversed now."
	textTwinReversed     = "You may be left unpaid: the same payment of {time} is already reversed."
	textTwinHeld         = "Same card paid {amount} at {time}: still held."
	textTwinHeldThen     = "Same card paid {amount} at {time}: held when Dojo last answered, at {then}."
	textTwinCaptured     = "Same card paid {amount} at {time}: captured."
	textTwinRefunded     = "Same card paid {amount} at {time}: refunded."
	textTwinOther        = "Same card paid {amount} at {time}: \"{status}\"."
	textEffect           = "The customer's bank is told to release {amount}. No money has been taken. This can't be undone."
	textEffectTaken      = "Captured today: reversing cancels it in full. The customer gets {amount} back. This can't be undone."
	textEffectShort      = "Releases the hold. This can't be undone."
	textEffectTakenShort = "Gives it all back. This can't be undone."
	textType             = "Type {amount} to reverse it: {field}"
	textReason           = "Reason (optional)"

	textOneMoment    = "one moment…"
	textTooQuick     = "Too quick: press {key} again"
	textEnterReverse = "enter: reverse"
	textTabThenEnter = "tab, then enter: reverse"
	textTabEnter     = "tab, enter: reverse"
	textChooseReason = "left, right: choose   tab: to the buttons"
	textTabThenType  = "tab, type the amount, then reverse"
	textEscKeep      = "esc: keep"
	textEnterOK      = "enter: OK"
	textDialogNoRoom = "This window is too small to reverse a payment safely. Please make it larger."

	textMidnight      = "NOT reversed. Midnight has passed."
	textCapturedWhile = "NOT reversed. It was captured while you were deciding. Refund instead."
	textReversedWhile = "NOT reversed. It was reversed by someone else while you were deciding. Nothing more to do."
	textBegunWhile    = "NOT reversed. Someone else has begun to reverse it. Follow it here."
	textChangedWhile  = "NOT reversed. The payment changed while you were deciding. Look at it again."
	textNotNow        = "NOT reversed. {why}"

	textKept          = "Kept. Nothing was reversed:" // what became of it follows
	textStaysCaptured = "{text} {amount} stays captured."
)

// Why people reverse, as they choose it in the dialog. Dojo has no field for
// it; it stays in this program's own record, in these words.
const (
	reasonNone     = "not given"
	reasonCustomer = "customer asked"
	reasonMistake  = "charged by mistake"
	reasonTwice    = "charged twice"
	reasonWrong    = "wrong amount"
	reasonOther    = "other"
)

// The question before the program ends.
const (
	titleQuit         = "Quit now?"
	buttonStay        = "Stay"
	buttonQuit        = "Quit"
	textUnfinished    = "{what} isn't finished."
	textQuitUnwatched = "Quitting doesn't cancel it, but nobody watches it."
	textTabThenQuit   = "tab, then enter: quit   esc: stay"
	textAndMore       = "and {n} more"
)

// What becomes of a reversal.
const (
	textStillSending   = "Still sending the reversal of {what}. Please wait."
	textSending        = "Sending the reversal of {what}…"
	textStillCreated   = "Dojo is still processing the reversal of {what}. The customer may go; don't refund it as well."
	textCreated        = "Created: Dojo is processing the reversal of {what}."
	textCreatedWord    = "Dojo took the reversal of {what} and says \"{word}\"."
	textEndUnseen      = "{text} Dojo can't be reached to see its end."
	textUnreachable    = "Dojo can't be reached, so it isn't known whether {what}, was reversed. Don't refund, pay cash or charge again yet. The customer may go: note a phone number and {name}."
	textLikelyTooSlow  = "{what}, could not leave in time and was most likely not sent, but that isn't certain yet."
	textLikelyNotSent  = "No connection to Dojo: {what}, was most likely not sent, but that isn't certain yet."
	textNoAnswer       = "No answer about {what}. It may have gone through."
	textUnclearAnswer  = "Dojo's answer ({code}) doesn't tell whether {what}, is reversed. It may have gone through."
	textRefusedUnsure  = "Dojo refused to reverse {what}{says}, but that can't be confirmed yet."
	textDontYet        = "{text} Don't refund, pay cash or charge again yet."
	textCheckingNow    = "Checking now."
	textCheckingIn     = "Checking again in {span}."
	textSuccessful     = "Successful: {what}, is reversed. Don't refund or pay cash as well."
	textTellHeld       = "It's cancelled. Your bank may show it as pending for {pending}"
	textTellTaken      = "It's cancelled. The money is back with you in {pending}"
	textTellCode       = "{text}; if it stays, give your bank this number: {code}"
	textTellCodeTaken  = "{text}; if it doesn't come, give your bank this number: {code}"
	textCorrected      = "Reversed: Dojo now shows {what}, as reversed. Don't refund or pay cash as well."
	textAlready        = "Already reversed: {what}, not by this request. Don't refund or pay cash as well."
	textUnresolved     = "Not reversed, as far as Dojo shows: {what}. You can try again with r; this one is still watched."
	textUnresolvedOnly = "Not reversed, as far as Dojo shows: {what}. It is still watched."
	textUnknownState   = "{state}: {what}."

	textForbidden     = "Failed: this shop's key may not reverse payments{says}. Nothing changed: {what}. Ask whoever set it up."
	textFailedNotSent = "Not sent: no connection to Dojo for {what}."
	textCapturedFirst = "Failed: {what}, was captured first. Refund instead."
	textRefundedFirst = "Failed: {what}, was refunded first."
	textCanceledFirst = "Failed: {what}, was cancelled first. Don't refund or pay cash as well."
	textSaidFailed    = "Failed: Dojo did not reverse {what}{says}."
	textRefused       = "Failed: Dojo refused to reverse {what}{says}."

	textNotUsable    = "Not sent: Dojo's answer just before ({code}) can't be used. Nothing was done: {what}."
	textNoConnection = "Not sent: no connection to Dojo. Nothing was done: {what}."
	textKeyRefused   = "Not sent: Dojo doesn't accept this shop's key. Nothing was done: {what}. Ask whoever set it up."
	textNotShown     = "Not sent: Dojo would not show this payment ({code}). Nothing was done: {what}."
	textNotEligible  = "NOT reversed: {what}. {why}"
	textChanged      = "NOT reversed: {what}, has changed at Dojo since you confirmed it. Look at it again."
	textChangedTry   = "NOT reversed: {what}, has changed at Dojo since you confirmed it. Look at it again, then press r."
	textAlreadyFirst = "Already reversed: {what}, before anything was sent, so not by this request. Don't refund or pay cash as well."
	textTooSlow      = "Not sent: the reversal of {what}, could not leave in time, so it was stopped."
	textStartedBy    = "{who} started reversing {what}, at {time}. Follow it here."
	textUnderWay     = "A reversal of {what}, is under way already. Follow it here."
	textStartedOther = "{who} started reversing this at {time}, with {key}: only that key can follow it."
	textStartedThis  = "{who} started reversing this at {time}. Follow it here."
	textDiskRefused  = "Not sent: the record of it can't be written on this PC. Nothing was done: {what}. Ask who looks after this PC."
	textEndedFirst   = "Not sent: the program ended before the reversal of {what}, could leave. Nothing was done."
	textNotSentWhy   = "Not sent: {why}. Nothing was done: {what}."

	textStillHeld     = "{text} {amount} is still held."
	textHeldThen      = "{text} {amount} was held when Dojo last answered, at {time}."
	textStillCaptured = "{text} {amount} is still captured."
	textCapturedThen  = "{text} {amount} was captured when Dojo last answered, at {time}."
	textCapturedSince = "{text} {amount} was captured since. Refund instead."
	textShownAs       = "{text} Dojo shows it as \"{status}\"."
	textTryAgain      = "{text} Press r to try again."
	textThenRing      = "{text} Try once more, then ring Dojo."
	textRing          = "{text} Ring Dojo."
	textMessage       = " ({message})"
	textLabel         = "{amount}, {name}"
	wordSomeone       = "someone"
	wordSomeoneFirst  = "Someone"
	textAtHost        = "{who} ({host})"
)

// What to tell the customer. A hold has taken no money.
const (
	textThen            = "{text} {then}"
	customerSending     = "Tell the customer: 'One moment, please.'"
	customerMoving      = "Tell the customer: 'It's being cancelled. No money has been taken.'"
	customerMovingTaken = "Tell the customer: 'It's being cancelled; that isn't certain yet.'"
	customerUnsure      = "Tell the customer: 'It may be cancelled already; we're still checking.'"
	customerReversed    = "Tell the customer: '{quote}.' On your till, cancel the sale: this program doesn't change the till."
	customerHeld        = "Tell the customer: 'It isn't cancelled so far. No money has been taken.'"
	customerTaken       = "Tell the customer: 'It was charged. You get it back as a refund.'"
	customerCharged     = "Tell the customer: 'It was charged, and isn't cancelled so far.'"
	customerRefunded    = "Tell the customer: 'It was refunded. The money is back with you in {pending}.'"
	customerNotPaid     = "Tell the customer: 'Nothing was paid.'"
	customerUnknown     = "Tell the customer: 'It isn't cancelled, as far as we know.'"
)

// What became of reversals that another run of the program began.
const (
	textResumed         = "{when}, {who}: {what}. {end}"
	textResumedCard     = "{when}, {who}: {what}, {card}. {end}"
	endOtherKey         = "Open, made with {key}: only that key can follow it."
	endReversed         = "Reversed. Don't refund or pay cash as well."
	endCreated          = "Dojo is processing the reversal."
	endChecking         = "Checking… Don't refund, pay cash or charge again yet."
	endUnreachable      = "Dojo can't be reached to check it. Don't refund, pay cash or charge again yet."
	endAlready          = "Reversed, not by that request. Don't refund or pay cash as well."
	endNotSent          = "Nothing was sent."
	endStillHeld        = "NOT reversed. It is still held: choose it and press r."
	endHeldThen         = "NOT reversed. It was held when Dojo last answered, at {time}: choose it and press r."
	endCaptured         = "NOT reversed: it was captured. Refund instead."
	endRefunded         = "NOT reversed, but refunded or cancelled by now."
	endDayOver          = "NOT reversed, and its day is over. Ring the customer."
	endNotReversed      = "NOT reversed, as far as Dojo shows."
	textWaitingFor      = "Waiting for Dojo's answer about {what}. Please don't close this window."
	textLeftUnfinished  = "{unfinished} {unwatched} Look at it in the list before you refund it or charge again."
	textGoneFromDojo    = "Dojo doesn't know this payment any more: it is gone or was cancelled."
	textUntil           = "It can be reversed until {time}."
	textHoldUnknown     = "When the hold ends isn't known here."
	textHoldReleased    = "Dojo releases it about {time}, unless it is captured."
	textHoldCaptured    = "Dojo will CAPTURE it about {time}: the customer will be charged."
	textHoldOther       = "About {time} Dojo will \"{action}\" it."
	textAnEarlierDay    = "an earlier day"
	textMistake         = "Reversed by mistake? It can't be undone. Take a new payment of {amount}."
	textWrongAmount     = "The whole {amount} is reversed. Take the right amount as a new payment."
	textDetailsDisagree = "Dojo's figures disagree: the parts make {total}, Dojo's total is {other}."
	textSameCard        = "Same card and amount as {time}, {name}: {status}."
	textGaps            = "Not readable in Dojo's answer: {fields}."
)

// Why r opens no dialog, and what to do instead.
const (
	refusalHeld         = "It can be reversed."
	refusalCaptured     = "Captured: can't be reversed here. Refund instead, in the Dojo for Business app, or on the card machine with the same card."
	refusalCapturing    = "It is being captured: can't be reversed here. Refund instead, in the Dojo for Business app, or on the card machine with the same card."
	refusalPartRefunded = "Part of it was refunded already: can't be reversed here. Refund instead what is left, in the Dojo for Business app, or on the card machine with the same card."
	refusalTooLate      = "Held since {day} and not captured: too late to reverse here, and there is nothing to refund yet. Don't capture it just to refund it: that charges the customer. To release it sooner, ask Dojo."
	refusalReversed     = "Reversed already."
	refusalRefunded     = "Refunded already."
	refusalCanceled     = "Cancelled before anybody paid."
	textNothingMore     = "{text} Nothing more to do."
	refusalNotPaid      = "Nobody has paid this yet, so there is nothing to reverse."
	refusalCaptureMode  = "Dojo captures this payment by itself, and until it has, it can't be reversed under this shop's rule."
	refusalNoTime       = "Dojo doesn't say when this was paid, so it can't be reversed here. Ask Dojo."
	refusalFuture       = "By Dojo's clock this was paid on a day that hasn't begun."
	refusalDayUnsure    = "Dojo's answers don't agree with each other, or with this PC's clock, about what day it is. This can't be reversed until they do: wait half a minute, then try again."
	refusalNoAmount     = "Its amount can't be read, so it can't be reversed here. Ask Dojo."
	refusalUnreadable   = "Dojo's answer about this payment can't be read in full, so it can't be reversed here. Ask Dojo."
	textAskAgain        = "{text} Press F5 to ask again."
	refusalUnknown      = "This program doesn't know the status, so it can't be reversed here. Ask Dojo."
	refusalUnknownWord  = "This program doesn't know the status \"{status}\", so it can't be reversed here. Ask Dojo."
)

// The details.
const (
	titleDetails     = "Details"
	textDetailsKeys  = "enter or esc closes them, {arrows} go on"
	textMoreBelow    = "pgdn: more ({n})"
	textMoreAbove    = "pgup: the page before"
	labelAmount      = "Amount"
	labelPart        = "  amount"
	labelTip         = "  tip"
	labelService     = "  service"
	labelCashback    = "  cashback"
	labelRefunded    = "  refunded"
	labelReference   = "Reference"
	labelCard        = "Card"
	labelStatus      = "Status"
	labelID          = "ID"
	labelPaid        = "Paid"
	labelCreated     = "Created"
	labelUpdated     = "Updated"
	labelBankCode    = "For the bank"
	labelCapture     = "Capture"
	labelCardMachine = "Card machine"
	labelAbout       = "About"
	labelReversal    = "Reversal"
	labelReason      = "  reason"
	labelReversalID  = "  reversal"
	labelDojoSays    = "  Dojo says"
	labelEvent       = "Event"
	textYes          = "yes"
	textGoneStatus   = "{status} (gone or cancelled by now)"
	textAttemptBy    = "{time}, {state}, by {who}"
	stateSending     = "sending"
	stateChecking    = "checking"
	stateNotReversed = "not reversed so far"
	stateNotSent     = "not sent"
)

// The day as a picture.
const (
	titleDay        = "Today by the hour"
	textDayHeld     = "{n} held"
	textDayReversed = "{n} reversed"
	textDayCaptured = "{n} captured"
	textDaySum      = "{count}, {money}"
	textDayPartly   = "Not all of today is here."
	textAtLeast     = "{n}+"
	textAnyNumber   = "?"
	textDayOthers   = "Not counted here: {n} (refunded, cancelled or unclear)."
)

// Help.
const (
	titleHelp    = "Help"
	textHelpKeys = "{arrows} scroll, any other key closes it"
	wordUp       = "up"
	wordDown     = "down"

	helpMove      = "one payment up or down"
	helpPage      = "one page up or down"
	helpEnds      = "the newest or the oldest payment"
	helpDetails   = "details of the payment"
	helpReverse   = "reverse the payment: asks first"
	helpFind      = "find by reference, amount, last four, time, status or ID"
	helpView      = "next view (to reverse, refund instead, reversed, everything)"
	helpDay       = "the day as a picture: held, reversed and captured, by the hour"
	helpTechnical = "technical lines for the helpdesk"
	helpCopy      = "copy the payment ID"
	helpRefresh   = "ask Dojo again now"
	helpRedraw    = "draw the screen again"
	helpSuspend   = "to the shell and back (not on Windows)"
	helpBack      = "close, clear, or put a result away"
	helpHelp      = "this help"
	helpQuit      = "quit; asks while a reversal is under way"

	meaningHeld     = "Held: the bank has set the money aside; none was taken. Reversing releases it, all of it, today only."
	meaningCaptured = "Captured: the money was taken, so it can't be reversed any more. It is given back with a refund."
	meaningTwin     = "= and same as 18:40: the same card paid the same amount within half an hour, often one sale charged twice."
	meaningCreated  = "Created: Dojo is processing the reversal. Successful: Dojo approved it. Failed: Dojo did not do it."
	meaningChecking = "Checking: no answer came; it may have gone through. Refund instead: it was captured, or its day is over."
)

// The technical lines, for the helpdesk and Dojo's support.
const (
	techAttempt  = "{id}, attempt {attempt}, {state}"
	techWhy      = "{text} ({why})"
	techHTTP     = "{text}, HTTP {code}"
	techReversal = "{text}, reversal {id}"
	techTrace    = "{text}, trace {id}"
	techRecord   = "{text}, record: {error}"
	techSent     = "{text}, sent {time}"
	techRequest  = "{method} /{path}, {time}"
	techCause    = "{text}, {cause}"
	techTook     = "{text}, {n} ms"
)

// Plain mode, as far as the screen doesn't have the words too.
const (
	plainStart   = "{program}, plain mode: {whose}. Type help and press enter for what you can type."
	plainTime    = "It is {time}."
	plainTimeTo  = "It is {time}: {deadline}."
	plainHeader  = "{whose}. {time}"
	plainEnding  = "ending " // before the last four digits of a card
	plainCan     = "can be reversed"
	plainWarning = "Warning: {warning}"

	plainPage       = "That was {from} to {to} of {all}. Type more for the next ones."
	plainNoMore     = "There is nothing more of this list. Type list to print it anew."
	plainFound      = "Found by \"{text}\": {n} of {all}. Type find alone to see all again."
	plainNoMatch    = "No match. Type find alone to see all again."
	plainElsewhere  = "None here; {n} in everything. Type view everything."
	plainSoFar      = "None here so far; {n} in everything. Type view everything. The list isn't complete."
	plainNoneInView = "No payments in this view. Type view for the others."
	plainNotListed  = "Not listed."
	plainView       = "The view is {view}. The views are {views}. Type view and one of them."
	plainInView     = "View: {view}."
	plainStale      = "The list has changed since it was printed. Type list to print it again."
	plainRefreshed  = "Dojo has answered. Type list to print the list again."

	plainNoList    = "No list has been printed yet. Type list."
	plainNoNumber  = "The list that was printed last has no number {number}. To find a payment, type find and its card's last four digits, its amount or its reference."
	plainNotYet    = "Number {number} hasn't been printed yet. Type more first."
	plainGone      = "Number {number}, {name}, isn't listed any more. Type list to print the list again."
	plainWhich     = "Which one? Type {verb} and its number in the list, such as: {verb} 3"
	plainUnknown   = "\"{verb}\" can't be done here. You can type {verbs}."
	plainTooLong   = "That line was too long, so nothing was done."
	plainTooMuch   = "Too much was typed before the list was here: the rest is ignored."
	plainNoResults = "No reversal has been started here."

	plainAskReverse    = "Type reverse to reverse {amount}, or press enter to keep it."
	plainAskAmount     = "Type the amount, {amount}, or press enter to keep it."
	plainNotAmount     = "That isn't the amount."
	plainTooEarly      = "Too early: the question was only just asked, so this didn't count."
	plainAgain         = "Something about it has changed. Please read it again."
	plainReasonIs      = "Reason: {reason}."
	plainReasonHow     = "To keep a reason with it, type because and the reason first."
	plainWasAbout      = "{text} This was about {what}."
	plainNeedsTerminal = "A reversal needs a terminal: somebody has to read the question and type the answer. Through a pipe or a file, payments are listed and reversals followed."
	plainAbout         = "{what}: {why}" // a payment, and why it can't be reversed

	plainAskQuit = "Type quit again to quit, or press enter to stay."
	plainStaying = "Staying."

	plainHour         = "{hour}: {counts}."
	plainGoesOn       = "Checking goes on by itself."
	plainAnswers      = "Dojo answers again."
	plainMidnight     = "Midnight has passed: it is {day} now. What was paid before can't be reversed any more."
	plainNewDay       = "Midnight has passed: it is {day} now."
	plainSoon         = "Midnight is near: {deadline}. After it, today's payments can't be reversed."
	plainTechnicalOn  = "Technical lines: on."
	plainTechnicalOff = "Technical lines: off."

	// What plain mode says instead of sentences that name a key of the screen.
	plainTryAgain   = "{text} Type reverse and its number to try again."
	plainUnresolved = "Not reversed, as far as Dojo shows: {what}. You can try again with reverse and its number; this one is still watched."
	plainChangedTry = "NOT reversed: {what}, has changed at Dojo since you confirmed it. Look at it again, then type reverse and its number."
	plainStillHeld  = "NOT reversed. It is still held: type list, then reverse and its number."
	plainHeldThen   = "NOT reversed. It was held when Dojo last answered, at {time}: type list, then reverse and its number."
	plainRefreshAsk = "{text} Type refresh to ask again."
)

// What can be typed in plain mode. The first words are the commands' own and
// the same in every language.
const (
	plainHelpList      = "print the list, with numbers"
	plainHelpMore      = "print the next page of the list"
	plainHelpFind      = "find by reference, amount, last four, time, status or ID; find alone ends it"
	plainHelpView      = "another view; view alone names them"
	plainHelpShow      = "details of number 3"
	plainHelpReverse   = "reverse number 3: asks first; 3 alone does the same"
	plainHelpBecause   = "the same, with a reason for the record"
	plainHelpResults   = "what has become of reversals"
	plainHelpDay       = "how many were held, reversed and captured, by the hour"
	plainHelpRefresh   = "ask Dojo again now"
	plainHelpTechnical = "technical lines for the helpdesk, on or off"
	plainHelpHelp      = "this help"
	plainHelpQuit      = "quit; asks while a reversal is under way"
	plainHelpLine      = "{typed}: {help}."
)
