// Package feed keeps the list of a shop's payments alive: it loads it, reads
// it again every few seconds, merges what it reads, and publishes the whole as
// immutable snapshots that any number of readers share.
//
// It promises that a payment is never lost between two reads, that a row changes
// only because a read of that payment said so, that an older read never overwrites
// a newer one, and that a list which couldn't be read again says so.
//
// # How the list is read
//
// Dojo documents neither the order of its pages nor which of a payment's times
// its date filters mean, so nothing is built on either. There are three sets:
// what is held (Authorized, from 38 days back: an intent lives up to 30 days
// unpaid and a hold 7), what is settled (Captured, Reversed, Refunded,
// Canceled, from a few days back) and, only while somebody looks at it, what
// is unpaid (Created).
//
// A load reads whole sets: at the start, and when a reader asks for it. Each
// set has a list, read page by page in turns. If one looks long the range is
// split into windows of time instead, which are read beside one another,
// newest first (load.go, windows.go); how many at once is halved when Dojo says
// that there are too many, or when its answers take ever longer (pace.go). A
// load ends with a re-read from five minutes before it began. What was loaded
// in windows is then read once more by one cursor (check.go), and isn't called
// complete before. If that finds a payment that the windows missed, or if
// windows bring more than twice as many rows as there are, there are no more
// windows in this session.
//
// From then on every refresh reads all that is held, where that is few pages,
// or else what arrived or changed in the last minutes; longer lists are read in
// the time between two refreshes, when they are due (lane.go has all waits).
// Two lists are never read at once, but for the windows of a load. Waits grow
// with what a refresh costs, while nobody looks, and while Dojo asks for it.
//
// A payment that is missing from a complete list of its set is read singly,
// and stays as it was until that read has answered.
//
// # Speed
//
// Measured on two cores that other programs used too. The tests in brackets hold
// the counts and, on a virtual clock, the times; the benchmarks measure seconds.
//
//   - 100,000 payments at 50 ms a call: the first rows after one round trip. All of
//     them after 7.05 s and 1,077 calls on a virtual clock, where one cursor takes
//     50.25 s and 1,005 calls. (TestWindowsAreManyTimesFaster) Over HTTP 9.7 s and
//     1,190 calls, and 3.0 s of the processor's time, of which decoding is 1.2 s.
//     (BenchmarkLoad, some five minutes)
//   - A payment in the list takes 701 bytes of memory, and may take 720.
//     (TestAPaymentTakesLittleMemory)
//   - Calls an hour after the load: 777 for a shop of 40 payments, and a capture
//     elsewhere is shown within 5 s; 134 while nobody looks, within half a minute;
//     1,801 for 1,200 payments, within 7 s; 5,540 for 4,000 long holds, within 8 s;
//     9,264 for a chain of 100,000, within 2½ minutes. (TestCallsAnHour)
//   - A list that never ends, or payments on which lists and reads never agree: at
//     most 5,000 calls at once and 10,800 in the hour after them. A list that brings
//     nothing new ends after two pages, or four empty ones. (TestListsThatNeverEnd,
//     TestSingleReadsAreBounded)
//   - 24 simulated hours with faults and a midnight: memory and goroutines don't
//     grow. (TestADay)
package feed
