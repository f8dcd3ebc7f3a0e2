// Package cli is the commands. It reads flags and settings, opens the shop, and runs
// the screen or plain lines on it, or a command: those for scripts (package ui/script),
// doctor (package ui/doctor), journal or sandbox, or the server for a helpdesk (package
// ui/serve). It is the only package that reads this machine's clock and environment, and
// the only one that knows cobra, package config and a store of the journal.
//
// It decides nothing about payments and draws nothing; ui, ui/plain and the packages
// below dojo do. Only main imports it. Start with Main and rootCommand in main.go,
// then runScreen in screen.go. What is logged is in log.go, and what follows a panic in
// crash.go: whoever starts a goroutine here uses crashes.spawn.
//
// The shops that a process has taken up live in its house (house.go), each as a tenant.
// Everybody who works in it has a desk (desk.go), and at each shop that they have entered
// a seat (seat.go). At a till there is one desk, and in a server one for each session of
// an agent (service.go). The desk is the one place that asks what an agent may do.
//
// What belongs to one person and their terminal is in streams: files, environment, crashes
// and, for a session of a server, news of its window. A front takes nothing of that from
// the process, which has many of them when it serves.
//
// The settings file is written by changeSettings in settingsfile.go and by nothing else.
//
// Main has the exit codes of package ui/script: Code there is their only home, and
// "help exit-codes" prints them.
//
// # Speed
//
// Measured on two cores, with "go test ./ui/cli -run TestSpeedTable -speed -timeout 30m",
// which writes this table. The tests hold bounds for what can be counted: bytes, calls,
// frames, and bytes per payment.
//
//	                                                     now    target   measured by
//	key to its frame on the terminal, median         0.63 ms      1 ms   BenchmarkKeyToWire
//	the same, one key in twenty                      0.86 ms      3 ms   BenchmarkKeyToWire
//	half a minute without a key, processor             16 ms     35 ms   BenchmarkIdle
//	start, 1,000 keys in a burst, end, processor       32 ms    130 ms   BenchmarkBurst
//	start to first paint                              5.6 ms     10 ms   BenchmarkStart
//	the same, journal of 25,000 events                5.6 ms     10 ms   BenchmarkStart
//	start to first rows                                24 ms             BenchmarkStart
//	memory with 40 payments                            24 MB     20 MB   BenchmarkResident
//	memory with 100,000 payments                       64 MB     75 MB   BenchmarkMemory
//	the same after a search                            84 MB             BenchmarkMemory
//	one more screen on 110,000 payments             0.062 MB    0.5 MB   BenchmarkScreens
//	one change there on 500 screens                   2.8 ms    100 ms   BenchmarkScreens
//	the same, drawn on each                            37 ms             BenchmarkScreens
//	one more of 500 screens over SSH                 0.57 MB      2 MB   BenchmarkCrowd
//	calls for 500 screens, of those for 12            0.93 ×       1 ×   BenchmarkCrowd
//	a change on all 500, later than the refresh          0 s       1 s   BenchmarkCrowd
//	down to the wire, 50 typing, one key in twenty    1.2 ms     50 ms   BenchmarkCrowd
//	a log-in and its list, processor                  3.9 ms             BenchmarkCrowd
//	500 screens without a key, processor a second      40 ms             BenchmarkCrowd
//	one change among 50,000 attempts                 0.21 ms    0.5 ms   BenchmarkChange
//	open a journal of 25,000 events                   3.5 ms             BenchmarkOpen
//	check all of it, behind the screen                279 ms             BenchmarkCheck
//	load of 100,000 at 50 ms a page, of its bound     1.15 ×     1.3 ×   TestALoadIsNearlyAsQuickAsItsLineAllows
//	the same at 200 ms                                1.14 ×     1.3 ×   TestALoadIsNearlyAsQuickAsItsLineAllows
//	at 200 ms, one page in 100 lost                   1.14 ×     1.5 ×   TestALoadIsNearlyAsQuickAsItsLineAllows
//	at 200 ms, every 20th page lost                   1.19 ×     1.5 ×   TestALoadIsNearlyAsQuickAsItsLineAllows
//	at most 30 pages a second                         1.12 ×    1.15 ×   TestALoadIsNearlyAsQuickAsItsLineAllows
//	at most 15 pages a second                         1.11 ×    1.15 ×   TestALoadIsNearlyAsQuickAsItsLineAllows
//	first paint and list, 120x40                     3,682 B   4,000 B   TestBytes
//	the same, 80x24                                  2,213 B   2,400 B   TestBytes
//	100 downs over 200 rows, 120x40                 16,297 B  25,000 B   TestBytes
//	the same, 80x24                                 15,132 B  25,000 B   TestBytes
//	dialog opened, closed, and a key, 120x40         1,334 B   1,500 B   TestBytes
//	the same, 80x24                                  1,495 B   1,500 B   TestBytes
//	an idle minute, 120x40                              58 B      60 B   TestBytes
//
// With Go's own GOGC=100, 100,000 payments would take twice the memory (memory.go). The
// bound of a load is what 1,000 full pages take, eight at once, or what a limit allows
// for the pages that were read.
package cli
