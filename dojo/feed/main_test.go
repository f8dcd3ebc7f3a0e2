package feed

import (
	"flag"
	"os"
	"runtime/debug"
	"testing"

	"go.uber.org/goleak"
)

// TestMain runs the properties over the same cases every time, unless the command line
// says otherwise (-rapid.seed=0 draws new ones).
func TestMain(m *testing.M) {
	runBenchRole()
	flag.Parse()
	set := map[string]string{"rapid.nofailfile": "true", "rapid.seed": "20261126"}
	flag.Visit(func(f *flag.Flag) { delete(set, f.Name) })
	for name, v := range set {
		if err := flag.Set(name, v); err != nil {
			_, _ = os.Stderr.WriteString(name + ": " + err.Error() + "\n")
			os.Exit(2)
		}
	}
	debug.SetGCPercent(400) // the shops of the tests are large, and made again and again
	goleak.VerifyTestMain(m)
}
