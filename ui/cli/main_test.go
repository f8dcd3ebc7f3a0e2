package cli_test

import (
	"flag"
	"testing"

	"go.uber.org/goleak"

	"dojoreversals/ui/internal/ptytest"
)

func TestMain(m *testing.M) {
	// The flows wait for a program far more than they work, so that more of
	// them run at once than there are processors. The command line still wins.
	atOnce := "16"
	if ptytest.Race {
		atOnce = "6" // each takes much more of the processor
	}
	if err := flag.Set("test.parallel", atOnce); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(ptytest.Suite(m))
}

// build compiles the real program, once for all tests.
func build(tb testing.TB) string { return ptytest.Build(tb, "../..") }
