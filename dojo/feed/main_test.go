package feed

import (
	"runtime/debug"
	"testing"

	"dojoreversals/dojo/internal/rapidtest"
	"dojoreversals/dojo/leaktest"
)

// TestMain runs the properties over the same cases every time, unless the command line
// says otherwise (-rapid.seed=0 draws new ones).
func TestMain(m *testing.M) {
	runBenchRole()
	rapidtest.Fix(20261126, 0)
	debug.SetGCPercent(400) // the shops of the tests are large, and made again and again
	leaktest.Main(m)
}
