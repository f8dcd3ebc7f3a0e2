package cli_test

import (
	"flag"
	"testing"

	"dojoreversals/dojo/leaktest"
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
	leaktest.Main(ptytest.Suite(m))
}

// build compiles the real program, once for all tests.
func build(tb testing.TB) string { return ptytest.Build(tb, "../..") }
