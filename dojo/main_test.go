package dojo

import (
	"testing"

	"go.uber.org/goleak"
)

// The package starts no goroutine that outlives a call: a reversal must not be
// able to leave after its caller was told that it hadn't.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
