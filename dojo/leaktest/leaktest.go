package leaktest

import (
	"time"

	"go.uber.org/goleak"
)

// patience is how long what is left of the tests may take to end. Package goleak looks for
// half a second, in which a busy machine may not come to it.
const patience = time.Minute

// Main runs the tests, looks for goroutines that they left, and ends the program. A
// TestMain ends with it.
func Main(tests interface{ Run() int }) { goleak.VerifyTestMain(unhurried{tests}) }

type unhurried struct{ tests interface{ Run() int } }

// Run runs the tests, and returns the exit code once nothing of them is left.
func (u unhurried) Run() int {
	code := u.tests.Run()
	if code != 0 {
		return code
	}
	for late := time.After(patience); goleak.Find() != nil; { // it looks for half a second
		select {
		case <-late:
			return code
		default:
		}
	}
	return code
}
