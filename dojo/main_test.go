package dojo

import (
	"crypto/x509"
	"testing"

	"dojoreversals/dojo/leaktest"
)

// The package starts no goroutine that outlives a call: a reversal must not be
// able to leave after its caller was told that it hadn't.
func TestMain(m *testing.M) {
	// The first handshake that asks for the system's authorities reads them all, which takes
	// long under the race detector, and has five seconds.
	_, _ = x509.SystemCertPool()
	leaktest.Main(m)
}
