package cli

import (
	"runtime/debug"
	"testing"
)

func TestTheEnvironmentDecidesOnMemory(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	for name, want := range map[string]int{"GOGC": 100, "GOMEMLIMIT": 100, "HOME": gcPercent} {
		debug.SetGCPercent(100)
		boundMemory(func(asked string) (string, bool) { return "1", asked == name })
		if got := debug.SetGCPercent(100); got != want {
			t.Errorf("with %s set: %d percent, want %d", name, got, want)
		}
	}
}
