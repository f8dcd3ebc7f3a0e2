// Package cli is the commands. It reads flags and settings, opens the shop, and runs
// the screen or plain lines on it, or another command: journal or sandbox. It is the
// only package that reads this machine's clock and environment, and the only one that
// knows cobra, package config and a store of the journal.
//
// It decides nothing about payments and draws nothing; ui, ui/plain and the packages
// below dojo do. Only main imports it. Start with Main and rootCommand in main.go,
// then runScreen in screen.go.
//
// Main has exit code 0 when all is well, 1 when something failed while it ran, and 2
// for a mistake in the command line or the settings.
//
// # Speed
//
// Measured on two cores that other programs used too. The tests and benchmarks in
// brackets measure anew; the tests hold their own bounds.
//
//   - From a key to its frame on the terminal: 0.85 ms, 1.3 ms for one in twenty.
//     (BenchmarkKeyToWire)
//   - Half a minute without a key: 15 ms of the processor. (BenchmarkIdle)
//   - From the start of the process to the first paint: 18 ms. To the first rows of the
//     demo, at 80 ms a call: 330 ms. 1,000 keys in a burst, with the start: 44 ms of the
//     processor. (BenchmarkStart)
//   - Bytes to the terminal at 120x40 and 80x24: 4,186 and 1,967 for the first paint
//     with the list, 146 and 130 for the down key, 16,363 and 15,217 for a hundred of
//     them over 200 rows, 1,115 and 575 for a page down, 1,068 and 1,269 for a dialog
//     opened and closed, 313 and 298 for the key after it, 117 and 109 for a payment
//     captured elsewhere, 58 and 47 for an idle minute. (TestBytes)
//   - Memory in use: 22 MB with 40 payments, 128 MB a minute after a load of 100,000.
//     With Go's own GOGC=100 it would be 180 to 210 MB (memory.go). Measure it with
//     "dojo-reversals sandbox --payments 100000" and /proc/PID/status.
//   - The program, stripped: 17 to 19 MB for each platform. (.ci/run)
package cli
