package reversal

import (
	"flag"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// TestMain runs every property over hundreds of schedules, always the same
// ones, unless the command line says otherwise (-rapid.seed=0 draws new ones).
// It fails where a goroutine is left over: an attempt that nobody waits for is
// one that Stop has forgotten.
func TestMain(m *testing.M) {
	flag.Parse()
	set := map[string]string{"rapid.nofailfile": "true", "rapid.seed": "20261122", "rapid.checks": "600"}
	if exhaustive {
		set["rapid.checks"] = "10000"
	}
	flag.Visit(func(f *flag.Flag) { delete(set, f.Name) })
	for name, v := range set {
		if err := flag.Set(name, v); err != nil {
			_, _ = os.Stderr.WriteString(name + ": " + err.Error() + "\n")
			os.Exit(2)
		}
	}
	goleak.VerifyTestMain(m)
}
