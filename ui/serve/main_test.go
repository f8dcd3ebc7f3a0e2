package serve

import (
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(unhurried{m}) }

// unhurried gives what is left of the tests a minute to end. Package goleak looks for half
// a second, in which a busy machine may not come to it.
type unhurried struct{ *testing.M }

// Run runs the tests, and returns the exit code.
func (u unhurried) Run() int {
	code := u.M.Run()
	for end := time.Now().Add(time.Minute); code == 0 && time.Now().Before(end) && goleak.Find() != nil; {
		continue // it looks for half a second
	}
	return code
}
