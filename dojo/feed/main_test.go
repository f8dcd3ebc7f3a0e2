package feed

import (
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	runBenchRole()
	goleak.VerifyTestMain(m)
}
