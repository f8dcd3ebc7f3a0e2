package feed

import (
	"runtime/debug"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	runBenchRole()
	debug.SetGCPercent(400) // the shops of the tests are large, and made again and again
	goleak.VerifyTestMain(m)
}
