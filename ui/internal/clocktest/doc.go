// Package clocktest is a clock that stands still until a test moves it on, for programs
// whose waits come in as functions.
//
// Only tests import it. Start reading at Clock.
package clocktest
