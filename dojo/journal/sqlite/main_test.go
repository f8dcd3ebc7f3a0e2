package sqlite

import (
	"flag"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// TestMain runs the properties over the same cases every time, unless the
// command line says otherwise (-rapid.seed=0 draws new ones).
func TestMain(m *testing.M) {
	flag.Parse()
	set := map[string]string{"rapid.nofailfile": "true", "rapid.seed": "20261122", "rapid.checks": "120"}
	flag.Visit(func(f *flag.Flag) { delete(set, f.Name) })
	for name, v := range set {
		if err := flag.Set(name, v); err != nil {
			_, _ = os.Stderr.WriteString(name + ": " + err.Error() + "\n")
			os.Exit(2)
		}
	}
	goleak.VerifyTestMain(m)
}
