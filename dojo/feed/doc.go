// Package feed keeps the list of one shop's payments up to date. It loads the
// list, reads it again every few seconds, and publishes it as immutable
// snapshots, which any number of readers share.
//
// It isn't a copy of Dojo: it lists payments of the last days, and it never
// changes one. It doesn't judge what may be reversed (package dojo does), and it
// knows nothing of views, selections or screens (package ui/worklist does).
//
// Package dojo/shop opens one feed for each shop. The packages above it read
// snapshots. The feed itself imports only package dojo.
//
// # What readers can rely on
//
// A payment is never lost between two reads. A row changes only because Dojo's
// answer about that payment said so. An older answer never overwrites a newer
// one. If the list can't be read again, the snapshot says so.
//
// # How the list is read
//
// Dojo documents neither the order of its pages nor which of a payment's times
// its date filters use, so the feed relies on neither. It reads three groups:
// held payments (Authorized, from 38 days back: an intent waits up to 30 days
// for its payment, and a hold lasts 7), settled ones (Captured, Reversed,
// Refunded, Canceled, from a few days back) and, while a reader shows them,
// unpaid ones (Created).
//
// The first load reads whole groups, and so does a refresh that a reader asks
// for. Each group has a list, and the lists are read in turns, a page of each. If
// a list looks long, its range is split into windows of time that are read at
// once, newest first (load.go, windows.go). Fewer pages are read at once when
// Dojo answers ever more slowly (pace.go), and fewer a second when it refuses calls
// as too many (rate.go). A page that is lost now and then is read again at once
// (line.go). Long lists give way to calls that people wait for (urgent.go). While a
// load goes on, today's held payments are read again at the pace of refreshes (poll.go).
// A load ends by reading again what changed since five minutes before it began.
//
// Windows aren't trusted: one cursor for each group reads everything again, held
// payments first (check.go), and the list isn't called complete before. If that finds
// a payment that the windows missed, or if the windows bring more than twice as many
// rows as there are payments, this feed uses no windows any more.
//
// After the load, each refresh reads all held payments if they fill few pages,
// and otherwise what changed in the last minutes. The time until the next refresh
// goes to the longer lists that are due (lane.go has all waits). Only windows, and
// two lists of the check, are read at once; other lists are read one after the
// other. The waits grow with the cost of a refresh, while nobody looks, and when
// Dojo asks for it.
//
// If a wait or a call took much longer than it may, the machine has slept: everything is
// read again at once, and the snapshot says so until the held payments were (sleep.go).
//
// One page that fails is no trouble to tell of. It is one when no page comes for two
// seconds, when none has come at all, or when one list is refused again and again.
//
// If a complete list of a group lacks a payment of that group, the feed reads
// that payment by itself. Until the answer comes, the payment stays as it was.
//
// # Where to start reading
//
// reader.go and snapshot.go are what other packages use. run.go: Run is the
// loop; refresh.go: refresh is one turn of it; load.go: load is the first one.
// version.go has the rule by which two answers about one payment are merged, and
// book.go what is known of all payments.
//
// # Speed
//
// Measured on two cores that other programs used too. The tests in brackets hold
// the counts and, on a virtual clock, the times; the benchmarks measure seconds.
//
//   - 100,000 payments at 50 ms a call: the first rows after one round trip. All of
//     them after 7.05 s and 1,068 calls on a virtual clock, where one cursor takes
//     50.5 s and 1,010 calls. (TestWindowsAreManyTimesFaster) Where payments stand as
//     shops have them, some 1,070 calls. (TestALoadOfDaysHasFewCallsMoreThanPages) The
//     line has hardly a pause while pages are merged. (TestTheLineStaysFullWhilePagesAreMerged)
//     Over HTTP 8.7 s and some 1,115 calls, which is 1.2 times as long as a program takes
//     that reads 1,000 pages and does nothing with them. 2.5 s of the processor's time, of
//     which decoding and what is done for it is half; 33,000 held payments known to be
//     complete after 30 s, and everything after 50 s: each group is read again by one
//     cursor, page by page. (BenchmarkLoad, some fifteen minutes)
//   - 100,000 payments on a virtual clock, as times of what 1,000 pages take: 1.14
//     at 50 and at 200 ms a call, and with one page in a hundred lost, 1.21 with
//     each twentieth lost. As times of what its limit allows for the pages that were
//     read: 1.12 where Dojo refuses calls above 30 a second, and 1.11 above 15.
//     (TestALoadIsNearlyAsQuickAsItsLineAllows)
//   - 30,000 payments, of which 1,000 are held: loaded after 2.1 s, no held one missing
//     for sure after 3 s, and none at all after 16 s. (TestWhatIsHeldIsKnownFirst)
//   - A payment in the list takes 350 bytes of memory, and may take 365.
//     (TestAPaymentTakesLittleMemory)
//   - Calls an hour after the load: 777 for a shop of 40 payments, and a capture
//     elsewhere is shown within 5 s; 134 while nobody looks, within half a minute;
//     20 while nobody has it open, within five minutes;
//     1,801 for 1,200 payments, within 7 s; 5,540 for 4,000 long holds, within 8 s;
//     9,264 for a chain of 100,000, within 3 minutes. (TestCallsAnHour)
//   - A list that never ends, or payments on which lists and reads never agree: at
//     most 5,000 calls at once and 10,800 in the hour after them. A list that brings
//     nothing new ends after two pages, or four empty ones. (TestListsThatNeverEnd,
//     TestSingleReadsAreBounded)
//   - 24 simulated hours with faults and a midnight: memory and goroutines don't
//     grow. (TestADay)
package feed
