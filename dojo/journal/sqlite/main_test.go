package sqlite

import (
	"testing"

	"dojoreversals/dojo/internal/rapidtest"
	"dojoreversals/dojo/leaktest"
)

// TestMain runs the properties over the same cases every time, unless the
// command line says otherwise (-rapid.seed=0 draws new ones).
func TestMain(m *testing.M) {
	rapidtest.Fix(20261122, 120)
	leaktest.Main(m)
}
