// Package reversal takes one reversal from its confirmation to its end. It is
// the only code that calls Client.Reverse.
//
// The states and their order:
//
//	intended ──▶ sending ──▶ created ──▶ successful | already | failed | unresolved
//	   │            ├──────▶ confirming ──▶ successful
//	   │            ├──────▶ failed | already
//	   ▼            └──▶ checking ──▶ successful | already | failed | unresolved
//	abandoned
//
// An attempt is confirming once Dojo answered Successful, until a read shows the
// payment as Reversed. It is still open until then. An unresolved attempt is
// still read: it becomes failed if the payment is captured, refunded or cancelled
// by then, and is corrected if the payment is Reversed after all. If Dojo's own
// answer comes that late and says Successful, the attempt is confirming again.
//
// No end stands against a newer good read: for 8 days each attempt is compared
// with its payment (afterwards.go). Where Dojo shows something else, a correction
// is recorded, and a newer read may correct that again. A successful attempt
// whose payment is held again is confirming again.
//
// Plain functions over values decide which state comes next (transition.go).
// Service (service.go) carries that out: it journals each state before it acts on
// it, sends at most one request per confirmation, and reads the payment until the
// end is known. Nothing here waits for a screen. The package knows no list of
// payments and no SQL: dojo/shop puts it together with both. dojo/shop and the
// packages of ui import it. Start with transition.go.
//
// # What happens when something goes wrong
//
// In no case is a reversal sent again. While an attempt is open (intended,
// sending, created, checking, confirming) no second attempt on its payment can
// begin on this journal, and every start of the program reads the payment again.
// The tests in brackets hold each line.
//
//   - Killed before anything was sent: intended. From 30 seconds on, any process
//     moves it to abandoned. (TestCrashMatrix)
//   - Killed around the request: sending. From 30 seconds on, any process moves
//     it to checking and reads the payment: Reversed makes it successful, and a
//     minute without a change makes it unresolved. (TestCrashMatrix, TestCrashTwice)
//   - Killed while Dojo processes it: created. The next start reads on until the
//     end. (TestCrashMatrix)
//   - The answer is lost, late or unreadable, or is a 409, 429 or 5xx: checking,
//     then as above. (TestLostAnswer, TestCrashMatrix)
//   - Dojo refuses (400, 401, 403, 404) or says Failed: failed, once a good read agrees.
//     (TestFailed, TestCrashMatrix)
//   - The till captures the payment first: failed. (TestCapturedFirst)
//   - Dojo never finishes: created, and unresolved after ten minutes.
//     (TestCrashMatrix, TestUnresolvedIsCorrected)
//   - Dojo says Successful, but the payment is held, captured or refunded:
//     confirming, then a correction. (TestDojoGoesBackOnItsWord,
//     TestSuccessfulThenCaptured, TestCorrections)
//   - No connection: abandoned. (TestDojoDownThenUp, TestNoServer)
//   - Two windows confirm at once: one attempt. One window sends it, both show its
//     end. (TestTwoPressAtOnce, TestTwoScreensAtOnce)
//   - A laptop sleeps after the confirmation: nothing leaves later than ten seconds
//     after it, so abandoned; checking if the request may have left.
//     (TestSuspended, TestSuspendedBeforeItIsSent)
//   - The right of the person to reverse ends after the confirmation: abandoned, or
//     failed where Sending was on disk already. (TestNotAllowed)
//   - Midnight passes after the confirmation: abandoned or failed.
//     (TestMidnightWhileTheDiskIsSlow, TestMidnightDuringTheHandshake, TestModel)
//   - An answer from a cache has an old date, or this PC's clock is on another day:
//     a payment can be reversed only if both days allow it. No attempt begins
//     otherwise. (TestClockNoMinorityMakesAPaymentReversible, TestDayIsUnsure)
//   - The disk is full before the request: nothing is sent or recorded. After the
//     request: the screen shows the result as not recorded, the journal keeps
//     sending or created, and the next start reads the payment and records its
//     end. (TestDiskFull)
//   - The journal is damaged, cut short, older than it was, locked, on a network
//     drive, open to others, or can't be written: nothing is sent until that is
//     put right. (TestDamagedRecord, TestUnusableRecord, TestNetworkFileSystems)
//   - The terminal takes no more output: the reversal goes on. (TestStalledTerminal)
//   - The window is closed, the line drops, or SIGTERM comes: the program waits up
//     to ten seconds for the answer, and leaves it in the terminal.
//     (TestSendingAtTheEnd, TestHangUpWhileSending, TestNoAnswerAtTheEnd)
//   - The shop gets a new key meanwhile: the attempt stays as it was until
//     "dojo-reversals journal adopt" hands it to the new key. (TestAdopt)
package reversal
