package cli_test

import (
	"flag"
	"testing"
	"time"

	"go.uber.org/goleak"

	"dojoreversals/ui/internal/ptytest"
)

func TestMain(m *testing.M) {
	probed()
	// These tests mostly wait for a program, so more of them run at once than there
	// are processors. A -parallel on the command line still wins.
	atOnce := "16"
	if ptytest.Race {
		atOnce = "6" // each takes much more of the processor
	}
	if err := flag.Set("test.parallel", atOnce); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(unhurried{ptytest.Suite(m)})
}

// unhurried gives what is left of the tests a minute to end. Package goleak looks for half
// a second, in which a busy machine may not come to it.
type unhurried struct{ tests ptytest.Tests }

// Run runs the tests, and returns the exit code.
func (u unhurried) Run() int {
	code := u.tests.Run()
	for end := time.Now().Add(patience); code == 0 && time.Now().Before(end) && goleak.Find() != nil; {
		continue // it looks for half a second
	}
	return code
}

// build compiles the real program, once for all tests.
func build(tb testing.TB) string { return ptytest.Build(tb, "../..") }
