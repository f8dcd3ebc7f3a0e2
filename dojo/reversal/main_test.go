package reversal

import (
	"testing"

	"dojoreversals/dojo/internal/rapidtest"
	"dojoreversals/dojo/leaktest"
)

// TestMain runs every property over hundreds of schedules, always the same
// ones, unless the command line says otherwise (-rapid.seed=0 draws new ones).
// It fails where a goroutine is left over: an attempt that nobody waits for is
// one that Stop has forgotten.
func TestMain(m *testing.M) {
	checks := 600
	if exhaustive {
		checks = 10000
	}
	rapidtest.Fix(20261122, checks)
	leaktest.Main(m)
}
