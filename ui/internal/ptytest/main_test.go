//go:build unix

package ptytest

import (
	"fmt"
	"os"
	"testing"

	"dojoreversals/dojo/leaktest"
)

// helperVariable names, in a child's environment, the little program of
// helper_test.go that this test binary then is instead of running tests.
const helperVariable = "PTYTEST_HELPER"

func TestMain(m *testing.M) {
	if name := os.Getenv(helperVariable); name != "" {
		program := helpers[name]
		if program == nil {
			fmt.Println("no helper", name)
			os.Exit(99)
		}
		os.Exit(program())
	}
	leaktest.Main(Suite(m))
}
